// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "apitesting.h"
#include "core/steps/signin.h"
#include "stepfixture.h"

#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

// What is no Mattermost server, or none that can be used, is told as such.

namespace {

QString q(const char *text)
{
    return QString::fromUtf8(text);
}

Result<void> signInTo(const QString &typed, StepFixture &fixture)
{
    fixture.state.source.typedAddress = typed;
    fixture.secrets.source.credentials = {q("admin"), q("Secret-123"), {}, {}};
    SignIn step(SignIn::Side::Source);
    return fixture.run(step);
}

} // namespace

class TestNotMattermost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kinds_data();
    void kinds();
    void closes_data();
    void closes();
    void nobodyThere();
    void noAddress();
    void everyParentIsAsked();
    void tooOld_data();
    void tooOld();
    void insecureAddress();
    void loginThatIsNone_data();
    void loginThatIsNone();
};

void TestNotMattermost::kinds_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<QString>("kind");
    const auto json = [](const QByteArray &body) { return jsonAnswer(200, body); };
    QTest::newRow("page for everything") << htmlAnswer(200) << q("NotMattermost");
    QTest::newRow("404 page") << htmlAnswer(404) << q("NotMattermost");
    QTest::newRow("400 page") << htmlAnswer(400) << q("NotMattermost");
    QTest::newRow("501 page") << htmlAnswer(501) << q("NotMattermost");
    // A ping needs no sign-in, so whoever asks for one is something else.
    QTest::newRow("401 page") << htmlAnswer(401) << q("NotMattermost");
    QTest::newRow("403 page") << htmlAnswer(403) << q("NotMattermost");
    QTest::newRow("502 of a proxy") << htmlAnswer(502) << q("ServerError");
    QTest::newRow("429") << htmlAnswer(429) << q("RateLimited");
    QTest::newRow("JSON of something else") << json("{\"hello\":1}") << q("NotMattermost");
    QTest::newRow("a JSON list") << json("[]") << q("NotMattermost");
    QTest::newRow("JSON with a status, no version")
        << json("{\"status\":\"OK\"}") << q("NotMattermost");
    QTest::newRow("empty") << json("") << q("NotMattermost");
    QTest::newRow("no status") << [] {
        ScriptedAnswer answer = pingAnswer();
        answer.body = "{}";
        return answer;
    }() << q("NotMattermost");
    QTest::newRow("unreadable version") << pingAnswer("dev") << q("NotMattermost");
    QTest::newRow("page with a version") << [] {
        ScriptedAnswer answer = pingAnswer();
        answer.body = "<html></html>";
        return answer;
    }() << q("NotMattermost");
    QTest::newRow("endless page") << jsonAnswer(200, QByteArray(20'000'000, 'x'))
                                  << q("NotMattermost");
    QTest::newRow("redirects for ever") << redirectAnswer("/login") << q("NotMattermost");
    QTest::newRow("204") << jsonAnswer(204, {}) << q("NotMattermost");
}

void TestNotMattermost::kinds()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(QString, kind);
    Script script([&answer](const SeenRequest &) { return answer; });
    ScriptedServer server(script);
    StepFixture fixture;
    const Result<void> done = signInTo(server.address().toString(), fixture);
    QVERIFY(!done);
    QCOMPARE(errorKindName(done.error().kind), kind);
    QVERIFY(done.error().facts.value(q("address")).toString().contains(server.address().host()));
    // No password went there.
    QCOMPARE(server.count("POST"), 0);
    QVERIFY(fixture.state.source.address.isEmpty());
    QVERIFY(fixture.saved.isEmpty());
}

void TestNotMattermost::closes_data()
{
    QTest::addColumn<CutPhase>("phase");
    QTest::newRow("at once") << CutPhase::BeforeHead;
    QTest::newRow("after the request") << CutPhase::AfterHead;
    QTest::newRow("in the answer") << CutPhase::MidAnswer;
}

void TestNotMattermost::closes()
{
    QFETCH(CutPhase, phase);
    Script script([](const SeenRequest &) { return pingAnswer(); },
                  [phase](const SeenRequest &) {
                      return Cut{phase, 3, false};
                  });
    ScriptedServer server(script);
    StepFixture fixture;
    const Result<void> done = signInTo(server.address().toString(), fixture);
    QVERIFY(!done);
    QCOMPARE(errorKindName(done.error().kind), q("Network"));
}

void TestNotMattermost::nobodyThere()
{
    QString address;
    {
        Script script([](const SeenRequest &) { return pingAnswer(); });
        const ScriptedServer server(script);
        address = server.address().toString();
    }
    for (const QString &typed : {address, QUrl(address).authority()}) {
        StepFixture fixture;
        const Result<void> done = signInTo(typed, fixture);
        QVERIFY(!done);
        QCOMPARE(errorKindName(done.error().kind), q("Network"));
        QCOMPARE(done.error().facts.value(q("reason")).toString(), q("refused"));
    }
}

