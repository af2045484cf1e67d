// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/correctionfixture.h"

#include <QFileInfo>

using namespace mmigrate;

// Rule name -> times, without a QStringLiteral around every name.
class Counts : public QMap<QString, qint64>
{
public:
    Counts() = default;
    Counts(std::initializer_list<std::pair<const char *, qint64>> list)
    {
        for (const auto &[name, count] : list)
            insert(QLatin1String(name), count);
    }
};

static QMap<QString, qint64> rulesOf(const Counts &counts)
{
    return counts;
}

static QStringList names(std::initializer_list<const char *> list)
{
    QStringList strings;
    for (const char *name : list)
        strings << QLatin1String(name);
    return strings;
}

class TestCorrections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void realExport537ToRecent();
    void realExport537To661();
    void versionInfo();
    void filesOfOldDestinations();
    void prefixForOldLayout();
    void operatorGuard();
    void operatorGuardWithoutTheAccount();
    void operatorThatIsABot();
    void destinationTeamsStay();
    void lineEndsAndOddSpacingStay();
    void nothingToCorrect();
    void repeatedEntriesAreCopiedOnce();
    void listOfChanges();
    void originalIsNotTouched();
    void failuresLeaveNothing();
    void reportSurvivesJson();

private:
    QString archiveOf(const QByteArrayList &lines, const ArchiveFiles &files = {}) const
    {
        return writeArchive(m_dir.filePath(QStringLiteral("source.zip")), lines, files);
    }

    QTemporaryDir m_dir;
};

static const QByteArray team = R"({"type":"team","team":{"name":"t","display_name":"T"}})";
static const QByteArray channel = R"({"type":"channel","channel":{"team":"t","name":"c"}})";

static QByteArray postWith(const QByteArray &fields)
{
    return R"({"type":"post","post":{"team":"t","channel":"c","user":"u","message":"\u003cb\u003e 1.50","create_at":17)"
           + fields + "}}";
}

static QByteArray attachments(const QByteArrayList &paths)
{
    QByteArrayList items;
    for (const QByteArray &path : paths)
        items << "{\"path\":\"" + path + "\"}";
    return "\"attachments\":[" + items.join(',') + ']';
}

static QByteArray reply(const QByteArray &user, const QByteArrayList &paths)
{
    return R"({"user":")" + user + R"(","message":"r","create_at":18,)" + attachments(paths) + '}';
}

// Files of Ann (id aa) and Bob (id bb), as in "20240101/users/aa/1/x".
static QByteArray fileOf(const char *id, int number)
{
    return QByteArray("20240101/users/") + id + '/' + QByteArray::number(number) + "/x";
}

static ArchiveFiles threadFiles()
{
    ArchiveFiles files;
    for (int number = 1; number <= 3; ++number) {
        files.append({"data/" + fileOf("aa", number), "a"});
        files.append({"data/" + fileOf("bb", number), "b"});
    }
    return files;
}

static QByteArray thread(const QByteArrayList &replies)
{
    return postWith(",\"replies\":[" + replies.join(',') + ']');
}

