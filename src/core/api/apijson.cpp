// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/apijson.h"

#include <QJsonDocument>

#include <cmath>

namespace mmigrate::apijson {

namespace {

constexpr qsizetype longestText = 100'000;
constexpr qsizetype longestFileName = 1'000;
constexpr qsizetype longestName = 1'000; // of what is kept in the journal

Error protocol(const QString &detail)
{
    return makeError(ErrorKind::Protocol, detail);
}

Result<QJsonDocument> document(const QByteArray &body)
{
    QJsonParseError parseError;
    const QJsonDocument parsed = QJsonDocument::fromJson(body, &parseError);
    if (parseError.error != QJsonParseError::NoError)
        return protocol(QStringLiteral("not JSON: %1").arg(parseError.errorString()));
    return parsed;
}

/// Reads the fields of one object and remembers the first that lies.
class Fields
{
public:
    explicit Fields(const QJsonObject &object)
        : m_object(object)
    {
    }

    QString text(QLatin1String name, bool required = false)
    {
        const QJsonValue value = m_object.value(name);
        if (!required && (value.isUndefined() || value.isNull()))
            return {};
        if (!value.isString() || value.toString().size() > longestText)
            fail(name);
        return value.toString();
    }

    QString id(QLatin1String name)
    {
        const QString value = text(name, true);
        if (!isId(value))
            fail(name);
        return value;
    }

    qint64 integer(QLatin1String name, bool required = false)
    {
        const QJsonValue value = m_object.value(name);
        if (!required && (value.isUndefined() || value.isNull()))
            return 0;
        constexpr double largestExact =
            9007199254740992.0; // 2^53: beyond, JSON numbers lose digits
        const double number = value.toDouble(std::nan(""));
        if (!value.isDouble() || std::trunc(number) != number || std::fabs(number) > largestExact) {
            fail(name);
            return 0;
        }
        return static_cast<qint64>(number);
    }

    bool isGood() const { return m_bad.isEmpty(); }
    Error error() const
    {
        return protocol(QStringLiteral("bad or missing field \"%1\"").arg(m_bad));
    }

private:
    void fail(QLatin1String name)
    {
        if (m_bad.isEmpty())
            m_bad = name;
    }

    const QJsonObject &m_object;
    QString m_bad;
};

JobStatus jobStatus(const QString &name)
{
    for (const JobStatus status :
         {JobStatus::Pending, JobStatus::InProgress, JobStatus::Success, JobStatus::Error,
          JobStatus::Warning, JobStatus::CancelRequested, JobStatus::Cancelled}) {
        if (jobStatusName(status) == name)
            return status;
    }
    return JobStatus::Unknown;
}

bool isTrue(const QJsonObject &object, QLatin1String name)
{
    return object.value(name).toString() == QLatin1String("true");
}

} // namespace

bool isId(const QString &text)
{
    return text.size() == 26 && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= QLatin1Char('a') && c <= QLatin1Char('z'))
                      || (c >= QLatin1Char('0') && c <= QLatin1Char('9'));
           });
}

Result<QJsonObject> object(const QByteArray &body)
{
    Result<QJsonDocument> parsed = document(body);
    if (!parsed)
        return parsed.error();
    if (!parsed->isObject())
        return protocol(QStringLiteral("not a JSON object"));
    return parsed->object();
}

Result<QJsonArray> array(const QByteArray &body)
{
    if (body.trimmed() == "null") // how Go writes an empty list that was never made
        return QJsonArray();
    Result<QJsonDocument> parsed = document(body);
    if (!parsed)
        return parsed.error();
    if (!parsed->isArray())
        return protocol(QStringLiteral("not a JSON array"));
    return parsed->array();
}

Result<UserStatus> userStatus(const QJsonObject &object)
{
    Fields fields(object);
    UserStatus status;
    status.userId = fields.id(QLatin1String("user_id"));
    status.lastActivityAt = fields.integer(QLatin1String("last_activity_at"));
    return fields.isGood() ? Result<UserStatus>(status) : Result<UserStatus>(fields.error());
}

Result<QStringList> permissions(const QJsonObject &role)
{
    QStringList names;
    const QJsonArray array = role.value(QLatin1String("permissions")).toArray();
    for (const QJsonValue &name : array) {
        if (name.isString())
            names.append(name.toString());
    }
    return names;
}

Result<User> user(const QJsonObject &object)
{
    Fields fields(object);
    User user;
    user.id = fields.id(QLatin1String("id"));
    user.username = fields.text(QLatin1String("username"), true);
    user.email = fields.text(QLatin1String("email"));
    user.roles = fields.text(QLatin1String("roles")).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    user.authService = fields.text(QLatin1String("auth_service"));
    user.deleteAt = fields.integer(QLatin1String("delete_at"));
    user.isBot = object.value(QLatin1String("is_bot")).toBool();
    if (!fields.isGood())
        return fields.error();
    return user;
}

