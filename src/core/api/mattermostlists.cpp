// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0
//
// MattermostClient: many people, channels and emoji at once, limits, the clock.

#include "core/api/apijson.h"
#include "core/api/mattermostclient.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>

namespace mmigrate {

namespace {

const QString api = QStringLiteral("/api/v4");

QUrlQuery pageQuery(int page)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("page"), QString::number(page));
    query.addQueryItem(QStringLiteral("per_page"), QString::number(MattermostClient::mostPerPage));
    return query;
}

QString pathOf(ChannelList which)
{
    switch (which) {
    case ChannelList::Public:
        return {};
    case ChannelList::Private:
        return QStringLiteral("/private");
    case ChannelList::Archived:
        return QStringLiteral("/deleted");
    }
    Q_UNREACHABLE();
}

/// For the requests that take a list of names or ids: a JSON array as the body.
HttpCall listCall(const QString &path, const QStringList &names)
{
    HttpCall call;
    call.method = "POST";
    call.path = api + path;
    call.body = QJsonDocument(QJsonArray::fromStringList(names)).toJson(QJsonDocument::Compact);
    return call;
}

/// "Sun, 22 Nov 2026 22:43:09 GMT", whatever the language of this computer.
QDateTime httpDate(const QByteArray &header)
{
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(header.left(64)),
                                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    date.setTimeSpec(Qt::UTC);
    return date;
}

} // namespace

Result<QList<User>> MattermostClient::usersByNames(const QStringList &usernames)
{
    const Result<HttpAnswer> answer =
        m_session.send(listCall(QStringLiteral("/users/usernames"), usernames));
    if (!answer)
        return answer.error();
    return apijson::listOf<User>(answer->body, apijson::user);
}

Result<QMap<QString, qint64>> MattermostClient::lastActivity(const QStringList &userIds)
{
    const Result<HttpAnswer> answer =
        m_session.send(listCall(QStringLiteral("/users/status/ids"), userIds));
    if (!answer)
        return answer.error();
    const Result<QList<UserStatus>> list =
        apijson::listOf<UserStatus>(answer->body, apijson::userStatus);
    if (!list)
        return list.error();
    QMap<QString, qint64> activity;
    for (const UserStatus &status : *list)
        activity.insert(status.userId, status.lastActivityAt);
    return activity;
}

Result<QStringList> MattermostClient::permissionsOf(const QString &role)
{
    const Result<HttpAnswer> answer =
        m_session.send(listCall(QStringLiteral("/roles/names"), {role}));
    if (!answer)
        return answer.error();
    const Result<QList<QStringList>> roles =
        apijson::listOf<QStringList>(answer->body, apijson::permissions);
    if (!roles)
        return roles.error();
    return roles->value(0);
}

Result<QList<User>> MattermostClient::usersOfTeam(const QString &teamId, int page)
{
    QUrlQuery query = pageQuery(page);
    query.addQueryItem(QStringLiteral("in_team"), teamId);
    const Result<HttpAnswer> answer = get(QStringLiteral("/users"), query);
    if (!answer)
        return answer.error();
    return apijson::listOf<User>(answer->body, apijson::user);
}

Result<QList<User>> MattermostClient::users(int page)
{
    const Result<HttpAnswer> answer = get(QStringLiteral("/users"), pageQuery(page));
    if (!answer)
        return answer.error();
    return apijson::listOf<User>(answer->body, apijson::user);
}

Result<QList<Channel>> MattermostClient::channels(const QString &teamId, ChannelList which,
                                                  int page)
{
    const Result<HttpAnswer> answer =
        get(QStringLiteral("/teams/%1/channels").arg(teamId) + pathOf(which), pageQuery(page));
    if (!answer)
        return answer.error();
    return apijson::listOf<Channel>(answer->body, apijson::channel);
}

Result<QStringList> MattermostClient::namesIn(const QString &path, int page)
{
    const Result<HttpAnswer> answer = get(path, pageQuery(page));
    if (!answer)
        return answer.error();
    const Result<QList<QString>> names = apijson::listOf<QString>(answer->body, apijson::ownName);
    if (!names)
        return names.error();
    return QStringList(*names);
}

Result<QStringList> MattermostClient::emojiNames(int page)
{
    return namesIn(QStringLiteral("/emoji"), page);
}

Result<QStringList> MattermostClient::schemeNames(int page)
{
    return namesIn(QStringLiteral("/schemes"), page);
}

Result<ServerLimits> MattermostClient::serverLimits()
{
    const Result<HttpAnswer> answer = get(QStringLiteral("/limits/server"));
    if (!answer)
        return answer.error();
    const Result<QJsonObject> object = apijson::object(answer->body);
    if (!object)
        return object.error();
    return apijson::serverLimits(*object);
}

Result<std::optional<qint64>> MattermostClient::clockDifferenceMs()
{
    HttpCall call;
    call.path = api + QStringLiteral("/system/ping");
    call.authorized = false;
    const qint64 asked = QDateTime::currentMSecsSinceEpoch();
    const Result<HttpAnswer> answer = m_session.send(call);
    if (!answer)
        return answer.error();
    const qint64 answered = QDateTime::currentMSecsSinceEpoch();
    const QDateTime date = httpDate(answer->header("Date"));
    if (!date.isValid())
        return std::optional<qint64>();
    // The header has whole seconds: in the middle of one is the best guess.
    const qint64 middle = asked + (answered - asked) / 2;
    return std::optional<qint64>(date.toMSecsSinceEpoch() + 500 - middle);
}

} // namespace mmigrate
