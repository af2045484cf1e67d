// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/destinationreport.h"
#include "core/steps/collisioncheck.h"
#include "core/steps/importerrules.h"
#include "core/steps/tailplan.h"
#include "core/steps/workingspace.h"
#include "steps/crewarchive.h"
#include "steps/jobtesting.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

using About = CollisionDecisions::About;

const QList<StepId> lookSteps{StepId::SignInDestination, StepId::CheckArchive,
                              StepId::LookAtDestination};

/// Limits that are too low, a setting fixed by the environment, and names that meet.
PracticeServerOptions narrow()
{
    PracticeServerOptions options =
        with({account("annie", "ann@x.org"), account("bob", "bob@x.org")});
    options.config = {
        {q("FileSettings"),
         QJsonObject{{q("MaxFileSize"), 100}, {q("EnableFileAttachments"), false}}},
        {q("TeamSettings"), QJsonObject{{q("MaxUsersPerTeam"), 2}, {q("MaxChannelsPerTeam"), 1}}}};
    options.fixedByEnvironment = QStringList(q("TeamSettings.MaxChannelsPerTeam"));
    return options;
}

DestinationReport reportOf(const MigrationState &state)
{
    return DestinationReport::fromJson(state.destinationCheck.report);
}

void decide(MigrationPair &pair, Decision decision, const char *to = "")
{
    const QString path = pair.folder() + q("/mapping.json");
    const Result<void> saved =
        CollisionDecisions{{{About::Person, {}, q("ann"), decision, q(to)}}, {}}.save(path);
    if (!saved)
        qFatal("%s", qPrintable(saved.error().toLogLine()));
    MigrationState state = pair.saved();
    state.options.mappingFile = path;
    pair.save(state);
}

/// Requests that change something on a server; signing in and out, and asking for many names at
/// once, change nothing.
QStringList changes(const PracticeServer &server)
{
    QStringList list;
    const QList<PracticeRequest> requests = server.requests();
    for (const PracticeRequest &request : requests) {
        const bool isHarmless = request.method == q("GET") || request.path.endsWith(q("/login"))
                                || request.path.endsWith(q("/logout"))
                                || request.path.endsWith(q("/users/usernames"))
                                || request.path.endsWith(q("/users/status/ids"));
        if (!isHarmless)
            list << request.method + q(" ") + request.path;
    }
    return list;
}

} // namespace

/// The step that only looks: all of it is reported, nothing is changed, nothing found is an error.
class LookAtDestinationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingIsReportedAndNothingChanged();
    void findingsFollowTheDestination();
    void schemesThatAreThere();
    void whoIsThereAlreadyCountsOnce();
    void channelsThatAreThereCount();
    void newNamesAreTried();
    void roomIsPlanned();
    void openWithoutAsking();
    void openNeedsALook();
    void afterPreparing();
    void aMigrationGoesOnAfterIt();
    void cloud();
    void tooOld();
    void noAdministratorAnyMore();
    void archiveThatIsGone();
    void connectionThatBreaks();
    void cancelled();
    void startedAgain();
};

void LookAtDestinationTest::everythingIsReportedAndNothingChanged()
{
    MigrationPair pair(smallSource(), narrow());
    writeArchive(pair, crewLines());
    pair.options.adjustLimits = true; // asked for, but this step only looks
    const RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const MigrationState state = pair.saved();
    QVERIFY(state.isFinished(StepId::LookAtDestination));
    QVERIFY(!state.isFinished(StepId::CheckDestination));
    QVERIFY(state.destinationCheck.checkedAt.isValid());
    const DestinationReport report = reportOf(state);
    const DestinationFinding *upload = report.find(DestinationRule::UploadTooLarge);
    QVERIFY(upload);
    QCOMPARE(upload->facts.value(q("setting")).toString(), q("FileSettings.MaxFileSize"));
    QCOMPARE(upload->facts.value(q("current")).toLongLong(), 100);
    QCOMPARE(upload->facts.value(q("needed")).toLongLong(), QFileInfo(pair.archivePath).size());
    QCOMPARE(upload->remedy, Remedy::Adjust);
    const DestinationFinding *team = report.find(DestinationRule::TeamTooLarge);
    QVERIFY(team);
    QCOMPARE(team->facts.value(q("team")).toString(), q("crew"));
    QVERIFY(report.find(DestinationRule::AttachmentsOff));
    const DestinationFinding *channels = report.find(DestinationRule::TooManyChannels);
    QVERIFY(channels);
    QCOMPARE(channels->remedy, Remedy::Explain);
    QCOMPARE(channels->facts.value(q("environment")).toString(),
             q("MM_TEAMSETTINGS_MAXCHANNELSPERTEAM"));
    QCOMPARE(state.destinationCheck.collisionCounts,
             (QJsonObject{{q("same-email-other-name"), 1}, {q("same-person"), 1}}));
    QCOMPARE(changes(pair.destination()), QStringList());
    QVERIFY(state.adjustedSettings.isEmpty());
    QVERIFY(!state.import.countsBeforeKnown);
    QVERIFY(!state.isComplete());
}

