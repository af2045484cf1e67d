// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/corrections.h"
#include "core/destination/destinationreport.h"
#include "core/steps/collisioncheck.h"
#include "core/steps/importerrules.h"
#include "steps/crewarchive.h"
#include "steps/jobtesting.h"

#include <QFile>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

using About = CollisionDecisions::About;

const QString emojiOn = QStringLiteral("ServiceSettings.EnableCustomEmoji");
const QString maxUsers = QStringLiteral("TeamSettings.MaxUsersPerTeam");

QStringList authors(const PracticeServer &server)
{
    QStringList list;
    const QList<PracticePost> posts = server.posts();
    for (const PracticePost &post : posts)
        list << post.user + q(": ") + post.message;
    list.sort();
    return list;
}

QString decide(MigrationPair &pair, const QList<CollisionDecisions::OfName> &names,
               const QMap<CollisionKind, CollisionDecisions::OfKind> &kinds = {})
{
    const QString path = pair.folder() + q("/mapping.json");
    const Result<void> saved = CollisionDecisions{names, kinds}.save(path);
    if (!saved)
        qFatal("%s", qPrintable(saved.error().toLogLine()));
    return path;
}

void useMapping(MigrationPair &pair, const QString &path)
{
    MigrationState state = pair.saved();
    state.options.mappingFile = path;
    pair.save(state);
}

int uploads(const PracticeServer &server)
{
    return int(server.requests(q("POST"), q("/api/v4/uploads")).size());
}

const DestinationFinding *find(const DestinationReport &report, DestinationRule rule)
{
    return report.find(rule);
}

} // namespace

/// What the check of the destination finds, what is decided about it, and what then arrives.
class DestinationStepTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeMigrationKeepsAReport();
    void cloudIsReported();
    void beforeTheArchiveIsPrepared();
    void longMessagesAreRefusedBeforeTheUpload();
    void longMessagesAreCut();
    void newerPermissionsAreLeftOut();
    void addressOfSomebodyElseStopsBeforeTheUpload();
    void mappedPerson();
    void renamedPerson();
    void otherAdministratorIsKept();
    void skippedPerson();
    void renamedTeam();
    void stopByDecision();
    void badMappingFiles();
    void decisionsOfLaterPrepareAgain();
    void renamedPersonAfterAFailedImport();
    void switchedOnForGood();
    void switchedOnGoesBackWithoutAnImport();
    void diedAfterSwitchingOn();
    void switchingOnIsNotAsked();
};

void DestinationStepTest::wholeMigrationKeepsAReport()
{
    PracticeServerOptions options = with({account("boss", "boss@x.org", "system_admin")});
    options.limits = {1, 2, 1};
    options.clockAheadMs = 3'600'000;
    MigrationPair pair(smallSource(), options);
    writeArchive(pair, crewLines());
    RunOutcome outcome = pair.runSteps({StepId::SignInDestination, StepId::CheckArchive,
                                        StepId::PrepareArchive, StepId::CheckDestination});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const MigrationState state = pair.saved();
    QVERIFY(state.destinationCheck.checkedAt.isValid());
    QVERIFY(!state.destinationCheck.importBegan);
    const DestinationReport report = DestinationReport::fromJson(state.destinationCheck.report);
    QVERIFY(find(report, DestinationRule::ClockDiffers));
    QVERIFY(find(report, DestinationRule::MessageHistoryLimit));
    const DestinationFinding *seats = find(report, DestinationRule::UserLimit);
    QVERIFY(seats);
    QCOMPARE(seats->facts.value(q("new")).toInt(), 2);
    QCOMPARE(state.destinationCheck.collisionCounts, (QJsonObject{{q("other-administrator"), 1}}));
    const Result<CollisionReport> collisions = savedCollisions(state);
    QVERIFY(collisions);
    QCOMPARE(collisions->rows.size(), 1);
    QCOMPARE(collisions->rows.first().name, q("boss"));
    QCOMPARE(collisions->rows.first().line, 6);
    QVERIFY(!(QFile::permissions(state.destinationCheck.collisionsPath) & QFile::ReadOther));
    QVERIFY(!savedCollisions(MigrationState()));
    // Names and addresses lie there no longer than they are of use.
    outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(!QFile::exists(state.destinationCheck.collisionsPath));
    QVERIFY(outcome.state.destinationCheck.importBegan);
    QCOMPARE(outcome.state.destinationCheck.collisionCounts,
             state.destinationCheck.collisionCounts);
}

