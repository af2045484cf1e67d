// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "core/archive/linereader.h"
#include "core/archive/zipplaces.h"
#include "core/base/stepcontrol.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>
#include <QtEndian>

#include <array>

using namespace mmigrate;

class TestArchiveReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void realExports_data();
    void realExports();
    void entriesAreListedAndRead();
    void refusesWhatIsNoArchive_data();
    void refusesWhatIsNoArchive();
    void refusesNames_data();
    void refusesNames();
    void keepsHarmlessBackslash();
    void nulInNameIsASpace();
    void refusesMissingAndUnreadable();
    void everyTruncationIsRefused();
    void randomDamageNeverCrashes();
    void directoryThatLiesAboutSizes();
    void entriesThatHoldMoreOrLess();
    void headersThatSayOtherwise();
    void verifyCrcNamesTheDamagedEntry();
    void verifyCrcCanBeCancelled();
    void findFileKnowsBothLayouts();
    void findFileKnowsNormalForms();
    void streamOutlivesReader();
    void readsOneLine();
    void lineEndsAndLimits();
    void opensLargeArchives();

private:
    QString file(const QString &name) const { return m_dir.filePath(name); }

    QTemporaryDir m_dir;
};

void TestArchiveReader::realExports_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("size");
    QTest::newRow("5.37.0") << QStringLiteral("export-5.37.0-without-files.zip") << qint64(8926);
    QTest::newRow("6.6.1") << QStringLiteral("export-6.6.1-without-files.zip") << qint64(9379);
}

void TestArchiveReader::realExports()
{
    QFETCH(QString, name);
    QFETCH(qint64, size);
    Result<ArchiveReader> archive =
        ArchiveReader::open(QStringLiteral(MMIGRATE_TEST_DATA "/data/archives/") + name);
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->entryCount(), 1);
    QCOMPARE(archive->jsonl().name, QStringLiteral("import.jsonl"));
    QCOMPARE(archive->jsonl().size, size);
    QCOMPARE(readEntry(*archive, QStringLiteral("import.jsonl")).size(), size);
    StepControl control;
    QVERIFY(archive->verifyCrc(control).hasValue());
}

