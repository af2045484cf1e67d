// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/serveraddress.h"

#include <QTest>

using namespace mmigrate;

class TestServerAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loginsAreTakenOut_data();
    void loginsAreTakenOut();
    void understands_data();
    void understands();
    void refuses_data();
    void refuses();
    void candidates_data();
    void candidates();
    void longPathsStillReachTheRoot();
    void loopback_data();
    void loopback();
};

void TestServerAddress::understands_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("schemeTyped");
    const auto row = [](const char *name, const QString &typed, const char *url, bool scheme) {
        QTest::newRow(name) << typed << QString::fromUtf8(url) << scheme;
    };
    const auto q = [](const char *text) { return QString::fromUtf8(text); };
    row("host", q("chat.example.com"), "https://chat.example.com", false);
    row("blanks around", q("  \tchat.example.com \r\n"), "https://chat.example.com", false);
    row("blank that does not break", q("\u00a0chat.example.com\u00a0"), "https://chat.example.com",
        false);
    row("angle brackets", q("<https://chat.example.com>"), "https://chat.example.com", true);
    row("quotes", q("\"chat.example.com\""), "https://chat.example.com", false);
    row("full stop behind", q("https://chat.example.com."), "https://chat.example.com", true);
    row("comma behind", q("chat.example.com,"), "https://chat.example.com", false);
    row("https", q("https://chat.example.com"), "https://chat.example.com", true);
    row("http", q("http://chat.example.com"), "http://chat.example.com", true);
    row("capitals", q("HTTPS://Chat.Example.COM"), "https://chat.example.com", true);
    row("port", q("chat.example.com:8065"), "https://chat.example.com:8065", false);
    row("scheme and port", q("http://chat.example.com:8065"), "http://chat.example.com:8065", true);
    row("one trailing slash", q("https://chat.example.com/"), "https://chat.example.com", true);
    row("many trailing slashes", q("chat.example.com:8065///"), "https://chat.example.com:8065",
        false);
    row("subpath", q("example.com/mattermost"), "https://example.com/mattermost", false);
    row("subpath with slash", q("https://example.com/a/b/"), "https://example.com/a/b", true);
    row("dots in the path", q("https://example.com/a/../b"), "https://example.com/b", true);
    row("query and fragment", q("https://chat.example.com/team?x=1#y"),
        "https://chat.example.com/team", true);
    row("user info", q("https://me:secret@chat.example.com"), "https://chat.example.com", true);
    row("channel link", q("https://chat.example.com/team/channels/town-square"),
        "https://chat.example.com/team/channels/town-square", true);
    row("permalink", q("https://chat.example.com/team/pl/abcdefghijklmnopqrstuvwxyz"),
        "https://chat.example.com/team/pl/abcdefghijklmnopqrstuvwxyz", true);
    row("link of the desktop program", q("mattermost://chat.example.com/team/channels/x"),
        "https://chat.example.com/team/channels/x", false);
    row("IPv4", q("192.168.1.5:8065"), "https://192.168.1.5:8065", false);
    row("IPv6", q("[2001:db8::1]"), "https://[2001:db8::1]", false);
    row("IPv6 with scheme and port", q("http://[::1]:8065/"), "http://[::1]:8065", true);
    row("umlaut", q("chat.müller.example"), "https://chat.müller.example", false);
    row("umlaut, coded", q("xn--mller-kva.example"), "https://müller.example", false);
    row("single label", q("intranet"), "https://intranet", false);
    row("localhost", q("localhost:8065"), "https://localhost:8065", false);
}

void TestServerAddress::understands()
{
    QFETCH(QString, typed);
    QFETCH(QString, url);
    QFETCH(bool, schemeTyped);
    const Result<ServerAddress> address = parseServerAddress(typed);
    QVERIFY2(address, address ? "" : qPrintable(address.error().toLogLine()));
    QCOMPARE(address->url, QUrl(url));
    QCOMPARE(address->schemeTyped, schemeTyped);
    QVERIFY(!address->url.path().endsWith(QLatin1Char('/')));
    QVERIFY(address->url.userInfo().isEmpty());
    QVERIFY(!address->url.hasQuery());
    QVERIFY(!address->url.hasFragment());
}

