// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/mattermostclient.h"

#include "core/api/apijson.h"
#include "core/base/log.h"

#include <QJsonDocument>

namespace mmigrate {

namespace {

const QString api = QStringLiteral("/api/v4");

Result<void> done(const Result<HttpAnswer> &answer)
{
    if (!answer)
        return answer.error();
    return {};
}

/// Parses the answer's object with one of apijson's functions.
template <typename T>
Result<T> parsed(const Result<HttpAnswer> &answer, Result<T> (*parse)(const QJsonObject &))
{
    if (!answer)
        return answer.error();
    Result<QJsonObject> object = apijson::object(answer->body);
    if (!object)
        return object.error();
    return parse(*object);
}

Result<QJsonObject> asObject(const Result<HttpAnswer> &answer)
{
    if (!answer)
        return answer.error();
    return apijson::object(answer->body);
}

QUrlQuery query(std::initializer_list<std::pair<QString, QString>> items)
{
    QUrlQuery result;
    for (const auto &[name, value] : items)
        result.addQueryItem(name, value);
    return result;
}

/// What no Mattermost server answers to a ping. It asks nobody to sign in for that: 401 and 403
/// come from something else, or from a guard in front of it.
bool isNotMattermostAnswer(const Error &error)
{
    return error.kind == ErrorKind::SessionExpired || error.kind == ErrorKind::Forbidden
           || error.kind == ErrorKind::Protocol || error.kind == ErrorKind::NotFound
           || error.kind == ErrorKind::BadRequest || error.kind == ErrorKind::NotSupported;
}

} // namespace

MattermostClient::MattermostClient(HttpSession &session)
    : m_session(session)
{
}

Result<HttpAnswer> MattermostClient::get(const QString &path, const QUrlQuery &query)
{
    HttpCall call;
    call.path = api + path;
    call.query = query;
    return m_session.send(call);
}

Result<HttpAnswer> MattermostClient::post(const QString &path, const QJsonObject &body,
                                          bool repeatable)
{
    HttpCall call;
    call.method = "POST";
    call.path = api + path;
    call.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    call.repeatable = repeatable;
    return m_session.send(call);
}

Result<HttpAnswer> MattermostClient::put(const QString &path, const QJsonObject &body)
{
    HttpCall call;
    call.method = "PUT";
    call.path = api + path;
    call.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return m_session.send(call);
}

Result<ServerIdentity> MattermostClient::ping()
{
    HttpCall call;
    call.path = api + QStringLiteral("/system/ping");
    call.authorized = false;
    call.silenceTimeoutMs = 20'000; // a person waits for this one
    Result<HttpAnswer> answer = m_session.send(call);
    if (!answer) {
        if (isNotMattermostAnswer(answer.error())
            && !answer.error().facts.contains(QStringLiteral("redirect")))
            answer.error().kind = ErrorKind::NotMattermost;
        return answer.error();
    }
    const Result<QJsonObject> object = apijson::object(answer->body);
    const QByteArray versionId = answer->header("X-Version-Id");
    if (!object || !object->contains(QLatin1String("status")) || versionId.isEmpty())
        return makeError(ErrorKind::NotMattermost,
                         QStringLiteral("no ping of a Mattermost server"));
    ServerIdentity identity;
    identity.version = ServerVersion::fromString(QString::fromLatin1(versionId.left(200)));
    identity.licensed = versionId.endsWith(".true");
    identity.address = answer->url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment);
    QString path = identity.address.path();
    path.chop(call.path.size());
    identity.address.setPath(path);
    if (identity.version.isNull())
        return makeError(ErrorKind::NotMattermost, QStringLiteral("unreadable version"));
    return identity;
}

Result<ClientConfig> MattermostClient::clientConfig()
{
    const Result<QJsonObject> object =
        asObject(get(QStringLiteral("/config/client"),
                     query({{QStringLiteral("format"), QStringLiteral("old")}})));
    if (!object)
        return object.error();
    return apijson::clientConfig(*object);
}

Result<Licence> MattermostClient::licence()
{
    const Result<QJsonObject> object =
        asObject(get(QStringLiteral("/license/client"),
                     query({{QStringLiteral("format"), QStringLiteral("old")}})));
    if (!object)
        return object.error();
    return apijson::licence(*object);
}

