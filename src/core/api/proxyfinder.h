// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/proxysettings.h"

#include <QNetworkProxyFactory>

namespace mmigrate {

/// Tells Qt for each connection which proxy it takes: the chosen one or the system's, with the
/// login, and none for this computer itself.
///
/// An HTTP proxy gets the login with the first request of a connection (RFC 7617, in UTF-8). Left
/// to itself Qt 6.4 waits to be asked, which costs a round trip each time, offers a wrong login
/// again and again until the account is locked, and knows Latin-1 only.
class ProxyFinder : public QNetworkProxyFactory
{
public:
    explicit ProxyFinder(const ProxySettings &settings)
        : m_settings(settings)
    {
    }

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override;

private:
    QNetworkProxy withLogin(QNetworkProxy proxy) const;

    ProxySettings m_settings;
};

} // namespace mmigrate
