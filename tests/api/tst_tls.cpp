// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "certificates.h"
#include "core/steps/signin.h"
#include "practicetesting.h"
#include "stepfixture.h"
#include "text/errortext.h"

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

const QString here = QStringLiteral("IP:127.0.0.1,DNS:localhost");

} // namespace

class TestTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void certificates_data();
    void certificates();
    void signInRefuses();
    void signInByCaFile();
    void badCertificateNeverLeadsToPlainHttp();
    void protocols_data();
    void protocols();
    void noTlsAtAll();
    void noWayBackToPlainHttp();
    void fromPlainHttpToTls();

private:
    std::unique_ptr<PracticeServer> start(const Certificate &certificate) const;
    /// The port of an openssl server of that protocol alone; 0 when it cannot serve it.
    quint16 startOpenSsl(QProcess &server, const QString &protocol) const;
    Error refusalOf(const QUrl &address, const QString &caFile) const;

    CertificateMaker m_maker;
    Certificate m_authority;
    Certificate m_other;
    Certificate m_good;
};

void TestTls::initTestCase()
{
    m_authority = m_maker.authority(q("Authority"));
    m_other = m_maker.authority(q("Other Authority"));
    m_good = m_maker.server(q("good"), q("Authority"), here);
    QVERIFY(m_maker.isGood());
}

std::unique_ptr<PracticeServer> TestTls::start(const Certificate &certificate) const
{
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    options.certificateFile = certificate.file;
    options.privateKeyFile = certificate.keyFile;
    auto server = std::make_unique<PracticeServer>(options);
    const Result<void> started = server->start();
    return started ? std::move(server) : nullptr;
}

/// Of a request with a token; Internal when it was answered.
Error TestTls::refusalOf(const QUrl &address, const QString &caFile) const
{
    const auto answer = runInWorker([&] {
        StepControl control;
        HttpSession session(address, control, TlsOptions{caFile});
        session.setRetryPolicy({3, 1, 2});
        session.setToken("token-that-must-not-leak");
        return MattermostClient(session).ping();
    });
    return answer ? makeError(ErrorKind::Internal) : answer.error();
}

void TestTls::certificates_data()
{
    QTest::addColumn<Certificate>("certificate");
    QTest::addColumn<QString>("caFile");
    QTest::addColumn<QString>("reason"); ///< empty: accepted
    QTest::addColumn<QString>("words");
    const QString ca = m_authority.file;
    const QString accepted;
    QTest::newRow("known by the CA file") << m_good << ca << accepted << QString();
    const Certificate selfSigned = m_maker.server(q("self"), {}, here);
    QTest::newRow("self-signed, and trusted by its own file")
        << selfSigned << selfSigned.file << accepted << QString();
    QTest::newRow("self-signed") << selfSigned << QString() << q("self-signed")
                                 << q("made by the server itself (\"self\")");
    QTest::newRow("self-signed, with a CA file of others")
        << selfSigned << ca << q("self-signed") << q("made by the server itself");
    QTest::newRow("unknown authority")
        << m_good << QString() << q("untrusted")
        << q("issued by \"Authority\", which this computer does not know");
    QTest::newRow("unknown authority that is sent along")
        << m_maker.chain(q("chain.pem"), m_good, m_authority) << QString() << q("untrusted")
        << q("which this computer does not know");
    QTest::newRow("another authority's CA file")
        << m_good << m_other.file << q("untrusted") << q("which this computer does not know");
    QTest::newRow("expired") << m_maker.server(q("old"), q("Authority"), here, 2019, 2021) << ca
                             << q("expired") << q("expired on 2021-01-01");
    QTest::newRow("expired and self-signed") << m_maker.server(q("old self"), {}, here, 2019, 2021)
                                             << QString() << q("expired") << q("expired on");
    QTest::newRow("not yet valid") << m_maker.server(q("young"), q("Authority"), here, 2048, 2049)
                                   << ca << q("not-yet-valid") << q("not valid yet");
    QTest::newRow("of another host")
        << m_maker.server(q("elsewhere"), q("Authority"), q("DNS:chat.example.com")) << ca
        << q("wrong-host") << q("belongs to another server (\"elsewhere\")");
    QVERIFY(m_maker.isGood());
}

