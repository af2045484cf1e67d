// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"
#include "text/migrationsummary.h"

#include <QCryptographicHash>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <atomic>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

Q_DECLARE_METATYPE(mmigrate::PracticeFault::Action)

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
const QString createPath = QStringLiteral("^/api/v4/uploads$");
const QString dataPath = QStringLiteral("^/api/v4/uploads/[a-z0-9]{26}$");
const QString importJobs = QStringLiteral("import_process");

/// An archive of more than 15 MiB: a chunk of 5 MiB, one of 10 because that went well, and a rest.
PracticeServerOptions largerSource()
{
    PracticeServerOptions options = smallSource();
    options.size.attachmentBytes = 20 * 1000 * 1000;
    return options;
}

QByteArray sha256Of(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return file.open(QIODevice::ReadOnly) && hash.addData(&file) ? hash.result().toHex()
                                                                 : QByteArray();
}

/// The server restarts in the middle of the second chunk and is away for so many requests.
PracticeServer::FaultSource restartInSecondChunk(std::atomic<int> &chunks,
                                                 std::atomic<int> &sinceRestart, int away)
{
    return [&chunks, &sinceRestart, away](const QString &method,
                                          const QString &path) -> std::optional<PracticeFault> {
        static const QRegularExpression data(dataPath);
        if (sinceRestart >= 0)
            return ++sinceRestart <= away
                       ? std::optional(PracticeFault{.action = Action::CutUnprocessed})
                       : std::nullopt;
        if (method != QLatin1String("POST") || !data.match(path).hasMatch() || ++chunks != 2)
            return std::nullopt;
        sinceRestart = 0;
        return PracticeFault{.action = Action::Restart, .bytes = 3 * mebibyte};
    };
}

int creates(const PracticeServer &server)
{
    return int(server.requests(QStringLiteral("POST"), createPath).size());
}

} // namespace

/// The upload as a step: sessions created once, given up when they cannot be trusted, and taken up
/// again by the next run.
class UploadStepTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createWhoseAnswerIsLost_data();
    void createWhoseAnswerIsLost();
    void faultsInAChunk_data();
    void faultsInAChunk();
    void restartThatIsSeen();
    void restartThatIsNotSeen();
    void sessionThatWasLost();
    void finishedAlthoughTheAnswerWasLost();
    void cancelInAChunkThenResume();
    void restartBetweenRunsInAChunk();
    void sessionOfAnEarlierRunIsGone();
    void intendedButNotKnown();
    void tooLargeAfterTheCheck();
    void destinationDiskFull();
    void preparedCopyIsGone();
    void archiveChangedSinceTheCheck();

private:
    void makePair();
    void verifyArrived(const RunOutcome &outcome);

    std::unique_ptr<MigrationPair> m_pair;
};

void UploadStepTest::makePair()
{
    m_pair = std::make_unique<MigrationPair>(largerSource());
    m_pair->options.keepPreparedArchive = true;
    m_pair->createJournal([](MigrationState &state) { state.upload.chunkBytes = 5 * mebibyte; });
}

void UploadStepTest::verifyArrived(const RunOutcome &outcome)
{
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(m_pair->destination().uploadSha256(outcome.state.upload.importName),
             sha256Of(outcome.state.archive.uploadPath()));
    QCOMPARE(MigrationPair::jobCount(m_pair->destination(), "import_process"), 1);
}

void UploadStepTest::createWhoseAnswerIsLost_data()
{
    QTest::addColumn<Action>("action");
    QTest::addColumn<int>("times");
    QTest::addColumn<int>("sessions");
    QTest::newRow("processed") << Action::LoseAnswer << 1 << 1;
    QTest::newRow("not processed") << Action::CutUnprocessed << 1 << 2;
    QTest::newRow("502 of a proxy") << Action::RespondAfterBody << 2 << 3;
    QTest::newRow("half an answer") << Action::CutResponse << 1 << 1;
}

void UploadStepTest::createWhoseAnswerIsLost()
{
    QFETCH(Action, action);
    QFETCH(int, times);
    QFETCH(int, sessions);
    m_pair = std::make_unique<MigrationPair>();
    m_pair->options.keepPreparedArchive = true;
    m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                    .pathPattern = createPath,
                                    .times = times,
                                    .action = action,
                                    .status = 502,
                                    .body = "<html>Bad Gateway</html>",
                                    .bytes = 20});
    verifyArrived(m_pair->run());
    QCOMPARE(creates(m_pair->destination()), sessions);
}

void UploadStepTest::faultsInAChunk_data()
{
    QTest::addColumn<Action>("action");
    QTest::addColumn<int>("skip");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("cut early in the first") << Action::CutRequest << 0 << 2 * mebibyte;
    QTest::newRow("cut in the second") << Action::CutRequest << 1 << 2 * mebibyte;
    QTest::newRow("cut in the last") << Action::CutRequest << 2 << qint64(100);
    QTest::newRow("answer of the second lost") << Action::LoseAnswer << 1 << qint64(0);
    QTest::newRow("answer of the last lost") << Action::LoseAnswer << 2 << qint64(0);
    QTest::newRow("restart in the first") << Action::Restart << 0 << 3 * mebibyte;
    QTest::newRow("503 before the second") << Action::Respond << 1 << qint64(0);
}

