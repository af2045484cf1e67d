// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "core/archive/splitfile.h"
#include "core/base/stepcontrol.h"

#include <QRandomGenerator>
#include <QTest>

using namespace mmigrate;

class TestSplitFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sizes();
    void readsLikeOneFile_data();
    void readsLikeOneFile();
    void refusesToWrite();
    void partThatShrinks();
    void archiveCutAnywhere();
    void streamsOutliveTheReader();
    void missingParts();
    void tailCutShort();
    void directoryThatLies();

private:
    QString file(const char *name) const { return m_dir->filePath(QLatin1String(name)); }
    QString write(const char *name, const QByteArray &bytes) const
    {
        QFile target(file(name));
        if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size())
            qFatal("cannot write %s", name);
        return file(name);
    }
    QByteArray archiveBytes() const;
    SplitFile cut(const QByteArray &bytes, qint64 at) const
    {
        return {write("head", bytes.first(at) + "what the original has here"), at,
                write("tail", bytes.sliced(at))};
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestSplitFile::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
}

QByteArray TestSplitFile::archiveBytes() const
{
    writeArchive(file("a.zip"), {"{\"type\":\"team\"}"}, {{"data/a", "first"}, {"b", "second"}});
    QFile archive(file("a.zip"));
    return archive.open(QIODevice::ReadOnly) ? archive.readAll() : QByteArray();
}

void TestSplitFile::sizes()
{
    const QString head = write("head", "0123456789");
    const QString tail = write("tail", "abc");
    QCOMPARE((SplitFile{head}).size(), 10);
    QVERIFY(!SplitFile{head}.isSplit());
    QCOMPARE((SplitFile{head, 4}).size(), 4);
    QCOMPARE((SplitFile{head, 4, tail}).size(), 7);
    QVERIFY((SplitFile{head, 4, tail}).isSplit());
    QCOMPARE((SplitFile{head, -1, tail}).size(), 13);
    QCOMPARE((SplitFile{head, 0, tail}).size(), 3);
    QCOMPARE((SplitFile{head, 11, tail}).size(), -1);
    QCOMPARE((SplitFile{head, 4, file("none")}).size(), -1);
    QCOMPARE((SplitFile{file("none"), 4, tail}).size(), -1);
}

void TestSplitFile::readsLikeOneFile_data()
{
    QTest::addColumn<bool>("buffered");
    QTest::newRow("buffered") << true;
    QTest::newRow("unbuffered") << false;
}

