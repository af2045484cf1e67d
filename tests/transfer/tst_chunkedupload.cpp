// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "transfer/uploadfixture.h"

using namespace mmigrate;
using namespace mmigrate::test;

class ChunkedUploadTest : public UploadFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareOnce(); }
    void init() { prepare(); }

    void sendsWhole();
    void speedLimit();
    void smallFileInOnePart();
    void checkpointsTellIntentAndFact();
    void everyPartIsSentOnce_data();
    void everyPartIsSentOnce();
    void manyCutsThatMove();
    void cutsThatNeverMove();
    void lostLastAnswerIsSessionGone();
    void waitsForARequestStillBeingRead();
    void patienceEnds();
    void continuesAtTheServersOffset();
    void sessionOfAnotherFile();
    void unknownSession();
    void killedWhileAPartWasUnderWay_data();
    void killedWhileAPartWasUnderWay();
    void offsetOutsideTheChunk_data();
    void offsetOutsideTheChunk();
    void doubledBytesAreSeenBeforeTheLastPart();
    void serverDiedInTheMiddle();
    void serverAwayBetweenParts();
};

void ChunkedUploadTest::sendsWhole()
{
    QList<Progress> progress;
    m_options.progress = [&](const Progress &moment) { progress.append(moment); };
    const Result<UploadReport> report = upload(m_options);
    verifyDone(report);
    QCOMPARE(report->chunksSent, 4);
    QCOMPARE(report->connectionsLost, 0);
    QCOMPARE(progress.last().done, fileBytes);
    QCOMPARE(progress.last().total, fileBytes);
    for (const SeenRequest &request : m_server->requests()) {
        QCOMPARE(request.header("authorization"), "Bearer token-of-the-test");
        QCOMPARE(request.target, "/api/v4/uploads/session");
        QVERIFY(!request.headers.contains("transfer-encoding"));
    }
}

void ChunkedUploadTest::speedLimit()
{
    m_control->setSpeedLimit(20 * MiB);
    QElapsedTimer timer;
    timer.start();
    verifyDone(upload());
    // At least so long: 16 MiB without the bursts. How much longer is the machine's business.
    QVERIFY(timer.elapsed() >= 500);
}

void ChunkedUploadTest::smallFileInOnePart()
{
    m_server.reset();
    m_store = std::make_unique<UploadStore>(1000);
    m_server = std::make_unique<ScriptedServer>(*m_store);
    QVERIFY(writeFile(m_file, m_bytes.left(1000)));
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::Done);
    QCOMPARE(m_store->content, m_bytes.left(1000));
}

void ChunkedUploadTest::checkpointsTellIntentAndFact()
{
    QList<UploadCheckpoint> checkpoints;
    m_options.checkpoint = [&](const UploadCheckpoint &checkpoint) {
        checkpoints.append(checkpoint);
    };
    verifyDone(upload(m_options));
    QList<QPair<qint64, qint64>> told;
    for (const UploadCheckpoint &checkpoint : std::as_const(checkpoints)) {
        QCOMPARE(checkpoint.sessionId, QStringLiteral("session"));
        told.append({checkpoint.offset, checkpoint.chunkInFlightBytes});
    }
    const QList<QPair<qint64, qint64>> expected{
        {0, 0},        {0, 5 * MiB},        {5 * MiB, 0},  {5 * MiB, 5 * MiB},
        {10 * MiB, 0}, {10 * MiB, 5 * MiB}, {15 * MiB, 0}, {15 * MiB, MiB + 123},
        {fileBytes, 0}};
    QCOMPARE(told, expected);
}

void ChunkedUploadTest::everyPartIsSentOnce_data()
{
    QTest::addColumn<int>("part");
    QTest::addColumn<CutPhase>("phase");
    QTest::addColumn<qint64>("bytes");
    for (int part = 1; part <= 4; ++part) {
        const auto row = [part](const char *name, CutPhase phase, qint64 bytes) {
            QTest::addRow("part %d, %s", part, name) << part << phase << bytes;
        };
        row("before the head", CutPhase::BeforeHead, 0);
        row("in the head", CutPhase::InHead, 0);
        row("after the head", CutPhase::AfterHead, 0);
        row("first byte of the body", CutPhase::MidBody, 1);
        row("middle of the body", CutPhase::MidBody, MiB);
        row("last byte of the body", CutPhase::MidBody, part == 4 ? MiB + 122 : 5 * MiB - 1);
        row("before the answer", CutPhase::AfterBody, 0);
        row("in the answer", CutPhase::MidAnswer, 5);
    }
}

