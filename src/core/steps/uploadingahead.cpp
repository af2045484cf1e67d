// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/uploadingahead.h"

#include "core/archive/archivesummary.h"
#include "core/base/log.h"
#include "core/steps/adjustedsettings.h"
#include "core/steps/importupload.h"
#include "core/steps/remotefile.h"
#include "core/steps/tailplan.h"
#include "core/transfer/splitbody.h"

namespace mmigrate {

bool mayUploadAhead(const MigrationState &state)
{
    const bool isSmall =
        state.exported.fileSize >= 0 && state.exported.fileSize < smallestTailedArchive;
    const UploadRecord &upload = state.upload;
    const bool isFree = upload.sessionId.isEmpty() && !upload.intended;
    return !isSmall && state.options.overlap && state.options.kind == MigrationKind::Full
           && !state.options.keepPreparedArchive && (isFree || upload.isAhead())
           && !upload.tailBegun && !state.isFinished(StepId::DownloadArchive)
           && !state.exported.fileName.isEmpty() && !state.destination.userId.isEmpty()
           && !state.destination.licence.cloud;
}

UploadingAhead::UploadingAhead(std::shared_ptr<GrowingFile> archive,
                               const std::atomic_bool &isEnding)
    : m_archive(std::move(archive))
    , m_isEnding(isEnding)
{
}

Result<void> UploadingAhead::run(StepContext &context, const std::function<void()> &settingsDone)
{
    const MigrationState &state = context.state;
    if (!context.control.waitWhilePaused())
        return makeError(ErrorKind::Cancelled);
    context.destination.connectTo(state.destination.address, state.options.destinationCaFile);
    Result<bool> isPlanned = true;
    if (!state.upload.isAhead())
        isPlanned = plan(context);
    if (isPlanned && *isPlanned && state.upload.sessionId.isEmpty())
        isPlanned = makeRoom(context);
    settingsDone();
    if (!isPlanned)
        return isPlanned.error();
    if (!*isPlanned)
        return {};
    SplitBody body(
        {m_archive, state.upload.declaredFrom, state.upload.declaredSize, {}, &m_isEnding});
    const Result<bool> sent = ImportUpload(context).send(body);
    return sent ? Result<void>() : Result<void>(sent.error());
}

/// False: it is not worth while, or the source does not say what has to be known.
Result<bool> UploadingAhead::plan(StepContext &context) const
{
    MigrationState &state = context.state;
    context.source.connectTo(state.source.address, state.options.sourceCaFile);
    RemoteFile file(context.source.http(), MattermostClient::exportPath(state.exported.fileName));
    if (!file.open() || file.size() != state.exported.fileSize)
        return false;
    const std::optional<TailPlan> tail = planTail(file);
    if (context.control.isCancelled())
        return makeError(ErrorKind::Cancelled);
    if (!tail)
        return false;
    state.upload.declaredFrom = tail->from;
    state.upload.declaredSize = tail->size;
    qCInfo(logSteps) << "sending ahead" << tail->from << "of" << state.upload.declaredSize
                     << "bytes";
    return true;
}

/// The whole archive counts as one file for the destination's limit. False: it is lower, and nobody
/// has allowed to raise it yet; the destination's check says so.
Result<bool> UploadingAhead::makeRoom(StepContext &context) const
{
    const Result<QList<TooLowLimit>> limits =
        askTooLowLimits(context.destination.client(), {}, context.state.upload.declaredSize, {});
    if (!limits)
        return limits.error();
    if (limits->isEmpty())
        return true;
    bool mayRaise = context.state.options.adjustLimits;
    for (const TooLowLimit &limit : *limits)
        mayRaise = mayRaise && !limit.fixedByEnvironment;
    if (!mayRaise) {
        context.state.upload = context.state.upload.startedAnew();
        return false;
    }
    if (Result<void> raised = raiseSettings(context, *limits); !raised)
        return raised.error();
    return true;
}

} // namespace mmigrate
