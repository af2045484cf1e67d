// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practicetesting.h"

#include <QJsonDocument>

using namespace mmigrate;
using namespace mmigrate::test;

/// What MattermostClient asks and tells a server about itself and its people, on both
/// personalities; tst_clientjobs has what is made, fetched and sent.
class TestMattermostClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whichServer_data() { addPersonalities(); }
    void whichServer();
    void below_data() { addPersonalities(); }
    void below();
    void licences_data();
    void licences();
    void signInAndOut_data() { addPersonalities(); }
    void signInAndOut();
    void signInByEmail_data() { addPersonalities(); }
    void signInByEmail();
    void signInByToken_data() { addPersonalities(); }
    void signInByToken();
    void people_data() { addPersonalities(); }
    void people();
    void memberships_data() { addPersonalities(); }
    void memberships();
    void configuration_data() { addPersonalities(); }
    void configuration();
    void settingFixedByEnvironment_data() { addPersonalities(); }
    void settingFixedByEnvironment();
    void counts_data() { addPersonalities(); }
    void counts();
};

void TestMattermostClient::whichServer()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(smallServer(personality));
    QVERIFY(server.start());
    const auto identity =
        withClient(server, [](MattermostClient &client) { return client.ping(); });
    QVERIFY(identity);
    QCOMPARE(identity->version.toString(), server.version());
    QCOMPARE(identity->address, server.url());
    QVERIFY(!identity->licensed);
    const auto config =
        withClient(server, [](MattermostClient &client) { return client.clientConfig(); });
    QVERIFY(config);
    QVERIFY(config->signInWithEmail && config->signInWithUsername);
    QVERIFY(!config->maxFileSize);
    const auto signedIn =
        withAdministrator(server, [](MattermostClient &client) { return client.clientConfig(); });
    QVERIFY(signedIn);
    QCOMPARE(signedIn->maxFileSize, std::optional<qint64>(104'857'600));
    QCOMPARE(signedIn->fileAttachmentsEnabled, std::optional(true));
    QCOMPARE(signedIn->telemetryId, config->telemetryId);
}

void TestMattermostClient::below()
{
    // A request without the server's path is sent to the right place; the found address is kept.
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.subpath = q("/mm/chat");
    PracticeServer server(options);
    QVERIFY(server.start());
    QUrl root = server.url();
    root.setPath({});
    for (const QUrl &address : {server.url(), root}) {
        const auto identity = runInWorker([&address] {
            StepControl control;
            HttpSession session(address, control);
            return MattermostClient(session).ping();
        });
        QVERIFY(identity);
        QCOMPARE(identity->address, server.url());
    }
}

void TestMattermostClient::licences_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<PracticeLicence>("licence");
    QTest::addColumn<bool>("licensed");
    QTest::addColumn<bool>("cloud");
    for (const auto &[name, personality] : {std::pair("5.37", PracticePersonality::V5_37),
                                            std::pair("11", PracticePersonality::V11)}) {
        QTest::addRow("%s, none", name) << personality << PracticeLicence::None << false << false;
        QTest::addRow("%s, enterprise", name)
            << personality << PracticeLicence::E20 << true << false;
        QTest::addRow("%s, cloud", name) << personality << PracticeLicence::Cloud << true << true;
    }
}

void TestMattermostClient::licences()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(PracticeLicence, licence);
    QFETCH(bool, licensed);
    QFETCH(bool, cloud);
    PracticeServerOptions options = smallServer(personality);
    options.licence = licence;
    PracticeServer server(options);
    QVERIFY(server.start());
    const auto found =
        withClient(server, [](MattermostClient &client) { return client.licence(); });
    QVERIFY(found);
    QCOMPARE(found->licensed, licensed);
    QCOMPARE(found->cloud, cloud);
    const auto identity =
        withClient(server, [](MattermostClient &client) { return client.ping(); });
    QVERIFY(identity);
    QCOMPARE(identity->licensed, licensed);
}

