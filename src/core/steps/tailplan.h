// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/state/migrationstate.h"

#include <QIODevice>

#include <optional>

namespace mmigrate {

/// Below it there is nothing to gain.
inline constexpr qint64 smallestTailedArchive = 16 * 1024 * 1024;

/// How a corrected archive can be sent without a second copy: the archive's bytes up to its
/// directory, as they are, and behind them a tail with room for a corrected import.jsonl and
/// another directory.
struct TailPlan
{
    qint64 from = 0; ///< where the archive's own directory begins
    qint64 size = 0; ///< of both together
};

/// Nothing where that is not worth while: the room is sent whether it is needed or not, and the
/// former import.jsonl is sent in vain. For a device whose reads may be requests.
std::optional<TailPlan> planTail(QIODevice &file);

/// A second copy of a large archive costs room and time. Nothing where the person has asked for
/// one, or a tail is not worth while.
std::optional<TailPlan> tailInsteadOfCopy(const MigrationState &state);

} // namespace mmigrate
