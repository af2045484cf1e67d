// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "steps/jobtesting.h"

#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

Q_DECLARE_METATYPE(mmigrate::PracticeFault::Action)
Q_DECLARE_METATYPE(mmigrate::PracticePersonality)

/// The two jobs: created once, told from others', and found again.
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
    MigrationPair pair(idle(smallSource()));
    pair.source().addFault(
        {.method = QStringLiteral("GET"),
         .pathPattern = QStringLiteral("^/api/v4/jobs/[a-z0-9]{26}$"),
         .skip = 2,
         .times = 0,
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
    const RunOutcome outcome = pair.run({{[&] { return anyProgress(hasCounts); },
                                          [&](MigrationRunner &) {
                                              pair.source().clearFaults();
                                              pair.source().setConfigValue(runsJobs, true);
                                          }}});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(anyProgress(isWaiting));
    QVERIFY(std::none_of(pair.progress().begin(), pair.progress().end(),
                         [](const Progress &progress) { return progress.step == StepId::None; }));
}

QTEST_GUILESS_MAIN(JobsTest)
#include "tst_jobs.moc"
