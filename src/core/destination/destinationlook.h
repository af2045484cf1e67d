// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/mattermostclient.h"

#include <QJsonObject>

#include <optional>

namespace mmigrate {

/// What a destination says of itself, asked in one go. What it does not tell is empty.
struct DestinationLook
{
    User me{};
    QJsonObject config{};      ///< GET /config; Cloud hides parts of it
    QJsonObject environment{}; ///< true at each setting that the environment fixes
    ClientConfig client{};
    std::optional<ServerLimits> limits{};
    std::optional<qint64> clockAheadMs{}; ///< of the server, against this computer
    QList<Job> imports{};                 ///< pending or in progress
    QList<Job> exports{};
};

/// Errors: those of the network, SessionExpired, Cancelled. 403, 404 and 501 mean that the server
/// does not tell.
Result<DestinationLook> lookAtDestination(MattermostClient &destination);

} // namespace mmigrate
