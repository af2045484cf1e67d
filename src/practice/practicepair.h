// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/stepcontext.h"
#include "practice/practiceserver.h"

namespace mmigrate {

/// The two stand-ins of practice mode, as long as it lives. May be started in another thread.
class PracticePair
{
public:
    /// \a source is given the role of a source here, \a destination that of an empty server.
    PracticePair(PracticeServerOptions source, PracticeServerOptions destination);

    Result<void> start();
    /// Fills addresses and logins in; nothing else differs from a real migration.
    void fillIn(MigrationState &state, RunSecrets &secrets) const;

    PracticeServer &source() { return m_source; }
    PracticeServer &destination() { return m_destination; }

private:
    PracticeServer m_source;
    PracticeServer m_destination;
};

} // namespace mmigrate
