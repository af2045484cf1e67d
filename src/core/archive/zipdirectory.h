// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/ziprecord.h"

#include <QByteArray>
#include <QIODevice>

#include <optional>

namespace mmigrate {

/// From the end record, and from its ZIP64 sister where there is one (APPNOTE.TXT 4.3.14 to
/// 4.3.16). \a file is open and can be read anywhere. Nothing when there is none that lies within
/// the file.
std::optional<ZipDirectory> findZipDirectory(QIODevice &file);

/// Goes through a directory record by record, in libzip's order of indexes, and holds some 64 KiB
/// of it at a time.
class ZipRecords
{
public:
    /// \a file must outlive this; others may move its position meanwhile.
    ZipRecords(QIODevice &file, const ZipDirectory &directory);

    /// Nothing at the end, and where something is no record that makes sense: isDamaged().
    std::optional<ZipRecord> next();
    bool isDamaged() const { return m_damaged; }
    /// Begins anew.
    void rewind();

private:
    QByteArrayView ahead(qint64 bytes);

    QIODevice &m_file;
    ZipDirectory m_directory;
    qint64 m_read = 0; ///< bytes of the directory that were read
    QByteArray m_buffer;
    qsizetype m_at = 0; ///< where the next record begins in the buffer
    bool m_damaged = false;
};

/// What can be told of an archive from little of it.
struct ZipLayout
{
    qint64 fileBytes = 0;
    qint64 directoryOffset = 0;
    qint64 directoryBytes = 0;
    qint64 importBytes = 0; ///< import.jsonl (a *.jsonl at the root) as packed
};

/// Reads the last 64 KiB of the file and, in one piece, what is not among them of the directory's
/// first 64 KiB; for a device whose reads are requests. Nothing when there is no directory, or no
/// *.jsonl at the root among these first records.
std::optional<ZipLayout> zipLayout(QIODevice &file);

} // namespace mmigrate
