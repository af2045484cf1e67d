// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "apitesting.h"

#include <QTemporaryDir>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

ScriptedAnswer good()
{
    return jsonAnswer(200, "{\"good\":true}");
}

} // namespace

class TestHttpSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers();
    void pathsAreEncoded();
    void cookiesAreNotKept();
    void callWithoutAuthorization();

    void repeats_data();
    void repeats();
    void givesUp();
    void doesNotRepeat_data();
    void doesNotRepeat();
    void createIsRepeatedAfterARateLimit();
    void asksForThePauseThatTheServerWants_data();
    void asksForThePauseThatTheServerWants();
    void refusedConnection();

    void tooLarge_data();
    void tooLarge();
    void largestAllowed();
    void unpacksTooLarge();

    void unreadableCaFile_data();
    void unreadableCaFile();
};

void TestHttpSession::answers()
{
    Script script([](const SeenRequest &) {
        ScriptedAnswer answer = good();
        answer.headers += {{"X-Twice", "first"}, {"X-Twice", "second"}};
        return answer;
    });
    ScriptedServer server(script);
    HttpCall call = postCall("{\"a\":\"ü\"}");
    const Result<HttpAnswer> answer = sendTo(server.address(), call);
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->body, QByteArray("{\"good\":true}"));
    QCOMPARE(answer->header("x-twice"), QByteArray("first, second"));
    QCOMPARE(answer->header("missing"), QByteArray());
    const SeenRequest seen = server.requests().value(0);
    QCOMPARE(seen.method, QByteArray("POST"));
    QCOMPARE(seen.header("authorization"), QByteArray("Bearer token-of-the-test"));
    QCOMPARE(seen.header("content-type"), QByteArray("application/json"));
    QCOMPARE(seen.contentLength, call.body.size());
    QVERIFY(seen.header("user-agent").startsWith("mmigrate/"));
    server.locked([&] { QCOMPARE(script.bodies.value(1), call.body); });
}

void TestHttpSession::pathsAreEncoded()
{
    Script script([](const SeenRequest &) { return good(); });
    ScriptedServer server(script);
    QUrl address = server.address();
    address.setPath(QStringLiteral("/sub"));
    HttpCall call = getCall(QStringLiteral("/a b/ü?#%2f"));
    call.query.addQueryItem(QStringLiteral("name"), QStringLiteral("x y&z"));
    QVERIFY(sendTo(address, call));
    QCOMPARE(server.requests().value(0).target,
             QByteArray("/sub/a%20b/%C3%BC%3F%23%252f?name=x%20y%26z"));
}

void TestHttpSession::cookiesAreNotKept()
{
    Script script([](const SeenRequest &) {
        ScriptedAnswer answer = good();
        answer.headers.append(
            qMakePair(QByteArray("Set-Cookie"), QByteArray("MMAUTHTOKEN=x; Path=/")));
        return answer;
    });
    ScriptedServer server(script);
    StepControl control;
    withSession(server.address(), control, [](HttpSession &session) {
        return bool(session.send(getCall())) && bool(session.send(getCall()));
    });
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.requests().value(1).header("cookie"), QByteArray());
}

void TestHttpSession::callWithoutAuthorization()
{
    Script script([](const SeenRequest &) { return good(); });
    ScriptedServer server(script);
    HttpCall call = getCall();
    call.authorized = false;
    QVERIFY(sendTo(server.address(), call));
    QCOMPARE(server.requests().value(0).header("authorization"), QByteArray());
}

void TestHttpSession::repeats_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {408, 429, 500, 502, 503, 504, 507, 599})
        QTest::addRow("%d", status) << status;
}

void TestHttpSession::repeats()
{
    QFETCH(int, status);
    for (const char *method : {"GET", "PUT", "DELETE"}) {
        Script script([status](const SeenRequest &request) {
            return request.number < 3 ? htmlAnswer(status) : good();
        });
        ScriptedServer server(script);
        HttpCall call = getCall();
        call.method = method;
        call.body = call.method == "PUT" ? "{\"whole\":1}" : "";
        const Result<HttpAnswer> answer = sendTo(server.address(), call);
        QVERIFY(answer);
        QCOMPARE(server.requests().size(), 3);
        // A body goes out whole with each try.
        const QList<SeenRequest> requests = server.requests();
        for (const SeenRequest &request : requests)
            QCOMPARE(request.bodyBytes, call.body.size());
    }
}

void TestHttpSession::givesUp()
{
    Script script([](const SeenRequest &) { return htmlAnswer(503); });
    ScriptedServer server(script);
    StepControl control;
    int pauses = 0;
    const auto answer = withSession(server.address(), control, [&pauses](HttpSession &session) {
        session.setWaitingSink([&pauses](qint64, const Error &why) {
            if (why.kind == ErrorKind::ServerError)
                ++pauses;
        });
        return session.send(getCall());
    });
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::ServerError);
    QCOMPARE(answer.error().httpStatus, 503);
    QCOMPARE(server.requests().size(), quickRetries().attempts);
    QCOMPARE(pauses, quickRetries().attempts - 1);
}

void TestHttpSession::doesNotRepeat_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("status");
    for (const int status : {400, 401, 403, 404, 409, 413, 416, 501})
        QTest::addRow("GET %d", status) << QByteArray("GET") << status;
    // What creates or appends may have been done although the server says otherwise.
    for (const int status : {408, 500, 502, 503, 504})
        QTest::addRow("POST %d", status) << QByteArray("POST") << status;
}

