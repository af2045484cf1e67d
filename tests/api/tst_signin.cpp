// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/signin.h"
#include "practicetesting.h"
#include "stepfixture.h"

#include <QJsonDocument>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

Result<void> signIn(StepFixture &fixture, SignIn::Side side = SignIn::Side::Source,
                    const std::function<Result<void>(StepContext &)> &afterwards = {})
{
    SignIn step(side);
    return fixture.run(step, afterwards);
}

QString kindOf(const Result<void> &done)
{
    return done ? q("ok") : errorKindName(done.error().kind);
}

/// A fixture whose source is this server, with these credentials.
StepFixture fixtureFor(const PracticeServer &server, const Credentials &credentials)
{
    StepFixture fixture;
    fixture.state.source.typedAddress = server.url().toString();
    fixture.secrets.source.credentials = credentials;
    return fixture;
}

QString newAccessToken(const PracticeServer &server)
{
    const auto made = withAdministrator(server, [](MattermostClient &client) {
        HttpCall call;
        call.method = "POST";
        call.path = q("/api/v4/users/me/tokens");
        call.body = "{\"description\":\"test\"}";
        Result<HttpAnswer> answer = client.session().send(call);
        (void)client.logout();
        return answer;
    });
    const QByteArray body = made ? made->body : QByteArray();
    return QJsonDocument::fromJson(body).object().value(q("token")).toString();
}

PracticeServerOptions withAccounts(PracticePersonality personality)
{
    PracticeServerOptions options = smallServer(personality);
    options.adminMfaCode = q("123456");
    options.accounts = {
        {q("anna"), q("anna@example.com"), q("Password-1"), q("system_user"), {}, false},
        {q("second"),
         q("second@example.com"),
         q("Password-1"),
         q("system_admin system_user"),
         {},
         false},
        {q("gone"),
         q("gone@example.com"),
         q("Password-1"),
         q("system_admin system_user"),
         {},
         true}};
    return options;
}

} // namespace

class TestSignIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void typedAddresses_data();
    void typedAddresses();
    void learnsAboutTheServer_data() { addPersonalities(); }
    void learnsAboutTheServer();
    void accounts_data();
    void accounts();
    void lockedAccount();
    void oneTimeCodeIsUsedUp();
    void accessToken_data() { addPersonalities(); }
    void accessToken();
    void noCredentials();
    void openSessionIsUsedAgain();
    void deadSession();
    void sessionsAreClosed();
    void expiredInTheMiddle_data() { addPersonalities(); }
    void expiredInTheMiddle();
    void expiredWithOneTimeCode();
    void cloud_data();
    void cloud();
    void sameServer_data();
    void sameServer();
    void importOnlyHasNoSource();
    void mfaForEverybody();
    void cancelled();
};

void TestSignIn::typedAddresses_data()
{
    QTest::addColumn<QString>("subpath");
    QTest::addColumn<QString>("typed"); ///< with HOST for 127.0.0.1:port
    const auto row = [](const char *name, const char *subpath, const char *typed) {
        QTest::newRow(name) << q(subpath) << q(typed);
    };
    row("host and port", "", "HOST");
    row("with scheme", "", "http://HOST");
    row("trailing slash", "", "http://HOST/");
    row("blanks", "", "  HOST  ");
    row("in angle brackets", "", "<http://HOST>");
    row("channel link", "", "http://HOST/team/channels/town-square");
    row("permalink", "", "http://HOST/team/pl/abcdefghijklmnopqrstuvwxyz");
    row("direct message", "", "HOST/team/messages/@anna");
    row("console", "", "http://HOST/admin_console/about/license");
    row("query", "", "http://HOST/login?redirect_to=%2Fteam");
    row("subpath", "/mm", "http://HOST/mm");
    row("subpath and slash", "/mm", "HOST/mm/");
    row("subpath forgotten", "/mm", "http://HOST");
    row("channel link below a subpath", "/mm/chat",
        "http://HOST/mm/chat/team/channels/town-square");
    row("link of the desktop program", "/mm", "mattermost://HOST/mm/team/channels/x");
}

