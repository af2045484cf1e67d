// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"
#include "support/runinworker.h"
#include "support/streamingzip.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

Q_DECLARE_METATYPE(mmigrate::PracticePersonality)

namespace {

const QString exportJobs = QStringLiteral("export_process");
const QString importJobs = QStringLiteral("import_process");

bool runs(const PracticeServer &server)
{
    const QList<PracticeJob> jobs = server.jobs();
    return !jobs.isEmpty() && jobs.first().status == QLatin1String("in_progress");
}

/// A personal access token of the administrator, made as a person would.
QString accessToken(PracticeServer &server)
{
    server.setConfigValue(QStringLiteral("ServiceSettings.EnableUserAccessTokens"), true);
    return runInWorker([&server]() -> QString {
        StepControl control;
        HttpSession http(server.url(), control);
        MattermostClient client(http);
        const Result<User> user =
            client.login({server.adminUsername(), server.adminPassword(), {}, {}});
        if (!user)
            return {};
        const Result<HttpAnswer> made =
            http.send({.method = "POST",
                       .path = QStringLiteral("/api/v4/users/%1/tokens").arg(user->id),
                       .body = R"({"description":"for a test"})"});
        const Result<void> out = client.logout();
        return made && out ? QJsonDocument::fromJson(made->body)
                                 .object()
                                 .value(QLatin1String("token"))
                                 .toString()
                           : QString();
    });
}

} // namespace

/// Signing in, being thrown out in the middle, and what the import must not do to the operator.
class SessionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sessionsAreClosedAtTheEnd();
    void expiredSessionIsRenewed_data();
    void expiredSessionIsRenewed();
    void expiredSessionWithMfaAsks();
    void accessTokenIsUsedAndNotRevoked();
    void expiredAccessTokenAsks();
    void mfaCodeIsAskedForAndUsedOnce();
    void wrongLogins_data();
    void wrongLogins();
    void noAdministrator();
    void mfaEnforcedForEverybody();
    void cloudDestinationIsToldBeforeTheExport();
    void sameServerIsTold();
    void subpathIsFound();
    void webServerThatIsNoMattermost();
    void rateLimitIsObeyed();
    void operatorIsNotLockedOut_data();
    void operatorIsNotLockedOut();
    void operatorInAnotherCaseIsNotLockedOut();
    void operatorsEmailOfSomebodyElse();
};

void SessionsTest::sessionsAreClosedAtTheEnd()
{
    MigrationPair pair;
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.source().openSessions(), 0);
    QCOMPARE(pair.destination().openSessions(), 0);
    QVERIFY(outcome.secrets.source.sessionToken.isEmpty());
    // After a failure, too.
    MigrationPair failing;
    failing.source().addFault({.pathPattern = QStringLiteral("/exports"),
                               .times = 0,
                               .action = Action::Respond,
                               .status = 500});
    QVERIFY(failing.run().error);
    QCOMPARE(failing.source().openSessions(), 0);
    QCOMPARE(failing.destination().openSessions(), 0);
}

void SessionsTest::expiredSessionIsRenewed_data()
{
    QTest::addColumn<QString>("pathPattern");
    QTest::addColumn<QString>("method");
    QTest::addColumn<bool>("atSource");
    const auto row = [](const char *tag, const char *method, const char *path, bool atSource) {
        QTest::newRow(tag) << QString::fromLatin1(path) << QString::fromLatin1(method) << atSource;
    };
    row("while the export runs", "GET", "^/api/v4/jobs/[a-z0-9]{26}$", true);
    row("at the create of a job", "POST", "^/api/v4/jobs$", true);
    row("in the download", "GET", "^/api/v4/exports/.+zip$", true);
    row("at the create of the upload", "POST", "^/api/v4/uploads$", false);
    row("at a chunk", "POST", "^/api/v4/uploads/[a-z0-9]{26}$", false);
    row("while the import runs", "GET", "^/api/v4/jobs/[a-z0-9]{26}$", false);
    row("at the proof", "GET", "^/api/v4/analytics/old$", false);
}

