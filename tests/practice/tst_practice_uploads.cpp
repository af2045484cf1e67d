// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practiceclient.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QtTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

constexpr qint64 mebi = 1024 * 1024;

/// Bytes of which none looks like its neighbours, so that doubled or lost ones are seen.
QByteArray pattern(qint64 size)
{
    QByteArray bytes(qsizetype(size), Qt::Uninitialized);
    quint32 state = 1;
    for (char &byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = char(state >> 24);
    }
    return bytes;
}

QByteArray sha256(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

} // namespace

/// Parts, cuts and locks of the upload of an import file, as the fact sheet has them.
class TestPracticeUploads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void keepsWhatArrivedBeforeACut_data();
    void keepsWhatArrivedBeforeACut();
    void faultCutsAtAByte();
    void secondWriterIsRefused();
    void headerThatPromisesTooMuch();
    void answerThatIsLost();
    void requestThatIsNotProcessed();
    void diskFull();
    void restartCorruptsSilently();
    void shiftedOffset();
    void refusalComesBeforeTheBody();
    void refusesCloud();
    void refusesLargeJson();

private:
    qint64 offsetOf(const QString &id);
    PracticeRequest lastPart() const;
    void sendPart(RawHttp &http, const QString &id, const QByteArray &bytes, qint64 announced);

    std::unique_ptr<PracticeServer> m_server;
    std::unique_ptr<PracticeClient> m_client;
};

void TestPracticeUploads::init()
{
    PracticeServerOptions options;
    options.jobWatchIntervalMs = 5;
    m_server = std::make_unique<PracticeServer>(options);
    QVERIFY(m_server->start());
    m_client = std::make_unique<PracticeClient>(*m_server);
}

void TestPracticeUploads::cleanup()
{
    m_client.reset();
    m_server.reset();
}

qint64 TestPracticeUploads::offsetOf(const QString &id)
{
    return m_client->getJson("/api/v4/uploads/" + id.toUtf8())
        .value(QLatin1String("file_offset"))
        .toInteger(-1);
}

/// Nothing as long as none has come.
PracticeRequest TestPracticeUploads::lastPart() const
{
    const QList<PracticeRequest> parts =
        m_server->requests(QStringLiteral("POST"), QStringLiteral("^/api/v4/uploads/.+"));
    return parts.isEmpty() ? PracticeRequest() : parts.constLast();
}

void TestPracticeUploads::sendPart(RawHttp &http, const QString &id, const QByteArray &bytes,
                                   qint64 announced)
{
    http.setToken(m_client->http().login(m_server->adminUsername(), m_server->adminPassword()));
    http.connectToServer();
    http.send(http.head("POST", "/api/v4/uploads/" + id.toUtf8(), announced));
    http.send(bytes);
}

void TestPracticeUploads::keepsWhatArrivedBeforeACut_data()
{
    QTest::addColumn<qint64>("first"); // a whole part before
    QTest::addColumn<qint64>("sent");  // of the part that is cut
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<bool>("reset");
    for (const bool reset : {false, true}) {
        const char *how = reset ? "reset" : "closed";
        QTest::addRow("first part, 3 MiB, %s", how) << qint64(0) << 3 * mebi << qint64(0) << reset;
        QTest::addRow("first part, 7 MiB, %s", how) << qint64(0) << 7 * mebi << 7 * mebi << reset;
        QTest::addRow("second part, 1 MiB, %s", how) << 6 * mebi << mebi << 7 * mebi << reset;
    }
}

void TestPracticeUploads::keepsWhatArrivedBeforeACut()
{
    QFETCH(qint64, first);
    QFETCH(qint64, sent);
    QFETCH(qint64, offset);
    QFETCH(bool, reset);
    const QByteArray bytes = pattern(12 * mebi);
    const QString id = m_client->createUpload(QStringLiteral("drop.zip"), bytes.size());
    if (first > 0)
        QCOMPARE(m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes.left(first)).status,
                 204);
    RawHttp cut(m_server->url());
    sendPart(cut, id, bytes.mid(first, sent), bytes.size() - first);
    // RST throws away what the server has not read yet: it has to have read it.
    QTRY_COMPARE(lastPart().bodyBytes, sent);
    cut.close(reset);
    QTRY_VERIFY(lastPart().finished);
    QCOMPARE(offsetOf(id), offset);
    // Going on from there gives the right file.
    const RawAnswer rest =
        m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes.mid(offset));
    QCOMPARE(rest.status, 200);
    QCOMPARE(m_server->uploadSha256(id), sha256(bytes));
}

