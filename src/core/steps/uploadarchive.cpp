// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/uploadarchive.h"

#include "core/archive/splitfile.h"
#include "core/steps/aheadupload.h"
#include "core/steps/checkarchive.h"
#include "core/steps/importupload.h"
#include "core/transfer/splitbody.h"

#include <QFileInfo>

namespace mmigrate {

namespace {

constexpr qint64 lookMs = 50;

/// What is sent can be made again from the archive, by the next run.
Error prepareAgain(StepContext &context, const QString &missing)
{
    context.state.steps[StepId::PrepareArchive].status = StepStatus::NotStarted;
    if (const Result<void> saved = context.save(); !saved)
        return saved.error();
    return makeError(ErrorKind::Disk, QStringLiteral("the corrected archive is gone"))
        .with(QStringLiteral("path"), missing);
}

/// What was sent beside the download goes on here. The part under way is not broken off: behind
/// some proxies all of it would be lost.
Result<void> endUploadAhead(StepContext &context)
{
    if (!context.ahead)
        return {};
    context.ahead->endAfterPart();
    while (context.ahead->isRunning()) {
        Progress progress;
        progress.unit = ProgressUnit::Bytes;
        progress.done = context.ahead->sentBytes();
        progress.total = uploadedFile(context.state.archive).size();
        context.report(progress);
        if (!context.control.sleep(lookMs))
            return makeError(ErrorKind::Cancelled);
    }
    context.ahead->takeBack(context.state);
    return {};
}

std::unique_ptr<UploadBody> bodyOf(const ArchiveRecord &archive)
{
    if (archive.tailPath.isEmpty()) {
        const bool isCopy = !archive.preparedPath.isEmpty();
        return std::make_unique<FileBody>(archive.uploadPath(), FileFingerprint(),
                                          isCopy ? archive.preparedSha256 : archive.sha256);
    }
    SplitBody::Parts parts;
    parts.beginning = std::make_shared<GrowingFile>();
    parts.beginning->setAvailable(archive.path, archive.size);
    parts.beginningBytes = archive.tailFrom;
    parts.size = uploadedFile(archive).size();
    parts.tail = archive.tailPath;
    parts.beginningSha256 = archive.sha256;
    parts.tailSha256 = archive.preparedSha256;
    return std::make_unique<SplitBody>(parts);
}

} // namespace

SplitFile uploadedFile(const ArchiveRecord &archive)
{
    if (archive.tailPath.isEmpty())
        return {archive.uploadPath(), -1, {}};
    return {archive.path, archive.tailFrom, archive.tailPath};
}

Result<void> UploadArchive::run(StepContext &context)
{
    MigrationState &state = context.state;
    if (Result<void> same = expectArchiveUnchanged(state.archive); !same)
        return checkAgainAfter(context, same.error());
    if (!state.isFinished(StepId::PrepareArchive)) {
        return makeError(ErrorKind::SourceFileChanged, QStringLiteral("not prepared as it is now"))
            .with(QStringLiteral("path"), state.archive.path);
    }
    if (Result<void> ended = endUploadAhead(context); !ended)
        return ended;
    const bool isSplit = !state.archive.tailPath.isEmpty();
    const QString last = isSplit ? state.archive.tailPath : state.archive.uploadPath();
    if (!QFileInfo(last).isFile())
        return prepareAgain(context, last);
    if (isSplit && !state.upload.tailBegun) {
        state.upload.tailBegun = true;
        if (Result<void> saved = context.save(); !saved)
            return saved;
    }
    const std::unique_ptr<UploadBody> body = bodyOf(state.archive);
    const Result<bool> sent = ImportUpload(context).send(*body);
    return sent ? Result<void>() : checkAgainAfter(context, sent.error());
}

} // namespace mmigrate
