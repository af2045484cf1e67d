// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/importer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace mmigrate::practice {

namespace {

QString textOf(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

bool has(const QJsonObject &object, const char *name)
{
    const QJsonValue value = object.value(QLatin1String(name));
    return !value.isUndefined() && !value.isNull();
}

/// Unicode characters, not UTF-16 units.
qsizetype chars(const QString &text)
{
    return text.toUcs4().size();
}

bool matches(const QString &text, const char *pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(QLatin1String(pattern)))
        .match(text)
        .hasMatch();
}

ImportResult missing(const char *what, const char *name)
{
    return importError(qPrintable(QStringLiteral("Missing required %1 property: %2.")
                                      .arg(QLatin1String(what), QLatin1String(name))));
}

/// nullopt when all of these are there.
ImportResult need(const QJsonObject &object, const char *what,
                  std::initializer_list<std::pair<const char *, const char *>> names)
{
    for (const auto &[name, spoken] : names) {
        if (!has(object, name))
            return missing(what, spoken);
    }
    return std::nullopt;
}

ImportResult checkReaction(const QJsonObject &reaction, qint64 postAt)
{
    if (ImportResult wrong =
            need(reaction, "Reaction",
                 {{"user", "User"}, {"emoji_name", "EmojiName"}, {"create_at", "create_at"}}))
        return wrong;
    if (textOf(reaction, "emoji_name").size() > 64)
        return importError(
            "Reaction EmojiName property is longer than the maximum permitted length.");
    if (reaction.value(QLatin1String("create_at")).toInteger() < postAt)
        return importError(
            "Reaction CreateAt property must be greater than the parent post CreateAt.");
    return std::nullopt;
}

ImportResult checkReply(const QJsonObject &reply, qint64 postAt, const Personality &personality,
                        int maxPostChars)
{
    if (ImportResult wrong = need(
            reply, "Reply", {{"user", "User"}, {"message", "Message"}, {"create_at", "create_at"}}))
        return wrong;
    if (chars(textOf(reply, "message")) > maxPostChars)
        return importError("Reply Message property is longer than the maximum permitted length.");
    const qint64 at = reply.value(QLatin1String("create_at")).toInteger();
    if (at == 0)
        return importError("Reply CreateAt property must not be zero.");
    if (at < postAt && !personality.movesEarlyReplies)
        return importError(
            "Reply CreateAt property must be greater than the parent post CreateAt.");
    return std::nullopt;
}

/// What channel and direct posts have in common.
ImportResult checkContent(const QJsonObject &post, const Personality &personality, int maxPostChars)
{
    if (chars(textOf(post, "message")) > maxPostChars)
        return importError("Post Message property is longer than the maximum permitted length.");
    const qint64 at = post.value(QLatin1String("create_at")).toInteger();
    if (at == 0)
        return importError("Post CreateAt property must not be zero.");
    const QByteArray props =
        QJsonDocument(post.value(QLatin1String("props")).toObject()).toJson(QJsonDocument::Compact);
    if (chars(QString::fromUtf8(props)) > personality.maxPropsChars)
        return importError("Post Props are longer than the maximum permitted length.");
    const QJsonArray reactions = post.value(QLatin1String("reactions")).toArray();
    for (const QJsonValue &reaction : reactions) {
        if (ImportResult wrong = checkReaction(reaction.toObject(), at))
            return wrong;
    }
    const QJsonArray replies = post.value(QLatin1String("replies")).toArray();
    for (const QJsonValue &reply : replies) {
        if (ImportResult wrong = checkReply(reply.toObject(), at, personality, maxPostChars))
            return wrong;
    }
    return std::nullopt;
}

} // namespace

ImportResult checkTeam(const QJsonObject &team, const Personality &personality)
{
    if (ImportResult wrong = need(team, "team", {{"name", "name"}}))
        return wrong;
    const QString name = textOf(team, "name");
    if (name.size() > 64)
        return importError("Team name is too long.");
    const auto &reserved = personality.reservedTeamNames;
    if (std::any_of(reserved.begin(), reserved.end(),
                    [&name](const QString &word) { return name.startsWith(word); }))
        return importError("Team name contains reserved words.");
    if (!matches(name, "[a-z0-9][a-z0-9-]*[a-z0-9]"))
        return importError("Team name contains invalid characters.");
    if (ImportResult wrong = need(team, "team", {{"display_name", "display_name"}}))
        return wrong;
    const qsizetype length = chars(textOf(team, "display_name"));
    if (length < 1 || length > 64)
        return importError("Team display_name is not within permitted length constraints.");
    if (ImportResult wrong = need(team, "team", {{"type", "type"}}))
        return wrong;
    if (!matches(textOf(team, "type"), "[OI]"))
        return importError("Team type is not valid.");
    if (chars(textOf(team, "description")) > 255)
        return importError("Team description is too long.");
    return std::nullopt;
}