void TestSignIn::typedAddresses()
{
    QFETCH(QString, subpath);
    QFETCH(QString, typed);
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    options.subpath = subpath;
    PracticeServer server(options);
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, administrator(server));
    fixture.state.source.typedAddress = typed.replace(q("HOST"), server.url().authority());
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    QCOMPARE(fixture.state.source.address, server.url());
    // A second run goes straight there.
    server.clearRequests();
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    QCOMPARE(server.requests(q("GET"), q("/system/ping$")).size(), 1);
}

void TestSignIn::learnsAboutTheServer()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.licence = PracticeLicence::E20;
    PracticeServer server(options);
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, administrator(server));
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    const ServerState &source = fixture.state.source;
    QCOMPARE(source.version.toString(), server.version());
    QVERIFY(source.licence.licensed);
    QVERIFY(!source.licence.cloud);
    QCOMPARE(source.username, q("admin"));
    QCOMPARE(source.email, q("admin@example.com"));
    QCOMPARE(source.userId.size(), 26);
    QVERIFY(!source.telemetryId.isEmpty());
    QCOMPARE(fixture.saved.size(), 1);
    QVERIFY(!fixture.progress.isEmpty());
    QCOMPARE(fixture.progress.first().activity, Activity::Connecting);
    QCOMPARE(fixture.progress.first().step, StepId::SignInSource);
    // What opens the server is not in the state.
    const QByteArray json = QJsonDocument(fixture.state.toJson()).toJson();
    QVERIFY(!json.contains(server.adminPassword().toUtf8()));
    QVERIFY(!fixture.secrets.source.sessionToken.isEmpty());
    QVERIFY(!json.contains(fixture.secrets.source.sessionToken));
    QVERIFY(fixture.secrets.source.openedSession);
}

void TestSignIn::accounts_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<Credentials>("credentials");
    QTest::addColumn<QString>("kind");
    for (const auto &[version, personality] : {std::pair("5.37", PracticePersonality::V5_37),
                                               std::pair("11", PracticePersonality::V11)}) {
        const auto row = [p = personality, v = version](
                             const char *name, const Credentials &credentials, const char *kind) {
            QTest::addRow("%s, %s", v, name) << p << credentials << q(kind);
        };
        const QString good = q("Practice-2026");
        row("code missing", {q("admin"), good, {}, {}}, "MfaRequired");
        row("code wrong", {q("admin"), good, q("111111"), {}}, "MfaWrong");
        row("code right", {q("admin"), good, q("123456"), {}}, "ok");
        row("by e-mail", {q("admin@example.com"), good, q("123456"), {}}, "ok");
        row("wrong password", {q("admin"), q("wrong"), q("123456"), {}}, "SignInRefused");
        row("unknown", {q("nobody"), good, {}, {}}, "SignInRefused");
        row("inactive", {q("gone"), q("Password-1"), {}, {}}, "AccountInactive");
        row("no administrator", {q("anna"), q("Password-1"), {}, {}}, "NotAdministrator");
        row("another administrator", {q("second"), q("Password-1"), {}, {}}, "ok");
        row("token that is none", {{}, {}, {}, q("abcdefghijklmnopqrstuvwxyz")}, "SignInRefused");
    }
}

void TestSignIn::accounts()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(Credentials, credentials);
    QFETCH(QString, kind);
    PracticeServer server(withAccounts(personality));
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, credentials);
    const Result<void> done = signIn(fixture);
    QCOMPARE(kindOf(done), kind);
    // Who is not let in leaves no session behind.
    QCOMPARE(server.openSessions(), done ? 1 : 0);
    QCOMPARE(fixture.secrets.source.openedSession, bool(done));
    if (kind == q("NotAdministrator"))
        QCOMPARE(done.error().facts.value(q("username")).toString(), q("anna"));
}

void TestSignIn::lockedAccount()
{
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    options.config = {{q("ServiceSettings"), QJsonObject{{q("MaximumLoginAttempts"), 2}}}};
    PracticeServer server(options);
    QVERIFY(server.start());
    QStringList kinds;
    for (const char *password : {"one", "two", "Practice-2026"}) {
        StepFixture fixture = fixtureFor(server, {q("admin"), q(password), {}, {}});
        kinds << kindOf(signIn(fixture));
    }
    QCOMPARE(kinds, (QStringList{q("SignInRefused"), q("SignInRefused"), q("AccountLocked")}));
}

