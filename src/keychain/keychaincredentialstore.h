// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/secrets/credentialstore.h"

namespace mmigrate {

/// The system's keychain (Secret Service or KWallet, macOS Keychain, Windows Credential Manager)
/// through QtKeychain. GUI thread only: QtKeychain's queue of jobs is not thread-safe. Its
/// unencrypted fallback stays off.
class KeychainCredentialStore : public CredentialStore
{
    Q_OBJECT
public:
    explicit KeychainCredentialStore(QObject *parent = nullptr);

    Availability availability() const override { return m_availability; }
    QString reason() const override { return m_reason; }
    void read(const QString &key, QObject *context, const Answer &answer) override;
    void write(const QString &key, const Credentials &credentials, QObject *context,
               const Done &done) override;
    void remove(const QString &key, QObject *context, const Done &done) override;

private:
    void probe();
    void setAvailability(Availability availability, const QString &reason);

    Availability m_availability = Availability::Unknown;
    QString m_reason;
};

} // namespace mmigrate
