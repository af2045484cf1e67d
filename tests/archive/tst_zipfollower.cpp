// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "core/archive/zipfollower.h"
#include "core/archive/zipnumbers.h"
#include "core/archive/zipplaces.h"
#include "core/base/stepcontrol.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

#include <KZip>
#include <algorithm>
#include <zlib.h>

using namespace mmigrate;

namespace {

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

ZipFollower followed(const QByteArray &bytes, qsizetype pieceBytes)
{
    ZipFollower follower;
    for (qsizetype at = 0; at < bytes.size(); at += pieceBytes)
        follower.take(bytes.constData() + at, std::min(pieceBytes, bytes.size() - at));
    return follower;
}

/// A data descriptor as it stands behind a stored entry (APPNOTE.TXT 4.3.9).
QByteArray descriptor(quint32 crc32, quint32 size)
{
    QByteArray bytes("PK\x07\x08", 4);
    zip::append<quint32>(bytes, crc32);
    zip::append<quint32>(bytes, size);
    zip::append<quint32>(bytes, size);
    return bytes;
}

} // namespace

/// What can be told of an archive's entries before its directory is here.
class ZipFollowerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsAllEntries_data();
    void knowsAllEntries();
    void knowsEntriesWithSizesInFront();
    void dataThatLookLikeTheirEnd();
    void nothingOfADamagedEntry_data();
    void nothingOfADamagedEntry();
    void neverWrong();
    void noZip();

private:
    QString file(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    /// Indexes of the entries that the follower knows to be what the directory says.
    static QList<qint64> known(const ZipFollower &follower, const QString &path);

    QTemporaryDir m_folder;
};

QList<qint64> ZipFollowerTest::known(const ZipFollower &follower, const QString &path)
{
    const Result<ArchiveReader> archive = ArchiveReader::open(path);
    const std::optional<QList<ZipPlace>> places = zipPlaces(path);
    QList<qint64> indexes;
    if (!archive || !places || places->size() != archive->entryCount())
        return indexes;
    for (qint64 index = 0; index < archive->entryCount(); ++index) {
        const auto entry = follower.entries().constFind(places->at(index).record.headerOffset);
        const ArchiveEntry said = archive->entry(index);
        if (entry != follower.entries().constEnd() && entry->crc32 == said.crc32
            && entry->size == said.size && entry->packedBytes == said.compressedSize
            && entry->method == said.method)
            indexes.append(index);
    }
    return indexes;
}

