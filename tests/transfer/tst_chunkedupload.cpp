// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/chunkedupload.h"
#include "support/uploadstore.h"
#include "transfer/transfertesting.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

constexpr qint64 KiB = 1024;
constexpr qint64 MiB = 1024 * KiB;
constexpr qint64 fileBytes = 16 * MiB + 123;

std::unique_ptr<ScriptedAnswer> refusalOf(int status, const QByteArray &body)
{
    auto answer = std::make_unique<ScriptedAnswer>();
    answer->status = status;
    answer->body = body;
    return answer;
}

} // namespace

class ChunkedUploadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void sendsWhole();
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
    void proxyRefusesLargeBodies();
    void proxyRefusesEverything();
    void proxyClosesAtOnce();
    void serversOwnLimit();
    void firstPartCutByServersLimit();
    void refusals_data();
    void refusals();
    void renewsSignIn();
    void signedOutForGood();
    void rateLimitIsObeyed();
    void gatewayErrors_data();
    void gatewayErrors();
    void stallIsNoticed();
    void answersThatLie_data();
    void answersThatLie();
    void fileChangedBetweenParts();
    void fileCutWhileSending();
    void fileMissing();
    void fileOtherThanChecked();
    void cancelWhileSending();
    void pauseClosesAndGoesOn();

private:
    Result<UploadReport> upload(UploadOptions options = {});
    qsizetype partsSeen() const;
    void verifyDone(const Result<UploadReport> &report);
    /// Sets a wait of the worker free from the test's thread once the condition holds.
    void atWait(std::function<void(const Error &)> function) { m_atWait = std::move(function); }

    QTemporaryDir m_folder;
    QByteArray m_bytes;
    QString m_file;
    std::unique_ptr<UploadStore> m_store;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<StepControl> m_control;
    std::function<void(HttpSession &)> m_prepare;
    std::function<void(const Error &)> m_atWait;
    UploadOptions m_options;
};

void ChunkedUploadTest::initTestCase()
{
    m_bytes = noise(fileBytes);
    m_file = m_folder.filePath(QStringLiteral("archive.zip"));
}

void ChunkedUploadTest::init()
{
    QVERIFY(writeFile(m_file, m_bytes));
    m_server.reset();
    m_store = std::make_unique<UploadStore>(fileBytes);
    m_server = std::make_unique<ScriptedServer>(*m_store);
    m_control = std::make_unique<StepControl>();
    m_prepare = {};
    m_atWait = {};
    m_options = {};
    m_options.chunkBytes = m_options.largestChunkBytes = 5 * MiB;
    m_options.sessionIsNew = true;
    m_options.silenceTimeoutMs = 20'000;
    m_options.answerTimeoutMs = 20'000;
}

Result<UploadReport> ChunkedUploadTest::upload(UploadOptions options)
{
    return withSession(m_server->address(), *m_control, [&](HttpSession &session) {
        session.setWaitingSink([this](qint64, const Error &why) {
            if (m_atWait)
                m_atWait(why);
        });
        if (m_prepare)
            m_prepare(session);
        return ChunkedUpload(session, options).upload(QStringLiteral("session"), m_file);
    });
}

qsizetype ChunkedUploadTest::partsSeen() const
{
    const QList<SeenRequest> requests = m_server->requests();
    return std::count_if(requests.begin(), requests.end(), [](const SeenRequest &request) {
        return request.method == "POST" && request.contentLength > 0;
    });
}

void ChunkedUploadTest::verifyDone(const Result<UploadReport> &report)
{
    QVERIFY2(report, qPrintable(report ? QString() : report.error().toLogLine()));
    QCOMPARE(report->outcome, UploadOutcome::Done);
    QCOMPARE(report->bytes, fileBytes);
    QCOMPARE(report->fileId, QStringLiteral("fileid"));
    QCOMPARE(sha256(m_store->content), sha256(m_bytes));
    // Nothing was sent a second time behind our back. (A connection that the server had closed
    // already makes an intent that reaches nobody.)
    QVERIFY(partsSeen() <= report->chunksSent);
}

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
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::NewSessionNeeded);
    QCOMPARE(report->newSessionReason, NewSessionReason::WrongFileSize);
    QCOMPARE(partsSeen(), 0);
}

void ChunkedUploadTest::unknownSession()
{
    m_store->isDone = true;
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

void ChunkedUploadTest::proxyRefusesLargeBodies()
{
    m_store->refusals = [](int, const SeenRequest &request) -> std::unique_ptr<ScriptedAnswer> {
        return request.contentLength > 6 * MiB ? refusalOf(413, "<html>Too Large</html>") : nullptr;
    };
    m_options.chunkBytes = 64 * MiB;
    const Result<UploadReport> report = upload(m_options);
    verifyDone(report);
    QVERIFY(report->chunkBytes <= 6 * MiB);
    QVERIFY(report->chunkBytes >= 5 * MiB);
}

void ChunkedUploadTest::proxyRefusesEverything()
{
    m_store->refusals = [](int, const SeenRequest &) {
        return refusalOf(413, "<html>Too Large</html>");
    };
    m_options.chunkBytes = 64 * MiB;
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::RequestTooLarge);
    QCOMPARE(m_server->requests().last().contentLength, 5 * MiB);
}

