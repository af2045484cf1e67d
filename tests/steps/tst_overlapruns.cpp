// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
const QString createPath = QStringLiteral("^/api/v4/uploads$");

PracticeServerOptions largeSource()
{
    PracticeServerOptions options = smallSource();
    options.size.attachmentBytes = 60 * mebibyte;
    options.size.attachments = 30;
    return options;
}

RunOutcome ranBy(MigrationRunner &runner, const RunRequest &request)
{
    std::optional<RunOutcome> outcome;
    QObject listener;
    QObject::connect(&runner, &MigrationRunner::finished, &listener,
                     [&](const RunOutcome &finished) { outcome = finished; });
    runner.start(request);
    if (!QTest::qWaitFor([&] { return outcome.has_value(); }, 60'000))
        qFatal("the run did not end");
    return *outcome;
}

} // namespace

/// The upload beside the download, when runs, pauses and wishes follow each other in an order that
/// nobody thinks of: nothing else than the checked archive arrives, and nothing goes on unasked.
class OverlapRunsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anotherArchiveInTheSameProgram();
    void tailOfAnotherSession();
    void notBeforeItIsWanted();
    void startedWhilePaused();
    void notAfterTheRun();
    void copiesAreWantedAfterAll();
    void exportIsForgotten();
    void oddAnswersToRanges_data();
    void oddAnswersToRanges();

private:
    std::unique_ptr<MigrationRunner> openedRunner();
    RunRequest request(const MigrationState &state, const QList<StepId> &steps) const;
    /// Signs in and exports, and keeps the secrets; what then asks for the download, and for no
    /// upload beside it yet.
    RunRequest downloadAlone(MigrationRunner &runner);
    /// Starts what is asked for; true as soon as some of the archive is there.
    bool startsToFetch(MigrationRunner &runner, const RunRequest &wish);
    void verifyBytes(const MigrationState &state);
    void slowDownload(int pauseMs = 4);
    qint64 sentDuring(StepId step) const;
    int sessions() const;
    Trigger cancelAt(StepId step) const;

    std::unique_ptr<MigrationPair> m_pair;
};

void OverlapRunsTest::init()
{
    m_pair = std::make_unique<MigrationPair>(largeSource());
    m_pair->options.adjustLimits = true;
}

/// Long enough for the upload to begin: the bytes that are wanted come in small pieces.
void OverlapRunsTest::slowDownload(int pauseMs)
{
    m_pair->source().addFault({.method = QStringLiteral("GET"),
                               .pathPattern = QStringLiteral("/exports/.+zip$"),
                               .times = 0,
                               .action = Action::Drip,
                               .bytes = 128 * 1024,
                               .pauseMs = pauseMs});
}

qint64 OverlapRunsTest::sentDuring(StepId step) const
{
    qint64 sent = -1;
    for (const Progress &progress : m_pair->progress()) {
        if (progress.step == step)
            sent = std::max(sent, progress.counts.value(sentAheadCount, -1));
    }
    return sent;
}

int OverlapRunsTest::sessions() const
{
    return int(m_pair->destination().requests(QStringLiteral("POST"), createPath).size());
}

Trigger OverlapRunsTest::cancelAt(StepId step) const
{
    return {[this, step] { return m_pair->isStarted(step); },
            [](MigrationRunner &runner) { runner.cancel(); }};
}

/// As the wizard has one: it stays between the runs.
std::unique_ptr<MigrationRunner> OverlapRunsTest::openedRunner()
{
    if (m_pair->journalId().isEmpty())
        m_pair->createJournal();
    Result<std::unique_ptr<MigrationJournal>> journal =
        MigrationJournal::open(m_pair->journalFolder(), m_pair->journalId());
    if (!journal)
        qFatal("no journal: %s", qPrintable(journal.error().toLogLine()));
    return std::make_unique<MigrationRunner>(std::move(*journal));
}

RunRequest OverlapRunsTest::request(const MigrationState &state, const QList<StepId> &steps) const
{
    RunRequest request;
    request.state = state;
    request.secrets = m_pair->secrets;
    request.timings = m_pair->timings;
    request.steps = steps;
    request.signOutAtEnd = false;
    return request;
}

RunRequest OverlapRunsTest::downloadAlone(MigrationRunner &runner)
{
    const RunOutcome known =
        ranBy(runner, request(m_pair->saved(), {StepId::SignInSource, StepId::SignInDestination,
                                                StepId::CreateExport}));
    if (known.error)
        qFatal("no export: %s", describe(known.error).constData());
    m_pair->secrets = known.secrets;
    RunRequest wish = request(known.state, {StepId::DownloadArchive});
    wish.uploadsAhead = false;
    return wish;
}

