// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "steps/jobtesting.h"
#include "support/streamingzip.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

const QString maxFileSize = QStringLiteral("FileSettings.MaxFileSize");
const QString maxUsers = QStringLiteral("TeamSettings.MaxUsersPerTeam");
const QString maxChannels = QStringLiteral("TeamSettings.MaxChannelsPerTeam");
const QString attachmentsOn = QStringLiteral("FileSettings.EnableFileAttachments");

constexpr int tightFileSize = 20'000;
constexpr int tightUsers = 5;
constexpr int tightChannels = 4;

PracticeServerOptions tightDestination()
{
    PracticeServerOptions options = emptyDestination();
    options.config = {
        {QStringLiteral("FileSettings"),
         QJsonObject{{QStringLiteral("MaxFileSize"), tightFileSize}}},
        {QStringLiteral("TeamSettings"),
         QJsonObject{{QStringLiteral("MaxUsersPerTeam"), tightUsers},
                     {QStringLiteral("MaxChannelsPerTeam"), tightChannels}}},
    };
    return options;
}

QStringList namesOf(const Error &error)
{
    QStringList names;
    const QVariantList limits = error.facts.value(QStringLiteral("limits")).toList();
    for (const QVariant &limit : limits)
        names.append(limit.toMap().value(QStringLiteral("setting")).toString());
    names.sort();
    return names;
}

QVariantMap limitOf(const Error &error, const QString &name)
{
    const QVariantList limits = error.facts.value(QStringLiteral("limits")).toList();
    for (const QVariant &limit : limits) {
        if (limit.toMap().value(QStringLiteral("setting")) == name)
            return limit.toMap();
    }
    return {};
}

bool isAsBefore(const PracticeServer &server)
{
    return server.configValue(maxFileSize) == QJsonValue(tightFileSize)
           && server.configValue(maxUsers) == QJsonValue(tightUsers)
           && server.configValue(maxChannels) == QJsonValue(tightChannels);
}

bool isRaised(const PracticeServer &server)
{
    return server.configValue(maxFileSize).toInteger() > tightFileSize
           && server.configValue(maxUsers).toInteger() > tightUsers
           && server.configValue(maxChannels).toInteger() > tightChannels;
}

int uploadRequests(const PracticeServer &server)
{
    return int(server.requests(QStringLiteral("POST"), QStringLiteral("/api/v4/uploads")).size());
}

/// A team with so many people, and a post into a channel that is not there.
QByteArray linesWithBadPassword(int people)
{
    QByteArray lines = R"({"type":"version","version":1})"
                       "\n"
                       R"({"type":"team","team":{"name":"crew","display_name":"Crew","type":"O"}})"
                       "\n";
    for (int i = 0; i < people; ++i) {
        const QByteArray name = "person" + QByteArray::number(i);
        lines += R"({"type":"user","user":{"username":")" + name + R"(","email":")" + name
                 + R"(@example.com","teams":[{"name":"crew","roles":"team_user"}]}})" + "\n";
    }
    // The destination's rules for passwords are its own; nothing can be told before.
    lines +=
        R"({"type":"user","user":{"username":"weak","email":"weak@example.com","password":"x"}})"
        "\n";
    return lines;
}

} // namespace

/// Limits of the destination: told before anything is uploaded, raised only when asked for, and put
/// back whatever happens.
class SettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tooLowLimitsAreToldBeforeTheUpload();
    void switchedOffAttachmentsAreTold();
    void limitsAreRaisedAndPutBack();
    void limitsThatSufficeAreLeftAlone();
    void settingsArePutBackAfterAFailedImport();
    void settingsArePutBackAfterCancelBeforeTheImport();
    void settingsStayWhileTheImportGoesOn();
    void settingsStayWhileTheImportMayGoOn();
    void settingsArePutBackAfterARefusedImport();
    void settingsFixedByTheEnvironmentAreTold();
    void settingsThatDoNotTakeAreToldAndOthersPutBack();
    void crashBetweenIntentAndAct();
    void crashAfterTheActIsMendedByTheNextRun();
    void crashBeforeTheLastStepIsMendedByItself();
    void raisedTwiceGoesBackToTheFirstValue();
    void valuesOfSomebodyElseAreLeftAlone();
    void halfImportedPeopleDoNotCountTwice();
};

