// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "api/practicetesting.h"
#include "core/destination/destinationchecks.h"

#include <QDateTime>
#include <QJsonDocument>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

constexpr qint64 now = 1'795'000'000'000;

/// What a server is told about, and what it says; each row of a table changes one thing.
struct Scene
{
    DestinationTask task{};
    ServerState server{};
    DestinationLook look{};

    Scene()
    {
        server.address = QUrl(q("https://new.example.com"));
        server.version = {11, 6, 0};
        server.telemetryId = q("new");
        look.me.username = q("admin");
        look.me.roles = QStringList{q("system_user"), q("system_admin")};
        set("FileSettings", "MaxFileSize", 1'000'000);
        set("FileSettings", "EnableFileAttachments", true);
        set("FileSettings", "DriverName", q("local"));
        set("TeamSettings", "MaxUsersPerTeam", 50);
        set("TeamSettings", "MaxChannelsPerTeam", 2000);
        task.summary.users = 10;
        task.summary.usersByAuthService = {{q("saml"), 10}};
        task.uploadSize = 1000;
    }

    void set(const char *section, const char *key, const QJsonValue &value)
    {
        insert(look.config, section, key, value);
    }
    void fix(const char *section, const char *key) { insert(look.environment, section, key, true); }

    DestinationReport check() const { return checkDestination(task, server, look, now); }

private:
    static void insert(QJsonObject &object, const char *section, const char *key,
                       const QJsonValue &value)
    {
        QJsonObject settings = object.value(q(section)).toObject();
        settings.insert(q(key), value);
        object.insert(q(section), settings);
    }
};

using Change = void (*)(Scene &);

Job runningJob(const char *id, qint64 at)
{
    Job job;
    job.id = q(id);
    job.status = JobStatus::InProgress;
    job.createAt = job.lastActivityAt = at;
    return job;
}

/// "rule severity remedy", one a finding.
QStringList words(const DestinationReport &report)
{
    QStringList list;
    for (const DestinationFinding &finding : report.findings)
        list << destinationRuleName(finding.rule) + QLatin1Char(' ')
                    + severityName(finding.severity) + QLatin1Char(' ')
                    + remedyName(finding.remedy);
    return list;
}

} // namespace

Q_DECLARE_METATYPE(Change)

/// Each rule on what a destination says of itself: found where it should be, and not otherwise.
class DestinationChecksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreStable();
    void aFittingServerHasNoFindings();
    void rules_data();
    void rules();
    void quiet_data();
    void quiet();
    void fixedSettingsSayWhereAndWhat();
    void facts();
    void reportComesBack();
    void brokenReportsDoNoHarm();
    void looksAtARealServer_data();
    void looksAtARealServer();
    void looksAtABusyServer();
    void clockOfTheServer();
    void limitsForOthers();
};

void DestinationChecksTest::namesAreStable()
{
    QStringList names;
    for (const DestinationRuleInfo &info : allDestinationRules()) {
        const QString name = destinationRuleName(info.rule);
        QCOMPARE(destinationRuleFromName(name), std::optional(info.rule));
        names << name;
    }
    QCOMPARE(names.removeDuplicates(), 0);
    QVERIFY(!destinationRuleFromName(q("nonsense")));
    for (const Remedy remedy : {Remedy::None, Remedy::Explain, Remedy::Adjust, Remedy::SwitchOn})
        QCOMPARE(remedyFromName(remedyName(remedy)), std::optional(remedy));
    QVERIFY(!remedyFromName({}));
}

void DestinationChecksTest::aFittingServerHasNoFindings()
{
    QCOMPARE(words(Scene().check()), QStringList());
}