void DestinationStepTest::cloudIsReported()
{
    PracticeServerOptions options = emptyDestination();
    MigrationPair pair(smallSource(), options);
    writeArchive(pair, crewLines());
    pair.createJournal([&pair](MigrationState &state) {
        state.destination.address = pair.destination().url();
        state.destination.licence = {true, true, q("cloud")};
    });
    const RunOutcome outcome = pair.runSteps({StepId::CheckDestination});
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::ImportsRefused);
    const DestinationReport report =
        DestinationReport::fromJson(pair.saved().destinationCheck.report);
    QCOMPARE(report.findings.size(), 1);
    QCOMPARE(report.findings.first().rule, DestinationRule::CloudRefusesImports);
    QCOMPARE(report.findings.first().facts.value(q("sku")).toString(), q("cloud"));
}

void DestinationStepTest::beforeTheArchiveIsPrepared()
{
    MigrationPair pair(smallSource(), with({account("ann", "other@x.org")}));
    writeArchive(pair, crewLines());
    const RunOutcome outcome =
        pair.runSteps({StepId::SignInDestination, StepId::CheckArchive, StepId::CheckDestination});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.saved().destinationCheck.collisionCounts,
             (QJsonObject{{q("same-name-other-email"), 1}}));
    QVERIFY(!pair.saved().archive.isPrepared);
}

void DestinationStepTest::longMessagesAreRefusedBeforeTheUpload()
{
    MigrationPair pair(smallSource(), emptyDestination());
    writeArchive(pair, crewLines());
    RunOutcome outcome =
        pair.runSteps({StepId::SignInDestination, StepId::CheckArchive, StepId::PrepareArchive});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    // As if the corrected archive still had one.
    MigrationState state = pair.saved();
    state.archive.preparedSummary = {{q("longestMessage"), 16'384}};
    pair.save(state);
    outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::DestinationUnfit);
    QCOMPARE(outcome.error->step, StepId::CheckDestination);
    const QVariantList findings = outcome.error->facts.value(q("findings")).toList();
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().toMap().value(q("rule")).toString(), q("message-too-long"));
    QCOMPARE(uploads(pair.destination()), 0);
}

void DestinationStepTest::longMessagesAreCut()
{
    PracticeServerOptions options = emptyDestination();
    MigrationPair pair(smallSource(), options);
    writeArchive(pair, crewLines() << postLine("ann", QByteArray(20'000, 'x')));
    const RunOutcome early =
        pair.runSteps({StepId::SignInDestination, StepId::CheckArchive, StepId::CheckDestination});
    QVERIFY2(!early.error, describe(early.error).constData());
    const DestinationReport report =
        DestinationReport::fromJson(early.state.destinationCheck.report);
    // Told once, among what is wrong with the archive.
    QVERIFY(!find(report, DestinationRule::MessageTooLong));
    QCOMPARE(archiveFindings(early.state).count(CheckRule::PostMessageLength), 1);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
}

/// A newer server's permissions stop the import into an older one.
void DestinationStepTest::newerPermissionsAreLeftOut()
{
    for (const char *madeBy : {"11.7.0", "11.6.0"}) {
        MigrationPair pair(smallSource(), emptyDestination());
        QByteArrayList lines = crewLines();
        lines[0] = R"({"type":"version","version":1,"info":{"generator":"mattermost-server",)"
                   R"("version":")"
                   + QByteArray(madeBy) + R"("}})";
        lines.insert(1, R"({"type":"role","role":{"name":"ours","display_name":"Ours",)"
                        R"("permissions":["manage_system","fly"]}})");
        writeArchive(pair, lines);
        const RunOutcome outcome = pair.runSteps(
            {StepId::SignInDestination, StepId::CheckArchive, StepId::PrepareArchive});
        QVERIFY2(!outcome.error, describe(outcome.error).constData());
        const CorrectionReport report =
            CorrectionReport::fromJson(outcome.state.archive.corrections);
        const auto dropped = std::find_if(
            report.corrections.begin(), report.corrections.end(), [](const auto &correction) {
                return correction.rule == CorrectionRule::UnknownPermission;
            });
        const bool isNewer = QByteArray(madeBy) == "11.7.0";
        QCOMPARE(dropped != report.corrections.end(), isNewer);
        if (isNewer)
            QCOMPARE(dropped->count, 1);
    }
}

