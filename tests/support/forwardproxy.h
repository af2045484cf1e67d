// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QStringList>
#include <QThread>

#include <memory>
#include <mutex>

class QTcpServer;

namespace mmigrate::test {

struct ProxyLogin
{
    QByteArray user{};
    QByteArray password{};
};

/// A real proxy on loopback, in a thread of its own. It takes every host name for this computer, so
/// that a server on loopback can be asked for by a name that nobody else knows: whoever gets there
/// came through the proxy.
class ForwardProxy
{
public:
    enum class Kind {
        Http,  ///< CONNECT, and absolute addresses for plain http
        Socks5 ///< RFC 1928 and 1929
    };

    explicit ForwardProxy(Kind kind, const ProxyLogin &login = {});
    ~ForwardProxy();
    Q_DISABLE_COPY_MOVE(ForwardProxy)

    quint16 port() const { return m_port; }
    /// "http://127.0.0.1:PORT" or "socks5://127.0.0.1:PORT".
    QString address() const;
    /// What it led to, in order: "CONNECT source.test:8065", "GET source.test:8065", "SOCKS ...".
    QStringList passed() const;
    /// How often a missing and a wrong login was refused.
    int missingLogins() const;
    int wrongLogins() const;
    qint64 bytesToServers() const;
    qint64 bytesToClients() const;
    /// Closes its door: whoever comes is refused.
    void shutDown();

private:
    friend class ProxyLink;

    const Kind m_kind;
    const ProxyLogin m_login;
    quint16 m_port = 0;
    QThread m_thread;
    std::unique_ptr<QObject> m_context; ///< lives in the thread, parent of all links
    std::unique_ptr<QTcpServer> m_server;
    mutable std::mutex m_mutex;
    QStringList m_passed;
    int m_missingLogins = 0;
    int m_wrongLogins = 0;
    qint64 m_bytesToServers = 0;
    qint64 m_bytesToClients = 0;
};

} // namespace mmigrate::test
