// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"

#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

Q_DECLARE_METATYPE(mmigrate::PracticeFault::Action)
Q_DECLARE_METATYPE(mmigrate::PracticePersonality)

namespace {

const QString exportJobs = QStringLiteral("export_process");
const QString importJobs = QStringLiteral("import_process");

/// The job of that type that was created last; an empty one when there is none.
PracticeJob newestJob(const PracticeServer &server, const QString &type)
{
    const QList<PracticeJob> jobs = server.jobs();
    for (const PracticeJob &job : jobs) {
        if (job.type == type)
            return job;
    }
    return {};
}

QByteArray jobBody(const QByteArray &status, const QByteArray &data)
{
    return R"({"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","type":"export_process","priority":0,)"
           R"("create_at":1700000000000,"start_at":0,"last_activity_at":0,"progress":0,"status":")"
           + status + R"(","data":)" + data + "}";
}

Trigger cancelWhen(std::function<bool()> condition)
{
    return {std::move(condition), [](MigrationRunner &runner) { runner.cancel(); }};
}

int cancelRequests(const PracticeServer &server)
{
    return int(
        server.requests(QStringLiteral("POST"), QStringLiteral("/jobs/[a-z0-9]+/cancel$")).size());
}

} // namespace

/// The two jobs: created once, followed to their end, told from others', and found again.
class JobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lostAnswerOfACreate_data();
    void lostAnswerOfACreate();
    void createAfterTooManyRequests();
    void foreignExportAtTheSameTime_data();
    void foreignExportAtTheSameTime();
    void foreignExportThatCannotBeTold();
    void cancelWhilePending_data();
    void cancelWhilePending();
    void cancelWhileInProgress_data();
    void cancelWhileInProgress();
    void cancelInTheMiddleOfALook();
    void jobThatWasCancelledOnTheServer();
    void failedExport();
    void failedImportTellsTheLine();
    void jobDisappears_data();
    void jobDisappears();
    void importJobThatDisappearedAfterItsSuccess();
    void restartInTheMiddleOfAJob_data();
    void restartInTheMiddleOfAJob();
    void jobsThatAreNeverStarted();
    void importFileIsGone();
    void importIsNeverStartedTwice_data();
    void importIsNeverStartedTwice();
    void countsOfTheServerAreShown();
};

void JobsTest::lostAnswerOfACreate_data()
{
    QTest::addColumn<bool>("atSource");
    QTest::addColumn<Action>("action");
    QTest::addColumn<int>("times");
    QTest::addColumn<PracticePersonality>("personality");
    using enum PracticePersonality;
    for (const bool atSource : {true, false}) {
        const QByteArray type = atSource ? "export" : "import";
        QTest::newRow(QByteArray(type + ", processed").constData())
            << atSource << Action::LoseAnswer << 1 << V11;
        QTest::newRow(QByteArray(type + ", processed, 5.37").constData())
            << atSource << Action::LoseAnswer << 1 << V5_37;
        QTest::newRow(QByteArray(type + ", not processed").constData())
            << atSource << Action::CutUnprocessed << 1 << V11;
        QTest::newRow(QByteArray(type + ", not processed twice").constData())
            << atSource << Action::CutUnprocessed << 2 << V11;
        QTest::newRow(QByteArray(type + ", 502 of a proxy").constData())
            << atSource << Action::RespondAfterBody << 2 << V5_37;
        QTest::newRow(QByteArray(type + ", half an answer").constData())
            << atSource << Action::CutResponse << 1 << V11;
    }
}

void JobsTest::lostAnswerOfACreate()
{
    QFETCH(bool, atSource);
    QFETCH(Action, action);
    QFETCH(int, times);
    QFETCH(PracticePersonality, personality);
    MigrationPair pair(smallSource(personality), emptyDestination(personality));
    PracticeServer &server = atSource ? pair.source() : pair.destination();
    const int fault = server.addFault({.method = QStringLiteral("POST"),
                                       .pathPattern = QStringLiteral("^/api/v4/jobs$"),
                                       .times = times,
                                       .action = action,
                                       .status = 502,
                                       .body = "<html>Bad Gateway</html>",
                                       .bytes = 20});
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(server.faultHits(fault), times);
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 1);
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 1);
}