void TestTls::certificates()
{
    QFETCH(Certificate, certificate);
    QFETCH(QString, caFile);
    QFETCH(QString, reason);
    QFETCH(QString, words);
    const auto server = start(certificate);
    QVERIFY(server);
    QCOMPARE(server->url().scheme(), q("https"));
    const Error refusal = refusalOf(server->url(), caFile);
    if (reason.isEmpty()) {
        QVERIFY2(refusal.kind == ErrorKind::Internal, qPrintable(refusal.toLogLine()));
        QCOMPARE(server->requests().size(), 1);
        return;
    }
    QCOMPARE(errorKindName(refusal.kind), q("Tls"));
    QCOMPARE(refusal.facts.value(q("reason")).toString(), reason);
    QCOMPARE(refusal.facts.value(q("host")).toString(), server->url().host());
    const ErrorText text = errorText(refusal);
    QVERIFY2(text.explanation.contains(words), qPrintable(text.explanation));
    QVERIFY(text.headline.contains(server->url().host()));
    // Nothing was said to that server: no request, so no token.
    QCOMPARE(server->requests().size(), 0);
}

void TestTls::signInRefuses()
{
    const auto server = start(m_good);
    QVERIFY(server);
    StepFixture fixture;
    fixture.state.source.typedAddress = server->url().toString();
    fixture.secrets.source.credentials = administrator(*server);
    SignIn step(SignIn::Side::Source);
    const Result<void> done = fixture.run(step);
    QVERIFY(!done);
    QCOMPARE(errorKindName(done.error().kind), q("Tls"));
    QCOMPARE(done.error().facts.value(q("issuer")).toString(), q("Authority"));
    QCOMPARE(server->requests().size(), 0);
}

void TestTls::signInByCaFile()
{
    const auto server = start(m_good);
    QVERIFY(server);
    StepFixture fixture;
    fixture.state.options.destinationCaFile = m_authority.file;
    // Without a scheme, and by a name of the certificate.
    fixture.state.destination.typedAddress = q("localhost:") + QString::number(server->port());
    fixture.secrets.destination.credentials = administrator(*server);
    SignIn step(SignIn::Side::Destination);
    const Result<void> done = fixture.run(step);
    QVERIFY2(done, done ? "" : qPrintable(done.error().toLogLine()));
    QCOMPARE(fixture.state.destination.address.scheme(), q("https"));
    // The other side's CA file counts for the other side only.
    StepFixture source;
    source.state.options.destinationCaFile = m_authority.file;
    source.state.source.typedAddress = server->url().toString();
    source.secrets.source.credentials = administrator(*server);
    SignIn sourceStep(SignIn::Side::Source);
    QCOMPARE(source.run(sourceStep).error().kind, ErrorKind::Tls);
}

void TestTls::badCertificateNeverLeadsToPlainHttp()
{
    const auto server = start(m_maker.server(q("bad"), {}, here));
    QVERIFY(server);
    StepFixture fixture;
    fixture.state.options.allowInsecureHttp = true;
    fixture.state.source.typedAddress = q("127.0.0.1:") + QString::number(server->port());
    fixture.secrets.source.credentials = administrator(*server);
    SignIn step(SignIn::Side::Source);
    const Result<void> done = fixture.run(step);
    QVERIFY(!done);
    QCOMPARE(errorKindName(done.error().kind), q("Tls"));
    QCOMPARE(done.error().facts.value(q("reason")).toString(), q("self-signed"));
    QCOMPARE(server->requests().size(), 0);
}

