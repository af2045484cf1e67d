// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "core/archive/zipdirectory.h"

#include <QBuffer>
#include <QTest>
#include <QtEndian>

using namespace mmigrate;

/// A file whose reads are counted, as if each was a request.
class CountingDevice : public QIODevice
{
public:
    explicit CountingDevice(const QString &path)
        : m_file(path)
    {
        if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            qFatal("cannot read %s", qPrintable(path));
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    qint64 size() const override { return m_file.size(); }
    bool seek(qint64 position) override
    {
        return QIODevice::seek(position) && m_file.seek(position);
    }

    int reads = 0;
    qint64 bytes = 0;

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        ++reads;
        bytes += maxSize;
        return m_file.read(data, maxSize);
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QFile m_file;
};

class TestZipDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layoutOfASmallArchive();
    void layoutReadsLittle_data();
    void layoutReadsLittle();
    void layoutPast4GB();
    void importTooFarBehind();
    void notAnArchive();
    void recordsOneByOne();
    void damagedDirectories();
    void patchedNames();
    void patchedOffsets();
    void tooLongNames();
    void endRecords();

private:
    QString file(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    QString archiveOf(int entries, bool importFirst = true) const
    {
        StreamingZip zip(file("a.zip"));
        if (importFirst)
            zip.addDeflated("import.jsonl", QByteArray(1000, 'x'));
        for (int i = 0; i < entries; ++i)
            zip.addStored("data/" + QByteArray::number(i), "x");
        if (!importFirst)
            zip.addDeflated("import.jsonl", QByteArray(1000, 'x'));
        zip.finish();
        return file("a.zip");
    }
    static QByteArray smallRecord();

    QTemporaryDir m_dir;
};

template <typename T>
static T numberAt(const QByteArray &bytes, qsizetype at)
{
    return qFromLittleEndian<T>(bytes.constData() + at);
}

void TestZipDirectory::layoutOfASmallArchive()
{
    const QString path = archiveOf(3);
    CountingDevice device(path);
    const std::optional<ZipLayout> layout = zipLayout(device);
    QVERIFY(layout);
    const Result<ArchiveReader> archive = ArchiveReader::open(path);
    QCOMPARE(layout->fileBytes, QFile(path).size());
    QCOMPARE(layout->importBytes, archive->jsonl().compressedSize);
    QCOMPARE(layout->directoryOffset + layout->directoryBytes + 22, layout->fileBytes);
    QCOMPARE(device.reads, 1);
    QCOMPARE(device.bytes, layout->fileBytes);
}

void TestZipDirectory::layoutReadsLittle_data()
{
    QTest::addColumn<int>("entries");
    QTest::addColumn<int>("reads");
    QTest::newRow("directory in the tail") << 1000 << 1;
    QTest::newRow("partly in the tail") << 2000 << 2;
    QTest::newRow("long directory") << 20'000 << 2;
    QTest::newRow("ZIP64") << 70'000 << 2;
}

void TestZipDirectory::layoutReadsLittle()
{
    QFETCH(int, entries);
    QFETCH(int, reads);
    CountingDevice device(archiveOf(entries));
    const std::optional<ZipLayout> layout = zipLayout(device);
    QVERIFY(layout);
    QVERIFY(layout->importBytes > 0);
    QVERIFY(layout->directoryBytes > entries * 46);
    QCOMPARE(device.reads, reads);
    const qint64 tailBytes = 22 + 65535 + 20;
    // Nothing twice, and nothing behind what is needed.
    const qint64 missing = device.size() - tailBytes - layout->directoryOffset;
    QCOMPARE(device.bytes, tailBytes + qBound(Q_INT64_C(0), missing, Q_INT64_C(65536)));
}

void TestZipDirectory::layoutPast4GB()
{
    const qint64 size = Q_INT64_C(4'500'000'000);
    StreamingZip zip(file("big.zip"));
    zip.addZeros("data/zeros", size);
    zip.addZeros("import.jsonl", size);
    zip.finish();
    CountingDevice device(file("big.zip"));
    const std::optional<ZipLayout> layout = zipLayout(device);
    QVERIFY(layout);
    QCOMPARE(layout->importBytes, size);
    QVERIFY(layout->directoryOffset > 2 * size);
    QCOMPARE(device.reads, 1);
    QVERIFY(device.bytes < 70'000);
    QVERIFY(QFile::remove(file("big.zip")));
}

void TestZipDirectory::importTooFarBehind()
{
    CountingDevice device(archiveOf(5000, false));
    QVERIFY(!zipLayout(device));
    QCOMPARE(device.reads, 2);
    CountingDevice near(archiveOf(500, false));
    QVERIFY(zipLayout(near));
}

void TestZipDirectory::notAnArchive()
{
    for (const QByteArray &bytes :
         {QByteArray(), QByteArray("PK\x05\x06"), QByteArray(200'000, 'x'),
          QByteArray("PK\x05\x06" + QByteArray(18, '\xff'))}) {
        QBuffer buffer;
        buffer.setData(bytes);
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        QVERIFY(!findZipDirectory(buffer));
        QVERIFY(!zipLayout(buffer));
    }
}

void TestZipDirectory::recordsOneByOne()
{
    const QString path = archiveOf(3000);
    const Result<ArchiveReader> archive = ArchiveReader::open(path);
    QFile device(path);
    QVERIFY(device.open(QIODevice::ReadOnly));
    const std::optional<ZipDirectory> directory = findZipDirectory(device);
    QVERIFY(directory);
    ZipRecords records(device, *directory);
    for (int round = 0; round < 2; ++round) {
        qint64 bytes = 0;
        for (qint64 index = 0; index < archive->entryCount(); ++index) {
            const std::optional<ZipRecord> record = records.next();
            QVERIFY(record);
            const ArchiveEntry entry = archive->entry(index);
            QCOMPARE(QString::fromUtf8(record->name), entry.name);
            QCOMPARE(record->crc32, entry.crc32);
            QCOMPARE(record->size, entry.size);
            QCOMPARE(record->packedBytes, entry.compressedSize);
            QVERIFY(hasLocalHeader(device, *record));
            ZipRecord moved = *record;
            ++moved.headerOffset;
            QVERIFY(!hasLocalHeader(device, moved));
            bytes += record->raw.size();
        }
        QVERIFY(!records.next());
        QVERIFY(!records.isDamaged());
        QCOMPARE(bytes, directory->bytes);
        records.rewind();
    }
}

void TestZipDirectory::damagedDirectories()
{
    QFile original(archiveOf(3));
    QVERIFY(original.open(QIODevice::ReadOnly));
    const QByteArray bytes = original.readAll();
    const qint64 begin = findZipDirectory(original)->offset;
    for (qint64 at = begin; at < bytes.size(); ++at) {
        QByteArray wrong = bytes;
        wrong[at] = '\xff';
        QBuffer buffer(&wrong);
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        zipLayout(buffer);
        const std::optional<ZipDirectory> directory = findZipDirectory(buffer);
        if (!directory)
            continue;
        QVERIFY(directory->offset >= 0 && directory->offset + directory->bytes <= bytes.size());
        ZipRecords records(buffer, *directory);
        int count = 0;
        while (const std::optional<ZipRecord> record = records.next()) {
            QVERIFY(record->headerOffset < directory->offset);
            ++count;
        }
        QVERIFY(count <= 4);
    }
    // A name that is longer than the rest of the directory.
    QByteArray wrong = bytes;
    wrong[begin + 29] = '\x7f';
    QBuffer buffer(&wrong);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    ZipRecords records(buffer, *findZipDirectory(buffer));
    QVERIFY(!records.next());
    QVERIFY(records.isDamaged());
}

// "a": 5 bytes packed to 3 at 7, with three extra fields (Unicode path, ZIP64 without need, time)
// and a comment.
QByteArray TestZipDirectory::smallRecord()
{
    QByteArray raw("PK\x01\x02", 4);
    raw += QByteArray::fromHex("14001400"
                               "0800"
                               "0800"
                               "00000000"
                               "78563412");
    raw += QByteArray::fromHex("03000000"
                               "ffffffff"
                               "0100"
                               "1f00"
                               "0200"
                               "0000"
                               "0000"
                               "00000000"
                               "07000000");
    raw += 'a';
    raw += QByteArray::fromHex("7570"
                               "0600"
                               "01000000ff61");
    raw += QByteArray::fromHex("0100"
                               "0800"
                               "0500000000000000");
    raw += QByteArray::fromHex("5554"
                               "0500"
                               "0011223344");
    return raw + "cc";
}

void TestZipDirectory::patchedNames()
{
    const QByteArray raw = smallRecord();
    const std::optional<ZipRecord> record = parseZipRecord(raw);
    QVERIFY(record);
    QCOMPARE(record->name, QByteArray("a"));
    QCOMPARE(record->size, 5);
    QCOMPARE(record->packedBytes, 3);
    QCOMPARE(record->headerOffset, 7);
    QCOMPARE(record->crc32, 0x12345678U);
    QCOMPARE(*patchedZipRecord(*record, "a", 7), raw);

    const QByteArray patched = *patchedZipRecord(*record, "data/a", 7);
    const std::optional<ZipRecord> other = parseZipRecord(patched);
    QVERIFY(other);
    QCOMPARE(other->name, QByteArray("data/a"));
    QCOMPARE(other->size, 5);
    QCOMPARE(other->headerOffset, 7);
    QCOMPARE(numberAt<quint16>(patched, 8), quint16(0x0808));
    QVERIFY(!patched.contains("up")); // the Unicode path, which is another name
    const QByteArray rest = QByteArray::fromHex("555405000011223344") + "cc";
    QVERIFY(patched.endsWith(rest));
    QCOMPARE(numberAt<quint16>(patched, 30), quint16(9));
}

void TestZipDirectory::patchedOffsets()
{
    const std::optional<ZipRecord> record = parseZipRecord(smallRecord());
    const qint64 far = Q_INT64_C(0x123456789a);
    for (const qint64 offset : {far, Q_INT64_C(0xffffffff), Q_INT64_C(0xfffffffe)}) {
        const QByteArray patched = *patchedZipRecord(*record, "a", offset);
        const std::optional<ZipRecord> moved = parseZipRecord(patched);
        QVERIFY(moved);
        QCOMPARE(moved->headerOffset, offset);
        QCOMPARE(moved->size, 5);
        QCOMPARE(moved->packedBytes, 3);
        const bool zip64 = offset >= 0xffffffff;
        QCOMPARE(patched.size(), smallRecord().size() - (zip64 ? 0 : 12));
        QCOMPARE(numberAt<quint16>(patched, 6), quint16(zip64 ? 45 : 20));
        QVERIFY(patched.contains("up"));
        // Back again: nothing of ZIP64 is left.
        const QByteArray back = *patchedZipRecord(*moved, "a", 7);
        QCOMPARE(parseZipRecord(back)->headerOffset, 7);
        QCOMPARE(back.size(), smallRecord().size() - 12);
    }
    ZipRecord large = *record;
    large.size = far;
    large.packedBytes = far - 1;
    const std::optional<ZipRecord> all = parseZipRecord(*patchedZipRecord(large, "a", far + 1));
    QCOMPARE(all->size, far);
    QCOMPARE(all->packedBytes, far - 1);
    QCOMPARE(all->headerOffset, far + 1);
}

void TestZipDirectory::tooLongNames()
{
    const std::optional<ZipRecord> record = parseZipRecord(smallRecord());
    QVERIFY(patchedZipRecord(*record, QByteArray(65'535, 'n'), 7));
    QVERIFY(!patchedZipRecord(*record, QByteArray(65'536, 'n'), 7));
}

void TestZipDirectory::endRecords()
{
    const ZipDirectory small{1000, 500};
    QCOMPARE(zipEndRecords(65'534, small).size(), 22);
    QCOMPARE(zipEndRecords(65'535, small).size(), 98);
    QCOMPARE(zipEndRecords(1, {0xfffffffe, 500}).size(), 22);
    QCOMPARE(zipEndRecords(1, {0xffffffff, 500}).size(), 98);
    QCOMPARE(zipEndRecords(1, small, true).size(), 98);
    for (const qint64 entries : {1, 70'000}) {
        QBuffer buffer;
        buffer.setData(QByteArray(1500, '\0') + zipEndRecords(entries, small));
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        const std::optional<ZipDirectory> found = findZipDirectory(buffer);
        QVERIFY(found);
        QCOMPARE(found->offset, small.offset);
        QCOMPARE(found->bytes, small.bytes);
    }
}

QTEST_GUILESS_MAIN(TestZipDirectory)
#include "tst_zipdirectory.moc"