void TestArchiveReader::entriesAreListedAndRead()
{
    const QByteArray picture(100'000, 'p');
    const QString path = writeArchive(file(QStringLiteral("list.zip")), {},
                                      {{"data/a.png", picture}, {"data/\xC3\xA9.txt", "accent"}});
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->entryCount(), 3);
    const ArchiveEntry entry = archive->entry(1);
    QCOMPARE(entry.name, QStringLiteral("data/a.png"));
    QCOMPARE(entry.size, 100'000);
    QCOMPARE(entry.compressedSize, 100'000);
    QVERIFY(entry.isStored());
    QVERIFY(!archive->jsonl().isStored());
    QCOMPARE(readEntry(*archive, QStringLiteral("data/a.png")), picture);
    QCOMPARE(readEntry(*archive, QStringLiteral("data/é.txt")), QByteArray("accent"));
    QVERIFY(!archive->find(QStringLiteral("data/none")));
    QCOMPARE(archive->fileSize(), QFileInfo(path).size());
}

void TestArchiveReader::refusesWhatIsNoArchive_data()
{
    QTest::addColumn<QList<QByteArray>>("names");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no entries") << QList<QByteArray>{} << QStringLiteral("empty");
    QTest::newRow("no jsonl") << QList<QByteArray>{"readme.txt"} << QStringLiteral("no-jsonl");
    QTest::newRow("jsonl in a folder")
        << QList<QByteArray>{"x/import.jsonl"} << QStringLiteral("no-jsonl");
    QTest::newRow("two") << QList<QByteArray>{"import.jsonl", "b.jsonl"}
                         << QStringLiteral("several-jsonl");
    QTest::newRow("twice") << QList<QByteArray>{"import.jsonl", "import.jsonl"}
                           << QStringLiteral("several-jsonl");
    QTest::newRow("Slack") << QList<QByteArray>{"users.json", "channels.json",
                                                "general/2020-01-01.json"}
                           << QStringLiteral("slack-export");
    QTest::newRow("attachment named so")
        << QList<QByteArray>{"import.jsonl", "data/b.jsonl"} << QString();
}

void TestArchiveReader::refusesWhatIsNoArchive()
{
    QFETCH(QList<QByteArray>, names);
    QFETCH(QString, reason);
    const QString path = file(QStringLiteral("no.zip"));
    StreamingZip zip(path);
    for (const QByteArray &name : names)
        zip.addDeflated(name, versionLine + '\n');
    zip.finish();
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QCOMPARE(archive.hasValue(), reason.isEmpty());
    if (!archive) {
        QCOMPARE(archive.error().kind, ErrorKind::ArchiveInvalid);
        QCOMPARE(reasonOf(archive.error()), reason);
        QCOMPARE(archive.error().facts.value(QStringLiteral("path")).toString(), path);
    }
}

void TestArchiveReader::refusesNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("parent") << QByteArray("../etc/passwd");
    QTest::newRow("parent inside") << QByteArray("data/../../x");
    QTest::newRow("parent at the end") << QByteArray("data/..");
    QTest::newRow("parent with backslash") << QByteArray("data\\..\\x");
    QTest::newRow("absolute") << QByteArray("/etc/passwd");
    QTest::newRow("absolute with backslash") << QByteArray("\\server\\share");
    QTest::newRow("drive") << QByteArray("C:\\x");
    QTest::newRow("drive, lower case") << QByteArray("c:x");
    QTest::newRow("no name") << QByteArray("");
}

void TestArchiveReader::refusesNames()
{
    QFETCH(QByteArray, name);
    const QString path = writeArchive(file(QStringLiteral("names.zip")), {}, {{name, "x"}});
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(!archive.hasValue());
    QCOMPARE(reasonOf(archive.error()), QStringLiteral("bad-name"));
}

void TestArchiveReader::keepsHarmlessBackslash()
{
    const QString path = writeArchive(file(QStringLiteral("slash.zip")), {},
                                      {{"data/a\\b..c.txt", "x"}, {"data/...", "y"}});
    QVERIFY(ArchiveReader::open(path).hasValue());
}

// It cannot end a name early, and no line of JSON finds such a file.
void TestArchiveReader::nulInNameIsASpace()
{
    const QString path =
        writeArchive(file(QStringLiteral("nul.zip")), {}, {{QByteArray("data/a\0.exe", 11), "x"}});
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->entry(1).name, QStringLiteral("data/a .exe"));
}

void TestArchiveReader::refusesMissingAndUnreadable()
{
    QCOMPARE(reasonOf(ArchiveReader::open(file(QStringLiteral("none.zip"))).error()),
             QStringLiteral("unreadable"));
    QCOMPARE(reasonOf(ArchiveReader::open(m_dir.path()).error()), QStringLiteral("unreadable"));
    const QString path = file(QStringLiteral("text.zip"));
    QFile text(path);
    QVERIFY(text.open(QIODevice::WriteOnly));
    QCOMPARE(reasonOf(ArchiveReader::open(path).error()), QStringLiteral("empty"));
    text.write("<html>not an archive</html>");
    text.close();
    QCOMPARE(reasonOf(ArchiveReader::open(path).error()), QStringLiteral("not-zip"));

    StreamingZip empty(file(QStringLiteral("hollow.zip")));
    empty.addStored("import.jsonl", "");
    empty.finish();
    QCOMPARE(reasonOf(ArchiveReader::open(file(QStringLiteral("hollow.zip"))).error()),
             QStringLiteral("empty"));

    StreamingZip locked(file(QStringLiteral("locked.zip")));
    StreamingZip::Lie lie;
    lie.encrypted = true;
    locked.addDeflated("import.jsonl", "x", lie);
    locked.finish();
    QCOMPARE(reasonOf(ArchiveReader::open(file(QStringLiteral("locked.zip"))).error()),
             QStringLiteral("encrypted"));
}

void TestArchiveReader::everyTruncationIsRefused()
{
    QFile whole(writeArchive(file(QStringLiteral("whole.zip")), {"{}"}, {{"data/a", "aaaa"}}));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray bytes = whole.readAll();
    for (qsizetype length = 1; length < bytes.size(); ++length) {
        const QString path = file(QStringLiteral("cut.zip"));
        QFile cut(path);
        QVERIFY(cut.open(QIODevice::WriteOnly | QIODevice::Truncate));
        cut.write(bytes.first(length));
        cut.close();
        Result<ArchiveReader> archive = ArchiveReader::open(path);
        QVERIFY2(!archive.hasValue(), qPrintable(QString::number(length)));
        QCOMPARE(reasonOf(archive.error()),
                 length < 4 ? QStringLiteral("not-zip") : QStringLiteral("truncated"));
    }
}

