// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

Q_DECLARE_METATYPE(mmigrate::PracticePersonality)

namespace {

struct Answer
{
    int status = 0;
    QByteArray head{};
    QByteArray body{};

    QJsonDocument json() const { return QJsonDocument::fromJson(body); }
    QByteArray header(const QByteArray &name) const
    {
        const QList<QByteArray> lines = head.split('\n');
        for (const QByteArray &line : lines) {
            if (line.toLower().startsWith(QByteArray(name.toLower() + ": ")))
                return line.mid(name.size() + 2).trimmed();
        }
        return {};
    }
};

/// Speaks as Mattermost's own command-line client was heard to (7.10): the scheme in capitals, an
/// empty If-None-Match, every field of a JSON object though it says nothing, and the archive in
/// chunked coding without a length.
class OtherClient
{
public:
    explicit OtherClient(const PracticeServer &server)
        : m_port(server.port())
    {
    }

    bool login(const PracticeServer &server)
    {
        const QJsonObject body{{QStringLiteral("login_id"), server.adminUsername()},
                               {QStringLiteral("password"), server.adminPassword()}};
        const Answer answer = post("/users/login", QJsonDocument(body).toJson());
        m_token = answer.header("Token");
        return answer.status == 200 && !m_token.isEmpty();
    }
    Answer get(const QByteArray &path) { return exchange("GET", path, "If-None-Match: \r\n", {}); }
    Answer post(const QByteArray &path, const QByteArray &body)
    {
        return exchange(
            "POST", path,
            "If-None-Match: \r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n", body);
    }
    Answer upload(const QByteArray &path, const QByteArray &body)
    {
        QByteArray coded;
        constexpr qsizetype piece = 32 * 1024;
        for (qsizetype at = 0; at < body.size(); at += piece) {
            const QByteArray part = body.mid(at, piece);
            coded += QByteArray::number(part.size(), 16) + "\r\n" + part + "\r\n";
        }
        return exchange("POST", path, "Transfer-Encoding: chunked\r\n", coded + "0\r\n\r\n");
    }
    /// Follows a job to its end.
    QString jobStatus(const QString &id)
    {
        for (;;) {
            const QString status = get("/jobs/" + id.toLatin1())
                                       .json()
                                       .object()
                                       .value(QLatin1String("status"))
                                       .toString();
            if (status != QLatin1String("pending") && status != QLatin1String("in_progress"))
                return status;
        }
    }

private:
    Answer exchange(const QByteArray &method, const QByteArray &path, const QByteArray &headers,
                    const QByteArray &body)
    {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
        if (!socket.waitForConnected())
            return {};
        QByteArray request = method + " /api/v4" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                             + "User-Agent: mmctl/7.10 (linux)\r\nConnection: close\r\n" + headers;
        if (!m_token.isEmpty())
            request += "Authorization: BEARER " + m_token + "\r\n";
        socket.write(request + "\r\n" + body);
        QByteArray all;
        while (socket.state() != QAbstractSocket::UnconnectedState && socket.waitForReadyRead())
            all += socket.readAll();
        all += socket.readAll();
        const qsizetype end = all.indexOf("\r\n\r\n");
        return {all.mid(9, 3).toInt(), all.left(end), all.mid(end + 4)};
    }

    quint16 m_port;
    QByteArray m_token;
};

QByteArray jobBody(const char *type, const QByteArray &data)
{
    return R"({"id":"","type":")" + QByteArray(type)
           + R"(","priority":0,"create_at":0,"start_at":0,"last_activity_at":0,"status":"",)"
             R"("progress":0,"data":)"
           + data + "}";
}

QString idIn(const Answer &answer)
{
    return answer.json().object().value(QLatin1String("id")).toString();
}

} // namespace

/// The stand-ins are servers for other clients, too.
class OtherClientTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void migrates_data();
    void migrates();
};

void OtherClientTest::migrates_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::newRow("5.37 to 11") << PracticePersonality::V5_37;
    QTest::newRow("11 to 11") << PracticePersonality::V11;
}

void OtherClientTest::migrates()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions sourceOptions = smallSource(personality);
    // A real 5.37 writes channels of archived teams, and stops at its own export then.
    sourceOptions.exportArchivedTeamChannels = false;
    PracticeServer source(sourceOptions);
    // Nor does 5.37 read the custom emoji of its own exports.
    PracticeServer destination(emptyDestination(PracticePersonality::V11));
    QVERIFY(source.start());
    QVERIFY(destination.start());

    OtherClient there(source);
    QVERIFY(there.login(source));
    QCOMPARE(there.get("/users/me").status, 200);
    const Answer exported =
        there.post("/jobs", jobBody("export_process", R"({"include_attachments":"true"})"));
    QCOMPARE(exported.status, 201);
    QCOMPARE(there.jobStatus(idIn(exported)), QStringLiteral("success"));
    const QJsonArray names = there.get("/exports").json().array();
    QCOMPARE(names.size(), 1);
    const Answer archive = there.get("/exports/" + names.first().toString().toLatin1());
    QCOMPARE(archive.status, 200);
    QVERIFY(archive.body.startsWith("PK"));

    OtherClient here(destination);
    QVERIFY(here.login(destination));
    const Answer session =
        here.post("/uploads", R"({"id":"","type":"import","create_at":0,"user_id":"me",)"
                              R"("filename":"e.zip","file_size":)"
                                  + QByteArray::number(archive.body.size())
                                  + R"(,"file_offset":0,"remote_id":"","req_file_id":""})");
    QCOMPARE(session.status, 201);
    const Answer sent = here.upload("/uploads/" + idIn(session).toLatin1(), archive.body);
    QCOMPARE(sent.status, 200);
    const QJsonArray imports = here.get("/imports").json().array();
    QCOMPARE(imports, QJsonArray{QString(idIn(session) + QStringLiteral("_e.zip"))});
    const Answer imported = here.post(
        "/jobs", jobBody("import_process",
                         R"({"import_file":")" + imports.first().toString().toLatin1() + R"("})"));
    QCOMPARE(imported.status, 201);
    QCOMPARE(here.jobStatus(idIn(imported)), QStringLiteral("success"));
    QCOMPARE(destination.counts().teams, source.counts().teams);
    QCOMPARE(destination.posts().size(), source.posts().size());
}

QTEST_GUILESS_MAIN(OtherClientTest)
#include "tst_otherclient.moc"
