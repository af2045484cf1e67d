// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "api/certificates.h"
#include "support/forwardproxy.h"
#include "support/migrationpair.h"
#include "text/errortext.h"

#include <QDirIterator>
#include <QTcpServer>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

using Kind = ForwardProxy::Kind;

namespace {

// Of SOCKS5 nobody says in which letters.
const ProxyLogin proxyLogin{"me@work", "p:ss wörd-4711"};
const ProxyLogin plainLogin{"me@work", "p:ss word-4711"};

ProxyLogin loginFor(Kind kind)
{
    return kind == Kind::Http ? proxyLogin : plainLogin;
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The address of a server on this computer by a name that only the test's proxy knows.
QString behindProxy(const PracticeServer &server, const char *host)
{
    QUrl url = server.url();
    url.setHost(QLatin1String(host));
    return url.toString();
}

ProxySettings settingsFor(const ForwardProxy &proxy, const ProxyLogin &login = {})
{
    ProxySettings settings = parseProxy(proxy.address()).settings;
    settings.user = QString::fromUtf8(login.user);
    settings.password = QString::fromUtf8(login.password);
    return settings;
}

/// A port on which nobody listens.
quint16 closedPort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

/// The whole plan through a real proxy, and what a proxy can do wrong.
class TestProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void understands_data();
    void understands();
    void wholeMigration_data();
    void wholeMigration();
    void loginTrouble_data();
    void loginTrouble();
    void unreachable_data();
    void unreachable();
    void serverThatTheProxyCannotReach_data();
    void serverThatTheProxyCannotReach();
    void plainHttpIsFoundThroughAProxy();
    void comesBackInTheMiddle();
    void loopbackIsNeverAskedForThroughAProxy();
    void noneMeansNone();

private:
    PracticeServerOptions withTls(PracticeServerOptions options, bool tls) const;
    RunOutcome signIn(MigrationPair &pair, const char *host, const ProxySettings &proxy) const;

    CertificateMaker m_maker;
    Certificate m_authority;
    Certificate m_certificate;
};

void TestProxy::initTestCase()
{
    m_authority = m_maker.authority(QStringLiteral("Authority"));
    m_certificate = m_maker.server(QStringLiteral("both"), QStringLiteral("Authority"),
                                   QStringLiteral("DNS:source.test,DNS:destination.test"));
    QVERIFY(m_maker.isGood());
}

PracticeServerOptions TestProxy::withTls(PracticeServerOptions options, bool tls) const
{
    if (tls) {
        options.certificateFile = m_certificate.file;
        options.privateKeyFile = m_certificate.keyFile;
    }
    return options;
}

void TestProxy::understands_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<ProxyProblem>("problem");
    QTest::addColumn<QString>("address");
    const auto row = [](const char *text, ProxyProblem problem, const char *address = "") {
        QTest::newRow(text) << QString::fromUtf8(text) << problem << QString::fromUtf8(address);
    };
    row("system", ProxyProblem::None);
    row(" none ", ProxyProblem::None);
    row("http://proxy.example.com:3128", ProxyProblem::None, "proxy.example.com:3128");
    row("HTTP://proxy:8080/", ProxyProblem::None, "proxy:8080");
    row("socks5://10.0.0.1:1080", ProxyProblem::None, "10.0.0.1:1080");
    row("http://[2001:db8::1]:3128", ProxyProblem::None, "[2001:db8::1]:3128");
    row("", ProxyProblem::Unknown);
    row("proxy.example.com:3128", ProxyProblem::Unknown);
    row("https://proxy.example.com:3128", ProxyProblem::Unknown);
    row("socks4://proxy.example.com:3128", ProxyProblem::Unknown);
    row("http://me:secret@proxy.example.com:3128", ProxyProblem::Login);
    row("http://me@proxy.example.com:3128", ProxyProblem::Login);
    row("me:se/cret@proxy.example.com:3128", ProxyProblem::Login);
    row("http://:3128", ProxyProblem::BadHost);
    row("http://pro xy:3128", ProxyProblem::BadHost);
    row("http://[::g]:3128", ProxyProblem::BadHost);
    row("http://proxy.example.com", ProxyProblem::BadPort);
    row("http://proxy.example.com:", ProxyProblem::BadPort);
    row("http://proxy.example.com:0", ProxyProblem::BadPort);
    row("http://proxy.example.com:65536", ProxyProblem::BadPort);
    row("http://proxy.example.com:80a", ProxyProblem::BadPort);
    row("http://proxy.example.com:3128/x", ProxyProblem::MoreThere);
}