void JobsTest::createAfterTooManyRequests()
{
    MigrationPair pair;
    pair.source().addFault({.method = QStringLiteral("POST"),
                            .pathPattern = QStringLiteral("^/api/v4/jobs$"),
                            .times = 2,
                            .action = Action::Respond,
                            .status = 429,
                            .body = "limit exceeded",
                            .headers = {{"Retry-After", "0"}, {"Content-Type", "text/plain"}}});
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 1);
}

void JobsTest::foreignExportAtTheSameTime_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::newRow("5.37") << PracticePersonality::V5_37;
    QTest::newRow("11") << PracticePersonality::V11;
}

/// Somebody's export is running when ours is created, and another one comes after ours.
void JobsTest::foreignExportAtTheSameTime()
{
    QFETCH(PracticePersonality, personality);
    MigrationPair foreign(smallSource(personality), emptyDestination(personality));
    MigrationPair pair(smallSource(personality), emptyDestination(personality));
    // The other one signs in at our source and exports without files.
    foreign.createJournal([&](MigrationState &state) {
        state.options.kind = MigrationKind::ExportOnly;
        state.options.includeAttachments = false;
        state.source.typedAddress = pair.source().url().toString();
    });
    pair.source().holdJobs(exportJobs);
    const RunOutcome stopped = foreign.run({cancelWhen([&] {
        return newestJob(pair.source(), exportJobs).status == QLatin1String("in_progress");
    })});
    QVERIFY(stopped.error);
    const QString foreignFile = pair.source().exportFiles().value(0);
    QVERIFY(!foreignFile.isEmpty());
    const RunOutcome outcome =
        pair.run({{[&] { return MigrationPair::jobCount(pair.source(), "export_process") == 2; },
                   [&](MigrationRunner &) { pair.source().releaseJobs(exportJobs); }}});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(outcome.state.exported.fileName != foreignFile);
    QCOMPARE(pair.source().exportFiles().size(), 2);
    const QString wrong =
        difference(pair.destination().posts(),
                   expectedPosts(pair.source().posts(), {personality, personality}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

/// While the program was away, two files came with names that tell nothing.
void JobsTest::foreignExportThatCannotBeTold()
{
    MigrationPair pair(smallSource(PracticePersonality::V5_37));
    pair.source().holdJobs(exportJobs);
    const RunOutcome stopped = pair.run({cancelWhen([&] {
        return newestJob(pair.source(), exportJobs).status == QLatin1String("in_progress");
    })});
    QVERIFY(stopped.error);
    QFile other(pair.source().storageFolder() + QStringLiteral("/export/somebodys_export.zip"));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write("zip") == 3);
    other.close();
    pair.source().releaseJobs(exportJobs);
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::ExportAmbiguous);
    QCOMPARE(outcome.error->facts.value(QStringLiteral("names")).toStringList().size(), 2);
    // The person chooses.
    MigrationState state = pair.saved();
    QStringList names = pair.source().exportFiles();
    QVERIFY(names.removeOne(QStringLiteral("somebodys_export.zip")));
    state.options.useExport = names.value(0);
    pair.save(state);
    const RunOutcome chosen = pair.run();
    QVERIFY2(!chosen.error, describe(chosen.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 1);
}

void JobsTest::cancelWhilePending_data()
{
    QTest::addColumn<bool>("atSource");
    QTest::newRow("export") << true;
    QTest::newRow("import") << false;
}

void JobsTest::cancelWhilePending()
{
    QFETCH(bool, atSource);
    const QString type = atSource ? exportJobs : importJobs;
    PracticeServerOptions source = smallSource();
    PracticeServerOptions destination = emptyDestination();
    const QJsonObject noJobs{
        {QStringLiteral("JobSettings"), QJsonObject{{QStringLiteral("RunJobs"), false}}}};
    (atSource ? source : destination).config = noJobs;
    MigrationPair pair(source, destination);
    PracticeServer &server = atSource ? pair.source() : pair.destination();
    const RunOutcome stopped = pair.run({cancelWhen([&] {
        return !server.requests(QStringLiteral("GET"), QStringLiteral("/jobs/[a-z0-9]{26}$"))
                    .isEmpty();
    })});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    QCOMPARE(newestJob(server, type).status, QStringLiteral("canceled"));
    server.setConfigValue(QStringLiteral("JobSettings.RunJobs"), true);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(server.jobs().size(), 2); // the cancelled one, and the one that did it
}

void JobsTest::cancelWhileInProgress_data()
{
    cancelWhilePending_data();
}

/// A running job goes on, whatever one asks; the next run finds what it made.
void JobsTest::cancelWhileInProgress()
{
    QFETCH(bool, atSource);
    const QString type = atSource ? exportJobs : importJobs;
    MigrationPair pair;
    PracticeServer &server = atSource ? pair.source() : pair.destination();
    server.holdJobs(type);
    const RunOutcome stopped = pair.run({cancelWhen([&] {
        return !pair.progress().isEmpty()
               && pair.progress().last().activity == Activity::ServerWorking;
    })});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    // Only an export is asked to stop: an import is left to finish its work.
    if (!atSource)
        QCOMPARE(cancelRequests(server), 0);
    server.releaseJobs(type);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(server, type.toLatin1().constData()), 1);
}

void JobsTest::cancelInTheMiddleOfALook()
{
    // The request that asks how the job is doing hangs; the server is told all the same.
    PracticeServerOptions source = smallSource();
    source.config = {
        {QStringLiteral("JobSettings"), QJsonObject{{QStringLiteral("RunJobs"), false}}}};
    MigrationPair pair(source);
    const int fault =
        pair.source().addFault({.method = QStringLiteral("GET"),
                                .pathPattern = QStringLiteral("^/api/v4/jobs/[a-z0-9]{26}$"),
                                .skip = 1,
                                .action = Action::Stall});
    const RunOutcome stopped =
        pair.run({cancelWhen([&] { return pair.source().faultHits(fault) == 1; })});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    QCOMPARE(newestJob(pair.source(), exportJobs).status, QStringLiteral("canceled"));
}

void JobsTest::jobThatWasCancelledOnTheServer()
{
    PracticeServerOptions source = smallSource();
    source.config = {
        {QStringLiteral("JobSettings"), QJsonObject{{QStringLiteral("RunJobs"), false}}}};
    MigrationPair pair(source);
    pair.source().addFault({.method = QStringLiteral("GET"),
                            .pathPattern = QStringLiteral("^/api/v4/jobs/[a-z0-9]{26}$"),
                            .skip = 3,
                            .times = 0,
                            .action = Action::Respond,
                            .status = 200,
                            .body = jobBody("canceled", "null")});
    const RunOutcome cancelled = pair.run();
    QVERIFY(cancelled.error);
    QCOMPARE(cancelled.error->kind, ErrorKind::JobCancelled);
    pair.source().clearFaults();
    pair.source().setConfigValue(QStringLiteral("JobSettings.RunJobs"), true);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
}

void JobsTest::failedExport()
{
    // 5.37 and 6.6 stop at a lost attachment and leave a ZIP without its files in the list.
    MigrationPair pair(smallSource(PracticePersonality::V5_37));
    QDir data(pair.source().storageFolder() + QStringLiteral("/data"));
    const QString hidden = pair.folder() + QStringLiteral("/data");
    QVERIFY(QDir().rename(data.path(), hidden));
    const RunOutcome failed = pair.run();
    QVERIFY(failed.error);
    QCOMPARE(failed.error->kind, ErrorKind::JobFailed);
    QCOMPARE(failed.error->step, StepId::CreateExport);
    const QString told = failed.error->facts.value(QStringLiteral("error")).toString();
    QVERIFY2(told.contains(QLatin1String("file reader")), qPrintable(told));
    QCOMPARE(pair.source().exportFiles().size(), 1);
    const QString leftBehind = pair.source().exportFiles().first();
    QVERIFY(QDir().rename(hidden, data.path()));
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(outcome.state.exported.fileName != leftBehind);
}

void JobsTest::failedImportTellsTheLine()
{
    MigrationPair pair;
    pair.destination().holdJobs(importJobs);
    const RunOutcome failed = pair.run(
        {{[&] { return MigrationPair::jobCount(pair.destination(), "import_process") == 1; },
          [&](MigrationRunner &) {
              pair.destination().setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 2);
              pair.destination().releaseJobs(importJobs);
          }}});
    QVERIFY(failed.error);
    QCOMPARE(failed.error->kind, ErrorKind::JobFailed);
    QCOMPARE(failed.error->step, StepId::RunImport);
    const QVariantMap facts = failed.error->facts;
    QVERIFY(
        facts.value(QStringLiteral("error")).toString().contains(QLatin1String("no more members")));
    QVERIFY(facts.value(QStringLiteral("line")).toLongLong() > 1);
    const QString line = facts.value(QStringLiteral("lineText")).toString();
    QVERIFY2(line.startsWith(QLatin1String("{\"type\":\"user\"")), qPrintable(line));
    // The file stays on the server: only the job is repeated.
    pair.destination().setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 50);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.destination()
                 .requests(QStringLiteral("POST"), QStringLiteral("^/api/v4/uploads$"))
                 .size(),
             1);
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 2);
}

