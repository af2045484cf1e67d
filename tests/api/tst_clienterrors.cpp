// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practicetesting.h"

using namespace mmigrate;
using namespace mmigrate::test;

// What every method of MattermostClient makes of a refusal, on both personalities.

namespace {

const QString anId = QStringLiteral("abcdefghijklmnopqrstuvwxyz");

struct NamedCall
{
    const char *name;
    ClientCall call;
    const char *withoutSession; ///< outcome when nobody is signed in
    const char *asUser;         ///< outcome for a plain user
};

// Ids and names are of things that do not exist; a plain user gets as far as his rights.
const std::array calls{
    NamedCall{"me", [](MattermostClient &c) { return outcome(c.me()); }, "SessionExpired", "ok"},
    NamedCall{"createJob",
              [](MattermostClient &c) { return outcome(c.createJob(JobType::Export, {})); },
              "SessionExpired", "Forbidden"},
    NamedCall{"job", [](MattermostClient &c) { return outcome(c.job(anId)); }, "SessionExpired",
              "Forbidden"},
    NamedCall{"jobs", [](MattermostClient &c) { return outcome(c.jobs(JobType::Export)); },
              "SessionExpired", "Forbidden"},
    NamedCall{"cancelJob", [](MattermostClient &c) { return outcome(c.cancelJob(anId)); },
              "SessionExpired", "Forbidden"},
    NamedCall{"exports", [](MattermostClient &c) { return outcome(c.exports()); }, "SessionExpired",
              "Forbidden"},
    NamedCall{"exportSize", [](MattermostClient &c) { return outcome(c.exportSize(q("a.zip"))); },
              "SessionExpired", "Forbidden"},
    NamedCall{"deleteExport",
              [](MattermostClient &c) { return outcome(c.deleteExport(q("a.zip"))); },
              "SessionExpired", "Forbidden"},
    NamedCall{"createImportUpload",
              [](MattermostClient &c) { return outcome(c.createImportUpload(q("a.zip"), 5)); },
              "SessionExpired", "Forbidden"},
    NamedCall{"upload", [](MattermostClient &c) { return outcome(c.upload(anId)); },
              "SessionExpired", "NotFound"},
    NamedCall{"myUploads", [](MattermostClient &c) { return outcome(c.myUploads()); },
              "SessionExpired", "ok"},
    NamedCall{"imports", [](MattermostClient &c) { return outcome(c.imports()); }, "SessionExpired",
              "Forbidden"},
    NamedCall{"config", [](MattermostClient &c) { return outcome(c.config()); }, "SessionExpired",
              "Forbidden"},
    NamedCall{"patchConfig", [](MattermostClient &c) { return outcome(c.patchConfig({})); },
              "SessionExpired", "Forbidden"},
    // Seen on real servers: null with 200 for those who may not see it.
    NamedCall{"environmentConfig",
              [](MattermostClient &c) { return outcome(c.environmentConfig()); }, "SessionExpired",
              "ok"},
    // What a server does not tell is unknown, no error.
    NamedCall{"counts", [](MattermostClient &c) { return outcome(c.counts()); }, "SessionExpired",
              "ok"},
    NamedCall{"userByUsername",
              [](MattermostClient &c) { return outcome(c.userByUsername(q("x"))); },
              "SessionExpired", "NotFound"},
    NamedCall{"userByEmail", [](MattermostClient &c) { return outcome(c.userByEmail(q("x@y.z"))); },
              "SessionExpired", "NotFound"},
    NamedCall{"teamByName", [](MattermostClient &c) { return outcome(c.teamByName(q("x"))); },
              "SessionExpired", "NotFound"},
    NamedCall{"channelByName",
              [](MattermostClient &c) { return outcome(c.channelByName(anId, q("x"))); },
              "SessionExpired", "NotFound"},
    NamedCall{"addTeamMember",
              [](MattermostClient &c) { return outcome(c.addTeamMember(anId, anId)); },
              "SessionExpired", "Forbidden"},
    NamedCall{"addChannelMember",
              [](MattermostClient &c) { return outcome(c.addChannelMember(anId, anId)); },
              "SessionExpired", "Forbidden"},
    NamedCall{"setTeamAdministrator",
              [](MattermostClient &c) { return outcome(c.setTeamAdministrator(anId, anId, true)); },
              "SessionExpired", "Forbidden"},
    NamedCall{
        "setChannelAdministrator",
        [](MattermostClient &c) { return outcome(c.setChannelAdministrator(anId, anId, true)); },
        "SessionExpired", "Forbidden"},
};

constexpr std::array personalities{std::pair("5.37", PracticePersonality::V5_37),
                                   std::pair("11", PracticePersonality::V11)};

/// How every call ends when each request is answered so.
QStringList outcomesOfAll(const PracticeServer &server)
{
    return withClient(server, [](MattermostClient &client) {
        client.session().setToken("any-token");
        QStringList seen;
        for (const NamedCall &named : calls)
            seen << QLatin1String(named.name) + QLatin1Char(' ') + named.call(client);
        return seen;
    });
}

} // namespace

class TestClientErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void refusals_data();
    void refusals();
    void logins_data();
    void logins();
    void lockedAccount_data() { addPersonalities(); }
    void lockedAccount();
    void wrongLoginIsSentOnce_data();
    void wrongLoginIsSentOnce();
    void missingThings_data();
    void missingThings();
    void uploadsRefused_data();
    void uploadsRefused();
    void unknownJobType();
    void settingsRefused_data() { addPersonalities(); }
    void settingsRefused();
    void mfaForEverybody_data() { addPersonalities(); }
    void mfaForEverybody();
    void everythingFails_data();
    void everythingFails();
    void rateLimit_data() { addPersonalities(); }
    void rateLimit();
    void cleanupTestCase() { m_servers.clear(); }

private:
    PracticeServer &server(PracticePersonality personality) { return *m_servers[int(personality)]; }

    std::map<int, std::unique_ptr<PracticeServer>> m_servers;
};

void TestClientErrors::initTestCase()
{
    for (const auto &[name, personality] : personalities) {
        PracticeServerOptions options = smallServer(personality);
        options.accounts = {
            {q("anna"), q("anna@example.com"), q("Password-1"), q("system_user"), {}, false},
            {q("gone"), q("gone@example.com"), q("Password-1"), q("system_user"), {}, true},
            {q("careful"), q("careful@example.com"), q("Password-1"), q("system_user"), q("123456"),
             false},
        };
        auto made = std::make_unique<PracticeServer>(options);
        QVERIFY(made->start());
        m_servers[int(personality)] = std::move(made);
    }
}

void TestClientErrors::refusals_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<ClientCall>("call");
    QTest::addColumn<QString>("withoutSession");
    QTest::addColumn<QString>("asUser");
    for (const auto &[name, personality] : personalities) {
        for (const NamedCall &named : calls)
            QTest::addRow("%s, %s", name, named.name)
                << personality << named.call << q(named.withoutSession) << q(named.asUser);
    }
}

void TestClientErrors::refusals()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(ClientCall, call);
    QFETCH(QString, withoutSession);
    QFETCH(QString, asUser);
    PracticeServer &practice = server(personality);
    QCOMPARE(withClient(practice, call), withoutSession);
    QCOMPARE(withClient(practice,
                        [call](MattermostClient &client) {
                            client.session().setToken("dead-token");
                            return call(client);
                        }),
             withoutSession);
    QCOMPARE(
        withClient(practice,
                   [call](MattermostClient &client) {
                       const Result<User> user = client.login({q("anna"), q("Password-1"), {}, {}});
                       return user ? call(client) : outcome(user);
                   }),
        asUser);
}

