// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/correctionfixture.h"

#include <QDir>
#include <QFileInfo>

using namespace mmigrate;

class TestCorrections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void realExport537ToRecent();
    void realExport537To661();
    void versionInfo();
    void filesOfOldDestinations();
    void prefixForOldLayout();
    void formsOfLetters();
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

/// An archive that was packed anew on a macOS computer.
void TestCorrections::formsOfLetters()
{
    const QByteArray composed = "caf\xC3\xA9.txt";
    const QByteArray decomposed = "cafe\xCC\x81.txt";
    const QString source =
        archiveOf({team, channel, postWith("," + attachments({composed.constData()}))},
                  {{"data/" + decomposed, "x"}});
    for (const char *version : {"5.37.0", "6.6.1", "7.6.0"}) {
        const bool isOld = QByteArray(version).startsWith('5');
        QCOMPARE(correctArchive(m_dir, source, contextFor(version)).entries,
                 QStringList(QString::fromUtf8((isOld ? "" : "data/") + composed)));
    }
    QVERIFY(correctArchive(m_dir, source, contextFor("11.6.0")).report.isEmpty());
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
#include "tst_corrections.moc"
