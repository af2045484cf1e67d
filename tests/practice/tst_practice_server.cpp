// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "certificates.h"
#include "practiceclient.h"
#include "recording.h"

#include <QBuffer>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QtTest>

#include <KZip>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

const QString exportType = QStringLiteral("export_process");

PracticeServerOptions sourceOptions(PracticePersonality personality = PracticePersonality::V11)
{
    PracticeServerOptions options;
    options.personality = personality;
    options.role = PracticeRole::Source;
    options.size = PracticeWorkspaceSize::small();
    options.jobWatchIntervalMs = 5;
    return options;
}

QString statusOf(const QJsonObject &job)
{
    return job.value(QLatin1String("status")).toString();
}

QString idOf(const QJsonObject &object)
{
    return object.value(QLatin1String("id")).toString();
}

} // namespace

/// Jobs, exports, and the server as a whole.
class TestPracticeServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stopsWhileClientsWait();
    void sameSeedSameWorkspace();
    void startsOneJobOfATypeAtATime();
    void namesExportsAsItsVersionDoes_data();
    void namesExportsAsItsVersionDoes();
    void exportsOnlyWhatIsAskedFor();
    void lostFile_data();
    void lostFile();
    void exportOpensInKArchive();
    void servesALargeFileFromDisk();
    void restartLeavesJobsHanging();
    void comesBackWhereItWas();
    void tlsNeedsItsCertificate();
    void speaksTls_data();
    void speaksTls();
    void putsMembershipsBack();
    void totpSignsIn();
};

void TestPracticeServer::stopsWhileClientsWait()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    RawHttp idle(server.url());
    idle.connectToServer();
    RawHttp half(server.url());
    half.connectToServer();
    half.send("POST /api/v4/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
    server.holdJobs(exportType);
    PracticeClient client(server);
    const QString id = idOf(client.createJob(exportType));
    QCOMPARE(statusOf(client.waitForJob(id, QStringLiteral("in_progress"))),
             QStringLiteral("in_progress"));
    server.stop();
    QVERIFY(idle.waitForClose());
    QVERIFY(half.waitForClose());
}

void TestPracticeServer::sameSeedSameWorkspace()
{
    PracticeServer one(sourceOptions());
    PracticeServer two(sourceOptions(PracticePersonality::V5_37));
    QVERIFY(one.start());
    QVERIFY(two.start());
    QVERIFY(one.counts() == two.counts());
    QVERIFY(one.posts() == two.posts());
    PracticeServerOptions full = sourceOptions();
    full.size = {};
    PracticeServer large(full);
    QVERIFY(large.start());
    const PracticeCounts counts = large.counts();
    QCOMPARE(counts.teams, 3);
    QCOMPARE(counts.posts, 5000);
    QCOMPARE(counts.allUsers, 60);
    QVERIFY(counts.fileBytes > 45'000'000 && counts.fileBytes < 55'000'000);
    QVERIFY(counts.reactions > 500 && counts.emoji == 2 && counts.bots == 1
            && counts.directChannels > 20);
}

void TestPracticeServer::startsOneJobOfATypeAtATime()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    server.holdJobs(exportType);
    const QString first = idOf(client.createJob(exportType));
    QCOMPARE(statusOf(client.waitForJob(first, QStringLiteral("in_progress"))),
             QStringLiteral("in_progress"));
    const QString second = idOf(client.createJob(exportType));
    // An import is another type and need not wait.
    const QString import = idOf(client.createJob(QStringLiteral("import_process")));
    QCOMPARE(statusOf(client.waitForJob(import)), QStringLiteral("error"));
    QCOMPARE(statusOf(client.job(second)), QStringLiteral("pending"));
    // The file of the running one is listed, empty.
    const QJsonArray listed = client.http().get("/api/v4/exports").json().array();
    QCOMPARE(listed.size(), 1);
    const RawAnswer unfinished =
        client.http().get("/api/v4/exports/" + listed.at(0).toString().toUtf8());
    QCOMPARE(unfinished.status, 200);
    QCOMPARE(unfinished.header("Content-Length"), "0");
    server.releaseJobs(exportType);
    QCOMPARE(statusOf(client.waitForJob(first)), QStringLiteral("success"));
    QCOMPARE(statusOf(client.waitForJob(second)), QStringLiteral("success"));
    QCOMPARE(server.exportFiles().size(), 2);
}

