// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/destination/destinationlimits.h"
#include "core/steps/stepcontext.h"

namespace mmigrate {

/// Raises just these settings of the destination: the old values go into the journal first, then
/// the settings are changed, then the server's answer is compared (a setting fixed by the
/// environment answers 200 and stays). LimitsTooLow with those that did not take.
Result<void> raiseSettings(StepContext &context, const QList<TooLowLimit> &limits);

/// Puts back what raiseSettings() changed and what has not been put back yet. A value that somebody
/// else has changed since is left alone.
Result<void> restoreSettings(StepContext &context);

/// LimitsTooLow with the fact "limits".
Error limitsError(const QList<TooLowLimit> &limits);

} // namespace mmigrate
