// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "apitesting.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace mmigrate;
using namespace mmigrate::test;

// What happens to a call while it waits: silence, cancel, and a session that ends.

namespace {

constexpr int generousMs = 2'000; // what should take some milliseconds, on a busy machine

ScriptedAnswer good()
{
    return jsonAnswer(200, "{\"good\":true}");
}

/// Falls silent at that moment of each request, and keeps the connection.
Script silentAt(CutPhase phase)
{
    return Script(
        [phase](const SeenRequest &) {
            ScriptedAnswer answer = good();
            answer.stall = phase == CutPhase::MidAnswer;
            return answer;
        },
        [phase](const SeenRequest &) {
            return Cut{phase, 5, true};
        });
}

} // namespace

class TestHttpWaiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void silence_data();
    void silence();
    void slowIsNotSilent();

    void cancelWhileWaiting_data();
    void cancelWhileWaiting();
    void cancelInAPause();
    void cancelledBefore();
    void logoutGoesOutAfterCancel();

    void renewsOnce();
    void renewalThatDoesNotHelp();
    void renewalFails();
    void renewalInsideOfRenewal();
    void noRenewalWithoutToken();
};

void TestHttpWaiting::silence_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("phase");
    QTest::newRow("GET, no answer") << QByteArray("GET") << int(CutPhase::AfterBody);
    QTest::newRow("POST, no answer") << QByteArray("POST") << int(CutPhase::AfterBody);
    QTest::newRow("half an answer") << QByteArray("GET") << int(CutPhase::MidAnswer);
}

void TestHttpWaiting::silence()
{
    QFETCH(QByteArray, method);
    QFETCH(int, phase);
    Script script = silentAt(CutPhase(phase));
    ScriptedServer server(script);
    HttpCall call = method == "POST" ? postCall() : getCall();
    call.silenceTimeoutMs = 150;
    const Result<HttpAnswer> answer = sendTo(server.address(), call);
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Timeout);
    QCOMPARE(server.count(method), method == "POST" ? 1 : quickRetries().attempts);
}