void TestServerAddress::refuses_data()
{
    QTest::addColumn<QString>("typed");
    const auto row = [](const char *typed) {
        QTest::newRow(*typed ? typed : "nothing") << QString::fromUtf8(typed);
    };
    for (const char *typed : {"",
                              " ",
                              "\t\n",
                              ".",
                              "/",
                              "//",
                              "?",
                              "#",
                              "<>",
                              "https://",
                              "https:///path",
                              "http:/",
                              "ftp://chat.example.com",
                              "file:///etc/passwd",
                              "ws://chat.example.com",
                              "javascript:alert(1)",
                              "chat example com",
                              "https://chat .example.com",
                              "chat.example.com:port",
                              "chat.example.com:99999",
                              "chat.example.com:-1",
                              "[not-ipv6]",
                              "::1",
                              "https://[::1",
                              "http//chat.example.com",
                              "https:/chat.example.com",
                              "https:chat.example.com",
                              "a\\b",
                              "%zz.example.com",
                              "<script>alert</script>"})
        row(typed);
    QTest::newRow("long") << QString(100'000, QLatin1Char('a'));
}

void TestServerAddress::refuses()
{
    QFETCH(QString, typed);
    const Result<ServerAddress> address = parseServerAddress(typed);
    QVERIFY2(!address, address ? qPrintable(address->url.toString()) : "");
    QCOMPARE(address.error().kind, ErrorKind::BadAddress);
    const QString said = address.error().facts.value(QStringLiteral("typed")).toString();
    QCOMPARE(said, typed.left(200));
}

void TestServerAddress::candidates_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QStringList>("paths");
    QTest::newRow("root") << QStringLiteral("chat.example.com") << QStringList{QString()};
    QTest::newRow("subpath") << QStringLiteral("chat.example.com/mm")
                             << QStringList{QStringLiteral("/mm"), QString()};
    QTest::newRow("channel link below a subpath")
        << QStringLiteral("https://chat.example.com/mm/team/channels/x")
        << QStringList{QStringLiteral("/mm/team/channels/x"), QStringLiteral("/mm/team/channels"),
                       QStringLiteral("/mm/team"), QStringLiteral("/mm"), QString()};
}

void TestServerAddress::candidates()
{
    QFETCH(QString, typed);
    QFETCH(QStringList, paths);
    const Result<ServerAddress> address = parseServerAddress(typed);
    QVERIFY(address);
    QStringList found;
    const QList<QUrl> urls = addressCandidates(*address);
    for (const QUrl &url : urls) {
        QCOMPARE(url.host(), QStringLiteral("chat.example.com"));
        found.append(url.path());
    }
    QCOMPARE(found, paths);
}

void TestServerAddress::longPathsStillReachTheRoot()
{
    const Result<ServerAddress> address =
        parseServerAddress(QStringLiteral("h/") + QStringLiteral("a/").repeated(50));
    QVERIFY(address);
    const QList<QUrl> urls = addressCandidates(*address);
    QVERIFY(urls.size() <= 8);
    QCOMPARE(urls.last().path(), QString());
}

void TestServerAddress::loopback_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("expected");
    QTest::newRow("name") << QStringLiteral("localhost:8065") << true;
    QTest::newRow("IPv4") << QStringLiteral("http://127.0.0.1") << true;
    QTest::newRow("IPv4, another") << QStringLiteral("127.1.2.3") << true;
    QTest::newRow("IPv6") << QStringLiteral("[::1]:80") << true;
    QTest::newRow("private net") << QStringLiteral("192.168.0.1") << false;
    QTest::newRow("host") << QStringLiteral("chat.example.com") << false;
    QTest::newRow("looks like it") << QStringLiteral("localhost.example.com") << false;
    QTest::newRow("looks like it, too") << QStringLiteral("127.0.0.1.example.com") << false;
}

void TestServerAddress::loopback()
{
    QFETCH(QString, typed);
    QFETCH(bool, expected);
    const Result<ServerAddress> address = parseServerAddress(typed);
    QVERIFY(address);
    QCOMPARE(address->isLoopback(), expected);
}

void TestServerAddress::loginsAreTakenOut_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *typed, const char *expected) {
        QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(expected);
    };
    row("https://me:secret@chat.example.com", "https://chat.example.com");
    row("http://bob:Geheim/Secret88@127.0.0.1:18101/", "http://127.0.0.1:18101/");
    row("me:se@cret@chat.example.com/team", "chat.example.com/team");
    row("chat.example.com:8065/team/messages/@user", "chat.example.com:8065/team/messages/@user");
    row("https://chat.example.com/team/messages/@user",
        "https://chat.example.com/team/messages/@user");
}

void TestServerAddress::loginsAreTakenOut()
{
    QFETCH(QString, typed);
    QTEST(withoutUserInfo(typed), "expected");
    const Result<ServerAddress> address = parseServerAddress(typed);
    if (!address)
        QVERIFY(!address.error().toLogLine().contains(QLatin1String("ecret")));
}

QTEST_GUILESS_MAIN(TestServerAddress)
#include "tst_serveraddress.moc"
