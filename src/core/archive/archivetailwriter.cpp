// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivetailwriter.h"

#include "core/archive/archiveerror.h"
#include "core/archive/archivewriter.h"
#include "core/archive/diskerror.h"
#include "core/base/stepcontrol.h"

namespace mmigrate {

namespace {

constexpr qint64 pieceBytes = 256 * 1024;
constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

Error wrongTail(const QString &problem)
{
    return makeError(ErrorKind::Internal, QStringLiteral("the tail is wrong: ") + problem);
}

/// Of an unbuffered file, which writes less where the disk gets full, and tells why only then.
Result<void> put(QFile &file, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qint64 count = file.write(bytes.data(), bytes.size());
        if (count <= 0)
            return fileError(file);
        bytes = bytes.sliced(count);
    }
    return {};
}

bool saysTheSame(const ZipRecord &record, const ArchiveEntry &entry)
{
    return record.crc32 == entry.crc32 && record.size == entry.size
           && record.packedBytes == entry.compressedSize;
}

/// What an entry is, for a comparison that does not hold them all.
void remember(const ArchiveEntry &entry, QCryptographicHash &hash)
{
    // Names end in a character that none holds.
    const QByteArray numbers = '\0' + QByteArray::number(entry.crc32) + ' '
                               + QByteArray::number(entry.size) + ' '
                               + QByteArray::number(entry.compressedSize) + '\0';
    hash.addData(entry.name.toUtf8());
    hash.addData(numbers);
}

} // namespace

ArchiveTailWriter::ArchiveTailWriter(const ArchiveReader &source, const QString &tailPath,
                                     qint64 wholeBytes)
    : m_source(source)
    , m_tailPath(tailPath)
    , m_wholeBytes(wholeBytes)
    , m_original(source.path())
    , m_directory(tailPath + QStringLiteral(".directory.part"))
{
}

ArchiveTailWriter::~ArchiveTailWriter()
{
    if (!m_directory.isOpen())
        return;
    m_directory.remove();
    QFile::remove(partPath()); // once complete, it has another name
}

Result<void> ArchiveTailWriter::open()
{
    if (m_source.file().isSplit())
        return makeError(ErrorKind::Internal, QStringLiteral("the original must be one file"));
    if (!m_original.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return archiveError(ArchiveReason::Unreadable, m_source.path(), {},
                            m_original.errorString());
    const std::optional<ZipDirectory> directory = findZipDirectory(m_original);
    if (!directory)
        return archiveError(ArchiveReason::Truncated, m_source.path());
    m_begin = directory->offset;
    m_records.emplace(m_original, *directory);
    // The list of lines, unpacked and packed, and the directory twice: see m_directory.
    const ArchiveEntry &jsonl = m_source.jsonl();
    const qint64 needed = jsonl.size + jsonl.compressedSize + 2 * directory->bytes;
    if (Result<void> room = requireFreeSpace(m_tailPath, needed); !room)
        return room;
    QFile::remove(m_directory.fileName());
    const auto mode = QIODevice::ReadWrite | QIODevice::NewOnly | QIODevice::Unbuffered;
    if (!m_directory.open(mode, ownerOnly))
        return fileError(m_directory);
    return {};
}

void ArchiveTailWriter::addFile(const QString &name, const QString &filePath)
{
    Q_ASSERT(m_filePath.isEmpty() && m_copied == 0);
    m_fileName = name;
    m_filePath = filePath;
}

void ArchiveTailWriter::copyEntry(const ArchiveReader &source, qint64 index, const QString &name)
{
    Q_ASSERT(&source == &m_source);
    Q_UNUSED(source)
    if (!m_failure)
        copyRecord(index, name);
}

std::optional<ZipRecord> ArchiveTailWriter::recordAt(qint64 index)
{
    // Entries come in their order, but for import.jsonl, which comes first.
    if (index < m_nextIndex) {
        m_records->rewind();
        m_nextIndex = 0;
    }
    std::optional<ZipRecord> record;
    for (bool more = true; more && m_nextIndex <= index; more = record.has_value()) {
        record = m_records->next();
        ++m_nextIndex;
    }
    return record;
}

void ArchiveTailWriter::copyRecord(qint64 index, const QString &name)
{
    const std::optional<ZipRecord> record = recordAt(index);
    ArchiveEntry entry = m_source.entry(index);
    if (!record || !saysTheSame(*record, entry)) {
        m_failure = archiveError(ArchiveReason::Truncated, m_source.path(), entry.name,
                                 QStringLiteral("another directory than the one opened"));
        return;
    }
    // Also for names in an old encoding: those of the lines are in UTF-8.
    const std::optional<QByteArray> patched =
        patchedZipRecord(*record, name.toUtf8(), record->headerOffset);
    if (!patched) {
        m_failure = archiveError(ArchiveReason::BadName, m_source.path(), entry.name);
        return;
    }
    m_pending += *patched;
    if (m_pending.size() >= pieceBytes)
        flushDirectory();
    entry.name = name;
    remember(entry, m_plan);
    ++m_copied;
}

void ArchiveTailWriter::flushDirectory()
{
    if (Result<void> written = put(m_directory, m_pending); !written)
        m_failure = written.error();
    m_pending.clear();
}

Result<bool> ArchiveTailWriter::write(StepControl &control, const ProgressSink &progress)
{
    flushDirectory();
    if (m_failure)
        return *m_failure;
    if (Result<void> packed = packFile(control, progress); !packed)
        return packed.error();
    Result<bool> written = writePart(control);
    if (!written || !*written)
        return written;
    Result<void> done = check();
    if (done)
        done = replaceFile(partPath(), m_tailPath);
    if (!done)
        return done.error();
    return true;
}

/// The local file as a ZIP of one entry: what comes before its directory begins the tail.
Result<void> ArchiveTailWriter::packFile(StepControl &control, const ProgressSink &progress)
{
    QFile part(partPath());
    part.remove();
    if (m_filePath.isEmpty())
        return part.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly)
                   ? Result<void>()
                   : Result<void>(fileError(part));
    ArchiveWriter writer(partPath());
    writer.addFile(m_fileName, m_filePath);
    if (Result<void> written = writer.write(control, progress); !written)
        return written;
    if (!part.open(QIODevice::ReadWrite | QIODevice::ExistingOnly))
        return fileError(part);
    return takePacked(part);
}