/// What the archive refers to may be there, and what it holds may be too large there.
void LookAtDestinationTest::findingsFollowTheDestination()
{
    PracticeServerOptions options = with({account("carla", "carla@x.org")});
    options.config = {{q("FileSettings"), QJsonObject{{q("MaxFileSize"), 1000}}}};
    MigrationPair pair(smallSource(), options);
    writeArchive(pair, {});
    StreamingZip zip(pair.archivePath);
    const QByteArray file(2000, 'x');
    zip.addDeflated("import.jsonl",
                    (crewLines() << postLine("carla", "of carla") << postLine("dave", "of dave")
                                 << postLine("ann", "f", R"(,"attachments":[{"path":"f.txt"}])"))
                            .join('\n')
                        + '\n');
    zip.addDeflated("data/f.txt", file);
    zip.finish();
    RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const MigrationState state = pair.saved();
    QCOMPARE(CheckReport::fromJson(state.archive.findings).count(CheckRule::PostUserUnknown), 2);
    CheckReport findings = archiveFindings(state);
    QCOMPARE(findings.count(CheckRule::PostUserUnknown), 1);
    QCOMPARE(findings.groups.constFirst().examples.constFirst().subject, q("dave"));
    QCOMPARE(findings.count(CheckRule::AttachmentTooLarge), 1);
    QCOMPARE(knownRules(state).largestFileBytes, 1000);
    QCOMPARE(knownRules(state).users, QSet<QByteArray>{"carla"});
    // Asked again, it is another server.
    pair.destination().addAccount(account("dave", "dave@x.org"));
    pair.destination().setConfigValue(q("FileSettings.MaxFileSize"), 100'000);
    outcome = pair.runSteps({StepId::SignInDestination, StepId::LookAtDestination});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    findings = archiveFindings(pair.saved());
    QVERIFY2(findings.isClean(), QJsonDocument(findings.toJson()).toJson().constData());
}

void LookAtDestinationTest::schemesThatAreThere()
{
    for (const bool isThere : {true, false}) {
        MigrationPair pair(smallSource(), emptyDestination());
        pair.destination().addFault({.method = q("GET"),
                                     .pathPattern = q("^/api/v4/schemes$"),
                                     .times = 0,
                                     .action = PracticeFault::Action::Respond,
                                     .status = isThere ? 200 : 501,
                                     .body = R"([{"id":"x","name":"strict","scope":"team"}])"});
        QByteArrayList lines = crewLines();
        lines[1].replace(R"("type":"O")", R"("type":"O","scheme":"strict")");
        writeArchive(pair, lines);
        const RunOutcome outcome = pair.runSteps(lookSteps);
        QVERIFY2(!outcome.error, describe(outcome.error).constData());
        QCOMPARE(archiveFindings(pair.saved()).count(CheckRule::TeamSchemeUnknown),
                 isThere ? 0 : 1);
    }
}

/// A person whom both sides have is one member of the team.
void LookAtDestinationTest::whoIsThereAlreadyCountsOnce()
{
    PracticeServerOptions options = with({});
    MigrationPair pair(smallSource(), options);
    writeArchive(pair, crewLines());
    RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    pair.destination().setConfigValue(q("TeamSettings.MaxUsersPerTeam"), 4);
    // The same archive once more: nobody new comes.
    MigrationState state = pair.saved();
    state.startAgainFrom(StepId::PrepareArchive);
    state.import = {};
    state.destinationCheck = {};
    pair.save(state);
    outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(!reportOf(pair.saved()).find(DestinationRule::TeamTooLarge));
}

void LookAtDestinationTest::channelsThatAreThereCount()
{
    MigrationPair pair(smallSource(), emptyDestination());
    QByteArrayList before = crewLines();
    for (int number = 0; number < 5; ++number)
        before.insert(3, R"({"type":"channel","channel":{"team":"crew","name":"old)"
                             + QByteArray::number(number) + R"(","display_name":"D","type":"O"}})");
    writeArchive(pair, before);
    RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    MigrationPair next(smallSource(), emptyDestination());
    MigrationState state = pair.saved();
    state.startAgainFrom(StepId::PrepareArchive);
    state.import = {};
    state.destinationCheck = {};
    pair.save(state);
    QByteArrayList lines = crewLines();
    lines.insert(
        3,
        R"({"type":"channel","channel":{"team":"crew","name":"fresh","display_name":"D","type":"O"}})");
    writeArchive(pair, lines);
    // Five that are there, one that both have, one that comes; two are everybody's.
    pair.destination().setConfigValue(q("TeamSettings.MaxChannelsPerTeam"), 7);
    outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const DestinationReport report = reportOf(pair.saved());
    const DestinationFinding *channels = report.find(DestinationRule::TooManyChannels);
    QVERIFY(channels);
    const qint64 needed = channels->facts.value(q("needed")).toLongLong();
    QVERIFY2(needed == 7 + 2 || needed == 7, QByteArray::number(needed).constData());
}