void TestPracticeUploads::faultCutsAtAByte()
{
    const QByteArray bytes = pattern(12 * mebi);
    const QString id = m_client->createUpload(QStringLiteral("x.zip"), bytes.size());
    PracticeFault fault;
    fault.action = PracticeFault::Action::CutRequest;
    fault.method = QStringLiteral("POST");
    fault.pathPattern = QStringLiteral("^/api/v4/uploads/[a-z0-9]{26}$");
    fault.bytes = 6'000'001;
    const int number = m_server->addFault(fault);
    const RawAnswer answer = m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes);
    QCOMPARE(answer.status, 0);
    QCOMPARE(m_server->faultHits(number), 1);
    QTRY_COMPARE(offsetOf(id), 6'000'001);
    QCOMPARE(m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes.mid(6'000'001)).status,
             200);
    QCOMPARE(m_server->uploadSha256(id), sha256(bytes));
}

void TestPracticeUploads::secondWriterIsRefused()
{
    const QByteArray bytes = pattern(12 * mebi);
    const QString id = m_client->createUpload(QStringLiteral("both.zip"), bytes.size());
    RawHttp slow(m_server->url());
    sendPart(slow, id, bytes.left(3 * mebi), 6 * mebi);
    QTRY_COMPARE(lastPart().bodyBytes, 3 * mebi);
    QCOMPARE(offsetOf(id), 0);
    const RawAnswer second =
        m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes.left(6 * mebi));
    QCOMPARE(second.status, 400);
    QCOMPARE(second.errorId(), QStringLiteral("app.upload.upload_data.concurrent.app_error"));
    QCOMPARE(second.header("Connection"), "close");
    slow.send(bytes.mid(3 * mebi, 3 * mebi));
    QCOMPARE(slow.readAnswer().status, 204);
    QCOMPARE(offsetOf(id), 6 * mebi);
}

void TestPracticeUploads::headerThatPromisesTooMuch()
{
    const QString id = m_client->createUpload(QStringLiteral("cl.zip"), 12 * mebi);
    RawHttp http(m_server->url());
    sendPart(http, id, pattern(6 * mebi), 12 * mebi);
    http.socket().disconnectFromHost(); // only the sending half
    const RawAnswer answer = http.readAnswer();
    QVERIFY(answer.status == 500 || answer.status == 0);
    QTRY_COMPARE(offsetOf(id), 6 * mebi);
}

void TestPracticeUploads::answerThatIsLost()
{
    const QByteArray bytes = pattern(1000);
    const QString id = m_client->createUpload(QStringLiteral("lost.zip"), bytes.size());
    PracticeFault fault;
    fault.action = PracticeFault::Action::LoseAnswer;
    fault.pathPattern = QStringLiteral("^/api/v4/uploads/[a-z0-9]{26}$");
    m_server->addFault(fault);
    QCOMPARE(m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes).status, 0);
    // That was success all the same: the session is gone and the file is there.
    QCOMPARE(m_client->http().get("/api/v4/uploads/" + id.toUtf8()).errorId(),
             QStringLiteral("app.upload.get.app_error"));
    QCOMPARE(m_server->importFiles(), QStringList{id + QStringLiteral("_lost.zip")});
    QCOMPARE(m_server->uploadSha256(id), sha256(bytes));
}

void TestPracticeUploads::requestThatIsNotProcessed()
{
    PracticeFault fault;
    fault.action = PracticeFault::Action::CutUnprocessed;
    fault.method = QStringLiteral("POST");
    fault.pathPattern = QStringLiteral("^/api/v4/jobs$");
    fault.skip = 1;
    m_server->addFault(fault);
    m_server->setConfigValue(QStringLiteral("JobSettings.RunJobs"), false);
    const QByteArray body = R"({"type":"export_process"})";
    QCOMPARE(m_client->http().post("/api/v4/jobs", body).status, 201);
    QCOMPARE(m_client->http().post("/api/v4/jobs", body).status, 0);
    QCOMPARE(m_server->jobs().size(), 1);
    QCOMPARE(m_server->requests(QStringLiteral("POST"), QStringLiteral("/jobs$")).constLast().body,
             body);
}

void TestPracticeUploads::diskFull()
{
    const QByteArray bytes = pattern(12 * mebi);
    const QString id = m_client->createUpload(QStringLiteral("full.zip"), bytes.size());
    PracticeFault fault;
    fault.action = PracticeFault::Action::DiskFull;
    fault.pathPattern = QStringLiteral("^/api/v4/uploads/[a-z0-9]{26}$");
    fault.bytes = 6 * mebi;
    m_server->addFault(fault);
    const RawAnswer answer =
        m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes.left(7 * mebi));
    QCOMPARE(answer.status, 500);
    QCOMPARE(answer.errorId(), QStringLiteral("api.file.write_file.app_error"));
    QCOMPARE(offsetOf(id), 6 * mebi);
}

