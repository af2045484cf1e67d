// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/practicepair.h"

namespace mmigrate::cli {

PracticeServerOptions practiceOptions(const Arguments &arguments, PracticeRole role)
{
    PracticeServerOptions options;
    options.personality = arguments.practicePersonality == QLatin1String("5.37")
                              ? PracticePersonality::V5_37
                              : PracticePersonality::V11;
    options.role = role;
    options.jobWatchIntervalMs = arguments.practiceJobIntervalMs;
    options.importDurationMs = arguments.practiceImportMs;
    if (arguments.practiceSmall)
        options.size = PracticeWorkspaceSize::small();
    return options;
}

PracticePair::PracticePair(const Arguments &arguments)
    : m_source(practiceOptions(arguments, PracticeRole::Source))
    , m_destination(practiceOptions(arguments, PracticeRole::Empty))
{
}

Result<void> PracticePair::start()
{
    if (Result<void> started = m_source.start(); !started)
        return started;
    return m_destination.start();
}

void PracticePair::fillIn(MigrationState &state, RunSecrets &secrets) const
{
    state.source.typedAddress = m_source.url().toString();
    state.source.isLocal = true;
    state.destination.typedAddress = m_destination.url().toString();
    state.destination.isLocal = true;
    secrets.source.credentials.loginId = m_source.adminUsername();
    secrets.source.credentials.password = m_source.adminPassword();
    secrets.destination.credentials.loginId = m_destination.adminUsername();
    secrets.destination.credentials.password = m_destination.adminPassword();
}

} // namespace mmigrate::cli
