// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Finds the server behind what was typed, says who it is, and signs in as a system administrator.
///
/// Errors: BadAddress, NotMattermost, InsecureAddress, Tls, Network, UnsupportedVersion,
/// SignInRefused, MfaRequired, MfaWrong, AccountLocked, AccountInactive, NotAdministrator; for the
/// destination also SameServer and ImportsRefused (Cloud), so that nobody exports for a day to
/// learn it then.
class SignIn : public MigrationStep
{
public:
    enum class Side { Source, Destination };

    explicit SignIn(Side side)
        : m_side(side)
    {
    }

    StepId id() const override
    {
        return m_side == Side::Source ? StepId::SignInSource : StepId::SignInDestination;
    }
    Result<void> run(StepContext &context) override;

private:
    Result<ServerIdentity> findServer(StepContext &context, const ServerState &server) const;
    Result<ServerIdentity> ask(StepContext &context, const QUrl &address) const;
    Result<ServerIdentity> askCandidates(StepContext &context, const QList<QUrl> &candidates) const;
    QString caFile(const StepContext &context) const;
    Result<void> checkDestination(const MigrationState &state) const;
    Result<void> lookAround(ServerConnection &connection, ServerState &server) const;

    Side m_side;
};

} // namespace mmigrate
