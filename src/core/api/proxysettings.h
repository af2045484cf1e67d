// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QMetaType>
#include <QString>

namespace mmigrate {

/// Through which computer the servers are reached, as the person chose. A value in memory only: it
/// may hold a password, so it is in no journal and no report.
///
/// Servers on this computer itself (127.0.0.0/8, ::1, localhost) are never asked for through a
/// proxy, whatever is chosen, as browsers do it: a proxy would look for them on its own side.
struct ProxySettings
{
    enum class Choice { System, None, Own };
    enum class Type { Http, Socks5 };

    Choice choice = Choice::System;
    Type type = Type::Http; ///< of the own one, as the next two
    QString host{};         ///< name or IP address, without brackets
    quint16 port = 0;
    QString user{};     ///< for the own one, or for one of the system's that asks
    QString password{}; ///< registered as a secret by HttpSession

    bool isOwn() const { return choice == Choice::Own; }
    bool hasLogin() const { return choice != Choice::None && !user.isEmpty(); }
    /// "proxy.example.com:3128"; empty when it is not the own one.
    QString address() const;

    friend bool operator==(const ProxySettings &, const ProxySettings &) = default;
};

/// Why a text is no proxy.
enum class ProxyProblem {
    None,
    Unknown,  ///< neither system nor none nor http:// nor socks5://
    Login,    ///< a name or password in the address, where others can read it
    BadHost,  ///< no host, or none that can be one
    BadPort,  ///< no number from 1 to 65535
    MoreThere ///< a path or query behind it
};

struct ParsedProxy
{
    ProxySettings settings{};
    ProxyProblem problem = ProxyProblem::None;
};

/// Understands "system", "none", "http://HOST:PORT" and "socks5://HOST:PORT".
ParsedProxy parseProxy(const QString &text);

/// True for what can be a computer's name or IP address.
bool isProxyHost(const QString &text);

} // namespace mmigrate

Q_DECLARE_METATYPE(mmigrate::ProxySettings)
