// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "steps/jobtesting.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

/// The two jobs: cancelled, failed, gone, and hanging for ever.
class JobEndsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cancelWhilePending_data();
    void cancelWhilePending();
    void cancelWhileInProgress_data();
    void cancelWhileInProgress();
    void cancelInTheMiddleOfALook();
    void jobThatWasCancelledOnTheServer();
    void failedExport();
    void failedImportTellsTheLine();
    void failedImportWithoutALine();
    void cancelThatTheServerRefuses();
    void jobDisappears_data();
    void jobDisappears();
    void importJobThatDisappearedAfterItsSuccess();
    void importThatTheServerHasForgotten();
    void restartInTheMiddleOfAJob_data();
    void restartInTheMiddleOfAJob();
    void jobsThatAreNeverStarted();
};

void JobEndsTest::cancelWhilePending_data()
{
    QTest::addColumn<bool>("atSource");
    QTest::newRow("export") << true;
    QTest::newRow("import") << false;
}

void JobEndsTest::cancelWhilePending()
{
    QFETCH(bool, atSource);
    const QString type = atSource ? exportJobs : importJobs;
    MigrationPair pair(atSource ? idle(smallSource()) : smallSource(),
                       atSource ? emptyDestination() : idle(emptyDestination()));
    PracticeServer &server = atSource ? pair.source() : pair.destination();
    const RunOutcome stopped = pair.run({cancelWhen([&] {
        return !server.requests(QStringLiteral("GET"), QStringLiteral("/jobs/[a-z0-9]{26}$"))
                    .isEmpty();
    })});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    QCOMPARE(newestJob(server, type).status, QStringLiteral("canceled"));
    server.setConfigValue(runsJobs, true);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(server.jobs().size(), 2); // the cancelled one, and the one that did it
}

void JobEndsTest::cancelWhileInProgress_data()
{
    cancelWhilePending_data();
}

void JobEndsTest::cancelWhileInProgress()
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

void JobEndsTest::cancelInTheMiddleOfALook()
{
    // The request that asks how the job is doing hangs; the server is told all the same.
    MigrationPair pair(idle(smallSource()));
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

void JobEndsTest::jobThatWasCancelledOnTheServer()
{
    MigrationPair pair(idle(smallSource()));
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
    pair.source().setConfigValue(runsJobs, true);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
}

void JobEndsTest::failedExport()
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

void JobEndsTest::failedImportTellsTheLine()
{
    MigrationPair pair;
    const QString maxUsers = QStringLiteral("TeamSettings.MaxUsersPerTeam");
    const RunOutcome failed = pair.run({changeBeforeTheImport(pair, maxUsers, 2)});
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
    pair.destination().setConfigValue(maxUsers, 50);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.destination()
                 .requests(QStringLiteral("POST"), QStringLiteral("^/api/v4/uploads$"))
                 .size(),
             1);
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 2);
}

void JobEndsTest::failedImportWithoutALine()
{
    // Trap 20: "0" is no line, so none is shown.
    MigrationPair pair;
    pair.destination().addFault(
        {.method = QStringLiteral("GET"),
         .pathPattern = QStringLiteral("^/api/v4/jobs/[a-z0-9]{26}$"),
         .action = Action::Respond,
         .status = 200,
         .body =
             jobBody("error", R"({"error":"We could not count the users. \u2014 token too long",)"
                              R"("line_number":"0"})")});
    const RunOutcome failed = pair.run();
    QVERIFY(failed.error);
    QCOMPARE(failed.error->kind, ErrorKind::JobFailed);
    // Trap 12: the first sentence of 6.6 means nothing.
    QCOMPARE(failed.error->facts.value(QStringLiteral("error")).toString(),
             QStringLiteral("token too long"));
    QCOMPARE(failed.error->facts.value(QStringLiteral("line")).toLongLong(), 0);
    QVERIFY(!failed.error->facts.contains(QStringLiteral("lineText")));
}

void JobEndsTest::cancelThatTheServerRefuses()
{
    // Trap 13: the cancel of a job that has ended meanwhile is a 500.
    MigrationPair pair;
    pair.source().holdJobs(exportJobs);
    pair.source().addFault({.method = QStringLiteral("POST"),
                            .pathPattern = QStringLiteral("/cancel$"),
                            .action = Action::Respond,
                            .status = 500,
                            .body = R"({"id":"jobs.request_cancellation.status.error",)"
                                    R"("message":"x","status_code":500})"});
    const RunOutcome stopped = pair.run({cancelWhen([&] {
        return newestJob(pair.source(), exportJobs).status == QLatin1String("in_progress");
    })});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    pair.source().releaseJobs(exportJobs);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 1);
}

void JobEndsTest::jobDisappears_data()
{
    cancelWhilePending_data();
}

void JobEndsTest::jobDisappears()
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

void JobEndsTest::importJobThatDisappearedAfterItsSuccess()
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

/// Neither the job nor the file is there, nor is anything of the archive: a server set up anew.
void JobEndsTest::importThatTheServerHasForgotten()
{
    MigrationPair pair;
    pair.options.keepPreparedArchive = true;
    const RunOutcome first = pair.run();
    QVERIFY2(!first.error, describe(first.error).constData());
    MigrationState state = pair.saved();
    state.import.succeeded = false;
    state.import.jobId = QString(26, QLatin1Char('z'));
    state.import.countsBefore = state.import.countsAfter; // nothing has come since
    for (const StepId step : {StepId::RunImport, StepId::Verify, StepId::CleanUp})
        state.steps[step].status = StepStatus::NotStarted;
    pair.save(state);
    const RunOutcome forgotten = pair.run();
    QVERIFY(forgotten.error);
    QCOMPARE(forgotten.error->kind, ErrorKind::NotFound);
    QCOMPARE(forgotten.error->facts.value(QStringLiteral("what")).toString(),
             QStringLiteral("import-file"));
    QVERIFY(!pair.saved().isFinished(StepId::UploadArchive));
    const RunOutcome outcome = pair.run();
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 2);
    if (outcome.error) // counted against what was there before, nothing new can arrive
        QCOMPARE(outcome.error->kind, ErrorKind::VerifyMismatch);
}

void JobEndsTest::restartInTheMiddleOfAJob_data()
{
    cancelWhilePending_data();
}

void JobEndsTest::restartInTheMiddleOfAJob()
{
    QFETCH(bool, atSource);
    const QString type = atSource ? exportJobs : importJobs;
    MigrationPair pair;
    PracticeServer &server = atSource ? pair.source() : pair.destination();
    server.holdJobs(type);
    pair.timings.longestSilenceMs = 300;
    pair.timings.importSilenceMs = 100;
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

void JobEndsTest::jobsThatAreNeverStarted()
{
    MigrationPair pair(idle(smallSource()));
    pair.timings.longestPendingMs = 100;
    const RunOutcome stalled = pair.run();
    QVERIFY(stalled.error);
    QCOMPARE(stalled.error->kind, ErrorKind::JobStalled);
    QCOMPARE(stalled.error->facts.value(QStringLiteral("status")).toString(),
             QStringLiteral("pending"));
    pair.source().setConfigValue(runsJobs, true);
    pair.timings = shortTimings();
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 1);
}

QTEST_GUILESS_MAIN(JobEndsTest)
#include "tst_jobends.moc"