void ZipFollowerTest::knowsAllEntries_data()
{
    QTest::addColumn<qsizetype>("pieceBytes");
    for (const qsizetype bytes : {1, 3, 29, 30, 1000, 65'536, 100'000'000})
        QTest::addRow("%lld bytes at once", static_cast<long long>(bytes)) << bytes;
}

void ZipFollowerTest::knowsAllEntries()
{
    QFETCH(qsizetype, pieceBytes);
    const QString path = file("all.zip");
    StreamingZip zip(path);
    zip.addDeflated("import.jsonl", versionLine);
    zip.addStored("data/empty", {});
    zip.addDeflated("data/emptytoo", {});
    zip.addStored("data/a", QByteArray(200'000, 'P'));
    zip.addDeflated("data/b", QByteArray(300'000, 'b'));
    zip.addStored("data/signatures", QByteArray("PK\x07\x08").repeated(1000));
    zip.addStored("data/last", "l");
    zip.finish();
    const ZipFollower follower = followed(bytesOf(path), pieceBytes);
    QVERIFY(follower.isAtEnd());
    QCOMPARE(known(follower, path), QList<qint64>({0, 1, 2, 3, 4, 5, 6}));
    QCOMPARE(follower.entries().size(), 7);
}

/// As most programs write them.
void ZipFollowerTest::knowsEntriesWithSizesInFront()
{
    const QString path = file("front.zip");
    KZip zip(path);
    QVERIFY(zip.open(QIODevice::WriteOnly));
    QVERIFY(zip.writeFile(QStringLiteral("import.jsonl"), versionLine));
    QVERIFY(zip.writeFile(QStringLiteral("data/b"), QByteArray(100'000, 'b')));
    zip.setCompression(KZip::NoCompression);
    QVERIFY(zip.writeFile(QStringLiteral("data/a"), QByteArray(70'000, 'a')));
    QVERIFY(zip.close());
    const ZipFollower follower = followed(bytesOf(path), 1000);
    QCOMPARE(known(follower, path).size(), 3);
}

/// An archive within the archive, and a descriptor that agrees with the bytes before it.
void ZipFollowerTest::dataThatLookLikeTheirEnd()
{
    const QString inner = writeArchive(file("inner.zip"), {}, {{"data/x", "inner"}});
    const QByteArray text("some text");
    const auto crc = static_cast<quint32>(crc32_z(
        0, reinterpret_cast<const Bytef *>(text.constData()), static_cast<size_t>(text.size())));
    const QString path = writeArchive(
        file("outer.zip"), {},
        {{"data/inner.zip", bytesOf(inner)},
         {"data/early", text + descriptor(crc, static_cast<quint32>(text.size())) + "and on"},
         {"data/after", "after"}});
    const ZipFollower follower = followed(bytesOf(path), 4096);
    QCOMPARE(known(follower, path), QList<qint64>({0, 1, 2, 3}));
}

void ZipFollowerTest::nothingOfADamagedEntry_data()
{
    QTest::addColumn<bool>("stored");
    QTest::newRow("stored") << true;
    QTest::newRow("deflated") << false;
}

void ZipFollowerTest::nothingOfADamagedEntry()
{
    QFETCH(bool, stored);
    const QString path = file("damaged.zip");
    StreamingZip zip(path);
    zip.addDeflated("import.jsonl", versionLine);
    StreamingZip::Lie lie;
    lie.wrongCrc = true;
    if (stored)
        zip.addStored("data/bad", "bad", lie);
    else
        zip.addDeflated("data/bad", "bad", lie);
    zip.addStored("data/good", "good");
    zip.finish();
    QCOMPARE(known(followed(bytesOf(path), 1000), path), QList<qint64>({0}));
}

/// Whatever happens to the bytes: what it knows, a reader of the whole file finds too.
void ZipFollowerTest::neverWrong()
{
    const QString path = file("flip.zip");
    StreamingZip zip(path);
    zip.addDeflated("import.jsonl", versionLine.repeated(20));
    zip.addStored("data/a", QByteArray(300, 'a') + "PK\x07\x08");
    zip.addDeflated("data/b", "bcd");
    zip.addStored("data/c", {});
    zip.finish();
    const QByteArray whole = bytesOf(path);
    StepControl control;
    int knownAtAll = 0;
    QRandomGenerator random(20261123);
    for (int round = 0; round < 2000; ++round) {
        QByteArray damaged = whole;
        for (int flips = random.bounded(1, 4); flips > 0; --flips)
            damaged[random.bounded(static_cast<int>(damaged.size()))] =
                static_cast<char>(random.bounded(256));
        QFile flipped(path);
        QVERIFY(flipped.open(QIODevice::WriteOnly | QIODevice::Truncate));
        flipped.write(damaged);
        flipped.close();
        const ZipFollower follower = followed(damaged, 1 + random.bounded(500));
        const QList<qint64> indexes = known(follower, path);
        knownAtAll += static_cast<int>(indexes.size());
        const Result<ArchiveReader> archive = ArchiveReader::open(path);
        for (const qint64 index : indexes) {
            const Result<void> intact = archive->verifyEntry(index, control);
            QVERIFY2(intact, qPrintable(QStringLiteral("round %1, entry %2: %3")
                                            .arg(round)
                                            .arg(index)
                                            .arg(intact ? QString() : intact.error().toLogLine())));
        }
    }
    QVERIFY(knownAtAll > 0);
}

void ZipFollowerTest::noZip()
{
    const ZipFollower page = followed("<html><body>Sign in to the network</body></html>", 10);
    QVERIFY(page.isAtEnd());
    QVERIFY(page.entries().isEmpty());
    QVERIFY(!followed({}, 10).isAtEnd());
}

QTEST_GUILESS_MAIN(ZipFollowerTest)

#include "tst_zipfollower.moc"
