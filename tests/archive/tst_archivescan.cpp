// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "core/archive/archivescan.h"
#include "core/base/stepcontrol.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

using namespace mmigrate;

class TestArchiveScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void realExport537();
    void realExport661();
    void countsEverything();
    void generatorOfNewArchives();
    void findsTheOperator_data();
    void findsTheOperator();
    void linesThatLie_data();
    void linesThatLie();
    void countsWhatRulesPutRight();
    void waysToSignIn();
    void longestMessage();
    void collectsNamesWhenAsked();
    void summariesOfOldJournals();
    void survivesJson();
    void canBeCancelled();
    void reportsProgressAndIsFast();

private:
    Result<ArchiveScan> scan(const QByteArrayList &lines, const ArchiveFiles &files = {},
                             const ScanOptions &options = {});

    QTemporaryDir m_dir;
};

Result<ArchiveScan> TestArchiveScan::scan(const QByteArrayList &lines, const ArchiveFiles &files,
                                          const ScanOptions &options)
{
    Result<ArchiveReader> archive =
        ArchiveReader::open(writeArchive(m_dir.filePath(QStringLiteral("a.zip")), lines, files));
    if (!archive)
        return archive.error();
    StepControl control;
    return scanArchive(*archive, options, control);
}

static ArchiveScan scanReal(const char *name)
{
    Result<ArchiveReader> archive = ArchiveReader::open(
        QStringLiteral(MMIGRATE_TEST_DATA "/data/archives/") + QLatin1String(name));
    StepControl control;
    const ScanOptions options{QStringLiteral("Admin"), QStringLiteral("joe@example.com")};
    return scanArchive(*archive, options, control).value();
}

void TestArchiveScan::realExport537()
{
    const ArchiveScan scan = scanReal("export-5.37.0-without-files.zip");
    const ArchiveSummary &summary = scan.summary;
    QCOMPARE(summary.teams, 1);
    QCOMPARE(summary.channels, 6);
    QCOMPARE(summary.users, 5);
    QCOMPARE(summary.deactivatedUsers, 1);
    QCOMPARE(summary.posts, 13);
    QCOMPARE(summary.replies, 2);
    QCOMPARE(summary.reactions, 1);
    QCOMPARE(summary.emoji, 1);
    QCOMPARE(summary.directChannels, 3);
    QCOMPARE(summary.directPosts, 3);
    QCOMPARE(summary.attachmentsReferenced, 2);
    QCOMPARE(summary.attachmentsMissing, 2);
    QCOMPARE(summary.attachmentFiles, 0);
    QCOMPARE(summary.channelsByTeam.value(QStringLiteral("archived")), 3);
    QCOMPARE(summary.membersByTeam, (QMap<QString, qint64>{{QStringLiteral("native"), 3}}));
    QCOMPARE(summary.largestTeam(), 3);
    QCOMPARE(summary.generatorVersion, QString());
    QCOMPARE(summary.oldestPostAt, Q_INT64_C(1795386760087));
    QCOMPARE(summary.newestPostAt, Q_INT64_C(1795386761474));
    QVERIFY(scan.facts.teams.contains("native") && !scan.facts.teams.contains("archived"));
    QCOMPARE(scan.sameUsername->username, QStringLiteral("admin"));
    QCOMPARE(scan.sameUsername->line, 10);
    QCOMPARE(scan.sameEmail->username, QStringLiteral("joe"));
}

void TestArchiveScan::realExport661()
{
    const ArchiveSummary summary = scanReal("export-6.6.1-without-files.zip").summary;
    QCOMPARE(summary.channels, 3);
    QCOMPARE(summary.users, 5);
    QCOMPARE(summary.allPosts(), 13 + 2 + 3);
    QCOMPARE(summary.attachmentsReferenced, 4);
}