void addDroppingRows()
{
    const QByteArray good = postWith("");
    QTest::newRow("post without object")
        << QByteArrayList{R"({"type":"post"})", good} << ArchiveFiles{} << "11.6.0"
        << QByteArrayList{good} << Counts{{"crashing-line", 1}} << 0;
    QTest::newRow("objects that are null")
        << QByteArrayList{R"({"type":"user","user":null})", R"({"type":"emoji"})",
                          R"({"type":"direct_post"})"}
        << ArchiveFiles{} << "6.6.1" << QByteArrayList{} << Counts{{"crashing-line", 3}} << 0;
    QTest::newRow("reply that is null")
        << QByteArrayList{postWith(R"(,"replies":[null,{"user":"u"}])")} << ArchiveFiles{}
        << "11.6.0" << QByteArrayList{postWith(R"(,"replies":[{"user":"u"}])")}
        << Counts{{"crashing-line", 1}} << 0;
    QTest::newRow("empty attachment")
        << QByteArrayList{postWith(R"(,"attachments":[{},{"path":"a"},null,{"path":""}])")}
        << ArchiveFiles{{"data/a", "a"}} << "11.6.0"
        << QByteArrayList{postWith(R"(,"attachments":[{"path":"a"}])")}
        << Counts{{"empty-attachment", 3}} << 0;
    QTest::newRow("blank lines") << QByteArrayList{"", good, "  "} << ArchiveFiles{} << "11.6.0"
                                 << QByteArrayList{good} << Counts{{"blank-line", 2}} << 0;
    QTest::newRow("unknown type") << QByteArrayList{R"({"type":"wiki","wiki":{}})", good}
                                  << ArchiveFiles{} << "11.6.0" << QByteArrayList{good}
                                  << Counts{{"unknown-type", 1}} << 1;
    QTest::newRow("archived team")
        << QByteArrayList{R"({"type":"channel","channel":{"team":"gone","name":"c"}})",
                          R"({"type":"user","user":{"username":"u","teams":[{"name":"gone"},{"name":"t"}]}})",
                          R"({"type":"post","post":{"team":"gone","channel":"c"}})", good}
        << ArchiveFiles{} << "6.6.1"
        << QByteArrayList{R"({"type":"user","user":{"username":"u","teams":[{"name":"t"}]}})", good}
        << Counts{{"archived-team", 3}} << 3;
    QTest::newRow("names in capitals")
        << QByteArrayList{R"({"type":"post","post":{"team":"T","channel":"C","n":1.0}})",
                          R"({"type":"post","post":{"team":"t","channel":"C"}})",
                          R"({"type":"post","post":{"team":"t","channel":"Other"}})"}
        << ArchiveFiles{} << "11.6.0"
        << QByteArrayList{R"({"type":"post","post":{"team":"t","channel":"c","n":1.0}})",
                          R"({"type":"post","post":{"team":"t","channel":"c"}})"}
        << Counts{{"name-case", 3}} << 1;
}

void addFileRows()
{
    const QByteArray two = postWith("," + attachments({"a", "b"}));
    const ArchiveFiles onlyA{{"data/a", "a"}};
    for (const char *version : {"5.37.0", "6.6.1", "10.5.0"}) {
        const QByteArray name = QByteArray("missing file, ") + version;
        Counts counts{{"missing-file", 1}};
        if (version[0] == '5')
            counts.insert(QStringLiteral("file-prefix"), 1);
        QTest::newRow(name.constData())
            << QByteArrayList{two} << onlyA << version
            << QByteArrayList{postWith("," + attachments({"a"}))} << counts << 0;
    }
    QTest::newRow("missing file, only a warning")
        << QByteArrayList{two} << onlyA << "11.6.0" << QByteArrayList{two} << Counts{} << 0;
    QTest::newRow("all files missing")
        << QByteArrayList{postWith("," + attachments({"a"}) + R"(,"replies":[)" + reply("u", {"b"})
                                   + "]"),
                          R"({"type":"direct_post","direct_post":{"user":"u","attachments":[{"path":"c"}]}})"}
        << ArchiveFiles{} << "6.6.1"
        << QByteArrayList{postWith("," + attachments({}) + R"(,"replies":[)" + reply("u", {})
                                   + "]"),
                          R"({"type":"direct_post","direct_post":{"user":"u","attachments":[]}})"}
        << Counts{{"missing-file", 3}} << 0;
    QTest::newRow("emoji without image")
        << QByteArrayList{R"({"type":"emoji","emoji":{"name":"e","image":"emoji/1/image"}})",
                          R"({"type":"emoji","emoji":{"name":"f","image":"emoji/2/image"}})"}
        << ArchiveFiles{{"data/emoji/2/image", "x"}} << "11.6.0"
        << QByteArrayList{R"({"type":"emoji","emoji":{"name":"f","image":"emoji/2/image"}})"}
        << Counts{{"missing-image", 1}} << 0;
    const QByteArrayList pictures{
        R"({"type":"user","user":{"username":"u","profile_image":"users/1.png","roles":"x"}})",
        R"({"type":"bot","bot":{"username":"b","profile_image":"users/2.png"}})"};
    QTest::newRow("profile picture missing")
        << pictures << ArchiveFiles{{"data/users/1.png", "x"}} << "11.6.0"
        << QByteArrayList{pictures[0], R"({"type":"bot","bot":{"username":"b"}})"}
        << Counts{{"missing-image", 1}} << 0;
    QTest::newRow("profile pictures unknown")
        << QByteArrayList{pictures[0]} << ArchiveFiles{{"data/users/1.png", "x"}} << "6.6.1"
        << QByteArrayList{R"({"type":"user","user":{"username":"u","roles":"x"}})"}
        << Counts{{"profile-picture", 1}} << 1;
    const QByteArray bot =
        R"({"type":"user","user":{"username":"b","email":"b@localhost","auth_service":null,)"
        R"("nickname":"","first_name":"","last_name":"","position":"","roles":"system_user",)"
        R"("locale":"en","delete_at":0,"teams":null,"profile_image":"users/2.png"}})";
    QTest::newRow("bot's picture stays")
        << QByteArrayList{pictures[1]} << ArchiveFiles{{"data/users/2.png", "x"}} << "10.2.0"
        << QByteArrayList{bot} << Counts{{"bot-as-user", 1}} << 0;
}

