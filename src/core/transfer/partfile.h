// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "core/transfer/byteranges.h"

#include <QFile>

#include <memory>

namespace mmigrate {

/// A file that is downloaded in pieces, written at offsets, every write checked, with a side file
/// NAME.ranges that says which bytes of it are on disk.
///
/// The side file claims only what was flushed before: a flush thread syncs the file first, then
/// replaces the side file. After a crash or a power cut what it claims is there; what came since
/// its last writing (checkpointEachMs) is fetched again.
///
/// Errors: DiskFull (facts path, needed, free) and Disk (facts path); what is written already
/// stays.
class PartFile
{
public:
    enum class Kind {
        Part,  ///< grows, with a side file
        Whole, ///< there from its first to its last byte; only read, no side file
    };
    explicit PartFile(const QString &path, Kind kind = Kind::Part);
    ~PartFile();
    Q_DISABLE_COPY_MOVE(PartFile)

    QString path() const { return m_file.fileName(); }
    const ByteRanges &ranges() const { return m_ranges; }
    qint64 held() const { return m_ranges.total(); } ///< bytes that are here
    /// Bytes lay here, but nobody can tell which (the side file is missing or contradicts them).
    bool hadUnknownBytes() const { return m_hadUnknownBytes; }
    /// Size of the server's file when the side file was written; -1: not known.
    qint64 knownTotal() const { return m_knownTotal; }

    /// Creates it with mode 0600 or takes what is there.
    Result<void> open();
    Result<void> write(qint64 offset, const char *data, qint64 count);
    /// Whether these bytes lie at that offset. A file that cannot be read does not match.
    bool matches(qint64 offset, const char *data, qint64 count);
    Result<void> clear(); ///< back to 0 bytes
    /// Puts what is here into the side file, without waiting, when the last time is long enough
    /// ago.
    void checkpoint();
    /// The same now, and waits, but never longer than a person notices: what a slow disk has not
    /// taken by then is not claimed.
    void checkpointAtEnd();
    Result<void> sync(); ///< returns when the bytes would survive a power cut
    /// Syncs, closes, renames, removes the side file, and syncs the folder, so that the new name
    /// survives too.
    Result<void> moveTo(const QString &target);

    /// Bytes that the whole file has; kept in the side file, and for the facts of DiskFull.
    void setExpectedSize(qint64 bytes) { m_expectedSize = bytes; }

private:
    struct Flusher;

    void readIndex();
    Error writeError(int systemError) const;

    QFile m_file;
    const Kind m_kind;
    ByteRanges m_ranges;
    bool m_hadUnknownBytes = false;
    qint64 m_knownTotal = -1;
    qint64 m_expectedSize = -1;
    std::unique_ptr<Flusher> m_flusher;
};

/// TARGET.part.ranges of TARGET.part
QString rangesFileName(const QString &partFile);
/// Makes a side file as PartFile does; for what was fetched by other means. Errors: as PartFile.
Result<void> writeRangesFile(const QString &partFile, const ByteRanges &ranges, qint64 total);
/// Removes a part file and its side file.
void removePartFile(const QString &partFile);

/// Free bytes for us in the folder of that file; -1: unknown.
qint64 freeBytesAt(const QString &file);

/// DiskFull with its facts.
Error diskFullError(const QString &file, qint64 needed, const QString &detail = {});

} // namespace mmigrate
