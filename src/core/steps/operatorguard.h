// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/stepcontext.h"

namespace mmigrate {

/// Puts the memberships that the archive has for the operator's account back by the API: its line
/// was taken out of the archive, because an import would have replaced the account's password,
/// e-mail and roles. Teams and channels that the import did not make are passed over and logged.
/// Afterwards makes sure that the account is still a system administrator (NotAdministrator
/// otherwise). May be run again.
Result<void> restoreOperator(StepContext &context);

/// The same for the accounts that somebody decided to keep as they are, or whom people of the
/// archive are (ArchiveRecord::keptMemberships).
Result<void> restoreKeptAccounts(StepContext &context);

} // namespace mmigrate