void addVersionRows()
{
    const QByteArrayList roles{R"({"type":"scheme","scheme":{"name":"s"}})",
                               R"({"type":"role","role":{"name":"r"}})",
                               R"({"type":"team","team":{"name":"x","scheme":"s","type":"O"}})"};
    QTest::newRow("roles and schemes known")
        << roles << ArchiveFiles{} << "9.8.0" << roles << Counts{} << 0;
    QTest::newRow("roles and schemes unknown")
        << roles << ArchiveFiles{} << "9.7.0"
        << QByteArrayList{R"({"type":"team","team":{"name":"x","type":"O"}})"}
        << Counts{{"roles-and-schemes", 2}, {"missing-scheme", 1}} << 2;
    QTest::newRow("scheme without a line")
        << QByteArrayList{R"({"type":"team","team":{"name":"x","scheme":"s"}})",
                          R"({"type":"channel","channel":{"team":"x","name":"c","scheme":"s2"}})",
                          R"({"type":"channel","channel":{"team":"x","name":"d","scheme":""}})"}
        << ArchiveFiles{} << "11.6.0"
        << QByteArrayList{R"({"type":"team","team":{"name":"x"}})",
                          R"({"type":"channel","channel":{"team":"x","name":"c"}})",
                          R"({"type":"channel","channel":{"team":"x","name":"d","scheme":""}})"}
        << Counts{{"missing-scheme", 2}} << 0;
    const QByteArray bot =
        R"({"type":"bot","bot":{"username":"b\u002d1","owner":"o","display_name":"B \"1\"","delete_at":5}})";
    QTest::newRow("bot known") << QByteArrayList{bot} << ArchiveFiles{} << "10.3.0"
                               << QByteArrayList{bot} << Counts{} << 0;
    QTest::newRow("bot unknown")
        << QByteArrayList{bot} << ArchiveFiles{} << "10.2.0"
        << QByteArrayList{R"({"type":"user","user":{"username":"b-1","email":"b-1@localhost","auth_service":null,)"
                          R"("nickname":"","first_name":"B \"1\"","last_name":"","position":"","roles":"system_user",)"
                          R"("locale":"en","delete_at":5,"teams":null}})"}
        << Counts{{"bot-as-user", 1}} << 0;
    const QByteArray direct =
        R"({"type":"direct_channel","direct_channel":{"participants":[{"username":"a","notify_props":{}},)"
        R"({"username":"b"}],"favorited_by":null,"header":"h"}})";
    QTest::newRow("participants known") << QByteArrayList{direct} << ArchiveFiles{} << "10.1.0"
                                        << QByteArrayList{direct} << Counts{} << 0;
    QTest::newRow("participants unknown")
        << QByteArrayList{direct} << ArchiveFiles{} << "6.6.1"
        << QByteArrayList{R"({"type":"direct_channel","direct_channel":{"members":["a","b"],"favorited_by":null,"header":"h"}})"}
        << Counts{{"participants", 1}} << 0;
    const QByteArray both =
        R"({"type":"direct_channel","direct_channel":{"members":["a"],"participants":[]}})";
    QTest::newRow("members are there") << QByteArrayList{both} << ArchiveFiles{} << "6.6.1"
                                       << QByteArrayList{both} << Counts{} << 0;
}

