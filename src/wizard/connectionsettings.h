// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/proxysettings.h"

#include <QObject>
#include <QString>

#include <memory>

class QSettings;

namespace mmigrate {

class CredentialStore;

/// The way to the servers, kept from one start of the program to the next: in the settings file
/// what is no secret, in the keychain the password where the person wants that. Without the
/// keychain the password is gone with the window.
class ConnectionSettings : public QObject
{
    Q_OBJECT
public:
    /// @param file empty: where the system keeps programs' settings
    ConnectionSettings(const QString &file, CredentialStore &store, QObject *parent = nullptr);
    ~ConnectionSettings() override;

    const ProxySettings &proxy() const { return m_proxy; }
    bool isPasswordKept() const { return m_isPasswordKept; }
    CredentialStore &store() const { return m_store; }
    void set(const ProxySettings &proxy, bool keepPassword);

Q_SIGNALS:
    void changed();

private:
    void load();
    void lookUpPassword();
    void keepPassword(const QString &keyBefore);

    std::unique_ptr<QSettings> m_settings;
    CredentialStore &m_store;
    ProxySettings m_proxy;
    bool m_isPasswordKept = false;
};

} // namespace mmigrate
