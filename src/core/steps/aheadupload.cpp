// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/aheadupload.h"

#include "core/base/log.h"
#include "core/steps/stepcontext.h"

namespace mmigrate {

Result<void> forgetUploadAhead(StepContext &context)
{
    MigrationState &state = context.state;
    if (context.ahead)
        context.ahead->takeBack(state);
    if (!state.upload.isAhead())
        return {};
    qCInfo(logSteps) << "the archive changes, what was sent of it is given up";
    state.upload = state.upload.startedAnew();
    return context.save();
}

} // namespace mmigrate