void SettingsTest::tooLowLimitsAreToldBeforeTheUpload()
{
    MigrationPair pair(smallSource(), tightDestination());
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::LimitsTooLow);
    QCOMPARE(outcome.error->step, StepId::CheckDestination);
    QCOMPARE(namesOf(*outcome.error), QStringList({maxFileSize, maxChannels, maxUsers}));
    const QVariantMap users = limitOf(*outcome.error, maxUsers);
    QCOMPARE(users.value(QStringLiteral("current")).toInt(), tightUsers);
    QVERIFY(users.value(QStringLiteral("needed")).toInt() > tightUsers);
    QCOMPARE(users.value(QStringLiteral("fixed")).toBool(), false);
    QCOMPARE(uploadRequests(pair.destination()), 0);
    QVERIFY(isAsBefore(pair.destination()));
    QVERIFY(outcome.state.adjustedSettings.isEmpty());
}

void SettingsTest::switchedOffAttachmentsAreTold()
{
    PracticeServerOptions options = emptyDestination();
    options.config = {{QStringLiteral("FileSettings"),
                       QJsonObject{{QStringLiteral("EnableFileAttachments"), false}}}};
    MigrationPair pair(smallSource(), options);
    const RunOutcome refused = pair.run();
    QVERIFY(refused.error);
    QCOMPARE(namesOf(*refused.error), QStringList(attachmentsOn));
    QCOMPARE(uploadRequests(pair.destination()), 0);

    MigrationState state = pair.saved();
    state.options.adjustLimits = true;
    pair.save(state);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.destination().configValue(attachmentsOn), QJsonValue(false));
}

void SettingsTest::limitsAreRaisedAndPutBack()
{
    MigrationPair pair(smallSource(), tightDestination());
    pair.options.adjustLimits = true;
    const RunOutcome outcome = pair.run(
        {{[&] { return pair.isStarted(StepId::UploadArchive); }, [](MigrationRunner &) {}}});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(isAsBefore(pair.destination()));
    QVERIFY(!outcome.state.hasUnrestoredSettings());
    QVERIFY(outcome.state.isComplete());
    // Just what is needed, and no more.
    const QList<PracticeRequest> patches =
        pair.destination().requests(QStringLiteral("PUT"), QStringLiteral("/config/patch$"));
    QCOMPARE(patches.size(), 2);
    const QJsonObject raised = QJsonDocument::fromJson(patches.first().body).object();
    QCOMPARE(raised.keys(),
             QStringList({QStringLiteral("FileSettings"), QStringLiteral("TeamSettings")}));
    QCOMPARE(raised.value(QLatin1String("FileSettings")).toObject().keys(),
             QStringList(QStringLiteral("MaxFileSize")));
}

void SettingsTest::limitsThatSufficeAreLeftAlone()
{
    MigrationPair pair;
    pair.options.adjustLimits = true;
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(
        pair.destination().requests(QStringLiteral("PUT"), QStringLiteral("/config")).isEmpty());
}

void SettingsTest::settingsArePutBackAfterAFailedImport()
{
    MigrationPair pair(smallSource(), tightDestination());
    pair.options.adjustLimits = true;
    // Somebody lowers a limit in the middle: the import stops with an error.
    const RunOutcome outcome = pair.run({changeBeforeTheImport(pair, maxChannels, 3)});
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::JobFailed);
    QCOMPARE(pair.destination().configValue(maxFileSize), QJsonValue(tightFileSize));
    QCOMPARE(pair.destination().configValue(maxUsers), QJsonValue(tightUsers));
    QCOMPARE(pair.destination().configValue(maxChannels), QJsonValue(3)); // theirs
    // The next run raises them again and completes with the same file.
    const RunOutcome second = pair.run();
    QVERIFY2(!second.error, describe(second.error).constData());
    QCOMPARE(pair.destination().configValue(maxUsers), QJsonValue(tightUsers));
    QCOMPARE(pair.destination().configValue(maxChannels), QJsonValue(3));
}

void SettingsTest::settingsArePutBackAfterCancelBeforeTheImport()
{
    MigrationPair pair(smallSource(), tightDestination());
    pair.options.adjustLimits = true;
    pair.destination().addFault({.method = QStringLiteral("POST"),
                                 .pathPattern = QStringLiteral("^/api/v4/uploads/"),
                                 .action = PracticeFault::Action::Stall});
    const RunOutcome outcome = pair.run({cancelWhen(
        [&] { return uploadRequests(pair.destination()) == 2 && isRaised(pair.destination()); })});
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
    QVERIFY(isAsBefore(pair.destination()));
    QVERIFY(!pair.saved().hasUnrestoredSettings());
    const RunOutcome second = pair.run();
    QVERIFY2(!second.error, describe(second.error).constData());
    QVERIFY(isAsBefore(pair.destination()));
}

