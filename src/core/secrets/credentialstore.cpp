// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/secrets/credentialstore.h"

#include <QMetaObject>

namespace mmigrate {

namespace {

/// Through the event loop, as from a real keychain.
void later(QObject *context, std::function<void()> function)
{
    QMetaObject::invokeMethod(context, std::move(function), Qt::QueuedConnection);
}

} // namespace

QString CredentialStore::keyFor(const QUrl &server, const QString &loginId)
{
    QString address =
        server.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    while (address.endsWith(QLatin1Char('/')))
        address.chop(1);
    return address + QLatin1Char(' ') + loginId.trimmed().toLower();
}

void MemoryCredentialStore::read(const QString &key, QObject *context, const Answer &answer)
{
    const bool known = m_credentials.contains(key);
    const Result<Credentials> result =
        known ? Result<Credentials>(m_credentials.value(key)) : makeError(ErrorKind::NotFound);
    later(context, [answer, result] { answer(result); });
}

void MemoryCredentialStore::write(const QString &key, const Credentials &credentials,
                                  QObject *context, const Done &done)
{
    m_credentials.insert(key, credentials);
    later(context, [done] { done({}); });
}

void MemoryCredentialStore::remove(const QString &key, QObject *context, const Done &done)
{
    m_credentials.remove(key);
    later(context, [done] { done({}); });
}

} // namespace mmigrate