quint16 TestTls::startOpenSsl(QProcess &server, const QString &protocol) const
{
    const QString all = q("ALL:@SECLEVEL=0"); // else nobody speaks the old ones
    server.setProcessChannelMode(QProcess::MergedChannels);
    server.start(q("openssl"),
                 {q("s_server"), protocol, q("-cipher"), all, q("-accept"), q("127.0.0.1:0"),
                  q("-cert"), m_good.file, q("-key"), m_good.keyFile});
    QByteArray said;
    while (!said.contains("ACCEPT 127.0.0.1:") || !said.endsWith('\n')) {
        if (!server.waitForReadyRead(10'000))
            return 0;
        said += server.readAll();
    }
    const QByteArray port = said.mid(said.indexOf("ACCEPT 127.0.0.1:") + 17);
    // That it does serve it, to somebody who takes everything.
    QProcess client;
    client.start(q("openssl"), {q("s_client"), protocol, q("-cipher"), all, q("-connect"),
                                q("127.0.0.1:") + QString::fromLatin1(port.trimmed())});
    client.closeWriteChannel();
    const bool isServed = client.waitForFinished(10'000) && client.exitCode() == 0;
    return isServed ? port.trimmed().toUShort() : 0;
}

void TestTls::protocols_data()
{
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("-tls1") << false;
    QTest::newRow("-tls1_1") << false;
    QTest::newRow("-tls1_2") << true;
    QTest::newRow("-tls1_3") << true;
}

/// TLS 1.2 at least: an older one is refused before anything is said, and told as what it is.
void TestTls::protocols()
{
    QFETCH(bool, isTaken);
    QProcess server;
    const quint16 port = startOpenSsl(server, QString::fromLatin1(QTest::currentDataTag()));
    if (port == 0 && !isTaken)
        QSKIP("the OpenSSL of this computer no longer serves it to anybody");
    QVERIFY(port > 0);
    StepFixture fixture;
    fixture.state.options.sourceCaFile = m_authority.file;
    fixture.state.options.allowInsecureHttp = true; // which does not make it worse
    fixture.state.source.typedAddress = q("127.0.0.1:%1").arg(port);
    fixture.secrets.source.credentials = {q("admin"), q("secret"), {}, {}};
    // It shows what it is sent, and has no answer.
    QByteArray heard;
    connect(&server, &QProcess::readyRead, this, [&] {
        heard += server.readAll();
        if (heard.contains("GET /api/v4/system/ping"))
            server.kill();
    });
    SignIn step(SignIn::Side::Source);
    const Result<void> done = fixture.run(step);
    server.kill();
    server.waitForFinished();
    QVERIFY(!done); // no Mattermost in any case
    QCOMPARE(heard.contains("GET /api"), isTaken);
    if (isTaken) {
        QCOMPARE(errorKindName(done.error().kind), q("Network"));
        return;
    }
    QVERIFY2(done.error().kind == ErrorKind::Tls, qPrintable(done.error().toLogLine()));
    QCOMPARE(done.error().facts.value(q("reason")).toString(), q("old-protocol"));
    const ErrorText text = errorText(done.error());
    QVERIFY2(text.explanation.contains(q("outdated")), qPrintable(text.explanation));
    QVERIFY2(text.nextStep.contains(q("TLS 1.2")), qPrintable(text.nextStep));
}

void TestTls::noTlsAtAll()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    QUrl address = server.url();
    address.setScheme(q("https"));
    const Error refusal = refusalOf(address, {});
    QVERIFY(refusal.kind == ErrorKind::Tls || refusal.kind == ErrorKind::Network);
    QVERIFY(!errorText(refusal).headline.isEmpty());
    // "reason" is only there when a certificate was seen.
    if (refusal.kind == ErrorKind::Tls)
        QVERIFY(!refusal.facts.contains(q("reason")));
}

void TestTls::noWayBackToPlainHttp()
{
    PracticeServer plain(smallServer(PracticePersonality::V11));
    QVERIFY(plain.start());
    const auto server = start(m_good);
    QVERIFY(server);
    PracticeFault fault;
    fault.action = PracticeFault::Action::Respond;
    fault.status = 302;
    fault.headers = {{"Location", plain.url().toEncoded() + "/api/v4/system/ping"}};
    server->addFault(fault);
    const Error refusal = refusalOf(server->url(), m_authority.file);
    QCOMPARE(errorKindName(refusal.kind), q("Protocol"));
    QVERIFY(refusal.facts.contains(q("redirect")));
    QCOMPARE(plain.requests().size(), 0);
}

void TestTls::fromPlainHttpToTls()
{
    // As servers do it that take plain http only to send people on; the token stays behind.
    const auto server = start(m_good);
    QVERIFY(server);
    PracticeServer plain(smallServer(PracticePersonality::V11));
    QVERIFY(plain.start());
    PracticeFault fault;
    fault.action = PracticeFault::Action::Respond;
    fault.status = 301;
    fault.times = 0;
    fault.headers = {{"Location", server->url().toEncoded() + "/api/v4/users/me"}};
    plain.addFault(fault);
    const auto answer = runInWorker([&] {
        StepControl control;
        HttpSession session(plain.url(), control, TlsOptions{m_authority.file});
        session.setToken("token-that-must-not-leak");
        return MattermostClient(session).me();
    });
    QVERIFY(!answer);
    QCOMPARE(server->requests().size(), 1);
    QCOMPARE(server->requests().value(0).header("Authorization"), QByteArray());
}

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