Result<Job> job(const QJsonObject &object)
{
    Fields fields(object);
    Job job;
    job.id = fields.id(QLatin1String("id"));
    job.type = fields.text(QLatin1String("type"), true);
    job.status = jobStatus(fields.text(QLatin1String("status"), true));
    job.createAt = fields.integer(QLatin1String("create_at"), true);
    job.startAt = fields.integer(QLatin1String("start_at"));
    job.lastActivityAt = fields.integer(QLatin1String("last_activity_at"));
    const QJsonObject data = object.value(QLatin1String("data")).toObject();
    for (auto it = data.begin(); it != data.end(); ++it)
        job.data.insert(it.key(), it.value().toString().left(longestText));
    if (!fields.isGood())
        return fields.error();
    return job;
}

Result<UploadSession> uploadSession(const QJsonObject &object)
{
    Fields fields(object);
    UploadSession session;
    session.id = fields.id(QLatin1String("id"));
    session.fileName = fields.text(QLatin1String("filename"), true);
    session.fileSize = fields.integer(QLatin1String("file_size"), true);
    session.fileOffset = fields.integer(QLatin1String("file_offset"), true);
    if (!fields.isGood())
        return fields.error();
    if (session.fileOffset < 0 || session.fileOffset > session.fileSize)
        return protocol(QStringLiteral("file_offset outside of the file"));
    return session;
}

Result<QStringList> names(const QByteArray &body)
{
    Result<QJsonArray> parsed = array(body);
    if (!parsed)
        return parsed.error();
    QStringList list;
    for (const auto &value : *parsed) {
        if (!value.isString() || value.toString().size() > longestFileName)
            return protocol(QStringLiteral("a file name is not a short text"));
        list.append(value.toString());
    }
    return list;
}

Result<Team> team(const QJsonObject &object)
{
    Fields fields(object);
    Team team;
    team.id = fields.id(QLatin1String("id"));
    team.name = fields.text(QLatin1String("name"));
    team.type = fields.text(QLatin1String("type"));
    team.deleteAt = fields.integer(QLatin1String("delete_at"));
    if (!fields.isGood())
        return fields.error();
    return team;
}

Result<Channel> channel(const QJsonObject &object)
{
    Fields fields(object);
    Channel channel;
    channel.id = fields.id(QLatin1String("id"));
    channel.name = fields.text(QLatin1String("name"));
    channel.type = fields.text(QLatin1String("type"));
    channel.deleteAt = fields.integer(QLatin1String("delete_at"));
    if (!fields.isGood())
        return fields.error();
    return channel;
}

Result<QString> ownName(const QJsonObject &object)
{
    Fields fields(object);
    const QString name = fields.text(QLatin1String("name"), true);
    if (!fields.isGood())
        return fields.error();
    return name;
}

ServerLimits serverLimits(const QJsonObject &object)
{
    const auto number = [&object](const char *name) {
        return std::max<qint64>(0, object.value(QLatin1String(name)).toInteger());
    };
    return {number("maxUsersLimit"), number("maxUsersHardLimit"), number("activeUserCount"),
            number("postHistoryLimit")};
}

ClientConfig clientConfig(const QJsonObject &object)
{
    ClientConfig config;
    config.siteUrl = object.value(QLatin1String("SiteURL")).toString().left(longestName);
    // Its former name, which servers keep telling.
    config.telemetryId = object.value(QLatin1String("TelemetryId")).toString().left(longestName);
    if (config.telemetryId.isEmpty())
        config.telemetryId =
            object.value(QLatin1String("DiagnosticId")).toString().left(longestName);
    config.signInWithUsername = isTrue(object, QLatin1String("EnableSignInWithUsername"));
    config.signInWithEmail = isTrue(object, QLatin1String("EnableSignInWithEmail"));
    bool isNumber = false;
    const qint64 maxFileSize =
        object.value(QLatin1String("MaxFileSize")).toString().toLongLong(&isNumber);
    if (isNumber)
        config.maxFileSize = maxFileSize;
    const qint64 maxPostSize =
        object.value(QLatin1String("MaxPostSize")).toString().toLongLong(&isNumber);
    if (isNumber && maxPostSize > 0)
        config.maxPostSize = maxPostSize;
    if (object.contains(QLatin1String("EnableFileAttachments")))
        config.fileAttachmentsEnabled = isTrue(object, QLatin1String("EnableFileAttachments"));
    return config;
}

Licence licence(const QJsonObject &object)
{
    Licence licence;
    licence.licensed = isTrue(object, QLatin1String("IsLicensed"));
    licence.cloud = isTrue(object, QLatin1String("Cloud"));
    licence.sku = object.value(QLatin1String("SkuShortName")).toString().left(longestName);
    return licence;
}

Result<QMap<QString, qint64>> analytics(const QByteArray &body)
{
    Result<QJsonArray> parsed = array(body);
    if (!parsed)
        return parsed.error();
    QMap<QString, qint64> counts;
    for (const auto &value : *parsed) {
        const QJsonObject row = value.toObject();
        Fields fields(row);
        const QString name = fields.text(QLatin1String("name"), true);
        const double count = row.value(QLatin1String("value")).toDouble(-1);
        if (!fields.isGood())
            return fields.error();
        if (count >= 0 && count < 9e15)
            counts.insert(name, static_cast<qint64>(count));
    }
    return counts;
}

} // namespace mmigrate::apijson
