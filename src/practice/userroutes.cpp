// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/apijson.h"
#include "practice/router.h"

#include <algorithm>

namespace mmigrate::practice {

namespace {

/// How many users a list or a page holds at most, whatever the database says.
QJsonArray usersJson(const Workspace &workspace, const std::vector<int> &indexes)
{
    QJsonArray array;
    for (int index : indexes)
        array.append(userJson(workspace.users[std::size_t(index)], View::List));
    return array;
}

std::vector<int> pageOf(const std::vector<int> &all, int page, int perPage)
{
    const std::size_t from = std::min(all.size(), std::size_t(page) * std::size_t(perPage));
    const std::size_t to = std::min(all.size(), from + std::size_t(perPage));
    return {all.begin() + std::ptrdiff_t(from), all.begin() + std::ptrdiff_t(to)};
}

QByteArray etagOf(const Call &call, const User &user)
{
    return (call.server.personality.version + QLatin1Char('.') + user.id + QLatin1Char('.')
            + QString::number(user.updateAt) + QStringLiteral("..0.true.true.0"))
        .toLatin1();
}

HttpResponse oneUser(const Call &call, int index)
{
    const User &user = call.server.workspace.users[std::size_t(index)];
    const QByteArray etag = etagOf(call, user);
    HttpResponse response;
    if (call.request.header("If-None-Match") == etag)
        response.status = 304;
    else
        response = jsonResponse(userJson(user, index == call.user ? View::Own : View::List));
    response.set("Etag", etag);
    return response;
}

HttpResponse me(Call &call)
{
    return oneUser(call, call.user);
}

HttpResponse byId(Call &call)
{
    if (!isId(call.param("user")))
        return call.badUrlParam("user_id");
    const int index = call.server.workspace.userById(call.param("user"));
    return index == none ? call.fail(404, "app.user.missing_account.const") : oneUser(call, index);
}

HttpResponse byName(Call &call)
{
    const int index = call.server.workspace.userByName(call.param("name").toLower());
    return index == none ? call.fail(404, "app.user.get_by_username.app_error")
                         : oneUser(call, index);
}

HttpResponse byEmail(Call &call)
{
    const QString email = call.param("email");
    if (!email.contains(QLatin1Char('@')))
        return call.badUrlParam("email");
    const int index = call.server.workspace.userByEmail(email);
    return index == none ? call.fail(404, "app.user.missing_account.const") : oneUser(call, index);
}

HttpResponse list(Call &call)
{
    const Workspace &w = call.server.workspace;
    std::vector<int> all;
    const QString inTeam = call.request.queryValue(QStringLiteral("in_team"));
    const QString inChannel = call.request.queryValue(QStringLiteral("in_channel"));
    if (!inTeam.isEmpty()) {
        all = w.teamMembers(w.teamById(inTeam));
    } else if (!inChannel.isEmpty()) {
        all = w.channelMembers(w.channelById(inChannel));
    } else {
        for (int i = 0; i < int(w.users.size()); ++i)
            all.push_back(i);
    }
    std::sort(all.begin(), all.end(), [&w](int a, int b) {
        return w.users[std::size_t(a)].username < w.users[std::size_t(b)].username;
    });
    return jsonResponse(usersJson(w, pageOf(all, call.page(), call.perPage())));
}

HttpResponse findAll(Call &call, const char *what, int (*find)(const Workspace &, const QString &))
{
    if (!call.json.isArray() || call.json.array().isEmpty())
        return call.badBody(what);
    std::vector<int> found;
    const QJsonArray wanted = call.json.array();
    for (const QJsonValue &value : wanted) {
        const int index = find(call.server.workspace, value.toString());
        if (index != none)
            found.push_back(index);
    }
    return jsonResponse(usersJson(call.server.workspace, found));
}

HttpResponse byNames(Call &call)
{
    return findAll(call, "usernames",
                   [](const Workspace &w, const QString &name) { return w.userByName(name); });
}

HttpResponse byIds(Call &call)
{
    return findAll(call, "user_ids",
                   [](const Workspace &w, const QString &id) { return w.userById(id); });
}

HttpResponse statuses(Call &call)
{
    if (!call.json.isArray() || call.json.array().isEmpty())
        return call.badBody("user_ids");
    const Workspace &workspace = call.server.workspace;
    QJsonArray list;
    const QJsonArray wanted = call.json.array();
    for (const QJsonValue &value : wanted) {
        if (!isId(value.toString()))
            return call.badBody("user_ids");
        const int index = workspace.userById(value.toString());
        list.append(
            QJsonObject{{QStringLiteral("user_id"), value},
                        {QStringLiteral("status"), QStringLiteral("offline")},
                        {QStringLiteral("manual"), false},
                        {QStringLiteral("last_activity_at"),
                         index == none ? 0 : workspace.users[std::size_t(index)].lastActivityAt}});
    }
    return jsonResponse(list);
}

HttpResponse counted(const Call &call, bool deleted, bool bots)
{
    const std::vector<User> &users = call.server.workspace.users;
    const auto count = std::count_if(users.begin(), users.end(), [deleted, bots](const User &user) {
        return (deleted || user.deleteAt == 0) && (bots || !user.isBot);
    });
    return jsonResponse(QJsonObject{{QStringLiteral("total_users_count"), qint64(count)}});
}

HttpResponse stats(Call &call)
{
    return counted(call, false, false);
}

HttpResponse filteredStats(Call &call)
{
    const auto asked = [&call](const char *name) {
        return call.request.queryValue(QLatin1String(name)) == QLatin1String("true");
    };
    return counted(call, asked("include_deleted"), asked("include_bots"));
}

HttpResponse setRoles(Call &call)
{
    const int index = call.userOf(call.param("user"));
    const QString roles = call.json.object().value(QLatin1String("roles")).toString();
    if (!isId(call.param("user")) && call.param("user") != QLatin1String("me"))
        return call.badUrlParam("user_id");
    if (index == none)
        return call.fail(404, "app.user.missing_account.const");
    if (roles.isEmpty())
        return call.badBody("roles");
    static const QStringList known =
        QStringLiteral("system_admin system_user system_guest system_manager "
                       "system_user_manager system_read_only_admin system_post_all "
                       "system_post_all_public system_user_access_token")
            .split(QLatin1Char(' '));
    const QStringList wanted = roles.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &role : wanted) {
        if (!known.contains(role))
            return call.fail(400, "app.role.check_roles_exist.role_not_found");
    }
    User &user = call.server.workspace.users[std::size_t(index)];
    user.roles = roles;
    user.updateAt += 1;
    return okResponse();
}

/// An administrator may set anybody's password, others need their old one.
HttpResponse setPassword(Call &call)
{
    const int index = call.userOf(call.param("user"));
    if (index == none || (index != call.user && !call.isAdmin()))
        return call.forbidden();
    User &user = call.server.workspace.users[std::size_t(index)];
    const QJsonObject body = call.json.object();
    const QString fresh = body.value(QLatin1String("new_password")).toString();
    const QString old = body.value(QLatin1String("current_password")).toString();
    if (fresh.isEmpty())
        return call.badBody("new_password");
    if (index == call.user && user.passwordHash != passwordHash(old))
        return call.fail(400, "api.user.update_password.incorrect.app_error");
    user.passwordHash = passwordHash(fresh);
    user.failedAttempts = 0;
    return okResponse();
}

} // namespace

void addUserRoutes(Router &router, const Personality &)
{
    router.addWithoutMfa("GET", "users/me", Access::Session, me);
    router.add("GET", "users/stats", Access::Session, stats);
    router.add("GET", "users/stats/filtered", Access::Admin, filteredStats);
    router.add("GET", "users", Access::Session, list);
    router.add("GET", "users/username/{name}", Access::Session, byName);
    router.add("GET", "users/email/{email...}", Access::Session, byEmail);
    router.add("POST", "users/usernames", Access::Session, byNames);
    router.add("POST", "users/ids", Access::Session, byIds);
    router.add("POST", "users/status/ids", Access::Session, statuses);
    router.add("PUT", "users/{user}/roles", Access::Admin, setRoles);
    router.add("PUT", "users/{user}/password", Access::Session, setPassword);
    router.add("GET", "users/{user}", Access::Session, byId);
}

} // namespace mmigrate::practice