ImportResult checkChannel(const QJsonObject &channel, const Personality &personality)
{
    if (ImportResult wrong = need(channel, "channel", {{"team", "team"}, {"name", "name"}}))
        return wrong;
    const bool newer = personality.kind == PracticePersonality::V11;
    const char *pattern = newer ? "[a-z0-9][a-z0-9_-]*" : "[a-z0-9][a-z0-9_-]*[a-z0-9]";
    const QString name = textOf(channel, "name");
    if (name.size() > 64 || !matches(name, pattern))
        return importError("Channel name contains invalid characters.");
    const QString display = textOf(channel, "display_name");
    if (chars(display) > 64 || (personality.emptyChannelDisplayNameIsError && display.isEmpty()))
        return importError("Channel display_name is not within permitted length constraints.");
    if (ImportResult wrong = need(channel, "channel", {{"type", "type"}}))
        return wrong;
    if (!matches(textOf(channel, "type"), "[OP]"))
        return importError("Channel type is invalid.");
    if (chars(textOf(channel, "header")) > 1024)
        return importError("Channel header is too long.");
    if (chars(textOf(channel, "purpose")) > 250)
        return importError("Channel purpose is too long.");
    return std::nullopt;
}

ImportResult checkUser(const QJsonObject &user)
{
    static const QStringList taken{QStringLiteral("all"), QStringLiteral("channel"),
                                   QStringLiteral("matterbot"), QStringLiteral("system")};
    if (!has(user, "username"))
        return importError("Missing require user property: username.");
    const QString name = textOf(user, "username");
    if (!matches(name, "[a-z0-9.\\-_]{1,64}") || taken.contains(name))
        return importError("Username is not valid.");
    if (ImportResult wrong = need(user, "user", {{"email", "email"}}))
        return wrong;
    const qsizetype email = textOf(user, "email").size();
    if (email < 1 || email > 128)
        return importError("User email has an invalid length.");
    const bool service = !textOf(user, "auth_service").isEmpty();
    const bool data = !textOf(user, "auth_data").isEmpty();
    if (service != data)
        return importError("User AuthService and AuthData are mutually inclusive.");
    if (data && has(user, "password"))
        return importError("User AuthData and Password are mutually exclusive.");
    if (has(user, "password")
        && (textOf(user, "password").isEmpty() || textOf(user, "password").size() > 72))
        return importError("User Password has an invalid length.");
    if (chars(textOf(user, "nickname")) > 64)
        return importError("User nickname is too long.");
    if (chars(textOf(user, "first_name")) > 64)
        return importError("User First Name is too long.");
    if (chars(textOf(user, "last_name")) > 64)
        return importError("User Last Name is too long.");
    if (chars(textOf(user, "position")) > 128)
        return importError("User Position is too long.");
    const QString roles = textOf(user, "roles");
    if (!matches(roles, "[a-z0-9_ ]*") || roles == QLatin1String("system_admin"))
        return importError("User roles are not valid.");
    return std::nullopt;
}

ImportResult checkPost(const QJsonObject &post, const Personality &personality, int maxPostChars)
{
    if (ImportResult wrong = need(post, "Post",
                                  {{"team", "Team"},
                                   {"channel", "Channel"},
                                   {"user", "User"},
                                   {"message", "Message"},
                                   {"create_at", "CreateAt"}}))
        return wrong;
    return checkContent(post, personality, maxPostChars);
}

ImportResult checkDirectPost(const QJsonObject &post, const Personality &personality,
                             int maxPostChars)
{
    if (ImportResult wrong = need(post, "direct post", {{"channel_members", "channel_members"}}))
        return wrong;
    const qsizetype members = post.value(QLatin1String("channel_members")).toArray().size();
    if (members < 2)
        return importError("Direct post channel members list contains too few items");
    if (members > 8)
        return importError("Direct post channel members list contains too many items");
    if (ImportResult wrong =
            need(post, "direct post",
                 {{"user", "user"}, {"message", "message"}, {"create_at", "create_at"}}))
        return wrong;
    return checkContent(post, personality, maxPostChars);
}

ImportResult checkEmoji(const QJsonObject &emoji)
{
    if (ImportResult wrong = need(emoji, "emoji", {{"name", "name"}, {"image", "image"}}))
        return wrong;
    if (!matches(textOf(emoji, "name"), "[a-zA-Z0-9+_-]{1,64}"))
        return importError("Name must be 1 to 64 lowercase alphanumeric characters.");
    return std::nullopt;
}

bool isBuiltInEmoji(const QString &name)
{
    static const QStringList some =
        QStringLiteral(
            "smile grinning heart tada rocket eyes +1 -1 thumbsup clap fire joy wave pray ok_hand "
            "white_check_mark x 100 coffee beer pizza bug sparkles warning heart_eyes thinking")
            .split(QLatin1Char(' '));
    return some.contains(name);
}

} // namespace mmigrate::practice
