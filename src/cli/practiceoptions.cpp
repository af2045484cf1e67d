// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/practiceoptions.h"

namespace mmigrate::cli {

PracticeServerOptions practiceOptions(const Arguments &arguments)
{
    PracticeServerOptions options;
    options.personality = arguments.practicePersonality == QLatin1String("5.37")
                              ? PracticePersonality::V5_37
                              : PracticePersonality::V11;
    options.jobWatchIntervalMs = arguments.practiceJobIntervalMs;
    options.importDurationMs = arguments.practiceImportMs;
    if (arguments.practiceSmall)
        options.size = PracticeWorkspaceSize::small();
    return options;
}

} // namespace mmigrate::cli