bool OverlapRunsTest::startsToFetch(MigrationRunner &runner, const RunRequest &wish)
{
    bool isFetching = false;
    QObject listener;
    connect(&runner, &MigrationRunner::progressChanged, &listener,
            [&isFetching](const Progress &now) { isFetching = isFetching || now.done > mebibyte; });
    runner.start(wish);
    return QTest::qWaitFor([&isFetching] { return isFetching; });
}

/// What the destination holds is the beginning of the archive that was checked, and its tail.
void OverlapRunsTest::verifyBytes(const MigrationState &state)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QFile archive(state.archive.path);
    QVERIFY(archive.open(QIODevice::ReadOnly));
    if (state.archive.tailPath.isEmpty()) {
        QVERIFY(hash.addData(&archive));
    } else {
        hash.addData(archive.read(state.archive.tailFrom));
        QFile tail(state.archive.tailPath);
        QVERIFY(tail.open(QIODevice::ReadOnly));
        QVERIFY(hash.addData(&tail));
    }
    QCOMPARE(m_pair->destination().uploadSha256(state.upload.importName), hash.result().toHex());
}

/// The person wants another export when the first one is here already: of that one's bytes none
/// may be sent, although they lie where the upload looked last.
void OverlapRunsTest::anotherArchiveInTheSameProgram()
{
    m_pair->timings.silenceTimeoutMs = 1500;
    const std::unique_ptr<MigrationRunner> runner = openedRunner();
    const RunOutcome first =
        ranBy(*runner, request(m_pair->saved(), {StepId::SignInSource, StepId::SignInDestination,
                                                 StepId::CreateExport, StepId::DownloadArchive}));
    QVERIFY2(!first.error, describe(first.error).constData());
    m_pair->secrets = first.secrets;
    QFile former(first.state.archive.path);
    QVERIFY(former.open(QIODevice::ReadWrite));
    QVERIFY(former.seek(mebibyte));
    QCOMPARE(former.write(QByteArray(mebibyte, 'x')), mebibyte);
    former.close();
    // The download has to wait; the upload need not.
    m_pair->source().addFault({.method = QStringLiteral("POST"),
                               .pathPattern = QStringLiteral("presign-url$"),
                               .action = Action::Stall});
    MigrationState state = first.state;
    state.startAgainFrom(StepId::CreateExport);
    const RunOutcome second = ranBy(
        *runner,
        request(state, {StepId::CreateExport, StepId::DownloadArchive, StepId::CheckArchive}));
    QVERIFY2(!second.error, describe(second.error).constData());
    QVERIFY(second.state.archive.path != first.state.archive.path);
    const RunOutcome sent =
        ranBy(*runner, request(second.state, {StepId::PrepareArchive, StepId::CheckDestination,
                                              StepId::UploadArchive}));
    QVERIFY2(!sent.error, describe(sent.error).constData());
    QVERIFY(sent.state.upload.isAhead());
    verifyBytes(sent.state);
}

/// The server loses the session while the tail is sent, and the tail is made again when the next
/// session has some of it.
void OverlapRunsTest::tailOfAnotherSession()
{
    slowDownload();
    QVERIFY(m_pair->run({cancelAt(StepId::UploadArchive)}).error);
    MigrationState state = m_pair->saved();
    QVERIFY(!state.archive.tailPath.isEmpty());
    // A session that no server knows, as after a restart from a backup.
    state.upload.sessionId = QStringLiteral("abcdefghijklmnopqrstuvwxyz");
    m_pair->save(state);
    m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                    .pathPattern = QStringLiteral("/jobs$"),
                                    .times = 0,
                                    .action = Action::Respond,
                                    .status = 403});
    QVERIFY(m_pair->run().error);
    m_pair->destination().clearFaults();
    QVERIFY(m_pair->saved().upload.sessionId != state.upload.sessionId);
    QVERIFY(m_pair->saved().upload.isAhead());
    QVERIFY(m_pair->saved().upload.tailBegun);
}

/// Signed in is not agreed: a download that is asked for by itself sends nothing.
void OverlapRunsTest::notBeforeItIsWanted()
{
    slowDownload();
    const std::unique_ptr<MigrationRunner> runner = openedRunner();
    RunRequest wish = request(m_pair->saved(), {StepId::SignInSource, StepId::SignInDestination,
                                                StepId::CreateExport, StepId::DownloadArchive});
    wish.uploadsAhead = false;
    const RunOutcome outcome = ranBy(*runner, wish);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(sessions(), 0);
    QVERIFY(!outcome.state.upload.isAhead());
}