void DestinationChecksTest::rules_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("finding");
    const auto row = [](const char *name, const char *finding, Change change) {
        QTest::newRow(name) << change << q(finding);
    };
    row("old", "version-too-old stops explain", [](Scene &s) { s.server.version = {5, 33, 9}; });
    row("older than source", "older-than-source note explain", [](Scene &s) {
        s.task.sourceVersion = {11, 7, 0};
    });
    row("older, from the archive", "older-than-source note explain",
        [](Scene &s) { s.task.summary.generatorVersion = q("11.7.1"); });
    row("older and loses", "older-than-source loses explain", [](Scene &s) {
        s.server.version = {10, 1, 0};
        s.task.sourceVersion = {11, 6, 0};
        s.task.summary.bots = 1;
    });
    row("cloud", "cloud-refuses-imports stops explain",
        [](Scene &s) { s.server.licence.cloud = true; });
    row("same address", "same-server stops explain",
        [](Scene &s) { s.task.sourceAddress = s.server.address; });
    row("same installation", "same-server stops explain", [](Scene &s) {
        s.task.sourceAddress = QUrl(q("https://other.example.com"));
        s.task.sourceTelemetryId = q("new");
    });
    row("no administrator", "not-administrator stops explain",
        [](Scene &s) { s.look.me.roles = QStringList(q("system_user")); });
    row("session of hours", "session-short note explain",
        [](Scene &s) { s.set("ServiceSettings", "SessionLengthWebInHours", 8); });
    row("server ahead", "clock-differs note explain",
        [](Scene &s) { s.look.clockAheadMs = 6 * 60 * 1000; });
    row("server behind", "clock-differs note explain",
        [](Scene &s) { s.look.clockAheadMs = -6 * 60 * 1000; });
    row("no jobs", "jobs-off stops explain",
        [](Scene &s) { s.set("JobSettings", "RunJobs", false); });
    row("no jobs here", "jobs-off note explain", [](Scene &s) {
        s.set("JobSettings", "RunJobs", false);
        s.fix("JobSettings", "RunJobs");
    });
    row("importing", "busy-importing note explain",
        [](Scene &s) { s.look.imports = {runningJob("a", now - 1000)}; });
    row("exporting", "busy-exporting note explain",
        [](Scene &s) { s.look.exports = {runningJob("a", now - 1000)}; });
    row("hidden", "settings-hidden note explain", [](Scene &s) { s.look.config = {}; });
    row("archive too large", "upload-too-large stops adjust",
        [](Scene &s) { s.task.uploadSize = 1'000'001; });
    row("file too large", "attachment-too-large loses adjust",
        [](Scene &s) { s.task.summary.largestAttachmentBytes = 1'000'001; });
    row("team", "team-too-large stops adjust", [](Scene &s) {
        s.task.summary.membersByTeam = {{q("crew"), 40}};
        s.task.there.members = {{q("crew"), 11}};
    });
    row("channels", "too-many-channels stops adjust", [](Scene &s) {
        s.task.summary.channelsByTeam = {{q("crew"), 1999}};
    });
    row("no files", "attachments-off stops adjust",
        [](Scene &s) { s.set("FileSettings", "EnableFileAttachments", false); });
    row("no files, fixed", "attachments-off stops explain", [](Scene &s) {
        s.set("FileSettings", "EnableFileAttachments", false);
        s.fix("FileSettings", "EnableFileAttachments");
    });
    row("long message", "message-too-long stops explain", [](Scene &s) {
        s.look.client.maxPostSize = 4000;
        s.task.summary.longestMessage = 4001;
    });
    row("seats, hard", "user-limit loses explain", [](Scene &s) {
        s.look.limits = ServerLimits{200, 250, 245, 0};
        s.task.newPeople = 6;
    });
    row("seats, soft", "user-limit note explain", [](Scene &s) {
        s.look.limits = ServerLimits{200, 250, 195, 0};
        s.task.newPeople = 6;
    });
    row("history", "message-history-limit loses explain", [](Scene &s) {
        s.look.limits = ServerLimits{0, 0, 5, 10'000};
        s.task.summary.posts = 9000;
        s.task.postsThere = 1001;
    });
    row("emoji", "custom-emoji-off loses switch-on", [](Scene &s) {
        s.set("ServiceSettings", "EnableCustomEmoji", false);
        s.task.summary.emoji = 3;
    });
    row("guests, licensed", "guest-accounts-off loses switch-on", [](Scene &s) {
        s.server.licence.licensed = true;
        s.set("GuestAccountsSettings", "Enable", false);
        s.task.summary.guests = 3;
    });
    row("guests, no licence", "guest-accounts-off loses explain", [](Scene &s) {
        s.set("GuestAccountsSettings", "Enable", false);
        s.task.summary.guests = 3;
    });
    row("saml", "auth-service-off loses explain",
        [](Scene &s) { s.set("SamlSettings", "Enable", false); });
    row("no mail", "mail-not-set-up loses explain", [](Scene &s) {
        s.set("EmailSettings", "SMTPServer", QString());
        s.task.summary.usersByAuthService.clear();
    });
    row("mail off", "mail-not-set-up loses explain", [](Scene &s) {
        s.set("EmailSettings", "SendEmailNotifications", false);
        s.task.summary.usersByAuthService.clear();
    });
    row("mail as delivered", "mail-not-set-up note explain", [](Scene &s) {
        s.set("EmailSettings", "SMTPServer", q("localhost"));
        s.set("EmailSettings", "SMTPPort", q("10025"));
        s.task.summary.usersByAuthService.clear();
    });
    row("s3", "storage-too-large stops explain", [](Scene &s) {
        s.set("FileSettings", "DriverName", q("amazons3"));
        s.set("FileSettings", "MaxFileSize", 1e12);
        s.task.uploadSize = 5LL * 1024 * 1024 * 1024 + 1;
    });
    row("s3 time", "storage-timeout note explain", [](Scene &s) {
        s.set("FileSettings", "DriverName", q("amazons3"));
        s.set("FileSettings", "AmazonS3RequestTimeoutMilliseconds", 30'000);
        s.set("FileSettings", "MaxFileSize", 1e12);
        s.task.uploadSize = 2LL * 1024 * 1024 * 1024;
    });
}

void DestinationChecksTest::rules()
{
    QFETCH(Change, change);
    QFETCH(QString, finding);
    Scene scene;
    change(scene);
    QCOMPARE(words(scene.check()), QStringList(finding));
}

void DestinationChecksTest::quiet_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, Change change) { QTest::newRow(name) << change; };
    row("just supported", [](Scene &s) { s.server.version = {5, 34, 0}; });
    row("newer patch of the source", [](Scene &s) { s.task.sourceVersion = {11, 6, 9}; });
    row("other server", [](Scene &s) {
        s.task.sourceAddress = QUrl(q("https://old.example.com"));
        s.task.sourceTelemetryId = q("old");
    });
    row("no identity", [](Scene &s) {
        s.server.telemetryId.clear();
        s.task.sourceAddress = QUrl(q("https://old.example.com"));
    });
    row("session of days", [](Scene &s) { s.set("ServiceSettings", "SessionLengthWebInDays", 1); });
    row("clock", [](Scene &s) { s.look.clockAheadMs = 5 * 60 * 1000; });
    row("own job", [](Scene &s) {
        s.look.imports = {runningJob("mine", now)};
        s.task.ownJobs = QStringList(q("mine"));
    });
    row("just fits", [](Scene &s) {
        s.task.uploadSize = 1'000'000;
        s.task.summary.membersByTeam = {{q("crew"), 50}};
        s.task.summary.channelsByTeam = {{q("crew"), 1998}};
    });
    row("longest message", [](Scene &s) {
        s.look.client.maxPostSize = 4000;
        s.task.summary.longestMessage = 4000;
    });
    row("no new people", [](Scene &s) { s.look.limits = ServerLimits{1, 1, 5, 0}; });
    row("unlimited", [](Scene &s) {
        s.look.limits = ServerLimits{0, 0, 5, 0};
        s.task.newPeople = 5000;
        s.task.summary.posts = 50'000;
    });
    row("emoji off, none there",
        [](Scene &s) { s.set("ServiceSettings", "EnableCustomEmoji", false); });
    row("guests off, none there",
        [](Scene &s) { s.set("GuestAccountsSettings", "Enable", false); });
    row("other service", [](Scene &s) { s.set("GitLabSettings", "Enable", false); });
    row("mail, nobody needs it", [](Scene &s) { s.set("EmailSettings", "SMTPServer", QString()); });
    row("s3 mended", [](Scene &s) {
        s.server.version = {11, 7, 0};
        s.set("FileSettings", "DriverName", q("amazons3"));
        s.set("FileSettings", "MaxFileSize", 1e12);
        s.task.uploadSize = 6LL * 1024 * 1024 * 1024;
    });
}