void SessionsTest::expiredSessionIsRenewed()
{
    QFETCH(QString, pathPattern);
    QFETCH(QString, method);
    QFETCH(bool, atSource);
    MigrationPair pair;
    PracticeServer &server = atSource ? pair.source() : pair.destination();
    const int fault = server.addFault(
        {.method = method, .pathPattern = pathPattern, .action = Action::SessionGone});
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(server.faultHits(fault), 1);
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 1);
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 1);
    QCOMPARE(server.openSessions(), 0);
}

void SessionsTest::expiredSessionWithMfaAsks()
{
    // A one-time code works once, so the person has to be asked; then it goes on where it was.
    PracticeServerOptions options = emptyDestination();
    options.adminMfaCode = QStringLiteral("123456");
    MigrationPair pair(smallSource(), options);
    pair.secrets.destination.credentials.mfaCode = QStringLiteral("123456");
    pair.destination().holdJobs(importJobs);
    const RunOutcome expired =
        pair.run({{[&] { return runs(pair.destination()); },
                   [&](MigrationRunner &) { pair.destination().expireSessions(); }}});
    QVERIFY(expired.error);
    QCOMPARE(expired.error->kind, ErrorKind::SessionExpired);
    QCOMPARE(expired.error->step, StepId::RunImport);
    pair.destination().releaseJobs(importJobs);
    const RunOutcome asked = pair.run();
    QVERIFY(asked.error);
    QCOMPARE(asked.error->kind, ErrorKind::MfaRequired);
    pair.secrets.destination.credentials.mfaCode = QStringLiteral("123456");
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 1);
}

void SessionsTest::accessTokenIsUsedAndNotRevoked()
{
    MigrationPair pair;
    const QString token = accessToken(pair.source());
    QVERIFY(!token.isEmpty());
    pair.secrets.source.credentials = {{}, {}, {}, token};
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(pair.source().requests(QStringLiteral("DELETE"), {}).isEmpty());
    // The helper's own session is the only one that was opened and closed.
    QCOMPARE(pair.source().requests(QStringLiteral("POST"), QStringLiteral("/users/log")).size(),
             2);
}

void SessionsTest::expiredAccessTokenAsks()
{
    MigrationPair pair;
    pair.secrets.source.credentials = {{}, {}, {}, accessToken(pair.source())};
    const int fault =
        pair.source().addFault({.method = QStringLiteral("GET"),
                                .pathPattern = QStringLiteral("^/api/v4/exports/.+zip$"),
                                .action = Action::SessionGone});
    const RunOutcome expired = pair.run();
    QVERIFY(expired.error);
    QCOMPARE(pair.source().faultHits(fault), 1);
    QCOMPARE(expired.error->kind, ErrorKind::SessionExpired);
    // Another token is given, and it goes on where it was.
    pair.secrets.source.credentials = {{}, {}, {}, accessToken(pair.source())};
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 1);
}

void SessionsTest::mfaCodeIsAskedForAndUsedOnce()
{
    PracticeServerOptions options = smallSource();
    options.adminMfaCode = QStringLiteral("654321");
    MigrationPair pair(options);
    const RunOutcome asked = pair.run();
    QVERIFY(asked.error);
    QCOMPARE(asked.error->kind, ErrorKind::MfaRequired);
    QCOMPARE(asked.error->step, StepId::SignInSource);
    pair.secrets.source.credentials.mfaCode = QStringLiteral("000000");
    const RunOutcome wrong = pair.run();
    QVERIFY(wrong.error);
    QCOMPARE(wrong.error->kind, ErrorKind::MfaWrong);
    QVERIFY(wrong.secrets.source.credentials.mfaCode.isEmpty());
    pair.secrets.source.credentials.mfaCode = QStringLiteral("654321");
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(outcome.secrets.source.credentials.mfaCode.isEmpty());
}

void SessionsTest::wrongLogins_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("token");
    QTest::newRow("password") << QStringLiteral("admin") << QStringLiteral("wrong") << QString();
    QTest::newRow("user") << QStringLiteral("nobody") << QStringLiteral("Practice-2026")
                          << QString();
    QTest::newRow("token") << QString() << QString() << QString(26, QLatin1Char('x'));
}