void TestArchiveScan::countsEverything()
{
    const Result<ArchiveScan> result = scan(
        {R"({"type":"scheme","scheme":{"name":"s1"}})", R"({"type":"role","role":{"name":"r1"}})",
         R"({"type":"team","team":{"name":"t","scheme":"s1"}})",
         R"({"type":"channel","channel":{"team":"t","name":"c","type":"P","deleted_at":5}})",
         R"({"type":"user","user":{"username":"u","profile_image":"users/u/p.png","teams":[{"name":"t"}]}})",
         R"({"type":"bot","bot":{"username":"b","owner":"u"}})",
         R"({"type":"post","post":{"team":"t","channel":"c","user":"u","create_at":5,"attachments":[{"path":"a"},)"
         R"({"path":"b"}],"replies":[{"user":"u","attachments":[{"path":"a"}],"reactions":[{},{}]}]}})",
         R"({"type":"direct_channel","direct_channel":{"participants":[{"username":"u"}]}})",
         R"({"type":"direct_post","direct_post":{"user":"u","create_at":3,"replies":[{},{}]}})"},
        {{"data/a", "12345"}, {"data/b", "1234567"}, {"data/unused", "1"}});
    QVERIFY(result.hasValue());
    const ArchiveSummary &summary = result.value().summary;
    QCOMPARE(summary.schemes, 1);
    QCOMPARE(summary.roles, 1);
    QCOMPARE(summary.bots, 1);
    QCOMPARE(summary.privateChannels, 1);
    QCOMPARE(summary.archivedChannels, 1);
    QCOMPARE(summary.profilePictures, 1);
    QVERIFY(summary.hasProfilePictures());
    QCOMPARE(summary.reactions, 2);
    QCOMPARE(summary.directReplies, 2);
    QCOMPARE(summary.attachmentsReferenced, 3);
    QCOMPARE(summary.attachmentsMissing, 0);
    QCOMPARE(summary.attachmentFiles, 2);
    QCOMPARE(summary.attachmentBytes, 12);
    QCOMPARE(summary.largestAttachmentBytes, 7);
    QCOMPARE(summary.largestAttachment, QStringLiteral("data/b"));
    QCOMPARE(summary.oldestPostAt, 3);
    QCOMPARE(summary.newestPostAt, 5);
    QCOMPARE(summary.lines, 10);
}

void TestArchiveScan::generatorOfNewArchives()
{
    const QString path = m_dir.filePath(QStringLiteral("info.zip"));
    StreamingZip zip(path);
    zip.addDeflated(
        "import.jsonl",
        R"x({"type":"version","version":1,"info":{"generator":"mattermost-server",)x"
        R"x("version":"11.6.0 (abc, enterprise: true)","created":"2026-01-01T00:00:00Z"}})x");
    zip.finish();
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    StepControl control;
    const ArchiveSummary summary = scanArchive(*archive, {}, control).value().summary;
    QCOMPARE(summary.generator, QStringLiteral("mattermost-server"));
    QCOMPARE(summary.generatorVersion, QStringLiteral("11.6.0"));
}

void TestArchiveScan::findsTheOperator_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("byName");
    QTest::addColumn<bool>("byEmail");
    QTest::newRow("name") << QByteArray(R"({"username":"BOSS","email":"x@y"})") << true << false;
    QTest::newRow("mail") << QByteArray(R"({"username":"joe","email":"Boss@Example.com"})") << false
                          << true;
    // The operator's own line goes away with its address.
    QTest::newRow("both") << QByteArray(R"({"username":"boss","email":"boss@example.com"})") << true
                          << false;
    QTest::newRow("escaped") << QByteArray(R"({"username":"b\u006fss"})") << true << false;
    QTest::newRow("key in capitals") << QByteArray(R"({"Username":"boss"})") << true << false;
    QTest::newRow("neither") << QByteArray(R"({"username":"boss2","email":"x@y"})") << false
                             << false;
}

void TestArchiveScan::findsTheOperator()
{
    QFETCH(QByteArray, line);
    const ScanOptions options{QStringLiteral("boss"), QStringLiteral("boss@example.com")};
    const Result<ArchiveScan> result =
        scan({"{\"type\":\"user\",\"user\":" + line + '}'}, {}, options);
    QVERIFY(result.hasValue());
    QTEST(result.value().sameUsername.has_value(), "byName");
    QTEST(result.value().sameEmail.has_value(), "byEmail");
}

