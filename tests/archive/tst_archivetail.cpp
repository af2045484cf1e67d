// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/correctionfixture.h"
#include "core/archive/zipdirectory.h"
#include "core/archive/zipplaces.h"
#include "endtoend/smalldisk.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

using namespace mmigrate;

using TailReport = Result<std::optional<CorrectionReport>>;

class TestArchiveTail : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sameAsTheCopy_data();
    void sameAsTheCopy();
    void otherReadersAgree();
    void bytesOfTheWhole();
    void exactFit();
    void doesNotFit();
    void nothingToCorrectKeepsTheDirectory();
    void importNeedNotBeFirst();
    void unicodeNames();
    void clashingNames();
    void manyEntries();
    void past4GB_data();
    void past4GB();
    void cancelLeavesNothing();
    void fullDisk();
    void otherArchiveMeanwhile();
    void refusals();

private:
    QString file(const char *name) const { return m_dir->filePath(QLatin1String(name)); }
    QString source() const { return file("source.zip"); }
    QString tail() const { return file("source.zip.tail"); }
    QStringList files() const
    {
        return QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }
    TailReport writeTail(const CorrectionContext &context, qint64 wholeBytes);
    SplitFile whole() const { return {source(), m_begin, tail()}; }
    QString concatenated() const;

    std::unique_ptr<QTemporaryDir> m_dir;
    qint64 m_begin = 0; ///< where the original's directory begins
};

using Contents = QList<QPair<QString, QByteArray>>;

static Contents contentsOf(const ArchiveReader &archive)
{
    Contents contents;
    for (qint64 index = 0; index < archive.entryCount(); ++index) {
        const QString name = archive.entry(index).name;
        contents.append({name, readEntry(archive, name)});
    }
    return contents;
}

static QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

static QByteArray manyLines(int count)
{
    QByteArrayList lines;
    for (int i = 0; i < count; ++i)
        lines << postWith(",\"n\":" + QByteArray::number(i * 7919));
    return lines.join('\n');
}

void TestArchiveTail::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
}

TailReport TestArchiveTail::writeTail(const CorrectionContext &context, qint64 wholeBytes)
{
    StepControl control;
    Result<ArchiveReader> archive = ArchiveReader::open(source());
    if (!archive)
        return archive.error();
    const Result<ArchiveScan> scan = scanArchive(*archive, {}, control);
    if (!scan)
        return scan.error();
    QFile original(source());
    if (original.open(QIODevice::ReadOnly))
        m_begin = findZipDirectory(original).value_or(ZipDirectory()).offset;
    return writeCorrectedTail(*archive, scan.value(), context, tail(), wholeBytes, control);
}

// What the server has in the end.
QString TestArchiveTail::concatenated() const
{
    const QString path = file("whole.zip");
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(bytesOf(source()).first(m_begin) + bytesOf(tail()));
    return path;
}

