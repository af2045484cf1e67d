// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Puts the destination's settings back and removes what was asked for: the export on the source,
/// the local archive, and the corrected copy. Sessions are closed by the runner, after every run.
class CleanUp : public MigrationStep
{
public:
    StepId id() const override { return StepId::CleanUp; }
    Result<void> run(StepContext &context) override;
};

} // namespace mmigrate