void TestHttpSession::doesNotRepeat()
{
    QFETCH(QByteArray, method);
    QFETCH(int, status);
    Script script([status](const SeenRequest &) { return htmlAnswer(status); });
    ScriptedServer server(script);
    const Result<HttpAnswer> answer =
        sendTo(server.address(), method == "POST" ? postCall() : getCall());
    QVERIFY(!answer);
    QCOMPARE(answer.error().httpStatus, status);
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpSession::createIsRepeatedAfterARateLimit()
{
    // 429 is said before the request is looked at.
    Script script(
        [](const SeenRequest &request) { return request.number == 1 ? htmlAnswer(429) : good(); });
    ScriptedServer server(script);
    QVERIFY(sendTo(server.address(), postCall()));
    QCOMPARE(server.requests().size(), 2);
}

void TestHttpSession::asksForThePauseThatTheServerWants_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("pause"); ///< at least; the policy's own is below 10
    QTest::newRow("Retry-After") << QByteArray("Retry-After") << QByteArray("7") << qint64(7'000);
    QTest::newRow("X-Ratelimit-Reset")
        << QByteArray("X-Ratelimit-Reset") << QByteArray("3") << qint64(3'000);
    QTest::newRow("twice, as with VaryByUser")
        << QByteArray("X-Ratelimit-Reset") << QByteArray("2, 9") << qint64(2'000);
    QTest::newRow("an hour is cut")
        << QByteArray("Retry-After") << QByteArray("3600") << qint64(300'000);
    QTest::newRow("more than a number holds")
        << QByteArray("Retry-After") << QByteArray("9223372036854775807") << qint64(300'000);
    QTest::newRow("a date is not understood")
        << QByteArray("Retry-After") << QByteArray("Fri, 31 Dec 1999 23:59:59 GMT") << qint64(0);
    QTest::newRow("negative") << QByteArray("Retry-After") << QByteArray("-5") << qint64(0);
}

void TestHttpSession::asksForThePauseThatTheServerWants()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(qint64, pause);
    Script script([&](const SeenRequest &) {
        ScriptedAnswer answer = htmlAnswer(429);
        answer.headers.append(qMakePair(name, value));
        return answer;
    });
    ScriptedServer server(script);
    StepControl control;
    qint64 asked = -1;
    const auto answer = withSession(server.address(), control, [&](HttpSession &session) {
        session.setWaitingSink([&](qint64 pauseMs, const Error &) {
            asked = pauseMs;
            control.cancel(); // nobody waits for it here
        });
        return session.send(getCall());
    });
    QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
    QVERIFY2(asked >= pause && asked <= pause + 10, qPrintable(QString::number(asked)));
}

void TestHttpSession::refusedConnection()
{
    Script script([](const SeenRequest &) { return good(); });
    QUrl address;
    {
        const ScriptedServer server(script);
        address = server.address();
    }
    const Result<HttpAnswer> answer = sendTo(address, getCall());
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Network);
    QCOMPARE(answer.error().facts.value(QStringLiteral("reason")).toString(),
             QStringLiteral("refused"));
    QCOMPARE(answer.error().facts.value(QStringLiteral("host")).toString(), address.host());
}

void TestHttpSession::tooLarge_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<int>("status");
    QTest::newRow("with a length") << false << 200;
    QTest::newRow("chunked") << true << 200;
    QTest::newRow("an error's body") << false << 500;
}

void TestHttpSession::tooLarge()
{
    QFETCH(bool, chunked);
    QFETCH(int, status);
    Script script([=](const SeenRequest &) {
        ScriptedAnswer answer = jsonAnswer(status, QByteArray(20'000'000, '1'));
        answer.isChunked = chunked;
        return answer;
    });
    ScriptedServer server(script);
    const Result<HttpAnswer> answer = sendTo(server.address(), getCall());
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Protocol);
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpSession::largestAllowed()
{
    Script script([](const SeenRequest &) { return jsonAnswer(200, QByteArray(1'000'000, '1')); });
    ScriptedServer server(script);
    HttpCall call = getCall();
    call.maxAnswerBytes = 1'000'000;
    const Result<HttpAnswer> answer = sendTo(server.address(), call);
    QVERIFY(answer);
    QCOMPARE(answer->body.size(), 1'000'000);
    call.maxAnswerBytes = 999'999;
    QCOMPARE(sendTo(server.address(), call).error().kind, ErrorKind::Protocol);
}

void TestHttpSession::unpacksTooLarge()
{
    // 20 KB on the wire, 20 MB unpacked. (Qt's own format has four bytes in front of the zlib
    // data.)
    const QByteArray packed = qCompress(QByteArray(20'000'000, 'x'), 9).mid(4);
    Script script([&packed](const SeenRequest &) {
        ScriptedAnswer answer = jsonAnswer(200, packed);
        answer.headers.append(qMakePair(QByteArray("Content-Encoding"), QByteArray("deflate")));
        return answer;
    });
    ScriptedServer server(script);
    const Result<HttpAnswer> answer = sendTo(server.address(), getCall());
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Protocol);
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpSession::unreadableCaFile_data()
{
    QTest::addColumn<bool>("exists");
    QTest::newRow("missing") << false;
    QTest::newRow("no certificate in it") << true;
}

void TestHttpSession::unreadableCaFile()
{
    // Said at once: without it the person would be told that the certificate is not trusted.
    QFETCH(bool, exists);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("ca.pem"));
    if (exists) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write("not a certificate") > 0);
    }
    Script script([](const SeenRequest &) { return good(); });
    ScriptedServer server(script);
    const auto answer = runInWorker([&] {
        StepControl control;
        HttpSession session(server.address(), control, TlsOptions{path});
        return session.send(getCall());
    });
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Disk);
    QCOMPARE(answer.error().facts.value(QStringLiteral("path")).toString(), path);
    QCOMPARE(server.requests().size(), 0);
}

QTEST_GUILESS_MAIN(TestHttpSession)
#include "tst_httpsession.moc"
