// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkreport.h"
#include "core/destination/collisiondecisions.h"
#include "core/destination/destinationreport.h"
#include "core/state/migrationstate.h"

namespace mmigrate::cli {

/// What `check` found, archive, destination and names.
struct CheckResult
{
    MigrationState state{};
    CheckReport findings{};
    DestinationReport destination{};
    CollisionReport collisions{};
    CollisionDecisions decisions{};
};

/// Nothing has to be decided or changed before an import.
bool isReady(const CheckResult &result);
/// For the terminal.
QString toText(const CheckResult &result);
/// For other programs: archive, findings, destination, collisions (counts; the rows that are open),
/// ready, and, for Cloud, the request to the support.
QJsonObject toJson(const CheckResult &result);

} // namespace mmigrate::cli