void ChunkedUploadTest::everyPartIsSentOnce()
{
    QFETCH(int, part);
    QFETCH(CutPhase, phase);
    QFETCH(qint64, bytes);
    m_store->cuts = [=](int number) { return number == part ? Cut{phase, bytes} : Cut(); };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(sha256(m_store->content), sha256(m_bytes));
    const bool answerLost = phase == CutPhase::AfterBody || phase == CutPhase::MidAnswer;
    if (part == 4 && answerLost) {
        // The server has everything; the caller finds the file in the list of imports.
        QCOMPARE(report->outcome, UploadOutcome::SessionGone);
        QCOMPARE(partsSeen(), 4);
        return;
    }
    QCOMPARE(report->outcome, UploadOutcome::Done);
    QVERIFY(partsSeen() <= report->chunksSent);
    // A 204 has no body that could be cut; only the connection is gone for the next part.
    if (phase != CutPhase::MidAnswer)
        QCOMPARE(partsSeen(), report->chunksSent);
    qint64 received = 0;
    for (const SeenRequest &request : m_server->requests())
        received += request.bodyBytes;
    const bool isDropped = phase == CutPhase::MidBody && part == 1;
    QCOMPARE(received, fileBytes + (isDropped ? bytes : 0));
}

void ChunkedUploadTest::manyCutsThatMove()
{
    // More cuts than tries: what arrived is kept, so each of them is progress.
    m_store->cuts = [](int part) {
        return part % 2 == 0 ? Cut{CutPhase::MidBody, 300 * KiB} : Cut();
    };
    m_options.chunkBytes = MiB;
    const Result<UploadReport> report = upload(m_options);
    verifyDone(report);
    QVERIFY(report->connectionsLost > 4);
}

void ChunkedUploadTest::cutsThatNeverMove()
{
    m_store->cuts = [](int part) { return part > 1 ? Cut{CutPhase::AfterHead, 0} : Cut(); };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Network);
    QCOMPARE(report.error().step, StepId::UploadArchive);
    QCOMPARE(partsSeen(), 1 + 4);
}

void ChunkedUploadTest::lostLastAnswerIsSessionGone()
{
    m_store->cuts = [](int part) { return part == 4 ? Cut{CutPhase::AfterBody, 0} : Cut(); };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::SessionGone);
    QVERIFY(m_store->isDone);
    QCOMPARE(sha256(m_store->content), sha256(m_bytes));
}

void ChunkedUploadTest::waitsForARequestStillBeingRead()
{
    // The old offset stands until the server notices the break; sending again at once would double
    // bytes.
    m_store->lockedRequestsAfterBreak = 3;
    m_store->cuts = [](int part) { return part == 2 ? Cut{CutPhase::MidBody, 2 * MiB} : Cut(); };
    const Result<UploadReport> report = upload(m_options);
    verifyDone(report);
    QCOMPARE(report->connectionsLost, 1);
}

void ChunkedUploadTest::patienceEnds()
{
    m_store->lockedRequestsAfterBreak = 1'000'000;
    m_store->cuts = [](int part) { return part == 2 ? Cut{CutPhase::MidBody, 2 * MiB} : Cut(); };
    m_options.concurrentPatienceMs = 300;
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QVERIFY(report.error().serverErrorId.contains(QStringLiteral("concurrent")));
}

void ChunkedUploadTest::continuesAtTheServersOffset()
{
    m_store->content = m_bytes.left(7 * MiB);
    m_store->offset = 7 * MiB;
    m_options.sessionIsNew = false;
    m_options.chunkInFlightFrom = 5 * MiB;
    const Result<UploadReport> report = upload(m_options);
    verifyDone(report);
    QCOMPARE(report->resumedFrom, 7 * MiB);
    QCOMPARE(report->chunksSent, 2);
}

void ChunkedUploadTest::sessionOfAnotherFile()
{
    m_server.reset();
    m_store = std::make_unique<UploadStore>(fileBytes + 1);
    m_server = std::make_unique<ScriptedServer>(*m_store);
    m_options.sessionIsNew = false;
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::NewSessionNeeded);
    QCOMPARE(report->newSessionReason, NewSessionReason::WrongFileSize);
    QCOMPARE(partsSeen(), 0);
}

void ChunkedUploadTest::unknownSession()
{
    m_store->isDone = true;
    m_options.sessionIsNew = false;
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::SessionGone);
    QCOMPARE(partsSeen(), 0);
}

