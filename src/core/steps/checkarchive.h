// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Opens the archive, reads every entry against its CRC-32, and counts what is in it.
///
/// Errors: ArchiveInvalid (facts "reason", "path", "entry", "line"), Disk. A damaged download is
/// set aside as NAME.damaged (fact "setAside") and fetched again by the next run.
class CheckArchive : public MigrationStep
{
public:
    StepId id() const override { return StepId::CheckArchive; }
    Result<void> run(StepContext &context) override;

private:
    Result<void> check(StepContext &context) const;
};

/// SourceFileChanged when the archive is no longer the file that was checked; Disk when it is gone.
Result<void> expectArchiveUnchanged(const ArchiveRecord &archive);

} // namespace mmigrate