void TestArchiveTail::sameAsTheCopy_data()
{
    QTest::addColumn<QByteArrayList>("lines");
    QTest::addColumn<ArchiveFiles>("files");
    QTest::addColumn<QByteArray>("version");
    const QByteArrayList posts{team, channel, postWith("," + attachments({"a", "b"}))};
    const ArchiveFiles files{{"data/a", "first"}, {"data/b", "second"}, {"other.txt", "o"}};
    const QByteArrayList bad = posts + QByteArrayList{R"({"type":"post"})"};
    QTest::newRow("line dropped") << bad << files << QByteArray("11.6.0");
    QTest::newRow("long list") << bad + QByteArrayList{manyLines(20'000)} << files
                               << QByteArray("11.6.0");
    QTest::newRow("nothing") << posts << files << QByteArray("11.6.0");
    QTest::newRow("without prefix") << posts << files << QByteArray("5.37.0");
    QTest::newRow("without prefix, line dropped") << bad << files << QByteArray("5.37.0");
    QTest::newRow("with prefix") << posts << ArchiveFiles{{"a", "first"}, {"b", "second"}}
                                 << QByteArray("11.6.0");
    QTest::newRow("file missing") << posts << ArchiveFiles{{"data/b", "second"}}
                                  << QByteArray("11.6.0");
    QTest::newRow("left out") << (QByteArrayList{team, channel}
                                  << R"({"type":"emoji","emoji":{"name":"e","image":"e"}})")
                              << ArchiveFiles{{"data/e", "e"}, {"data/z", "z"}}
                              << QByteArray("5.37.0");
    QTest::newRow("repeated") << posts
                              << ArchiveFiles{{"data/a", "x"}, {"data/b", "y"}, {"data/a", "x"}}
                              << QByteArray("11.6.0");
}

void TestArchiveTail::sameAsTheCopy()
{
    QFETCH(QByteArrayList, lines);
    QFETCH(ArchiveFiles, files);
    QFETCH(QByteArray, version);
    writeArchive(source(), lines, files);
    const CorrectionContext context = contextFor(version.constData());
    const qint64 size = QFileInfo(source()).size() + 3'000'000;
    const TailReport report = writeTail(context, size);
    QVERIFY2(report.hasValue(), report ? "" : qPrintable(report.error().toLogLine()));
    QVERIFY(report->has_value());
    QCOMPARE(whole().size(), size);
    QCOMPARE(m_begin + QFileInfo(tail()).size(), size);

    const Corrected copy = correctArchive(*m_dir, source(), context);
    const Result<ArchiveReader> expected = ArchiveReader::open(copy.report.targetPath);
    const Result<ArchiveReader> archive = ArchiveReader::open(whole());
    QVERIFY(archive.hasValue());
    QCOMPARE(contentsOf(*archive), contentsOf(*expected));
    StepControl control;
    QVERIFY(archive->verifyCrc(control).hasValue());

    CorrectionReport told = **report;
    QCOMPARE(told.targetPath, tail());
    QCOMPARE(told.targetSize, size);
    told.targetPath = copy.report.targetPath;
    told.targetSize = copy.report.targetSize;
    told.changesPath = copy.report.changesPath;
    QCOMPARE(told, copy.report);
    QCOMPARE(bytesOf((*report)->changesPath), bytesOf(copy.report.changesPath));
}

// Independent readers, where they are: the tests' own packages do not bring them.
void TestArchiveTail::otherReadersAgree()
{
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    const QString unzip = QStandardPaths::findExecutable(QStringLiteral("unzip"));
    writeArchive(source(),
                 {team, channel, R"({"type":"post"})", postWith("," + attachments({"a"}))},
                 {{"data/a", "first"}, {"data/gr\xc3\xbc\xc3\x9f", "second"}});
    const qint64 size = QFileInfo(source()).size() + 70'000;
    QVERIFY(writeTail(contextFor("11.6.0"), size).hasValue());
    const QString path = concatenated();
    QCOMPARE(QFileInfo(path).size(), size);
    const Result<ArchiveReader> one = ArchiveReader::open(path);
    QVERIFY(one.hasValue());
    const Result<ArchiveReader> two = ArchiveReader::open(whole());
    QCOMPARE(contentsOf(*one), contentsOf(*two));
    const std::optional<QList<ZipPlace>> places = zipPlaces(path);
    QVERIFY(places);
    QCOMPARE(firstForeignHeader(path, *places), -1);
    if (python.isEmpty() && unzip.isEmpty())
        QSKIP("neither python3 nor unzip is here");
    if (!python.isEmpty()) {
        QProcess process;
        process.start(python,
                      {QStringLiteral("-c"),
                       QStringLiteral("import sys, zipfile\n"
                                      "z = zipfile.ZipFile(sys.argv[1])\n"
                                      "assert z.testzip() is None\n"
                                      "for i in z.infolist(): print(i.filename.encode().hex(), "
                                      "z.read(i).hex())\n"),
                       path});
        QVERIFY(process.waitForFinished());
        QByteArray expected;
        for (const auto &[name, bytes] : contentsOf(*one))
            expected += name.toUtf8().toHex() + ' ' + bytes.toHex() + '\n';
        QCOMPARE(process.readAllStandardOutput(), expected);
    }
    if (!unzip.isEmpty()) {
        QProcess process;
        process.start(unzip, {QStringLiteral("-tqq"), path});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
    }
}

// The parts in their order, and nothing else.
void TestArchiveTail::bytesOfTheWhole()
{
    writeArchive(source(), {team, R"({"type":"post"})"}, {{"data/a", "first"}});
    const QByteArray before = bytesOf(source());
    const qint64 size = before.size() + 10'000;
    QVERIFY(writeTail(contextFor("11.6.0"), size).hasValue());
    QCOMPARE(bytesOf(source()), before);
    const QByteArray bytes = bytesOf(tail());
    const Result<ArchiveReader> archive = ArchiveReader::open(whole());
    const qint64 local = 30 + 12 + archive->jsonl().compressedSize;
    QVERIFY(bytes.startsWith(QByteArrayLiteral("PK\x03\x04")));
    SplitFileDevice device(whole());
    QVERIFY(device.open(QIODevice::ReadOnly));
    const std::optional<ZipDirectory> directory = findZipDirectory(device);
    QVERIFY(directory);
    QCOMPARE(directory->offset + directory->bytes + 22, size);
    const qint64 padding = directory->offset - m_begin - local;
    QVERIFY(padding > 9'000);
    QCOMPARE(bytes.mid(local, padding), QByteArray(padding, '\0'));
    QCOMPARE(QFile::permissions(tail()) & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
    QCOMPARE(files(), names({"source.changes.csv", "source.zip", "source.zip.tail"}));
    QCOMPARE(bytesOf(file("source.changes.csv")),
             QByteArray("line,rule,what\n3,crashing-line,\"drop line: post without object\"\n"));
}

void TestArchiveTail::exactFit()
{
    writeArchive(source(), {team, R"({"type":"post"})"}, {{"data/a", "first"}});
    qint64 tooSmall = 0;
    qint64 enough = 100'000;
    while (enough - tooSmall > 1) {
        const qint64 middle = (tooSmall + enough) / 2;
        const TailReport report = writeTail(contextFor("11.6.0"), middle);
        QVERIFY(report.hasValue());
        (report->has_value() ? enough : tooSmall) = middle;
    }
    QVERIFY(enough > QFileInfo(source()).size() / 2);
    QVERIFY(writeTail(contextFor("11.6.0"), enough)->has_value());
    const Result<ArchiveReader> archive = ArchiveReader::open(whole());
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->fileSize(), enough);
    QCOMPARE(readEntry(*archive, QStringLiteral("import.jsonl")),
             QByteArray(versionLine + '\n' + team + '\n'));
    QCOMPARE(readEntry(*archive, QStringLiteral("data/a")), QByteArray("first"));
    const QByteArray bytes = bytesOf(tail());
    QVERIFY(bytes.mid(42 + archive->jsonl().compressedSize)
                .startsWith(QByteArrayLiteral("PK\x01\x02")));
}

void TestArchiveTail::doesNotFit()
{
    writeArchive(source(), {team, R"({"type":"post"})"}, {{"data/a", "first"}});
    for (const qint64 size : {Q_INT64_C(0), Q_INT64_C(100), QFileInfo(source()).size()}) {
        const TailReport report = writeTail(contextFor("11.6.0"), size);
        QVERIFY(report.hasValue());
        QVERIFY(!report->has_value());
        QCOMPARE(files(), names({"source.zip"}));
    }
}

void TestArchiveTail::nothingToCorrectKeepsTheDirectory()
{
    writeArchive(source(), {team}, {{"data/a", "first"}});
    const qint64 size = QFileInfo(source()).size();
    TailReport report = writeTail(contextFor("11.6.0"), size);
    QVERIFY(report.hasValue() && report->has_value());
    QVERIFY((*report)->isEmpty());
    QCOMPARE(bytesOf(concatenated()), bytesOf(source()));
    report = writeTail(contextFor("11.6.0"), size + 1000);
    QVERIFY(report.hasValue() && report->has_value());
    const QByteArray records = bytesOf(source()).mid(m_begin).chopped(22);
    QCOMPARE(bytesOf(tail()).chopped(22), QByteArray(1000, '\0') + records);
}

void TestArchiveTail::importNeedNotBeFirst()
{
    for (const bool corrected : {true, false}) {
        StreamingZip zip(source());
        zip.addStored("data/a", "first");
        zip.addStored("data/b", "second");
        zip.addDeflated("import.jsonl",
                        versionLine + '\n' + team + (corrected ? "\n{\"type\":\"post\"}\n" : "\n"));
        zip.addStored("data/c", "third");
        zip.finish();
        QVERIFY(writeTail(contextFor("11.6.0"), 100'000)->has_value());
        const Result<ArchiveReader> archive = ArchiveReader::open(whole());
        QVERIFY(archive.hasValue());
        const Contents expected{{QStringLiteral("import.jsonl"), versionLine + '\n' + team + '\n'},
                                {QStringLiteral("data/a"), "first"},
                                {QStringLiteral("data/b"), "second"},
                                {QStringLiteral("data/c"), "third"}};
        QCOMPARE(contentsOf(*archive), expected);
    }
}

void TestArchiveTail::unicodeNames()
{
    const QByteArray name = "gr\xc3\xbc\xc3\x9f";
    writeArchive(source(), {team, channel, postWith("," + attachments({name}))},
                 {{"data/" + name, "first"}});
    QVERIFY(writeTail(contextFor("5.37.0"), 100'000)->has_value());
    const Result<ArchiveReader> archive = ArchiveReader::open(whole());
    QVERIFY(archive.hasValue());
    QCOMPARE(readEntry(*archive, QString::fromUtf8(name)), QByteArray("first"));
    QVERIFY(!archive->find(QString::fromUtf8("data/" + name)));
}

// As with the copy: two entries of one name are refused.
void TestArchiveTail::clashingNames()
{
    writeArchive(source(), {team, channel, postWith("," + attachments({"a"}))},
                 {{"data/a", "first"}, {"a", "other"}});
    const TailReport report = writeTail(contextFor("5.37.0"), 100'000);
    QVERIFY(!report.hasValue());
    QCOMPARE(report.error().kind, ErrorKind::Internal);
    QCOMPARE(files(), names({"source.zip"}));
}

// More than a ZIP without ZIP64 can hold; the pieces of the directory have their seams in records.
void TestArchiveTail::manyEntries()
{
    const int count = 70'000;
    StreamingZip zip(source());
    zip.addDeflated("import.jsonl", versionLine + "\n{\"type\":\"post\"}\n");
    for (int i = 0; i < count; ++i)
        zip.addStored("data/" + QByteArray::number(i), QByteArray::number(i));
    zip.finish();
    const qint64 size = QFileInfo(source()).size() + 10'000;
    QVERIFY(writeTail(contextFor("11.6.0"), size)->has_value());
    const Result<ArchiveReader> archive = ArchiveReader::open(whole());
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->entryCount(), count + 1);
    QCOMPARE(archive->fileSize(), size);
    StepControl control;
    QVERIFY(archive->verifyCrc(control).hasValue());
    QCOMPARE(readEntry(*archive, QStringLiteral("data/69999")), QByteArray("69999"));
    const QByteArray bytes = bytesOf(tail());
    QCOMPARE(bytes.mid(bytes.size() - 22 - 20 - 56, 4), QByteArrayLiteral("PK\x06\x06"));
}

void TestArchiveTail::past4GB_data()
{
    QTest::addColumn<qint64>("zeros");
    QTest::addColumn<qint64>("padding");
    QTest::addColumn<bool>("corrected");
    const qint64 large = Q_INT64_C(4'500'000'000);
    QTest::newRow("large entry") << large << Q_INT64_C(10'000) << true;
    QTest::newRow("large entry, nothing to correct") << large << Q_INT64_C(0) << false;
    QTest::newRow("large padding") << Q_INT64_C(1) << large << true;
}

// Holes only: takes no room where the file system knows them.
void TestArchiveTail::past4GB()
{
    QFETCH(qint64, zeros);
    QFETCH(qint64, padding);
    QFETCH(bool, corrected);
    StreamingZip zip(source());
    zip.addZeros("data/zeros", zeros);
    zip.addDeflated("import.jsonl", versionLine + (corrected ? "\n{\"type\":\"post\"}\n" : "\n"));
    zip.addStored("data/behind", "behind");
    zip.finish();
    const qint64 size = QFileInfo(source()).size() + padding;
    const TailReport report = writeTail(contextFor("11.6.0"), size);
    QVERIFY2(report.hasValue(), report ? "" : qPrintable(report.error().toLogLine()));
    QVERIFY(report->has_value());
    const Result<ArchiveReader> archive = ArchiveReader::open(whole());
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->fileSize(), size);
    QCOMPARE(archive->find(QStringLiteral("data/zeros"))->size, zeros);
    QCOMPARE(readEntry(*archive, QStringLiteral("import.jsonl")), QByteArray(versionLine + '\n'));
    QCOMPARE(readEntry(*archive, QStringLiteral("data/behind")), QByteArray("behind"));
}

void TestArchiveTail::cancelLeavesNothing()
{
    writeArchive(source(), {team, manyLines(50'000), R"({"type":"post"})"}, {{"data/a", "first"}});
    const Result<ArchiveReader> archive = ArchiveReader::open(source());
    for (const int reports : {1, 2, 3, 4}) {
        StepControl control;
        const ArchiveScan scan = scanArchive(*archive, {}, control).value();
        qint64 total = 0;
        int seen = 0;
        const TailReport report =
            writeCorrectedTail(*archive, scan, contextFor("11.6.0"), tail(), 100'000'000, control,
                               [&](const Progress &progress) {
                                   // Each phase (lines, packing) begins with a report and ends with
                                   // one.
                                   const bool isEdge =
                                       progress.total != total || progress.done == progress.total;
                                   total = progress.total;
                                   if (isEdge && ++seen == reports)
                                       control.cancel();
                               });
        QVERIFY(!report.hasValue());
        QCOMPARE(report.error().kind, ErrorKind::Cancelled);
        QCOMPARE(files(), names({"source.zip"}));
    }
}

void TestArchiveTail::fullDisk()
{
    test::SmallDisk disk(file("disk"));
    if (!disk.isMounted())
        QSKIP("only root can mount a small disk");
    ArchiveFiles many;
    for (int i = 0; i < 300; ++i)
        many.append({"data/" + QByteArray::number(i), "x"});
    writeArchive(source(), {team, R"({"type":"post"})"}, many);
    const Result<ArchiveReader> archive = ArchiveReader::open(source());
    StepControl control;
    const ArchiveScan scan = scanArchive(*archive, {}, control).value();
    const QString target = file("disk/t.tail");
    // Filled at the end of the lines, and of the packing.
    for (const int when : {1, 2}) {
        int ends = 0;
        const TailReport report =
            writeCorrectedTail(*archive, scan, contextFor("11.6.0"), target, 10'000'000, control,
                               [&](const Progress &progress) {
                                   if (progress.done == progress.total && ++ends == when)
                                       QVERIFY(disk.fill());
                               });
        QVERIFY(disk.makeRoom());
        QVERIFY(!report.hasValue());
        QCOMPARE(report.error().kind, ErrorKind::DiskFull);
        QCOMPARE(QDir(file("disk")).entryList(QDir::Files | QDir::Hidden), QStringList());
    }
    QVERIFY(disk.fill());
    const TailReport report =
        writeCorrectedTail(*archive, scan, contextFor("11.6.0"), target, 10'000'000, control);
    QCOMPARE(report.error().kind, ErrorKind::DiskFull);
    QVERIFY(report.error().facts.value(QStringLiteral("needed")).toLongLong() > 0);
}

void TestArchiveTail::otherArchiveMeanwhile()
{
    writeArchive(source(), {team, R"({"type":"post"})"}, {{"data/a", "first"}});
    const Result<ArchiveReader> archive = ArchiveReader::open(source());
    StepControl control;
    const ArchiveScan scan = scanArchive(*archive, {}, control).value();
    writeArchive(file("other.zip"), {team, R"({"type":"post"})"}, {{"data/a", "other"}});
    QVERIFY(QFile::remove(source()));
    QVERIFY(QFile::rename(file("other.zip"), source()));
    TailReport report =
        writeCorrectedTail(*archive, scan, contextFor("11.6.0"), tail(), 100'000, control);
    QVERIFY(!report.hasValue());
    QCOMPARE(reasonOf(report.error()), QStringLiteral("truncated"));
    QCOMPARE(report.error().facts.value(QStringLiteral("entry")).toString(),
             QStringLiteral("data/a"));
    QFile half(source());
    QVERIFY(half.resize(half.size() / 2));
    report = writeCorrectedTail(*archive, scan, contextFor("11.6.0"), tail(), 100'000, control);
    QCOMPARE(reasonOf(report.error()), QStringLiteral("truncated"));
    QCOMPARE(files(), names({"source.zip"}));
}

void TestArchiveTail::refusals()
{
    writeArchive(source(), {team, R"({"type":"post"})"});
    const Result<ArchiveReader> archive = ArchiveReader::open(source());
    StepControl control;
    const ArchiveScan scan = scanArchive(*archive, {}, control).value();
    const QByteArray before = bytesOf(source());
    QVERIFY(!writeCorrectedTail(*archive, scan, {}, source(), 100'000, control).hasValue());
    QCOMPARE(bytesOf(source()), before);
    const TailReport nowhere =
        writeCorrectedTail(*archive, scan, {}, file("none/t.tail"), 100'000, control);
    QCOMPARE(nowhere.error().kind, ErrorKind::Disk);
    // The tail of a tail: its beginning would have to be cut out of two files.
    QVERIFY(writeTail(contextFor("11.6.0"), 100'000)->has_value());
    const Result<ArchiveReader> split = ArchiveReader::open(whole());
    QVERIFY(!writeCorrectedTail(*split, scan, {}, file("t.tail"), 200'000, control).hasValue());
}

QTEST_GUILESS_MAIN(TestArchiveTail)
#include "tst_archivetail.moc"