void UploadStepTest::faultsInAChunk()
{
    QFETCH(Action, action);
    QFETCH(int, skip);
    QFETCH(qint64, bytes);
    makePair();
    const int fault = m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                                      .pathPattern = dataPath,
                                                      .skip = skip,
                                                      .action = action,
                                                      .status = 503,
                                                      .bytes = bytes});
    verifyArrived(m_pair->run());
    QCOMPARE(m_pair->destination().faultHits(fault), 1);
}

void UploadStepTest::restartThatIsSeen()
{
    // Trap 5: after a restart in the middle of a chunk the server would append behind bytes that
    // its offset knows nothing of. It is away for a moment, so a new session is begun.
    makePair();
    PracticeServer &server = m_pair->destination();
    std::atomic<int> sinceRestart = -1;
    std::atomic<int> chunks = 0;
    server.setFaultSource(restartInSecondChunk(chunks, sinceRestart, 2));
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QCOMPARE(creates(server), 2);
    // No request removes what was begun, so the person is told of it.
    QCOMPARE(outcome.state.upload.abandoned.size(), 1);
    QVERIFY(migrationSummaryText(outcome.state).contains(outcome.state.upload.abandoned.first()));
}

void UploadStepTest::restartThatIsNotSeen()
{
    // The same, but the server is back before anybody looks. The archive was read whole before the
    // upload, so "not a valid zip file" means that the upload is damaged: it is made again.
    makePair();
    m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                    .pathPattern = dataPath,
                                    .skip = 1,
                                    .action = Action::Restart,
                                    .bytes = 3 * mebibyte});
    const RunOutcome damaged = m_pair->run();
    QVERIFY(damaged.error);
    QCOMPARE(damaged.error->kind, ErrorKind::JobFailed);
    const RunOutcome outcome = m_pair->run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(outcome.state.upload.attempt, 2);
    // The damaged file was not left behind.
    QCOMPARE(damaged.state.upload.abandoned.size(), 1);
    QCOMPARE(outcome.state.upload.abandoned, QStringList());
    QCOMPARE(m_pair->destination().importFiles(), QStringList());
}

void UploadStepTest::sessionThatWasLost()
{
    makePair();
    m_pair->destination().addFault(
        {.method = QStringLiteral("POST"),
         .pathPattern = dataPath,
         .skip = 1,
         .action = Action::Respond,
         .status = 404,
         .body = R"({"id":"app.upload.get.app_error","message":"x","status_code":404})"});
    m_pair->destination().addFault(
        {.method = QStringLiteral("GET"),
         .pathPattern = dataPath,
         .action = Action::Respond,
         .status = 404,
         .body = R"({"id":"app.upload.get.app_error","message":"x","status_code":404})"});
    verifyArrived(m_pair->run());
    QCOMPARE(creates(m_pair->destination()), 2);
}

void UploadStepTest::finishedAlthoughTheAnswerWasLost()
{
    // The last answer is lost and the program ends; the next run finds the file by its name.
    makePair();
    m_pair->timings.retry = {5, 60'000, 60'000};
    const int fault = m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                                      .pathPattern = dataPath,
                                                      .skip = 2,
                                                      .action = Action::LoseAnswer});
    const RunOutcome stopped =
        m_pair->run({{[&] {
                          return m_pair->destination().faultHits(fault) == 1
                                 && !m_pair->destination().importFiles().isEmpty();
                      },
                      [](MigrationRunner &runner) { runner.cancel(); }}});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    m_pair->timings = shortTimings();
    verifyArrived(m_pair->run());
    QCOMPARE(creates(m_pair->destination()), 1);
    QList<PracticeRequest> posts = m_pair->destination().requests(QStringLiteral("POST"), dataPath);
    posts.removeIf([](const PracticeRequest &request) { return request.bodyBytes == 0; });
    QCOMPARE(posts.size(), 3);
}

void UploadStepTest::cancelInAChunkThenResume()
{
    makePair();
    const int fault = m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                                      .pathPattern = dataPath,
                                                      .skip = 1,
                                                      .action = Action::Stall});
    const RunOutcome stopped =
        m_pair->run({{[&] { return m_pair->destination().faultHits(fault) == 1; },
                      [](MigrationRunner &runner) { runner.cancel(); }}});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    QCOMPARE(m_pair->saved().upload.sessionId, stopped.state.upload.sessionId);
    verifyArrived(m_pair->run());
}

void UploadStepTest::restartBetweenRunsInAChunk()
{
    // Program and server both die in the middle of a chunk: the server's offset is the old one but
    // its file is longer. Going on would be accepted and give a silently corrupt archive.
    makePair();
    std::atomic<int> sinceRestart = -1;
    std::atomic<int> chunks = 0;
    m_pair->destination().setFaultSource(restartInSecondChunk(chunks, sinceRestart, 1'000'000));
    const RunOutcome stopped = m_pair->run();
    QVERIFY(stopped.error);
    m_pair->destination().setFaultSource({});
    MigrationState state = m_pair->saved();
    QVERIFY(!state.upload.sessionId.isEmpty());
    QCOMPARE(state.upload.attempt, 1);
    state.upload.inFlightFrom = 5 * mebibyte; // as a program that died has left it
    m_pair->save(state);
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QCOMPARE(outcome.state.upload.attempt, 2);
}

