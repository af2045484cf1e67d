// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/state/migrationjournal.h"

#include <mutex>

namespace mmigrate {

/// The journal of a migration that two workers write. Each has a state of its own; what of it is
/// lent to the second one (the upload, and for a time the destination's settings) comes from there
/// whenever the first one saves, everything else from the first one, which saves first. From any
/// thread.
class SharedState
{
public:
    explicit SharedState(MigrationJournal &journal);

    // The first worker's.

    /// Brings what is lent up to date in that state, and saves.
    Result<void> save(MigrationState &state);
    MigrationState state(); ///< as it was saved last, by either
    void lend();
    bool isLent();
    /// Brings what was lent up to date a last time.
    void takeBack(MigrationState &state);
    /// Known now, while a first worker runs that has begun without it.
    Result<void> saveDestination(const ServerState &destination);
    /// The state of a run that begins knows it.
    void forgetDestination();

    // The second worker's.

    Result<void> saveLent(const MigrationState &state);
    /// adjustedSettings are the first worker's again, from its next save on.
    void giveBackSettings();

private:
    enum class Settings { Own, Lent, Returned };

    void refresh(MigrationState &state);

    std::mutex m_mutex;
    MigrationJournal &m_journal;
    MigrationState m_state; ///< as it was saved last
    bool m_isLent = false;
    bool m_hasDestination = false; ///< newer than the first worker's
    Settings m_settings = Settings::Own;
};

} // namespace mmigrate
