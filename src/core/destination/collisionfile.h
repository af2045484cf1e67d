// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/destination/collisiondecisions.h"

namespace mmigrate {

/// All that meets its like on a destination, with what is decided about it, as a file: JSON (a list
/// of objects) when its name ends so, else CSV for spreadsheets. Names are the stable ones. For its
/// owner only, there as a whole or not at all. Errors: Disk, DiskFull.
Result<void> writeCollisions(const QString &path, const CollisionReport &report,
                             const CollisionDecisions &decisions = {});

} // namespace mmigrate
