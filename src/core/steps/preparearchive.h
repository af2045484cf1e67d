// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/corrections.h"
#include "core/steps/migrationstep.h"
#include "core/steps/tailplan.h"

namespace mmigrate {

/// Where the archive does not fit the destination, makes a corrected copy beside it, or, for large
/// ones and for an upload that has begun already, only a tail for it; the original is never
/// touched. Takes the operator's own account out, so that the import cannot lock that person out.
///
/// Carries out what the person decided about names (options.mappingFile).
///
/// Errors: Collision (another person of the archive has the operator's e-mail: the import would
/// stop; or a decision is to stop), MappingInvalid, DiskFull, Disk, ArchiveInvalid,
/// SourceFileChanged.
class PrepareArchive : public MigrationStep
{
public:
    StepId id() const override { return StepId::PrepareArchive; }
    Result<void> run(StepContext &context) override;

private:
    Result<std::optional<CorrectionReport>>
    writeTail(StepContext &context, const ArchiveReader &reader, const ArchiveScan &scan,
              const CorrectionContext &rules, const TailPlan &plan) const;
    Result<CorrectionReport> correct(StepContext &context, const ArchiveReader &reader,
                                     const ArchiveScan &scan, const CorrectionContext &rules) const;
};

/// The corrected archive protects one account only, and follows the decisions of its time. If
/// somebody else signs in, or decides otherwise, before the import has begun, it is due again, and
/// its upload.
void prepareAgainForOthers(MigrationState &state);

} // namespace mmigrate