void TestProxy::understands()
{
    QFETCH(QString, text);
    QFETCH(ProxyProblem, problem);
    QFETCH(QString, address);
    const ParsedProxy parsed = parseProxy(text);
    QCOMPARE(parsed.problem, problem);
    QCOMPARE(parsed.settings.address(), address);
}

void TestProxy::wholeMigration_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<bool>("withLogin");
    QTest::addColumn<bool>("tls");
    QTest::newRow("http") << Kind::Http << false << true;
    QTest::newRow("http with login") << Kind::Http << true << true;
    QTest::newRow("http with login, servers without TLS") << Kind::Http << true << false;
    QTest::newRow("socks5") << Kind::Socks5 << false << true;
    QTest::newRow("socks5 with login") << Kind::Socks5 << true << true;
}

void TestProxy::wholeMigration()
{
    QFETCH(Kind, kind);
    QFETCH(bool, withLogin);
    QFETCH(bool, tls);
    PracticeServerOptions large = smallSource();
    large.size.attachmentBytes = 12'000'000;
    MigrationPair pair(withTls(large, tls), withTls(emptyDestination(), tls));
    const ProxyLogin login = withLogin ? loginFor(kind) : ProxyLogin{};
    const ForwardProxy proxy(kind, login);
    pair.secrets.proxy = settingsFor(proxy, login);
    pair.options.allowInsecureHttp = !tls;
    pair.options.sourceCaFile = tls ? m_authority.file : QString();
    pair.options.destinationCaFile = pair.options.sourceCaFile;
    pair.createJournal([&](MigrationState &state) {
        state.source.typedAddress = behindProxy(pair.source(), "source.test");
        state.destination.typedAddress = behindProxy(pair.destination(), "destination.test");
        state.upload.chunkBytes = 5 * 1024 * 1024; // as learnt in an earlier run
    });
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());

    const QString exported = pair.source().storageFolder() + QStringLiteral("/export/")
                             + pair.source().exportFiles().value(0);
    const QByteArray archive = contentsOf(outcome.state.archive.path);
    QVERIFY(archive.size() > 10'000'000);
    QVERIFY(archive == contentsOf(exported));
    const QString wrong =
        difference(pair.destination().posts(), expectedPosts(pair.source().posts(), Passage{}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    QVERIFY(
        pair.destination().requests(QStringLiteral("POST"), QStringLiteral("/uploads/.+")).size()
        > 1);
    // Everything went through it, and the names were left to it.
    QVERIFY(proxy.bytesToClients() > archive.size());
    QVERIFY(proxy.bytesToServers() > archive.size());
    QCOMPARE(proxy.wrongLogins(), 0);
    for (const QString &passed : proxy.passed())
        QVERIFY2(passed.contains(QLatin1String(".test:")), qPrintable(passed));
    // Its login is nobody else's business: not the servers', not the disk's.
    for (const PracticeServer *server : {&pair.source(), &pair.destination()}) {
        for (const PracticeRequest &request : server->requests())
            QVERIFY(request.header("Proxy-Authorization").isEmpty());
    }
    QDirIterator files(pair.journalFolder(), QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(files.hasNext());
    while (files.hasNext()) {
        const QByteArray contents = contentsOf(files.next());
        QVERIFY(!contents.contains("4711"));
    }
}

RunOutcome TestProxy::signIn(MigrationPair &pair, const char *host,
                             const ProxySettings &proxy) const
{
    pair.secrets.proxy = proxy;
    pair.options.allowInsecureHttp = true;
    pair.options.sourceCaFile = m_authority.file;
    pair.createJournal([&](MigrationState &state) {
        state.source.typedAddress = behindProxy(pair.source(), host);
    });
    return pair.runSteps({StepId::SignInSource});
}

void TestProxy::loginTrouble_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<bool>("tls");
    QTest::addColumn<ProxyLogin>("login");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("words");
    const ProxyLogin none;
    const ProxyLogin wrong{proxyLogin.user, "wrong"};
    for (const auto &[kind, tls, name] :
         {std::tuple{Kind::Http, true, "http, TLS"}, std::tuple{Kind::Http, false, "http, no TLS"},
          std::tuple{Kind::Socks5, true, "socks5, TLS"}}) {
        QTest::addRow("%s: none", name)
            << kind << tls << none << QStringLiteral("login-wanted")
            << QStringLiteral("The proxy wants a user name and a password.");
        QTest::addRow("%s: wrong", name)
            << kind << tls << wrong << QStringLiteral("login-wrong")
            << QStringLiteral("The proxy refused the user name or the password.");
    }
}

void TestProxy::loginTrouble()
{
    QFETCH(Kind, kind);
    QFETCH(bool, tls);
    QFETCH(ProxyLogin, login);
    QFETCH(QString, reason);
    QFETCH(QString, words);
    MigrationPair pair(withTls(smallSource(), tls));
    const ForwardProxy proxy(kind, loginFor(kind));
    const RunOutcome outcome = signIn(pair, "source.test", settingsFor(proxy, login));
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->kind == ErrorKind::Proxy, describe(outcome.error).constData());
    QCOMPARE(outcome.error->facts.value(QStringLiteral("reason")).toString(), reason);
    QVERIFY(!outcome.error->isTransient());
    const ErrorText text = errorText(*outcome.error);
    QCOMPARE(text.headline, words);
    QCOMPARE(text.action, NextAction::ConnectionSettings);
    // Nothing was said to the server, and no account was locked by trying on.
    QCOMPARE(pair.source().requests().size(), 0);
    QCOMPARE(proxy.passed(), QStringList());
    QVERIFY2(proxy.wrongLogins() <= 2, qPrintable(QString::number(proxy.wrongLogins())));
    QVERIFY(proxy.wrongLogins() + proxy.missingLogins() > 0);
    // The right one helps.
    pair.secrets.proxy = settingsFor(proxy, loginFor(kind));
    const RunOutcome second = pair.runSteps({StepId::SignInSource});
    QVERIFY2(!second.error, describe(second.error).constData());
}

