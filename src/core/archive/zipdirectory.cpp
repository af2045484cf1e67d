// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/zipdirectory.h"

#include "core/archive/zipnumbers.h"

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qint64 largestComment = 0xffff;
constexpr qint64 endRecordBytes = 22;
constexpr qint64 locatorBytes = 20;
constexpr qint64 zip64RecordBytes = 56;
constexpr qint64 pieceBytes = 64 * 1024;

/// Fewer bytes than asked for only at the end of the file or after an error.
QByteArray readAt(QIODevice &file, qint64 offset, qint64 bytes)
{
    QByteArray all;
    if (offset < 0 || bytes <= 0 || !file.seek(offset))
        return all;
    while (all.size() < bytes) {
        const QByteArray piece = file.read(bytes - all.size());
        if (piece.isEmpty())
            break;
        all += piece;
    }
    return all;
}

/// The end of a file, read at once: with the end records, and often the directory.
class FileTail
{
public:
    explicit FileTail(QIODevice &file)
        : m_file(file)
        , m_begin(std::max<qint64>(0, file.size() - endRecordBytes - largestComment - locatorBytes))
        , m_bytes(readAt(file, m_begin, file.size() - m_begin))
    {
    }

    const QByteArray &bytes() const { return m_bytes; }
    /// From anywhere in the file; only what is not in the tail is read.
    QByteArray read(qint64 offset, qint64 bytes) const
    {
        if (offset < 0 || bytes <= 0)
            return {};
        const qint64 before = std::clamp<qint64>(m_begin - offset, 0, bytes);
        QByteArray all = readAt(m_file, offset, before);
        if (all.size() == before && before < bytes && offset + before - m_begin <= m_bytes.size())
            all += m_bytes.mid(offset + before - m_begin, bytes - before);
        return all;
    }

private:
    QIODevice &m_file;
    qint64 m_begin;
    QByteArray m_bytes;
};

std::optional<ZipDirectory> directoryOf(const FileTail &tail, qint64 fileBytes)
{
    const QByteArray &bytes = tail.bytes();
    const qsizetype end = bytes.lastIndexOf(QByteArrayLiteral("PK\x05\x06"));
    if (end < 0 || end + endRecordBytes > bytes.size())
        return std::nullopt;
    ZipDirectory directory{zip::number<quint32>(bytes, end + 16),
                           zip::number<quint32>(bytes, end + 12)};
    const qsizetype locator = end - locatorBytes;
    if (locator >= 0 && bytes.mid(locator, 4) == QByteArrayLiteral("PK\x06\x07")) {
        const QByteArray record =
            tail.read(zip::number<qint64>(bytes, locator + 8), zip64RecordBytes);
        if (record.size() != zip64RecordBytes
            || !record.startsWith(QByteArrayLiteral("PK\x06\x06")))
            return std::nullopt;
        directory = {zip::number<qint64>(record, 48), zip::number<qint64>(record, 40)};
    }
    if (directory.offset < 0 || directory.bytes < 0 || directory.bytes > fileBytes
        || directory.offset > fileBytes - directory.bytes)
        return std::nullopt;
    return directory;
}

bool isImportName(const QByteArray &name)
{
    return name.size() > 6 && name.endsWith(".jsonl") && !name.contains('/');
}

} // namespace

std::optional<ZipDirectory> findZipDirectory(QIODevice &file)
{
    return directoryOf(FileTail(file), file.size());
}

ZipRecords::ZipRecords(QIODevice &file, const ZipDirectory &directory)
    : m_file(file)
    , m_directory(directory)
{
}

void ZipRecords::rewind()
{
    m_read = 0;
    m_buffer.clear();
    m_at = 0;
    m_damaged = false;
}

/// The next bytes of the directory, at least so many unless it ends before.
QByteArrayView ZipRecords::ahead(qint64 bytes)
{
    if (m_buffer.size() - m_at < bytes && m_read < m_directory.bytes) {
        const qint64 wanted = std::min(std::max(bytes, pieceBytes), m_directory.bytes - m_read);
        m_buffer.remove(0, m_at);
        m_at = 0;
        const QByteArray piece = readAt(m_file, m_directory.offset + m_read, wanted);
        m_buffer += piece;
        // A file that ends too early has no more.
        m_read = piece.size() == wanted ? m_read + wanted : m_directory.bytes;
    }
    return QByteArrayView(m_buffer).sliced(m_at);
}

std::optional<ZipRecord> ZipRecords::next()
{
    const qsizetype bytes = zipRecordBytes(ahead(zipRecordFixedBytes));
    if (bytes == 0 || m_damaged)
        return std::nullopt;
    const QByteArrayView view = ahead(bytes);
    std::optional<ZipRecord> record;
    if (view.size() >= bytes)
        record = parseZipRecord(view.first(bytes));
    m_damaged = !record || record->headerOffset >= m_directory.offset;
    if (m_damaged)
        return std::nullopt;
    m_at += bytes;
    return record;
}

std::optional<ZipLayout> zipLayout(QIODevice &file)
{
    ZipLayout layout;
    layout.fileBytes = file.size();
    const FileTail tail(file);
    const std::optional<ZipDirectory> directory = directoryOf(tail, layout.fileBytes);
    if (!directory)
        return std::nullopt;
    layout.directoryOffset = directory->offset;
    layout.directoryBytes = directory->bytes;
    const QByteArray first = tail.read(directory->offset, std::min(directory->bytes, pieceBytes));
    QByteArrayView rest(first);
    for (qsizetype bytes = zipRecordBytes(rest); bytes > 0 && bytes <= rest.size();
         bytes = zipRecordBytes(rest)) {
        const std::optional<ZipRecord> record = parseZipRecord(rest.first(bytes));
        if (!record)
            return std::nullopt;
        if (isImportName(record->name) && record->packedBytes <= directory->offset) {
            layout.importBytes = record->packedBytes;
            return layout;
        }
        rest = rest.sliced(bytes);
    }
    return std::nullopt;
}

} // namespace mmigrate