void DestinationChecksTest::quiet()
{
    QFETCH(Change, change);
    Scene scene;
    change(scene);
    QCOMPARE(words(scene.check()), QStringList());
}

void DestinationChecksTest::fixedSettingsSayWhereAndWhat()
{
    Scene scene;
    scene.task.uploadSize = 2'000'000;
    scene.fix("FileSettings", "MaxFileSize");
    const DestinationReport report = scene.check();
    const DestinationFinding *found = report.find(DestinationRule::UploadTooLarge);
    QVERIFY(found);
    QCOMPARE(found->remedy, Remedy::Explain);
    QCOMPARE(found->facts.value(q("setting")).toString(), q("FileSettings.MaxFileSize"));
    QCOMPARE(found->facts.value(q("environment")).toString(), q("MM_FILESETTINGS_MAXFILESIZE"));
    QCOMPARE(found->facts.value(q("write")).toString(), q("2000000"));
    QCOMPARE(found->facts.value(q("current")).toLongLong(), 1'000'000);
    QCOMPARE(found->facts.value(q("fixed")).toBool(), true);
}

void DestinationChecksTest::facts()
{
    Scene scene;
    scene.server.version = {5, 37, 0};
    scene.task.sourceVersion = {11, 6, 0};
    scene.task.summary.bots = scene.task.summary.roles = scene.task.summary.emoji = 1;
    scene.task.summary.profilePictures = scene.task.summary.attachmentFiles = 1;
    scene.look.imports = {runningJob("a", now - 5000), runningJob("b", now - 48LL * 3'600'000)};
    scene.look.exports = {runningJob("c", now - 48LL * 3'600'000)};
    scene.set("SamlSettings", "Enable", false);
    scene.task.summary.membersByTeam = {{q("a"), 60}, {q("b"), 55}};
    scene.task.there.members = {{q("b"), 10}};
    const DestinationReport report = scene.check();
    const auto fact = [&report](DestinationRule rule, const char *name) {
        const DestinationFinding *found = report.find(rule);
        return found ? found->facts.value(q(name)) : QVariant();
    };
    QCOMPARE(fact(DestinationRule::OlderThanSource, "lost").toStringList(),
             QStringList({q("bots"), q("roles-and-schemes"), q("profile-pictures"), q("files"),
                          q("emoji")}));
    QCOMPARE(fact(DestinationRule::BusyImporting, "jobs").toInt(), 2);
    QCOMPARE(fact(DestinationRule::BusyImporting, "active").toBool(), true);
    QCOMPARE(fact(DestinationRule::BusyImporting, "since").toLongLong(), now - 48LL * 3'600'000);
    QCOMPARE(fact(DestinationRule::BusyExporting, "active").toBool(), false);
    QCOMPARE(fact(DestinationRule::AuthServiceOff, "service").toString(), q("saml"));
    QCOMPARE(fact(DestinationRule::AuthServiceOff, "people").toInt(), 10);
    QCOMPARE(fact(DestinationRule::TeamTooLarge, "team").toString(), q("b"));
    QCOMPARE(fact(DestinationRule::TeamTooLarge, "needed").toInt(), 65);
    // The worst first.
    QCOMPARE(report.findings.first().severity, Severity::Stops);
    QCOMPARE(report.findings.last().severity, Severity::Note);
    QCOMPARE(report.count(Severity::Stops), 1);
}