void TestProxy::unreachable_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("tls");
    const QString port = QString::number(closedPort());
    for (const bool tls : {true, false}) {
        const char *how = tls ? "TLS" : "no TLS";
        QTest::addRow("http, refused, %s", how)
            << QStringLiteral("http://127.0.0.1:") + port << tls;
        QTest::addRow("http, no such name, %s", how)
            << QStringLiteral("http://proxy.invalid:3128") << tls;
        QTest::addRow("socks5, refused, %s", how)
            << QStringLiteral("socks5://127.0.0.1:") + port << tls;
        QTest::addRow("socks5, no such name, %s", how)
            << QStringLiteral("socks5://proxy.invalid:1080") << tls;
    }
}

void TestProxy::unreachable()
{
    QFETCH(QString, address);
    QFETCH(bool, tls);
    MigrationPair pair(withTls(smallSource(), tls));
    const ParsedProxy parsed = parseProxy(address);
    QCOMPARE(parsed.problem, ProxyProblem::None);
    const RunOutcome outcome = signIn(pair, "source.test", parsed.settings);
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->kind == ErrorKind::Proxy, describe(outcome.error).constData());
    QVERIFY(outcome.error->isTransient());
    const ErrorText text = errorText(*outcome.error);
    QCOMPARE(text.headline,
             QStringLiteral("The proxy %1 does not answer.").arg(parsed.settings.address()));
    QCOMPARE(text.action, NextAction::ConnectionSettings);
}