void TestArchiveReader::randomDamageNeverCrashes()
{
    QFile whole(
        writeArchive(file(QStringLiteral("sound.zip")), {"{}", "{}"}, {{"data/a", "aaaa"}}));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray bytes = whole.readAll();
    QRandomGenerator random(20241);
    StepControl control;
    int opened = 0;
    for (int round = 0; round < 3000; ++round) {
        QByteArray damaged = bytes;
        const int flips = random.bounded(1, 6);
        for (int flip = 0; flip < flips; ++flip)
            damaged[random.bounded(static_cast<int>(bytes.size()))] =
                static_cast<char>(random.bounded(256));
        const QString path = file(QStringLiteral("flip.zip"));
        QFile flipped(path);
        QVERIFY(flipped.open(QIODevice::WriteOnly | QIODevice::Truncate));
        flipped.write(damaged);
        flipped.close();
        Result<ArchiveReader> archive = ArchiveReader::open(path);
        if (!archive) {
            QCOMPARE(archive.error().kind, ErrorKind::ArchiveInvalid);
            continue;
        }
        ++opened;
        Result<void> verified = archive->verifyCrc(control);
        QVERIFY(verified || verified.error().kind == ErrorKind::ArchiveInvalid);
        Result<LineReader> lines = LineReader::open(*archive);
        while (lines) {
            const Result<LineReader::Next> next = lines->next();
            if (!next || *next == LineReader::Next::End)
                break;
        }
    }
    QVERIFY(opened > 0);
}

void TestArchiveReader::directoryThatLiesAboutSizes()
{
    const QString path = file(QStringLiteral("lie.zip"));
    StreamingZip zip(path);
    zip.addDeflated("import.jsonl", versionLine);
    StreamingZip::Lie lie;
    lie.addToSize = Q_INT64_C(1) << 40;
    zip.addStored("data/big", "small", lie);
    zip.finish();
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(!archive.hasValue());
    QCOMPARE(reasonOf(archive.error()), QStringLiteral("truncated"));
    QCOMPARE(archive.error().facts.value(QStringLiteral("entry")).toString(),
             QStringLiteral("data/big"));
}

/// No more is read than an entry promises: a few kilobytes may hold a disk full.
void TestArchiveReader::entriesThatHoldMoreOrLess()
{
    for (const qint64 lies : {Q_INT64_C(-49'999'990), Q_INT64_C(1)}) {
        const QString path = file(QStringLiteral("bomb.zip"));
        StreamingZip zip(path);
        zip.addDeflated("import.jsonl", versionLine);
        StreamingZip::Lie lie;
        lie.addToUnpacked = lies;
        zip.addDeflated("data/bomb", QByteArray(50'000'000, 'x'), lie);
        zip.finish();
        const Result<ArchiveReader> archive = ArchiveReader::open(path);
        QVERIFY(archive.hasValue());
        StepControl control;
        qint64 read = 0;
        const Result<void> verified =
            archive->verifyCrc(control, [&read](const Progress &now) { read = now.done; });
        QVERIFY(!verified.hasValue());
        QCOMPARE(reasonOf(verified.error()), QStringLiteral("damaged-entry"));
        QCOMPARE(verified.error().facts.value(QStringLiteral("entry")).toString(),
                 QStringLiteral("data/bomb"));
        QVERIFY2(lies > 0 || read < 1'000'000, QByteArray::number(read).constData());
    }
}

