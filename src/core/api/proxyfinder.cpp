// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/proxyfinder.h"

#include <QHostAddress>

namespace mmigrate {

QList<QNetworkProxy> ProxyFinder::queryProxy(const QNetworkProxyQuery &query)
{
    const QString host = query.peerHostName();
    const bool isHere = QHostAddress(host).isLoopback() || host == QLatin1String("localhost");
    if (isHere || m_settings.choice == ProxySettings::Choice::None)
        return {QNetworkProxy::NoProxy};
    if (m_settings.isOwn()) {
        const bool isHttp = m_settings.type == ProxySettings::Type::Http;
        return {withLogin({isHttp ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy,
                           m_settings.host, m_settings.port})};
    }
    QList<QNetworkProxy> proxies = systemProxyForQuery(query);
    for (QNetworkProxy &proxy : proxies)
        proxy = withLogin(proxy);
    return proxies;
}

QNetworkProxy ProxyFinder::withLogin(QNetworkProxy proxy) const
{
    // The system's setting may name a login, too.
    const QString user = m_settings.hasLogin() ? m_settings.user : proxy.user();
    const QString password = m_settings.hasLogin() ? m_settings.password : proxy.password();
    const bool isSocks = proxy.type() == QNetworkProxy::Socks5Proxy;
    proxy.setUser(isSocks ? user : QString());
    proxy.setPassword(isSocks ? password : QString());
    if (proxy.type() == QNetworkProxy::HttpProxy && !user.isEmpty())
        proxy.setRawHeader("Proxy-Authorization",
                           "Basic "
                               + QString(user + QLatin1Char(':') + password).toUtf8().toBase64());
    return proxy;
}

} // namespace mmigrate