Result<User> MattermostClient::login(const Credentials &credentials)
{
    registerSecret(credentials.password);
    registerSecret(credentials.accessToken);
    if (!credentials.accessToken.isEmpty()) {
        m_session.setToken(credentials.accessToken.toUtf8());
        Result<User> user = me();
        if (!user && user.error().kind == ErrorKind::SessionExpired)
            user.error().kind = ErrorKind::SignInRefused;
        return user;
    }
    QJsonObject body{{QStringLiteral("login_id"), credentials.loginId},
                     {QStringLiteral("password"), credentials.password}};
    if (!credentials.mfaCode.isEmpty())
        body.insert(QStringLiteral("token"), credentials.mfaCode);
    HttpCall call;
    call.method = "POST";
    call.path = api + QStringLiteral("/users/login");
    call.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    call.repeatable = false;
    call.authorized = false;
    const Result<HttpAnswer> answer = m_session.send(call);
    if (!answer) {
        // Any other 401 at the login is a refusal, whatever id a version gives it.
        Error error = answer.error();
        if (error.kind == ErrorKind::SessionExpired
            || (error.httpStatus == 401 && error.kind == ErrorKind::BadRequest))
            error.kind = ErrorKind::SignInRefused;
        return error;
    }
    const QByteArray token = answer->header("Token");
    Result<User> user = parsed(answer, apijson::user);
    if (!user || token.isEmpty())
        return user ? makeError(ErrorKind::NotMattermost, QStringLiteral("login without token"))
                    : user.error();
    m_session.setToken(token);
    return user;
}

Result<User> MattermostClient::me()
{
    return parsed(get(QStringLiteral("/users/me")), apijson::user);
}

Result<void> MattermostClient::logout()
{
    HttpCall call;
    call.method = "POST";
    call.path = api + QStringLiteral("/users/logout");
    call.body = "{}";
    call.sameTimeAsCancel = true;
    call.repeatable = false;
    call.silenceTimeoutMs = 5'000;
    const Result<HttpAnswer> answer = m_session.send(call);
    m_session.setToken({});
    return done(answer);
}

Result<Job> MattermostClient::createJob(JobType type, const QMap<QString, QString> &data)
{
    QJsonObject members;
    for (auto it = data.begin(); it != data.end(); ++it)
        members.insert(it.key(), it.value());
    const QJsonObject body{{QStringLiteral("type"), jobTypeName(type)},
                           {QStringLiteral("data"), members}};
    return parsed(post(QStringLiteral("/jobs"), body, false), apijson::job);
}

Result<Job> MattermostClient::job(const QString &id, bool evenWhenCancelled)
{
    HttpCall call;
    call.path = api + QStringLiteral("/jobs/") + id;
    if (evenWhenCancelled) {
        call.sameTimeAsCancel = true;
        call.repeatable = false;
        call.silenceTimeoutMs = 5'000;
    }
    return parsed(m_session.send(call), apijson::job);
}

Result<QList<Job>> MattermostClient::jobs(JobType type, int page, int perPage)
{
    const Result<HttpAnswer> answer =
        get(QStringLiteral("/jobs/type/") + jobTypeName(type),
            query({{QStringLiteral("page"), QString::number(page)},
                   {QStringLiteral("per_page"), QString::number(perPage)}}));
    if (!answer)
        return answer.error();
    return apijson::listOf<Job>(answer->body, apijson::job);
}

Result<Job> MattermostClient::cancelJob(const QString &id)
{
    HttpCall call;
    call.method = "POST";
    call.path = api + QStringLiteral("/jobs/%1/cancel").arg(id);
    call.body = "{}";
    call.sameTimeAsCancel = true;
    call.repeatable = false;
    call.silenceTimeoutMs = 5'000;
    const Result<HttpAnswer> answer = m_session.send(call);
    if (!answer)
        return answer.error();
    // The answer is {"status":"OK"}, not the job.
    Job job;
    job.id = id;
    job.status = JobStatus::CancelRequested;
    return job;
}

Result<QStringList> MattermostClient::exports()
{
    const Result<HttpAnswer> answer = get(QStringLiteral("/exports"));
    if (!answer)
        return answer.error();
    return apijson::names(answer->body);
}

