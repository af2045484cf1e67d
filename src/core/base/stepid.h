// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

#include <array>
#include <optional>

namespace mmigrate {

/// The steps of a migration, in the order in which a whole migration takes them.
enum class StepId {
    None,
    SignInSource,
    SignInDestination,
    CreateExport,
    DownloadArchive,
    CheckArchive,
    LookAtDestination, ///< only when asked for: a whole migration does without, see stepsOf()
    PrepareArchive,
    CheckDestination,
    UploadArchive,
    RunImport,
    Verify,
    CleanUp,
};

inline constexpr std::array allSteps{
    StepId::SignInSource,   StepId::SignInDestination,
    StepId::CreateExport,   StepId::DownloadArchive,
    StepId::CheckArchive,   StepId::LookAtDestination,
    StepId::PrepareArchive, StepId::CheckDestination,
    StepId::UploadArchive,  StepId::RunImport,
    StepId::Verify,         StepId::CleanUp,
};

/// The stable name of a step, as in the journal, the log and the JSON events; never shown to people
/// as it is.
QString stepName(StepId step);
/// The step of that name; nothing when there is none.
std::optional<StepId> stepFromName(const QString &name);

} // namespace mmigrate