/// Paused is paused: also what begins then.
void OverlapRunsTest::startedWhilePaused()
{
    slowDownload();
    const std::unique_ptr<MigrationRunner> runner = openedRunner();
    const RunRequest wish = downloadAlone(*runner);
    bool isDone = false;
    connect(runner.get(), &MigrationRunner::finished, this, [&isDone] { isDone = true; });
    m_pair->destination().clearRequests();
    QVERIFY(startsToFetch(*runner, wish));
    runner->pause();
    runner->uploadAhead(wish);
    // What it asks first, it asks at once, unless it waits.
    QTest::qWait(300);
    QCOMPARE(m_pair->destination().requests().size(), 0);
    runner->resume();
    QTRY_VERIFY(sessions() == 1);
    m_pair->source().clearFaults();
    QTRY_VERIFY_WITH_TIMEOUT(isDone, 60'000);
}

/// The run has ended, nobody has heard of it yet: it is too late to begin.
void OverlapRunsTest::notAfterTheRun()
{
    slowDownload();
    std::unique_ptr<MigrationRunner> runner = openedRunner();
    const RunRequest wish = downloadAlone(*runner);
    std::optional<RunOutcome> ended;
    connect(runner.get(), &MigrationRunner::finished, this,
            [&](const RunOutcome &outcome) { ended = outcome; });
    QVERIFY(startsToFetch(*runner, wish));
    runner->cancel();
    QTRY_VERIFY(ended);
    QVERIFY(ended->error);
    m_pair->destination().clearRequests();
    runner->uploadAhead(wish);
    runner.reset(); // waits for whatever has begun
    QCOMPARE(m_pair->destination().requests().size(), 0);
}

/// The choice can come later than the upload.
void OverlapRunsTest::copiesAreWantedAfterAll()
{
    slowDownload();
    QVERIFY(m_pair->run({cancelAt(StepId::PrepareArchive)}).error);
    MigrationState state = m_pair->saved();
    QVERIFY(state.upload.isAhead());
    state.options.keepPreparedArchive = true;
    m_pair->save(state);
    const RunOutcome outcome = m_pair->run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(m_pair->saved().isComplete());
    QVERIFY(QFile::exists(outcome.state.archive.preparedPath));
}

/// The export went away in the middle; whoever has the download go on is told so again, and does
/// not get the list of exports as an archive.
void OverlapRunsTest::exportIsForgotten()
{
    const RunOutcome outcome =
        m_pair->runSteps({StepId::SignInSource, StepId::DownloadArchive, StepId::CheckArchive});
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::NotFound);
    QCOMPARE(outcome.error->step, StepId::DownloadArchive);
    QVERIFY(m_pair->saved().archive.path.isEmpty());
}

void OverlapRunsTest::oddAnswersToRanges_data()
{
    QTest::addColumn<int>("action");
    QTest::addColumn<int>("times");
    QTest::newRow("ignored") << int(Action::IgnoreRange) << 0;
    QTest::newRow("another range") << int(Action::WrongContentRange) << 3;
    QTest::newRow("cut off") << int(Action::CutResponse) << 3;
}

/// Whatever the source says to who asks for a piece: what arrives is the archive.
void OverlapRunsTest::oddAnswersToRanges()
{
    QFETCH(int, action);
    QFETCH(int, times);
    // The size is asked for once before.
    m_pair->source().addFault({.method = QStringLiteral("GET"),
                               .pathPattern = QStringLiteral("/exports/.+zip$"),
                               .skip = 2,
                               .times = times,
                               .action = Action(action),
                               .bytes = 1000});
    const RunOutcome sent =
        m_pair->runSteps({StepId::SignInSource, StepId::SignInDestination, StepId::CreateExport,
                          StepId::DownloadArchive, StepId::CheckArchive, StepId::PrepareArchive,
                          StepId::CheckDestination, StepId::UploadArchive});
    QVERIFY2(!sent.error, describe(sent.error).constData());
    MigrationState state = sent.state;
    if (!state.archive.preparedPath.isEmpty())
        state.archive.path = state.archive.preparedPath;
    verifyBytes(state);
}

QTEST_GUILESS_MAIN(OverlapRunsTest)
#include "tst_overlapruns.moc"
