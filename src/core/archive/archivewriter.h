// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivereader.h"
#include "core/archive/archivesink.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <QString>

#include <vector>

namespace mmigrate {

/// Writes a new archive through libzip: local files deflated, entries of another archive copied as
/// they are, past 4 GB and 65,535 entries (ZIP64), without holding a file in memory.
class ArchiveWriter : public ArchiveSink
{
public:
    explicit ArchiveWriter(const QString &targetPath);

    void addFile(const QString &name, const QString &filePath) override;
    void copyEntry(const ArchiveReader &source, qint64 index, const QString &name) override;

    /// Writes everything in the order of adding: into <target>.part (mode 0600), synced, renamed.
    /// An existing target is replaced. Cancel takes effect within 100 ms. After an error or a
    /// cancel no .part is left. Progress in bytes written, against an estimate that is exact but
    /// for the deflated files. Errors: DiskFull (facts path, needed, free; checked before, too),
    /// Disk, Cancelled, ArchiveInvalid damaged-entry when a source entry cannot be read.
    Result<void> write(StepControl &control, const ProgressSink &progress = {});

private:
    struct Item
    {
        QString name;
        QString filePath; ///< empty: an entry of source
        const ArchiveReader *source = nullptr;
        qint64 index = -1;
    };
    class Session;

    qint64 estimatedSize() const;
    Error findDamage(const Error &error, StepControl &control) const;
    Result<void> checkCopies(const QString &partPath) const;

    QString m_targetPath;
    std::vector<Item> m_items;
};

} // namespace mmigrate