void TestPracticeServer::namesExportsAsItsVersionDoes_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::newRow("5.37") << PracticePersonality::V5_37;
    QTest::newRow("11") << PracticePersonality::V11;
}

void TestPracticeServer::namesExportsAsItsVersionDoes()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(sourceOptions(personality));
    QVERIFY(server.start());
    PracticeClient client(server);
    const QJsonObject job = client.waitForJob(idOf(client.createJob(exportType)));
    QCOMPARE(statusOf(job), QStringLiteral("success"));
    const bool newer = personality == PracticePersonality::V11;
    const QString named = idOf(job) + QStringLiteral("_export.zip");
    QCOMPARE(server.exportFiles().contains(named), newer);
    const QJsonObject data = job.value(QLatin1String("data")).toObject();
    QCOMPARE(data.contains(QLatin1String("posts_exported")), newer);
    QCOMPARE(job.value(QLatin1String("progress")).toInt(), newer ? 100 : 0);
}

void TestPracticeServer::exportsOnlyWhatIsAskedFor()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    const auto asked = [&client](const char *option) {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("e.zip"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return std::pair<QByteArray, qsizetype>();
        file.write(client.exportArchive({{QLatin1String(option), QStringLiteral("true")}}));
        file.close();
        KZip zip(path);
        if (!zip.open(QIODevice::ReadOnly))
            return std::pair<QByteArray, qsizetype>();
        const KArchiveFile *lines = zip.directory()->file(QStringLiteral("import.jsonl"));
        return std::pair<QByteArray, qsizetype>(lines->data(), zip.directory()->entries().size());
    };
    const auto [plain, plainEntries] = asked("nothing");
    QVERIFY(!plain.contains("summer-party-2025") && !plain.contains("profile_image"));
    QVERIFY(plain.contains("\"attachments\":[{\"path\""));
    QCOMPARE(plainEntries, 1);
    QVERIFY(!plain.contains("\"type\":\"emoji\"") && plain.contains("\"type\":\"bot\"")
            && plain.contains("participants"));
    QVERIFY(!plain.contains("former-branch"));
    QVERIFY(asked("include_archived_channels").first.contains("summer-party-2025"));
    QVERIFY(asked("include_profile_pictures").first.contains("profile_image"));
    QCOMPARE(asked("include_attachments").second, 2);
}

void TestPracticeServer::lostFile_data()
{
    namesExportsAsItsVersionDoes_data();
}

void TestPracticeServer::lostFile()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(sourceOptions(personality));
    QVERIFY(server.start());
    QVERIFY(QDir(server.storageFolder() + QStringLiteral("/data/emoji")).removeRecursively());
    PracticeClient client(server);
    const QJsonObject job = client.waitForJob(idOf(client.createJob(
        exportType, {{QStringLiteral("include_attachments"), QStringLiteral("true")}})));
    const QJsonObject data = job.value(QLatin1String("data")).toObject();
    if (personality == PracticePersonality::V11) {
        QCOMPARE(statusOf(job), QStringLiteral("success"));
        QCOMPARE(data.value(QLatin1String("num_warnings")).toString(), QStringLiteral("2"));
    } else {
        const auto recording =
            loadRecording(QStringLiteral("5.37.0"), QStringLiteral("export_lost_file_error"));
        QVERIFY(recording);
        const QString recorded = recording->answer.json()
                                     .object()
                                     .value(QLatin1String("data"))
                                     .toObject()
                                     .value(QLatin1String("error"))
                                     .toString();
        const QString error = data.value(QLatin1String("error")).toString();
        QCOMPARE(statusOf(job), QStringLiteral("error"));
        QCOMPARE(error.section(QLatin1Char(' '), 0, 9), recorded.section(QLatin1Char(' '), 0, 9));
    }
    QCOMPARE(server.exportFiles().size(), 1);
}

void TestPracticeServer::exportOpensInKArchive()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    const QByteArray archive =
        client.exportArchive({{QStringLiteral("include_attachments"), QStringLiteral("true")}});
    QBuffer buffer;
    buffer.setData(archive);
    KZip zip(&buffer);
    QVERIFY(zip.open(QIODevice::ReadOnly));
    const KArchiveFile *lines = zip.directory()->file(QStringLiteral("import.jsonl"));
    QVERIFY(lines && lines->data().startsWith("{\"type\":\"version\",\"version\":1"));
    QVERIFY(zip.directory()->entry(QStringLiteral("data"))->isDirectory());
}