void TestMattermostClient::signInAndOut()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(smallServer(personality));
    QVERIFY(server.start());
    const QStringList outcomes = withClient(server, [&server](MattermostClient &client) {
        QStringList seen;
        seen << outcome(client.me());
        const Result<User> user = client.login(administrator(server));
        seen << outcome(user);
        if (user && user->isSystemAdministrator() && user->username == q("admin")
            && user->email == q("admin@example.com"))
            seen << q("administrator");
        const Result<User> me = client.me();
        if (me && user && me->id == user->id)
            seen << q("the same");
        const QByteArray token = client.session().token();
        seen << outcome(client.logout());
        if (!client.session().hasToken())
            seen << q("no token");
        client.session().setToken(token);
        seen << outcome(client.me());
        // Logging out with a dead token is done already.
        seen << outcome(client.logout());
        return seen;
    });
    QCOMPARE(outcomes, (QStringList{q("SessionExpired"), q("ok"), q("administrator"), q("the same"),
                                    q("ok"), q("no token"), q("SessionExpired"), q("ok")}));
    QCOMPARE(server.openSessions(), 0);
    // Cookies are not asked for, and the password is in one body only.
    const QList<PracticeRequest> requests = server.requests();
    for (const PracticeRequest &request : requests) {
        QCOMPARE(request.header("Cookie"), QByteArray());
        QCOMPARE(request.body.contains(server.adminPassword().toUtf8()),
                 request.path.endsWith(q("/users/login")));
        QVERIFY(!request.target.contains("assword"));
    }
}

void TestMattermostClient::signInByEmail()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(smallServer(personality));
    QVERIFY(server.start());
    QVERIFY(withClient(server, [&server](MattermostClient &client) {
        return client.login({q("admin@example.com"), server.adminPassword(), {}, {}});
    }));
}

void TestMattermostClient::signInByToken()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.config = {{q("ServiceSettings"), QJsonObject{{q("EnableUserAccessTokens"), true}}}};
    PracticeServer server(options);
    QVERIFY(server.start());
    const QStringList outcomes = withClient(server, [&server](MattermostClient &client) {
        QStringList seen;
        const Result<User> user = client.login(administrator(server));
        HttpCall call;
        call.method = "POST";
        call.path = q("/api/v4/users/me/tokens");
        call.body = "{\"description\":\"test\"}";
        const Result<HttpAnswer> made = client.session().send(call);
        seen << outcome(user) << outcome(made) << outcome(client.logout());
        const QJsonObject token =
            QJsonDocument::fromJson(made ? made->body : QByteArray()).object();
        const Credentials credentials{{}, {}, {}, token.value(q("token")).toString()};
        seen << outcome(client.login(credentials)) << outcome(client.exports());
        call.path = q("/api/v4/users/tokens/revoke");
        call.body = "{\"token_id\":\"" + token.value(q("id")).toString().toUtf8() + "\"}";
        seen << outcome(client.session().send(call));
        seen << outcome(client.login(credentials));
        return seen;
    });
    QCOMPARE(outcomes, (QStringList{q("ok"), q("ok"), q("ok"), q("ok"), q("ok"), q("ok"),
                                    q("SignInRefused")}));
}

void TestMattermostClient::people()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.accounts = {
        {q("anna"), q("anna@example.com"), q("Password-1"), q("system_user"), {}, false},
        {q("otto"), q("otto@example.com"), q("Password-1"), q("system_user"), {}, true}};
    PracticeServer server(options);
    QVERIFY(server.start());
    const auto find = [&server](const QString &name, bool byEmail) {
        return withAdministrator(server, [&](MattermostClient &client) {
            return byEmail ? client.userByEmail(name) : client.userByUsername(name);
        });
    };
    const auto anna = find(q("anna"), false);
    QVERIFY(anna);
    QCOMPARE(anna->email, q("anna@example.com"));
    QVERIFY(!anna->isSystemAdministrator());
    QCOMPARE(anna->deleteAt, 0);
    QCOMPARE(find(q("ANNA@example.com"), true)->id, anna->id);
    QVERIFY(find(q("otto"), false)->deleteAt > 0);
    QCOMPARE(outcome(find(q("nobody"), false)), q("NotFound"));
    QCOMPARE(outcome(find(q("nobody@example.com"), true)), q("NotFound"));
}

