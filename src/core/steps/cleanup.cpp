// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/cleanup.h"

#include "core/steps/adjustedsettings.h"

#include <QFile>

namespace mmigrate {

namespace {

Result<void> removeFile(const QString &path)
{
    QFile file(path);
    if (path.isEmpty() || !file.exists() || file.remove())
        return {};
    return makeError(ErrorKind::Disk, file.errorString()).with(QStringLiteral("path"), path);
}

} // namespace

Result<void> CleanUp::run(StepContext &context)
{
    ArchiveRecord &archive = context.state.archive;
    if (Result<void> restored = restoreSettings(context); !restored)
        return restored;
    const MigrationOptions &options = context.state.options;
    if (options.deleteExport && !context.state.exported.fileName.isEmpty()
        && !context.state.exported.deleted) {
        const Result<void> deleted =
            context.source.client().deleteExport(context.state.exported.fileName);
        // Somebody else may have deleted it.
        if (!deleted && deleted.error().kind != ErrorKind::NotFound)
            return deleted;
        context.state.exported.deleted = true;
        if (Result<void> saved = context.save(); !saved)
            return saved;
    }
    if (!options.keepPreparedArchive) {
        if (Result<void> removed = removeFile(archive.preparedPath); !removed)
            return removed;
    }
    // Only a whole migration may end with the archive gone: an export alone is made to have it.
    if (options.deleteArchive && options.kind == MigrationKind::Full && !archive.deleted) {
        if (Result<void> removed = removeFile(archive.path); !removed)
            return removed;
        archive.deleted = true;
    }
    return context.save();
}

} // namespace mmigrate