/// The file is not copied and not read into memory: a sparse one of 5 GB comes in no time, by its
/// end.
void TestPracticeServer::servesALargeFileFromDisk()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("large_export.zip"));
    constexpr qint64 size = 5'000'000'000;
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(size) && file.seek(size - 4)
            && file.write("tail") == 4);
    file.close();
    PracticeServerOptions options;
    options.readyExports = {path};
    PracticeServer server(options);
    QVERIFY(server.start());
    PracticeClient client(server);
    QCOMPARE(client.http().get("/api/v4/exports").json().array().at(0).toString(),
             QStringLiteral("large_export.zip"));
    const RawAnswer probe =
        client.http().get("/api/v4/exports/large_export.zip", {{"Range", "bytes=0-0"}});
    QCOMPARE(probe.header("Content-Range"), "bytes 0-0/5000000000");
    const RawAnswer tail =
        client.http().get("/api/v4/exports/large_export.zip", {{"Range", "bytes=4999999996-"}});
    QCOMPARE(tail.status, 206);
    QCOMPARE(tail.body, "tail");
}

void TestPracticeServer::restartLeavesJobsHanging()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    server.holdJobs(exportType);
    const QString hanging = idOf(client.createJob(exportType));
    client.waitForJob(hanging, QStringLiteral("in_progress"));
    server.restart();
    server.releaseJobs(exportType);
    const QString next = idOf(client.createJob(exportType));
    QCOMPARE(statusOf(client.waitForJob(next)), QStringLiteral("success"));
    QCOMPARE(statusOf(client.job(hanging)), QStringLiteral("in_progress"));
    client.http().post("/api/v4/jobs/" + hanging.toUtf8() + "/cancel", {});
    QCOMPARE(statusOf(client.job(hanging)), QStringLiteral("cancel_requested"));
}

void TestPracticeServer::comesBackWhereItWas()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    const QUrl url = server.url();
    const PracticeCounts counts = server.counts();
    server.stop();
    QCOMPARE(client.http().get("/api/v4/users/me").status, 0);
    QVERIFY(server.start());
    QCOMPARE(server.url(), url);
    QCOMPARE(client.http().get("/api/v4/users/me").status, 200);
    QVERIFY(server.counts() == counts);
    const QString id = idOf(client.createJob(exportType));
    QCOMPARE(statusOf(client.waitForJob(id)), QStringLiteral("success"));
}

void TestPracticeServer::tlsNeedsItsCertificate()
{
    PracticeServerOptions options = sourceOptions();
    options.certificateFile = QStringLiteral("/no/such/certificate.pem");
    options.privateKeyFile = options.certificateFile;
    PracticeServer server(options);
    const Result<void> started = server.start();
    QVERIFY(!started);
    QCOMPARE(started.error().kind, ErrorKind::Tls);
}

void TestPracticeServer::speaksTls_data()
{
    QTest::addColumn<bool>("selfSigned");
    QTest::addColumn<bool>("expired");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QSslError::SslError>("error");
    const QString here = QStringLiteral("127.0.0.1");
    QTest::newRow("good") << false << false << here << QSslError::NoError;
    QTest::newRow("expired") << false << true << here << QSslError::CertificateExpired;
    QTest::newRow("wrong host") << false << false << QStringLiteral("chat.example.com")
                                << QSslError::HostNameMismatch;
    QTest::newRow("self-signed") << true << false << here << QSslError::SelfSignedCertificate;
}