void addThreadRows()
{
    const QByteArray a1 = fileOf("aa", 1);
    const QByteArray a2 = fileOf("aa", 2);
    const QByteArray a3 = fileOf("aa", 3);
    const QByteArray b1 = fileOf("bb", 1);
    const auto row = [](const char *name, const QByteArrayList &before, const QByteArrayList &after,
                        qint64 count) {
        QTest::newRow(name) << QByteArrayList{thread(before)} << threadFiles() << "6.6.1"
                            << QByteArrayList{thread(after)}
                            << (count > 0 ? Counts{{"doubled-reply-files", count}} : Counts{}) << 0;
    };
    const QByteArrayList all{a1, b1, a2};
    row("one file each",
        {reply("ann", all), reply("zoe", {}), reply("bob", all), reply("ann", all)},
        {reply("ann", {a1}), reply("zoe", {}), reply("bob", {b1}), reply("ann", {a2})}, 3);
    row("by uploader", {reply("ann", {a1, a2, b1}), reply("bob", {a1, a2, b1})},
        {reply("ann", {a1, a2}), reply("bob", {b1})}, 2);
    row("part of it by uploader",
        {reply("ann", {a1, a2, a3, b1}), reply("ann", {a1, a2, a3, b1}),
         reply("bob", {a1, a2, a3, b1})},
        {reply("ann", {a1, a2, a3}), reply("ann", {a1, a2, a3}), reply("bob", {b1})}, 3);
    row("cannot be told", {reply("ann", {a1, a2, a3}), reply("ann", {a1, a2, a3})},
        {reply("ann", {a1, a2, a3}), reply("ann", {a1, a2, a3})}, 0);
    row("uploaders do not fit", {reply("ann", {a1, b1, a2}), reply("bob", {a1, b1, a2})},
        {reply("ann", {a1, b1, a2}), reply("bob", {a1, b1, a2})}, 0);
    row("not doubled", {reply("ann", {a1, a2}), reply("bob", {b1})},
        {reply("ann", {a1, a2}), reply("bob", {b1})}, 0);
    row("one reply only", {reply("ann", {a1, a2})}, {reply("ann", {a1, a2})}, 0);
}

void TestCorrections::rules_data()
{
    QTest::addColumn<QByteArrayList>("before");
    QTest::addColumn<ArchiveFiles>("files");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QByteArrayList>("after");
    QTest::addColumn<Counts>("counts");
    QTest::addColumn<int>("losses");
    addDroppingRows();
    addFileRows();
    addVersionRows();
    addThreadRows();
}

void TestCorrections::rules()
{
    QFETCH(QByteArrayList, before);
    QFETCH(ArchiveFiles, files);
    QFETCH(QString, version);
    QFETCH(QByteArrayList, after);
    QFETCH(Counts, counts);
    QFETCH(int, losses);
    const QByteArrayList untouched{team, channel};
    const Corrected corrected = correctArchive(m_dir, archiveOf(untouched + before, files),
                                               contextFor(version.toLatin1().constData()));
    QCOMPARE(corrected.lines, untouched + after);
    QCOMPARE(corrected.counts(), rulesOf(counts));
    QCOMPARE(corrected.losses(), losses);
    QCOMPARE(corrected.report.isEmpty(), counts.isEmpty());
}

static QString realArchive(const char *name)
{
    return QStringLiteral(MMIGRATE_TEST_DATA "/data/archives/") + QLatin1String(name);
}

void TestCorrections::realExport537ToRecent()
{
    const Corrected corrected =
        correctArchive(m_dir, realArchive("export-5.37.0-without-files.zip"), contextFor("11.6.0"));
    QCOMPARE(corrected.counts(), rulesOf(Counts{{"archived-team", 3}, {"missing-image", 1}}));
    QCOMPARE(corrected.report.linesDropped, 4);
    QCOMPARE(corrected.report.linesChanged, 0);
}

