// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "keychain/keychaincredentialstore.h"

#include "core/base/log.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <qt6keychain/keychain.h>

namespace mmigrate {

namespace {

QString service()
{
    return QStringLiteral("mmigrate");
}

Error keychainError(const QKeychain::Job &job)
{
    const ErrorKind kind =
        job.error() == QKeychain::EntryNotFound ? ErrorKind::NotFound : ErrorKind::Internal;
    return makeError(kind, QStringLiteral("keychain: ") + job.errorString());
}

QByteArray toBytes(const Credentials &credentials)
{
    QJsonObject object;
    if (!credentials.accessToken.isEmpty())
        object.insert(QLatin1String("token"), credentials.accessToken);
    else
        object.insert(QLatin1String("password"), credentials.password);
    object.insert(QLatin1String("login"), credentials.loginId);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<Credentials> fromBytes(const QByteArray &bytes)
{
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    Credentials credentials;
    credentials.loginId = object.value(QLatin1String("login")).toString();
    credentials.password = object.value(QLatin1String("password")).toString();
    credentials.accessToken = object.value(QLatin1String("token")).toString();
    if (credentials.isEmpty())
        return makeError(ErrorKind::NotFound, QStringLiteral("keychain: an entry of another kind"));
    return credentials;
}

/// Starts a job; it deletes itself, and says how it ended only as long as the context lives.
template <typename Job, typename Function>
void start(Job *job, const QString &key, QObject *context, Function function)
{
    job->setKey(key);
    job->setAutoDelete(true);
    QObject::connect(job, &QKeychain::Job::finished, context,
                     [job, function](QKeychain::Job *) { function(*job); });
    job->start();
}

} // namespace

KeychainCredentialStore::KeychainCredentialStore(QObject *parent)
    : CredentialStore(parent)
{
    probe();
}

/// QtKeychain tells that there is no keychain only by a job that fails. Looking for an entry that
/// is not there asks the person for nothing.
void KeychainCredentialStore::probe()
{
    start(new QKeychain::ReadPasswordJob(service()), QStringLiteral("is there a keychain"), this,
          [this](const QKeychain::ReadPasswordJob &job) {
              const bool there =
                  job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound;
              setAvailability(there ? Availability::Available : Availability::Unavailable,
                              there ? QString() : job.errorString());
          });
}

void KeychainCredentialStore::setAvailability(Availability availability, const QString &reason)
{
    m_availability = availability;
    m_reason = reason;
    if (availability == Availability::Unavailable)
        qCInfo(logSteps).noquote() << "no keychain:" << reason;
    Q_EMIT availabilityChanged();
}

void KeychainCredentialStore::read(const QString &key, QObject *context, const Answer &answer)
{
    start(new QKeychain::ReadPasswordJob(service()), key, context,
          [answer](const QKeychain::ReadPasswordJob &job) {
              answer(job.error() == QKeychain::NoError ? fromBytes(job.binaryData())
                                                       : Result<Credentials>(keychainError(job)));
          });
}

void KeychainCredentialStore::write(const QString &key, const Credentials &credentials,
                                    QObject *context, const Done &done)
{
    auto *job = new QKeychain::WritePasswordJob(service());
    job->setBinaryData(toBytes(credentials));
    start(job, key, context, [done](const QKeychain::WritePasswordJob &written) {
        done(written.error() == QKeychain::NoError ? Result<void>() : keychainError(written));
    });
}

void KeychainCredentialStore::remove(const QString &key, QObject *context, const Done &done)
{
    start(new QKeychain::DeletePasswordJob(service()), key, context,
          [done](const QKeychain::DeletePasswordJob &job) {
              const bool gone =
                  job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound;
              done(gone ? Result<void>() : keychainError(job));
          });
}

} // namespace mmigrate
