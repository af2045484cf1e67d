// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/state/servermemory.h"

#include "core/archive/diskerror.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>

#include <algorithm>
#include <cstdlib>

namespace mmigrate {

namespace {

constexpr qint64 largestFileBytes = 1024 * 1024;
constexpr qint64 believedDays = 30;
constexpr int lockMs = 1000;

QString keyOf(const QUrl &address)
{
    return address
        .adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment
                  | QUrl::StripTrailingSlash)
        .toString(QUrl::FullyEncoded);
}

/// Empty when there is no such file, or when it is damaged.
QJsonObject serversIn(const QString &path)
{
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.read(largestFileBytes))
        .object()
        .value(QLatin1String("servers"))
        .toObject();
}

bool isBelieved(const QJsonObject &server)
{
    const QDateTime seenAt =
        QDateTime::fromString(server.value(QLatin1String("seenAt")).toString(), Qt::ISODate);
    return seenAt.isValid()
           && std::abs(seenAt.daysTo(QDateTime::currentDateTimeUtc())) <= believedDays;
}

qint64 byteCount(const QJsonObject &server, QLatin1String name)
{
    return std::max<qint64>(server.value(name).toInteger(0), 0);
}

} // namespace

ServerMemory::ServerMemory(const QString &folder)
    : m_path(folder + QStringLiteral("/known-servers.json"))
{
}

KnownServer ServerMemory::recall(const QUrl &address) const
{
    const QJsonObject server = serversIn(m_path).value(keyOf(address)).toObject();
    if (!isBelieved(server))
        return {};
    return {byteCount(server, QLatin1String("passedChunkBytes")),
            byteCount(server, QLatin1String("refusedChunkBytes"))};
}

bool ServerMemory::remember(const QUrl &address, const KnownServer &server) const
{
    if (m_path.isEmpty())
        return false;
    QLockFile lock(m_path + QStringLiteral(".lock"));
    if (!lock.tryLock(lockMs))
        return false;
    QJsonObject servers = serversIn(m_path);
    for (auto it = servers.begin(); it != servers.end();)
        it = isBelieved(it->toObject()) ? std::next(it) : servers.erase(it);
    servers.insert(keyOf(address),
                   QJsonObject{{QStringLiteral("passedChunkBytes"), server.passedChunkBytes},
                               {QStringLiteral("refusedChunkBytes"), server.refusedChunkBytes},
                               {QStringLiteral("seenAt"),
                                QDateTime::currentDateTimeUtc().toString(Qt::ISODate)}});
    const QByteArray bytes =
        QJsonDocument(QJsonObject{{QStringLiteral("servers"), servers}}).toJson();
    return savePrivately(m_path, bytes).hasValue();
}

} // namespace mmigrate
