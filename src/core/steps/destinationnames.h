// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/linechecker.h"
#include "core/archive/check/unknownnames.h"
#include "core/steps/stepcontext.h"

namespace mmigrate {

/// Which of the people, teams and channels that an archive refers to without bringing them are at
/// the destination. One request a name; an ordinary export has none of them. Errors: those of
/// MattermostClient but for names that are not there; Cancelled.
Result<CheckContext> askForNames(StepContext &context, const UnknownNames &names);

} // namespace mmigrate
