// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "transfer/uploadfixture.h"

using namespace mmigrate;
using namespace mmigrate::test;

class UploadTroublesTest : public UploadFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareOnce(); }
    void init() { prepare(); }

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
    void crumbsAreNoProgress_data();
    void crumbsAreNoProgress();
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
};

void UploadTroublesTest::proxyRefusesLargeBodies()
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

void UploadTroublesTest::proxyRefusesEverything()
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

void UploadTroublesTest::proxyClosesAtOnce()
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

void UploadTroublesTest::serversOwnLimit()
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

void UploadTroublesTest::firstPartCutByServersLimit()
{
    m_store->refusals = [](int, const SeenRequest &) {
        return refusalOf(400, UploadStore::errorBody(
                                  "app.upload.upload_data.first_part_too_small.app_error", 400));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::FileTooLarge);
}

void UploadTroublesTest::refusals_data()
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

void UploadTroublesTest::refusals()
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

void UploadTroublesTest::renewsSignIn()
{
    int renewals = 0;
    m_prepare = [&](HttpSession &session) { renewSignIn(session, renewals); };
    m_store->refusals = [](int part,
                           const SeenRequest &request) -> std::unique_ptr<ScriptedAnswer> {
        if (part < 2 || hasRenewedSignIn(request))
            return nullptr;
        return refusalOf(401, UploadStore::errorBody("api.context.session_expired.app_error", 401));
    };
    verifyDone(upload(m_options));
    QCOMPARE(renewals, 1);
}

void UploadTroublesTest::signedOutForGood()
{
    m_store->refusals = [](int, const SeenRequest &) {
        return refusalOf(401, UploadStore::errorBody("api.context.session_expired.app_error", 401));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SessionExpired);
}

void UploadTroublesTest::rateLimitIsObeyed()
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

void UploadTroublesTest::crumbsAreNoProgress_data()
{
    QTest::addColumn<bool>("isRefused");
    QTest::newRow("the server's disk is full") << true;
    QTest::newRow("every connection is cut") << false;
}

/// Each try leaves 1,000 bytes at the server: it would go on for thousands of tries.
void UploadTroublesTest::crumbsAreNoProgress()
{
    QFETCH(bool, isRefused);
    if (isRefused) {
        m_store->refusals = [this](int part, const SeenRequest &) {
            if (part == 1)
                return std::unique_ptr<ScriptedAnswer>();
            m_store->content += m_bytes.mid(m_store->offset, 1000);
            m_store->offset += 1000;
            return refusalOf(500, UploadStore::errorBody("api.file.write_file.app_error", 500));
        };
    } else {
        m_store->cuts = [](int part) { return part > 1 ? Cut{CutPhase::MidBody, 1000} : Cut(); };
    }
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QVERIFY2(report.error().isTransient(), qPrintable(report.error().toLogLine()));
    QVERIFY(partsSeen() < 20);
}

void UploadTroublesTest::gatewayErrors_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {408, 500, 502, 503, 504})
        QTest::addRow("%d", status) << status;
}

void UploadTroublesTest::gatewayErrors()
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

void UploadTroublesTest::stallIsNoticed()
{
    m_store->cuts = [](int part) {
        return part == 1 ? Cut{CutPhase::MidBody, 2 * MiB, true} : Cut();
    };
    m_options.silenceTimeoutMs = m_options.answerTimeoutMs = 300;
    const Result<UploadReport> report = upload(m_options);
    verifyDone(report);
    QCOMPARE(report->connectionsLost, 1);
}

void UploadTroublesTest::answersThatLie_data()
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

void UploadTroublesTest::answersThatLie()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    m_store->questions = [=](const SeenRequest &) { return refusalOf(status, body); };
    m_options.sessionIsNew = false;
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Protocol);
    QCOMPARE(partsSeen(), 0);
}

void UploadTroublesTest::fileChangedBetweenParts()
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

void UploadTroublesTest::fileCutWhileSending()
{
    m_options.checkpoint = [this](const UploadCheckpoint &checkpoint) {
        if (checkpoint.chunkInFlightBytes > 0 && checkpoint.offset == 5 * MiB)
            QVERIFY(QFile::resize(m_file, 7 * MiB));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SourceFileChanged);
}

void UploadTroublesTest::fileMissing()
{
    QVERIFY(QFile::remove(m_file));
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Disk);
    QCOMPARE(m_server->requests().size(), 0);
}

void UploadTroublesTest::fileOtherThanChecked()
{
    m_options.fingerprint = FileFingerprint::of(m_file);
    m_options.fingerprint.modified = m_options.fingerprint.modified.addSecs(-1);
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SourceFileChanged);
    QCOMPARE(m_server->requests().size(), 0);
}

void UploadTroublesTest::cancelWhileSending()
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

void UploadTroublesTest::pauseClosesAndGoesOn()
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

QTEST_GUILESS_MAIN(UploadTroublesTest)
#include "tst_uploadtroubles.moc"
