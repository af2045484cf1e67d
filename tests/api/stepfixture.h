// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"
#include "support/runinworker.h"

namespace mmigrate::test {

/// What a step needs, and what came of it.
struct StepFixture
{
    MigrationState state{};
    RunSecrets secrets{};
    StepTimings timings{};
    QList<Progress> progress{};
    QList<MigrationState> saved{};

    StepFixture()
    {
        timings.firstPollMs = 1;
        timings.longestPollMs = 5;
        timings.fileGrowthPollMs = 1;
        timings.retry = {2, 1, 2};
    }

    /// Runs the step in a worker; afterwards the function, if there is one, in the same context.
    Result<void> run(MigrationStep &step,
                     const std::function<Result<void>(StepContext &)> &afterwards = {})
    {
        return runInWorker([&]() -> Result<void> {
            StepControl control;
            const auto save = [this](const MigrationState &now) -> Result<void> {
                saved.append(now);
                return {};
            };
            StepContext context(state, control, secrets, timings, save,
                                [this](const Progress &now) { progress.append(now); });
            context.setCurrentStep(step.id());
            Result<void> done = step.run(context);
            if (done && afterwards)
                done = afterwards(context);
            return done;
        });
    }
};

} // namespace mmigrate::test