void DestinationChecksTest::reportComesBack()
{
    Scene scene;
    scene.server.version = {5, 33, 0};
    scene.task.sourceVersion = {11, 6, 0};
    scene.task.summary.bots = 1;
    scene.task.uploadSize = 6'000'000'000'000;
    const DestinationReport report = scene.check();
    QVERIFY(report.findings.size() >= 3);
    const QByteArray text = QJsonDocument(report.toJson()).toJson();
    const DestinationReport again =
        DestinationReport::fromJson(QJsonDocument::fromJson(text).object());
    QCOMPARE(words(again), words(report));
    QCOMPARE(again.toJson(), report.toJson());
    QCOMPARE(again.find(DestinationRule::UploadTooLarge)->facts.value(q("needed")).toLongLong(),
             6'000'000'000'000);
}

void DestinationChecksTest::brokenReportsDoNoHarm()
{
    QVERIFY(DestinationReport::fromJson({}).findings.isEmpty());
    const QByteArray text = R"({"findings":[7,{},{"rule":"x","severity":"stops","remedy":"none"},
        {"rule":"jobs-off","severity":"bad","remedy":"none"},
        {"rule":"jobs-off","severity":"note","remedy":"explain","facts":[1]}]})";
    const DestinationReport report =
        DestinationReport::fromJson(QJsonDocument::fromJson(text).object());
    QCOMPARE(words(report), QStringList(q("jobs-off note explain")));
}