void TestClientErrors::logins_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<Credentials>("credentials");
    QTest::addColumn<QString>("expected");
    for (const auto &[version, personality] : personalities) {
        const auto row = [&, p = personality, v = version](const char *name,
                                                           const Credentials &credentials,
                                                           const char *expected) {
            QTest::addRow("%s, %s", v, name) << p << credentials << q(expected);
        };
        row("good", {q("anna"), q("Password-1"), {}, {}}, "ok");
        row("wrong password", {q("anna"), q("nope"), {}, {}}, "SignInRefused");
        row("unknown user", {q("nobody"), q("nope"), {}, {}}, "SignInRefused");
        row("no password", {q("anna"), {}, {}, {}}, "SignInRefused");
        row("nothing", {}, "SignInRefused");
        row("deactivated", {q("gone"), q("Password-1"), {}, {}}, "AccountInactive");
        row("deactivated, wrong password", {q("gone"), q("nope"), {}, {}}, "AccountInactive");
        row("code missing", {q("careful"), q("Password-1"), {}, {}}, "MfaRequired");
        row("code wrong", {q("careful"), q("Password-1"), q("000000"), {}}, "MfaWrong");
        row("code, wrong password", {q("careful"), q("nope"), q("123456"), {}}, "SignInRefused");
        row("code", {q("careful"), q("Password-1"), q("123456"), {}}, "ok");
        row("code that nobody asked for", {q("anna"), q("Password-1"), q("1"), {}}, "ok");
        row("unknown token", {{}, {}, {}, q("abcdefghijklmnopqrstuvwxyz")}, "SignInRefused");
        row("token that is none", {{}, {}, {}, q("ü \"'x")}, "SignInRefused");
    }
}

void TestClientErrors::logins()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(Credentials, credentials);
    QFETCH(QString, expected);
    const auto seen = withClient(server(personality), [&](MattermostClient &client) {
        const Result<User> user = client.login(credentials);
        const QString first = outcome(user);
        // Only a good sign-in leaves a session behind.
        if (user && outcome(client.me()) != q("ok"))
            return q("no session");
        return first;
    });
    QCOMPARE(seen, expected);
}

void TestClientErrors::lockedAccount()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.config = {{q("ServiceSettings"), QJsonObject{{q("MaximumLoginAttempts"), 3}}}};
    PracticeServer practice(options);
    QVERIFY(practice.start());
    const QStringList seen = withClient(practice, [&](MattermostClient &client) {
        QStringList outcomes;
        for (int i = 0; i < 4; ++i)
            outcomes << outcome(client.login({q("admin"), q("nope"), {}, {}}));
        outcomes << outcome(client.login(administrator(practice)));
        return outcomes;
    });
    const QString refused = q("SignInRefused");
    const QString locked = q("AccountLocked");
    QCOMPARE(seen, (QStringList{refused, refused, refused, locked, locked}));
}

void TestClientErrors::wrongLoginIsSentOnce_data()
{
    QTest::addColumn<PracticeFault::Action>("action");
    QTest::newRow("refused") << PracticeFault::Action::None;
    QTest::newRow("answer lost") << PracticeFault::Action::LoseAnswer;
    QTest::newRow("cut before the answer") << PracticeFault::Action::CutUnprocessed;
    QTest::newRow("503") << PracticeFault::Action::RespondAfterBody;
}

void TestClientErrors::wrongLoginIsSentOnce()
{
    // Each wrong try counts against the account.
    QFETCH(PracticeFault::Action, action);
    PracticeServer &practice = server(PracticePersonality::V11);
    practice.clearRequests();
    practice.clearFaults();
    if (action != PracticeFault::Action::None) {
        PracticeFault fault;
        fault.pathPattern = q("/users/login$");
        fault.times = 0;
        fault.action = action;
        practice.addFault(fault);
    }
    const QString seen = withClient(practice, [](MattermostClient &client) {
        return outcome(client.login({q("anna"), q("nope"), {}, {}}));
    });
    practice.clearFaults();
    QVERIFY(seen != q("ok"));
    QCOMPARE(practice.requests(q("POST"), q("/users/login$")).size(), 1);
}