/// Before anything is uploaded.
void LookAtDestinationTest::newNamesAreTried()
{
    MigrationPair pair(smallSource(),
                       with({account("ann", "other@x.org"), account("taken", "taken@x.org")}));
    writeArchive(pair, crewLines());
    RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const auto tried = [&](const char *name) {
        decide(pair, Decision::Rename, name);
        outcome = pair.runSteps({StepId::SignInDestination, StepId::LookAtDestination});
        return pair.saved().destinationCheck;
    };
    for (const char *taken : {"taken", "bob"}) {
        const DestinationCheckRecord check = tried(taken);
        QVERIFY2(!outcome.error, describe(outcome.error).constData());
        QCOMPARE(check.targetError.value(q("reason")).toString(), q("target-taken"));
        QCOMPARE(check.targetError.value(q("entry")).toString(), q("ann"));
        QCOMPARE(check.targetsFor, decisionsHash(pair.saved()));
    }
    const DestinationCheckRecord check = tried("ann.old");
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(check.targetError.isEmpty());
    QCOMPARE(check.targetsFor, decisionsHash(pair.saved()));
}

/// A second copy for a small archive only.
void LookAtDestinationTest::roomIsPlanned()
{
    MigrationPair pair(smallSource(), emptyDestination());
    const QByteArray list = crewLines().join('\n') + '\n';
    const auto planned = [&](qint64 fileBytes) {
        writeArchive(pair, {});
        StreamingZip zip(pair.archivePath);
        zip.addStored("import.jsonl", list);
        zip.addStored("data/f.bin", QByteArray(fileBytes, 'x'));
        zip.finish();
        const CollisionDecisions decided{{{About::Person, {}, q("ann"), Decision::Skip, {}}}, {}};
        return plannedSpace(pair.runSteps(lookSteps).state, {}, decided, {}).value();
    };
    const WorkingSpace small = planned(1000);
    QCOMPARE(small.needed, list.size() + QFileInfo(pair.archivePath).size());
    QVERIFY2(QFileInfo(small.folder).isDir(), qPrintable(small.folder));
    QVERIFY(small.free > small.needed && small.isEnough());
    const qint64 large = 2 * smallestTailedArchive;
    const WorkingSpace tail = planned(large);
    QVERIFY2(tail.needed > list.size() && tail.needed < large / 2,
             QByteArray::number(tail.needed).constData());
}

