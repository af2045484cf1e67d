// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "endtoend/cliprocess.h"
#include "support/migrationpair.h"

namespace mmigrate::test {

/// An empty destination that takes five people a team: too few for smallSource(), so that whoever
/// migrates has to be asked.
PracticeServerOptions crampedDestination();

/// Two stand-ins, and a home in which mmigrate-cli moves one to the other. Archives lie in a folder
/// of that home.
struct CliPair
{
    explicit CliPair(const PracticeServerOptions &sourceOptions = smallSource(),
                     const PracticeServerOptions &destinationOptions = emptyDestination());

    QString archives() const { return home.filePath(QStringLiteral("archives")); }
    /// The names of the archives, and of corrected copies.
    QStringList zips() const;

    // Arguments for mmigrate-cli, with the logins that they need.
    QStringList migrate(const QStringList &more = {}) const;
    QStringList exportOnly(const QStringList &more = {}) const;
    QStringList importOnly(const QString &archive) const;
    /// The newest migration.
    QStringList resume() const;

    int openSessions() const { return source.openSessions() + destination.openSessions(); }
    /// In words: not all posts arrived, or more than one export and one import were needed. Empty
    /// when all is well.
    QString whatIsWrong() const;

    PracticeServer source;
    PracticeServer destination;
    CliHome home;
};

} // namespace mmigrate::test
