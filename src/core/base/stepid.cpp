// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/stepid.h"

namespace mmigrate {

QString stepName(StepId step)
{
    switch (step) {
    case StepId::None:
        return QStringLiteral("None");
    case StepId::SignInSource:
        return QStringLiteral("SignInSource");
    case StepId::SignInDestination:
        return QStringLiteral("SignInDestination");
    case StepId::CreateExport:
        return QStringLiteral("CreateExport");
    case StepId::DownloadArchive:
        return QStringLiteral("DownloadArchive");
    case StepId::CheckArchive:
        return QStringLiteral("CheckArchive");
    case StepId::LookAtDestination:
        return QStringLiteral("LookAtDestination");
    case StepId::PrepareArchive:
        return QStringLiteral("PrepareArchive");
    case StepId::CheckDestination:
        return QStringLiteral("CheckDestination");
    case StepId::UploadArchive:
        return QStringLiteral("UploadArchive");
    case StepId::RunImport:
        return QStringLiteral("RunImport");
    case StepId::Verify:
        return QStringLiteral("Verify");
    case StepId::CleanUp:
        return QStringLiteral("CleanUp");
    }
    Q_UNREACHABLE();
}

std::optional<StepId> stepFromName(const QString &name)
{
    for (const StepId step : allSteps) {
        if (stepName(step) == name)
            return step;
    }
    return std::nullopt;
}

} // namespace mmigrate