// Everything but the lines that the rules name is the same byte for byte.
void TestCorrections::realExport537To661()
{
    const QString source = realArchive("export-5.37.0-without-files.zip");
    const Corrected corrected =
        correctArchive(m_dir, source, contextFor("6.6.1", QStringLiteral("admin")));
    QCOMPARE(corrected.counts(), rulesOf(Counts{{"operator-account", 1},
                                                {"archived-team", 3},
                                                {"missing-file", 2},
                                                {"missing-image", 1}}));
    Result<ArchiveReader> archive = ArchiveReader::open(source);
    QByteArrayList expected;
    const QByteArrayList original = readEntry(*archive, QStringLiteral("import.jsonl")).split('\n');
    for (QByteArray line : original.mid(1, original.size() - 2)) {
        if (line.contains("\"team\":\"archived\"")
            || line.contains("\"username\":\"admin\",\"email\"")
            || line.startsWith("{\"type\":\"emoji\""))
            continue;
        const qsizetype begin = line.indexOf("[{\"path\"");
        if (begin >= 0)
            line.replace(begin, line.indexOf(']', begin) - begin + 1, "[]");
        expected << line;
    }
    QCOMPARE(corrected.lines, expected);
}

void TestCorrections::versionInfo()
{
    const QByteArray rest = '\n' + team + '\n' + channel + '\n';
    const QString path = m_dir.filePath(QStringLiteral("info.zip"));
    StreamingZip zip(path);
    zip.addDeflated("import.jsonl",
                    R"({"type":"version","version":1,"info":{"version":"11.6.0"}})" + rest);
    zip.finish();
    const Corrected corrected = correctArchive(m_dir, path, contextFor("6.6.1"));
    QCOMPARE(corrected.counts(), rulesOf(Counts{{"version-info", 1}}));
    Result<ArchiveReader> copy = ArchiveReader::open(corrected.report.targetPath);
    QCOMPARE(readEntry(*copy, QStringLiteral("import.jsonl")), QByteArray(versionLine + rest));
    QVERIFY(correctArchive(m_dir, path, contextFor("11.6.0")).report.isEmpty());
}

void TestCorrections::filesOfOldDestinations()
{
    const QByteArray direct =
        R"({"type":"direct_post","direct_post":{"user":"u","attachments":[{"path":"d"}]}})";
    const QByteArray emoji = R"({"type":"emoji","emoji":{"name":"e","image":"emoji/1/image"}})";
    const QByteArray post = postWith("," + attachments({"p", "both"}) + R"(,"replies":[)"
                                     + reply("u", {"r", "both"}) + "]");
    const ArchiveFiles files{{"data/p", "p"},
                             {"data/r", "r"},
                             {"data/both", "b"},
                             {"data/d", "d"},
                             {"data/emoji/1/image", "e"},
                             {"warnings.txt", "w"}};
    const QString source = archiveOf({team, channel, post, emoji, direct}, files);

    const Corrected old = correctArchive(m_dir, source, contextFor("5.37.0"));
    QCOMPARE(old.counts(), rulesOf(Counts{{"file-not-taken", 4}, {"file-prefix", 2}}));
    QCOMPARE(old.losses(), 4);
    QCOMPARE(old.lines.at(2),
             postWith("," + attachments({"p", "both"}) + R"(,"replies":[)" + reply("u", {}) + "]"));
    QCOMPARE(old.lines.at(3),
             QByteArray(R"({"type":"direct_post","direct_post":{"user":"u","attachments":[]}})"));
    // What a post still names stays, even if a reply lost it.
    QCOMPARE(old.entries, names({"p", "both", "warnings.txt"}));
    QCOMPARE(old.report.filesLeftOut, 3);
    QCOMPARE(old.report.filesRenamed, 2);

    const Corrected recent = correctArchive(m_dir, source, contextFor("11.6.0"));
    QVERIFY(recent.report.isEmpty());
    QCOMPARE(recent.entries.size(), files.size());
}

void TestCorrections::prefixForOldLayout()
{
    const QString source = archiveOf({team, channel, postWith("," + attachments({"p"}))},
                                     {{"p", "p"}, {"unused", "x"}});
    QCOMPARE(correctArchive(m_dir, source, contextFor("6.6.1")).entries,
             names({"data/p", "unused"}));
    QVERIFY(correctArchive(m_dir, source, contextFor("5.37.0")).report.isEmpty());
}