void DestinationStepTest::addressOfSomebodyElseStopsBeforeTheUpload()
{
    MigrationPair pair(smallSource(), with({account("annie", "Ann@x.org")}));
    writeArchive(pair, crewLines());
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Collision);
    QCOMPARE(outcome.error->facts.value(q("username")).toString(), q("ann"));
    QCOMPARE(outcome.error->facts.value(q("other")).toString(), q("annie"));
    QCOMPARE(outcome.error->facts.value(q("count")).toInt(), 1);
    QCOMPARE(uploads(pair.destination()), 0);
    QCOMPARE(pair.saved().destinationCheck.collisionCounts,
             (QJsonObject{{q("same-email-other-name"), 1}}));
}

void DestinationStepTest::mappedPerson()
{
    MigrationPair pair(smallSource(), with({account("annie", "ann@x.org")}));
    writeArchive(pair, crewLines());
    pair.options.mappingFile =
        decide(pair, {}, {{CollisionKind::SameEmailOtherName, {Decision::Map, {}}}});
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(authors(pair.destination()),
             QStringList({q("annie: of ann"), q("annie: reply of ann"), q("annie: secret"),
                          q("bob: of bob"), q("boss: of boss")}));
    QVERIFY(pair.destination().passwordFits(q("annie"), q("Practice-2026")));
    QCOMPARE(pair.destination().membershipsOf(q("annie")),
             QStringList({q("crew"), q("crew/dev"), q("crew/off-topic"), q("crew/town-square")}));
    QVERIFY(pair.destination().rolesOf(q("ann")).isEmpty()); // there is no such account
    QCOMPARE(pair.destination().counts().users, 4);
}

void DestinationStepTest::renamedPerson()
{
    MigrationPair pair(smallSource(), with({account("ann", "another.ann@x.org")}));
    writeArchive(pair, crewLines());
    pair.options.mappingFile =
        decide(pair, {{About::Person, {}, q("ann"), Decision::Rename, q("ann.old")}});
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(authors(pair.destination()).contains(q("ann.old: secret")));
    QVERIFY(!authors(pair.destination()).contains(q("ann: of ann")));
    QVERIFY(pair.destination().passwordFits(q("ann"), q("Practice-2026")));
    QCOMPARE(pair.destination().emailOf(q("ann")), q("another.ann@x.org"));
    QCOMPARE(pair.destination().emailOf(q("ann.old")), q("ann@x.org"));
    QVERIFY(pair.destination().membershipsOf(q("ann")).isEmpty());
}

void DestinationStepTest::otherAdministratorIsKept()
{
    MigrationPair pair(smallSource(),
                       with({account("boss", "boss@x.org", "system_admin system_user")}));
    writeArchive(pair, crewLines());
    pair.options.mappingFile =
        decide(pair, {}, {{CollisionKind::OtherAdministrator, {Decision::Keep, {}}}});
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(pair.destination().passwordFits(q("boss"), q("Practice-2026")));
    QCOMPARE(pair.destination().rolesOf(q("boss")), q("system_admin system_user"));
    QVERIFY(pair.destination().membershipsOf(q("boss")).contains(q("crew/dev")));
    QVERIFY(authors(pair.destination()).contains(q("boss: of boss")));
    QCOMPARE(outcome.state.archive.keptMemberships.size(), 1);
}