void TestClientErrors::missingThings_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<ClientCall>("call");
    QTest::addColumn<QString>("expected");
    for (const auto &[name, personality] : personalities) {
        const auto row = [&, p = personality, v = name](const char *what, ClientCall call,
                                                        const char *expected) {
            QTest::addRow("%s, %s", v, what) << p << call << q(expected);
        };
        row(
            "job", [](MattermostClient &c) { return outcome(c.job(anId)); }, "NotFound");
        row(
            "job, malformed id", [](MattermostClient &c) { return outcome(c.job(q("short"))); },
            "BadRequest");
        row(
            "cancelling it", [](MattermostClient &c) { return outcome(c.cancelJob(anId)); },
            "NotFound");
        row(
            "upload", [](MattermostClient &c) { return outcome(c.upload(anId)); }, "NotFound");
        row(
            "export", [](MattermostClient &c) { return outcome(c.exportSize(q("a.zip"))); },
            "NotFound");
        row(
            "export, no ZIP", [](MattermostClient &c) { return outcome(c.exportSize(q("a.txt"))); },
            "NotSupported");
        row(
            "team", [](MattermostClient &c) { return outcome(c.teamByName(q("nowhere"))); },
            "NotFound");
        row(
            "channel", [](MattermostClient &c) { return outcome(c.channelByName(anId, q("x"))); },
            "NotFound");
        row(
            "member of no team",
            [](MattermostClient &c) { return outcome(c.addTeamMember(anId, anId)); }, "NotFound");
        row(
            "past the end",
            [](MattermostClient &c) { return outcome(c.jobs(JobType::Import, 99)); }, "ok");
    }
}

void TestClientErrors::missingThings()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(ClientCall, call);
    QFETCH(QString, expected);
    const auto seen =
        withAdministrator(server(personality), [call](MattermostClient &client) -> Result<QString> {
            return call(client);
        });
    QVERIFY(seen);
    QCOMPARE(*seen, expected);
}

void TestClientErrors::uploadsRefused_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<QString>("expected");
    for (const auto &[version, personality] : personalities) {
        const auto row = [&, p = personality, v = version](const char *what, const QString &name,
                                                           qint64 size, const char *expected) {
            QTest::addRow("%s, %s", v, what) << p << name << size << q(expected);
        };
        row("one byte too large", q("a.zip"), 104'857'601, "FileTooLarge");
        row("just fits", q("a.zip"), 104'857'600, "ok");
        row("empty", q("a.zip"), 0, "BadRequest");
        row("negative", q("a.zip"), -1, "BadRequest");
        row("no name", {}, 5, "BadRequest");
        row("name too long", QString(300, QLatin1Char('a')), 5, "ServerError");
    }
}

void TestClientErrors::uploadsRefused()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(QString, name);
    QFETCH(qint64, size);
    QFETCH(QString, expected);
    const auto seen =
        withAdministrator(server(personality), [&](MattermostClient &client) -> Result<QString> {
            return outcome(client.createImportUpload(name, size));
        });
    QVERIFY(seen);
    QCOMPARE(*seen, expected);
}

void TestClientErrors::unknownJobType()
{
    // 5.37 has no such jobs; its answer must not look like a broken connection.
    const auto create = [](MattermostClient &client) -> Result<QString> {
        return outcome(client.createJob(JobType::ExtractContent, {}));
    };
    QCOMPARE(*withAdministrator(server(PracticePersonality::V5_37), create), q("BadRequest"));
    QCOMPARE(*withAdministrator(server(PracticePersonality::V11), create), q("ok"));
}

