// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "api/certificates.h"
#include "endtoend/cliprocess.h"
#include "support/forwardproxy.h"
#include "support/migrationpair.h"

#include <QDirIterator>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

const ProxyLogin proxyLogin{"me", "Sehr-Geheim-4711"};

} // namespace

/// mmigrate-cli between two servers that only a proxy knows.
class CliProxyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void ownProxy_data();
    void ownProxy();
    void systemsProxy_data();
    void systemsProxy();
    void noneLeavesTheSystemsProxyOut();
    void loginIsWanted();
    void loginIsWrong();
    void passwordFileIsMissing();

private:
    QStringList migrate(const QStringList &more = {}) const;
    void verifyMoved(const CliResult &result, const ForwardProxy &proxy) const;

    CertificateMaker m_maker;
    Certificate m_authority;
    Certificate m_certificate;
    std::unique_ptr<MigrationPair> m_pair;
    std::unique_ptr<CliHome> m_home;
};

void CliProxyTest::initTestCase()
{
    m_authority = m_maker.authority(QStringLiteral("Authority"));
    m_certificate = m_maker.server(QStringLiteral("both"), QStringLiteral("Authority"),
                                   QStringLiteral("DNS:source.test,DNS:destination.test"));
    QVERIFY(m_maker.isGood());
}

void CliProxyTest::init()
{
    const auto withTls = [this](PracticeServerOptions options) {
        options.certificateFile = m_certificate.file;
        options.privateKeyFile = m_certificate.keyFile;
        return options;
    };
    m_pair = std::make_unique<MigrationPair>(withTls(smallSource()), withTls(emptyDestination()));
    m_home = std::make_unique<CliHome>();
}

QStringList CliProxyTest::migrate(const QStringList &more) const
{
    QStringList arguments{QStringLiteral("migrate"),   QStringLiteral("-v"),
                          QStringLiteral("--folder"),  m_home->filePath(QStringLiteral("archives")),
                          QStringLiteral("--ca-file"), m_authority.file};
    arguments += sourceArguments(*m_home, m_pair->source())
                 + destinationArguments(*m_home, m_pair->destination()) + more;
    arguments.replaceInStrings(m_pair->source().url().toString(),
                               QStringLiteral("source.test:%1").arg(m_pair->source().url().port()));
    arguments.replaceInStrings(
        m_pair->destination().url().toString(),
        QStringLiteral("destination.test:%1").arg(m_pair->destination().url().port()));
    return arguments;
}