void TestSplitFile::readsLikeOneFile()
{
    QFETCH(bool, buffered);
    QByteArray bytes(100'000, Qt::Uninitialized);
    QRandomGenerator random(7);
    for (char &byte : bytes)
        byte = static_cast<char>(random.bounded(256));
    SplitFileDevice device(cut(bytes, 33'333));
    QVERIFY(
        device.open(buffered ? QIODevice::ReadOnly : QIODevice::ReadOnly | QIODevice::Unbuffered));
    QCOMPARE(device.size(), bytes.size());
    QCOMPARE(device.readAll(), bytes);
    QVERIFY(device.atEnd());
    for (int i = 0; i < 2000; ++i) {
        // Mostly around the seam, and sometimes past the end.
        const int at = random.bounded(2) ? random.bounded(100'001) : random.bounded(33'000, 33'400);
        const int count = random.bounded(2) ? random.bounded(40'000) : random.bounded(500);
        QVERIFY(device.seek(at));
        QCOMPARE(device.read(count), bytes.mid(at, count));
        QCOMPARE(device.pos(), qMin<qint64>(at + count, bytes.size()));
    }
    QVERIFY(!device.seek(bytes.size() + 1));
    QVERIFY(device.seek(33'332));
    QCOMPARE(device.peek(3), bytes.mid(33'332, 3));
    device.close();
    QVERIFY(device.open(QIODevice::ReadOnly));
    QCOMPARE(device.read(5), bytes.first(5));
}

void TestSplitFile::refusesToWrite()
{
    SplitFileDevice device(cut("0123456789", 4));
    for (const QIODevice::OpenMode mode :
         {QIODevice::OpenMode(QIODevice::ReadWrite), QIODevice::OpenMode(QIODevice::WriteOnly),
          QIODevice::ReadOnly | QIODevice::Truncate})
        QVERIFY(!device.open(mode));
    QVERIFY(device.open(QIODevice::ReadOnly));
    QCOMPARE(device.readAll(), QByteArray("0123456789"));
}

void TestSplitFile::partThatShrinks()
{
    const SplitFile split = cut(QByteArray(100'000, 'x'), 50'000);
    SplitFileDevice device(split);
    QVERIFY(device.open(QIODevice::ReadOnly | QIODevice::Unbuffered));
    QVERIFY(QFile::resize(split.tail, 100));
    QVERIFY(device.seek(60'000));
    QByteArray buffer(200, Qt::Uninitialized);
    QCOMPARE(device.read(buffer.data(), buffer.size()), -1);
    QCOMPARE(device.failedPath(), split.tail);
    QVERIFY(QFile::resize(split.path, 100));
    QVERIFY(device.seek(0));
    QCOMPARE(device.read(buffer.data(), buffer.size()), -1);
    QCOMPARE(device.failedPath(), split.path);
    QVERIFY(!device.errorString().isEmpty());
}

void TestSplitFile::archiveCutAnywhere()
{
    const QByteArray bytes = archiveBytes();
    QVERIFY(bytes.size() > 300);
    for (qint64 at = 0; at <= bytes.size(); at += 9) {
        const SplitFile split = cut(bytes, at);
        const Result<ArchiveReader> archive = ArchiveReader::open(split);
        QVERIFY(archive.hasValue());
        QCOMPARE(archive->file(), split);
        QCOMPARE(archive->path(), split.path);
        QCOMPARE(archive->fileSize(), bytes.size());
        QCOMPARE(readEntry(*archive, QStringLiteral("data/a")), QByteArray("first"));
        StepControl control;
        QVERIFY(archive->verifyCrc(control).hasValue());
    }
}

void TestSplitFile::streamsOutliveTheReader()
{
    const QByteArray bytes = archiveBytes();
    std::unique_ptr<ArchiveEntryDevice> one;
    std::unique_ptr<ArchiveEntryDevice> two;
    {
        Result<ArchiveReader> archive = ArchiveReader::open(cut(bytes, bytes.size() / 2));
        QVERIFY(archive.hasValue());
        one = archive->openEntry(archive->find(QStringLiteral("data/a"))->index).value();
        two = archive->openEntry(archive->find(QStringLiteral("b"))->index).value();
    }
    // Turn by turn, from the same source.
    QCOMPARE(one->read(2), QByteArray("fi"));
    QCOMPARE(two->read(3), QByteArray("sec"));
    QCOMPARE(one->readAll(), QByteArray("rst"));
    QCOMPARE(two->readAll(), QByteArray("ond"));
}

void TestSplitFile::missingParts()
{
    const QByteArray bytes = archiveBytes();
    const SplitFile split = cut(bytes, bytes.size() / 2);
    QVERIFY(QFile::remove(split.tail));
    Result<ArchiveReader> archive = ArchiveReader::open(split);
    QCOMPARE(reasonOf(archive.error()), QStringLiteral("unreadable"));
    QCOMPARE(archive.error().facts.value(QStringLiteral("path")).toString(), split.tail);
    const SplitFile shorter{split.path, bytes.size() * 2, write("tail", "x")};
    archive = ArchiveReader::open(shorter);
    QCOMPARE(reasonOf(archive.error()), QStringLiteral("unreadable"));
    QVERIFY(QFile::remove(split.path));
    archive = ArchiveReader::open(shorter);
    QCOMPARE(archive.error().facts.value(QStringLiteral("path")).toString(), split.path);
    archive = ArchiveReader::open(SplitFile{write("head", {}), 0, write("tail", {})});
    QCOMPARE(reasonOf(archive.error()), QStringLiteral("empty"));
}

void TestSplitFile::tailCutShort()
{
    const QByteArray bytes = archiveBytes();
    const SplitFile split = cut(bytes, bytes.size() / 2);
    for (qint64 size = QFile(split.tail).size() - 1; size >= 0; size -= 5) {
        QVERIFY(QFile::resize(split.tail, size));
        const Result<ArchiveReader> archive = ArchiveReader::open(split);
        QVERIFY(!archive.hasValue());
        QCOMPARE(archive.error().kind, ErrorKind::ArchiveInvalid);
        QCOMPARE(reasonOf(archive.error()), QStringLiteral("truncated"));
    }
}

// Whatever stands in the tail: an error or an archive, never a crash.
void TestSplitFile::directoryThatLies()
{
    const QByteArray bytes = archiveBytes();
    const qint64 begin = bytes.indexOf("PK\x01\x02");
    int refused = 0;
    for (qint64 at = begin; at < bytes.size(); ++at) {
        for (const char lie : {'\xff', '\x7f', '\x00'}) {
            QByteArray wrong = bytes;
            wrong[at] = lie;
            const Result<ArchiveReader> archive = ArchiveReader::open(cut(wrong, begin));
            StepControl control;
            const bool good = archive && archive->verifyCrc(control);
            refused += !good;
            if (!archive)
                QCOMPARE(archive.error().kind, ErrorKind::ArchiveInvalid);
        }
    }
    QVERIFY(refused > 100);
}

QTEST_GUILESS_MAIN(TestSplitFile)
#include "tst_splitfile.moc"