void UploadStepTest::sessionOfAnEarlierRunIsGone()
{
    makePair();
    const RunOutcome stopped = m_pair->run({{[&] { return creates(m_pair->destination()) == 1; },
                                             [](MigrationRunner &runner) { runner.cancel(); }}});
    QVERIFY(stopped.error);
    MigrationState state = m_pair->saved();
    state.upload.sessionId = QString(26, QLatin1Char('q'));
    state.upload.intended = true;
    m_pair->save(state);
    verifyArrived(m_pair->run());
}

void UploadStepTest::intendedButNotKnown()
{
    // The program died between the create and its answer.
    makePair();
    const int fault = m_pair->destination().addFault(
        {.method = QStringLiteral("POST"), .pathPattern = dataPath, .action = Action::Stall});
    const RunOutcome stopped =
        m_pair->run({{[&] { return m_pair->destination().faultHits(fault) == 1; },
                      [](MigrationRunner &runner) { runner.cancel(); }}});
    QVERIFY(stopped.error);
    MigrationState state = m_pair->saved();
    state.upload.sessionId.clear();
    state.upload.inFlightFrom = -1;
    m_pair->save(state);
    verifyArrived(m_pair->run());
    QCOMPARE(creates(m_pair->destination()), 1);
}

void UploadStepTest::tooLargeAfterTheCheck()
{
    // Somebody lowers the limit between the check and the upload.
    m_pair = std::make_unique<MigrationPair>();
    const RunOutcome refused = m_pair->run(
        {{[&] {
              return !m_pair->destination()
                          .requests(QStringLiteral("GET"), QStringLiteral("/config/environment$"))
                          .isEmpty();
          },
          [&](MigrationRunner &runner) { runner.cancel(); }}});
    QVERIFY(refused.error);
    m_pair->destination().setConfigValue(QStringLiteral("FileSettings.MaxFileSize"), 1000);
    const RunOutcome outcome = m_pair->runSteps({StepId::SignInDestination, StepId::UploadArchive});
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::FileTooLarge);
    QVERIFY(outcome.error->facts.value(QStringLiteral("size")).toLongLong() > 1000);
}

void UploadStepTest::destinationDiskFull()
{
    makePair();
    const int fault = m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                                      .pathPattern = dataPath,
                                                      .skip = 1,
                                                      .times = 0,
                                                      .action = Action::DiskFull,
                                                      .bytes = 1000});
    const RunOutcome full = m_pair->run();
    QVERIFY(full.error);
    // The refusal comes before the body was read; which of the two is seen is up to the socket.
    QVERIFY2(full.error->kind == ErrorKind::ServerError || full.error->kind == ErrorKind::Network,
             describe(full.error).constData());
    QCOMPARE(full.error->step, StepId::UploadArchive);
    QVERIFY(m_pair->destination().faultHits(fault) > 1);
    // Room was made.
    m_pair->destination().clearFaults();
    verifyArrived(m_pair->run());
}

void UploadStepTest::preparedCopyIsGone()
{
    m_pair = std::make_unique<MigrationPair>();
    const RunOutcome stopped =
        m_pair->run({{[&] { return m_pair->isStarted(StepId::UploadArchive); },
                      [](MigrationRunner &runner) { runner.cancel(); }}});
    QVERIFY(stopped.error);
    const QString prepared = m_pair->saved().archive.preparedPath;
    QVERIFY(!prepared.isEmpty());
    QVERIFY(QFile::remove(prepared));
    m_pair->options.keepPreparedArchive = true;
    MigrationState state = m_pair->saved();
    state.options.keepPreparedArchive = true;
    state.upload = UploadRecord{};
    state.steps[StepId::UploadArchive].status = StepStatus::Failed;
    state.steps[StepId::RunImport].status = StepStatus::NotStarted;
    m_pair->save(state);
    const RunOutcome gone = m_pair->run();
    QVERIFY(gone.error);
    QCOMPARE(gone.error->kind, ErrorKind::Disk);
    // The next run makes it again from the archive.
    verifyArrived(m_pair->run());
}

void UploadStepTest::archiveChangedSinceTheCheck()
{
    m_pair = std::make_unique<MigrationPair>();
    const RunOutcome stopped =
        m_pair->run({{[&] { return m_pair->isStarted(StepId::CheckDestination); },
                      [](MigrationRunner &runner) { runner.cancel(); }}});
    QVERIFY(stopped.error);
    QFile archive(m_pair->saved().archive.path);
    QVERIFY(archive.open(QIODevice::Append));
    QCOMPARE(archive.write("x"), 1);
    archive.close();
    const RunOutcome outcome = m_pair->run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::SourceFileChanged);
    QCOMPARE(creates(m_pair->destination()), 0);
}

QTEST_GUILESS_MAIN(UploadStepTest)
#include "tst_uploadstep.moc"
