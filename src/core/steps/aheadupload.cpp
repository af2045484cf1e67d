// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/aheadupload.h"

#include "core/base/log.h"
#include "core/steps/stepcontext.h"

namespace mmigrate {

Result<void> forgetUpload(StepContext &context)
{
    MigrationState &state = context.state;
    if (context.ahead)
        context.ahead->takeBack(state);
    const UploadRecord &upload = state.upload;
    if (upload.sessionId.isEmpty() && !upload.intended && !upload.isAhead())
        return {};
    qCInfo(logSteps) << "the archive changes, what was sent of it is given up";
    state.upload = upload.startedAnew();
    return context.save();
}

Result<void> forgetUploadAhead(StepContext &context)
{
    MigrationState &state = context.state;
    if (context.ahead)
        context.ahead->takeBack(state);
    return state.upload.isAhead() ? forgetUpload(context) : Result<void>();
}

} // namespace mmigrate
