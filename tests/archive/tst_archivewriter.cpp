// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "core/archive/archivewriter.h"
#include "core/archive/bundlewriter.h"
#include "core/archive/diskerror.h"
#include "core/base/stepcontrol.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTest>

#include <KZip>
#include <csignal>
#include <limits>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

using namespace mmigrate;

class TestArchiveWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void copiesRawAndSecondReaderAgrees();
    void compressedBytesAreTheSame();
    void replacesAnExistingTarget();
    void cancelLeavesNothing();
    void damagedStoredEntryIsNoticed();
    void missingLocalFile();
    void repeatedNameIsRefused();
    void writeErrorLeavesNothing();
    void freeSpaceIsChecked();
    void manyEntries();
    void progressReachesTheEnd();
    void bundleIsReadable();
    void bundleWithoutFinishLeavesNothing();
    void bundleErrors();

private:
    QString file(const QString &name) const { return m_dir->filePath(name); }
    QStringList files() const
    {
        return QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

static QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(5);
    for (char &byte : bytes)
        byte = static_cast<char>(random.bounded(256));
    return bytes;
}

// Names, sizes and bytes as KArchive reads them.
static QMap<QString, QByteArray> readWithKArchive(const QString &path)
{
    QMap<QString, QByteArray> entries;
    KZip zip(path);
    if (!zip.open(QIODevice::ReadOnly))
        return entries;
    const std::function<void(const KArchiveDirectory *, const QString &)> visit =
        [&](const KArchiveDirectory *folder, const QString &prefix) {
            const QStringList names = folder->entries();
            for (const QString &name : names) {
                const KArchiveEntry *entry = folder->entry(name);
                if (entry->isDirectory()) {
                    visit(static_cast<const KArchiveDirectory *>(entry),
                          prefix + name + QLatin1Char('/'));
                } else {
                    const auto *found = static_cast<const KArchiveFile *>(entry);
                    const QByteArray bytes = found->data();
                    if (bytes.size() == found->size())
                        entries.insert(prefix + name, bytes);
                }
            }
        };
    visit(zip.directory(), QString());
    return entries;
}

void TestArchiveWriter::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
}