void DestinationChecksTest::looksAtARealServer_data()
{
    addPersonalities();
}

void DestinationChecksTest::looksAtARealServer()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.limits = {200, 250, 10'000};
    options.fixedByEnvironment = QStringList(q("FileSettings.MaxFileSize"));
    PracticeServer server(options);
    QVERIFY(server.start());
    const Result<DestinationLook> look = withAdministrator(
        server, [](MattermostClient &client) { return lookAtDestination(client); });
    QVERIFY2(look, look ? "" : qPrintable(look.error().toLogLine()));
    QVERIFY(look->me.isSystemAdministrator());
    QCOMPARE(look->client.maxPostSize, std::optional<qint64>(16383));
    QVERIFY(look->config.contains(q("FileSettings")));
    QVERIFY(look->environment.value(q("FileSettings")).toObject().contains(q("MaxFileSize")));
    QVERIFY(look->clockAheadMs);
    QVERIFY(std::abs(*look->clockAheadMs) < 60'000);
    QVERIFY(look->imports.isEmpty());
    QCOMPARE(look->limits.has_value(), personality == PracticePersonality::V11);
    if (look->limits) {
        QCOMPARE(look->limits->maxUsersHard, 250);
        QCOMPARE(look->limits->activeUsers, 1);
        QCOMPARE(look->limits->postHistory, 10'000);
    }
    DestinationTask task;
    task.uploadSize = 1'000'000'000;
    ServerState state;
    state.version = ServerVersion::fromString(server.version());
    const DestinationReport report =
        checkDestination(task, state, *look, QDateTime::currentMSecsSinceEpoch());
    QCOMPARE(words(report), QStringList(q("upload-too-large stops explain")));
}

void DestinationChecksTest::looksAtABusyServer()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    server.holdJobs(q("import_process"));
    QVERIFY(server.start());
    const Result<DestinationLook> look =
        withAdministrator(server, [](MattermostClient &client) -> Result<DestinationLook> {
            const Result<Job> job =
                client.createJob(JobType::Import, {{q("import_file"), q("a_b.zip")}});
            if (!job)
                return job.error();
            return lookAtDestination(client);
        });
    QVERIFY(look);
    QCOMPARE(look->imports.size(), 1);
    QCOMPARE(look->exports.size(), 0);
}

void DestinationChecksTest::clockOfTheServer()
{
    PracticeServerOptions options = smallServer(PracticePersonality::V5_37);
    options.clockAheadMs = -3'600'000;
    PracticeServer server(options);
    QVERIFY(server.start());
    const Result<std::optional<qint64>> ahead =
        withClient(server, [](MattermostClient &client) { return client.clockDifferenceMs(); });
    QVERIFY(ahead && *ahead);
    QVERIFY(std::abs(**ahead + 3'600'000) < 60'000);
}

void DestinationChecksTest::limitsForOthers()
{
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    options.accounts = {{q("ann"), {}, q("Practice-2026")}};
    PracticeServer server(options);
    QVERIFY(server.start());
    const Result<DestinationLook> look =
        withSignedIn(server, {q("ann"), q("Practice-2026"), {}, {}},
                     [](MattermostClient &client) { return lookAtDestination(client); });
    QVERIFY(look);
    QVERIFY(look->config.isEmpty()); // forbidden is untold
    QCOMPARE(look->limits->maxUsersHard, 0);
    QVERIFY(!look->me.isSystemAdministrator());
}

QTEST_GUILESS_MAIN(DestinationChecksTest)
#include "tst_destinationchecks.moc"
