// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/practicepair.h"

namespace mmigrate {

namespace {

PracticeServerOptions inRole(PracticeServerOptions options, PracticeRole role)
{
    options.role = role;
    return options;
}

} // namespace

PracticePair::PracticePair(PracticeServerOptions source, PracticeServerOptions destination)
    : m_source(inRole(std::move(source), PracticeRole::Source))
    , m_destination(inRole(std::move(destination), PracticeRole::Empty))
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

} // namespace mmigrate
