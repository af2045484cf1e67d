// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/workingspace.h"

#include "core/archive/diskerror.h"
#include "core/steps/archiveplace.h"
#include "core/steps/tailplan.h"

#include <QFileInfo>

#include <algorithm>

namespace mmigrate {

namespace {

bool isCorrected(const CheckReport &findings, const CollisionDecisions &decisions,
                 const CollisionReport &names)
{
    const bool isMended =
        std::any_of(findings.groups.begin(), findings.groups.end(),
                    [&findings](const auto &group) { return findings.isMended(group); });
    const bool isOperatorThere =
        std::any_of(names.rows.begin(), names.rows.end(),
                    [](const Collision &row) { return row.kind == CollisionKind::OwnAccount; });
    return isMended || isOperatorThere || !decisions.isEmpty();
}

} // namespace

qint64 bytesToPrepare(const MigrationState &state, qint64 listBytes)
{
    const std::optional<TailPlan> tail = tailInsteadOfCopy(state);
    return listBytes + (tail ? tail->size - tail->from : QFileInfo(state.archive.path).size());
}

std::optional<WorkingSpace> plannedSpace(const MigrationState &state, const CheckReport &findings,
                                         const CollisionDecisions &decisions,
                                         const CollisionReport &names)
{
    const qint64 needed = state.destinationCheck.workingBytes;
    if (needed <= 0 || !isCorrected(findings, decisions, names))
        return std::nullopt;
    const QString path = besideArchive(state, QString());
    return WorkingSpace{QFileInfo(path).path(), needed, freeBytes(path)};
}

} // namespace mmigrate
