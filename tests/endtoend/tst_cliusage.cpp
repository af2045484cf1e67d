// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "endtoend/cliprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

QString archive(const char *name)
{
    return QStringLiteral(MMIGRATE_TEST_DATA "/data/archives/") + QLatin1String(name);
}

} // namespace

/// What mmigrate-cli says and how it ends before it speaks to any server.
class CliUsageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helpOfEachCommand_data();
    void helpOfEachCommand();
    void wrongUsage_data();
    void wrongUsage();
    void secretsAreRefusedAsArguments_data();
    void secretsAreRefusedAsArguments();
    void proxyAddressWithALogin_data();
    void proxyAddressWithALogin();
    void missingLoginOfAScript();
    void inspectsAnArchive_data();
    void inspectsAnArchive();
    void inspectTellsWhatIsWrong();
    void inspectRefuses_data();
    void inspectRefuses();
    void nothingToResume();
    void practiceServerServes();
    void practiceServerWithWrongPort();
    void logFileCannotBeWritten();
};

void CliUsageTest::helpOfEachCommand_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArrayList>("says");
    QTest::newRow("overview") << QStringList{QStringLiteral("--help")}
                              << QByteArrayList{"migrate", "export", "import",         "inspect",
                                                "check",   "resume", "practice-server"};
    QTest::newRow("-h") << QStringList{QStringLiteral("-h")} << QByteArrayList{"Usage:"};
    QTest::newRow("help") << QStringList{QStringLiteral("help")} << QByteArrayList{"Usage:"};
    QTest::newRow("version") << QStringList{QStringLiteral("--version")}
                             << QByteArrayList{"mmigrate-cli "};
    const auto row = [](const char *command, const QByteArrayList &says) {
        QTest::newRow(command) << QStringList{QLatin1String(command), QStringLiteral("--help")}
                               << says;
    };
    row("migrate", {"--source",
                    "--destination",
                    "--source-password-file",
                    "--destination-token-file",
                    "--no-attachments",
                    "--include-archived-channels",
                    "--include-profile-pictures",
                    "--no-roles-and-schemes",
                    "--use-export",
                    "--folder",
                    "--extract-content",
                    "--no-extract-content",
                    "--delete-export",
                    "--keep-archive",
                    "--adjust-limits",
                    "--ca-file",
                    "--proxy",
                    "--proxy-user",
                    "--proxy-password-file",
                    "--practice",
                    "--report",
                    "--progress",
                    "--connections",
                    "--speed-limit",
                    "--log-file",
                    "-v"});
    row("export", {"--source", "--folder", "--use-export"});
    row("import", {"archive", "--destination", "--adjust-limits", "--mapping", "--switch-on"});
    row("inspect", {"archive", "--json", "--for", "--findings"});
    row("check", {"archive", "--destination", "--destination-password-file", "--mapping",
                  "--findings", "--collisions", "--save-mapping", "--json", "--adjust-limits"});
    row("resume", {"--list", "--mapping", "--switch-on"});
    row("practice-server", {"--port", "--role"});
}

void CliUsageTest::helpOfEachCommand()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArrayList, says);
    const CliHome home;
    const CliResult result = home.run(arguments);
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    for (const QByteArray &word : says)
        QVERIFY2(result.out.contains(word), word.constData());
    QVERIFY2(result.err.isEmpty(), result.err.constData());
}

