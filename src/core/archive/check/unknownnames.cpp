// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/unknownnames.h"

#include "core/archive/check/nametojson.h"

namespace mmigrate {

namespace {

constexpr qsizetype mostNames = 20'000;

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
    return {{QStringLiteral("users"), namesToJson(users)},
            {QStringLiteral("teams"), namesToJson(teams)},
            {QStringLiteral("channels"), namesByTeamToJson(channels)},
            {QStringLiteral("complete"), isComplete}};
}

UnknownNames UnknownNames::fromJson(const QJsonObject &object)
{
    UnknownNames names;
    names.users = namesFromJson(object.value(QLatin1String("users")));
    names.teams = namesFromJson(object.value(QLatin1String("teams")));
    names.channels =
        namesByTeamFromJson<decltype(channels)>(object.value(QLatin1String("channels")));
    names.isComplete = object.value(QLatin1String("complete")).toBool(true);
    return names;
}

} // namespace mmigrate