void SettingsTest::settingsStayWhileTheImportGoesOn()
{
    MigrationPair pair(smallSource(), tightDestination());
    pair.options.adjustLimits = true;
    pair.destination().holdJobs(importJobs);
    const auto importRuns = [&] {
        const QList<PracticeJob> jobs = pair.destination().jobs();
        return !jobs.isEmpty() && jobs.first().status == QLatin1String("in_progress");
    };
    const RunOutcome outcome = pair.run({cancelWhen(importRuns)});
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
    QVERIFY(isRaised(pair.destination()));
    QVERIFY(pair.saved().hasUnrestoredSettings());
    pair.destination().releaseJobs(importJobs);
    const RunOutcome second = pair.run();
    QVERIFY2(!second.error, describe(second.error).constData());
    QVERIFY(isAsBefore(pair.destination()));
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 1);
}

void SettingsTest::settingsStayWhileTheImportMayGoOn()
{
    // The answer to the create is lost, and the person cancels before the job was found again.
    MigrationPair pair(smallSource(), tightDestination());
    pair.options.adjustLimits = true;
    pair.timings.retry = {5, 60'000, 60'000};
    pair.destination().holdJobs(importJobs);
    pair.destination().addFault({.method = QStringLiteral("POST"),
                                 .pathPattern = QStringLiteral("^/api/v4/jobs$"),
                                 .action = PracticeFault::Action::LoseAnswer});
    const RunOutcome outcome = pair.run({cancelWhen(
        [&] { return MigrationPair::jobCount(pair.destination(), "import_process") == 1; })});
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
    QVERIFY(isRaised(pair.destination()));
    pair.destination().releaseJobs(importJobs);
    pair.timings = shortTimings();
    const RunOutcome second = pair.run();
    QVERIFY2(!second.error, describe(second.error).constData());
    QVERIFY(isAsBefore(pair.destination()));
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 1);
}

void SettingsTest::settingsArePutBackAfterARefusedImport()
{
    MigrationPair pair(smallSource(), tightDestination());
    pair.options.adjustLimits = true;
    pair.destination().addFault(
        {.method = QStringLiteral("POST"),
         .pathPattern = QStringLiteral("^/api/v4/jobs$"),
         .action = PracticeFault::Action::Respond,
         .status = 403,
         .body = R"({"id":"api.context.permissions.app_error","message":"no","status_code":403})"});
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Forbidden);
    QVERIFY(isAsBefore(pair.destination()));
    const RunOutcome second = pair.run();
    QVERIFY2(!second.error, describe(second.error).constData());
    QVERIFY(isAsBefore(pair.destination()));
}

void SettingsTest::settingsFixedByTheEnvironmentAreTold()
{
    PracticeServerOptions options = tightDestination();
    options.fixedByEnvironment = {maxUsers};
    MigrationPair pair(smallSource(), options);
    pair.options.adjustLimits = true;
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::LimitsTooLow);
    QCOMPARE(limitOf(*outcome.error, maxUsers).value(QStringLiteral("fixed")).toBool(), true);
    QCOMPARE(limitOf(*outcome.error, maxFileSize).value(QStringLiteral("fixed")).toBool(), false);
    QCOMPARE(uploadRequests(pair.destination()), 0);
    QVERIFY(isAsBefore(pair.destination()));
}

void SettingsTest::settingsThatDoNotTakeAreToldAndOthersPutBack()
{
    // The server does not say which settings the environment fixes: only the comparison tells.
    PracticeServerOptions options = tightDestination();
    options.fixedByEnvironment = {maxUsers};
    MigrationPair pair(smallSource(), options);
    pair.options.adjustLimits = true;
    pair.destination().addFault({.method = QStringLiteral("GET"),
                                 .pathPattern = QStringLiteral("^/api/v4/config/environment$"),
                                 .times = 0,
                                 .action = PracticeFault::Action::Respond,
                                 .status = 200,
                                 .body = "null"});
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::LimitsTooLow);
    QCOMPARE(namesOf(*outcome.error), QStringList(maxUsers));
    QCOMPARE(limitOf(*outcome.error, maxUsers).value(QStringLiteral("refused")).toBool(), true);
    QVERIFY(isAsBefore(pair.destination()));
    QVERIFY(!pair.saved().hasUnrestoredSettings());
}