void TestProxy::serverThatTheProxyCannotReach_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("http") << Kind::Http;
    QTest::newRow("socks5") << Kind::Socks5;
}

void TestProxy::serverThatTheProxyCannotReach()
{
    QFETCH(Kind, kind);
    MigrationPair pair(withTls(smallSource(), true));
    const ForwardProxy proxy(kind);
    pair.secrets.proxy = settingsFor(proxy);
    pair.createJournal([&](MigrationState &state) {
        state.source.typedAddress = QStringLiteral("https://source.test:%1").arg(closedPort());
    });
    const RunOutcome outcome = pair.runSteps({StepId::SignInSource});
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->isTransient(), describe(outcome.error).constData());
    const QString headline = errorText(*outcome.error).headline;
    QVERIFY2(headline.contains(QLatin1String("source.test")), qPrintable(headline));
    QVERIFY(proxy.passed().size() > 0);
}

/// Typed without a scheme; the proxy must not hide that nobody speaks TLS there.
void TestProxy::plainHttpIsFoundThroughAProxy()
{
    MigrationPair pair;
    const ForwardProxy proxy(Kind::Http);
    pair.secrets.proxy = settingsFor(proxy);
    pair.options.allowInsecureHttp = true;
    pair.createJournal([&](MigrationState &state) {
        state.source.typedAddress =
            QStringLiteral("source.test:%1").arg(pair.source().url().port());
    });
    const RunOutcome outcome = pair.runSteps({StepId::SignInSource});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(outcome.state.source.address.scheme(), QStringLiteral("http"));
}

/// Another proxy, another login: the next run uses it, with the session of the run before.
void TestProxy::comesBackInTheMiddle()
{
    MigrationPair pair(withTls(smallSource(), true));
    {
        const ForwardProxy proxy(Kind::Http);
        const RunOutcome outcome = signIn(pair, "source.test", settingsFor(proxy));
        QVERIFY2(!outcome.error, describe(outcome.error).constData());
        const RunOutcome exported = pair.runSteps({StepId::CreateExport}, {}, false);
        QVERIFY(exported.error); // signed out
        const RunOutcome again =
            pair.runSteps({StepId::SignInSource, StepId::CreateExport}, {}, false);
        QVERIFY2(!again.error, describe(again.error).constData());
    }
    const RunOutcome gone = pair.runSteps({StepId::DownloadArchive}, {}, false);
    QVERIFY(gone.error);
    QCOMPARE(errorKindName(gone.error->kind), QStringLiteral("Proxy"));
    const ForwardProxy other(Kind::Socks5, plainLogin);
    pair.secrets.proxy = settingsFor(other, plainLogin);
    const RunOutcome done = pair.runSteps({StepId::DownloadArchive}, {}, false);
    QVERIFY2(!done.error, describe(done.error).constData());
    QVERIFY(other.bytesToClients() >= QFileInfo(done.state.archive.path).size());
}

void TestProxy::loopbackIsNeverAskedForThroughAProxy()
{
    MigrationPair pair;
    const ForwardProxy proxy(Kind::Http);
    const RunOutcome outcome = signIn(pair, "127.0.0.1", settingsFor(proxy));
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(proxy.passed(), QStringList());
}

void TestProxy::noneMeansNone()
{
    MigrationPair pair(withTls(smallSource(), true));
    const RunOutcome outcome = signIn(pair, "source.test", {.choice = ProxySettings::Choice::None});
    QVERIFY(outcome.error);
    QCOMPARE(errorKindName(outcome.error->kind), QStringLiteral("Network"));
    QCOMPARE(outcome.error->facts.value(QStringLiteral("reason")).toString(),
             QStringLiteral("host-not-found"));
}

Q_DECLARE_METATYPE(mmigrate::test::ProxyLogin)
Q_DECLARE_METATYPE(mmigrate::ProxyProblem)

QTEST_GUILESS_MAIN(TestProxy)
#include "tst_proxy.moc"
