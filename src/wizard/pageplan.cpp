// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/pageplan.h"

#include <algorithm>

namespace mmigrate {

QList<PageId> pagesOf(MigrationKind kind)
{
    switch (kind) {
    case MigrationKind::Full:
        return {PageId::Welcome,  PageId::Source,      PageId::Export,
                PageId::Download, PageId::Destination, PageId::Check,
                PageId::Upload,   PageId::Import,      PageId::Finish};
    case MigrationKind::ExportOnly:
        return {PageId::Welcome, PageId::Source, PageId::Export, PageId::Download, PageId::Finish};
    case MigrationKind::ImportOnly:
        return {PageId::Welcome, PageId::Destination, PageId::Check,
                PageId::Upload,  PageId::Import,      PageId::Finish};
    }
    Q_UNREACHABLE();
}

QList<StepId> stepsOfPage(PageId page, MigrationKind kind)
{
    switch (page) {
    case PageId::Welcome:
        return {};
    case PageId::Source:
        return {StepId::SignInSource};
    case PageId::Export:
        return {StepId::CreateExport};
    case PageId::Download:
        return {StepId::DownloadArchive, StepId::CheckArchive};
    case PageId::Destination:
        return {StepId::SignInDestination};
    case PageId::Check:
        // An archive that somebody brings has not been looked at yet.
        if (kind == MigrationKind::ImportOnly)
            return {StepId::CheckArchive, StepId::LookAtDestination};
        return {StepId::LookAtDestination};
    case PageId::Upload:
        return {StepId::PrepareArchive, StepId::CheckDestination, StepId::UploadArchive};
    case PageId::Import:
        return {StepId::RunImport, StepId::Verify};
    case PageId::Finish:
        return {StepId::CleanUp};
    }
    Q_UNREACHABLE();
}

QList<StepId> stepsDueOn(PageId page, const MigrationState &state)
{
    QList<StepId> due;
    QList<StepId> steps = stepsOfPage(page, state.options.kind);
    // Whoever went on during the download may find that it has stopped.
    const bool needsArchive = page == PageId::Check || page == PageId::Upload;
    if (needsArchive && state.options.kind == MigrationKind::Full)
        steps = stepsOfPage(PageId::Download, state.options.kind) + steps;
    // Nor need it be as it was when the check saw it.
    if (page == PageId::Upload && state.options.kind == MigrationKind::ImportOnly)
        steps.prepend(StepId::CheckArchive);
    // The settings that were raised for an import were put back when it failed.
    if (page == PageId::Import && state.import.jobId.isEmpty()
        && state.steps.value(StepId::RunImport).status == StepStatus::Failed)
        steps.prepend(StepId::CheckDestination);
    for (const StepId step : steps) {
        const bool always = step == StepId::SignInSource || step == StepId::SignInDestination
                            || step == StepId::LookAtDestination || step == StepId::CheckDestination
                            || step == StepId::CleanUp;
        if (always || !state.isFinished(step))
            due.append(step);
    }
    return due;
}

PageId pageOf(StepId step, MigrationKind kind)
{
    const QList<PageId> pages = pagesOf(kind);
    const auto found = std::find_if(pages.begin(), pages.end(), [=](PageId page) {
        return stepsOfPage(page, kind).contains(step);
    });
    return found == pages.end() ? PageId::Welcome : *found;
}

PageId firstUnfinishedPage(const MigrationState &state)
{
    const QList<PageId> pages = pagesOf(state.options.kind);
    for (const PageId page : pages) {
        if (page == PageId::Welcome || page == PageId::Source || page == PageId::Destination)
            continue;
        // What has gone through the check of the upload needs no other.
        if (page == PageId::Check && state.isFinished(StepId::UploadArchive))
            continue;
        const QList<StepId> steps = stepsOfPage(page, state.options.kind);
        const bool done = std::all_of(steps.begin(), steps.end(),
                                      [&](StepId step) { return state.isFinished(step); });
        if (!done)
            return page;
    }
    return PageId::Finish;
}

std::optional<ServerSide> signInNeededBy(PageId page, const MigrationState &state)
{
    switch (page) {
    case PageId::Export:
    case PageId::Download:
        return ServerSide::Source;
    case PageId::Check:
    case PageId::Upload:
    case PageId::Import:
        return ServerSide::Destination;
    case PageId::Finish:
        return state.hasUnrestoredSettings() ? std::optional(ServerSide::Destination)
                                             : std::nullopt;
    default:
        return std::nullopt;
    }
}

} // namespace mmigrate