void LookAtDestinationTest::openWithoutAsking()
{
    MigrationPair pair(smallSource(), narrow());
    writeArchive(pair, crewLines());
    const RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    pair.destination().stop();
    Result<QList<Collision>> open = openCollisions(pair.saved());
    QVERIFY(open);
    QCOMPARE(open->size(), 1);
    QCOMPARE(open->first().name, q("ann"));
    QCOMPARE(open->first().otherName, q("annie"));
    decide(pair, Decision::Map, "annie");
    open = openCollisions(pair.saved());
    QVERIFY(open);
    QVERIFY(open->isEmpty());
    decide(pair, Decision::Stop);
    open = openCollisions(pair.saved());
    QVERIFY(open);
    QCOMPARE(open->size(), 1);
}

void LookAtDestinationTest::openNeedsALook()
{
    const Result<QList<Collision>> unseen = openCollisions({});
    QVERIFY(!unseen);
    QCOMPARE(unseen.error().kind, ErrorKind::Disk);
    MigrationPair pair(smallSource(), narrow());
    writeArchive(pair, crewLines());
    const RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    MigrationState state = pair.saved();
    state.options.mappingFile = pair.archivePath; // no such file at all
    const Result<QList<Collision>> open = openCollisions(state);
    QVERIFY(!open);
    QCOMPARE(open.error().kind, ErrorKind::MappingInvalid);
}

void LookAtDestinationTest::afterPreparing()
{
    // An administrator of the same name makes a corrected copy: that is what will be uploaded.
    MigrationPair pair(smallSource(), emptyDestination());
    writeArchive(pair, crewLines() << userLine("admin"));
    RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    outcome = pair.runSteps({StepId::SignInDestination, StepId::PrepareArchive});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const QString copy = pair.saved().archive.preparedPath;
    QVERIFY(QFile::exists(copy));
    pair.destination().setConfigValue(q("FileSettings.MaxFileSize"), 100);
    outcome = pair.runSteps({StepId::SignInDestination, StepId::LookAtDestination});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const DestinationReport report = reportOf(pair.saved());
    const DestinationFinding *upload = report.find(DestinationRule::UploadTooLarge);
    QVERIFY(upload);
    QCOMPARE(upload->facts.value(q("needed")).toLongLong(), QFileInfo(copy).size());
    QVERIFY(pair.saved().archive.isPrepared);
}

void LookAtDestinationTest::aMigrationGoesOnAfterIt()
{
    MigrationPair pair(smallSource(), with({account("bob", "bob@x.org")}));
    writeArchive(pair, crewLines());
    RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(!pair.isStarted(StepId::LookAtDestination));
    QVERIFY(pair.isStarted(StepId::CheckDestination));
    QVERIFY(outcome.state.isComplete());
}

void LookAtDestinationTest::cloud()
{
    // The other server had names that met; of this one nothing is known but that it takes none.
    MigrationPair pair(smallSource(), narrow());
    writeArchive(pair, crewLines());
    RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    MigrationState state = pair.saved();
    const QString collisions = state.destinationCheck.collisionsPath;
    QVERIFY(QFile::exists(collisions));
    state.destination.licence = {true, true, q("cloud")};
    pair.save(state);
    outcome = pair.runSteps({StepId::LookAtDestination});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const DestinationReport report = reportOf(pair.saved());
    QCOMPARE(report.findings.size(), 1);
    QCOMPARE(report.findings.first().rule, DestinationRule::CloudRefusesImports);
    QVERIFY(pair.saved().destinationCheck.collisionCounts.isEmpty());
    QVERIFY(!QFile::exists(collisions));
}

void LookAtDestinationTest::tooOld()
{
    MigrationPair pair(smallSource(), emptyDestination());
    writeArchive(pair, crewLines());
    pair.createJournal([&pair](MigrationState &state) {
        state.destination.address = pair.destination().url();
        state.destination.version = {5, 20, 0};
    });
    const RunOutcome outcome = pair.runSteps({StepId::CheckArchive, StepId::LookAtDestination});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const DestinationReport report = reportOf(pair.saved());
    QCOMPARE(report.findings.size(), 1);
    QCOMPARE(report.findings.first().rule, DestinationRule::VersionTooOld);
    QCOMPARE(report.findings.first().facts.value(q("version")).toString(), q("5.20.0"));
}