void CliUsageTest::wrongUsage_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *tag, const char *line, const char *says) {
        QTest::newRow(tag) << QString::fromLatin1(line) << QByteArray(says);
    };
    row("nothing", "", "Usage:");
    row("unknown command", "move", "move");
    row("unknown option", "migrate --fast", "fast");
    row("connections", "migrate --source a --destination b --connections 7", "1 to 6");
    row("no number", "migrate --source a --destination b --connections many", "1 to 6");
    row("speed", "resume --speed-limit fast", "2.5");
    row("negative speed", "resume --speed-limit=-1", "2.5");
    row("no addresses", "migrate", "--source");
    row("no destination", "migrate --source a.example.com", "--destination");
    row("check without a destination", "check a.zip", "--destination");
    row("check without an archive", "check --destination a.example.com", "archive");
    row("check moves nothing", "check a.zip --destination a.example.com --switch-on x",
        "switch-on");
    row("unknown setting", "import a.zip --destination a.example.com --switch-on FileSettings.X",
        "GuestAccountsSettings.Enable");
    row("no archive", "import --destination a.example.com", "archive");
    row("two archives", "inspect a.zip b.zip", "b.zip");
    row("unknown progress", "export --source a.example.com --progress loud", "loud");
    row("contradiction",
        "import a.zip --destination a.example.com --extract-content --no-extract-content",
        "contradict");
    row("archive kept and deleted", "migrate --practice --keep-archive --delete-archive",
        "contradict");
    row("practice and servers", "migrate --practice --source a.example.com", "--practice");
    row("port", "practice-server --port 70000", "70000");
    const char *proxied = "export --source a.example.com --proxy ";
    const auto proxy = [&](const char *value, const char *says) {
        row(value, QByteArray(QByteArray(proxied) + value).constData(), says);
    };
    proxy("maybe", "maybe");
    proxy("http://proxy.example.com", "port");
    proxy("http://proxy.example.com:99999", "port");
    proxy("ftp://proxy.example.com:3128", "socks5");
    row("role", "practice-server --role both", "both");
    row("version", "practice-server --practice-version 4", "4");
}

void CliUsageTest::wrongUsage()
{
    QFETCH(QString, line);
    QFETCH(QByteArray, says);
    const CliHome home;
    const CliResult result = home.run(line.split(QLatin1Char(' '), Qt::SkipEmptyParts));
    QVERIFY2(result.exitStatus == 2, result.inWords().constData());
    QVERIFY2(result.out.isEmpty(), result.out.constData());
    QVERIFY2(result.err.toLower().contains(says.toLower()), result.err.constData());
    QVERIFY(home.journals().isEmpty());
}

void CliUsageTest::secretsAreRefusedAsArguments_data()
{
    QTest::addColumn<QStringList>("option");
    for (const char *name : {"source-password", "destination-password", "source-token",
                             "destination-token", "password", "token", "proxy-password"}) {
        const QString option = QStringLiteral("--") + QLatin1String(name);
        QTest::newRow(name) << QStringList{option, QStringLiteral("Sehr-Geheim-4711")};
        QTest::newRow(QByteArray(QByteArray(name) + "=").constData())
            << QStringList{option + QStringLiteral("=Sehr-Geheim-4711")};
    }
}

void CliUsageTest::secretsAreRefusedAsArguments()
{
    QFETCH(QStringList, option);
    const CliHome home;
    const CliResult result =
        home.run(QStringList{QStringLiteral("migrate"), QStringLiteral("--source"),
                             QStringLiteral("a.example.com"), QStringLiteral("--destination"),
                             QStringLiteral("b.example.com")}
                 + option);
    QVERIFY2(result.exitStatus == 2, result.inWords().constData());
    QVERIFY2(result.err.contains("never taken from the command line"), result.err.constData());
    QVERIFY(!result.err.contains("Geheim") && !result.out.contains("Geheim"));
}

/// Wherever the password stands in it, and whatever is wrong besides.
void CliUsageTest::proxyAddressWithALogin_data()
{
    QTest::addColumn<QString>("address");
    for (const char *address :
         {"http://me:Geheim-4711@proxy.example.com:3128", "http://me:Geheim-4711@proxy.example.com",
          "me:Geheim-4711@proxy.example.com:3128", "https://me:Geheim-4711@proxy.example.com:1",
          "socks5://me@proxy.example.com:1080"})
        QTest::newRow(address) << QString::fromLatin1(address);
}

