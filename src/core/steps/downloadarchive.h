// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Fetches the export into the chosen folder (the system's Downloads folder by default) and goes on
/// with what an earlier run left there.
///
/// Errors: DiskFull (facts path, needed, free), Disk, NotFound, and those of RangedDownload.
class DownloadArchive : public MigrationStep
{
public:
    StepId id() const override { return StepId::DownloadArchive; }
    Result<void> run(StepContext &context) override;

private:
    Result<void> choosePath(StepContext &context) const;
};

/// The same into the path that was chosen before.
Result<void> fetchArchive(StepContext &context);

} // namespace mmigrate