void TestMattermostClient::memberships()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality, PracticeRole::Source);
    options.accounts = {
        {q("newcomer"), q("newcomer@example.com"), q("Password-1"), q("system_user"), {}, false}};
    PracticeServer server(options);
    QVERIFY(server.start());
    const QStringList known = server.membershipsOf([&] {
        const QList<PracticePost> posts = server.posts();
        for (const PracticePost &post : posts) {
            if (!post.team.isEmpty())
                return post.user;
        }
        return QString();
    }());
    QString path;
    for (const QString &membership : known) {
        if (membership.contains(QLatin1Char('/')))
            path = membership;
    }
    const QString teamName = path.section(QLatin1Char('/'), 0, 0);
    const QString channelName = path.section(QLatin1Char('/'), 1);
    QVERIFY(!teamName.isEmpty() && !channelName.isEmpty());
    const auto done =
        withAdministrator(server, [&](MattermostClient &client) -> Result<QStringList> {
            const Result<User> user = client.userByUsername(q("newcomer"));
            const Result<Team> team = client.teamByName(teamName);
            if (!user || !team)
                return user ? team.error() : user.error();
            const Result<Channel> channel = client.channelByName(team->id, channelName);
            if (!channel)
                return channel.error();
            QStringList seen{team->name, channel->name};
            // All of it twice: what is done already is no error.
            for (int i = 0; i < 2; ++i) {
                seen << outcome(client.addTeamMember(team->id, user->id))
                     << outcome(client.setTeamAdministrator(team->id, user->id, true))
                     << outcome(client.addChannelMember(channel->id, user->id))
                     << outcome(client.setChannelAdministrator(channel->id, user->id, true));
            }
            seen.removeAll(q("ok"));
            return seen;
        });
    QVERIFY2(done, done ? "" : qPrintable(done.error().toLogLine()));
    QCOMPARE(*done, (QStringList{teamName, channelName}));
    QVERIFY(server.membershipsOf(q("newcomer")).contains(path));
    QVERIFY(server.membershipsOf(q("newcomer")).contains(teamName));
}

void TestMattermostClient::configuration()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(smallServer(personality));
    QVERIFY(server.start());
    const auto patched = withAdministrator(server, [](MattermostClient &client) {
        return client.patchConfig(
            {{q("FileSettings"), QJsonObject{{q("MaxFileSize"), qint64(6'000'000'000)}}}});
    });
    QVERIFY(patched);
    const auto config =
        withAdministrator(server, [](MattermostClient &client) { return client.config(); });
    QVERIFY(config);
    for (const QJsonObject &object : {*patched, *config}) {
        const QJsonObject files = object.value(q("FileSettings")).toObject();
        QCOMPARE(files.value(q("MaxFileSize")).toInteger(), 6'000'000'000);
        QVERIFY(files.contains(q("EnableFileAttachments")));
    }
    QCOMPARE(server.configValue(q("FileSettings.MaxFileSize")).toInteger(), 6'000'000'000);
}

void TestMattermostClient::settingFixedByEnvironment()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.fixedByEnvironment = QStringList{q("FileSettings.MaxFileSize")};
    PracticeServer server(options);
    QVERIFY(server.start());
    const auto environment = withAdministrator(
        server, [](MattermostClient &client) { return client.environmentConfig(); });
    QVERIFY(environment);
    QCOMPARE(environment->value(q("FileSettings")).toObject().value(q("MaxFileSize")),
             QJsonValue(true));
    // 200, and the value stays: only the answer tells.
    const auto patched = withAdministrator(server, [](MattermostClient &client) {
        return client.patchConfig({{q("FileSettings"), QJsonObject{{q("MaxFileSize"), 1}}}});
    });
    QVERIFY(patched);
    QCOMPARE(patched->value(q("FileSettings")).toObject().value(q("MaxFileSize")).toInteger(),
             104'857'600);
}

void TestMattermostClient::counts()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(smallServer(personality, PracticeRole::Source));
    QVERIFY(server.start());
    const auto counts =
        withAdministrator(server, [](MattermostClient &client) { return client.counts(); });
    QVERIFY(counts);
    const PracticeCounts there = server.counts();
    QVERIFY(counts->teams && *counts->teams >= there.teams); // archived ones may be among them
    QCOMPARE(counts->posts, std::optional<qint64>(there.posts));
    QCOMPARE(counts->users, std::optional<qint64>(there.allUsers + there.bots));
    QVERIFY(counts->publicChannels && counts->privateChannels);
}

QTEST_GUILESS_MAIN(TestMattermostClient)
#include "tst_mattermostclient.moc"