void SessionsTest::wrongLogins()
{
    QFETCH(QString, user);
    QFETCH(QString, password);
    QFETCH(QString, token);
    MigrationPair pair;
    Credentials &credentials = pair.secrets.source.credentials;
    credentials = {user, password, {}, token};
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::SignInRefused);
    QCOMPARE(outcome.error->step, StepId::SignInSource);
    // A wrong try counts at the server: exactly one was made.
    QCOMPARE(pair.source().requests(QStringLiteral("POST"), QStringLiteral("/users/login$")).size(),
             token.isEmpty() ? 1 : 0);
}

void SessionsTest::noAdministrator()
{
    PracticeServerOptions options = smallSource();
    options.accounts = {{.username = QStringLiteral("plain"),
                         .email = QStringLiteral("plain@example.com"),
                         .password = QStringLiteral("Plain-2026")}};
    MigrationPair pair(options);
    pair.secrets.source.credentials.loginId = QStringLiteral("plain@example.com");
    pair.secrets.source.credentials.password = QStringLiteral("Plain-2026");
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::NotAdministrator);
    QCOMPARE(outcome.error->facts.value(QStringLiteral("username")).toString(),
             QStringLiteral("plain"));
    QCOMPARE(pair.source().openSessions(), 0);
}

void SessionsTest::mfaEnforcedForEverybody()
{
    // Trap 25: the login works and everything else is refused.
    PracticeServerOptions options = smallSource();
    options.licence = PracticeLicence::E20;
    options.enforceMfa = true;
    MigrationPair pair(options);
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->serverErrorId, QStringLiteral("api.context.mfa_required.app_error"));
    QVERIFY2(outcome.error->kind == ErrorKind::MfaRequired
                 || outcome.error->kind == ErrorKind::Forbidden,
             describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 0);
}

void SessionsTest::cloudDestinationIsToldBeforeTheExport()
{
    PracticeServerOptions options = emptyDestination();
    options.licence = PracticeLicence::Cloud;
    MigrationPair pair(smallSource(), options);
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::ImportsRefused);
    QCOMPARE(outcome.error->step, StepId::SignInDestination);
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 0);
}

void SessionsTest::sameServerIsTold()
{
    MigrationPair pair;
    pair.createJournal([&](MigrationState &state) {
        state.destination.typedAddress = pair.source().url().toString();
    });
    pair.secrets.destination = pair.secrets.source;
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::SameServer);
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 0);
}

void SessionsTest::subpathIsFound()
{
    // A pasted link into a server below a path; a POST to the wrong place would be redirected.
    PracticeServerOptions source = smallSource();
    source.subpath = QStringLiteral("/chat");
    PracticeServerOptions destination = emptyDestination();
    destination.subpath = QStringLiteral("/mm");
    MigrationPair pair(source, destination);
    pair.createJournal([&](MigrationState &state) {
        state.source.typedAddress =
            pair.source().url().toString() + QStringLiteral("/northwind/channels/town-square");
        state.destination.typedAddress =
            QStringLiteral("http://127.0.0.1:%1").arg(pair.destination().port());
    });
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(outcome.state.source.address, pair.source().url());
    QCOMPARE(outcome.state.destination.address, pair.destination().url());
}

void SessionsTest::webServerThatIsNoMattermost()
{
    // Trap 27: some answer 200 and a page to everything.
    MigrationPair pair;
    pair.source().addFault({.times = 0,
                            .action = Action::Respond,
                            .status = 200,
                            .body = "<!doctype html><html></html>",
                            .headers = {{"Content-Type", "text/html"}}});
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::NotMattermost);
    // No password was told to it.
    QVERIFY(pair.source().requests(QStringLiteral("POST"), {}).isEmpty());
}

void SessionsTest::rateLimitIsObeyed()
{
    // Trap 28: with these settings the headers come twice.
    PracticeServerOptions options = smallSource();
    options.rateLimit = {true, 40, 10, true};
    MigrationPair pair(options);
    pair.timings.retry.attempts = 20;
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
}