void TestPracticeServer::speaksTls()
{
    QFETCH(bool, selfSigned);
    QFETCH(bool, expired);
    QFETCH(QString, address);
    QFETCH(QSslError::SslError, error);
    const QTemporaryDir folder;
    const TestCertificate certificate =
        makeCertificate(folder.path(), {address, selfSigned, expired});
    PracticeServerOptions options = sourceOptions();
    options.certificateFile = certificate.certificateFile;
    options.privateKeyFile = certificate.keyFile;
    PracticeServer server(options);
    QVERIFY(server.start());
    QCOMPARE(server.url().scheme(), QStringLiteral("https"));
    QSslSocket socket;
    QSslConfiguration configuration = socket.sslConfiguration();
    const QList<QSslCertificate> trusted = QSslCertificate::fromPath(certificate.authorityFile);
    configuration.setCaCertificates(selfSigned ? QList<QSslCertificate>() : trusted);
    socket.setSslConfiguration(configuration);
    socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), server.port());
    QCOMPARE(socket.waitForEncrypted(10'000), error == QSslError::NoError);
    const QList<QSslError> errors = socket.sslHandshakeErrors();
    const bool told = std::any_of(errors.begin(), errors.end(),
                                  [error](const QSslError &e) { return e.error() == error; });
    QCOMPARE(told, error != QSslError::NoError);
    if (error != QSslError::NoError)
        return;
    socket.write("GET /api/v4/system/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    while (socket.waitForReadyRead(10'000))
        answer += socket.readAll();
    QVERIFY(answer.startsWith("HTTP/1.1 200 OK") && answer.contains("\"status\":\"OK\""));
}

/// What a guard of the operator's account needs.
void TestPracticeServer::putsMembershipsBack()
{
    PracticeServerOptions options = sourceOptions();
    options.accounts = {{QStringLiteral("guest"), {}, QStringLiteral("Practice-2026")}};
    PracticeServer server(options);
    QVERIFY(server.start());
    PracticeClient client(server);
    const QByteArray guest = idOf(client.getJson("/api/v4/users/username/guest")).toUtf8();
    const QByteArray team = idOf(client.getJson("/api/v4/teams/name/northwind")).toUtf8();
    const QByteArray userId = "\"user_id\":\"" + guest + "\"}";
    const QByteArray member = "{\"team_id\":\"" + team + "\"," + userId;
    QCOMPARE(client.http().post("/api/v4/teams/" + team + "/members", member).status, 201);
    const QByteArray channel =
        idOf(client.getJson("/api/v4/teams/" + team + "/channels/name/hiring")).toUtf8();
    QCOMPARE(client.http().post("/api/v4/channels/" + channel + "/members", "{" + userId).status,
             201);
    const QByteArray roles = R"({"scheme_admin":true,"scheme_user":true,"scheme_guest":false})";
    const QByteArray inTeam = "/api/v4/teams/" + team + "/members/" + guest;
    const QByteArray inChannel = "/api/v4/channels/" + channel + "/members/" + guest;
    QCOMPARE(client.http().ask("PUT", inTeam + "/schemeRoles", roles).status, 200);
    QCOMPARE(client.http().ask("PUT", inChannel + "/schemeRoles", roles).status, 200);
    QCOMPARE(client.getJson(inTeam).value(QLatin1String("roles")).toString(),
             QStringLiteral("team_admin team_user"));
    QCOMPARE(client.getJson(inChannel).value(QLatin1String("roles")).toString(),
             QStringLiteral("channel_admin channel_user"));
    QVERIFY(
        server.membershipsOf(QStringLiteral("guest")).contains(QStringLiteral("northwind/hiring")));
    const QByteArray admin = R"({"roles":"system_admin system_user"})";
    QCOMPARE(client.http().ask("PUT", "/api/v4/users/" + guest + "/roles", admin).status, 200);
    QCOMPARE(server.rolesOf(QStringLiteral("guest")), QStringLiteral("system_admin system_user"));
}

void TestPracticeServer::totpSignsIn()
{
    PracticeServerOptions options = sourceOptions();
    options.adminMfaCode = QStringLiteral("424242");
    PracticeServer server(options);
    QVERIFY(server.start());
    RawHttp http(server.url());
    const auto answer = [&](const QString &code) {
        const QJsonObject body{{QStringLiteral("login_id"), server.adminUsername()},
                               {QStringLiteral("password"), server.adminPassword()},
                               {QStringLiteral("token"), code}};
        return http.post("/api/v4/users/login", QJsonDocument(body).toJson());
    };
    QCOMPARE(answer({}).errorId(), QStringLiteral("mfa.validate_token.authenticate.app_error"));
    QCOMPARE(answer(QStringLiteral("000000")).errorId(),
             QStringLiteral("api.user.check_user_mfa.bad_code.app_error"));
    QCOMPARE(answer(QStringLiteral("424242")).status, 200);
}

QTEST_GUILESS_MAIN(TestPracticeServer)
#include "tst_practice_server.moc"