/// Two programs would read two archives.
void TestArchiveReader::headersThatSayOtherwise()
{
    const QString path =
        writeArchive(file(QStringLiteral("two.zip")), {}, {{"data/a.txt", "what it holds"}});
    QVERIFY(agreeingPlaces(path).hasValue());
    const ZipPlace place = agreeingPlaces(path)->last();
    QCOMPARE(place.record.name, QByteArray("data/a.txt"));
    QFile archive(path);
    QVERIFY(archive.open(QIODevice::ReadWrite));
    QByteArray bytes = archive.readAll();
    const qsizetype header = place.record.headerOffset;
    const auto write = [&] {
        archive.seek(0);
        archive.write(bytes);
        archive.flush();
    };
    // As writers do that know all of it before: no descriptor behind the data.
    bytes[header + 6] = static_cast<char>(bytes.at(header + 6) & ~8);
    const std::array numbers{place.record.crc32, static_cast<quint32>(place.record.packedBytes),
                             static_cast<quint32>(place.record.size)};
    for (size_t i = 0; i < numbers.size(); ++i)
        qToLittleEndian(numbers[i], bytes.data() + header + 14 + 4 * qsizetype(i));
    write();
    QVERIFY(agreeingPlaces(path).hasValue());
    // CRC-32, packed and unpacked size, method, name.
    for (const int at : {14, 18, 22, 8, 30}) {
        bytes[header + at] = static_cast<char>(bytes.at(header + at) ^ 1);
        write();
        const Result<QList<ZipPlace>> refused = agreeingPlaces(path);
        QVERIFY2(!refused, QByteArray::number(at).constData());
        QCOMPARE(reasonOf(refused.error()), QStringLiteral("damaged-entry"));
        bytes[header + at] = static_cast<char>(bytes.at(header + at) ^ 1);
    }
    write();
    QVERIFY(agreeingPlaces(path).hasValue());
}

void TestArchiveReader::verifyCrcNamesTheDamagedEntry()
{
    const QString path = file(QStringLiteral("damaged.zip"));
    StreamingZip zip(path);
    zip.addDeflated("import.jsonl", versionLine);
    zip.addStored("data/good", "good");
    StreamingZip::Lie lie;
    lie.wrongCrc = true;
    zip.addStored("data/bad", "bad", lie);
    zip.finish();
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(archive.hasValue());
    StepControl control;
    Result<void> verified = archive->verifyCrc(control);
    QVERIFY(!verified.hasValue());
    QCOMPARE(reasonOf(verified.error()), QStringLiteral("damaged-entry"));
    QCOMPARE(verified.error().facts.value(QStringLiteral("entry")).toString(),
             QStringLiteral("data/bad"));
}

void TestArchiveReader::verifyCrcCanBeCancelled()
{
    const QString path = writeArchive(file(QStringLiteral("cancel.zip")), {},
                                      {{"data/a", QByteArray(4'000'000, 'a')}});
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(archive.hasValue());
    StepControl control;
    qint64 last = 0;
    Result<void> verified = archive->verifyCrc(control, [&](const Progress &progress) {
        last = progress.done;
        control.cancel();
    });
    QVERIFY(!verified.hasValue());
    QCOMPARE(verified.error().kind, ErrorKind::Cancelled);
    QVERIFY(last < 4'000'000);
}

void TestArchiveReader::findFileKnowsBothLayouts()
{
    const QString path = writeArchive(file(QStringLiteral("layout.zip")), {},
                                      {{"data/new.png", "n"}, {"old.png", "o"}});
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->findFile(QStringLiteral("new.png")), 1);
    QCOMPARE(archive->findFile(QStringLiteral("old.png")), 2);
    QCOMPARE(archive->findFile(QStringLiteral("none.png")), -1);
    QCOMPARE(archive->findFile(QString()), -1);
    QCOMPARE(archive->findFile(QStringLiteral("new.png") + QChar::Null), -1);
}

void TestArchiveReader::findFileKnowsNormalForms()
{
    const QString composed = QStringLiteral("caf\u00e9.png");
    const QString decomposed = QStringLiteral("cafe\u0301.png");
    const QString path =
        writeArchive(file(QStringLiteral("forms.zip")), {}, {{"data/" + composed.toUtf8(), "c"}});
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->findFile(composed), 1);
    QCOMPARE(archive->findFile(decomposed), 1);
}

void TestArchiveReader::streamOutlivesReader()
{
    const QString path =
        writeArchive(file(QStringLiteral("outlive.zip")), {}, {{"data/a", "bytes"}});
    std::unique_ptr<ArchiveEntryDevice> device;
    {
        Result<ArchiveReader> archive = ArchiveReader::open(path);
        QVERIFY(archive.hasValue());
        device = archive->openEntry(1).value();
    }
    QCOMPARE(device->readAll(), QByteArray("bytes"));
}

