// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivesummary.h"
#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Counts what the destination holds now and compares with the archive and with what was there
/// before.
///
/// Errors: VerifyMismatch (fact "missing": names of what is short) when less is there than the
/// archive holds. More than that is no error: people may have written since, and servers add
/// messages of their own.
class Verify : public MigrationStep
{
public:
    StepId id() const override { return StepId::Verify; }
    Result<void> run(StepContext &context) override;
};

/// The lines of the proof.
QList<VerifyRow> proofRows(const ArchiveSummary &summary, const ServerCounts &source,
                           const ServerCounts &before, const ServerCounts &after);

} // namespace mmigrate
