// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QString>
#include <QUrl>

namespace mmigrate {

/// What a person typed as a server's address, understood.
struct ServerAddress
{
    QUrl url{}; ///< scheme, host, port, path; no trailing slash, query, fragment or user info
    bool schemeTyped = false; ///< false: https is tried first

    bool isLoopback() const;
};

/// Understands "chat.example.com", with or without scheme, port, subpath, trailing slash, blanks,
/// and pasted links such as "https://chat.example.com/team/channels/town-square" (the path is kept
/// as a candidate; see addressCandidates()). BadAddress when no host can be read from it.
Result<ServerAddress> parseServerAddress(const QString &typed);

/// What was typed, without a user name and password in front of the host: those belong nowhere.
QString withoutUserInfo(const QString &typed);

/// The addresses to ask, best first: the path as typed, then each of its parents up to the root,
/// because a pasted link ends somewhere below the server's own path.
QList<QUrl> addressCandidates(const ServerAddress &address);

} // namespace mmigrate
