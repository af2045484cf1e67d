// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "replayer.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QRegularExpression>
#include <QThread>

namespace mmigrate::test {

namespace {

const QString password = QStringLiteral("Practice-2026");
constexpr int limitMs = 20'000;

QString textOf(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

} // namespace

Replayer::Replayer(const QString &version, const QJsonObject &group)
    : m_version(version)
    , m_group(group)
    , m_server(options())
{
}

PracticeServerOptions Replayer::options() const
{
    const bool old = m_version == QLatin1String("5.37.0");
    PracticeServerOptions options;
    options.personality = old ? PracticePersonality::V5_37 : PracticePersonality::V11;
    // The recorded 6.6.1 always reports a licence.
    options.licence = old ? PracticeLicence::None : PracticeLicence::E20;
    options.role = m_group.value(QLatin1String("name")).toString().contains(QLatin1String("export"))
                       ? PracticeRole::Source
                       : PracticeRole::Empty;
    options.size = PracticeWorkspaceSize::small();
    options.jobWatchIntervalMs = 10;
    options.subpath = textOf(m_group, "subpath");
    options.enforceMfa = m_group.value(QLatin1String("mfaEnforced")).toBool();
    options.fixedByEnvironment =
        QStringLiteral(
            "FileSettings.Directory LogSettings.EnableDiagnostics "
            "LogSettings.EnableFile MetricsSettings.Enable "
            "PluginSettings.Enable ServiceSettings.EnableLocalMode "
            "ServiceSettings.EnableUserAccessTokens "
            "ServiceSettings.ListenAddress ServiceSettings.LocalModeSocketLocation "
            "ServiceSettings.SiteURL "
            "SqlSettings.DataSource SqlSettings.DriverName TeamSettings.EnableOpenServer")
            .split(QLatin1Char(' '));
    PracticeAccount joe{QStringLiteral("joe"), QStringLiteral("joe@example.com"), password};
    PracticeAccount gone{QStringLiteral("gone"), QStringLiteral("gone@example.com"), password};
    gone.deactivated = true;
    PracticeAccount mia{QStringLiteral("mia"), QStringLiteral("mia@example.com"), password};
    mia.mfaCode = QStringLiteral("123456");
    options.accounts = {joe, gone, mia};
    const QJsonObject limit = m_group.value(QLatin1String("rateLimit")).toObject();
    options.rateLimit.enabled = !limit.isEmpty();
    options.rateLimit.varyByUser = true;
    options.rateLimit.perSecond = limit.value(QLatin1String("perSecond")).toInt();
    options.rateLimit.maxBurst = limit.value(QLatin1String("maxBurst")).toInt();
    return options;
}

bool Replayer::signIn()
{
    RawHttp http(m_server.url());
    m_admin = http.login(QStringLiteral("admin"), password);
    if (!m_group.contains(QLatin1String("rateLimit"))) {
        m_spare = http.login(QStringLiteral("admin"), password);
        m_joe = http.login(QStringLiteral("joe"), password);
    }
    http.setToken(m_admin);
    m_adminId = textOf(http.get("/api/v4/users/me").json().object(), "id").toUtf8();
    return !m_adminId.isEmpty();
}

QList<Replayer::Step> Replayer::run()
{
    QList<Step> done;
    if (!m_server.start() || !signIn())
        return done;
    const QJsonArray steps = m_group.value(QLatin1String("steps")).toArray();
    for (const QJsonValue &value : steps) {
        const QJsonObject step =
            value.isString() ? QJsonObject{{QStringLiteral("name"), value}} : value.toObject();
        const std::optional<Recording> recording = loadRecording(m_version, textOf(step, "name"));
        if (!recording)
            continue;
        prepare(step, *recording);
        const RawAnswer answer = askFor(step, *recording);
        remember(step, *recording, answer);
        done.append({recording->name, compareAnswers(recording->answer, answer, &m_ids)});
    }
    return done;
}

void Replayer::prepare(const QJsonObject &step, const Recording &recording)
{
    if (step.contains(QLatin1String("runJobs")))
        m_server.setConfigValue(QStringLiteral("JobSettings.RunJobs"),
                                step.value(QLatin1String("runJobs")));
    if (step.contains(QLatin1String("hold")))
        m_server.holdJobs(textOf(step, "hold"));
    if (step.contains(QLatin1String("release")))
        m_server.releaseJobs(textOf(step, "release"));
    static const QRegularExpression id(QStringLiteral("[a-z0-9]{26}"));
    const QString recordedId = id.match(QString::fromUtf8(recording.path)).captured();
    const QJsonArray create = step.value(QLatin1String("create")).toArray();
    if (!create.isEmpty()) {
        RawHttp http(m_server.url());
        http.setToken(m_admin);
        const QJsonObject body{{QStringLiteral("type"), QStringLiteral("import")},
                               {QStringLiteral("filename"), create.at(0)},
                               {QStringLiteral("file_size"), create.at(1)}};
        const QJsonObject session =
            http.post("/api/v4/uploads", QJsonDocument(body).toJson()).json().object();
        m_ids.insert(recordedId, textOf(session, "id"));
    }
    const QJsonObject config = step.value(QLatin1String("config")).toObject();
    for (auto it = config.begin(); it != config.end(); ++it)
        m_server.setConfigValue(it.key(), it.value());
    if (step.value(QLatin1String("job")).toBool())
        m_ids.insert(recordedId, m_server.jobs().constFirst().id);
    QElapsedTimer timer;
    timer.start();
    const QString status = textOf(step, "waitFor");
    while (!status.isEmpty() && m_server.jobs().constFirst().status != status
           && !timer.hasExpired(limitMs))
        QThread::msleep(5);
    // A job is in progress a moment before its file is there.
    const bool needsFile = step.value(QLatin1String("waitForFile")).toBool();
    while (needsFile && m_server.exportFiles().isEmpty() && !timer.hasExpired(limitMs))
        QThread::msleep(5);
}

RawAnswer Replayer::askFor(const QJsonObject &step, const Recording &recording)
{
    QElapsedTimer timer;
    timer.start();
    RawAnswer answer = askOnce(step, recording);
    const QString status = textOf(step, "poll");
    while (!status.isEmpty() && textOf(answer.json().object(), "status") != status
           && !timer.hasExpired(limitMs)) {
        QThread::msleep(5);
        answer = askOnce(step, recording);
    }
    const bool drain = step.value(QLatin1String("drain")).toBool();
    while (drain && answer.status != recording.answer.status && !timer.hasExpired(limitMs))
        answer = askOnce(step, recording);
    return answer;
}

RawAnswer Replayer::askOnce(const QJsonObject &step, const Recording &recording)
{
    // The recorded paths have their subpath already.
    QUrl root = m_server.url();
    root.setPath({});
    RawHttp http(root);
    const QByteArray path = replaced(recording.path, m_ids).replace("REDACTED", m_admin);
    const QByteArray body = bodyFor(step, recording);
    const RawHttp::Headers headers = headersFor(step, recording);
    const bool chunked = std::any_of(headers.begin(), headers.end(), [](const auto &header) {
        return header.first == "Transfer-Encoding";
    });
    const bool hasBody = recording.method == "POST" || recording.method == "PUT";
    http.connectToServer();
    http.send(http.head(recording.method, path, hasBody && !chunked ? body.size() : -1, headers));
    const bool waits = std::any_of(headers.begin(), headers.end(),
                                   [](const auto &header) { return header.first == "Expect"; });
    if (waits) {
        // Either 100 Continue or the refusal comes before the body.
        http.socket().waitForReadyRead(limitMs);
        if (!http.socket().peek(12).endsWith("100"))
            return http.readAnswer();
    }
    if (chunked)
        http.send(QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n0\r\n\r\n");
    else
        http.send(body);
    return http.readAnswer(recording.method == "HEAD");
}

QByteArray Replayer::tokenFor(const QJsonObject &step, const Recording &recording) const
{
    const QString as = textOf(step, "as");
    if (as == QLatin1String("joe") || recording.name.startsWith(QLatin1String("forbidden_")))
        return m_joe;
    if (as == QLatin1String("spare"))
        return m_spare;
    if (as == QLatin1String("token"))
        return m_accessToken;
    return as == QLatin1String("invalid") ? QByteArray("abcdefghijklmnopqrstuvwxyz") : m_admin;
}

RawHttp::Headers Replayer::headersFor(const QJsonObject &step, const Recording &recording) const
{
    RawHttp::Headers headers;
    for (const auto &[name, value] : recording.headers) {
        if (name == "Content-Length" || name == "Host")
            continue;
        if (name == "Cookie")
            headers.append({name, "MMAUTHTOKEN=" + m_admin});
        else if (name == "Authorization" && value == "REDACTED")
            headers.append({name, step.contains(QLatin1String("authorization"))
                                      ? textOf(step, "authorization").toUtf8() + m_admin
                                      : QByteArray("nonsense")});
        else if (name == "Range" && step.contains(QLatin1String("range")))
            headers.append({name, rangeFor(textOf(step, "range"))});
        else if (name == "If-None-Match")
            headers.append({name, m_etag});
        else
            headers.append(
                {name, QByteArray(value).replace("REDACTED", tokenFor(step, recording))});
    }
    return headers;
}

/// "{size-10}" and the like.
QByteArray Replayer::rangeFor(const QString &pattern) const
{
    static const QRegularExpression part(QStringLiteral("\\{size([+-]\\d+)?\\}"));
    QString text = pattern;
    for (auto match = part.match(text); match.hasMatch(); match = part.match(text)) {
        const qint64 value = m_exportSize + match.captured(1).toLongLong();
        text.replace(match.capturedStart(), match.capturedLength(), QString::number(value));
    }
    return text.toUtf8();
}

QByteArray Replayer::bodyFor(const QJsonObject &step, const Recording &recording) const
{
    if (step.contains(QLatin1String("body")))
        return textOf(step, "body").toUtf8();
    QByteArray body = replaced(describedBody(recording.body), m_ids);
    if (recording.body.endsWith(" ids>"))
        body.replace("\"admin\"", QByteArray('"' + m_adminId + '"'));
    if (!body.startsWith('{') || !body.contains("REDACTED"))
        return body;
    QJsonObject object = QJsonDocument::fromJson(body).object();
    if (object.contains(QLatin1String("password"))) {
        const QString given =
            step.contains(QLatin1String("password")) ? textOf(step, "password") : password;
        object.insert(QLatin1String("password"), given);
    }
    if (object.contains(QLatin1String("token")))
        object.insert(QLatin1String("token"), textOf(step, "code"));
    return QJsonDocument(object).toJson();
}

void Replayer::remember(const QJsonObject &step, const Recording &recording,
                        const RawAnswer &answer)
{
    if (!answer.header("Etag").isEmpty())
        m_etag = answer.header("Etag");
    if (recording.name == QLatin1String("token_create"))
        m_accessToken = textOf(answer.json().object(), "token").toUtf8();
    if (recording.name == QLatin1String("export_get_full"))
        m_exportSize = answer.body.size();
    Q_UNUSED(step)
}

} // namespace mmigrate::test