void TestArchiveScan::linesThatLie_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const QByteArray &line, const char *problem) {
        QTest::newRow(name) << line << QString::fromLatin1(problem);
    };
    const auto typed = [&row](const char *name, const QByteArray &type, const QByteArray &object) {
        row(name, "{\"type\":\"" + type + "\",\"" + type + "\":" + object + '}', "wrong-type");
    };
    row("text", "hello", "not-json");
    row("cut", R"({"type":"post","post":{)", "not-json");
    row("array", "[]", "not-object");
    row("number", "5", "not-object");
    row("no type", "{}", "no-type");
    row("type is a number", R"({"type":5})", "no-type");
    row("type is null", R"({"type":null})", "no-type");
    row("not UTF-8", "{\"type\":\"post\",\"post\":{\"message\":\"\xFF\"}}", "not-utf8");
    row("NUL", QByteArray("{\"type\":\"po\0st\"}", 16), "not-json");
    row("deep",
        R"({"type":"post","post":{"props":)" + QByteArray(2000, '[') + QByteArray(2000, ']') + "}}",
        "too-deep");
    row("number too large", R"({"type":"post","post":{"create_at":1e999}})", "bad-number");
    row("name twice", R"({"type":"user","user":{"username":"a","username":"admin"}})",
        "repeated-key");
    row("object twice", R"({"type":"user","user":{"username":"a"},"USER":{"username":"admin"}})",
        "repeated-key");
    typed("object is text", "post", "\"x\"");
    typed("object is a list", "user", "[]");
    typed("message is a number", "post", R"({"message":5})");
    typed("time is text", "post", R"({"create_at":"5"})");
    typed("time is a fraction", "post", R"({"create_at":1.5})");
    typed("time does not fit", "post", R"({"create_at":99999999999999999999})");
    typed("replies is an object", "post", R"({"replies":{}})");
    typed("reply is text", "post", R"({"replies":["x"]})");
    typed("reply's user is a list", "post", R"({"replies":[{"user":[]}]})");
    typed("attachments is text", "post", R"({"attachments":"x"})");
    typed("attachment is text", "post", R"({"attachments":["x"]})");
    typed("path is a number", "direct_post", R"({"attachments":[{"path":1}]})");
    typed("reactions is true", "post", R"({"reactions":true})");
    typed("user name is a number", "user", R"({"username":5})");
    typed("teams is text", "user", R"({"teams":"x"})");
    typed("team of a user is text", "user", R"({"teams":["x"]})");
    typed("team name is an object", "team", R"({"name":{}})");
    typed("channel's team is a number", "channel", R"({"team":1})");
    typed("members is text", "direct_channel", R"({"members":"x"})");
    typed("image is a number", "emoji", R"({"image":1})");
    typed("owner is a number", "bot", R"({"owner":1})");
    typed("role name is null list", "role", R"({"name":[null]})");
}

void TestArchiveScan::linesThatLie()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, problem);
    ScanOptions tolerant;
    tolerant.isTolerant = true;
    QVERIFY(scan({R"({"type":"team","team":{"name":"t"}})", line}, {}, tolerant).hasValue());
    const Result<ArchiveScan> result = scan({R"({"type":"team","team":{"name":"t"}})", line});
    if (problem != QLatin1String("repeated-key")) {
        // The corrections drop it; bytes that are no UTF-8 are replaced, as servers do.
        QVERIFY(result.hasValue());
        QCOMPARE(result->summary.unreadableLines, problem == QLatin1String("not-utf8") ? 0 : 1);
        QCOMPARE(result->summary.lines, 3);
        return;
    }
    QVERIFY(!result.hasValue());
    const Error &error = result.error();
    QCOMPARE(error.kind, ErrorKind::ArchiveInvalid);
    QCOMPARE(reasonOf(error), QStringLiteral("bad-line"));
    QCOMPARE(error.facts.value(QStringLiteral("problem")).toString(), problem);
    QCOMPARE(error.facts.value(QStringLiteral("line")).toLongLong(), 3);
    QVERIFY(!error.detail.contains(QStringLiteral("hello")));
}

