// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QMap>
#include <QSet>

namespace mmigrate {

/// People, teams and channels that lines refer to and that no line before them brings. The
/// destination may have them. Memory is bounded: `isComplete` says whether these are all.
struct UnknownNames
{
    QSet<QByteArray> users{};
    QSet<QByteArray> teams{};
    QMap<QByteArray, QSet<QByteArray>> channels{}; ///< team -> channels
    bool isComplete = true;

    bool isEmpty() const { return users.isEmpty() && teams.isEmpty() && channels.isEmpty(); }
    void addUser(const QByteArray &name);
    void addTeam(const QByteArray &name);
    void addChannel(const QByteArray &team, const QByteArray &channel);

    QJsonObject toJson() const;
    static UnknownNames fromJson(const QJsonObject &object);

    bool operator==(const UnknownNames &other) const = default;

private:
    bool hasRoom();
};

} // namespace mmigrate