void ChunkedUploadTest::proxyClosesAtOnce()
{
    // It says why and closes without reading; the answer may be lost in the broken pipe.
    m_store->refusals = [](int, const SeenRequest &request) -> std::unique_ptr<ScriptedAnswer> {
        if (request.contentLength <= 6 * MiB)
            return nullptr;
        auto answer = refusalOf(413, "<html>Too Large</html>");
        answer->drains = false;
        return answer;
    };
    m_options.chunkBytes = 64 * MiB;
    verifyDone(upload(m_options));
}

void ChunkedUploadTest::serversOwnLimit()
{
    m_store->refusals = [](int, const SeenRequest &) {
        return refusalOf(
            413, UploadStore::errorBody("api.upload.create.upload_too_large.app_error", 413));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::FileTooLarge);
    QCOMPARE(report.error().facts.value(QStringLiteral("size")).toLongLong(), fileBytes);
    QCOMPARE(partsSeen(), 1);
}

void ChunkedUploadTest::firstPartCutByServersLimit()
{
    m_store->refusals = [](int, const SeenRequest &) {
        return refusalOf(400, UploadStore::errorBody(
                                  "app.upload.upload_data.first_part_too_small.app_error", 400));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::FileTooLarge);
}

void ChunkedUploadTest::refusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("forbidden") << 403 << QByteArray("api.context.permissions.app_error")
                               << ErrorKind::Forbidden;
    QTest::newRow("attachments off")
        << 501 << QByteArray("api.file.attachments.disabled.app_error") << ErrorKind::NotSupported;
    QTest::newRow("cloud") << 400 << QByteArray("api.file.cloud_upload.app_error")
                           << ErrorKind::ImportsRefused;
    QTest::newRow("route") << 404 << QByteArray("api.context.404.app_error")
                           << ErrorKind::NotSupported;
    QTest::newRow("bad request") << 400 << QByteArray("api.context.invalid_url_param.app_error")
                                 << ErrorKind::BadRequest;
}

void ChunkedUploadTest::refusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, id);
    m_store->refusals = [=](int, const SeenRequest &) {
        return refusalOf(status, UploadStore::errorBody(id.constData(), status));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QTEST(report.error().kind, "kind");
    QCOMPARE(partsSeen(), 1);
}

void ChunkedUploadTest::renewsSignIn()
{
    int renewals = 0;
    m_prepare = [&](HttpSession &session) {
        session.setRenewal([&]() -> Result<void> {
            ++renewals;
            session.setToken("second-token");
            return {};
        });
    };
    m_store->refusals = [](int part,
                           const SeenRequest &request) -> std::unique_ptr<ScriptedAnswer> {
        if (part < 2 || request.header("authorization") == "Bearer second-token")
            return nullptr;
        return refusalOf(401, UploadStore::errorBody("api.context.session_expired.app_error", 401));
    };
    verifyDone(upload(m_options));
    QCOMPARE(renewals, 1);
}

void ChunkedUploadTest::signedOutForGood()
{
    m_store->refusals = [](int, const SeenRequest &) {
        return refusalOf(401, UploadStore::errorBody("api.context.session_expired.app_error", 401));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SessionExpired);
}

void ChunkedUploadTest::rateLimitIsObeyed()
{
    qint64 longest = 0;
    m_prepare = [&](HttpSession &session) {
        session.setWaitingSink(
            [&](qint64 pause, const Error &) { longest = std::max(longest, pause); });
    };
    m_store->refusals = [](int part, const SeenRequest &) -> std::unique_ptr<ScriptedAnswer> {
        if (part != 2)
            return nullptr;
        auto answer = refusalOf(429, "limit exceeded");
        answer->headers = {{"Retry-After", "1"}};
        return answer;
    };
    verifyDone(upload(m_options));
    QVERIFY(longest >= 1000);
}

void ChunkedUploadTest::gatewayErrors_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {408, 500, 502, 503, 504})
        QTest::addRow("%d", status) << status;
}

void ChunkedUploadTest::gatewayErrors()
{
    QFETCH(int, status);
    m_store->refusals = [=](int part, const SeenRequest &) -> std::unique_ptr<ScriptedAnswer> {
        return part % 2 == 0 ? refusalOf(status, "<html>") : nullptr;
    };
    // The questions meet it as well, once.
    bool isAsked = false;
    m_store->questions = [&isAsked,
                          status](const SeenRequest &) -> std::unique_ptr<ScriptedAnswer> {
        if (std::exchange(isAsked, true))
            return nullptr;
        return refusalOf(status, "<html>");
    };
    verifyDone(upload(m_options));
}

