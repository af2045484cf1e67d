// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Opens the archive, reads every entry against its CRC-32, counts what is in it, and keeps its
/// SHA-256. Another one than before makes what was prepared and sent of the former worthless.
///
/// Errors: ArchiveInvalid (facts "reason", "path", "entry", "line"), Disk. Damaged parts of a
/// download are fetched again once; still damaged, it is set aside as NAME.damaged (fact
/// "setAside") and fetched anew by the next run.
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

/// After SourceFileChanged nobody knows which bytes were sent: gives up the upload, and lets the
/// next run check the archive again (or only make its corrected copy or tail again, where that is
/// what changed). Other errors change nothing. Returns the error to be told.
Error checkAgainAfter(StepContext &context, const Error &error);

} // namespace mmigrate
