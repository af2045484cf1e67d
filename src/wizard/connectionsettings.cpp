// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/connectionsettings.h"

#include "core/base/log.h"
#include "core/secrets/credentialstore.h"

#include <QSettings>

namespace mmigrate {

namespace {

const QString choiceKey = QStringLiteral("proxy/choice");
const QString typeKey = QStringLiteral("proxy/type");
const QString hostKey = QStringLiteral("proxy/host");
const QString portKey = QStringLiteral("proxy/port");
const QString userKey = QStringLiteral("proxy/user");
const QString keptKey = QStringLiteral("proxy/passwordInKeychain");

QString nameOf(ProxySettings::Choice choice)
{
    switch (choice) {
    case ProxySettings::Choice::System:
        return QStringLiteral("system");
    case ProxySettings::Choice::None:
        return QStringLiteral("none");
    case ProxySettings::Choice::Own:
        return QStringLiteral("own");
    }
    Q_UNREACHABLE();
}

/// One password for each proxy and account.
QString keychainKey(const ProxySettings &proxy)
{
    const QString which = proxy.isOwn() ? proxy.address() : QStringLiteral("of the system");
    return QStringLiteral("proxy %1 %2").arg(which, proxy.user);
}

} // namespace

ConnectionSettings::ConnectionSettings(const QString &file, CredentialStore &store, QObject *parent)
    : QObject(parent)
    , m_settings(file.isEmpty() ? std::make_unique<QSettings>(QStringLiteral("mmigrate"),
                                                              QStringLiteral("mmigrate"))
                                : std::make_unique<QSettings>(file, QSettings::IniFormat))
    , m_store(store)
{
    load();
    // The keychain may need a moment until it is there.
    connect(&m_store, &CredentialStore::availabilityChanged, this,
            &ConnectionSettings::lookUpPassword);
    lookUpPassword();
}

ConnectionSettings::~ConnectionSettings() = default;

void ConnectionSettings::load()
{
    const QString choice = m_settings->value(choiceKey).toString();
    if (choice == nameOf(ProxySettings::Choice::None))
        m_proxy.choice = ProxySettings::Choice::None;
    m_proxy.user = m_settings->value(userKey).toString();
    m_isPasswordKept = m_settings->value(keptKey).toBool();
    m_proxy.type = m_settings->value(typeKey).toString() == QLatin1String("socks5")
                       ? ProxySettings::Type::Socks5
                       : ProxySettings::Type::Http;
    const QString host = m_settings->value(hostKey).toString();
    const uint port = m_settings->value(portKey).toUInt();
    if (!isProxyHost(host) || port == 0 || port > 65535)
        return; // somebody has edited the file
    m_proxy.host = host;
    m_proxy.port = static_cast<quint16>(port);
    if (choice == nameOf(ProxySettings::Choice::Own))
        m_proxy.choice = ProxySettings::Choice::Own;
}

void ConnectionSettings::lookUpPassword()
{
    if (!m_isPasswordKept || !m_proxy.hasLogin() || !m_proxy.password.isEmpty()
        || m_store.availability() != CredentialStore::Availability::Available)
        return;
    const QString key = keychainKey(m_proxy);
    m_store.read(key, this, [this, key](const Result<Credentials> &kept) {
        if (!kept || key != keychainKey(m_proxy) || !m_proxy.password.isEmpty())
            return;
        m_proxy.password = kept->password;
        Q_EMIT changed();
    });
}

void ConnectionSettings::set(const ProxySettings &proxy, bool keep)
{
    const QString keyBefore = m_isPasswordKept ? keychainKey(m_proxy) : QString();
    m_proxy = proxy;
    m_isPasswordKept = keep && !proxy.password.isEmpty();
    m_settings->setValue(choiceKey, nameOf(proxy.choice));
    m_settings->setValue(typeKey, proxy.type == ProxySettings::Type::Socks5
                                      ? QStringLiteral("socks5")
                                      : QStringLiteral("http"));
    m_settings->setValue(hostKey, proxy.host);
    m_settings->setValue(portKey, uint(proxy.port));
    m_settings->setValue(userKey, proxy.user);
    m_settings->setValue(keptKey, m_isPasswordKept);
    keepPassword(keyBefore);
    Q_EMIT changed();
}

void ConnectionSettings::keepPassword(const QString &keyBefore)
{
    const QString key = m_isPasswordKept ? keychainKey(m_proxy) : QString();
    if (!keyBefore.isEmpty() && keyBefore != key)
        m_store.remove(keyBefore, this, [](const Result<void> &) {});
    if (key.isEmpty())
        return;
    Credentials credentials;
    credentials.loginId = m_proxy.user;
    credentials.password = m_proxy.password;
    m_store.write(key, credentials, this, [](const Result<void> &written) {
        if (!written)
            qCWarning(logSteps).noquote() << written.error().toLogLine();
    });
}

} // namespace mmigrate