void ChunkedUploadTest::stallIsNoticed()
{
    m_store->cuts = [](int part) {
        return part == 1 ? Cut{CutPhase::MidBody, 2 * MiB, true} : Cut();
    };
    m_options.silenceTimeoutMs = m_options.answerTimeoutMs = 300;
    const Result<UploadReport> report = upload(m_options);
    verifyDone(report);
    QCOMPARE(report->connectionsLost, 1);
}

void ChunkedUploadTest::answersThatLie_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("not JSON") << 200 << QByteArray("<html>");
    QTest::newRow("no fields") << 200 << QByteArray("{}");
    QTest::newRow("text for numbers")
        << 200 << QByteArray(R"({"file_size":"1","file_offset":"0"})");
    QTest::newRow("negative") << 200 << QByteArray(R"({"file_size":100,"file_offset":-1})");
    QTest::newRow("offset past the end")
        << 200 << QByteArray(R"({"file_size":100,"file_offset":101})");
    QTest::newRow("fractions") << 200 << QByteArray(R"({"file_size":100.5,"file_offset":0.5})");
    QTest::newRow("huge") << 200 << QByteArray(R"({"file_size":1e300,"file_offset":0})");
    QTest::newRow("deep") << 200 << QByteArray(100'000, '[');
}

void ChunkedUploadTest::answersThatLie()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    m_store->questions = [=](const SeenRequest &) { return refusalOf(status, body); };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Protocol);
    QCOMPARE(partsSeen(), 0);
}

void ChunkedUploadTest::fileChangedBetweenParts()
{
    m_options.checkpoint = [this](const UploadCheckpoint &checkpoint) {
        if (checkpoint.offset != 5 * MiB || checkpoint.chunkInFlightBytes != 0)
            return;
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(10),
                                 QFileDevice::FileModificationTime));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SourceFileChanged);
    QCOMPARE(report.error().facts.value(QStringLiteral("path")).toString(), m_file);
    QCOMPARE(partsSeen(), 1);
}

void ChunkedUploadTest::fileCutWhileSending()
{
    m_options.checkpoint = [this](const UploadCheckpoint &checkpoint) {
        if (checkpoint.chunkInFlightBytes > 0 && checkpoint.offset == 5 * MiB)
            QVERIFY(QFile::resize(m_file, 7 * MiB));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SourceFileChanged);
}

void ChunkedUploadTest::fileMissing()
{
    QVERIFY(QFile::remove(m_file));
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Disk);
    QCOMPARE(m_server->requests().size(), 0);
}

void ChunkedUploadTest::fileOtherThanChecked()
{
    m_options.fingerprint = FileFingerprint::of(m_file);
    m_options.fingerprint.modified = m_options.fingerprint.modified.addSecs(-1);
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SourceFileChanged);
    QCOMPARE(m_server->requests().size(), 0);
}

void ChunkedUploadTest::cancelWhileSending()
{
    m_store->cuts = [](int part) {
        return part == 2 ? Cut{CutPhase::MidBody, 2 * MiB, true} : Cut();
    };
    QList<UploadCheckpoint> checkpoints;
    m_options.checkpoint = [&](const UploadCheckpoint &checkpoint) {
        checkpoints.append(checkpoint);
        if (checkpoint.offset == 5 * MiB && checkpoint.chunkInFlightBytes > 0)
            QMetaObject::invokeMethod(this, [this] { m_control->cancel(); });
    };
    const Result<UploadReport> cancelled = upload(m_options);
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);
    QCOMPARE(checkpoints.last().chunkInFlightBytes, 0);

    m_control = std::make_unique<StepControl>();
    m_store->cuts = {};
    m_options.sessionIsNew = false;
    m_options.checkpoint = {};
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::Done);
    QCOMPARE(sha256(m_store->content), sha256(m_bytes));
}

void ChunkedUploadTest::pauseClosesAndGoesOn()
{
    m_store->cuts = [](int part) {
        return part == 2 ? Cut{CutPhase::MidBody, 2 * MiB, true} : Cut();
    };
    bool wasPaused = false;
    m_options.checkpoint = [&](const UploadCheckpoint &checkpoint) {
        if (checkpoint.offset == 5 * MiB && checkpoint.chunkInFlightBytes > 0 && !wasPaused)
            m_control->pause();
    };
    m_options.progress = [&](const Progress &moment) {
        if (moment.activity != Activity::Paused)
            return;
        wasPaused = true;
        QMetaObject::invokeMethod(this, [this] { m_control->resume(); });
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(wasPaused);
    QVERIFY(report);
    QCOMPARE(report->outcome, UploadOutcome::Done);
    QCOMPARE(report->connectionsLost, 0);
    QCOMPARE(sha256(m_store->content), sha256(m_bytes));
}

QTEST_GUILESS_MAIN(ChunkedUploadTest)
#include "tst_chunkedupload.moc"