void SettingsTest::crashBetweenIntentAndAct()
{
    // The journal says "raised", the server never heard of it.
    MigrationPair pair;
    const qint64 before = pair.destination().configValue(maxFileSize).toInteger();
    pair.createJournal([&](MigrationState &state) {
        state.adjustedSettings.append({QStringLiteral("FileSettings"),
                                       QStringLiteral("MaxFileSize"), before, before * 2, false});
    });
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.destination().configValue(maxFileSize).toInteger(), before);
    QVERIFY(!outcome.state.hasUnrestoredSettings());
    QVERIFY(outcome.state.isComplete());
}

void SettingsTest::crashAfterTheActIsMendedByTheNextRun()
{
    // Even a run that fails long before the import puts them back.
    MigrationPair pair(smallSource(), tightDestination());
    pair.createJournal([&](MigrationState &state) {
        state.adjustedSettings.append({QStringLiteral("FileSettings"),
                                       QStringLiteral("MaxFileSize"), tightFileSize, 500'000,
                                       false});
    });
    pair.destination().setConfigValue(maxFileSize, 500'000);
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::LimitsTooLow);
    QVERIFY(isAsBefore(pair.destination()));
    QVERIFY(!pair.saved().hasUnrestoredSettings());
}

void SettingsTest::crashBeforeTheLastStepIsMendedByItself()
{
    MigrationPair pair(smallSource(), tightDestination());
    pair.options.adjustLimits = true;
    RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    // As if the program had died after the last step but before the settings were back.
    MigrationState state = pair.saved();
    for (AdjustedSetting &setting : state.adjustedSettings) {
        setting.restored = false;
        pair.destination().setConfigValue(setting.section + QLatin1Char('.') + setting.key,
                                          setting.newValue);
    }
    pair.save(state);
    QVERIFY(!state.isComplete());
    outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.finishedSteps(), QList<StepId>({StepId::SignInDestination, StepId::CleanUp}));
    QVERIFY(isAsBefore(pair.destination()));
    QVERIFY(pair.saved().isComplete());
}

void SettingsTest::raisedTwiceGoesBackToTheFirstValue()
{
    // An earlier run raised the limit and died; this one needs more.
    MigrationPair pair(smallSource(), tightDestination());
    pair.options.adjustLimits = true;
    pair.createJournal([&](MigrationState &state) {
        state.adjustedSettings.append({QStringLiteral("FileSettings"),
                                       QStringLiteral("MaxFileSize"), tightFileSize,
                                       tightFileSize + 1, false});
    });
    pair.destination().setConfigValue(maxFileSize, tightFileSize + 1);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(isAsBefore(pair.destination()));
    QVERIFY(!outcome.state.hasUnrestoredSettings());
}

void SettingsTest::valuesOfSomebodyElseAreLeftAlone()
{
    MigrationPair pair(smallSource(), tightDestination());
    pair.options.adjustLimits = true;
    const RunOutcome outcome = pair.run({changeBeforeTheImport(pair, maxUsers, 777)});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.destination().configValue(maxUsers), QJsonValue(777));
    QCOMPARE(pair.destination().configValue(maxFileSize), QJsonValue(tightFileSize));
    QVERIFY(!outcome.state.hasUnrestoredSettings());
}

void SettingsTest::halfImportedPeopleDoNotCountTwice()
{
    // All of the archive's people fit just so. The import fails after they have joined;
    // the next try must not add them up with themselves.
    constexpr int people = 4;
    PracticeServerOptions options = emptyDestination();
    options.config = {
        {QStringLiteral("TeamSettings"), QJsonObject{{QStringLiteral("MaxUsersPerTeam"), people}}}};
    MigrationPair pair(smallSource(), options);
    pair.options.kind = MigrationKind::ImportOnly;
    pair.archivePath = pair.folder() + QStringLiteral("/made.zip");
    StreamingZip zip(pair.archivePath);
    zip.addDeflated("import.jsonl", linesWithBadPassword(people));
    zip.finish();
    const RunOutcome failed = pair.run();
    QVERIFY(failed.error);
    QCOMPARE(failed.error->kind, ErrorKind::JobFailed);
    QCOMPARE(pair.destination().counts().users, people + 1);
    pair.destination().addFault(
        {.method = QStringLiteral("GET"),
         .pathPattern = QStringLiteral("^/api/v4/teams/[a-z0-9]{26}/stats$"),
         .times = 0,
         .action = PracticeFault::Action::Respond,
         .status = 200,
         .body = R"({"total_member_count":4,"active_member_count":4})"});
    const RunOutcome again = pair.run();
    QVERIFY(again.error);
    QCOMPARE(again.error->kind, ErrorKind::JobFailed);
}

QTEST_GUILESS_MAIN(SettingsTest)
#include "tst_settings.moc"
