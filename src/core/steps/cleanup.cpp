// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/cleanup.h"

#include "core/base/log.h"
#include "core/steps/adjustedsettings.h"
#include "core/steps/archiveplace.h"

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

/// Whole files of uploads that were given up. What cannot be removed stays in the list for the
/// person: unfinished uploads on every server, whole ones before 10.10. No reason to fail.
void removeAbandonedUploads(StepContext &context)
{
    QStringList &abandoned = context.state.upload.abandoned;
    if (abandoned.isEmpty() || !context.destination.isConnected())
        return;
    MattermostClient &client = context.destination.client();
    const Result<QStringList> files = client.imports();
    if (!files)
        return;
    const QStringList known = abandoned;
    for (const QString &name : known) {
        if (!files->contains(name))
            continue;
        if (const Result<void> deleted = client.deleteImport(name); deleted)
            abandoned.removeAll(name);
        else
            qCInfo(logSteps).noquote() << "left behind:" << name << deleted.error().toLogLine();
    }
}

/// Of exports that were made once more.
Result<void> deleteFormerExports(StepContext &context)
{
    QStringList &former = context.state.formerExports;
    while (!former.isEmpty()) {
        const Result<void> deleted = context.source.client().deleteExport(former.constFirst());
        if (!deleted && deleted.error().kind != ErrorKind::NotFound)
            return deleted;
        former.removeFirst();
        if (Result<void> saved = context.save(); !saved)
            return saved;
    }
    return {};
}

} // namespace

Result<void> CleanUp::run(StepContext &context)
{
    ArchiveRecord &archive = context.state.archive;
    if (Result<void> restored = restoreSettings(context); !restored)
        return restored;
    removeAbandonedUploads(context);
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
    if (options.deleteExport) {
        if (Result<void> deleted = deleteFormerExports(context); !deleted)
            return deleted;
    }
    // Names and addresses of both servers, for deciding; the counts stay in the journal.
    if (Result<void> removed = removeFile(context.state.destinationCheck.collisionsPath); !removed)
        return removed;
    context.state.destinationCheck.collisionsPath.clear();
    const QString decisions = decisionsPath(context.state);
    if (options.mappingFile == decisions) {
        if (Result<void> removed = removeFile(decisions); !removed)
            return removed;
    }
    removeOutdatedFiles(context.state);
    if (!options.keepPreparedArchive) {
        for (const QString &made : {archive.preparedPath, archive.tailPath}) {
            if (Result<void> removed = removeFile(made); !removed)
                return removed;
        }
    }
    // Only a whole migration may end with the archive gone: an export alone is made to have it.
    if (options.deleteArchive && options.kind == MigrationKind::Full && !archive.deleted) {
        if (Result<void> removed = removeFile(archive.path); !removed)
            return removed;
        archive.deleted = true;
        for (const QString &former : std::as_const(context.state.formerArchives)) {
            if (Result<void> removed = removeFile(former); !removed)
                return removed;
        }
        context.state.formerArchives.clear();
    }
    return context.save();
}

} // namespace mmigrate