void TestCorrections::operatorGuard()
{
    const QByteArray other = R"({"type":"user","user":{"username":"administrator"}})";
    const QByteArray own =
        R"({"type":"user","user":{"username":"Admin","email":"a@b","roles":"system_user","profile_image":"users/a.png",)"
        R"("teams":[{"name":"t","roles":"team_admin team_user","channels":[{"name":"c","roles":"channel_user",)"
        R"("favorite":true},{"name":"d","roles":"channel_admin channel_user","favorite":false}]},)"
        R"({"name":"gone","roles":"team_user"}]}})";
    const QString source =
        archiveOf({team, channel, other, own, postWith("")}, {{"data/users/a.png", "x"}});
    const Corrected corrected =
        correctArchive(m_dir, source, contextFor("11.6.0", QStringLiteral("admin")));
    QCOMPARE(corrected.lines, (QByteArrayList{team, channel, other, postWith("")}));
    QCOMPARE(corrected.counts(), rulesOf(Counts{{"operator-account", 1}}));
    QCOMPARE(corrected.losses(), 0);
    QCOMPARE(corrected.entries, QStringList());
    const OperatorMemberships expected{
        QStringLiteral("Admin"),
        {{QStringLiteral("t"),
          QStringLiteral("team_admin team_user"),
          {{QStringLiteral("c"), QStringLiteral("channel_user"), true},
           {QStringLiteral("d"), QStringLiteral("channel_admin channel_user"), false}}}}};
    QCOMPARE(corrected.report.operatorMemberships, expected);
    QCOMPARE(OperatorMemberships::fromJson(expected.toJson()), expected);
}

void TestCorrections::operatorGuardWithoutTheAccount()
{
    const QString source = archiveOf({team, R"({"type":"user","user":{"username":"joe"}})"});
    const Corrected corrected =
        correctArchive(m_dir, source, contextFor("11.6.0", QStringLiteral("admin")));
    QVERIFY(corrected.report.isEmpty());
    QVERIFY(corrected.report.operatorMemberships.username.isEmpty());
    QVERIFY(corrected.report.operatorMemberships.isEmpty());
}

void TestCorrections::operatorThatIsABot()
{
    const QString source =
        archiveOf({team, R"({"type":"bot","bot":{"username":"admin","owner":"x"}})"});
    const Corrected corrected =
        correctArchive(m_dir, source, contextFor("6.6.1", QStringLiteral("ADMIN")));
    QCOMPARE(corrected.lines, QByteArrayList{team});
    QCOMPARE(corrected.counts(), rulesOf(Counts{{"operator-account", 1}}));
}

void TestCorrections::destinationTeamsStay()
{
    const QByteArrayList lines{R"({"type":"channel","channel":{"team":"there","name":"c"}})",
                               R"({"type":"post","post":{"team":"there","channel":"c"}})"};
    CorrectionContext context = contextFor("11.6.0");
    context.destinationTeams.insert(QStringLiteral("there"));
    const Corrected corrected = correctArchive(m_dir, archiveOf(lines), context);
    QVERIFY(corrected.report.isEmpty());
    QCOMPARE(corrected.lines, lines);
}

void TestCorrections::lineEndsAndOddSpacingStay()
{
    const QString path = m_dir.filePath(QStringLiteral("odd.zip"));
    const QByteArray odd =
        " { \"type\" : \"team\",\t\"team\":{\"name\":\"t\", \"n\": 12345678901234567890.10}} \r\n";
    const QByteArray last = R"({"type":"team","team":{"name":"u"}})";
    StreamingZip zip(path);
    zip.addDeflated("import.jsonl", versionLine + "\r\n" + odd + "{\"type\":\"post\"}\r\n" + last);
    zip.finish();
    const Corrected corrected = correctArchive(m_dir, path, contextFor("11.6.0"));
    Result<ArchiveReader> copy = ArchiveReader::open(corrected.report.targetPath);
    QCOMPARE(readEntry(*copy, QStringLiteral("import.jsonl")),
             QByteArray(versionLine + "\r\n" + odd + last));
}

void TestCorrections::nothingToCorrect()
{
    const QString source =
        archiveOf({team, channel, postWith("," + attachments({"a"}))}, {{"data/a", "a"}});
    const Corrected corrected = correctArchive(m_dir, source, contextFor("11.6.0"));
    QVERIFY(corrected.report.isEmpty());
    Result<ArchiveReader> original = ArchiveReader::open(source);
    Result<ArchiveReader> copy = ArchiveReader::open(corrected.report.targetPath);
    // Not even compressed again.
    QCOMPARE(copy->jsonl().compressedSize, original->jsonl().compressedSize);
}