void TestSignIn::oneTimeCodeIsUsedUp()
{
    PracticeServer server(withAccounts(PracticePersonality::V11));
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, {q("admin"), server.adminPassword(), q("123456"), {}});
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    QCOMPARE(fixture.secrets.source.credentials.mfaCode, QString());
    fixture.secrets.source.credentials.mfaCode = q("000000");
    fixture.secrets.source.sessionToken.clear();
    QCOMPARE(kindOf(signIn(fixture)), q("MfaWrong"));
    QCOMPARE(fixture.secrets.source.credentials.mfaCode, QString());
}

void TestSignIn::accessToken()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.config = {{q("ServiceSettings"), QJsonObject{{q("EnableUserAccessTokens"), true}}}};
    PracticeServer server(options);
    QVERIFY(server.start());
    const QString token = newAccessToken(server);
    QVERIFY(!token.isEmpty());
    StepFixture fixture = fixtureFor(server, {{}, {}, {}, token});
    const auto signOut = [](StepContext &context) -> Result<void> {
        context.source.signOut();
        return {};
    };
    server.clearRequests();
    QCOMPARE(kindOf(signIn(fixture, SignIn::Side::Source, signOut)), q("ok"));
    // A token that the person gave is the person's: used, and neither renewed nor ended.
    QCOMPARE(server.requests(q("POST"), q("/users/(login|logout)$")).size(), 0);
    QVERIFY(!fixture.secrets.source.openedSession);
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    server.expireSessions();
    QCOMPARE(kindOf(signIn(fixture)), q("SignInRefused"));
}

void TestSignIn::noCredentials()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, {});
    QCOMPARE(kindOf(signIn(fixture)), q("SessionExpired"));
    QCOMPARE(server.requests(q("POST"), q("login")).size(), 0);
}

void TestSignIn::openSessionIsUsedAgain()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, administrator(server));
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    fixture.secrets.source.credentials = {};
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    QCOMPARE(server.requests(q("POST"), q("login$")).size(), 1);
    QCOMPARE(server.openSessions(), 1);
}

void TestSignIn::deadSession()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, administrator(server));
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    server.expireSessions();
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    QCOMPARE(server.requests(q("POST"), q("login$")).size(), 2);
    server.expireSessions();
    fixture.secrets.source.credentials = {};
    QCOMPARE(kindOf(signIn(fixture)), q("SessionExpired"));
}

void TestSignIn::sessionsAreClosed()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, administrator(server));
    const auto signOut = [](StepContext &context) -> Result<void> {
        context.source.signOut();
        context.source.signOut();
        return {};
    };
    QCOMPARE(kindOf(signIn(fixture, SignIn::Side::Source, signOut)), q("ok"));
    QCOMPARE(server.openSessions(), 0);
    QVERIFY(fixture.secrets.source.sessionToken.isEmpty());
    QCOMPARE(server.requests(q("POST"), q("logout$")).size(), 1);
}

void TestSignIn::expiredInTheMiddle()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(smallServer(personality));
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, administrator(server));
    const auto goOn = [&server](StepContext &context) -> Result<void> {
        const QByteArray before = context.source.http().token();
        server.expireSessions();
        const Result<QStringList> exports = context.source.client().exports();
        if (!exports)
            return exports.error();
        return context.source.http().token() != before ? Result<void>()
                                                       : makeError(ErrorKind::Internal);
    };
    QCOMPARE(kindOf(signIn(fixture, SignIn::Side::Source, goOn)), q("ok"));
    QCOMPARE(server.requests(q("POST"), q("login$")).size(), 2);
    // The sign-in's own look, the refused one, and its repetition.
    QCOMPARE(server.requests(q("GET"), q("exports$")).size(), 3);
    QCOMPARE(server.openSessions(), 1);
    QVERIFY(fixture.secrets.source.openedSession);
}

