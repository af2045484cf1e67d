// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/cliarguments.h"
#include "core/steps/stepcontext.h"
#include "practice/practiceserver.h"

namespace mmigrate::cli {

PracticeServerOptions practiceOptions(const Arguments &arguments, PracticeRole role);

/// The two stand-ins of practice mode, as long as it lives.
class PracticePair
{
public:
    explicit PracticePair(const Arguments &arguments);

    Result<void> start();
    /// Fills addresses and logins in; nothing else differs from a real migration.
    void fillIn(MigrationState &state, RunSecrets &secrets) const;

private:
    PracticeServer m_source;
    PracticeServer m_destination;
};

} // namespace mmigrate::cli