void DestinationStepTest::skippedPerson()
{
    MigrationPair pair(smallSource(), with({account("ann", "another.ann@x.org")}));
    writeArchive(pair, crewLines());
    pair.options.mappingFile = decide(pair, {{About::Person, {}, q("Ann"), Decision::Skip, {}}});
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(authors(pair.destination()), QStringList({q("bob: of bob"), q("boss: of boss")}));
    QCOMPARE(pair.destination().counts().directChannels, 0);
    QVERIFY(pair.destination().passwordFits(q("ann"), q("Practice-2026")));
}

void DestinationStepTest::renamedTeam()
{
    MigrationPair pair(smallSource(), emptyDestination());
    pair.destination().addTeam({q("crew"), q("O"), true, {}});
    writeArchive(pair, crewLines());
    pair.options.mappingFile =
        decide(pair, {}, {{CollisionKind::TeamDeleted, {Decision::Rename, q("-new")}}});
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(pair.destination().membershipsOf(q("bob")).contains(q("crew-new/dev")));
    QVERIFY(!pair.destination().membershipsOf(q("bob")).contains(q("crew")));
    const QList<PracticePost> posts = pair.destination().posts();
    for (const PracticePost &post : posts)
        QVERIFY(post.team.isEmpty() || post.team == q("crew-new"));
}

void DestinationStepTest::stopByDecision()
{
    MigrationPair pair(smallSource(), with({account("bob", "bob@x.org")}));
    writeArchive(pair, crewLines());
    pair.options.mappingFile =
        decide(pair, {}, {{CollisionKind::SamePerson, {Decision::Stop, {}}}});
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Collision);
    QCOMPARE(outcome.error->facts.value(q("username")).toString(), q("bob"));
    QCOMPARE(uploads(pair.destination()), 0);
}

void DestinationStepTest::badMappingFiles()
{
    MigrationPair pair(smallSource(), emptyDestination());
    writeArchive(pair, crewLines());
    pair.options.mappingFile =
        decide(pair, {{About::Person, {}, q("ann"), Decision::Map, q("nobody")}});
    RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::MappingInvalid);
    QCOMPARE(outcome.error->facts.value(q("reason")).toString(), q("target-missing"));
    QCOMPARE(outcome.error->facts.value(q("path")).toString(), pair.options.mappingFile);
    QVERIFY(QFile::remove(pair.options.mappingFile));
    outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Disk);
    QCOMPARE(uploads(pair.destination()), 0);
}

void DestinationStepTest::decisionsOfLaterPrepareAgain()
{
    // The archive was corrected before the collision was known; the decision comes afterwards.
    MigrationPair pair(smallSource(), with({account("annie", "ann@x.org")}));
    writeArchive(pair, crewLines());
    const RunOutcome stopped = pair.run();
    QVERIFY(stopped.error);
    QVERIFY(stopped.state.archive.isPrepared);
    useMapping(pair, decide(pair, {{About::Person, {}, q("ann"), Decision::Map, q("annie")}}));
    RunOutcome outcome = pair.runSteps(
        {StepId::SignInDestination, StepId::PrepareArchive, StepId::CheckDestination});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    // Once more another decision: what was prepared is of no use.
    useMapping(pair, decide(pair, {{About::Person, {}, q("ann"), Decision::Skip, {}}}));
    outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(pair.finishedSteps().contains(StepId::PrepareArchive));
    QCOMPARE(authors(pair.destination()), QStringList({q("bob: of bob"), q("boss: of boss")}));
}

void DestinationStepTest::renamedPersonAfterAFailedImport()
{
    // The first import brings ann.old and stops at a message; the second must not take her for
    // somebody who was there before.
    MigrationPair pair(smallSource(), with({account("ann", "another.ann@x.org")}));
    writeArchive(pair, crewLines());
    pair.options.mappingFile =
        decide(pair, {{About::Person, {}, q("ann"), Decision::Rename, q("ann.old")}});
    const RunOutcome failed =
        pair.run({changeBeforeTheImport(pair, q("TeamSettings.MaxUsersPerTeam"), 2)});
    QVERIFY(failed.error);
    QCOMPARE(failed.error->kind, ErrorKind::JobFailed);
    QCOMPARE(pair.destination().emailOf(q("ann.old")), q("ann@x.org"));
    pair.destination().setConfigValue(maxUsers, 50);
    MigrationState state = pair.saved();
    state.startAgainFrom(StepId::PrepareArchive);
    pair.save(state);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(authors(pair.destination()).contains(q("ann.old: of ann")));
    QCOMPARE(outcome.state.destinationCheck.collisionCounts,
             (QJsonObject{{q("same-name-other-email"), 1}}));
}

