// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivescan.h"
#include "core/destination/collision.h"
#include "core/destination/destinationchecks.h"
#include "core/steps/stepcontext.h"

namespace mmigrate {

/// An import of this migration may have brought something already.
bool hasImportBegun(const MigrationState &state);

/// One look at a destination: what it says of itself, held against the archive (rules of
/// core/destination), what its importer would find wrong with the archive, what of the archive
/// meets its like there, and whether the new names that were chosen are free. All is kept in the
/// journal (MigrationState::destinationCheck). Changes nothing on any server, and judges nothing:
/// what is found is no error.
///
/// Before PrepareArchive has run, the archive itself is what will be uploaded.
class DestinationSurvey
{
public:
    /// What the destination has before the import.
    struct Before
    {
        QMap<QString, qint64> members{}; ///< by team, without those whom the archive brings
        ServerCounts counts{};
    };

    explicit DestinationSurvey(StepContext &context)
        : m_context(context)
    {
    }

    /// Mattermost Cloud takes no imports, and a server that is too old or on which the account has
    /// no rights cannot be asked for more: then that is all of the report, and isWhole() is false.
    /// Errors: those of the connection, SourceFileChanged, Cancelled, Disk, DiskFull.
    Result<void> run();

    bool isWhole() const { return m_isWhole; }
    const DestinationReport &report() const { return m_report; }
    const CollisionReport &collisions() const { return m_collisions; }
    const ArchiveNames &names() const { return m_names; }
    const Before &before() const { return m_before; }
    const DestinationTask &task() const { return m_task; }
    const DestinationLook &look() const { return m_look; }

private:
    Result<void> findCollisions();
    Result<void> readNames();
    Result<void> checkByItsRules();
    Result<void> tryNewNames();
    Result<void> lookAtBefore();
    Result<QMap<QString, qint64>> otherMembers(const QMap<QString, qint64> &archive) const;
    Result<qint64> mergedMembers(const QString &team, const QString &teamId) const;
    void describeTask();
    Result<void> keepReport();
    Result<void> keepReportOf(DestinationRule rule);

    StepContext &m_context;
    bool m_isWhole = false;
    DestinationReport m_report;
    CollisionReport m_collisions;
    ArchiveNames m_names;
    Before m_before;
    DestinationTask m_task;
    DestinationLook m_look;
};

} // namespace mmigrate
