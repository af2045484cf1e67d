// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivescan.h"
#include "core/destination/collisiondecisions.h"
#include "core/steps/stepcontext.h"

namespace mmigrate {

/// Looks what of the archive meets its like on the destination, keeps all of it in a file beside
/// the archive (for its owner only), and its path and counts in the journal; CleanUp removes the
/// file. Once an import has begun, what was found before it stands. Errors: those of
/// findCollisions(); Disk, DiskFull.
Result<CollisionReport> lookUpCollisions(StepContext &context, const ArchiveNames &names);

/// What the last look found, without asking anybody. Errors: Disk (no look yet, or the file is
/// gone).
Result<CollisionReport> savedCollisions(const MigrationState &state);

/// What the person decided so far; nothing without a mapping file.
/// Errors: MappingInvalid, Disk.
Result<CollisionDecisions> chosenDecisions(const MigrationState &state);

/// What the last look found and the migration must not go on with: nothing was decided where
/// something has to be, or the decision is to stop. Without asking anybody.
/// Errors: those of savedCollisions() and chosenDecisions().
Result<QList<Collision>> openCollisions(const MigrationState &state);

/// The decisions that the person made, with those on all of a kind carried over to the names of
/// \a report, and tried against the destination.
/// Errors: MappingInvalid, Disk; Collision (facts "username", "email", "other", "count") when one
/// of them is not to be gone on with; those of the connection.
Result<NameDecisions> decidedNames(StepContext &context, const ArchiveNames &names,
                                   const CollisionReport &report);

/// SHA-256 of the decisions as a file.
QString hashOf(const CollisionDecisions &decisions);
/// SHA-256 of the mapping file that the options name; empty: there is none. To see whether what was
/// prepared follows the decisions of now.
QString decisionsHash(const MigrationState &state);

} // namespace mmigrate
