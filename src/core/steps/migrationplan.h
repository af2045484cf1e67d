// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

#include <memory>

namespace mmigrate {

/// The step of that id.
std::unique_ptr<MigrationStep> makeStep(StepId step);

/// The steps that are still to be done, in order, without signing in.
QList<StepId> workToDo(const MigrationState &state);

/// The same with the sign-ins that they need before them. These are never "done" for a new run,
/// because tokens are not kept on disk.
QList<StepId> stepsToRun(const MigrationState &state);

} // namespace mmigrate
