// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkcontext.h"
#include "core/archive/check/checkreport.h"
#include "core/steps/stepcontext.h"

namespace mmigrate {

/// What the importer of the destination will hold the archive against: its version, its limit for a
/// message, the permissions that it knows, and which of the people, teams, channels and schemes
/// that the archive refers to without bringing them are there. An ordinary export refers to none;
/// people and schemes are asked for in batches, other names one by one. The limits for files are
/// not among it: those can be raised.
///
/// Needs what CheckArchive found. Errors: those of MattermostClient but for names that are not
/// there; Cancelled.
Result<CheckContext> askForRules(StepContext &context);

/// The rules as the destination last told them; before that, what its version alone says.
CheckContext knownRules(const MigrationState &state);
/// What is wrong with the archive: by the rules of the destination where it was asked, else by what
/// its version alone says.
CheckReport archiveFindings(const MigrationState &state);

} // namespace mmigrate