void JobsTest::jobDisappears_data()
{
    cancelWhilePending_data();
}

/// A job that the server does not know any more (a restored database): a new one is needed.
void JobsTest::jobDisappears()
{
    QFETCH(bool, atSource);
    MigrationPair pair;
    PracticeServer &server = atSource ? pair.source() : pair.destination();
    server.holdJobs(atSource ? exportJobs : importJobs);
    server.addFault({.method = QStringLiteral("GET"),
                     .pathPattern = QStringLiteral("^/api/v4/jobs/[a-z0-9]{26}$"),
                     .skip = 2,
                     .action = Action::Respond,
                     .status = 404,
                     .body = R"({"id":"app.job.get.app_error","message":"x","status_code":404})"});
    const RunOutcome lost = pair.run();
    QVERIFY(lost.error);
    QCOMPARE(lost.error->kind, ErrorKind::NotFound);
    server.releaseJobs(atSource ? exportJobs : importJobs);
    QTRY_VERIFY(newestJob(server, atSource ? exportJobs : importJobs).status
                == QLatin1String("success"));
    // The answer was wrong only once: the job is found again, and there is no second one.
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
}

void JobsTest::importJobThatDisappearedAfterItsSuccess()
{
    // An import takes its file away only when it has succeeded, so the file tells what became of a
    // job that nobody remembers.
    for (const bool fileIsThere : {true, false}) {
        MigrationPair pair;
        pair.options.keepPreparedArchive = true;
        const RunOutcome first = pair.run();
        QVERIFY2(!first.error, describe(first.error).constData());
        MigrationState state = pair.saved();
        state.import.succeeded = false;
        state.import.operatorRestored = false;
        state.import.jobId = QString(26, QLatin1Char('z'));
        for (const StepId step : {StepId::RunImport, StepId::Verify, StepId::CleanUp})
            state.steps[step].status = StepStatus::NotStarted;
        if (fileIsThere) {
            QVERIFY(QFile::copy(state.archive.uploadPath(), pair.destination().storageFolder()
                                                                + QStringLiteral("/import/")
                                                                + state.upload.importName));
        }
        pair.save(state);
        const RunOutcome outcome = pair.run();
        QVERIFY2(!outcome.error, describe(outcome.error).constData());
        QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"),
                 fileIsThere ? 2 : 1);
    }
}

