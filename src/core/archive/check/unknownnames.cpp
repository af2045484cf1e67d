// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/unknownnames.h"

#include <QJsonArray>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qsizetype mostNames = 20'000;

QJsonArray toArray(const QSet<QByteArray> &names)
{
    QList<QByteArray> sorted(names.begin(), names.end());
    std::sort(sorted.begin(), sorted.end());
    QJsonArray array;
    for (const QByteArray &name : sorted)
        array.append(QString::fromUtf8(name));
    return array;
}

QSet<QByteArray> toNames(const QJsonValue &value)
{
    QSet<QByteArray> names;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &name : array)
        names.insert(name.toString().toUtf8());
    return names;
}

} // namespace

bool UnknownNames::hasRoom()
{
    isComplete = isComplete && users.size() + teams.size() < mostNames;
    return isComplete;
}

void UnknownNames::addUser(const QByteArray &name)
{
    if (hasRoom())
        users.insert(name);
}

void UnknownNames::addTeam(const QByteArray &name)
{
    if (hasRoom())
        teams.insert(name);
}

void UnknownNames::addChannel(const QByteArray &team, const QByteArray &channel)
{
    if (!hasRoom())
        return;
    QSet<QByteArray> &names = channels[team];
    names.insert(channel);
    isComplete = names.size() < mostNames;
}

QJsonObject UnknownNames::toJson() const
{
    QJsonObject byTeam;
    for (auto it = channels.begin(); it != channels.end(); ++it)
        byTeam.insert(QString::fromUtf8(it.key()), toArray(*it));
    return {{QStringLiteral("users"), toArray(users)},
            {QStringLiteral("teams"), toArray(teams)},
            {QStringLiteral("channels"), byTeam},
            {QStringLiteral("complete"), isComplete}};
}

UnknownNames UnknownNames::fromJson(const QJsonObject &object)
{
    UnknownNames names;
    names.users = toNames(object.value(QLatin1String("users")));
    names.teams = toNames(object.value(QLatin1String("teams")));
    const QJsonObject byTeam = object.value(QLatin1String("channels")).toObject();
    for (auto it = byTeam.begin(); it != byTeam.end(); ++it)
        names.channels.insert(it.key().toUtf8(), toNames(*it));
    names.isComplete = object.value(QLatin1String("complete")).toBool(true);
    return names;
}

} // namespace mmigrate
