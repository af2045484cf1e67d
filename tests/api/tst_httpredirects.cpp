// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "apitesting.h"

#include <QTemporaryFile>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

ScriptedAnswer good()
{
    return jsonAnswer(200, "{\"good\":true}");
}

QByteArray addressOf(const ScriptedServer &server, const char *path)
{
    return server.address().toString().toUtf8() + path;
}

} // namespace

class TestHttpRedirects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameServerKeepsAuthorization_data();
    void sameServerKeepsAuthorization();
    void anotherServerLosesIt();
    void lostStaysLost();
    void loops_data();
    void loops();
    void onlyGetIsRedirected_data();
    void onlyGetIsRedirected();
    void otherSchemes_data();
    void otherSchemes();
    void fiveHops();
};

void TestHttpRedirects::sameServerKeepsAuthorization_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("302, path") << 302 << QByteArray("/mm/thing") << QByteArray("/mm/thing");
    QTest::newRow("301, relative") << 301 << QByteArray("other") << QByteArray("/other");
    QTest::newRow("303") << 303 << QByteArray("/b?x=1") << QByteArray("/b?x=1");
    QTest::newRow("307") << 307 << QByteArray("/b") << QByteArray("/b");
    QTest::newRow("308") << 308 << QByteArray("/b") << QByteArray("/b");
    QTest::newRow("whole address") << 302 << QByteArray("SERVER/b") << QByteArray("/b");
}

void TestHttpRedirects::sameServerKeepsAuthorization()
{
    QFETCH(int, status);
    QFETCH(QByteArray, location);
    QFETCH(QByteArray, target);
    Script script([&](const SeenRequest &request) {
        return request.number == 1 ? redirectAnswer(location, status) : good();
    });
    ScriptedServer server(script);
    location.replace("SERVER", addressOf(server, ""));
    const Result<HttpAnswer> answer = sendTo(server.address(), getCall());
    QVERIFY(answer);
    QCOMPARE(answer->url, QUrl(QString::fromUtf8(addressOf(server, target.constData()))));
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.requests().value(1).target, target);
    QCOMPARE(server.requests().value(1).header("authorization"),
             QByteArray("Bearer token-of-the-test"));
}

void TestHttpRedirects::anotherServerLosesIt()
{
    Script otherScript([](const SeenRequest &) { return good(); });
    ScriptedServer other(otherScript);
    // Another port, and the same port under another name.
    QUrl otherName = other.address();
    otherName.setHost(QStringLiteral("localhost"));
    for (const QByteArray &location :
         {addressOf(other, "/b"), QByteArray(otherName.toString().toUtf8() + "/b")}) {
        Script script([&](const SeenRequest &) { return redirectAnswer(location); });
        ScriptedServer server(script);
        const auto before = other.requests().size();
        QVERIFY(sendTo(server.address(), getCall()));
        QCOMPARE(other.requests().size(), before + 1);
        for (const char *header : {"authorization", "cookie"})
            QCOMPARE(other.requests().last().header(header), QByteArray());
    }
}

void TestHttpRedirects::lostStaysLost()
{
    // Out and back again: whoever redirects could otherwise choose where the token goes.
    QByteArray home;
    Script otherScript([&home](const SeenRequest &) { return redirectAnswer(home); });
    ScriptedServer other(otherScript);
    Script script([&](const SeenRequest &request) {
        return request.number == 1 ? redirectAnswer(addressOf(other, "/out")) : good();
    });
    ScriptedServer server(script);
    home = addressOf(server, "/back");
    QVERIFY(sendTo(server.address(), getCall()));
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.requests().value(1).header("authorization"), QByteArray());
}

void TestHttpRedirects::loops_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("to itself") << QByteArray("/thing");
    QTest::newRow("deeper and deeper") << QByteArray("deeper/");
    QTest::newRow("nowhere") << QByteArray();
    QTest::newRow("rubbish") << QByteArray("http://[");
}

void TestHttpRedirects::loops()
{
    QFETCH(QByteArray, location);
    Script script([&](const SeenRequest &) { return redirectAnswer(location); });
    ScriptedServer server(script);
    const Result<HttpAnswer> answer = sendTo(server.address(), getCall());
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Protocol);
    QVERIFY(server.requests().size() <= 6);
}

void TestHttpRedirects::onlyGetIsRedirected_data()
{
    QTest::addColumn<QByteArray>("method");
    for (const char *method : {"POST", "PUT", "DELETE"})
        QTest::newRow(method) << QByteArray(method);
}

void TestHttpRedirects::onlyGetIsRedirected()
{
    // Following a POST with GET loses its body, and following with POST may create twice.
    QFETCH(QByteArray, method);
    for (const int status : {301, 302, 303, 307, 308}) {
        Script script([status](const SeenRequest &request) {
            return request.number == 1
                       ? redirectAnswer("http://user:pw@127.0.0.1:1/mm?token=x", status)
                       : good();
        });
        ScriptedServer server(script);
        HttpCall call = postCall();
        call.method = method;
        const Result<HttpAnswer> answer = sendTo(server.address(), call);
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Protocol);
        QCOMPARE(answer.error().facts.value(QStringLiteral("redirect")).toString(),
                 QStringLiteral("http://127.0.0.1:1/mm"));
        QCOMPARE(server.requests().size(), 1);
    }
}

void TestHttpRedirects::otherSchemes_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("file") << QByteArray("FILE");
    QTest::newRow("data") << QByteArray("data:application/json,{}");
    QTest::newRow("resource") << QByteArray("qrc:/thing");
    QTest::newRow("ftp") << QByteArray("ftp://127.0.0.1:1/x");
    QTest::newRow("web socket") << QByteArray("ws://127.0.0.1:1/x");
    QTest::newRow("no scheme but a colon") << QByteArray("javascript:alert(1)");
}

void TestHttpRedirects::otherSchemes()
{
    // A server must not be able to make us read files of this computer.
    QFETCH(QByteArray, location);
    QTemporaryFile file;
    QVERIFY(file.open());
    QVERIFY(file.write("{\"private\":true}") > 0);
    QVERIFY(file.flush());
    location.replace("FILE", QUrl::fromLocalFile(file.fileName()).toEncoded());
    Script script([&](const SeenRequest &) { return redirectAnswer(location); });
    ScriptedServer server(script);
    const Result<HttpAnswer> answer = sendTo(server.address(), getCall());
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Protocol);
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpRedirects::fiveHops()
{
    Script script([](const SeenRequest &request) {
        return request.number <= 5 ? redirectAnswer("/hop" + QByteArray::number(request.number))
                                   : good();
    });
    ScriptedServer server(script);
    const Result<HttpAnswer> answer = sendTo(server.address(), getCall());
    QVERIFY(answer);
    QCOMPARE(answer->url.path(), QStringLiteral("/hop5"));
}

QTEST_GUILESS_MAIN(TestHttpRedirects)
#include "tst_httpredirects.moc"
