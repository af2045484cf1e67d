// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/checkarchive.h"

#include "core/archive/archivereader.h"
#include "core/archive/archivescan.h"

#include <QFileInfo>

namespace mmigrate {

Result<void> CheckArchive::run(StepContext &context)
{
    ArchiveRecord &archive = context.state.archive;
    const Result<ArchiveReader> reader = ArchiveReader::open(archive.path);
    if (!reader)
        return reader.error();
    if (Result<void> intact = reader->verifyCrc(context.control, context.progressSink()); !intact)
        return intact;
    const Result<ArchiveScan> scan =
        scanArchive(*reader, {}, context.control, context.progressSink());
    if (!scan)
        return scan.error();
    const QFileInfo info(archive.path);
    archive.size = info.size();
    archive.modifiedAt = info.lastModified().toUTC();
    archive.summary = scan->summary.toJson();
    return context.save();
}

Result<void> expectArchiveUnchanged(const ArchiveRecord &archive)
{
    const QFileInfo info(archive.path);
    if (!info.isFile())
        return makeError(ErrorKind::Disk, QStringLiteral("the archive is gone"))
            .with(QStringLiteral("path"), archive.path);
    // The journal keeps milliseconds, some file systems less.
    const bool sameTime = std::abs(info.lastModified().toUTC().msecsTo(archive.modifiedAt)) <= 1;
    if (info.size() != archive.size || !sameTime)
        return makeError(ErrorKind::SourceFileChanged).with(QStringLiteral("path"), archive.path);
    return {};
}

} // namespace mmigrate
