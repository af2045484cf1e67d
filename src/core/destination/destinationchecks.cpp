// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/destinationchecks.h"

#include "core/archive/destinationtraits.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace mmigrate {

namespace {

using enum DestinationRule;

constexpr qint64 GiB = 1024LL * 1024 * 1024;
/// A single copy within S3, with which servers move a complete upload, takes no more.
constexpr qint64 largestS3Upload = 5 * GiB;
constexpr ServerVersion s3UploadMendedIn{11, 7, 0};
/// The default of 30 s cuts long transfers from and to S3.
constexpr qint64 shortS3TimeoutMs = 5 * 60 * 1000;
constexpr qint64 largeForS3 = GiB;
constexpr qint64 longestClockDifferenceMs = 5 * 60 * 1000;
constexpr qint64 shortSessionHours = 24;
constexpr qint64 longestSilenceMs = 24 * 60 * 60 * 1000LL;
/// SMTPServer and SMTPPort of a server on which nobody has set up mail.
constexpr QLatin1String defaultMailServer("localhost");
constexpr QLatin1String defaultMailPort("10025");

struct AuthSetting
{
    const char *service; ///< as archives name it
    const char *section; ///< whose "Enable" switches it on
};

constexpr std::array authSettings{
    AuthSetting{"gitlab", "GitLabSettings"},       AuthSetting{"saml", "SamlSettings"},
    AuthSetting{"ldap", "LdapSettings"},           AuthSetting{"google", "GoogleSettings"},
    AuthSetting{"office365", "Office365Settings"}, AuthSetting{"openid", "OpenIdSettings"},
};

/// The checks of one destination; each adds what it finds.
class Checks
{
public:
    Checks(const DestinationTask &task, const ServerState &server, const DestinationLook &look,
           qint64 nowMs)
        : m_task(task)
        , m_server(server)
        , m_look(look)
        , m_nowMs(nowMs)
    {
    }

    DestinationReport run();

private:
    void version();
    void edition();
    void sameServer();
    void operatorsRights();
    void clock();
    void jobs();
    void busy(DestinationRule rule, const QList<Job> &jobs);
    void hidden();
    void limits();
    void addLimit(const TooLowLimit &limit);
    void userLimits();
    void guests();
    void emoji();
    void authServices();
    void mail();
    void storage();

    QJsonValue setting(const QString &section, const QString &key) const
    {
        return m_look.config.value(section).toObject().value(key);
    }
    bool isOff(const QString &section, const QString &key) const
    {
        const QJsonValue value = setting(section, key);
        return value.isBool() && !value.toBool();
    }
    QVariantMap factsOf(const QString &section, const QString &key, const QJsonValue &needed) const;
    bool isFixed(const QString &section, const QString &key) const
    {
        return m_look.environment.value(section).toObject().value(key).toBool();
    }
    void add(DestinationRule rule, const QVariantMap &facts, Remedy remedy = Remedy::Explain)
    {
        add(rule, destinationRuleInfo(rule).severity, facts, remedy);
    }
    void add(DestinationRule rule, Severity severity, const QVariantMap &facts,
             Remedy remedy = Remedy::Explain)
    {
        m_report.findings.append({rule, severity, remedy, facts});
    }