void TestSignIn::expiredWithOneTimeCode()
{
    // The code is used up, so only the person can sign in again.
    PracticeServer server(withAccounts(PracticePersonality::V11));
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, {q("admin"), server.adminPassword(), q("123456"), {}});
    const auto goOn = [&server](StepContext &context) -> Result<void> {
        server.expireSessions();
        const Result<QStringList> exports = context.source.client().exports();
        return exports ? Result<void>() : exports.error();
    };
    QCOMPARE(kindOf(signIn(fixture, SignIn::Side::Source, goOn)), q("SessionExpired"));
    QVERIFY(!fixture.secrets.source.openedSession);
}

void TestSignIn::cloud_data()
{
    QTest::addColumn<bool>("destination");
    QTest::addColumn<QString>("kind");
    QTest::newRow("as source") << false << q("ok");
    QTest::newRow("as destination") << true << q("ImportsRefused");
}

void TestSignIn::cloud()
{
    QFETCH(bool, destination);
    QFETCH(QString, kind);
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    options.licence = PracticeLicence::Cloud;
    PracticeServer server(options);
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, administrator(server));
    fixture.state.destination.typedAddress = server.url().toString();
    fixture.secrets.destination.credentials = administrator(server);
    QCOMPARE(
        kindOf(signIn(fixture, destination ? SignIn::Side::Destination : SignIn::Side::Source)),
        kind);
}

void TestSignIn::sameServer_data()
{
    QTest::addColumn<bool>("same");
    QTest::addColumn<bool>("otherName");
    QTest::addColumn<QString>("kind");
    QTest::newRow("two servers") << false << false << q("ok");
    QTest::newRow("one server") << true << false << q("SameServer");
    QTest::newRow("one server under two names") << true << true << q("SameServer");
}

void TestSignIn::sameServer()
{
    QFETCH(bool, same);
    QFETCH(bool, otherName);
    QFETCH(QString, kind);
    // Two addresses of one server are told by its telemetry id.
    PracticeServer first(smallServer(PracticePersonality::V11));
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    options.seed = 2;
    PracticeServer second(options);
    QVERIFY(first.start());
    QVERIFY(second.start());
    PracticeServer &destination = same ? first : second;
    StepFixture fixture = fixtureFor(first, administrator(first));
    QUrl address = destination.url();
    if (otherName)
        address.setHost(q("localhost"));
    fixture.state.destination.typedAddress = address.toString();
    fixture.secrets.destination.credentials = administrator(destination);
    QCOMPARE(kindOf(signIn(fixture)), q("ok"));
    QCOMPARE(kindOf(signIn(fixture, SignIn::Side::Destination)), kind);
}

void TestSignIn::importOnlyHasNoSource()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    StepFixture fixture;
    fixture.state.options.kind = MigrationKind::ImportOnly;
    fixture.state.destination.typedAddress = server.url().toString();
    fixture.secrets.destination.credentials = administrator(server);
    QCOMPARE(kindOf(signIn(fixture, SignIn::Side::Destination)), q("ok"));
    QCOMPARE(fixture.state.destination.username, q("admin"));
}

void TestSignIn::mfaForEverybody()
{
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    options.licence = PracticeLicence::E20;
    options.enforceMfa = true;
    PracticeServer server(options);
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, administrator(server));
    const Result<void> done =
        signIn(fixture, SignIn::Side::Source, [](StepContext &context) -> Result<void> {
            const Result<QStringList> exports = context.source.client().exports();
            return exports ? Result<void>() : exports.error();
        });
    QCOMPARE(kindOf(done), q("Forbidden"));
    QCOMPARE(done.error().serverErrorId, q("api.context.mfa_required.app_error"));
}

void TestSignIn::cancelled()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    StepFixture fixture = fixtureFor(server, administrator(server));
    const Result<void> done = runInWorker([&] {
        StepControl control;
        control.cancel();
        StepContext context(fixture.state, control, fixture.secrets, fixture.timings,
                            [](const MigrationState &) { return Result<void>(); }, {});
        return SignIn(SignIn::Side::Source).run(context);
    });
    QCOMPARE(kindOf(done), q("Cancelled"));
    QCOMPARE(server.requests().size(), 0);
}

QTEST_GUILESS_MAIN(TestSignIn)
#include "tst_signin.moc"
