// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/migrationplan.h"

#include "core/steps/checkarchive.h"
#include "core/steps/checkdestination.h"
#include "core/steps/cleanup.h"
#include "core/steps/createexport.h"
#include "core/steps/downloadarchive.h"
#include "core/steps/lookatdestination.h"
#include "core/steps/preparearchive.h"
#include "core/steps/runimport.h"
#include "core/steps/signin.h"
#include "core/steps/uploadarchive.h"
#include "core/steps/verify.h"

#include <algorithm>

namespace mmigrate {

namespace {

bool isSignIn(StepId step)
{
    return step == StepId::SignInSource || step == StepId::SignInDestination;
}

bool needsSource(StepId step, const MigrationState &state)
{
    return step == StepId::CreateExport || step == StepId::DownloadArchive
           || (step == StepId::CleanUp && state.options.deleteExport && !state.exported.deleted);
}

bool needsDestination(StepId step, const MigrationState &state)
{
    switch (step) {
    case StepId::LookAtDestination:
    case StepId::PrepareArchive:
    case StepId::CheckDestination:
    case StepId::UploadArchive:
    case StepId::RunImport:
    case StepId::Verify:
        return true;
    default:
        return step == StepId::CleanUp
               && (state.hasUnrestoredSettings() || !state.upload.abandoned.isEmpty());
    }
}

} // namespace

std::unique_ptr<MigrationStep> makeStep(StepId step)
{
    switch (step) {
    case StepId::None:
        return nullptr;
    case StepId::SignInSource:
        return std::make_unique<SignIn>(SignIn::Side::Source);
    case StepId::SignInDestination:
        return std::make_unique<SignIn>(SignIn::Side::Destination);
    case StepId::CreateExport:
        return std::make_unique<CreateExport>();
    case StepId::DownloadArchive:
        return std::make_unique<DownloadArchive>();
    case StepId::CheckArchive:
        return std::make_unique<CheckArchive>();
    case StepId::LookAtDestination:
        return std::make_unique<LookAtDestination>();
    case StepId::PrepareArchive:
        return std::make_unique<PrepareArchive>();
    case StepId::CheckDestination:
        return std::make_unique<CheckDestination>();
    case StepId::UploadArchive:
        return std::make_unique<UploadArchive>();
    case StepId::RunImport:
        return std::make_unique<RunImport>();
    case StepId::Verify:
        return std::make_unique<Verify>();
    case StepId::CleanUp:
        return std::make_unique<CleanUp>();
    }
    Q_UNREACHABLE();
}

QList<StepId> workToDo(const MigrationState &state)
{
    QList<StepId> work;
    const QList<StepId> all = stepsOf(state.options.kind);
    for (const StepId step : all) {
        // Settings that were put back after a failure have to be raised again before the import.
        const bool again = step == StepId::CheckDestination && !state.import.succeeded;
        if (!isSignIn(step) && (!state.isFinished(step) || again))
            work.append(step);
    }
    if (work.isEmpty() && state.hasUnrestoredSettings())
        work.append(StepId::CleanUp);
    return work;
}

QList<StepId> stepsToRun(const MigrationState &state)
{
    const QList<StepId> work = workToDo(state);
    const auto any = [&](bool (*needs)(StepId, const MigrationState &)) {
        return std::any_of(work.begin(), work.end(),
                           [&](StepId step) { return needs(step, state); });
    };
    QList<StepId> run;
    if (any(needsSource))
        run.append(StepId::SignInSource);
    if (any(needsDestination))
        run.append(StepId::SignInDestination);
    return run + work;
}

} // namespace mmigrate
