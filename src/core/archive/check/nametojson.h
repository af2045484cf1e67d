// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace mmigrate {

/// UTF-8 names as JSON, in order.
inline QJsonArray namesToJson(const QSet<QByteArray> &names)
{
    QList<QByteArray> sorted(names.begin(), names.end());
    std::sort(sorted.begin(), sorted.end());
    QJsonArray array;
    for (const QByteArray &name : sorted)
        array.append(QString::fromUtf8(name));
    return array;
}

inline QSet<QByteArray> namesFromJson(const QJsonValue &value)
{
    QSet<QByteArray> names;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &name : array)
        names.insert(name.toString().toUtf8());
    return names;
}

/// \a byTeam: a map or hash from a team to names.
template <typename Map>
QJsonObject namesByTeamToJson(const Map &byTeam)
{
    QJsonObject object;
    for (auto it = byTeam.begin(); it != byTeam.end(); ++it)
        object.insert(QString::fromUtf8(it.key()), namesToJson(*it));
    return object;
}

/// Into such a map or hash.
template <typename Map>
Map namesByTeamFromJson(const QJsonValue &value)
{
    Map byTeam;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        byTeam.insert(it.key().toUtf8(), namesFromJson(*it));
    return byTeam;
}

} // namespace mmigrate
