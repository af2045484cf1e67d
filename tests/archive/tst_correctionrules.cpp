// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

// Each rule with its lines before and after; every other byte must stay.

#include "archive/correctionfixture.h"

#include <QRandomGenerator>

using namespace mmigrate;

class TestCorrectionRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void damagedLinesNeverCrash();

private:
    QTemporaryDir m_dir;
};

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
    for (const char *version : {"5.37.0", "6.6.1", "7.6.0", "10.5.0"}) {
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

void TestCorrectionRules::rules_data()
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

void TestCorrectionRules::rules()
{
    QFETCH(QByteArrayList, before);
    QFETCH(ArchiveFiles, files);
    QFETCH(QString, version);
    QFETCH(QByteArrayList, after);
    QFETCH(Counts, counts);
    QFETCH(int, losses);
    const QByteArrayList untouched{team, channel};
    const Corrected corrected = correctArchive(
        m_dir,
        writeArchive(m_dir.filePath(QStringLiteral("source.zip")), untouched + before, files),
        contextFor(version.toLatin1().constData()));
    QCOMPARE(corrected.lines, untouched + after);
    QCOMPARE(corrected.counts(), rulesOf(counts));
    QCOMPARE(corrected.losses(), losses);
    QCOMPARE(corrected.report.isEmpty(), counts.isEmpty());
}

// Whatever passes the scan is corrected to lines that pass it again, with nothing left to correct.
void TestCorrectionRules::damagedLinesNeverCrash()
{
    QByteArrayList lines{
        team,
        channel,
        R"({"type":"user","user":{"username":"u","teams":[{"name":"t","channels":[]},{"name":"g"}],"profile_image":"a"}})",
        R"({"type":"bot","bot":{"username":"b","owner":"o"}})",
        R"({"type":"emoji","emoji":{"name":"e","image":"a"}})",
        ::thread({reply("ann", {"a", "b"}), reply("bob", {"a", "b"})}),
        postWith("," + attachments({"a", "b"})),
        R"({"type":"direct_channel","direct_channel":{"participants":[{"username":"u"},{"username":"v"}]}})",
        R"({"type":"direct_post","direct_post":{"user":"u","attachments":[{"path":"a"}],"replies":[null]}})"};
    const QByteArray alphabet = "{}[]\",:\\ 0nulT.abe";
    const QString path = m_dir.filePath(QStringLiteral("damaged.zip"));
    QRandomGenerator random(99);
    StepControl control;
    int corrected = 0;
    for (int round = 0; round < 400; ++round) {
        QByteArrayList damaged = lines;
        for (int change = 0; change < 2; ++change) {
            QByteArray &line = damaged[random.bounded(static_cast<int>(lines.size()))];
            line[random.bounded(static_cast<int>(line.size()))] =
                alphabet.at(random.bounded(static_cast<int>(alphabet.size())));
        }
        writeArchive(path, damaged, {{"data/a", "a"}});
        Result<ArchiveReader> archive = ArchiveReader::open(path);
        const Result<ArchiveScan> scan = scanArchive(*archive, {}, control);
        if (!scan) {
            QCOMPARE(scan.error().kind, ErrorKind::ArchiveInvalid);
            continue;
        }
        ++corrected;
        const CorrectionContext context =
            contextFor(round % 2 ? "5.37.0" : "10.0.0", QStringLiteral("u"));
        const Corrected once = correctArchive(m_dir, path, context);
        const QString again = writeArchive(m_dir.filePath(QStringLiteral("again.zip")), once.lines,
                                           {{round % 2 ? "a" : "data/a", "a"}});
        const Corrected twice = correctArchive(m_dir, again, context);
        QCOMPARE(twice.lines, once.lines);
    }
    QVERIFY(corrected > 30);
}

QTEST_GUILESS_MAIN(TestCorrectionRules)
#include "tst_correctionrules.moc"