void TestHttpWaiting::slowIsNotSilent()
{
    // A byte each 5 ms takes longer than the allowed silence, but is none.
    Script script([](const SeenRequest &) {
        ScriptedAnswer answer = jsonAnswer(200, QByteArray(400, 'x'));
        answer.dripBytes = 1;
        return answer;
    });
    ScriptedServer server(script);
    HttpCall call = getCall();
    call.silenceTimeoutMs = 1'500;
    const Result<HttpAnswer> answer = sendTo(server.address(), call);
    QVERIFY(answer);
    QCOMPARE(answer->body.size(), 400);
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpWaiting::cancelWhileWaiting_data()
{
    silence_data();
}

void TestHttpWaiting::cancelWhileWaiting()
{
    QFETCH(QByteArray, method);
    QFETCH(int, phase);
    Script script = silentAt(CutPhase(phase));
    ScriptedServer server(script);
    StepControl control;
    QElapsedTimer sinceCancel;
    std::thread canceller([&] {
        while (server.requests().isEmpty())
            std::this_thread::yield();
        sinceCancel.start();
        control.cancel();
    });
    const auto answer = withSession(server.address(), control, [&method](HttpSession &session) {
        return session.send(method == "POST" ? postCall() : getCall());
    });
    canceller.join();
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
    QVERIFY(sinceCancel.elapsed() < generousMs);
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpWaiting::cancelInAPause()
{
    Script script([](const SeenRequest &) { return htmlAnswer(503); });
    ScriptedServer server(script);
    StepControl control;
    QElapsedTimer sinceCancel;
    std::thread canceller;
    const auto answer = withSession(server.address(), control, [&](HttpSession &session) {
        session.setRetryPolicy({5, 600'000, 600'000});
        session.setWaitingSink([&](qint64, const Error &) {
            canceller = std::thread([&] {
                sinceCancel.start();
                control.cancel();
            });
        });
        return session.send(getCall());
    });
    canceller.join();
    QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
    QVERIFY(sinceCancel.elapsed() < generousMs);
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpWaiting::cancelledBefore()
{
    Script script([](const SeenRequest &) { return good(); });
    ScriptedServer server(script);
    StepControl control;
    control.cancel();
    const auto answer = withSession(server.address(), control,
                                    [](HttpSession &session) { return session.send(getCall()); });
    QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
    QCOMPARE(server.requests().size(), 0);
}

void TestHttpWaiting::logoutGoesOutAfterCancel()
{
    Script script([](const SeenRequest &) { return jsonAnswer(200, "{\"status\":\"OK\"}"); });
    ScriptedServer server(script);
    StepControl control;
    control.cancel();
    const bool tokenLeft = withSession(server.address(), control, [](HttpSession &session) {
        MattermostClient client(session);
        return !client.logout() || session.hasToken();
    });
    QVERIFY(!tokenLeft);
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(server.requests().value(0).target, QByteArray("/api/v4/users/logout"));
    QCOMPARE(server.requests().value(0).header("authorization"),
             QByteArray("Bearer token-of-the-test"));
}

void TestHttpWaiting::renewsOnce()
{
    Script script([](const SeenRequest &request) {
        return request.header("authorization") == "Bearer new"
                   ? good()
                   : errorAnswer(401, "api.context.session_expired.app_error");
    });
    ScriptedServer server(script);
    for (const bool create : {false, true}) {
        StepControl control;
        int renewals = 0;
        const auto before = server.requests().size();
        const auto answer = withSession(server.address(), control, [&](HttpSession &session) {
            session.setRenewal([&]() -> Result<void> {
                ++renewals;
                session.setToken("new");
                return {};
            });
            // 401 is said before anything is done, so a create is repeated, too.
            return session.send(create ? postCall() : getCall());
        });
        QVERIFY(answer);
        QCOMPARE(renewals, 1);
        QCOMPARE(server.requests().size() - before, 2);
    }
}

void TestHttpWaiting::renewalThatDoesNotHelp()
{
    Script script([](const SeenRequest &) {
        return errorAnswer(401, "api.context.session_expired.app_error");
    });
    ScriptedServer server(script);
    StepControl control;
    int renewals = 0;
    const auto answer = withSession(server.address(), control, [&](HttpSession &session) {
        session.setRenewal([&]() -> Result<void> {
            ++renewals;
            return {};
        });
        return session.send(getCall());
    });
    QCOMPARE(answer.error().kind, ErrorKind::SessionExpired);
    QCOMPARE(renewals, 1);
    QCOMPARE(server.requests().size(), 2);
}

void TestHttpWaiting::renewalFails()
{
    Script script([](const SeenRequest &) {
        return errorAnswer(401, "api.context.session_expired.app_error");
    });
    ScriptedServer server(script);
    StepControl control;
    const auto answer = withSession(server.address(), control, [](HttpSession &session) {
        session.setRenewal([]() -> Result<void> { return makeError(ErrorKind::MfaRequired); });
        return session.send(getCall());
    });
    QCOMPARE(answer.error().kind, ErrorKind::MfaRequired);
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpWaiting::renewalInsideOfRenewal()
{
    Script script([](const SeenRequest &) {
        return errorAnswer(401, "api.context.session_expired.app_error");
    });
    ScriptedServer server(script);
    StepControl control;
    int renewals = 0;
    const auto answer = withSession(server.address(), control, [&](HttpSession &session) {
        session.setRenewal([&]() -> Result<void> {
            ++renewals;
            const Result<HttpAnswer> inner = session.send(getCall());
            return inner ? Result<void>() : inner.error();
        });
        return session.send(getCall());
    });
    QCOMPARE(answer.error().kind, ErrorKind::SessionExpired);
    QCOMPARE(renewals, 1);
}

void TestHttpWaiting::noRenewalWithoutToken()
{
    Script script([](const SeenRequest &) { return htmlAnswer(401); });
    ScriptedServer server(script);
    StepControl control;
    int renewals = 0;
    const bool refused = withSession(server.address(), control, [&](HttpSession &session) {
        session.setRenewal([&]() -> Result<void> {
            ++renewals;
            return {};
        });
        HttpCall open = getCall();
        open.authorized = false;
        const bool openRefused = !session.send(open);
        session.setToken({});
        return openRefused && !session.send(getCall());
    });
    QVERIFY(refused);
    QCOMPARE(renewals, 0);
    QCOMPARE(server.requests().size(), 2);
}

QTEST_GUILESS_MAIN(TestHttpWaiting)
#include "tst_httpwaiting.moc"
