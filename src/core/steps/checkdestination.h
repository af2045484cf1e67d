// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/destinationsurvey.h"
#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Asks the destination all that could be in the import's way, before anything is uploaded (see
/// DestinationSurvey), and does what was asked for about it: raises limits, and switches settings
/// on for good. Counts what is there already.
///
/// May also run before PrepareArchive.
///
/// Errors: LimitsTooLow (fact "limits"), ImportsRefused (Cloud), NotAdministrator, SameServer,
/// UnsupportedVersion, DestinationUnfit (fact "findings"), Collision (an address of somebody else
/// and no decision on it, or a decision to stop), MappingInvalid.
class CheckDestination : public MigrationStep
{
public:
    StepId id() const override { return StepId::CheckDestination; }
    Result<void> run(StepContext &context) override;

private:
    static Result<void> expectFit(const StepContext &context, const DestinationSurvey &survey);
    static Result<void> keepBefore(StepContext &context, const DestinationSurvey::Before &before);
    static Result<void> mendSettings(StepContext &context, const DestinationSurvey &survey);
    static QList<TooLowLimit> switchedOnForGood(const MigrationState &state,
                                                const DestinationSurvey &survey);
};

} // namespace mmigrate
