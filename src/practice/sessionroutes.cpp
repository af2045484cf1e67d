// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/apijson.h"
#include "practice/router.h"

#include <QDateTime>

namespace mmigrate::practice {

namespace {

bool hasMfa(const User &user)
{
    return !user.mfaCode.isEmpty() || !user.mfaSecret.isEmpty();
}

bool mfaFits(const User &user, const QString &code)
{
    if (!user.mfaCode.isEmpty() && user.mfaCode == code)
        return true;
    return !user.mfaSecret.isEmpty()
           && totpFits(user.mfaSecret, code, QDateTime::currentSecsSinceEpoch());
}

HttpResponse signIn(Call &call, const User &user)
{
    const Session session = call.server.sessions.open(user.id);
    HttpResponse response = jsonResponse(userJson(user, View::Own));
    response.set("Token", session.token.toLatin1());
    if (call.request.header("X-Requested-With") != "XMLHttpRequest")
        return response;
    const QString &subpath = call.server.options.subpath;
    const qint64 seconds = 180LL * 24 * 3600;
    const QByteArray tail =
        "; Path=" + (subpath.isEmpty() ? QByteArray("/") : subpath.toUtf8())
        + "; Expires=" + httpDate(QDateTime::currentMSecsSinceEpoch() + seconds * 1000)
        + "; Max-Age=" + QByteArray::number(seconds);
    response.add("Set-Cookie", "MMAUTHTOKEN=" + session.token.toLatin1() + tail + "; HttpOnly");
    response.add("Set-Cookie", "MMUSERID=" + user.id.toLatin1() + tail);
    response.add("Set-Cookie", "MMCSRF=" + session.csrf.toLatin1() + tail);
    return response;
}

HttpResponse login(Call &call)
{
    const QJsonObject body = call.json.object();
    const QString name = body.value(QLatin1String("login_id")).toString();
    const QString password = body.value(QLatin1String("password")).toString();
    const QString code = body.value(QLatin1String("token")).toString();
    if (password.isEmpty())
        return call.fail(400, "api.user.login.blank_pwd.app_error");
    Workspace &w = call.server.workspace;
    int index = w.userByName(name.toLower());
    if (index == none)
        index = w.userByEmail(name);
    if (index == none || w.users[std::size_t(index)].isBot)
        return call.fail(401, "api.user.login.invalid_credentials_email_username");
    User &user = w.users[std::size_t(index)];
    if (user.deleteAt != 0)
        return call.fail(401, "api.user.login.inactive.app_error");
    if (user.failedAttempts
        >= call.server.config.number(QStringLiteral("ServiceSettings.MaximumLoginAttempts")))
        return call.fail(401, "api.user.check_user_login_attempts.too_many.app_error");
    if (user.passwordHash != passwordHash(password)) {
        ++user.failedAttempts;
        return call.fail(401, "api.user.login.invalid_credentials_email_username");
    }
    if (hasMfa(user) && code.isEmpty()) {
        const int status = call.server.personality.missingMfaCodeIs400 ? 400 : 401;
        return call.fail(status, "mfa.validate_token.authenticate.app_error");
    }
    if (hasMfa(user) && !mfaFits(user, code)) {
        ++user.failedAttempts;
        return call.fail(401, "api.user.check_user_mfa.bad_code.app_error");
    }
    HttpResponse response = signIn(call, user);
    user.failedAttempts = 0;
    return response;
}

HttpResponse logout(Call &call)
{
    call.server.sessions.close(call.token);
    const QString &subpath = call.server.options.subpath;
    HttpResponse response = okResponse();
    response.set("Set-Cookie",
                 "MMAUTHTOKEN=; Path=" + (subpath.isEmpty() ? QByteArray("/") : subpath.toUtf8())
                     + "; Max-Age=0; HttpOnly");
    return response;
}

HttpResponse mfaCheck(Call &call)
{
    const QString name = call.json.object().value(QLatin1String("login_id")).toString();
    const int index = call.server.workspace.userByName(name);
    const bool required = index != none && hasMfa(call.server.workspace.users[std::size_t(index)]);
    return jsonResponse(QJsonObject{{QStringLiteral("mfa_required"), required}});
}

HttpResponse createToken(Call &call)
{
    if (!call.server.config.flag(QStringLiteral("ServiceSettings.EnableUserAccessTokens")))
        return call.fail(501, "app.user_access_token.disabled");
    const int user = call.userOf(call.param("user"));
    if (user == none || (user != call.user && !call.isAdmin()))
        return call.forbidden();
    const QString description = call.json.object().value(QLatin1String("description")).toString();
    if (description.isEmpty())
        return call.badBody("user_access_token");
    const QString userId = call.server.workspace.users[std::size_t(user)].id;
    const Session session =
        call.server.sessions.createToken(userId, call.server.workspace.newId(), description);
    return jsonResponse(QJsonObject{{QStringLiteral("id"), session.tokenId},
                                    {QStringLiteral("token"), session.token},
                                    {QStringLiteral("user_id"), userId},
                                    {QStringLiteral("description"), description},
                                    {QStringLiteral("is_active"), true}});
}

HttpResponse revokeToken(Call &call)
{
    const QString id = call.json.object().value(QLatin1String("token_id")).toString();
    if (!isId(id))
        return call.badBody("token_id");
    call.server.sessions.revokeToken(id);
    return okResponse();
}

HttpResponse passwordReset(Call &call)
{
    const QString email = call.json.object().value(QLatin1String("email")).toString();
    if (email.isEmpty())
        return call.badBody("email");
    if (call.server.workspace.userByEmail(email) == none)
        return okResponse();
    return call.fail(500, "api.user.send_password_reset.send.app_error");
}

HttpResponse generateMfa(Call &call)
{
    const int user = call.userOf(call.param("user"));
    if (user != call.user)
        return call.forbidden();
    HttpResponse response =
        jsonResponse(QJsonObject{{QStringLiteral("secret"), QStringLiteral("PRACTICEPRACTICE")},
                                 {QStringLiteral("qr_code"), QString()}});
    response.set("Cache-Control", "no-cache").set("Pragma", "no-cache");
    return response;
}

HttpResponse activateMfa(Call &call)
{
    const QString code = call.json.object().value(QLatin1String("code")).toString();
    const bool activate = call.json.object().value(QLatin1String("activate")).toBool();
    const QString secret = QStringLiteral("PRACTICEPRACTICE");
    const int index = call.userOf(call.param("user"));
    if (index != call.user)
        return call.forbidden();
    User &user = call.server.workspace.users[std::size_t(index)];
    if (activate && !totpFits(secret, code, QDateTime::currentSecsSinceEpoch()))
        return call.fail(401, "mfa.activate.bad_token.app_error");
    user.mfaSecret = activate ? secret : QString();
    user.mfaCode.clear();
    return okResponse();
}

} // namespace

void addSessionRoutes(Router &router, const Personality &personality)
{
    router.add("POST", "users/login", Access::Open, login);
    router.add("POST", "users/logout", Access::Open, logout);
    router.add("POST", "users/password/reset/send", Access::Open, passwordReset);
    if (personality.hasMfaCheck)
        router.add("POST", "users/mfa", Access::Open, mfaCheck);
    router.add("POST", "users/tokens/revoke", Access::Session, revokeToken);
    router.add("POST", "users/{user}/tokens", Access::Session, createToken);
    router.addWithoutMfa("POST", "users/{user}/mfa/generate", Access::Session, generateMfa);
    router.addWithoutMfa("PUT", "users/{user}/mfa", Access::Session, activateMfa);
}

} // namespace mmigrate::practice