void CliUsageTest::proxyAddressWithALogin()
{
    QFETCH(QString, address);
    const CliHome home;
    const CliResult result =
        home.run({QStringLiteral("export"), QStringLiteral("--source"),
                  QStringLiteral("a.example.com"), QStringLiteral("--proxy"), address});
    QVERIFY2(result.exitStatus == 2, result.inWords().constData());
    QVERIFY2(result.err.contains("--proxy-password-file"), result.err.constData());
    QVERIFY(!result.err.contains("Geheim") && !result.out.contains("Geheim"));
}

void CliUsageTest::missingLoginOfAScript()
{
    const CliHome home;
    const CliResult result = home.run({QStringLiteral("export"), QStringLiteral("--source"),
                                       QStringLiteral("http://127.0.0.1:9")});
    QVERIFY2(result.exitStatus == 4, result.inWords().constData());
    QVERIFY2(result.err.contains("--source-password-file"), result.err.constData());
}

void CliUsageTest::inspectsAnArchive_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArrayList>("says");
    QTest::newRow("5.37") << archive("export-5.37.0-without-files.zip")
                          << QByteArrayList{"Teams", "Channels", "People"};
    QTest::newRow("6.6.1") << archive("export-6.6.1-without-files.zip")
                           << QByteArrayList{"Direct messages", "Attached files"};
}

void CliUsageTest::inspectsAnArchive()
{
    QFETCH(QString, path);
    QFETCH(QByteArrayList, says);
    const CliHome home;
    const CliResult text = home.run({QStringLiteral("inspect"), path});
    QVERIFY2(text.exitStatus == 0, text.inWords().constData());
    for (const QByteArray &word : says)
        QVERIFY2(text.out.contains(word), text.out.constData());
    const CliResult json = home.run({QStringLiteral("inspect"), path, QStringLiteral("--json")});
    QVERIFY2(json.exitStatus == 0, json.inWords().constData());
    const QJsonObject summary = QJsonDocument::fromJson(json.out).object();
    QVERIFY(summary.value(QLatin1String("teams")).toInt() > 0);
    QVERIFY(summary.value(QLatin1String("posts")).toInt() > 0);
    QVERIFY2(json.err.isEmpty(), json.err.constData());
}

/// An export without its files lacks what some servers ask for.
void CliUsageTest::inspectTellsWhatIsWrong()
{
    const CliHome home;
    const QString path = archive("export-6.6.1-without-files.zip");
    const CliResult old =
        home.run({QStringLiteral("inspect"), path, QStringLiteral("--for"), QStringLiteral("6.6")});
    QVERIFY2(old.exitStatus == 0, old.inWords().constData());
    QVERIFY2(old.out.contains("Stops the import (4): A file of a message is not in the archive."),
             old.out.constData());
    QVERIFY2(old.out.contains("line 15, post.attachments[0]"), old.out.constData());
    QVERIFY2(old.out.contains("and 1 more"), old.out.constData());
    const CliResult later =
        home.run({QStringLiteral("inspect"), path, QStringLiteral("--for"), QStringLiteral("7.6")});
    QVERIFY2(later.out.contains("Would be lost (4): A file of a message"), later.out.constData());
    const CliResult recent = home.run({QStringLiteral("inspect"), path});
    QVERIFY2(recent.out.contains("Would be lost (4): A file of a message"), recent.out.constData());

    const QTemporaryDir folder;
    for (const char *name : {"all.csv", "all.json"}) {
        const QString all = folder.filePath(QLatin1String(name));
        const CliResult written =
            home.run({QStringLiteral("inspect"), path, QStringLiteral("--findings"), all});
        QVERIFY2(written.exitStatus == 0, written.inWords().constData());
        QFile file(all);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QCOMPARE(text.count("attachment-missing"), 4);
        if (all.endsWith(QLatin1String(".json")))
            QCOMPARE(QJsonDocument::fromJson(text).array().size(), 5);
        else
            QCOMPARE(text.count('\n'), 6);
    }
    const CliResult nowhere =
        home.run({QStringLiteral("inspect"), path, QStringLiteral("--findings"),
                  QStringLiteral("/nonexistent/all.csv")});
    QVERIFY(nowhere.exitStatus != 0);
    QVERIFY2(nowhere.err.contains("/nonexistent"), nowhere.err.constData());
}