void LookAtDestinationTest::noAdministratorAnyMore()
{
    MigrationPair pair(smallSource(), emptyDestination());
    writeArchive(pair, crewLines());
    pair.destination().addFault(
        {.method = q("GET"),
         .pathPattern = q("^/api/v4/users/me$"),
         .times = 0,
         .action = PracticeFault::Action::Respond,
         .status = 200,
         .body = R"({"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","username":"admin","email":"a@x.org",)"
                 R"("roles":"system_user","create_at":1,"update_at":1,"delete_at":0})"});
    const RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const DestinationReport report = reportOf(pair.saved());
    QCOMPARE(report.findings.size(), 1);
    QCOMPARE(report.findings.first().rule, DestinationRule::NotAdministrator);
    QCOMPARE(report.findings.first().facts.value(q("username")).toString(), q("admin"));
    // The check before an upload stops at the same.
    const RunOutcome checked = pair.runSteps({StepId::SignInDestination, StepId::CheckDestination});
    QVERIFY(checked.error);
    QCOMPARE(checked.error->kind, ErrorKind::NotAdministrator);
}

void LookAtDestinationTest::archiveThatIsGone()
{
    MigrationPair pair(smallSource(), emptyDestination());
    writeArchive(pair, crewLines());
    RunOutcome outcome = pair.runSteps({StepId::SignInDestination, StepId::CheckArchive});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(QFile::remove(pair.archivePath));
    outcome = pair.runSteps({StepId::SignInDestination, StepId::LookAtDestination});
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->step, StepId::LookAtDestination);
    QVERIFY(!pair.saved().isFinished(StepId::LookAtDestination));
}

void LookAtDestinationTest::connectionThatBreaks()
{
    MigrationPair pair(smallSource(), emptyDestination());
    writeArchive(pair, crewLines());
    pair.destination().addFault({.method = q("GET"),
                                 .pathPattern = q("^/api/v4/config$"),
                                 .times = 0,
                                 .action = PracticeFault::Action::Respond,
                                 .status = 503,
                                 .body = "busy"});
    const RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::ServerError);
    QCOMPARE(outcome.error->step, StepId::LookAtDestination);
    QVERIFY(!pair.saved().destinationCheck.checkedAt.isValid());
}

void LookAtDestinationTest::cancelled()
{
    MigrationPair pair(smallSource(), emptyDestination());
    writeArchive(pair, crewLines());
    const int fault = pair.destination().addFault({.method = q("GET"),
                                                   .pathPattern = q("^/api/v4/config$"),
                                                   .times = 0,
                                                   .action = PracticeFault::Action::Respond,
                                                   .status = 503,
                                                   .body = "busy"});
    pair.timings.retry.attempts = 1'000'000;
    const RunOutcome outcome = pair.runSteps(
        lookSteps, {cancelWhen([&] { return pair.destination().faultHits(fault) > 0; })});
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
    pair.destination().clearFaults();
    const RunOutcome again = pair.runSteps(lookSteps);
    QVERIFY2(!again.error, describe(again.error).constData());
    QVERIFY(pair.saved().destinationCheck.checkedAt.isValid());
}

void LookAtDestinationTest::startedAgain()
{
    MigrationPair pair(smallSource(), narrow());
    writeArchive(pair, crewLines());
    const RunOutcome outcome = pair.runSteps(lookSteps);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    MigrationState state = pair.saved();
    QVERIFY(MigrationState::fromJson(state.toJson())->isFinished(StepId::LookAtDestination));
    // What it found is forgotten with the check's, so it is not "done" any more.
    state.startAgainFrom(StepId::CheckDestination);
    QVERIFY(!state.isFinished(StepId::LookAtDestination));
    QVERIFY(state.destinationCheck.report.isEmpty());
    state = pair.saved();
    state.startAgainFrom(StepId::UploadArchive);
    QVERIFY(state.isFinished(StepId::LookAtDestination));
}

QTEST_GUILESS_MAIN(LookAtDestinationTest)
#include "tst_lookatdestination.moc"