    const DestinationTask &m_task;
    const ServerState &m_server;
    const DestinationLook &m_look;
    qint64 m_nowMs;
    DestinationReport m_report;
};

QVariantMap Checks::factsOf(const QString &section, const QString &key,
                            const QJsonValue &needed) const
{
    return TooLowLimit{section, key, setting(section, key), needed, isFixed(section, key)}
        .toFacts();
}

DestinationReport Checks::run()
{
    version();
    edition();
    sameServer();
    operatorsRights();
    clock();
    jobs();
    hidden();
    limits();
    userLimits();
    guests();
    emoji();
    authServices();
    mail();
    storage();
    m_report.sort();
    return m_report;
}

void Checks::version()
{
    if (m_server.version < oldestSupportedVersion) {
        add(VersionTooOld, {{QStringLiteral("version"), m_server.version.toString()},
                            {QStringLiteral("oldest"), oldestSupportedVersion.toString()}});
    }
    ServerVersion source = m_task.sourceVersion;
    if (source.isNull())
        source = ServerVersion::fromString(m_task.summary.generatorVersion);
    const bool isOlder = std::pair(m_server.version.major, m_server.version.minor)
                         < std::pair(source.major, source.minor);
    if (!isOlder)
        return;
    const DestinationTraits traits = destinationTraits(m_server.version.toNumber());
    const ArchiveSummary &summary = m_task.summary;
    QStringList lost;
    if (summary.bots > 0 && !traits.knowsBots)
        lost << QStringLiteral("bots");
    if (summary.roles + summary.schemes > 0 && !traits.knowsRolesAndSchemes)
        lost << QStringLiteral("roles-and-schemes");
    if (summary.profilePictures > 0 && !traits.takesProfilePictures)
        lost << QStringLiteral("profile-pictures");
    if (summary.attachmentFiles > 0 && !traits.takesAllFiles)
        lost << QStringLiteral("files");
    if (summary.emoji > 0 && !traits.takesAllFiles)
        lost << QStringLiteral("emoji");
    add(OlderThanSource, lost.isEmpty() ? Severity::Note : Severity::Loses,
        {{QStringLiteral("version"), m_server.version.toString()},
         {QStringLiteral("source"), source.toString()},
         {QStringLiteral("lost"), lost}});
}

void Checks::edition()
{
    if (m_server.licence.cloud)
        add(CloudRefusesImports, QVariantMap{{QStringLiteral("sku"), m_server.licence.sku}});
}

void Checks::sameServer()
{
    if (m_task.sourceAddress.isEmpty())
        return;
    const QVariant address = m_server.address.toString();
    if (m_task.sourceAddress == m_server.address) {
        add(SameServer, {{QStringLiteral("by"), QStringLiteral("address")},
                         {QStringLiteral("address"), address}});
    } else if (!m_task.sourceTelemetryId.isEmpty()
               && m_task.sourceTelemetryId == m_server.telemetryId) {
        add(SameServer, {{QStringLiteral("by"), QStringLiteral("identity")},
                         {QStringLiteral("address"), address}});
    }
}

void Checks::operatorsRights()
{
    if (!m_look.me.isSystemAdministrator())
        add(NotAdministrator, QVariantMap{{QStringLiteral("username"), m_look.me.username}});
    const QString section = QStringLiteral("ServiceSettings");
    const QString inHours = QStringLiteral("SessionLengthWebInHours"); // since 6.x; days before
    const QString inDays = QStringLiteral("SessionLengthWebInDays");
    const bool isHours = setting(section, inHours).isDouble();
    const QJsonValue value = setting(section, isHours ? inHours : inDays);
    const qint64 hours = value.toInteger() * (isHours ? 1 : 24);
    if (!value.isDouble() || hours <= 0 || hours >= shortSessionHours)
        return;
    const QString name = section + QLatin1Char('.') + (isHours ? inHours : inDays);
    add(SessionShort, {{QStringLiteral("hours"), hours}, {QStringLiteral("setting"), name}});
}

void Checks::clock()
{
    const qint64 ahead = m_look.clockAheadMs.value_or(0);
    if (std::abs(ahead) > longestClockDifferenceMs)
        add(ClockDiffers, QVariantMap{{QStringLiteral("seconds"), ahead / 1000}});
}

void Checks::jobs()
{
    const QString section = QStringLiteral("JobSettings");
    const QString key = QStringLiteral("RunJobs");
    if (isOff(section, key)) {
        // Of several servers in a cluster often one is chosen so to run them.
        const Severity severity = isFixed(section, key) ? Severity::Note : Severity::Stops;
        add(JobsOff, severity, factsOf(section, key, true));
    }
    busy(BusyImporting, m_look.imports);
    busy(BusyExporting, m_look.exports);
}

void Checks::busy(DestinationRule rule, const QList<Job> &jobs)
{
    const qint64 serverNow = m_nowMs + m_look.clockAheadMs.value_or(0);
    qint64 count = 0;
    qint64 since = 0;
    bool isActive = false;
    for (const Job &job : jobs) {
        if (m_task.ownJobs.contains(job.id))
            continue;
        const qint64 sign = std::max({job.createAt, job.startAt, job.lastActivityAt});
        isActive = isActive || serverNow - sign < longestSilenceMs;
        since = since == 0 ? job.createAt : std::min(since, job.createAt);
        ++count;
    }
    if (count > 0)
        add(rule, {{QStringLiteral("jobs"), count},
                   {QStringLiteral("since"), since},
                   {QStringLiteral("active"), isActive}});
}

void Checks::hidden()
{
    // Every version has these.
    static constexpr std::array always{
        std::pair{"FileSettings", "MaxFileSize"},
        std::pair{"FileSettings", "EnableFileAttachments"},
        std::pair{"TeamSettings", "MaxUsersPerTeam"},
        std::pair{"TeamSettings", "MaxChannelsPerTeam"},
    };
    QStringList names;
    for (const auto &[section, key] : always) {
        if (setting(QLatin1String(section), QLatin1String(key)).isUndefined())
            names << QLatin1String(section) + QLatin1Char('.') + QLatin1String(key);
    }
    if (!names.isEmpty())
        add(SettingsHidden, QVariantMap{{QStringLiteral("settings"), names}});
}

void Checks::limits()
{
    const QList<TooLowLimit> limits = tooLowLimits(m_task.summary, m_task.uploadSize, m_task.there,
                                                   m_look.config, m_look.environment);
    for (const TooLowLimit &limit : limits)
        addLimit(limit);
    const qint64 longest = m_task.summary.longestMessage;
    if (m_look.client.maxPostSize && *m_look.client.maxPostSize < longest)
        add(MessageTooLong, {{QStringLiteral("limit"), *m_look.client.maxPostSize},
                             {QStringLiteral("longest"), longest}});
}

/// The team with most of them, as the facts name it.
QString largestKey(const QMap<QString, qint64> &counts, const QMap<QString, qint64> &more)
{
    QString name;
    qint64 most = -1;
    for (auto it = counts.begin(); it != counts.end(); ++it) {
        const qint64 count = *it + more.value(it.key());
        if (count > most) {
            most = count;
            name = it.key();
        }
    }
    return name;
}

void Checks::addLimit(const TooLowLimit &limit)
{
    const ArchiveSummary &summary = m_task.summary;
    QVariantMap facts = limit.toFacts();
    DestinationRule rule = AttachmentsOff;
    if (limit.key == QLatin1String("MaxFileSize")) {
        const bool isUpload = limit.current.toInteger() < m_task.uploadSize;
        rule = isUpload ? UploadTooLarge : AttachmentTooLarge;
        if (!isUpload)
            facts.insert(QStringLiteral("file"), summary.largestAttachment);
    } else if (limit.key == QLatin1String("MaxUsersPerTeam")) {
        rule = TeamTooLarge;
        facts.insert(QStringLiteral("team"),
                     largestKey(summary.membersByTeam, m_task.there.members));
    } else if (limit.key == QLatin1String("MaxChannelsPerTeam")) {
        rule = TooManyChannels;
        facts.insert(QStringLiteral("team"),
                     largestKey(summary.channelsByTeam, m_task.there.channels));
    }
    add(rule, facts, limit.fixedByEnvironment ? Remedy::Explain : Remedy::Adjust);
}

void Checks::userLimits()
{
    if (!m_look.limits)
        return;
    const ServerLimits &limits = *m_look.limits;
    const qint64 added = m_task.newPeople.value_or(0);
    const qint64 people = limits.activeUsers + added;
    const bool isHard = limits.maxUsersHard > 0 && people > limits.maxUsersHard;
    const bool isSoft = limits.maxUsers > 0 && people > limits.maxUsers;
    if (added > 0 && (isHard || isSoft)) {
        add(UserLimit, isHard ? Severity::Loses : Severity::Note,
            {{QStringLiteral("limit"), isHard ? limits.maxUsersHard : limits.maxUsers},
             {QStringLiteral("active"), limits.activeUsers},
             {QStringLiteral("new"), added},
             {QStringLiteral("hard"), isHard}});
    }
    const qint64 posts = m_task.summary.allPosts();
    const qint64 there = m_task.postsThere.value_or(0);
    if (limits.postHistory > 0 && posts + there > limits.postHistory) {
        add(MessageHistoryLimit, {{QStringLiteral("limit"), limits.postHistory},
                                  {QStringLiteral("there"), there},
                                  {QStringLiteral("new"), posts}});
    }
}

void Checks::guests()
{
    const QString section = QStringLiteral("GuestAccountsSettings");
    const QString key = QStringLiteral("Enable");
    if (m_task.summary.guests == 0 || !isOff(section, key))
        return;
    QVariantMap facts = factsOf(section, key, true);
    facts.insert(QStringLiteral("people"), m_task.summary.guests);
    // Servers without a licence know no guests, whatever the setting says.
    const bool mayBeOn = m_server.licence.licensed && !isFixed(section, key);
    facts.insert(QStringLiteral("licensed"), m_server.licence.licensed);
    add(GuestAccountsOff, facts, mayBeOn ? Remedy::SwitchOn : Remedy::Explain);
}

void Checks::emoji()
{
    const QString section = QStringLiteral("ServiceSettings");
    const QString key = QStringLiteral("EnableCustomEmoji");
    if (m_task.summary.emoji == 0 || !isOff(section, key))
        return;
    QVariantMap facts = factsOf(section, key, true);
    facts.insert(QStringLiteral("emoji"), m_task.summary.emoji);
    add(CustomEmojiOff, facts, isFixed(section, key) ? Remedy::Explain : Remedy::SwitchOn);
}

void Checks::authServices()
{
    for (const AuthSetting &auth : authSettings) {
        const QString service = QLatin1String(auth.service);
        const qint64 people = m_task.summary.usersByAuthService.value(service);
        const QString section = QLatin1String(auth.section);
        const QString key = QStringLiteral("Enable");
        if (people == 0 || !isOff(section, key))
            continue;
        QVariantMap facts = factsOf(section, key, true);
        facts.insert(QStringLiteral("service"), service);
        facts.insert(QStringLiteral("people"), people);
        add(AuthServiceOff, facts);
    }
}

void Checks::mail()
{
    const ArchiveSummary &summary = m_task.summary;
    qint64 people = summary.users - summary.deactivatedUsers;
    for (const qint64 others : summary.usersByAuthService)
        people -= others;
    if (people <= 0)
        return;
    const QString section = QStringLiteral("EmailSettings");
    const QString sending = QStringLiteral("SendEmailNotifications");
    const QString server = QStringLiteral("SMTPServer");
    const QJsonValue host = setting(section, server);
    const bool isDefault =
        host.toString() == defaultMailServer
        && setting(section, QStringLiteral("SMTPPort")).toString() == defaultMailPort;
    QVariantMap facts;
    Severity severity = Severity::Loses;
    if (isOff(section, sending)) {
        facts = factsOf(section, sending, true);
    } else if (host.isString() && (host.toString().isEmpty() || isDefault)) {
        facts = factsOf(section, server, QStringLiteral("mail.example.com"));
        // A mail server may really listen there.
        severity = isDefault ? Severity::Note : Severity::Loses;
    } else {
        return;
    }
    facts.insert(QStringLiteral("people"), people);
    add(MailNotSetUp, severity, facts);
}

void Checks::storage()
{
    const QString section = QStringLiteral("FileSettings");
    const QString key = QStringLiteral("AmazonS3RequestTimeoutMilliseconds");
    if (setting(section, QStringLiteral("DriverName")).toString() != QLatin1String("amazons3"))
        return;
    if (m_task.uploadSize > largestS3Upload && m_server.version < s3UploadMendedIn) {
        add(StorageTooLarge, {{QStringLiteral("size"), m_task.uploadSize},
                              {QStringLiteral("limit"), largestS3Upload},
                              {QStringLiteral("mendedIn"), s3UploadMendedIn.toString()}});
    }
    const QJsonValue timeout = setting(section, key);
    if (timeout.isDouble() && timeout.toInteger() < shortS3TimeoutMs
        && m_task.uploadSize > largeForS3)
        add(StorageTimeout, factsOf(section, key, shortS3TimeoutMs));
}

} // namespace

QStringList switchableSettings()
{
    return {QStringLiteral("GuestAccountsSettings.Enable"),
            QStringLiteral("ServiceSettings.EnableCustomEmoji")};
}

DestinationReport checkDestination(const DestinationTask &task, const ServerState &server,
                                   const DestinationLook &look, qint64 nowMs)
{
    return Checks(task, server, look, nowMs).run();
}

} // namespace mmigrate