void CliUsageTest::inspectRefuses_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("exitStatus");
    QTest::newRow("no ZIP") << QStringLiteral(MMIGRATE_TEST_DATA "/CMakeLists.txt") << 3;
    QTest::newRow("missing") << QStringLiteral("/nonexistent/a.zip") << 3;
}

void CliUsageTest::inspectRefuses()
{
    QFETCH(QString, path);
    QFETCH(int, exitStatus);
    const CliHome home;
    const CliResult result = home.run({QStringLiteral("inspect"), path});
    QVERIFY2(result.exitStatus == exitStatus, result.inWords().constData());
    QVERIFY(result.out.isEmpty());
    QVERIFY(!result.err.isEmpty());
}

void CliUsageTest::nothingToResume()
{
    const CliHome home;
    const CliResult list = home.run({QStringLiteral("resume"), QStringLiteral("--list")});
    QVERIFY2(list.exitStatus == 0, list.inWords().constData());
    QVERIFY(list.out.contains("no migration to continue"));
    const CliResult newest = home.run({QStringLiteral("resume")});
    QVERIFY2(newest.exitStatus == 0, newest.inWords().constData());
    const CliResult unknown =
        home.run({QStringLiteral("resume"), QStringLiteral("20260101-000000-abcd")});
    QVERIFY2(unknown.exitStatus == 1, unknown.inWords().constData());
    const CliResult nonsense = home.run({QStringLiteral("resume"), QStringLiteral("../../etc")});
    QVERIFY2(nonsense.exitStatus == 1, nonsense.inWords().constData());
}

void CliUsageTest::practiceServerServes()
{
    const CliHome home;
    CliProcess server(home, {QStringLiteral("practice-server"), QStringLiteral("--small"),
                             QStringLiteral("--role"), QStringLiteral("destination"),
                             QStringLiteral("--practice-version"), QStringLiteral("5.37")});
    QVERIFY(server.waitUntil([&] { return server.out().count('\n') >= 3; }));
    QString address;
    const QList<QByteArray> lines = server.out().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("address: "))
            address = QString::fromUtf8(line.mid(9)).trimmed();
    }
    const QUrl url(address);
    QCOMPARE(url.scheme(), QStringLiteral("http"));
    QCOMPARE(url.host(), QStringLiteral("127.0.0.1"));
    QTcpSocket socket;
    socket.connectToHost(url.host(), quint16(url.port()));
    QVERIFY(socket.waitForConnected(10'000));
    socket.write("GET /api/v4/system/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    while (socket.waitForReadyRead(10'000))
        answer += socket.readAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 200"), answer.constData());
    QVERIFY2(answer.contains("X-Version-Id: 5.37.0"), answer.constData());
    server.signalWith(SIGINT);
    const CliResult result = server.finish();
    QVERIFY2(result.exitStatus == 0 && !result.crashed, result.inWords().constData());
}

void CliUsageTest::practiceServerWithWrongPort()
{
    PracticeServer other;
    QVERIFY(other.start());
    const CliHome home;
    const CliResult result = home.run({QStringLiteral("practice-server"), QStringLiteral("--small"),
                                       QStringLiteral("--port"), QString::number(other.port())});
    QVERIFY2(result.exitStatus == 1, result.inWords().constData());
    QVERIFY(result.out.isEmpty());
}

void CliUsageTest::logFileCannotBeWritten()
{
    const CliHome home;
    const CliResult result =
        home.run({QStringLiteral("inspect"), archive("export-6.6.1-without-files.zip"),
                  QStringLiteral("--log-file"), home.path()});
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QVERIFY(!result.err.isEmpty());
}

QTEST_GUILESS_MAIN(CliUsageTest)
#include "tst_cliusage.moc"
