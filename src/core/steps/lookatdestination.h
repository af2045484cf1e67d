// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Looks what would be in the import's way, all of it at once, and keeps it in the journal
/// (MigrationState::destinationCheck) for whoever has to decide. Only looks: no setting is changed,
/// nothing is counted as "before the import", and what is found is a report, never an error.
///
/// In no plan; runs where somebody wants to know, before PrepareArchive or after it. CheckArchive
/// must have run.
///
/// Errors: those of the connection, ArchiveInvalid, Cancelled, Disk, DiskFull.
class LookAtDestination : public MigrationStep
{
public:
    StepId id() const override { return StepId::LookAtDestination; }
    Result<void> run(StepContext &context) override;
};

} // namespace mmigrate
