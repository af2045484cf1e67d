// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/mattermostclient.h"
#include "core/archive/archivescan.h"
#include "core/archive/namedecisions.h"

namespace mmigrate {

/// Whether decisions can be carried out: names that are given must be free, in the archive and on
/// the destination, and accounts that are to stay, or to be somebody, must be there.
///
/// Errors: MappingInvalid with facts "reason" (target-taken, target-missing) and "entry" (the name
/// in the archive); Cancelled, and those of the connection.
Result<void> checkTargets(MattermostClient &destination, const NameDecisions &decisions,
                          const ArchiveNames &names);

} // namespace mmigrate