void SessionsTest::operatorIsNotLockedOut_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<QString>("sourceName");
    QTest::addColumn<QString>("destinationName");
    using enum PracticePersonality;
    const QString admin = QStringLiteral("admin");
    QTest::newRow("both admin") << V11 << admin << admin;
    QTest::newRow("both admin, 5.37") << V5_37 << admin << admin;
    QTest::newRow("different names") << V11 << QStringLiteral("boss") << admin;
}

void SessionsTest::operatorIsNotLockedOut()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(QString, sourceName);
    QFETCH(QString, destinationName);
    PracticeServerOptions source = smallSource(personality);
    source.adminUsername = sourceName;
    source.adminEmail = QStringLiteral("old-admin@example.com");
    source.adminPassword = QStringLiteral("Old-secret-1");
    PracticeServerOptions destination = emptyDestination(personality);
    destination.adminUsername = destinationName;
    destination.adminEmail = QStringLiteral("new-admin@example.com");
    destination.adminPassword = QStringLiteral("New-secret-2");
    MigrationPair pair(source, destination);
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(pair.destination().passwordFits(destinationName, QStringLiteral("New-secret-2")));
    QCOMPARE(pair.destination().rolesOf(destinationName),
             QStringLiteral("system_admin system_user"));
    QCOMPARE(pair.destination().emailOf(destinationName), QStringLiteral("new-admin@example.com"));
    // What the archive says of the account is there all the same; archived channels are not in it.
    QStringList expected = pair.source().membershipsOf(sourceName);
    expected.removeIf([](const QString &place) {
        return place.contains(QLatin1String("summer-party"))
               || place.contains(QLatin1String("former"));
    });
    QVERIFY(expected.size() > 5);
    QCOMPARE(pair.destination().membershipsOf(sourceName), expected);
}

void SessionsTest::operatorInAnotherCaseIsNotLockedOut()
{
    // A made archive; servers themselves keep names in lower case, and so they take this one.
    MigrationPair pair;
    pair.options.kind = MigrationKind::ImportOnly;
    pair.archivePath = pair.folder() + QStringLiteral("/made.zip");
    StreamingZip zip(pair.archivePath);
    zip.addDeflated(
        "import.jsonl",
        R"({"type":"version","version":1})"
        "\n"
        R"({"type":"team","team":{"name":"crew","display_name":"Crew","type":"O"}})"
        "\n"
        R"({"type":"user","user":{"username":"Admin","email":"x@example.com","roles":"system_user",)"
        R"("teams":[{"name":"crew","roles":"team_user team_admin",)"
        R"("channels":[{"name":"town-square","roles":"channel_user"}]}]}})"
        "\n");
    zip.finish();
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(pair.destination().passwordFits(pair.destination().adminUsername(),
                                            pair.destination().adminPassword()));
    QCOMPARE(pair.destination().rolesOf(QStringLiteral("admin")),
             QStringLiteral("system_admin system_user"));
    QCOMPARE(pair.destination().emailOf(QStringLiteral("admin")),
             QStringLiteral("admin@example.com"));
    QVERIFY(pair.destination()
                .membershipsOf(QStringLiteral("admin"))
                .contains(QStringLiteral("crew/town-square")));
}

void SessionsTest::operatorsEmailOfSomebodyElse()
{
    // The import would stop: an account with that e-mail exists already.
    PracticeServerOptions source = smallSource();
    source.accounts = {{.username = QStringLiteral("rival"),
                        .email = QStringLiteral("boss@example.com"),
                        .password = QStringLiteral("Rival-2026")}};
    PracticeServerOptions destination = emptyDestination();
    destination.adminEmail = QStringLiteral("Boss@example.com");
    MigrationPair pair(source, destination);
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Collision);
    QCOMPARE(outcome.error->facts.value(QStringLiteral("username")).toString(),
             QStringLiteral("rival"));
    QCOMPARE(pair.destination()
                 .requests(QStringLiteral("POST"), QStringLiteral("^/api/v4/uploads$"))
                 .size(),
             0);
}

QTEST_GUILESS_MAIN(SessionsTest)
#include "tst_sessions.moc"
