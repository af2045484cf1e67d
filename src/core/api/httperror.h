// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>
#include <QSslError>

class QNetworkReply;

namespace mmigrate {

/// The Error behind an HTTP status of 400 or above. Mattermost's own errors are JSON with a stable
/// "id", whatever the Content-Type says (404s of old servers are text/plain); proxies answer HTML
/// or plain text.
Error errorFromStatus(int status, const QByteArray &body);

/// The Error behind a reply that brought no status: no connection, broken off, certificate refused.
Error errorFromConnection(const QNetworkReply &reply);

/// Keeps on the reply why its certificate was refused, for errorFromConnection().
void rememberTlsErrors(QNetworkReply &reply, const QList<QSslError> &errors);

} // namespace mmigrate
