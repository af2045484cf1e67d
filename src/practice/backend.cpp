// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/backend.h"

#include "practice/router.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>

namespace mmigrate::practice {

using Action = PracticeFault::Action;

namespace {

quint64 serverSeed(const PracticeServerOptions &options)
{
    // Two servers of one seed must not give out the same ids.
    return options.seed * 4 + (options.role == PracticeRole::Source ? 1 : 2);
}

QByteArray cookie(const HttpRequest &request, const QByteArray &name)
{
    const QList<QByteArray> parts = request.header("Cookie").split(';');
    for (const QByteArray &part : parts) {
        const QByteArray trimmed = part.trimmed();
        if (trimmed.startsWith(QByteArray(name + '=')))
            return trimmed.mid(name.size() + 1);
    }
    return {};
}

void shiftContentRange(HttpResponse *response, qint64 by)
{
    const QByteArray range = response->header("Content-Range");
    const qsizetype dash = range.indexOf('-');
    if (!range.startsWith("bytes ") || dash < 0)
        return;
    const qint64 start = range.mid(6, dash - 6).toLongLong() + by;
    response->set("Content-Range", "bytes " + QByteArray::number(start) + range.mid(dash));
}

void shiftOffset(HttpResponse *response, qint64 by)
{
    QJsonObject object = QJsonDocument::fromJson(response->body).object();
    if (!object.contains(QLatin1String("file_offset")))
        return;
    object.insert(QLatin1String("file_offset"),
                  object.value(QLatin1String("file_offset")).toInteger() + by);
    response->body = QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// Reads a JSON body. False when it is larger than the limit.
bool readBody(BodyReader &body, qint64 limit, QByteArray *bytes)
{
    std::array<char, 16 * 1024> buffer{};
    while (true) {
        const qint64 got = body.read(buffer.data(), buffer.size());
        if (got <= 0)
            return true;
        bytes->append(buffer.data(), qsizetype(got));
        if (bytes->size() > limit)
            return false;
    }
}

} // namespace

Backend::Backend(const PracticeServerOptions &givenOptions)
    : options(givenOptions)
    , personality(personalityOf(givenOptions.personality))
    , workspace(serverSeed(givenOptions))
    , config(personality, givenOptions)
    , m_router(std::make_unique<Router>())
    , m_rateLimiter(givenOptions.rateLimit)
    , m_requestIdRandom(serverSeed(givenOptions) + 1000)
{
    workspace.threadSettings = options.personality == PracticePersonality::V11;
    addSystemRoutes(*m_router, personality);
    addSessionRoutes(*m_router, personality);
    addUserRoutes(*m_router, personality);
    addTeamRoutes(*m_router, personality);
    addPostRoutes(*m_router, personality);
    addJobRoutes(*m_router, personality);
    addExportRoutes(*m_router, personality);
    addUploadRoutes(*m_router, personality);
}

Backend::~Backend() = default;

Verdict Backend::begin(HttpRequest &request)
{
    PracticeRequest entry;
    entry.method = QString::fromLatin1(request.method);
    entry.path = request.path;
    entry.target = request.target;
    for (const HttpHeader &header : std::as_const(request.headers))
        entry.headers.append({header.name, header.value});
    Verdict verdict;
    verdict.number = log.begin(entry);
    const QString path = pathWithoutSubpath(request.path);
    verdict.fault = faults.take(entry.method, path);
    log.setFault(verdict.number, verdict.fault.action);
    if (verdict.fault.action == Action::IgnoreRange)
        request.removeHeader("Range");
    if (verdict.fault.action == Action::ChangeFile)
        changeExport(path, verdict.fault.bytes);
    return verdict;
}

void Backend::changeExport(const QString &path, qint64 bytes) const
{
    QFile file(exportPath(path.section(QLatin1Char('/'), -1)));
    if (!file.open(QIODevice::ReadWrite))
        return;
    if (bytes > 0) {
        file.seek(file.size());
        file.write(QByteArray(qsizetype(bytes), 'x'));
        return;
    }
    const QByteArray first = file.read(1);
    file.seek(0);
    file.write(QByteArray(1, first.isEmpty() || first.at(0) != 'X' ? 'X' : 'Y'));
}

HttpResponse Backend::handle(const HttpRequest &request, BodyReader &body, const Verdict &verdict)
{
    const PracticeFault &fault = verdict.fault;
    if (fault.action == Action::Respond || fault.action == Action::RespondAfterBody) {
        HttpResponse response;
        response.status = fault.status;
        response.body = fault.body;
        for (const auto &header : fault.headers)
            response.set(header.first, header.second);
        return response;
    }
    const RateLimiter::Decision decision = m_rateLimiter.take(request.remoteAddress);
    if (decision.refused) {
        HttpResponse response = plainResponse(429, "limit exceeded\n");
        response.set("X-Content-Type-Options", "nosniff");
        response.headers += decision.headers;
        return response;
    }
    HttpResponse response = dispatch(request, pathWithoutSubpath(request.path), body, verdict);
    response.headers += decision.headers;
    const bool twice = m_rateLimiter.varyByUser() && !request.header("Authorization").isEmpty();
    if (twice && response.status != 404)
        response.headers += decision.headers;
    applyFault(fault, &response);
    return response;
}

void Backend::applyFault(const PracticeFault &fault, HttpResponse *response) const
{
    if (fault.action == Action::WrongContentRange)
        shiftContentRange(response, fault.bytes);
    if (fault.action == Action::ShiftOffset)
        shiftOffset(response, fault.bytes);
}

void Backend::bodyRead(const Verdict &verdict, const char *data, qint64 size)
{
    log.addBody(verdict.number, data, size);
}

void Backend::answered(const Verdict &verdict, int status, qint64 bytesSent)
{
    log.setAnswer(verdict.number, status, bytesSent);
}

void Backend::finished(const Verdict &verdict)
{
    log.finish(verdict.number);
}

void Backend::restartNow()
{
    {
        const std::lock_guard lock(mutex);
        ++generation;
        uploads.unlockAll();
        for (const QString &type : {exportJobType, importJobType, extractJobType})
            jobs.setBusy(type, false);
    }
    log.say(QStringLiteral("server restarted"));
    if (dropConnections)
        dropConnections();
}

QString Backend::newRequestId()
{
    static const char alphabet[] = "ybndrfg8ejkmcpqxot1uwisza345h769";
    const std::lock_guard lock(m_requestIdMutex);
    QString id(26, QLatin1Char('y'));
    for (QChar &c : id)
        c = QLatin1Char(alphabet[m_requestIdRandom() % 32]);
    return id;
}

QString Backend::exportPath(const QString &name) const
{
    for (const QString &ready : options.readyExports) {
        if (QFileInfo(ready).fileName() == name)
            return ready;
    }
    return exportFolder + QLatin1Char('/') + name;
}

QStringList Backend::exportNames() const
{
    QStringList names = QDir(exportFolder).entryList(QDir::Files);
    for (const QString &ready : options.readyExports) {
        if (QFileInfo::exists(ready))
            names.append(QFileInfo(ready).fileName());
    }
    names.sort();
    return names;
}

QString Backend::siteUrl() const
{
    const QString scheme =
        options.certificateFile.isEmpty() ? QStringLiteral("http") : QStringLiteral("https");
    return scheme + QStringLiteral("://127.0.0.1:") + QString::number(port) + options.subpath;
}

int Backend::addAccount(const PracticeAccount &account)
{
    User user;
    user.username = account.username;
    user.email =
        account.email.isEmpty() ? account.username + QStringLiteral("@example.com") : account.email;
    user.passwordHash = passwordHash(account.password);
    user.roles = account.roles;
    user.mfaCode = account.mfaCode;
    user.createAt = user.updateAt = user.passwordAt = QDateTime::currentMSecsSinceEpoch();
    user.lastActivityAt = account.lastActivityAt;
    user.deleteAt = account.deactivated ? user.createAt : 0;
    user.isBot = account.isBot;
    user.preferences.insert(QLatin1String("tutorial_step"), QStringLiteral("0"));
    return workspace.addUser(std::move(user));
}

QString Backend::pathWithoutSubpath(const QString &path) const
{
    const QString &subpath = options.subpath;
    if (!subpath.isEmpty() && path.startsWith(subpath + QLatin1Char('/')))
        return path.mid(subpath.size());
    return path;
}

/// Where the site has a path, everything else is sent there.
HttpResponse Backend::outsideSubpath(const HttpRequest &request) const
{
    QByteArray location = options.subpath.toUtf8();
    if (request.path == options.subpath)
        location += '/';
    else if (request.path != QLatin1String("/"))
        location += request.target;
    HttpResponse response;
    response.status = 302;
    response.set("Location", location);
    if (request.method == "GET") {
        response.set("Content-Type", "text/html; charset=utf-8");
        response.body = "<a href=\"" + location + "\">Found</a>.\n\n";
    }
    return response;
}

HttpResponse Backend::unknownRoute(const QString &path) const
{
    const QString id = QStringLiteral("api.context.404.app_error");
    QJsonObject body = errorBody(404, id, errorMessage(id, {}), {});
    body.remove(QLatin1String("request_id"));
    body.insert(
        QLatin1String("detailed_error"),
        QStringLiteral(
            "There doesn't appear to be an api call for the url='%1'.  Typo? are you missing "
            "a team_id or user_id as part of the url?")
            .arg(path));
    HttpResponse response = jsonResponse(body, 404);
    response.compressible = false;
    if (!personality.jsonTypeOn404)
        response.set("Content-Type", "text/plain; charset=utf-8");
    return response;
}

Backend::Identity Backend::identify(const HttpRequest &request) const
{
    Identity identity;
    const QByteArray authorization = request.header("Authorization");
    const bool bearer = authorization.left(7).toLower() == "bearer ";
    if (bearer) {
        identity.token = QString::fromLatin1(authorization.mid(7).trimmed());
    } else if (authorization.isEmpty()) {
        identity.token = QString::fromLatin1(cookie(request, "MMAUTHTOKEN"));
        identity.byCookie = !identity.token.isEmpty();
        if (identity.token.isEmpty()) {
            identity.token = request.queryValue(QStringLiteral("access_token"));
            identity.inQuery = !identity.token.isEmpty();
        }
    }
    identity.given = !identity.token.isEmpty();
    const Session *session = sessions.find(identity.token);
    if (!session)
        return identity;
    const bool safe = request.method == "GET" || !identity.byCookie
                      || request.header("X-Requested-With") == "XMLHttpRequest"
                      || request.header("X-CSRF-Token") == session->csrf.toLatin1();
    if (safe)
        identity.user = workspace.userById(session->userId);
    else
        identity.given = false;
    return identity;
}

HttpResponse Backend::withIds(HttpResponse response)
{
    const QString requestId = newRequestId();
    const std::lock_guard lock(mutex);
    addIds(requestId, &response);
    return response;
}

void Backend::addIds(const QString &requestId, HttpResponse *response) const
{
    const QString version =
        QStringLiteral("%1.%2.%3.%4")
            .arg(personality.version, personality.buildNumber, QString::fromLatin1(config.hash()),
                 config.isLicensed() ? QStringLiteral("true") : QStringLiteral("false"));
    response->set("X-Request-Id", requestId.toLatin1());
    response->set("X-Version-Id", version.toLatin1());
}

void Backend::addCommonHeaders(const HttpRequest &request, const QString &requestId,
                               HttpResponse *response) const
{
    response->set("Vary", "Accept-Encoding");
    addIds(requestId, response);
    if (options.clockAheadMs != 0)
        response->set("Date", httpDate(QDateTime::currentMSecsSinceEpoch() + options.clockAheadMs));
    if (request.method == "GET")
        response->set("Expires", "0");
}

HttpResponse Backend::dispatch(const HttpRequest &request, const QString &path, BodyReader &body,
                               const Verdict &verdict)
{
    if (!options.subpath.isEmpty() && path == request.path)
        return outsideSubpath(request);
    if (const QString cleaned = cleanedPath(path); cleaned != path) {
        HttpResponse response;
        response.status = 301;
        response.set("Location", (options.subpath + cleaned).toUtf8());
        return response;
    }
    Call call{*this, request, body, verdict.fault};
    const Route *route = m_router->find(QString::fromLatin1(request.method), path, &call.params);
    if (!route && !path.startsWith(QLatin1String("/api/"))) {
        HttpResponse response = plainResponse(404, "404 page not found\n");
        response.set("X-Content-Type-Options", "nosniff");
        response.set("Cache-Control", "no-cache, max-age=31556926, public");
        return withIds(std::move(response));
    }
    if (!route && !path.startsWith(QLatin1String("/api/v4/")))
        return withIds(unknownRoute(request.path));
    if (!route)
        return unknownRoute(request.path);
    call.requestId = newRequestId();
    HttpResponse response = admit(*route, call);
    const std::lock_guard lock(mutex);
    addCommonHeaders(request, call.requestId, &response);
    return response;
}

/// Who may come in, and with what body.
HttpResponse Backend::admit(const Route &route, Call &call)
{
    {
        const std::lock_guard lock(mutex);
        const Identity identity = identify(call.request);
        call.user = identity.user;
        call.token = identity.token;
        if (call.fault.action == Action::SessionGone) {
            sessions.close(identity.token);
            call.user = none;
        }
        if (std::optional<HttpResponse> refusal = refuse(route, call, identity))
            return *refusal;
    }
    if (route.bodyUse == BodyUse::Raw)
        return route.handler(call);
    QByteArray bytes;
    const qint64 limit = personality.maxJsonBody > 0 ? personality.maxJsonBody : 64 * 1024 * 1024;
    if (!readBody(call.body, limit, &bytes))
        return call.fail(413, "api.context.request_body_too_large.app_error");
    call.json = QJsonDocument::fromJson(bytes);
    const std::lock_guard lock(mutex);
    return route.handler(call);
}

std::optional<HttpResponse> Backend::refuse(const Route &route, const Call &call,
                                            const Identity &identity) const
{
    if (route.access == Access::Open)
        return std::nullopt;
    if (identity.inQuery && call.user != none)
        return call.fail(401, "api.context.token_provided.app_error");
    if (call.user == none) {
        HttpResponse response = call.fail(401, "api.context.session_expired.app_error");
        if (identity.given) {
            const QByteArray path =
                options.subpath.isEmpty() ? QByteArray("/") : options.subpath.toUtf8();
            response.set("Set-Cookie", "MMAUTHTOKEN=; Path=" + path + "; Max-Age=0; HttpOnly");
        }
        return response;
    }
    const User &user = workspace.users[std::size_t(call.user)];
    const bool hasMfa = !user.mfaCode.isEmpty() || !user.mfaSecret.isEmpty();
    const bool enforced =
        config.flag(QStringLiteral("ServiceSettings.EnforceMultifactorAuthentication"))
        && config.isLicensed();
    if (enforced && !hasMfa && !user.isBot && !route.withoutMfa)
        return call.fail(403, "api.context.mfa_required.app_error");
    if (route.access == Access::Admin && !call.isAdmin())
        return call.forbidden();
    return std::nullopt;
}

} // namespace mmigrate::practice
