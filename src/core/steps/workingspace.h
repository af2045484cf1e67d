// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkreport.h"
#include "core/destination/collisiondecisions.h"
#include "core/state/migrationstate.h"

#include <optional>

namespace mmigrate {

/// Room on this computer for what PrepareArchive writes where something has to be corrected.
struct WorkingSpace
{
    QString folder{};
    qint64 needed = 0; ///< bytes, at most
    qint64 free = -1;  ///< bytes; -1: cannot be told

    bool isEnough() const { return free < 0 || free >= needed; }
};

/// The bytes that it may take: the list of lines unpacked, and a tail for the archive, or a whole
/// copy of it where no tail will do. \a listBytes: of import.jsonl, unpacked.
qint64 bytesToPrepare(const MigrationState &state, qint64 listBytes);

/// What the last look at the destination has planned, and the room that there is now. Nothing where
/// the archive will be sent as it is, as far as that is known before it is prepared: nothing is
/// mended, nobody decided about names, and the operator's own account is not in it. Other
/// corrections (where files lie in it, what older servers do not know) may come on top.
std::optional<WorkingSpace> plannedSpace(const MigrationState &state, const CheckReport &findings,
                                         const CollisionDecisions &decisions,
                                         const CollisionReport &names);

} // namespace mmigrate
