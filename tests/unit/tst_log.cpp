// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/log.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <vector>

using namespace mmigrate;

namespace {

constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;
constexpr QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup
                                      | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

QString contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

class TestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init() { QVERIFY(m_folder.isValid()); }
    void cleanup() { removeLogFile(); }

    void redacts_data();
    void redacts();
    void keepsWhatIsNoSecret_data();
    void keepsWhatIsNoSecret();
    void registeredSecrets();
    void shortSecretsAreRefused();
    void longerSecretsGoFirst();

    void writesRedactedLines();
    void debugLinesOnlyWhenVerbose();
    void oneLineForEachMessage();
    void appends();
    void fileIsForTheOwnerOnly();
    void rotates();
    void unwritablePath();
    void manyThreads();
    void defaultPath();

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

void TestLog::redacts_data()
{
    QTest::addColumn<QString>("text");
    // Each text has the planted secret in it.
    QTest::newRow("bearer") << QStringLiteral("Authorization: Bearer PLANTED");
    QTest::newRow("bearer lower case") << QStringLiteral("authorization: bearer PLANTED");
    QTest::newRow("bearer in quotes") << QStringLiteral("-H \"Authorization: Bearer PLANTED\" x");
    QTest::newRow("json password") << QStringLiteral("{\"password\":\"PLANTED\",\"a\":1}");
    QTest::newRow("json password with quotes and blanks")
        << QStringLiteral("{\"password\" : \"x \\\" PLANTED\"}");
    QTest::newRow("json token") << QStringLiteral("{\"token\": \"PLANTED\"}");
    QTest::newRow("json member that ends in token")
        << QStringLiteral("{\"accessToken\":\"PLANTED\"}");
    QTest::newRow("json secret") << QStringLiteral("{\"client_secret\":\"PLANTED\"}");
    QTest::newRow("cookie") << QStringLiteral("Cookie: MMAUTHTOKEN=PLANTED; MMUSERID=x");
    QTest::newRow("query") << QStringLiteral("GET /api?access_token=PLANTED&x=1");
    QTest::newRow("assignment") << QStringLiteral("password=PLANTED");
    QTest::newRow("assignment in single quotes") << QStringLiteral("password='one PLANTED'");
    QTest::newRow("header Token") << QStringLiteral("Token: PLANTED");
    QTest::newRow("url") << QStringLiteral("https://me:PLANTED@chat.example.com/x");
    QTest::newRow("url with an at sign in the password")
        << QStringLiteral("https://me:one@PLANTED@chat.example.com/x");
    QTest::newRow("url of the desktop program")
        << QStringLiteral("mattermost://me:PLANTED@chat.example.com");
    QTest::newRow("url within a sentence")
        << QStringLiteral("cannot open http://me:PLANTED@127.0.0.1:8065/a, trying again");
    QTest::newRow("two in one line")
        << QStringLiteral("{\"password\":\"PLANTED\"} and {\"token\":\"PLANTED\"}");
}

void TestLog::redacts()
{
    QFETCH(QString, text);
    const QString clean = redacted(text);
    QVERIFY2(!clean.contains(QLatin1String("PLANTED")), qPrintable(clean));
    QVERIFY(clean.contains(QLatin1String("[removed]")));
}

void TestLog::keepsWhatIsNoSecret_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << QStringLiteral("downloaded 12 of 100 bytes");
    QTest::newRow("url") << QStringLiteral("GET https://chat.example.com/api/v4/users/me 200");
    QTest::newRow("mail address") << QStringLiteral("user anna@example.com has 3 teams");
    QTest::newRow("error id") << QStringLiteral("id=api.user.login.blank_pwd.app_error");
    QTest::newRow("word alone") << QStringLiteral("the password was refused");
    QTest::newRow("empty") << QString();
}

void TestLog::keepsWhatIsNoSecret()
{
    QFETCH(QString, text);
    QCOMPARE(redacted(text), text);
}

void TestLog::registeredSecrets()
{
    const QString secret = QStringLiteral("kq3-registered-7x");
    QVERIFY(redacted(secret).contains(secret));
    registerSecret(secret);
    registerSecret(secret);
    QCOMPARE(redacted(QStringLiteral("a %1 b %1 c").arg(secret)),
             QStringLiteral("a [removed] b [removed] c"));
}

void TestLog::shortSecretsAreRefused()
{
    registerSecret({});
    registerSecret(QStringLiteral("a"));
    registerSecret(QStringLiteral("abc"));
    QCOMPARE(redacted(QStringLiteral("abc a")), QStringLiteral("abc a"));
}

void TestLog::longerSecretsGoFirst()
{
    // One secret may begin with another; the rest of the longer one must not stay behind.
    registerSecret(QStringLiteral("hunter"));
    registerSecret(QStringLiteral("hunter-and-gatherer"));
    QCOMPARE(redacted(QStringLiteral("it is hunter-and-gatherer")),
             QStringLiteral("it is [removed]"));
}

void TestLog::writesRedactedLines()
{
    LogFileOptions options;
    options.path = path(QStringLiteral("new/folders/log.txt"));
    QVERIFY(installLogFile(options));
    registerSecret(QStringLiteral("s3cr3t-in-the-file"));
    qCInfo(logApi).noquote() << "signing in with s3cr3t-in-the-file";
    qCWarning(logSteps).noquote() << "{\"password\":\"planted-one\"}";
    qCritical().noquote() << "Bearer planted-two";
    removeLogFile();
    const QString text = contents(options.path);
    QVERIFY(text.contains(QLatin1String("info mmigrate.api: signing in with [removed]")));
    QVERIFY(text.contains(QLatin1String("warning mmigrate.steps: ")));
    QVERIFY(text.contains(QLatin1String("error default: ")));
    for (const char *secret : {"s3cr3t-in-the-file", "planted-one", "planted-two"})
        QVERIFY(!text.contains(QLatin1String(secret)));
    QCOMPARE(text.count(QLatin1Char('\n')), 3);
}

