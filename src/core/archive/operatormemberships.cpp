// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/operatormemberships.h"

namespace mmigrate {

namespace {

QString text(const QJsonObject &object, QLatin1String name)
{
    return object.value(name).toString();
}

} // namespace

QJsonObject OperatorMemberships::toJson() const
{
    QJsonArray teamList;
    for (const Team &team : teams) {
        QJsonArray channelList;
        for (const Channel &channel : team.channels) {
            channelList.append(QJsonObject{{QStringLiteral("name"), channel.name},
                                           {QStringLiteral("roles"), channel.roles},
                                           {QStringLiteral("favorite"), channel.favorite}});
        }
        teamList.append(QJsonObject{{QStringLiteral("name"), team.name},
                                    {QStringLiteral("roles"), team.roles},
                                    {QStringLiteral("channels"), channelList}});
    }
    return {{QStringLiteral("username"), username}, {QStringLiteral("teams"), teamList}};
}

OperatorMemberships OperatorMemberships::fromJson(const QJsonObject &object)
{
    OperatorMemberships memberships;
    memberships.username = text(object, QLatin1String("username"));
    const QJsonArray teamList = object.value(QLatin1String("teams")).toArray();
    for (const QJsonValue &teamValue : teamList) {
        const QJsonObject teamObject = teamValue.toObject();
        Team team{
            text(teamObject, QLatin1String("name")), text(teamObject, QLatin1String("roles")), {}};
        const QJsonArray channelList = teamObject.value(QLatin1String("channels")).toArray();
        for (const QJsonValue &channelValue : channelList) {
            const QJsonObject channel = channelValue.toObject();
            team.channels.append({text(channel, QLatin1String("name")),
                                  text(channel, QLatin1String("roles")),
                                  channel.value(QLatin1String("favorite")).toBool()});
        }
        memberships.teams.append(team);
    }
    return memberships;
}

QJsonArray OperatorMemberships::listToJson(const QList<OperatorMemberships> &list)
{
    QJsonArray array;
    for (const OperatorMemberships &memberships : list)
        array.append(memberships.toJson());
    return array;
}

QList<OperatorMemberships> OperatorMemberships::listFromJson(const QJsonArray &array)
{
    QList<OperatorMemberships> list;
    for (const QJsonValue &value : array)
        list.append(fromJson(value.toObject()));
    return list;
}

} // namespace mmigrate
