// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archiveentrydevice.h"
#include "core/archive/splitfile.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace mmigrate {

class StepControl;

/// One member of the ZIP, as its directory says.
struct ArchiveEntry
{
    qint64 index = -1;         ///< position in the directory, from 0
    QString name{};            ///< with '/' between folders; a folder's own entry ends in '/'
    qint64 size = 0;           ///< bytes when unpacked
    qint64 compressedSize = 0; ///< bytes in the archive
    quint32 crc32 = 0;
    quint16 method = 0; ///< APPNOTE.TXT 4.4.5: 0 stored, 8 deflated

    bool isStored() const { return method == 0; }
};

/// Reads an export archive through libzip: only the directory when it is opened, entries as
/// streams.
///
/// One thread at a time. Cheap to move; streams keep the file open even after the reader is gone.
class ArchiveReader
{
public:
    /// Opens an archive and checks its directory: a ZIP, not encrypted, sane names, exactly one
    /// *.jsonl at the root, which is not empty. No data is read, so a damaged entry shows only in
    /// verifyCrc() or when it is read. Errors: ArchiveInvalid with a reason of ArchiveReason.
    static Result<ArchiveReader> open(const QString &path);
    /// The same for an archive whose bytes lie in two files. The path of errors is the one that
    /// could not be opened, else the first.
    static Result<ArchiveReader> open(const SplitFile &file);

    ArchiveReader(ArchiveReader &&other) noexcept;
    ArchiveReader &operator=(ArchiveReader &&other) noexcept;
    ~ArchiveReader();

    /// The file, or the first one of a split one.
    QString path() const;
    SplitFile file() const;
    /// Size of the ZIP file in bytes, both parts of a split one.
    qint64 fileSize() const;
    qint64 entryCount() const;
    /// index must lie in [0, entryCount()).
    ArchiveEntry entry(qint64 index) const;
    /// The entry of exactly that name.
    std::optional<ArchiveEntry> find(const QString &name) const;
    /// The entry that a path of the lines (attachment, emoji, profile picture) stands for:
    /// `data/<path>`, else
    /// `<path>` itself (archives made for 5.x), each also in the other Unicode normal forms. -1:
    /// not there.
    qint64 findFile(const QString &linePath) const;
    /// import.jsonl
    const ArchiveEntry &jsonl() const;

    /// A stream over one entry's unpacked bytes. Its end checks the CRC-32.
    Result<std::unique_ptr<ArchiveEntryDevice>> openEntry(qint64 index) const;

    /// Reads every entry to its end. Errors: ArchiveInvalid damaged-entry with the fact "entry";
    /// Cancelled. Progress in unpacked bytes, at most ten times a second.
    /// \a isVerified: entries (by index) that need not be read, since somebody has.
    Result<void> verifyCrc(StepControl &control, const ProgressSink &progress = {},
                           const std::function<bool(qint64)> &isVerified = {}) const;
    /// The same for one entry. \a onRead is told the bytes of each piece.
    Result<void> verifyEntry(qint64 index, StepControl &control,
                             const std::function<void(qint64)> &onRead = {}) const;

private:
    friend class ArchiveWriter;
    struct Private;
    explicit ArchiveReader(std::unique_ptr<Private> content);

    std::unique_ptr<Private> d;
};

} // namespace mmigrate
