// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivereader.h"
#include "core/archive/archivesink.h"
#include "core/archive/zipdirectory.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <QCryptographicHash>
#include <QFile>

#include <optional>

namespace mmigrate {

/// Writes the end of a file of known size that begins with another archive's bytes up to its
/// directory: [one new entry][zeros][new directory][end records]. Entries that are copied stay
/// where they are; those that are not have no record any more. Memory does not depend on their
/// number.
///
/// Servers read such a file: they go by the directory (Go's archive/zip).
class ArchiveTailWriter : public ArchiveSink
{
public:
    /// \a source lies in one file, and outlives this. \a wholeBytes: the size of both together.
    ArchiveTailWriter(const ArchiveReader &source, const QString &tailPath, qint64 wholeBytes);
    ~ArchiveTailWriter() override;

    /// Must come first. Errors: ArchiveInvalid truncated or unreadable, DiskFull, Disk.
    Result<void> open();
    /// At most one, before all entries.
    void addFile(const QString &name, const QString &filePath) override;
    /// Of the archive of the constructor. What fails here is told by write().
    void copyEntry(const ArchiveReader &source, qint64 index, const QString &name) override;

    /// Into <tail>.part (mode 0600), synced, read again, renamed over an existing tail. False: it
    /// does not fit into the size. After an error, a cancel or false no file of this is left.
    /// Progress in bytes packed of the local file. Errors: as ArchiveWriter::write();
    /// ArchiveInvalid truncated when the directory is no longer the one that was opened.
    Result<bool> write(StepControl &control, const ProgressSink &progress = {});

private:
    void copyRecord(qint64 index, const QString &name);
    void flushDirectory();
    std::optional<ZipRecord> recordAt(qint64 index);
    Result<void> packFile(StepControl &control, const ProgressSink &progress);
    Result<void> takePacked(QFile &part);
    Result<bool> writePart(StepControl &control);
    Result<void> copyDirectory(QFile &part, StepControl &control);
    Result<void> check() const;
    Result<void> checkEntries(const ArchiveReader &whole) const;
    QString partPath() const { return m_tailPath + QStringLiteral(".part"); }

    const ArchiveReader &m_source;
    QString m_tailPath;
    qint64 m_wholeBytes;
    QFile m_original;
    QFile m_directory;    ///< the copied entries' records, until their place is known
    QByteArray m_pending; ///< not yet in m_directory
    std::optional<ZipRecords> m_records;
    qint64 m_nextIndex = 0; ///< of m_records
    qint64 m_begin = 0;     ///< of the tail: where the original's directory begins
    qint64 m_copied = 0;
    QCryptographicHash m_plan{QCryptographicHash::Sha256}; ///< of what the copied entries are
    QString m_fileName;
    QString m_filePath; ///< empty: no local file
    ZipRecord m_fileRecord;
    std::optional<Error> m_failure;
};

} // namespace mmigrate
