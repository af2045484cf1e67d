// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Where the archive does not fit the destination, makes a corrected copy beside it; the original
/// is never touched. Takes the operator's own account out, so that the import cannot lock that
/// person out.
///
/// Errors: Collision (another person of the archive has the operator's e-mail: the import would
/// stop), DiskFull, Disk, ArchiveInvalid, SourceFileChanged.
class PrepareArchive : public MigrationStep
{
public:
    StepId id() const override { return StepId::PrepareArchive; }
    Result<void> run(StepContext &context) override;
};

} // namespace mmigrate