Result<void> MattermostClient::deleteExport(const QString &name)
{
    HttpCall call;
    call.method = "DELETE";
    call.path = exportPath(name);
    return done(m_session.send(call));
}

QString MattermostClient::exportPath(const QString &name)
{
    return api + QStringLiteral("/exports/") + name;
}

Result<qint64> MattermostClient::exportSize(const QString &name)
{
    HttpCall call;
    call.path = exportPath(name);
    call.headers = {{"Range", "bytes=0-0"}, {"Accept-Encoding", "identity"}};
    call.maxAnswerBytes = 64 * 1024;
    const Result<HttpAnswer> answer = m_session.send(call);
    if (!answer) {
        // An empty file has no byte 0: "Content-Range: bytes */0".
        if (answer.error().httpStatus == 416)
            return qint64(0);
        return answer.error();
    }
    const QByteArray range = answer->header("Content-Range");
    bool isNumber = false;
    const qint64 size = range.mid(range.lastIndexOf('/') + 1).trimmed().toLongLong(&isNumber);
    if (answer->status != 206 || !isNumber || size < 0)
        return makeError(ErrorKind::Protocol, QStringLiteral("no size in the answer to a range"));
    return size;
}

Result<std::optional<QUrl>> MattermostClient::presignedExportUrl(const QString &name)
{
    HttpCall call;
    call.method = QByteArrayLiteral("POST");
    call.path = exportPath(name) + QStringLiteral("/presign-url");
    call.body = QByteArrayLiteral("{}");
    call.repeatable = false; // without it the file comes from the server itself
    const Result<HttpAnswer> answer = m_session.send(call);
    if (!answer) {
        if (answer.error().kind == ErrorKind::Cancelled)
            return answer.error();
        return std::optional<QUrl>();
    }
    const Result<QJsonObject> object = asObject(answer);
    const QUrl url(object ? object->value(QLatin1String("url")).toString() : QString());
    const bool isWeb =
        url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
    const bool isSafe = isWeb && !url.host().isEmpty()
                        && (url.scheme() == QLatin1String("https")
                            || m_session.address().scheme() == QLatin1String("http"));
    return isSafe ? std::optional<QUrl>(url) : std::optional<QUrl>();
}

Result<UploadSession> MattermostClient::createImportUpload(const QString &fileName, qint64 fileSize)
{
    const QJsonObject body{{QStringLiteral("type"), QStringLiteral("import")},
                           {QStringLiteral("filename"), fileName},
                           {QStringLiteral("file_size"), fileSize}};
    return parsed(post(QStringLiteral("/uploads"), body, false), apijson::uploadSession);
}

Result<UploadSession> MattermostClient::upload(const QString &id)
{
    return parsed(get(QStringLiteral("/uploads/") + id), apijson::uploadSession);
}

Result<QList<UploadSession>> MattermostClient::myUploads()
{
    const Result<HttpAnswer> answer = get(QStringLiteral("/users/me/uploads"));
    if (!answer)
        return answer.error();
    return apijson::listOf<UploadSession>(answer->body, apijson::uploadSession);
}

QString MattermostClient::uploadPath(const QString &id)
{
    return api + QStringLiteral("/uploads/") + id;
}

Result<QStringList> MattermostClient::imports()
{
    const Result<HttpAnswer> answer = get(QStringLiteral("/imports"));
    if (!answer)
        return answer.error();
    return apijson::names(answer->body);
}

Result<void> MattermostClient::deleteImport(const QString &name)
{
    HttpCall call;
    call.method = "DELETE";
    call.path = api + QStringLiteral("/imports/") + name;
    return done(m_session.send(call));
}

Result<QJsonObject> MattermostClient::config()
{
    return asObject(get(QStringLiteral("/config")));
}

Result<QJsonObject> MattermostClient::patchConfig(const QJsonObject &changes)
{
    return asObject(put(QStringLiteral("/config/patch"), changes));
}

Result<QJsonObject> MattermostClient::environmentConfig()
{
    const Result<HttpAnswer> answer = get(QStringLiteral("/config/environment"));
    if (!answer)
        return answer.error();
    // Seen on a real server: null when nothing is overridden.
    if (answer->body.trimmed() == "null")
        return QJsonObject();
    return apijson::object(answer->body);
}

} // namespace mmigrate
