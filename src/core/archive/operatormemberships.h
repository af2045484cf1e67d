// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace mmigrate {

/// What the archive's line of the operator's account said about teams and channels. The line itself
/// is not imported (it would replace the account's password, e-mail and roles), so this is put back
/// by the API.
struct OperatorMemberships
{
    struct Channel
    {
        QString name{};
        QString roles{}; ///< e.g. "channel_admin channel_user"
        bool favorite = false;

        bool operator==(const Channel &other) const = default;
    };
    struct Team
    {
        QString name{};
        QString roles{}; ///< e.g. "team_admin team_user"
        QList<Channel> channels{};

        bool operator==(const Team &other) const = default;
    };

    QString username{}; ///< as in the archive; empty: the archive has no such account
    QList<Team> teams{};

    bool isEmpty() const { return teams.isEmpty(); }
    QJsonObject toJson() const;
    static OperatorMemberships fromJson(const QJsonObject &object);
    static QJsonArray listToJson(const QList<OperatorMemberships> &list);
    static QList<OperatorMemberships> listFromJson(const QJsonArray &array);

    bool operator==(const OperatorMemberships &other) const = default;
};

} // namespace mmigrate