Result<void> ArchiveTailWriter::takePacked(QFile &part)
{
    const std::optional<ZipDirectory> directory = findZipDirectory(part);
    if (!directory)
        return wrongTail(QStringLiteral("no directory"));
    const std::optional<ZipRecord> record = ZipRecords(part, *directory).next();
    if (!record)
        return wrongTail(QStringLiteral("no record"));
    m_fileRecord = *record;
    m_fileRecord.headerOffset += m_begin;
    const std::optional<QByteArray> patched =
        patchedZipRecord(*record, m_fileName.toUtf8(), m_fileRecord.headerOffset);
    if (!patched)
        return archiveError(ArchiveReason::BadName, m_source.path(), m_fileName);
    m_fileRecord.raw = *patched;
    return part.resize(directory->offset) ? Result<void>() : Result<void>(fileError(part));
}

Result<bool> ArchiveTailWriter::writePart(StepControl &control)
{
    QFile part(partPath());
    if (!part.open(QIODevice::ReadWrite | QIODevice::ExistingOnly | QIODevice::Unbuffered))
        return fileError(part);
    const qint64 entries = m_copied + (m_filePath.isEmpty() ? 0 : 1);
    ZipDirectory directory{0, m_fileRecord.raw.size() + m_directory.size()};
    // Whether there are ZIP64 end records depends on where the directory begins, and the other way
    // round; so it is asked with the largest offset that it can have.
    directory.offset = m_wholeBytes - directory.bytes - zipEndRecords(0, {0, 0}).size();
    const bool zip64 = zipEndRecords(entries, directory).size() > zipEndRecords(0, {0, 0}).size();
    directory.offset = m_wholeBytes - directory.bytes - zipEndRecords(0, {0, 0}, zip64).size();
    if (directory.offset < m_begin + part.size())
        return false;
    // What is jumped over reads as zeros, and takes no room where the file system knows holes.
    if (!part.resize(m_wholeBytes - m_begin) || !part.seek(directory.offset - m_begin))
        return fileError(part);
    Result<void> done = put(part, m_fileRecord.raw);
    if (done)
        done = copyDirectory(part, control);
    if (done)
        done = put(part, zipEndRecords(entries, directory, zip64));
    if (done)
        done = syncToDisk(part);
    if (!done)
        return done.error();
    return true;
}

Result<void> ArchiveTailWriter::copyDirectory(QFile &part, StepControl &control)
{
    if (!m_directory.seek(0))
        return fileError(m_directory);
    for (qint64 left = m_directory.size(); left > 0;) {
        if (!control.waitWhilePaused())
            return archiveCancelled();
        const QByteArray piece = m_directory.read(qMin(left, pieceBytes));
        if (piece.isEmpty())
            return fileError(m_directory);
        if (Result<void> written = put(part, piece); !written)
            return written;
        left -= piece.size();
    }
    return {};
}

/// Reads the whole as one archive, by libzip, which had no hand in its directory.
Result<void> ArchiveTailWriter::check() const
{
    const SplitFile file{m_source.path(), m_begin, partPath()};
    Result<ArchiveReader> whole = ArchiveReader::open(file);
    if (!whole)
        return whole.error();
    if (whole->fileSize() != m_wholeBytes)
        return wrongTail(QStringLiteral("size"));
    if (Result<void> checked = checkEntries(*whole); !checked)
        return checked;
    SplitFileDevice device(file);
    if (!m_filePath.isEmpty()
        && !(device.open(QIODevice::ReadOnly) && hasLocalHeader(device, m_fileRecord)))
        return wrongTail(QStringLiteral("place of ") + m_fileName);
    return {};
}

Result<void> ArchiveTailWriter::checkEntries(const ArchiveReader &whole) const
{
    const qint64 files = m_filePath.isEmpty() ? 0 : 1;
    if (whole.entryCount() != m_copied + files)
        return wrongTail(QStringLiteral("number of entries"));
    if (files > 0
        && (whole.entry(0).name != m_fileName || !saysTheSame(m_fileRecord, whole.entry(0))))
        return wrongTail(m_fileName);
    QCryptographicHash found(QCryptographicHash::Sha256);
    for (qint64 index = 0; index < whole.entryCount(); ++index) {
        const ArchiveEntry entry = whole.entry(index);
        const std::optional<ArchiveEntry> first = whole.find(entry.name);
        if (!first || first->index != index)
            return wrongTail(QStringLiteral("twice: ") + entry.name);
        if (index >= files)
            remember(entry, found);
    }
    if (found.result() != m_plan.result())
        return wrongTail(QStringLiteral("an entry"));
    return {};
}

} // namespace mmigrate
