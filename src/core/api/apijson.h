// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/apitypes.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>

namespace mmigrate::apijson {

// Servers are not trusted: what has the wrong type, a missing or oversized field is
// ErrorKind::Protocol, and the detail names the field.

Result<QJsonObject> object(const QByteArray &body);
Result<QJsonArray> array(const QByteArray &body);

Result<UserStatus> userStatus(const QJsonObject &object);
Result<User> user(const QJsonObject &object);
Result<QStringList> permissions(const QJsonObject &role);
Result<Job> job(const QJsonObject &object);
Result<UploadSession> uploadSession(const QJsonObject &object);
Result<QStringList> names(const QByteArray &body); ///< of exports and imports
Result<Team> team(const QJsonObject &object);
Result<QString> ownName(const QJsonObject &object); ///< of emoji and schemes
Result<Channel> channel(const QJsonObject &object);
ServerLimits serverLimits(const QJsonObject &object);
ClientConfig clientConfig(const QJsonObject &object);
Licence licence(const QJsonObject &object);
/// [{"name": "post_count", "value": 12}]; -1 means "not counted" and is left out.
Result<QMap<QString, qint64>> analytics(const QByteArray &body);

/// True for what Mattermost uses as id: 26 characters of [a-z0-9]. Anything else must not get into
/// a path.
bool isId(const QString &text);

template <typename T>
Result<QList<T>> listOf(const QByteArray &body, Result<T> (*parse)(const QJsonObject &))
{
    Result<QJsonArray> parsed = array(body);
    if (!parsed)
        return parsed.error();
    QList<T> list;
    for (const auto &value : *parsed) {
        Result<T> item = parse(value.toObject());
        if (!item)
            return item.error();
        list.append(std::move(*item));
    }
    return list;
}

} // namespace mmigrate::apijson
