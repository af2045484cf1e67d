// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivescan.h"
#include "core/destination/collision.h"
#include "core/destination/destinationchecks.h"
#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Asks the destination all that could be in the import's way, before anything is uploaded: what it
/// says of itself (rules of core/destination) and what of the archive meets its like there. Both
/// are kept in the journal (MigrationState::destinationCheck). Raises limits, and switches settings
/// on for good, if that was asked for; counts what is there already.
///
/// May also run before PrepareArchive, to have a report before anything is decided.
///
/// Errors: LimitsTooLow (fact "limits"), ImportsRefused (Cloud), NotAdministrator, SameServer,
/// UnsupportedVersion, DestinationUnfit (fact "findings"), Collision (an address of somebody else
/// and no decision on it, or a decision to stop), MappingInvalid.
class CheckDestination : public MigrationStep
{
public:
    StepId id() const override { return StepId::CheckDestination; }
    Result<void> run(StepContext &context) override;

private:
    /// What the destination had before the import.
    struct Before
    {
        QMap<QString, qint64> members{}; ///< by team
        ServerCounts counts{};
    };

    Result<void> reportCloud(StepContext &context) const;
    Result<CollisionReport> findCollisions(StepContext &context);
    Result<Before> lookAtBefore(StepContext &context) const;
    Result<void> keepBefore(StepContext &context, const Before &before) const;
    static DestinationTask taskOf(const MigrationState &state, const Before &before,
                                  qint64 newPeople);
    Result<void> noteReport(StepContext &context, const DestinationTask &task,
                            const DestinationLook &look) const;
    Result<void> expectDecisions(StepContext &context, const CollisionReport &collisions) const;
    static QList<TooLowLimit> switchedOnForGood(const MigrationState &state,
                                                const DestinationLook &look);
    Result<QMap<QString, qint64>> existingMembers(StepContext &context,
                                                  const QStringList &teams) const;

    ArchiveNames m_names;
};

} // namespace mmigrate
