// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/mattermostclient.h"
#include "core/base/result.h"

#include <QObject>

#include <functional>

namespace mmigrate {

/// Keeps logins beyond the life of the program, where the person wants that. Lives in the GUI
/// thread; nothing blocks, each answer comes once, through the event loop, and never after the
/// context object is gone.
class CredentialStore : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Whether anything can be kept. Unknown until the keychain has answered once.
    enum class Availability { Unknown, Available, Unavailable };

    virtual Availability availability() const = 0;
    /// In words for the log, when it is unavailable.
    virtual QString reason() const = 0;

    using Answer = std::function<void(const Result<Credentials> &)>;
    using Done = std::function<void(const Result<void> &)>;

    /// Errors: NotFound, Keychain.
    virtual void read(const QString &key, QObject *context, const Answer &answer) = 0;
    virtual void write(const QString &key, const Credentials &credentials, QObject *context,
                       const Done &done) = 0;
    /// No error when there was none.
    virtual void remove(const QString &key, QObject *context, const Done &done) = 0;

    /// What a login is found by: one for each server and account.
    static QString keyFor(const QUrl &server, const QString &loginId);

Q_SIGNALS:
    void availabilityChanged();
};

/// Keeps them until the program ends: for tests, and where there is no keychain at all.
class MemoryCredentialStore : public CredentialStore
{
    Q_OBJECT
public:
    explicit MemoryCredentialStore(Availability availability = Availability::Available)
        : m_availability(availability)
    {
    }

    Availability availability() const override { return m_availability; }
    QString reason() const override { return {}; }
    void read(const QString &key, QObject *context, const Answer &answer) override;
    void write(const QString &key, const Credentials &credentials, QObject *context,
               const Done &done) override;
    void remove(const QString &key, QObject *context, const Done &done) override;

    const QMap<QString, Credentials> &all() const { return m_credentials; }

private:
    Availability m_availability;
    QMap<QString, Credentials> m_credentials;
};

} // namespace mmigrate
