// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "certificates.h"
#include "endtoend/clipair.h"

#include <QDir>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

/// How mmigrate-cli finds the servers, whether it trusts them, and as whom it signs in.
class CliSignInTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongPassword();
    void accessTokenAndMfaByEnvironment();
    void certificates();
    void kindsOfAddresses_data();
    void kindsOfAddresses();
    void plainHttpElsewhereIsRefused();
};

void CliSignInTest::wrongPassword()
{
    CliPair pair;
    QStringList arguments = pair.exportOnly({QStringLiteral("--progress"), QStringLiteral("json")});
    arguments += {QStringLiteral("--source-password-file"),
                  pair.home.secretFile(QStringLiteral("wrong"), "no such password")};
    const CliResult result = pair.home.run(arguments);
    QVERIFY2(result.exitStatus == 4, result.inWords().constData());
    const QList<QJsonObject> events = result.events();
    QCOMPARE(events.last().value(QLatin1String("result")).toString(), QStringLiteral("failed"));
    const QJsonObject error = events.last().value(QLatin1String("error")).toObject();
    QCOMPARE(error.value(QLatin1String("kind")).toString(),
             errorKindName(ErrorKind::SignInRefused));
    QCOMPARE(error.value(QLatin1String("step")).toString(), QStringLiteral("SignIn"));
    bool failed = false;
    for (const QJsonObject &event : events)
        failed = failed || event.value(QLatin1String("state")) == QLatin1String("failed");
    QVERIFY(failed);
    QVERIFY(!result.err.isEmpty());
}

void CliSignInTest::accessTokenAndMfaByEnvironment()
{
    PracticeServerOptions source = smallSource();
    source.adminMfaCode = QStringLiteral("246810");
    CliPair pair(source);
    pair.home.setVariable(QStringLiteral("MMIGRATE_SOURCE_USER"), pair.source.adminUsername());
    pair.home.setVariable(QStringLiteral("MMIGRATE_SOURCE_PASSWORD"), pair.source.adminPassword());
    const QStringList arguments{QStringLiteral("export"), QStringLiteral("--source"),
                                pair.source.url().toString(), QStringLiteral("--folder"),
                                pair.archives()};
    const CliResult asked = pair.home.run(arguments);
    QVERIFY2(asked.exitStatus == 4, asked.inWords().constData());
    pair.home.setVariable(QStringLiteral("MMIGRATE_SOURCE_MFA"), QStringLiteral("246810"));
    const CliResult result = pair.home.run(arguments);
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QCOMPARE(pair.zips().size(), 1);
    // A token that no server gave out.
    pair.home.setVariable(QStringLiteral("MMIGRATE_SOURCE_TOKEN"), QString(26, QLatin1Char('t')));
    const CliResult refused = pair.home.run(arguments);
    QVERIFY2(refused.exitStatus == 4, refused.inWords().constData());
}

void CliSignInTest::certificates()
{
    QTemporaryDir folder;
    const auto secured = [&folder](const char *name, const CertificateWish &wish) {
        const QString sub = folder.filePath(QLatin1String(name));
        QDir().mkpath(sub);
        return makeCertificate(sub, wish);
    };
    const TestCertificate trusted = secured("trusted", {});
    const TestCertificate selfSigned = secured("self-signed", {.selfSigned = true});
    const TestCertificate expired = secured("expired", {.expired = true});
    const TestCertificate wrongHost =
        secured("wrong-host", {.address = QStringLiteral("other.example.com")});
    PracticeServerOptions destination = emptyDestination();
    destination.certificateFile = trusted.certificateFile;
    destination.privateKeyFile = trusted.keyFile;

    struct Case
    {
        const TestCertificate &certificate;
        bool withCaFile;
        int exitStatus;
    };
    const Case cases[] = {
        {trusted, true, 0},    {trusted, false, 1}, {selfSigned, false, 1},
        {selfSigned, true, 0}, {expired, true, 1},  {wrongHost, true, 1},
    };
    for (const Case &c : cases) {
        PracticeServerOptions source = smallSource();
        source.certificateFile = c.certificate.certificateFile;
        source.privateKeyFile = c.certificate.keyFile;
        CliPair pair(source, destination);
        QStringList arguments = pair.exportOnly();
        if (c.withCaFile)
            arguments += {QStringLiteral("--ca-file"), c.certificate.authorityFile};
        const CliResult result = pair.home.run(arguments);
        QVERIFY2(result.exitStatus == c.exitStatus, result.inWords().constData());
        // Nothing is said to a server that is not trusted.
        if (c.exitStatus != 0) {
            QCOMPARE(pair.source.requests().size(), 0);
            QVERIFY2(result.err.contains("certificate"), result.err.constData());
        }
    }
    // A whole migration over TLS, both ends from one authority file.
    PracticeServerOptions source = smallSource();
    source.certificateFile = trusted.certificateFile;
    source.privateKeyFile = trusted.keyFile;
    CliPair pair(source, destination);
    const CliResult result =
        pair.home.run(pair.migrate({QStringLiteral("--ca-file"), trusted.authorityFile}));
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
}

void CliSignInTest::kindsOfAddresses_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<int>("exitStatus");
    QTest::newRow("no scheme") << QStringLiteral("127.0.0.1:%1") << 0;
    QTest::newRow("trailing slash") << QStringLiteral("http://127.0.0.1:%1/") << 0;
    QTest::newRow("pasted link") << QStringLiteral(
        "http://localhost:%1/northwind/channels/town-square")
                                 << 0;
    QTest::newRow("no address") << QStringLiteral("http://:%1//") << 2;
    QTest::newRow("another scheme") << QStringLiteral("ftp://127.0.0.1:%1") << 2;
}

void CliSignInTest::kindsOfAddresses()
{
    QFETCH(QString, form);
    QFETCH(int, exitStatus);
    CliPair pair;
    QStringList arguments = pair.exportOnly();
    arguments[arguments.indexOf(QStringLiteral("--source")) + 1] = form.arg(pair.source.port());
    const CliResult result = pair.home.run(arguments);
    QVERIFY2(result.exitStatus == exitStatus, result.inWords().constData());
}

void CliSignInTest::plainHttpElsewhereIsRefused()
{
    // Refused before anything is sent; the name need not exist.
    CliPair pair;
    QStringList arguments = pair.exportOnly();
    arguments[arguments.indexOf(QStringLiteral("--source")) + 1] =
        QStringLiteral("http://chat.invalid");
    const CliResult result = pair.home.run(arguments);
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    QVERIFY2(result.err.contains("--allow-http") || result.err.contains("http"),
             result.err.constData());
}

QTEST_GUILESS_MAIN(CliSignInTest)
#include "tst_clisignin.moc"