void ChunkedUploadTest::killedWhileAPartWasUnderWay_data()
{
    QTest::addColumn<qint64>("serverHas");
    QTest::addColumn<qint64>("inFlightFrom");
    QTest::addColumn<NewSessionReason>("reason");
    QTest::newRow("first part") << qint64(0) << qint64(0) << NewSessionReason::None;
    QTest::newRow("later part, some of it kept") << 6 * MiB << 5 * MiB << NewSessionReason::None;
    QTest::newRow("later part, nothing kept")
        << 5 * MiB << 5 * MiB << NewSessionReason::ServerRestarted;
    QTest::newRow("server went back")
        << 5 * MiB << 10 * MiB << NewSessionReason::OffsetOutsideChunk;
    QTest::newRow("nothing was under way") << 5 * MiB << qint64(-1) << NewSessionReason::None;
}

void ChunkedUploadTest::killedWhileAPartWasUnderWay()
{
    QFETCH(qint64, serverHas);
    QFETCH(NewSessionReason, reason);
    m_store->content = m_bytes.left(serverHas);
    m_store->offset = serverHas;
    m_options.sessionIsNew = false;
    QFETCH(qint64, inFlightFrom);
    m_options.chunkInFlightFrom = inFlightFrom;
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->newSessionReason, reason);
    if (reason == NewSessionReason::None)
        verifyDone(report);
    else
        QCOMPARE(report->outcome, UploadOutcome::NewSessionNeeded);
}

void ChunkedUploadTest::offsetOutsideTheChunk_data()
{
    QTest::addColumn<qint64>("lie");
    QTest::newRow("ahead") << 6 * MiB;
    QTest::newRow("behind") << qint64(-1);
}

void ChunkedUploadTest::offsetOutsideTheChunk()
{
    QFETCH(qint64, lie);
    m_store->cuts = [=, this](int part) {
        if (part == 2)
            m_store->offsetLie = lie;
        return part == 2 ? Cut{CutPhase::AfterHead, 0} : Cut();
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::NewSessionNeeded);
    QCOMPARE(report->newSessionReason, NewSessionReason::OffsetOutsideChunk);
    QCOMPARE(partsSeen(), 2);
}

void ChunkedUploadTest::doubledBytesAreSeenBeforeTheLastPart()
{
    // Something between here and the server sent a part twice; every answer looked well.
    m_store->cuts = [this](int part) {
        if (part == 3)
            m_store->offsetLie = MiB;
        return Cut();
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::NewSessionNeeded);
    QCOMPARE(report->newSessionReason, NewSessionReason::OffsetOutsideChunk);
    QVERIFY(!m_store->isDone);
}

void ChunkedUploadTest::serverDiedInTheMiddle()
{
    m_store->cuts = [](int part) {
        return part == 2 ? Cut{CutPhase::MidBody, 2 * MiB, true} : Cut();
    };
    bool isUp = true;
    m_options.checkpoint = [&](const UploadCheckpoint &checkpoint) {
        if (checkpoint.offset != 5 * MiB || checkpoint.chunkInFlightBytes == 0 || !isUp)
            return;
        isUp = false;
        QMetaObject::invokeMethod(this, [this] {
            const auto hasRead = [this] {
                const QList<SeenRequest> requests = m_server->requests();
                return requests.last().bodyBytes == 2 * MiB;
            };
            QTRY_VERIFY(hasRead());
            m_server->locked([this] { m_store->crash(); });
            m_server->shutDown();
        });
    };
    atWait([this](const Error &why) {
        if (why.facts.value(QStringLiteral("reason")).toString() == QStringLiteral("refused"))
            m_server->listen();
    });
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::NewSessionNeeded);
    QCOMPARE(report->newSessionReason, NewSessionReason::ServerRestarted);
    QCOMPARE(partsSeen(), 2);
}

void ChunkedUploadTest::serverAwayBetweenParts()
{
    bool isUp = true;
    m_options.checkpoint = [&](const UploadCheckpoint &checkpoint) {
        if (checkpoint.offset == 5 * MiB && checkpoint.chunkInFlightBytes == 0 && isUp) {
            isUp = false;
            m_server->shutDown();
        }
    };
    atWait([&](const Error &) {
        if (!isUp)
            m_server->listen();
        isUp = true;
    });
    verifyDone(upload(m_options));
}

QTEST_GUILESS_MAIN(ChunkedUploadTest)
#include "tst_chunkedupload.moc"
