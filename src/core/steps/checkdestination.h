// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Holds the archive against the destination's limits before anything is uploaded, raises them if
/// that was asked for, and counts what the destination holds already.
///
/// Errors: LimitsTooLow (fact "limits"), ImportsRefused (Cloud).
class CheckDestination : public MigrationStep
{
public:
    StepId id() const override { return StepId::CheckDestination; }
    Result<void> run(StepContext &context) override;

private:
    Result<QMap<QString, qint64>> existingMembers(StepContext &context,
                                                  const QStringList &teams) const;
};

} // namespace mmigrate