void TestArchiveScan::countsWhatRulesPutRight()
{
    const Result<ArchiveScan> result = scan(
        {R"({"type":"post"})", R"({"type":"user","user":null})", "", R"({"type":"wiki","wiki":{}})",
         R"({"type":"post","post":{"attachments":[{},null],"replies":[null]}})"});
    QVERIFY(result.hasValue());
    QCOMPARE(result.value().summary.crashingLines, 2);
    QCOMPARE(result.value().summary.blankLines, 1);
    QCOMPARE(result.value().summary.unknownTypes,
             (QMap<QString, qint64>{{QStringLiteral("wiki"), 1}}));

    for (const QByteArray &first : {QByteArray("{\"type\":\"team\"}"), QByteArray(),
                                    QByteArray("{\"type\":\"version\",\"version\":2}"),
                                    QByteArray("{\"type\":\"version\",\"version\":\"1\"}")}) {
        const QString path = m_dir.filePath(QStringLiteral("first.zip"));
        StreamingZip zip(path);
        zip.addDeflated("import.jsonl", first + '\n');
        zip.finish();
        Result<ArchiveReader> archive = ArchiveReader::open(path);
        StepControl control;
        const Result<ArchiveScan> refused = scanArchive(*archive, {}, control);
        QVERIFY(!refused.hasValue());
        QCOMPARE(refused.error().facts.value(QStringLiteral("line")).toInt(), 1);
    }
}

void TestArchiveScan::waysToSignIn()
{
    const Result<ArchiveScan> found = scan(
        {R"({"type":"user","user":{"username":"a","roles":"system_guest","auth_service":null}})",
         R"({"type":"user","user":{"username":"b","roles":"system_user","auth_service":"saml"}})",
         R"({"type":"user","user":{"username":"c","auth_service":"saml","delete_at":17}})",
         R"({"type":"user","user":{"username":"d","auth_service":"email"}})",
         R"({"type":"user","user":{"username":"e","auth_service":"gitlab"}})",
         R"({"type":"user","user":{"username":"f","roles":"x_system_guest_y","auth_service":""}})"});
    QVERIFY(found);
    QCOMPARE(found->summary.guests, 1);
    QCOMPARE(found->summary.usersByAuthService,
             (QMap<QString, qint64>{{QStringLiteral("gitlab"), 1}, {QStringLiteral("saml"), 1}}));
}

void TestArchiveScan::longestMessage()
{
    // Characters, not bytes: two of two bytes, one of four, and an escape.
    const Result<ArchiveScan> found = scan(
        {R"({"type":"post","post":{"message":"abc","replies":[{"message":"\u00fc\u00fc\n"}]}})",
         "{\"type\":\"direct_post\",\"direct_post\":{\"message\":"
         "\"\xc3\xbc\xc3\xbc\xf0\x9f\x98\x80x\"}}",
         R"({"type":"post","post":{"message":null}})"});
    QVERIFY(found);
    QCOMPARE(found->summary.longestMessage, 4);
}

void TestArchiveScan::collectsNamesWhenAsked()
{
    const QByteArrayList lines{
        R"({"type":"team","team":{"name":"t","type":"I"}})",
        R"({"type":"channel","channel":{"team":"t","name":"c","type":"P"}})",
        R"({"type":"user","user":{"username":"Ann","email":"a@x.org","roles":"system_admin"}})",
        R"({"type":"bot","bot":{"username":"robo","owner":"ann","delete_at":5}})",
        R"({"type":"emoji","emoji":{"name":"party","image":"e"}})"};
    const Result<ArchiveScan> without = scan(lines);
    QVERIFY(without && without->names.people.isEmpty() && without->names.emoji.isEmpty());
    ScanOptions options;
    options.withNames = true;
    const Result<ArchiveScan> found = scan(lines, {}, options);
    QVERIFY(found);
    const ArchiveNames &names = found->names;
    QCOMPARE(names.teams.size(), 1);
    QCOMPARE(names.teams.first().line, 2);
    QCOMPARE(names.teams.first().type, QStringLiteral("I"));
    const QList<ArchiveNames::Place> channels = names.channels.value(QStringLiteral("t"));
    QCOMPARE(channels.size(), 1);
    QCOMPARE(channels.first().name, QStringLiteral("c"));
    QCOMPARE(channels.first().type, QStringLiteral("P"));
    QCOMPARE(names.people.size(), 2);
    QCOMPARE(names.people.at(0).username, QStringLiteral("Ann"));
    QCOMPARE(names.people.at(0).email, QStringLiteral("a@x.org"));
    QCOMPARE(names.people.at(0).roles, QStringLiteral("system_admin"));
    QVERIFY(names.people.at(1).isBot && names.people.at(1).isDeactivated);
    QCOMPARE(names.people.at(1).line, 5);
    QCOMPARE(names.emoji.size(), 1);
    QCOMPARE(names.emoji.first().name, QStringLiteral("party"));
}