namespace {

/// Custom emoji are off, and one comes.
PracticeServerOptions withoutEmoji()
{
    PracticeServerOptions options = emptyDestination();
    options.config = {{q("ServiceSettings"), QJsonObject{{q("EnableCustomEmoji"), false}}},
                      {q("TeamSettings"), QJsonObject{{q("MaxUsersPerTeam"), 2}}}};
    return options;
}

void writeWithEmoji(MigrationPair &pair)
{
    pair.options.kind = MigrationKind::ImportOnly;
    pair.archivePath = pair.folder() + q("/made.zip");
    StreamingZip zip(pair.archivePath);
    zip.addDeflated(
        "import.jsonl",
        (crewLines() << R"({"type":"emoji","emoji":{"name":"party","image":"p.png"}})").join('\n')
            + '\n');
    zip.addStored("data/p.png", "\x89PNG\r\n\x1a\n");
    zip.finish();
    pair.options.adjustLimits = true;
    pair.options.switchOn = QStringList(emojiOn);
}

} // namespace

void DestinationStepTest::switchedOnForGood()
{
    MigrationPair pair(smallSource(), withoutEmoji());
    writeWithEmoji(pair);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.destination().configValue(emojiOn), QJsonValue(true));
    QCOMPARE(pair.destination().configValue(maxUsers), QJsonValue(2)); // only for the time being
    QVERIFY(outcome.state.isComplete());
}

void DestinationStepTest::switchedOnGoesBackWithoutAnImport()
{
    MigrationPair pair(smallSource(), withoutEmoji());
    writeWithEmoji(pair);
    pair.destination().addFault(
        {.method = q("POST"),
         .pathPattern = q("^/api/v4/uploads$"),
         .times = 0,
         .action = PracticeFault::Action::Respond,
         .status = 403,
         .body = R"({"id":"api.context.permissions.app_error","message":"no","status_code":403})"});
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Forbidden);
    QCOMPARE(pair.destination().configValue(emojiOn), QJsonValue(false));
    QCOMPARE(pair.destination().configValue(maxUsers), QJsonValue(2));
    QVERIFY(!pair.saved().hasUnrestoredSettings());
}

void DestinationStepTest::diedAfterSwitchingOn()
{
    // As if killed right after the settings took, before anything was uploaded: the next run, which
    // gets nowhere, puts all of them back.
    MigrationPair pair(smallSource(), withoutEmoji());
    writeWithEmoji(pair);
    pair.options.adjustLimits = false;
    pair.createJournal([](MigrationState &state) {
        state.adjustedSettings = {
            {q("TeamSettings"), q("MaxUsersPerTeam"), 2, 3, false, false},
            {q("ServiceSettings"), q("EnableCustomEmoji"), false, true, false, true}};
    });
    pair.destination().setConfigValue(maxUsers, 3);
    pair.destination().setConfigValue(emojiOn, true);
    QFile::remove(pair.archivePath);
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(pair.destination().configValue(emojiOn), QJsonValue(false));
    QCOMPARE(pair.destination().configValue(maxUsers), QJsonValue(2));
    QVERIFY(!pair.saved().hasUnrestoredSettings());
}

void DestinationStepTest::switchingOnIsNotAsked()
{
    MigrationPair pair(smallSource(), withoutEmoji());
    writeWithEmoji(pair);
    pair.options.switchOn.clear();
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.destination().configValue(emojiOn), QJsonValue(false));
    const DestinationReport report =
        DestinationReport::fromJson(pair.saved().destinationCheck.report);
    const DestinationFinding *found = find(report, DestinationRule::CustomEmojiOff);
    QVERIFY(found);
    QCOMPARE(found->remedy, Remedy::SwitchOn);
}

QTEST_GUILESS_MAIN(DestinationStepTest)
#include "tst_destinationstep.moc"
