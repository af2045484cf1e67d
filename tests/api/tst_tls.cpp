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

QString q(const char *text)
{
    return QString::fromUtf8(text);
}

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
    void noTlsAtAll();
    void noWayBackToPlainHttp();
    void fromPlainHttpToTls();

private:
    std::unique_ptr<PracticeServer> start(const Certificate &certificate) const;
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