void TestArchiveScan::summariesOfOldJournals()
{
    ArchiveSummary summary;
    summary.posts = 7;
    QJsonObject old = summary.toJson();
    for (const char *name : {"guests", "longestMessage", "usersByAuthService"})
        old.remove(QLatin1String(name));
    QCOMPARE(ArchiveSummary::fromJson(old), summary);
}

void TestArchiveScan::survivesJson()
{
    ArchiveSummary summary = scanReal("export-5.37.0-without-files.zip").summary;
    summary.unknownTypes.insert(QStringLiteral("wiki"), 2);
    summary.generatorVersion = QStringLiteral("5.37.0");
    summary.attachmentBytes = Q_INT64_C(9007199254740993); // more than a double holds
    const QByteArray json = QJsonDocument(summary.toJson()).toJson();
    QCOMPARE(ArchiveSummary::fromJson(QJsonDocument::fromJson(json).object()), summary);
    QCOMPARE(ArchiveSummary::fromJson({{QStringLiteral("teams"), QStringLiteral("x")}}),
             ArchiveSummary());
}

void TestArchiveScan::canBeCancelled()
{
    Result<ArchiveReader> archive = ArchiveReader::open(writeArchive(
        m_dir.filePath(QStringLiteral("c.zip")), {R"({"type":"team","team":{"name":"t"}})"}));
    StepControl control;
    control.cancel();
    QCOMPARE(scanArchive(*archive, {}, control).error().kind, ErrorKind::Cancelled);
}

void TestArchiveScan::reportsProgressAndIsFast()
{
    const QByteArray post =
        R"({"type":"post","post":{"team":"t","channel":"c","user":"u","type":"","message":"A message of some words, )"
        R"(as people write them: not long, not short.","props":{},"create_at":1795386760172,"edit_at":0,)"
        R"("reactions":[{"user":"u","create_at":1795386760829,"emoji_name":"smile"}],"replies":[{"user":"v",)"
        R"("message":"An answer.","create_at":1795386760195,"attachments":null}]}})";
    const QByteArrayList lines(200'000, post);
    Result<ArchiveReader> archive =
        ArchiveReader::open(writeArchive(m_dir.filePath(QStringLiteral("fast.zip")), lines));
    StepControl control;
    Progress last;
    QElapsedTimer timer;
    timer.start();
    const Result<ArchiveScan> result =
        scanArchive(*archive, {}, control, [&last](const Progress &progress) { last = progress; });
    qInfo("200,000 posts, %lld MB: scanned in %lld ms",
          static_cast<long long>(archive->jsonl().size / 1000000),
          static_cast<long long>(timer.elapsed()));
    QVERIFY(result.hasValue());
    QCOMPARE(result.value().summary.posts, 200'000);
    QCOMPARE(last.unit, ProgressUnit::Bytes);
    QCOMPARE(last.done, archive->jsonl().size);
    QCOMPARE(last.total, archive->jsonl().size);
    QCOMPARE(last.counts.value(QStringLiteral("posts")), 400'000);
}

QTEST_GUILESS_MAIN(TestArchiveScan)
#include "tst_archivescan.moc"
