// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "core/steps/stepcontext.h"

namespace mmigrate {

/// One step of a migration. Reads top to bottom: a call, a `while`, a `return`.
///
/// run() may be called again after a break, a crash or an error: it asks the server for the truth
/// and goes on from there, guided by what the journal intended.
class MigrationStep
{
public:
    virtual ~MigrationStep() = default;
    virtual StepId id() const = 0;
    virtual Result<void> run(StepContext &context) = 0;
};

} // namespace mmigrate
