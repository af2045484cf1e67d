// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/lookatdestination.h"

#include "core/steps/destinationsurvey.h"

namespace mmigrate {

Result<void> LookAtDestination::run(StepContext &context)
{
    return DestinationSurvey(context).run();
}

} // namespace mmigrate