void TestArchiveWriter::copiesRawAndSecondReaderAgrees()
{
    const QByteArray picture = noise(300'000);
    const QString source = file(QStringLiteral("source.zip"));
    StreamingZip zip(source);
    zip.addDeflated("import.jsonl", versionLine + '\n');
    zip.addStored("data/a/1.png", picture);
    zip.addStored("data/empty", "");
    zip.addDeflated("data/\xC3\xA9.txt", QByteArray(50'000, 'x'));
    zip.addStored("data/left-out", "x");
    zip.finish();
    QFile lines(file(QStringLiteral("lines")));
    QVERIFY(lines.open(QIODevice::WriteOnly));
    lines.write(versionLine + "\nnew\n");
    lines.close();

    Result<ArchiveReader> archive = ArchiveReader::open(source);
    QVERIFY(archive.hasValue());
    const QString target = file(QStringLiteral("target.zip"));
    ArchiveWriter writer(target);
    writer.addFile(QStringLiteral("import.jsonl"), lines.fileName());
    writer.copyEntry(*archive, 1, QStringLiteral("renamed/1.png"));
    writer.copyEntry(*archive, 2, QStringLiteral("data/empty"));
    writer.copyEntry(*archive, 3, QStringLiteral("data/é.txt"));
    StepControl control;
    Result<void> written = writer.write(control);
    QVERIFY2(written.hasValue(), written ? "" : qPrintable(written.error().toLogLine()));

    const QMap<QString, QByteArray> expected{
        {QStringLiteral("import.jsonl"), versionLine + "\nnew\n"},
        {QStringLiteral("renamed/1.png"), picture},
        {QStringLiteral("data/empty"), QByteArray()},
        {QStringLiteral("data/é.txt"), QByteArray(50'000, 'x')}};
    QCOMPARE(readWithKArchive(target), expected);
    Result<ArchiveReader> copy = ArchiveReader::open(target);
    QVERIFY(copy.hasValue());
    QVERIFY(copy->verifyCrc(control).hasValue());
    QCOMPARE(copy->entry(0).name, QStringLiteral("import.jsonl"));
    QVERIFY(!copy->entry(0).isStored() && copy->entry(1).isStored() && !copy->entry(3).isStored());
    QCOMPARE(QFile::permissions(target) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup),
             QFile::Permissions());
    QCOMPARE(files(), (QStringList{QStringLiteral("lines"), QStringLiteral("source.zip"),
                                   QStringLiteral("target.zip")}));
}

void TestArchiveWriter::compressedBytesAreTheSame()
{
    const QString source =
        QStringLiteral(MMIGRATE_TEST_DATA "/data/archives/export-5.37.0-without-files.zip");
    Result<ArchiveReader> archive = ArchiveReader::open(source);
    ArchiveWriter writer(file(QStringLiteral("copy.zip")));
    writer.copyEntry(*archive, 0, archive->jsonl().name);
    StepControl control;
    QVERIFY(writer.write(control).hasValue());
    QFile original(source);
    QFile copy(file(QStringLiteral("copy.zip")));
    QVERIFY(original.open(QIODevice::ReadOnly) && copy.open(QIODevice::ReadOnly));
    const qint64 packed = archive->jsonl().compressedSize;
    const QByteArray data = original.readAll().mid(30 + 12, packed);
    QVERIFY(copy.readAll().contains(data));
    QVERIFY(readWithKArchive(copy.fileName()) == readWithKArchive(source));
}

void TestArchiveWriter::replacesAnExistingTarget()
{
    const QString source = writeArchive(file(QStringLiteral("s.zip")), {"{}"});
    const QString target = file(QStringLiteral("t.zip"));
    for (const QString &name : {target, QString(target + QStringLiteral(".part"))}) {
        QFile old(name);
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write(QByteArray(100'000, 'o'));
    }
    Result<ArchiveReader> archive = ArchiveReader::open(source);
    ArchiveWriter writer(target);
    writer.copyEntry(*archive, 0, QStringLiteral("import.jsonl"));
    StepControl control;
    QVERIFY(writer.write(control).hasValue());
    QVERIFY(ArchiveReader::open(target).hasValue());
    QCOMPARE(files(), (QStringList{QStringLiteral("s.zip"), QStringLiteral("t.zip")}));
}

void TestArchiveWriter::cancelLeavesNothing()
{
    StreamingZip zip(file(QStringLiteral("s.zip")));
    zip.addDeflated("import.jsonl", versionLine);
    zip.addZeros("data/zeros", 64 << 20);
    zip.finish();
    Result<ArchiveReader> archive = ArchiveReader::open(file(QStringLiteral("s.zip")));
    ArchiveWriter writer(file(QStringLiteral("t.zip")));
    writer.copyEntry(*archive, 0, QStringLiteral("import.jsonl"));
    writer.copyEntry(*archive, 1, QStringLiteral("data/zeros"));
    StepControl control;
    qint64 last = 0;
    Result<void> written = writer.write(control, [&](const Progress &progress) {
        last = progress.done;
        control.cancel();
    });
    QVERIFY(!written.hasValue());
    QCOMPARE(written.error().kind, ErrorKind::Cancelled);
    QVERIFY(last < 64 << 20);
    QCOMPARE(files(), QStringList{QStringLiteral("s.zip")});
}

void TestArchiveWriter::damagedStoredEntryIsNoticed()
{
    const QString source = file(QStringLiteral("s.zip"));
    StreamingZip zip(source);
    zip.addDeflated("import.jsonl", versionLine);
    StreamingZip::Lie lie;
    lie.wrongCrc = true;
    zip.addStored("data/bad", "bad", lie);
    zip.finish();
    Result<ArchiveReader> archive = ArchiveReader::open(source);
    ArchiveWriter writer(file(QStringLiteral("t.zip")));
    writer.copyEntry(*archive, 0, QStringLiteral("import.jsonl"));
    writer.copyEntry(*archive, 1, QStringLiteral("data/bad"));
    StepControl control;
    Result<void> written = writer.write(control);
    QVERIFY(!written.hasValue());
    QCOMPARE(reasonOf(written.error()), QStringLiteral("damaged-entry"));
    QCOMPARE(written.error().facts.value(QStringLiteral("entry")).toString(),
             QStringLiteral("data/bad"));
    QCOMPARE(files(), QStringList{QStringLiteral("s.zip")});
}

void TestArchiveWriter::missingLocalFile()
{
    ArchiveWriter writer(file(QStringLiteral("t.zip")));
    writer.addFile(QStringLiteral("import.jsonl"), file(QStringLiteral("none")));
    StepControl control;
    Result<void> written = writer.write(control);
    QVERIFY(!written.hasValue());
    QCOMPARE(written.error().kind, ErrorKind::Disk);
    QCOMPARE(files(), QStringList());
}

void TestArchiveWriter::repeatedNameIsRefused()
{
    Result<ArchiveReader> archive =
        ArchiveReader::open(writeArchive(file(QStringLiteral("s.zip")), {"{}"}));
    ArchiveWriter writer(file(QStringLiteral("t.zip")));
    writer.copyEntry(*archive, 0, QStringLiteral("import.jsonl"));
    writer.copyEntry(*archive, 0, QStringLiteral("import.jsonl"));
    StepControl control;
    QVERIFY(!writer.write(control).hasValue());
    QCOMPARE(files(), QStringList{QStringLiteral("s.zip")});
}

void TestArchiveWriter::writeErrorLeavesNothing()
{
    ArchiveWriter nowhere(file(QStringLiteral("none/t.zip")));
    StepControl control;
    Result<ArchiveReader> archive = ArchiveReader::open(
        writeArchive(file(QStringLiteral("s.zip")), {}, {{"data/a", noise(3'000'000)}}));
    nowhere.copyEntry(*archive, 0, QStringLiteral("import.jsonl"));
    QCOMPARE(nowhere.write(control).error().kind, ErrorKind::Disk);
#ifdef Q_OS_UNIX
    // Files of this process may not pass one megabyte: the write fails in the middle, as on a full
    // disk.
    rlimit old{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &old), 0);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit low{1'000'000, old.rlim_max};
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &low), 0);
    ArchiveWriter writer(file(QStringLiteral("t.zip")));
    writer.copyEntry(*archive, 0, QStringLiteral("import.jsonl"));
    writer.copyEntry(*archive, 1, QStringLiteral("data/a"));
    const Result<void> written = writer.write(control);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &old), 0);
    QVERIFY(!written.hasValue());
    QCOMPARE(written.error().kind, ErrorKind::Disk);
    QCOMPARE(written.error().facts.value(QStringLiteral("path")).toString(),
             file(QStringLiteral("t.zip.part")));
#endif
    QCOMPARE(files(), QStringList{QStringLiteral("s.zip")});
}

void TestArchiveWriter::freeSpaceIsChecked()
{
    QVERIFY(requireFreeSpace(file(QStringLiteral("x")), 1).hasValue());
    const qint64 needed = std::numeric_limits<qint64>::max();
    const Result<void> refused = requireFreeSpace(file(QStringLiteral("x")), needed);
    QVERIFY(!refused.hasValue());
    QCOMPARE(refused.error().kind, ErrorKind::DiskFull);
    QCOMPARE(refused.error().facts.value(QStringLiteral("needed")).toLongLong(), needed);
    QVERIFY(refused.error().facts.value(QStringLiteral("free")).toLongLong() > 0);
    QCOMPARE(diskError(QStringLiteral("/x"), ENOSPC, {}).kind, ErrorKind::DiskFull);
    QCOMPARE(diskError(QStringLiteral("/x"), EIO, {}).kind, ErrorKind::Disk);
#ifdef Q_OS_LINUX
    // A device that is always full.
    QFile full(QStringLiteral("/dev/full"));
    QVERIFY(full.open(QIODevice::WriteOnly));
    full.write("x");
    QVERIFY(!full.flush());
    QCOMPARE(fileError(full).kind, ErrorKind::DiskFull);
#endif
}

// More than the 65,535 that a ZIP without ZIP64 can hold.
void TestArchiveWriter::manyEntries()
{
    const int count = 70'000;
    const QString source = file(QStringLiteral("many.zip"));
    StreamingZip zip(source);
    zip.addDeflated("import.jsonl", versionLine);
    for (int i = 0; i < count; ++i)
        zip.addStored("data/" + QByteArray::number(i), QByteArray::number(i));
    zip.finish();
    Result<ArchiveReader> archive = ArchiveReader::open(source);
    QVERIFY(archive.hasValue());
    ArchiveWriter writer(file(QStringLiteral("copy.zip")));
    for (qint64 index = 0; index < archive->entryCount(); ++index)
        writer.copyEntry(*archive, index, archive->entry(index).name);
    StepControl control;
    QVERIFY(writer.write(control).hasValue());
    Result<ArchiveReader> copy = ArchiveReader::open(file(QStringLiteral("copy.zip")));
    QVERIFY(copy.hasValue());
    QCOMPARE(copy->entryCount(), count + 1);
    QCOMPARE(readEntry(*copy, QStringLiteral("data/69999")), QByteArray("69999"));
    QVERIFY(copy->verifyCrc(control).hasValue());
}

void TestArchiveWriter::progressReachesTheEnd()
{
    Result<ArchiveReader> archive = ArchiveReader::open(
        writeArchive(file(QStringLiteral("s.zip")), {}, {{"data/a", noise(2'000'000)}}));
    ArchiveWriter writer(file(QStringLiteral("t.zip")));
    writer.copyEntry(*archive, 0, QStringLiteral("import.jsonl"));
    writer.copyEntry(*archive, 1, QStringLiteral("data/a"));
    StepControl control;
    QList<Progress> seen;
    QVERIFY(
        writer.write(control, [&seen](const Progress &progress) { seen << progress; }).hasValue());
    QVERIFY(!seen.isEmpty());
    for (qsizetype i = 1; i < seen.size(); ++i)
        QVERIFY(seen.at(i).done >= seen.at(i - 1).done);
    QCOMPARE(seen.last().done, seen.last().total);
    QVERIFY(seen.last().total >= 2'000'000);
}

void TestArchiveWriter::bundleIsReadable()
{
    const QString target = file(QStringLiteral("details.zip"));
    QFile log(file(QStringLiteral("log")));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write(noise(700'000));
    log.close();
    BundleWriter bundle(target);
    QVERIFY(bundle.open().hasValue());
    QVERIFY(bundle.addBytes(QStringLiteral("report.json"), "{}").hasValue());
    QVERIFY(bundle.addFile(QStringLiteral("logs/mmigrate.log"), log.fileName()).hasValue());
    QVERIFY(!QFileInfo::exists(target));
    QVERIFY(bundle.finish().hasValue());
    const QMap<QString, QByteArray> expected{{QStringLiteral("report.json"), "{}"},
                                             {QStringLiteral("logs/mmigrate.log"), noise(700'000)}};
    QCOMPARE(readWithKArchive(target), expected);
    QCOMPARE(QFile::permissions(target) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());

    // A practice archive is one, too.
    BundleWriter practice(target);
    QVERIFY(practice.open().hasValue());
    QVERIFY(practice.addBytes(QStringLiteral("import.jsonl"), versionLine + '\n').hasValue());
    QVERIFY(practice.addBytes(QStringLiteral("data/a.bin"), noise(5000)).hasValue());
    QVERIFY(practice.finish().hasValue());
    Result<ArchiveReader> archive = ArchiveReader::open(target);
    QVERIFY(archive.hasValue());
    StepControl control;
    QVERIFY(archive->verifyCrc(control).hasValue());
    QCOMPARE(readEntry(*archive, QStringLiteral("data/a.bin")), noise(5000));
    QCOMPARE(files(), (QStringList{QStringLiteral("details.zip"), QStringLiteral("log")}));
}

void TestArchiveWriter::bundleWithoutFinishLeavesNothing()
{
    {
        BundleWriter bundle(file(QStringLiteral("b.zip")));
        QVERIFY(bundle.open().hasValue());
        QVERIFY(bundle.addBytes(QStringLiteral("a"), "b").hasValue());
    }
    QCOMPARE(files(), QStringList());
}

void TestArchiveWriter::bundleErrors()
{
    BundleWriter nowhere(file(QStringLiteral("none/b.zip")));
    QCOMPARE(nowhere.open().error().kind, ErrorKind::Disk);

    BundleWriter bundle(file(QStringLiteral("b.zip")));
    QVERIFY(bundle.open().hasValue());
    QCOMPARE(bundle.addFile(QStringLiteral("a"), file(QStringLiteral("none"))).error().kind,
             ErrorKind::Disk);
    QFile huge(file(QStringLiteral("huge")));
    QVERIFY(huge.open(QIODevice::WriteOnly));
    QVERIFY(huge.resize(Q_INT64_C(5) << 30));
    huge.close();
    const Result<void> added = bundle.addFile(QStringLiteral("huge"), huge.fileName());
    QVERIFY(!added.hasValue());
    QCOMPARE(added.error().kind, ErrorKind::FileTooLarge);
    QVERIFY(added.error().facts.value(QStringLiteral("size")).toLongLong() > Q_INT64_C(4) << 30);
}

QTEST_GUILESS_MAIN(TestArchiveWriter)
#include "tst_archivewriter.moc"