void TestArchiveReader::readsOneLine()
{
    const QString path = writeArchive(file(QStringLiteral("line.zip")),
                                      {"{\"a\":1}", "\xC3\xA9\xC3\xA9\xC3\xA9", "\xFF\xFE"});
    StepControl control;
    QCOMPARE(*readArchiveLine({path}, 2, control), QStringLiteral("{\"a\":1}"));
    // Cut at a character's border.
    QCOMPARE(*readArchiveLine({path}, 3, control, 5), QStringLiteral("éé"));
    QCOMPARE(*readArchiveLine({path}, 4, control), QString(2, QChar::ReplacementCharacter));
    QCOMPARE(*readArchiveLine({path}, 5, control), QString());
    QCOMPARE(*readArchiveLine({path}, 0, control), QString());
    control.cancel();
    QCOMPARE(readArchiveLine({path}, 2, control).error().kind, ErrorKind::Cancelled);
}

void TestArchiveReader::lineEndsAndLimits()
{
    const QByteArray longest(longestLine - 1, 'x');
    const QString path = file(QStringLiteral("ends.zip"));
    StreamingZip zip(path);
    zip.addDeflated("import.jsonl", "a\r\n\n" + longest + "\nend");
    zip.finish();
    Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(archive.hasValue());
    Result<LineReader> lines = LineReader::open(*archive);
    QVERIFY(lines.hasValue());
    QCOMPARE(*lines->next(), LineReader::Next::Line);
    QCOMPARE(lines->line().toByteArray(), QByteArray("a"));
    QCOMPARE(lines->lineEnd().toByteArray(), QByteArray("\r\n"));
    QCOMPARE(*lines->next(), LineReader::Next::Line);
    QCOMPARE(lines->line().size(), 0);
    QCOMPARE(*lines->next(), LineReader::Next::Line);
    QCOMPARE(lines->line().size(), longest.size());
    QCOMPARE(*lines->next(), LineReader::Next::Line);
    QCOMPARE(lines->line().toByteArray(), QByteArray("end"));
    QCOMPARE(lines->lineEnd().size(), 0);
    QCOMPARE(lines->number(), 4);
    QCOMPARE(lines->bytesRead(), archive->jsonl().size);
    QCOMPARE(*lines->next(), LineReader::Next::End);

    StreamingZip tooLong(path);
    tooLong.addDeflated("import.jsonl", "a\n" + longest + "x\nafter\n");
    tooLong.finish();
    archive = ArchiveReader::open(path);
    lines = LineReader::open(*archive);
    QCOMPARE(*lines->next(), LineReader::Next::Line);
    QCOMPARE(*lines->next(), LineReader::Next::TooLong);
    QCOMPARE(lines->number(), 2);
    QCOMPARE(*lines->next(), LineReader::Next::Line);
    QCOMPARE(lines->line().toByteArray(), QByteArray("after"));
    QCOMPARE(lines->number(), 3);
    QCOMPARE(*lines->next(), LineReader::Next::End);
}

// The times are printed, not asserted: the target is 0.5 s each.
void TestArchiveReader::opensLargeArchives()
{
    const QString big = file(QStringLiteral("big.zip"));
    StreamingZip bigZip(big);
    bigZip.addDeflated("import.jsonl", versionLine + '\n');
    bigZip.addZeros("data/zeros", Q_INT64_C(6) << 30);
    bigZip.addStored("data/behind", "behind");
    bigZip.finish();
    QElapsedTimer timer;
    timer.start();
    Result<ArchiveReader> archive = ArchiveReader::open(big);
    qInfo("6 GiB: opened in %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->find(QStringLiteral("data/zeros"))->size, Q_INT64_C(6) << 30);
    QCOMPARE(readEntry(*archive, QStringLiteral("data/behind")), QByteArray("behind"));

    const QString many = file(QStringLiteral("many.zip"));
    StreamingZip manyZip(many);
    manyZip.addDeflated("import.jsonl", versionLine + '\n');
    for (int i = 0; i < 100'000; ++i)
        manyZip.addStored("data/20240101/teams/noteam/channels/8puwqzexnjrnjdqyau46bxkftr/users/"
                          "e58bbd8ub7yd7ezrtn6ohq53ph/"
                              + QByteArray::number(i) + "/file.png",
                          "x");
    manyZip.finish();
    timer.restart();
    archive = ArchiveReader::open(many);
    qInfo("100,000 entries: opened in %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(archive.hasValue());
    QCOMPARE(archive->entryCount(), 100'001);
    QVERIFY(QFile::remove(big));
}

QTEST_GUILESS_MAIN(TestArchiveReader)
#include "tst_archivereader.moc"
