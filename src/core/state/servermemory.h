// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>
#include <QUrl>

namespace mmigrate {

/// What earlier uploads learnt of the way to a server; 0: not known.
struct KnownServer
{
    qint64 passedChunkBytes = 0;  ///< size of chunk that gets through
    qint64 refusedChunkBytes = 0; ///< the smallest that a proxy refused as too large

    bool operator==(const KnownServer &) const = default;
};

/// What one migration learns of a server and the next one profits from: one JSON file for all
/// servers, by address. No secrets, no names of people. Nothing depends on it: what cannot be read
/// or written is not known, and what is older than a month is not believed, because proxies are
/// configured anew.
class ServerMemory
{
public:
    ServerMemory() = default; ///< remembers nothing
    /// @param folder of the migrations, see MigrationJournal::defaultFolder()
    explicit ServerMemory(const QString &folder);

    KnownServer recall(const QUrl &address) const;
    /// Several programs may do so at once. False when it could not be written.
    bool remember(const QUrl &address, const KnownServer &server) const;

private:
    QString m_path;
};

} // namespace mmigrate