void TestClientErrors::settingsRefused()
{
    QFETCH(PracticePersonality, personality);
    const auto seen =
        withAdministrator(server(personality), [](MattermostClient &client) -> Result<QStringList> {
            const auto patch = [&client](const char *section, const char *key,
                                         const QJsonValue &value) {
                return outcome(client.patchConfig({{q(section), QJsonObject{{q(key), value}}}}));
            };
            return QStringList{patch("FileSettings", "MaxFileSize", -5),
                               patch("TeamSettings", "MaxUsersPerTeam", 0),
                               patch("FileSettings", "NoSuchSetting", 5)};
        });
    QVERIFY(seen);
    QCOMPARE(*seen, (QStringList{q("BadRequest"), q("BadRequest"), q("ok")}));
}

void TestClientErrors::mfaForEverybody()
{
    // Login and users/me work all the same; everything else is refused, also for administrators.
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.licence = PracticeLicence::E20;
    options.enforceMfa = true;
    PracticeServer practice(options);
    QVERIFY(practice.start());
    const auto seen =
        withAdministrator(practice, [](MattermostClient &client) -> Result<QStringList> {
            const Result<QStringList> exports = client.exports();
            return QStringList{outcome(client.me()), outcome(exports),
                               exports ? QString() : exports.error().serverErrorId};
        });
    QVERIFY(seen);
    QCOMPARE(*seen,
             (QStringList{q("ok"), q("Forbidden"), q("api.context.mfa_required.app_error")}));
}

void TestClientErrors::everythingFails_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected");
    const QByteArray html = "<html><body>nginx</body></html>";
    QTest::newRow("502 of a proxy") << 502 << html << q("ServerError");
    QTest::newRow("503") << 503 << html << q("ServerError");
    QTest::newRow("504") << 504 << html << q("ServerError");
    QTest::newRow("hardened 500") << 500
                                  << QByteArray(R"({"id":"","message":"Internal Server Error"})")
                                  << q("ServerError");
    QTest::newRow("429") << 429 << QByteArray("limit exceeded\n") << q("RateLimited");
    QTest::newRow("413 of a proxy") << 413 << html << q("RequestTooLarge");
    QTest::newRow("200 with HTML") << 200 << html << q("Protocol");
    QTest::newRow("200 with nothing") << 200 << QByteArray() << q("Protocol");
}

void TestClientErrors::everythingFails()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    PracticeServer &practice = server(PracticePersonality::V11);
    PracticeFault fault;
    fault.action = PracticeFault::Action::RespondAfterBody;
    fault.status = status;
    fault.body = body;
    fault.times = 0;
    practice.clearFaults();
    practice.addFault(fault);
    const QStringList seen = outcomesOfAll(practice);
    practice.clearFaults();
    // Calls that need no content are content with the status.
    const QStringList contentless{
        q("cancelJob"),        q("deleteExport"),         q("addTeamMember"),
        q("addChannelMember"), q("setTeamAdministrator"), q("setChannelAdministrator")};
    for (const QString &line : seen) {
        const QString call = line.section(QLatin1Char(' '), 0, 0);
        const bool good = status == 200 && contentless.contains(call);
        QCOMPARE(line, QString(call + QLatin1Char(' ') + (good ? q("ok") : expected)));
    }
}

void TestClientErrors::rateLimit()
{
    // Over the limit, then within it again: one second, as the server says.
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.rateLimit = {true, 10, 2, true};
    PracticeServer practice(options);
    QVERIFY(practice.start());
    const QStringList seen = withClient(practice, [](MattermostClient &client) {
        client.session().setRetryPolicy({5, 1, 2});
        QStringList outcomes;
        for (int i = 0; i < 6; ++i)
            outcomes << outcome(client.ping());
        return outcomes;
    });
    QCOMPARE(seen, QStringList(6, q("ok")));
    int refused = 0;
    const QList<PracticeRequest> requests = practice.requests();
    for (const PracticeRequest &request : requests)
        refused += request.status == 429 ? 1 : 0;
    QVERIFY(refused > 0);
}

QTEST_GUILESS_MAIN(TestClientErrors)
#include "tst_clienterrors.moc"