void TestCorrections::repeatedEntriesAreCopiedOnce()
{
    const QString source =
        archiveOf({team, channel, R"({"type":"post"})", postWith("," + attachments({"a"}))},
                  {{"data/a", "first"}, {"data/a", "first"}});
    const Corrected corrected = correctArchive(m_dir, source, contextFor("11.6.0"));
    QCOMPARE(corrected.entries, names({"data/a"}));
    QCOMPARE(corrected.report.filesLeftOut, 1);
}

void TestCorrections::listOfChanges()
{
    const QString source = archiveOf(
        {team, channel, R"({"type":"post"})", postWith("," + attachments({"a\\\"b,c", "p"}))},
        {{"data/p", "p"}});
    const Corrected corrected = correctArchive(m_dir, source, contextFor("5.37.0"));
    QCOMPARE(corrected.report.changesPath, m_dir.filePath(QStringLiteral("corrected.changes.csv")));
    QFile list(corrected.report.changesPath);
    QVERIFY(list.open(QIODevice::ReadOnly));
    const QByteArray expected = "line,rule,what\n"
                                "4,crashing-line,\"drop line: post without object\"\n"
                                "5,missing-file,\"remove post.attachments[0] a\"\"b,c\"\n"
                                ",file-prefix,\"data/p -> p\"\n";
    QCOMPARE(list.readAll(), expected);
    for (const QString &path : {corrected.report.changesPath, corrected.report.targetPath})
        QCOMPARE(QFile::permissions(path) & ~(QFile::ReadUser | QFile::WriteUser),
                 QFile::ReadOwner | QFile::WriteOwner);
    const AppliedCorrection &first = corrected.report.corrections.first();
    QCOMPARE(first.examples.first().line, 4);
}

void TestCorrections::originalIsNotTouched()
{
    const QString source = archiveOf({team, channel, R"({"type":"post"})"});
    QFile file(source);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    file.close();
    Result<ArchiveReader> archive = ArchiveReader::open(source);
    StepControl control;
    const ArchiveScan scan = scanArchive(*archive, {}, control).value();
    QVERIFY(!writeCorrected(*archive, scan, contextFor("11.6.0"), source, control).hasValue());
    correctArchive(m_dir, source, contextFor("11.6.0"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), before);
}

void TestCorrections::failuresLeaveNothing()
{
    const QString source = archiveOf({team, channel, R"({"type":"post"})"});
    Result<ArchiveReader> archive = ArchiveReader::open(source);
    StepControl control;
    const ArchiveScan scan = scanArchive(*archive, {}, control).value();
    QTemporaryDir empty;
    StepControl cancelled;
    const QString target = empty.filePath(QStringLiteral("x.zip"));
    Result<CorrectionReport> report =
        writeCorrected(*archive, scan, contextFor("11.6.0"), target, cancelled,
                       [&](const Progress &) { cancelled.cancel(); });
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
    QCOMPARE(QDir(empty.path()).entryList(QDir::Files | QDir::Hidden), QStringList());

    report = writeCorrected(*archive, scan, contextFor("11.6.0"),
                            empty.filePath(QStringLiteral("none/x.zip")), control);
    QCOMPARE(report.error().kind, ErrorKind::Disk);
}

void TestCorrections::reportSurvivesJson()
{
    const QString source = realArchive("export-5.37.0-without-files.zip");
    const CorrectionReport report =
        correctArchive(m_dir, source, contextFor("5.37.0", QStringLiteral("admin"))).report;
    QVERIFY(!report.operatorMemberships.isEmpty());
    QCOMPARE(CorrectionReport::fromJson(report.toJson()), report);
    QVERIFY(CorrectionReport::fromJson({}).isEmpty());
    for (const CorrectionRule rule : allCorrectionRules)
        QCOMPARE(correctionRuleFromName(correctionRuleName(rule)), rule);
    QVERIFY(!correctionRuleFromName(QStringLiteral("none")));
}

QTEST_GUILESS_MAIN(TestCorrections)
#include "test_corrections.moc"
