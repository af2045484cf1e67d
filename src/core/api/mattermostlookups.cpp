// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0
//
// MattermostClient: counts, people, teams, channels, memberships.

#include "core/api/apijson.h"
#include "core/api/mattermostclient.h"

#include <QJsonDocument>

namespace mmigrate {

namespace {

Result<QJsonObject> asObject(const Result<HttpAnswer> &answer)
{
    if (!answer)
        return answer.error();
    return apijson::object(answer->body);
}

std::optional<qint64> numberIn(const Result<QJsonObject> &object, QLatin1String name)
{
    // Two defaults tell what is a whole number in range from what is not.
    if (!object || object->value(name).toInteger(-1) != object->value(name).toInteger(-2))
        return std::nullopt;
    const qint64 number = object->value(name).toInteger();
    return number >= 0 ? std::optional(number) : std::nullopt;
}

std::optional<qint64> valueOf(const QMap<QString, qint64> &counts, const QString &name)
{
    const auto found = counts.constFind(name);
    return found == counts.constEnd() ? std::nullopt : std::optional(*found);
}

/// 403 and 404 mean "this server does not tell"; everything else is an error of the whole call.
bool isUntold(const Error &error)
{
    return error.kind == ErrorKind::Forbidden || error.kind == ErrorKind::NotFound
           || error.kind == ErrorKind::NotSupported;
}

QUrlQuery query(const QString &name, const QString &value)
{
    QUrlQuery result;
    result.addQueryItem(name, value);
    return result;
}

} // namespace

Result<QMap<QString, qint64>> MattermostClient::analytics(const QString &name)
{
    const Result<HttpAnswer> answer =
        get(QStringLiteral("/analytics/old"), query(QStringLiteral("name"), name));
    if (!answer) {
        if (isUntold(answer.error()))
            return QMap<QString, qint64>{};
        return answer.error();
    }
    return apijson::analytics(answer->body);
}

Result<ServerCounts> MattermostClient::quickCounts()
{
    const Result<QMap<QString, qint64>> standard = analytics(QStringLiteral("standard"));
    if (!standard)
        return standard.error();
    ServerCounts counts;
    counts.publicChannels = valueOf(*standard, QStringLiteral("channel_open_count"));
    counts.privateChannels = valueOf(*standard, QStringLiteral("channel_private_count"));
    counts.posts = valueOf(*standard, QStringLiteral("post_count"));
    const Result<std::optional<qint64>> users = accountCount();
    if (!users)
        return users.error();
    counts.users = *users;
    QUrlQuery firstTeam = query(QStringLiteral("include_total_count"), QStringLiteral("true"));
    firstTeam.addQueryItem(QStringLiteral("per_page"), QStringLiteral("1"));
    const Result<QJsonObject> teams = asObject(get(QStringLiteral("/teams"), firstTeam));
    if (!teams && !isUntold(teams.error()))
        return teams.error();
    counts.teams = numberIn(teams, QLatin1String("total_count"));
    return counts;
}

Result<ServerCounts> MattermostClient::counts()
{
    Result<ServerCounts> quick = quickCounts();
    if (!quick)
        return quick;
    ServerCounts &counts = *quick;
    const Result<QMap<QString, qint64>> extra = analytics(QStringLiteral("extra_counts"));
    if (!extra)
        return extra.error();
    counts.postsWithFiles = valueOf(*extra, QStringLiteral("file_post_count"));
    return counts;
}

Result<std::optional<qint64>> MattermostClient::peopleCount()
{
    const Result<QJsonObject> users =
        asObject(get(QStringLiteral("/users/stats/filtered"), QUrlQuery()));
    if (!users && !isUntold(users.error()))
        return users.error();
    return numberIn(users, QLatin1String("total_users_count"));
}

Result<std::optional<qint64>> MattermostClient::accountCount()
{
    QUrlQuery all = query(QStringLiteral("include_deleted"), QStringLiteral("true"));
    all.addQueryItem(QStringLiteral("include_bots"), QStringLiteral("true"));
    const Result<QJsonObject> users = asObject(get(QStringLiteral("/users/stats/filtered"), all));
    if (!users && !isUntold(users.error()))
        return users.error();
    return numberIn(users, QLatin1String("total_users_count"));
}

Result<User> MattermostClient::userByUsername(const QString &username)
{
    const Result<QJsonObject> object = asObject(get(QStringLiteral("/users/username/") + username));
    if (!object)
        return object.error();
    return apijson::user(*object);
}

Result<User> MattermostClient::userByEmail(const QString &email)
{
    const Result<QJsonObject> object = asObject(get(QStringLiteral("/users/email/") + email));
    if (!object)
        return object.error();
    return apijson::user(*object);
}

Result<Team> MattermostClient::teamByName(const QString &name)
{
    const Result<QJsonObject> object = asObject(get(QStringLiteral("/teams/name/") + name));
    if (!object)
        return object.error();
    Result<Team> team = apijson::team(*object);
    if (team)
        team->name = name;
    return team;
}

Result<qint64> MattermostClient::teamMemberCount(const QString &teamId)
{
    const Result<QJsonObject> object = asObject(get(QStringLiteral("/teams/%1/stats").arg(teamId)));
    if (!object && !isUntold(object.error()))
        return object.error();
    return numberIn(object, QLatin1String("total_member_count")).value_or(0);
}

Result<Channel> MattermostClient::channelByName(const QString &teamId, const QString &name,
                                                bool alsoArchived)
{
    QUrlQuery asked;
    if (alsoArchived)
        asked = query(QStringLiteral("include_deleted"), QStringLiteral("true"));
    const Result<QJsonObject> object =
        asObject(get(QStringLiteral("/teams/%1/channels/name/%2").arg(teamId, name), asked));
    if (!object)
        return object.error();
    Result<Channel> channel = apijson::channel(*object);
    if (channel)
        channel->name = name;
    return channel;
}

Result<void> MattermostClient::addTeamMember(const QString &teamId, const QString &userId)
{
    const QJsonObject body{{QStringLiteral("team_id"), teamId},
                           {QStringLiteral("user_id"), userId}};
    const Result<HttpAnswer> answer =
        post(QStringLiteral("/teams/%1/members").arg(teamId), body, true);
    if (!answer)
        return answer.error();
    return {};
}

Result<void> MattermostClient::addChannelMember(const QString &channelId, const QString &userId)
{
    const QJsonObject body{{QStringLiteral("user_id"), userId}};
    const Result<HttpAnswer> answer =
        post(QStringLiteral("/channels/%1/members").arg(channelId), body, true);
    if (!answer)
        return answer.error();
    return {};
}

Result<void> MattermostClient::setTeamAdministrator(const QString &teamId, const QString &userId,
                                                    bool administrator)
{
    const QJsonObject body{{QStringLiteral("scheme_user"), true},
                           {QStringLiteral("scheme_admin"), administrator}};
    const Result<HttpAnswer> answer =
        put(QStringLiteral("/teams/%1/members/%2/schemeRoles").arg(teamId, userId), body);
    if (!answer)
        return answer.error();
    return {};
}

Result<void> MattermostClient::setChannelAdministrator(const QString &channelId,
                                                       const QString &userId, bool administrator)
{
    const QJsonObject body{{QStringLiteral("scheme_user"), true},
                           {QStringLiteral("scheme_admin"), administrator}};
    const Result<HttpAnswer> answer =
        put(QStringLiteral("/channels/%1/members/%2/schemeRoles").arg(channelId, userId), body);
    if (!answer)
        return answer.error();
    return {};
}

} // namespace mmigrate
