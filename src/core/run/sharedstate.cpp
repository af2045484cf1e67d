// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/run/sharedstate.h"

namespace mmigrate {

SharedState::SharedState(MigrationJournal &journal)
    : m_journal(journal)
    , m_state(journal.state())
{
}

void SharedState::refresh(MigrationState &state)
{
    if (m_hasDestination)
        state.destination = m_state.destination;
    if (m_isLent)
        state.upload = m_state.upload;
    if (m_settings != Settings::Own)
        state.adjustedSettings = m_state.adjustedSettings;
    if (m_settings == Settings::Returned)
        m_settings = Settings::Own;
}

Result<void> SharedState::save(MigrationState &state)
{
    const std::lock_guard lock(m_mutex);
    refresh(state);
    m_state = state;
    return m_journal.save(m_state);
}

MigrationState SharedState::state()
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

void SharedState::lend()
{
    const std::lock_guard lock(m_mutex);
    m_isLent = true;
    m_settings = Settings::Lent;
}

bool SharedState::isLent()
{
    const std::lock_guard lock(m_mutex);
    return m_isLent;
}

Result<void> SharedState::saveDestination(const ServerState &destination)
{
    const std::lock_guard lock(m_mutex);
    m_state.destination = destination;
    m_hasDestination = true;
    return m_journal.save(m_state);
}

void SharedState::forgetDestination()
{
    const std::lock_guard lock(m_mutex);
    m_hasDestination = false;
}

void SharedState::takeBack(MigrationState &state)
{
    const std::lock_guard lock(m_mutex);
    refresh(state);
    m_isLent = false;
    m_settings = Settings::Own;
}

Result<void> SharedState::saveLent(const MigrationState &state)
{
    const std::lock_guard lock(m_mutex);
    m_state.upload = state.upload;
    if (m_settings == Settings::Lent)
        m_state.adjustedSettings = state.adjustedSettings;
    return m_journal.save(m_state);
}

void SharedState::giveBackSettings()
{
    const std::lock_guard lock(m_mutex);
    m_settings = Settings::Returned;
}

} // namespace mmigrate