/// The trap of a server that dies in the middle of a part: everything says success, and the file is
/// wrong.
void TestPracticeUploads::restartCorruptsSilently()
{
    const QByteArray bytes = pattern(20 * mebi);
    const QString id = m_client->createUpload(QStringLiteral("crash.zip"), bytes.size());
    QCOMPARE(m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes.left(8 * mebi)).status,
             204);
    PracticeFault fault;
    fault.action = PracticeFault::Action::Restart;
    fault.method = QStringLiteral("POST");
    fault.pathPattern = QStringLiteral("^/api/v4/uploads/[a-z0-9]{26}$");
    fault.bytes = 3 * mebi;
    m_server->addFault(fault);
    QCOMPARE(m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes.mid(8 * mebi)).status,
             0);
    QCOMPARE(offsetOf(id), 8 * mebi);
    QCOMPARE(m_server->uploadSize(id), 11 * mebi);
    QCOMPARE(m_client->http().post("/api/v4/uploads/" + id.toUtf8(), bytes.mid(8 * mebi)).status,
             200);
    QVERIFY(m_server->uploadSha256(id) != sha256(bytes));
}

void TestPracticeUploads::shiftedOffset()
{
    const QString id = m_client->createUpload(QStringLiteral("x.zip"), 12 * mebi);
    PracticeFault fault;
    fault.action = PracticeFault::Action::ShiftOffset;
    fault.method = QStringLiteral("GET");
    fault.pathPattern = QStringLiteral("^/api/v4/uploads/");
    fault.bytes = 4096;
    m_server->addFault(fault);
    QCOMPARE(offsetOf(id), 4096);
    QCOMPARE(offsetOf(id), 0);
}

void TestPracticeUploads::refusalComesBeforeTheBody()
{
    const QString id = m_client->createUpload(QStringLiteral("x.zip"), 60 * mebi);
    RawHttp http(m_server->url());
    http.setToken("abcdefghijklmnopqrstuvwxyz");
    http.connectToServer();
    http.send(http.head("POST", "/api/v4/uploads/" + id.toUtf8(), 60 * mebi));
    http.send(pattern(60 * mebi));
    const RawAnswer answer = http.readAnswer();
    QCOMPARE(answer.status, 401);
    QCOMPARE(answer.header("Connection"), "close");
    const PracticeRequest request =
        m_server->requests(QStringLiteral("POST"), QStringLiteral("/uploads/")).constLast();
    QVERIFY(request.bodyBytes < mebi);
}

void TestPracticeUploads::refusesCloud()
{
    for (const PracticePersonality personality :
         {PracticePersonality::V5_37, PracticePersonality::V11}) {
        PracticeServerOptions options;
        options.personality = personality;
        options.licence = PracticeLicence::Cloud;
        PracticeServer server(options);
        QVERIFY(server.start());
        PracticeClient client(server);
        QCOMPARE(client.getJson("/api/v4/license/client?format=old")
                     .value(QLatin1String("Cloud"))
                     .toString(),
                 QStringLiteral("true"));
        const RawAnswer answer = client.http().post(
            "/api/v4/uploads", R"({"type":"import","filename":"x.zip","file_size":10})");
        const bool refused = personality == PracticePersonality::V11;
        QCOMPARE(answer.status, refused ? 400 : 201);
        if (refused)
            QCOMPARE(answer.errorId(), QStringLiteral("api.file.cloud_upload.app_error"));
    }
}

void TestPracticeUploads::refusesLargeJson()
{
    const QByteArray names = "[\"admin\",\"" + QByteArray(400'000, 'x') + "\"]";
    const RawAnswer answer = m_client->http().post("/api/v4/users/usernames", names);
    QCOMPARE(answer.status, 413);
    QCOMPARE(answer.errorId(), QStringLiteral("api.context.request_body_too_large.app_error"));
    PracticeServerOptions options;
    options.personality = PracticePersonality::V5_37;
    PracticeServer old(options);
    QVERIFY(old.start());
    QCOMPARE(
        PracticeClient(old).http().post("/api/v4/users/usernames", names).json().array().size(), 1);
}

QTEST_GUILESS_MAIN(TestPracticeUploads)
#include "tst_practice_uploads.moc"
