// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/migrationplan.h"
#include "support/migrationpair.h"
#include "support/runinworker.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

/// What a migration came to in the end: nothing twice, nothing lost.
void verifyComplete(MigrationPair &pair, const RunOutcome &outcome)
{
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(pair.saved().isComplete());
    const QString wrong =
        difference(pair.destination().posts(), expectedPosts(pair.source().posts(), {}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

/// Runs the plan as MigrationRunner does, and dies with the n-th write of the journal: what comes
/// after reaches neither the disk nor a server.
class MortalRun
{
public:
    MortalRun(MigrationPair &pair, int lastSave)
        : m_pair(pair)
        , m_lastSave(lastSave)
    {
        const auto silence = [this](const QString &, const QString &) {
            return m_dead ? std::optional(PracticeFault{.action = Action::CutUnprocessed})
                          : std::nullopt;
        };
        pair.source().setFaultSource(silence);
        pair.destination().setFaultSource(silence);
    }
    ~MortalRun()
    {
        m_pair.source().setFaultSource({});
        m_pair.destination().setFaultSource({});
    }
    Q_DISABLE_COPY_MOVE(MortalRun)

    /// True when the plan ended before that many writes.
    bool run()
    {
        return runInWorker([this] { return runPlan(); });
    }

private:
    bool runPlan()
    {
        Result<std::unique_ptr<MigrationJournal>> journal =
            MigrationJournal::open(m_pair.journalFolder(), m_pair.journalId());
        if (!journal)
            qFatal("no journal: %s", qPrintable(journal.error().toLogLine()));
        MigrationState state = (*journal)->state();
        RunSecrets secrets = m_pair.secrets;
        int saves = 0;
        const auto save = [&](const MigrationState &now) -> Result<void> {
            if (m_dead)
                return makeError(ErrorKind::Cancelled);
            Result<void> saved = (*journal)->save(now);
            if (++saves == m_lastSave) {
                m_dead = true;
                m_control.cancel();
            }
            return saved;
        };
        StepContext context(state, m_control, secrets, m_pair.timings, save, {});
        const QList<StepId> steps = stepsToRun(state);
        for (const StepId id : steps) {
            state.steps[id].status = StepStatus::Started;
            if (!context.save() || !makeStep(id)->run(context))
                return false;
            state.steps[id].status = StepStatus::Finished;
            if (!context.save())
                return false;
        }
        return !m_dead;
    }

    MigrationPair &m_pair;
    int m_lastSave;
    StepControl m_control;
    std::atomic<bool> m_dead = false;
};

} // namespace

/// Cancel, pause and death at any moment: the journal always leads to a complete migration.
class InterruptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cancelAtTheStartOfEachStep_data();
    void cancelAtTheStartOfEachStep();
    void cancelComesBackQuickly_data();
    void cancelComesBackQuickly();
    void pauseAndResume();
    void cancelWhilePaused();
    void deathAtEachWriteOfTheJournal();
    void journalIsHeldByOneProgram();
    void destructionInTheMiddle();
};

void InterruptionsTest::cancelAtTheStartOfEachStep_data()
{
    QTest::addColumn<StepId>("step");
    const QList<StepId> plan = stepsOf(MigrationKind::Full);
    for (const StepId step : plan)
        QTest::newRow(qPrintable(stepName(step))) << step;
}

void InterruptionsTest::cancelAtTheStartOfEachStep()
{
    QFETCH(StepId, step);
    MigrationPair pair;
    const RunOutcome stopped = pair.run(
        {{[&] { return pair.isStarted(step); }, [](MigrationRunner &runner) { runner.cancel(); }}});
    // A short step may be over before the cancel arrives; then a later one ends, or all is done.
    if (stopped.error)
        QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    if (pair.saved().isComplete())
        return;
    verifyComplete(pair, pair.run());
    QCOMPARE(MigrationPair::uncancelledJobCount(pair.destination(), "import_process"), 1);
}

void InterruptionsTest::cancelComesBackQuickly_data()
{
    QTest::addColumn<bool>("atSource");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<Action>("action");
    const auto row = [](const char *tag, bool atSource, const char *method, const char *path,
                        Action action) {
        QTest::newRow(tag) << atSource << QString::fromLatin1(method) << QString::fromLatin1(path)
                           << action;
    };
    row("sign in", true, "GET", "/system/ping$", Action::Stall);
    row("login", true, "POST", "/users/login$", Action::Stall);
    row("destination's login", false, "POST", "/users/login$", Action::Stall);
    row("create the export", true, "POST", "/jobs$", Action::Stall);
    row("look at the export", true, "GET", "/jobs/[a-z0-9]{26}$", Action::Stall);
    row("list of exports", true, "GET", "/exports$", Action::Stall);
    row("download", true, "GET", "/exports/.+zip$", Action::StallResponse);
    row("limits", false, "GET", "/config$", Action::Stall);
    row("create the upload", false, "POST", "/uploads$", Action::Stall);
    row("chunk", false, "POST", "/uploads/[a-z0-9]{26}$", Action::Stall);
    row("create the import", false, "POST", "/jobs$", Action::Stall);
    row("look at the import", false, "GET", "/jobs/[a-z0-9]{26}$", Action::Stall);
    row("memberships", false, "POST", "/teams/[a-z0-9]{26}/members$", Action::Stall);
    row("proof", false, "GET", "/analytics/old$", Action::Stall);
    row("pause of a retry", true, "GET", "/exports$", Action::Respond);
}

void InterruptionsTest::cancelComesBackQuickly()
{
    QFETCH(bool, atSource);
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(Action, action);
    MigrationPair pair;
    PracticeServer &server = atSource ? pair.source() : pair.destination();
    if (action == Action::Respond)
        pair.timings.retry = {5, 60'000, 60'000};
    const int fault = server.addFault(
        {.method = method, .pathPattern = path, .action = action, .status = 503, .bytes = 1000});
    QElapsedTimer sinceCancel;
    const RunOutcome stopped = pair.run({{[&] { return server.faultHits(fault) == 1; },
                                          [&](MigrationRunner &runner) {
                                              sinceCancel.start();
                                              runner.cancel();
                                          }}});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    // Far below the time-out that would end it otherwise (60 s); the rule is 100 ms on an idle
    // machine.
    const qint64 tookMs = sinceCancel.elapsed();
    qInfo("cancelled within %lld ms", tookMs);
    QVERIFY(tookMs < 5'000);
    pair.timings = shortTimings();
    verifyComplete(pair, pair.run());
    QCOMPARE(MigrationPair::uncancelledJobCount(pair.destination(), "import_process"), 1);
}

void InterruptionsTest::pauseAndResume()
{
    MigrationPair pair;
    // Paused before the second step: nothing may happen until it is resumed.
    qsizetype requests = -1;
    const RunOutcome outcome =
        pair.run({{[&] { return pair.isStarted(StepId::CreateExport); },
                   [](MigrationRunner &runner) {
                       runner.pause();
                       QCOMPARE(runner.state(), MigrationRunner::State::Paused);
                   }},
                  {[&] { return pair.finishedSteps().contains(StepId::CreateExport); },
                   [&](MigrationRunner &runner) {
                       requests =
                           pair.source()
                               .requests(QStringLiteral("GET"), QStringLiteral("/exports/.+zip$"))
                               .size();
                       QVERIFY(!pair.isStarted(StepId::DownloadArchive));
                       runner.resume();
                       QCOMPARE(runner.state(), MigrationRunner::State::Running);
                   }}});
    QVERIFY(requests >= 0);
    verifyComplete(pair, outcome);
}

void InterruptionsTest::cancelWhilePaused()
{
    MigrationPair pair;
    const RunOutcome stopped =
        pair.run({{[&] { return pair.isStarted(StepId::CreateExport); },
                   [](MigrationRunner &runner) { runner.pause(); }},
                  {[&] { return pair.finishedSteps().contains(StepId::CreateExport); },
                   [](MigrationRunner &runner) { runner.cancel(); }}});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    verifyComplete(pair, pair.run());
}

void InterruptionsTest::deathAtEachWriteOfTheJournal()
{
    bool ended = false;
    int deaths = 0;
    for (int lastSave = 1; !ended; ++lastSave) {
        PracticeServerOptions destination = emptyDestination();
        destination.config = {
            {QStringLiteral("FileSettings"), QJsonObject{{QStringLiteral("MaxFileSize"), 20'000}}}};
        MigrationPair pair(smallSource(), destination);
        pair.options.adjustLimits = true;
        pair.createJournal();
        {
            MortalRun mortal(pair, lastSave);
            ended = mortal.run();
        }
        if (ended)
            break;
        ++deaths;
        const RunOutcome outcome = pair.run();
        const QByteArray where = "after write " + QByteArray::number(lastSave) + ": ";
        QVERIFY2(!outcome.error, QByteArray(where + describe(outcome.error)).constData());
        QVERIFY2(pair.saved().isComplete(), where.constData());
        const QString wrong =
            difference(pair.destination().posts(), expectedPosts(pair.source().posts(), {}));
        QVERIFY2(wrong.isEmpty(), QByteArray(where + wrong.toUtf8()).constData());
        QVERIFY2(MigrationPair::jobCount(pair.source(), "export_process") == 1, where.constData());
        QVERIFY2(MigrationPair::jobCount(pair.destination(), "import_process") == 1,
                 where.constData());
        QVERIFY2(pair.destination().configValue(QStringLiteral("FileSettings.MaxFileSize"))
                     == QJsonValue(20'000),
                 where.constData());
    }
    QVERIFY2(deaths > 25, QByteArray::number(deaths).constData());
}

void InterruptionsTest::journalIsHeldByOneProgram()
{
    MigrationPair pair;
    pair.createJournal();
    Result<std::unique_ptr<MigrationJournal>> held =
        MigrationJournal::open(pair.journalFolder(), pair.journalId());
    QVERIFY(held);
    const RunOutcome refused = pair.run();
    QVERIFY(refused.error);
    QCOMPARE(refused.error->kind, ErrorKind::Journal);
    QCOMPARE(refused.error->facts.value(QStringLiteral("reason")).toString(),
             QStringLiteral("in-use"));
}

void InterruptionsTest::destructionInTheMiddle()
{
    MigrationPair pair;
    pair.createJournal();
    const int fault = pair.source().addFault({.method = QStringLiteral("GET"),
                                              .pathPattern = QStringLiteral("/exports/.+zip$"),
                                              .action = Action::StallResponse,
                                              .bytes = 1000});
    {
        Result<std::unique_ptr<MigrationJournal>> journal =
            MigrationJournal::open(pair.journalFolder(), pair.journalId());
        QVERIFY(journal);
        RunRequest request;
        request.state = (*journal)->state();
        request.secrets = pair.secrets;
        request.timings = pair.timings;
        MigrationRunner runner(std::move(*journal));
        runner.start(request);
        QTRY_COMPARE(pair.source().faultHits(fault), 1);
    }
    verifyComplete(pair, pair.run());
}

QTEST_GUILESS_MAIN(InterruptionsTest)
#include "tst_interruptions.moc"