void JobsTest::restartInTheMiddleOfAJob_data()
{
    cancelWhilePending_data();
}

/// After a restart a job stays in progress for ever; a time limit tells, and the next run starts
/// another one.
void JobsTest::restartInTheMiddleOfAJob()
{
    QFETCH(bool, atSource);
    const QString type = atSource ? exportJobs : importJobs;
    MigrationPair pair;
    PracticeServer &server = atSource ? pair.source() : pair.destination();
    server.holdJobs(type);
    pair.timings.longestSilenceMs = 300;
    const RunOutcome stalled =
        pair.run({{[&] { return newestJob(server, type).status == QLatin1String("in_progress"); },
                   [&](MigrationRunner &) {
                       server.restart();
                       server.releaseJobs(type);
                   }}});
    QVERIFY(stalled.error);
    QCOMPARE(stalled.error->kind, ErrorKind::JobStalled);
    QCOMPARE(stalled.error->facts.value(QStringLiteral("status")).toString(),
             QStringLiteral("in_progress"));
    pair.timings = shortTimings();
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(server, type.toLatin1().constData()), 2);
}

void JobsTest::jobsThatAreNeverStarted()
{
    PracticeServerOptions source = smallSource();
    source.config = {
        {QStringLiteral("JobSettings"), QJsonObject{{QStringLiteral("RunJobs"), false}}}};
    MigrationPair pair(source);
    pair.timings.longestPendingMs = 100;
    const RunOutcome stalled = pair.run();
    QVERIFY(stalled.error);
    QCOMPARE(stalled.error->kind, ErrorKind::JobStalled);
    QCOMPARE(stalled.error->facts.value(QStringLiteral("status")).toString(),
             QStringLiteral("pending"));
    pair.source().setConfigValue(QStringLiteral("JobSettings.RunJobs"), true);
    pair.timings = shortTimings();
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 1);
}