void CliProxyTest::verifyMoved(const CliResult &result, const ForwardProxy &proxy) const
{
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    const QString wrong = difference(m_pair->destination().posts(),
                                     expectedPosts(m_pair->source().posts(), Passage{}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    QVERIFY(!proxy.passed().isEmpty());
    // Journals, logs, whatever: the password is in nothing that was written.
    QDirIterator files(m_home->filePath(QStringLiteral("data")), QDir::Files,
                       QDirIterator::Subdirectories);
    int seen = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(!bytes.contains("Geheim"), qPrintable(file.fileName()));
        QVERIFY2(!bytes.contains(QByteArray("me:Sehr-Geheim-4711").toBase64()),
                 qPrintable(file.fileName()));
        ++seen;
    }
    QVERIFY(seen >= 2);
    QVERIFY(!result.out.contains("Geheim") && !result.err.contains("Geheim"));
}

void CliProxyTest::ownProxy_data()
{
    QTest::addColumn<ForwardProxy::Kind>("kind");
    QTest::addColumn<bool>("byEnvironment");
    QTest::newRow("http, file") << ForwardProxy::Kind::Http << false;
    QTest::newRow("http, environment") << ForwardProxy::Kind::Http << true;
    QTest::newRow("socks5, file") << ForwardProxy::Kind::Socks5 << false;
}

void CliProxyTest::ownProxy()
{
    QFETCH(ForwardProxy::Kind, kind);
    QFETCH(bool, byEnvironment);
    const ForwardProxy proxy(kind, proxyLogin);
    QStringList more{QStringLiteral("--proxy"), proxy.address()};
    if (byEnvironment) {
        m_home->setVariable(QStringLiteral("MMIGRATE_PROXY_USER"), QStringLiteral("me"));
        m_home->setVariable(QStringLiteral("MMIGRATE_PROXY_PASSWORD"),
                            QString::fromUtf8(proxyLogin.password));
    } else {
        more += {QStringLiteral("--proxy-user"), QStringLiteral("me"),
                 QStringLiteral("--proxy-password-file"),
                 m_home->secretFile(QStringLiteral("proxy"), proxyLogin.password)};
    }
    verifyMoved(m_home->run(migrate(more)), proxy);
}

void CliProxyTest::systemsProxy_data()
{
    QTest::addColumn<bool>("loginInIt");
    QTest::newRow("login in the system's setting") << true;
    QTest::newRow("login of ours") << false;
}

/// On Linux the system's setting is in the environment.
void CliProxyTest::systemsProxy()
{
    QFETCH(bool, loginInIt);
    const ForwardProxy proxy(ForwardProxy::Kind::Http, proxyLogin);
    QString address = proxy.address();
    if (loginInIt) {
        address.replace(QLatin1String("://"), QLatin1String("://me:Sehr-Geheim-4711@"));
    } else {
        m_home->setVariable(QStringLiteral("MMIGRATE_PROXY_USER"), QStringLiteral("me"));
        m_home->setVariable(QStringLiteral("MMIGRATE_PROXY_PASSWORD"),
                            QString::fromUtf8(proxyLogin.password));
    }
    m_home->setVariable(QStringLiteral("http_proxy"), address);
    m_home->setVariable(QStringLiteral("https_proxy"), address);
    verifyMoved(m_home->run(migrate()), proxy);
}

void CliProxyTest::noneLeavesTheSystemsProxyOut()
{
    const ForwardProxy proxy(ForwardProxy::Kind::Http);
    m_home->setVariable(QStringLiteral("http_proxy"), proxy.address());
    m_home->setVariable(QStringLiteral("https_proxy"), proxy.address());
    const CliResult result =
        m_home->run(migrate({QStringLiteral("--proxy"), QStringLiteral("none")}));
    QVERIFY2(result.exitStatus == 1, result.inWords().constData());
    QVERIFY2(result.err.contains("There is no server called source.test"),
             result.inWords().constData());
    QCOMPARE(proxy.passed(), QStringList());
}

void CliProxyTest::loginIsWanted()
{
    const ForwardProxy proxy(ForwardProxy::Kind::Http, proxyLogin);
    const CliResult result = m_home->run(migrate({QStringLiteral("--proxy"), proxy.address()}));
    QVERIFY2(result.exitStatus == 1, result.inWords().constData());
    QVERIFY2(result.err.contains("The proxy wants a user name and a password."),
             result.inWords().constData());
    QVERIFY2(result.err.contains("--proxy-password-file"), result.inWords().constData());
}

void CliProxyTest::loginIsWrong()
{
    const ForwardProxy proxy(ForwardProxy::Kind::Http, proxyLogin);
    const CliResult result = m_home->run(
        migrate({QStringLiteral("--proxy"), proxy.address(), QStringLiteral("--proxy-user"),
                 QStringLiteral("me"), QStringLiteral("--proxy-password-file"),
                 m_home->secretFile(QStringLiteral("proxy"), "wrong")}));
    QVERIFY2(result.exitStatus == 1, result.inWords().constData());
    QVERIFY2(result.err.contains("The proxy refused the user name or the password."),
             result.inWords().constData());
    QVERIFY(proxy.wrongLogins() <= 2); // no account is locked by that
}

void CliProxyTest::passwordFileIsMissing()
{
    const CliResult result =
        m_home->run(migrate({QStringLiteral("--proxy-password-file"), QStringLiteral("/nowhere")}));
    QVERIFY2(result.exitStatus == 1, result.inWords().constData());
    QVERIFY2(result.err.contains("/nowhere"), result.inWords().constData());
}

QTEST_GUILESS_MAIN(CliProxyTest)
#include "tst_cliproxy.moc"