void TestLog::debugLinesOnlyWhenVerbose()
{
    LogFileOptions options;
    options.path = path(QStringLiteral("quiet.txt"));
    QLoggingCategory::setFilterRules(QStringLiteral("mmigrate.*.debug=true"));
    QVERIFY(installLogFile(options));
    qCDebug(logApi) << "fine detail";
    options.path = path(QStringLiteral("verbose.txt"));
    options.verbose = true;
    QVERIFY(installLogFile(options));
    qCDebug(logApi) << "fine detail";
    removeLogFile();
    QVERIFY(!contents(path(QStringLiteral("quiet.txt"))).contains(QLatin1String("fine detail")));
    QVERIFY(contents(path(QStringLiteral("verbose.txt"))).contains(QLatin1String("fine detail")));
}

void TestLog::oneLineForEachMessage()
{
    LogFileOptions options;
    options.path = path(QStringLiteral("lines.txt"));
    QVERIFY(installLogFile(options));
    qCInfo(logApi).noquote() << "first\r\n2026-01-01T00:00:00.000Z info forged: line";
    removeLogFile();
    const QString text = contents(options.path);
    QCOMPARE(text.count(QLatin1Char('\n')), 1);
    QVERIFY(!text.contains(QLatin1Char('\r')));
}

void TestLog::appends()
{
    LogFileOptions options;
    options.path = path(QStringLiteral("twice.txt"));
    for (int run = 0; run < 2; ++run) {
        QVERIFY(installLogFile(options));
        qCInfo(logApi) << "run" << run;
        removeLogFile();
    }
    QVERIFY(contents(options.path).contains(QLatin1String("run 0")));
    QVERIFY(contents(options.path).contains(QLatin1String("run 1")));
}

void TestLog::fileIsForTheOwnerOnly()
{
    LogFileOptions options;
    options.path = path(QStringLiteral("private.txt"));
    // Also one that was there before, open to everybody.
    QFile before(options.path);
    QVERIFY(before.open(QIODevice::WriteOnly));
    QVERIFY(before.setPermissions(ownerOnly | QFile::ReadGroup | QFile::ReadOther));
    before.close();
    QVERIFY(installLogFile(options));
    qCInfo(logApi) << "hello";
    QCOMPARE(QFileInfo(options.path).permissions() & others, QFile::Permissions());
}

void TestLog::rotates()
{
    LogFileOptions options;
    options.path = path(QStringLiteral("rotating/log.txt"));
    options.maxBytes = 2'000;
    QVERIFY(installLogFile(options));
    constexpr int messages = 200;
    for (int number = 0; number < messages; ++number)
        qCInfo(logApi).noquote() << QStringLiteral("message %1 end").arg(number);
    removeLogFile();
    QCOMPARE(QDir(path(QStringLiteral("rotating"))).entryList(QDir::Files, QDir::Name),
             (QStringList{QStringLiteral("log.txt"), QStringLiteral("log.txt.1"),
                          QStringLiteral("log.txt.2")}));
    QString all;
    for (const char *ending : {".2", ".1", ""}) {
        const QString name = options.path + QLatin1String(ending);
        QVERIFY(QFileInfo(name).size() <= options.maxBytes);
        QCOMPARE(QFileInfo(name).permissions() & others, QFile::Permissions());
        all += contents(name);
    }
    // The newest are there without a gap, the last one in the file without a number.
    QVERIFY(contents(options.path).contains(QStringLiteral("message %1 end").arg(messages - 1)));
    const auto kept = all.count(QLatin1Char('\n'));
    for (auto number = messages - kept; number < messages; ++number)
        QVERIFY(all.contains(QStringLiteral("message %1 end").arg(number)));
}

void TestLog::unwritablePath()
{
    // A folder stands where the file should be: not even root can write there.
    LogFileOptions options;
    options.path = path(QStringLiteral("folder.txt"));
    QVERIFY(QDir().mkpath(options.path));
    const Result<void> installed = installLogFile(options);
    QVERIFY(!installed);
    QCOMPARE(installed.error().kind, ErrorKind::Disk);
    QCOMPARE(installed.error().facts.value(QStringLiteral("path")).toString(), options.path);
    qCInfo(logApi) << "this goes to standard error and harms nobody";
}

void TestLog::manyThreads()
{
    LogFileOptions options;
    options.path = path(QStringLiteral("threads.txt"));
    options.maxBytes = 100'000'000;
    QVERIFY(installLogFile(options));
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([number] {
            for (int i = 0; i < 200; ++i) {
                qCInfo(logApi).noquote()
                    << QStringLiteral("thread %1 line %2 end").arg(number).arg(i);
                registerSecret(QStringLiteral("secret-%1-%2").arg(number).arg(i % 10));
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    removeLogFile();
    const QStringList lines = contents(options.path).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 800);
    for (const QString &line : lines)
        QVERIFY(line.endsWith(QLatin1String(" end")));
}

void TestLog::defaultPath()
{
    QVERIFY(defaultLogFilePath().endsWith(QLatin1String("/logs/mmigrate.log")));
}

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
