// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/state/migrationstate.h"

#include <algorithm>

namespace mmigrate {

UploadRecord UploadRecord::startedAnew() const
{
    UploadRecord record;
    record.attempt = attempt;
    record.chunkBytes = chunkBytes;
    record.abandoned = abandoned;
    if (!sessionId.isEmpty())
        record.abandoned.append(sessionId + QLatin1Char('_') + fileName);
    return record;
}

bool MigrationState::hasUnrestoredSettings() const
{
    return std::any_of(adjustedSettings.begin(), adjustedSettings.end(),
                       [](const AdjustedSetting &setting) { return !setting.restored; });
}

bool MigrationState::isComplete() const
{
    const QList<StepId> plan = stepsOf(options.kind);
    return !hasUnrestoredSettings() && std::all_of(plan.begin(), plan.end(), [this](StepId step) {
        return isFinished(step);
    });
}

void MigrationState::startAgainFrom(StepId step)
{
    for (const StepId later : allSteps) {
        if (later >= step)
            steps.remove(later);
    }
    const auto outdate = [this](const QString &path) {
        if (!path.isEmpty() && !outdatedFiles.contains(path))
            outdatedFiles.append(path);
    };
    if (step <= StepId::PrepareArchive) {
        if (!options.keepPreparedArchive)
            outdate(archive.preparedPath);
        outdate(archive.tailPath);
    }
    if (step <= StepId::CreateExport) {
        if (!exported.jobId.isEmpty() && !exported.fileName.isEmpty() && !exported.deleted)
            formerExports.append(exported.fileName);
        exported = {};
    }
    if (step <= StepId::DownloadArchive && options.kind != MigrationKind::ImportOnly) {
        if (!archive.path.isEmpty() && !archive.deleted && !formerArchives.contains(archive.path))
            formerArchives.append(archive.path);
        archive = {};
    }
    if (step <= StepId::PrepareArchive) {
        ArchiveRecord original;
        original.path = archive.path;
        original.size = archive.size;
        original.modifiedAt = archive.modifiedAt;
        original.sha256 = archive.sha256;
        original.isRefetched = archive.isRefetched;
        original.summary = archive.summary;
        original.findings = archive.findings;
        archive = original;
    }
    const bool isSameArchive =
        step > StepId::DownloadArchive || options.kind == MigrationKind::ImportOnly;
    if (step <= StepId::CheckDestination && !(destinationCheck.importBegan && isSameArchive)) {
        outdate(destinationCheck.collisionsPath);
        destinationCheck = {};
        steps.remove(StepId::LookAtDestination);
    }
    if (step <= StepId::UploadArchive)
        upload = upload.startedAnew();
    if (step <= StepId::RunImport) {
        import = {};
        proof.clear();
    }
}

QList<StepId> stepsOf(MigrationKind kind)
{
    switch (kind) {
    case MigrationKind::Full: {
        QList<StepId> plan(allSteps.begin(), allSteps.end());
        plan.removeOne(StepId::LookAtDestination);
        return plan;
    }
    case MigrationKind::ExportOnly:
        return {StepId::SignInSource, StepId::CreateExport, StepId::DownloadArchive,
                StepId::CheckArchive, StepId::CleanUp};
    case MigrationKind::ImportOnly:
        return {StepId::SignInDestination,
                StepId::CheckArchive,
                StepId::PrepareArchive,
                StepId::CheckDestination,
                StepId::UploadArchive,
                StepId::RunImport,
                StepId::Verify,
                StepId::CleanUp};
    }
    Q_UNREACHABLE();
}

} // namespace mmigrate
