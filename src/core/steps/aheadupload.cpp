// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/aheadupload.h"

#include "core/base/log.h"
#include "core/steps/stepcontext.h"
#include "core/transfer/growingfile.h"

namespace mmigrate {

namespace {

enum class Uploads { Any, Ahead };

Result<void> giveUp(StepContext &context, Uploads which)
{
    UploadRecord &upload = context.state.upload;
    const bool hasBegun = !upload.sessionId.isEmpty() || upload.intended;
    if (!upload.isAhead() && (which == Uploads::Ahead || !hasBegun))
        return {};
    qCInfo(logSteps) << "the archive changes, what was sent of it is given up";
    upload = upload.startedAnew();
    return context.save();
}

Result<void> forget(StepContext &context, Uploads which)
{
    if (!context.ahead)
        return giveUp(context, which);
    context.ahead->archive()->forget();
    return context.ahead->whileStopped(context.state, [&] { return giveUp(context, which); });
}

} // namespace

Result<void> forgetUpload(StepContext &context)
{
    return forget(context, Uploads::Any);
}

Result<void> forgetUploadAhead(StepContext &context)
{
    return forget(context, Uploads::Ahead);
}

} // namespace mmigrate