void TestNotMattermost::noAddress()
{
    for (const char *typed : {"", "ftp://127.0.0.1", "not an address"}) {
        StepFixture fixture;
        QCOMPARE(errorKindName(signInTo(q(typed), fixture).error().kind), q("BadAddress"));
    }
}

void TestNotMattermost::everyParentIsAsked()
{
    Script script([](const SeenRequest &) { return htmlAnswer(200); });
    ScriptedServer server(script);
    StepFixture fixture;
    QVERIFY(!signInTo(server.address().toString() + q("/team/channels/town-square"), fixture));
    QByteArrayList targets;
    const QList<SeenRequest> requests = server.requests();
    for (const SeenRequest &request : requests)
        targets.append(request.target);
    const QByteArray ping = "/api/v4/system/ping";
    QCOMPARE(targets, (QByteArrayList{"/team/channels/town-square" + ping, "/team/channels" + ping,
                                      "/team" + ping, ping}));
}

void TestNotMattermost::tooOld_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<bool>("supported");
    QTest::newRow("5.33.9") << QByteArray("5.33.9.5.33.9.abc.false") << false;
    QTest::newRow("4.10.0") << QByteArray("4.10.0.x.false") << false;
    QTest::newRow("5.34.0") << QByteArray("5.34.0.x.false") << true;
    QTest::newRow("99.0.0") << QByteArray("99.0.0..x.true") << true;
}

void TestNotMattermost::tooOld()
{
    QFETCH(QByteArray, version);
    QFETCH(bool, supported);
    Script script([&version](const SeenRequest &request) {
        return request.method == "GET" ? pingAnswer(version)
                                       : errorAnswer(401, "api.user.login.invalid_credentials");
    });
    ScriptedServer server(script);
    StepFixture fixture;
    const Result<void> done = signInTo(server.address().toString(), fixture);
    QVERIFY(!done);
    QCOMPARE(errorKindName(done.error().kind),
             supported ? q("SignInRefused") : q("UnsupportedVersion"));
    if (!supported) {
        QVERIFY(version.startsWith(done.error().facts.value(q("version")).toString().toLatin1()));
        QCOMPARE(server.count("POST"), 0);
    }
}

void TestNotMattermost::insecureAddress()
{
    // Typed with http, not on this computer, and nobody agreed: not a single packet.
    StepFixture fixture;
    const Result<void> done = signInTo(q("http://chat.example.invalid"), fixture);
    QVERIFY(!done);
    QCOMPARE(errorKindName(done.error().kind), q("InsecureAddress"));
    QCOMPARE(done.error().facts.value(q("address")).toString(), q("http://chat.example.invalid"));
}

void TestNotMattermost::loginThatIsNone_data()
{
    QTest::addColumn<ScriptedAnswer>("login");
    QTest::addColumn<QString>("kind");
    const QByteArray user =
        R"({"id":"abcdefghijklmnopqrstuvwxyz","username":"a","roles":"system_admin"})";
    QTest::newRow("page") << htmlAnswer(200) << q("Protocol");
    QTest::newRow("no token") << jsonAnswer(200, user) << q("NotMattermost");
    QTest::newRow("redirect") << redirectAnswer("https://sso.example.com/login") << q("Protocol");
    QTest::newRow("401 page") << htmlAnswer(401) << q("SignInRefused");
    QTest::newRow("401 with an id from the future")
        << errorAnswer(401, "api.user.login.something_new.app_error") << q("SignInRefused");
    QTest::newRow("bots may not") << errorAnswer(401,
                                                 "api.user.login.bot_login_forbidden.app_error")
                                  << q("SignInRefused");
    QTest::newRow("no longer there") << htmlAnswer(404) << q("NotFound");
    QTest::newRow("500") << errorAnswer(500, "x.y") << q("ServerError");
}

void TestNotMattermost::loginThatIsNone()
{
    QFETCH(ScriptedAnswer, login);
    QFETCH(QString, kind);
    Script script([&login](const SeenRequest &request) {
        return request.method == "POST" ? login : pingAnswer();
    });
    ScriptedServer server(script);
    StepFixture fixture;
    const Result<void> done = signInTo(server.address().toString(), fixture);
    QVERIFY(!done);
    QCOMPARE(errorKindName(done.error().kind), kind);
    QCOMPARE(server.count("POST"), 1);
    QVERIFY(!fixture.secrets.source.openedSession);
    QVERIFY(fixture.secrets.source.sessionToken.isEmpty());
}

QTEST_GUILESS_MAIN(TestNotMattermost)
#include "tst_notmattermost.moc"