void JobsTest::importFileIsGone()
{
    MigrationPair pair;
    pair.options.keepPreparedArchive = true;
    const RunOutcome first =
        pair.run({{[&] { return pair.isStarted(StepId::RunImport); }, [](MigrationRunner &) {}}});
    QVERIFY2(!first.error, describe(first.error).constData());
    // As after a long pause: uploaded, not imported, and the server has tidied up.
    MigrationState state = pair.saved();
    state.import = ImportRecord{};
    for (const StepId step : {StepId::RunImport, StepId::Verify, StepId::CleanUp})
        state.steps[step].status = StepStatus::NotStarted;
    pair.save(state);
    const RunOutcome gone = pair.run();
    QVERIFY(gone.error);
    QCOMPARE(gone.error->kind, ErrorKind::NotFound);
    QCOMPARE(gone.error->facts.value(QStringLiteral("what")).toString(),
             QStringLiteral("import-file"));
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(outcome.state.upload.attempt, 2);
}

void JobsTest::importIsNeverStartedTwice_data()
{
    QTest::addColumn<QString>("jobStatus");
    QTest::newRow("in progress") << QStringLiteral("in_progress");
    QTest::newRow("finished meanwhile") << QStringLiteral("success");
}

/// The program died between the create and its answer: the journal knows the intent only.
void JobsTest::importIsNeverStartedTwice()
{
    QFETCH(QString, jobStatus);
    MigrationPair pair;
    pair.destination().holdJobs(importJobs);
    const RunOutcome stopped = pair.run({cancelWhen([&] {
        return newestJob(pair.destination(), importJobs).status == QLatin1String("in_progress");
    })});
    QVERIFY(stopped.error);
    MigrationState state = pair.saved();
    QVERIFY(state.import.intended);
    state.import.jobId.clear();
    pair.save(state);
    const auto release = [&](MigrationRunner &) { pair.destination().releaseJobs(importJobs); };
    RunOutcome outcome;
    if (jobStatus == QLatin1String("success")) {
        pair.destination().releaseJobs(importJobs);
        QTRY_COMPARE(newestJob(pair.destination(), importJobs).status, jobStatus);
        outcome = pair.run();
    } else {
        outcome = pair.run({{[&] { return pair.isStarted(StepId::RunImport); }, release}});
    }
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 1);
    QCOMPARE(pair.destination()
                 .requests(QStringLiteral("POST"), QStringLiteral("^/api/v4/uploads$"))
                 .size(),
             1);
}

void JobsTest::countsOfTheServerAreShown()
{
    PracticeServerOptions source = smallSource();
    source.config = {
        {QStringLiteral("JobSettings"), QJsonObject{{QStringLiteral("RunJobs"), false}}}};
    MigrationPair pair(source);
    pair.source().addFault(
        {.method = QStringLiteral("GET"),
         .pathPattern = QStringLiteral("^/api/v4/jobs/[a-z0-9]{26}$"),
         .skip = 1,
         .action = Action::Respond,
         .status = 200,
         .body = jobBody("in_progress", R"({"posts_exported":"42","odd_exported":"x"})")});
    const auto isWaiting = [](const Progress &progress) {
        return progress.step == StepId::CreateExport
               && progress.activity == Activity::WaitingForServer;
    };
    const auto hasCounts = [](const Progress &progress) {
        return progress.step == StepId::CreateExport
               && progress.counts.value(QStringLiteral("posts_exported")) == 42;
    };
    const auto anyProgress = [&pair](const auto &test) {
        return std::any_of(pair.progress().begin(), pair.progress().end(), test);
    };
    const RunOutcome outcome =
        pair.run({{[&] { return anyProgress(hasCounts); },
                   [&](MigrationRunner &) {
                       pair.source().setConfigValue(QStringLiteral("JobSettings.RunJobs"), true);
                   }}});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(anyProgress(isWaiting));
    QVERIFY(std::none_of(pair.progress().begin(), pair.progress().end(),
                         [](const Progress &progress) { return progress.step == StepId::None; }));
}

QTEST_GUILESS_MAIN(JobsTest)
#include "tst_jobs.moc"
