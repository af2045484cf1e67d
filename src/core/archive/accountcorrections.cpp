// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/linecorrector.h"

namespace mmigrate {

bool LineCorrector::isOperator(JsonNode account) const
{
    const QString username = account.member("username").string();
    return !m_context.operatorUsername.isEmpty()
           && m_context.operatorUsername.compare(username, Qt::CaseInsensitive) == 0;
}

bool LineCorrector::correctUser(JsonNode user)
{
    if (isOperator(user)) {
        rememberMemberships(user);
        m_fates.strip(m_archive.findFile(user.member("profile_image").string()));
        return drop(CorrectionRule::OperatorAccount,
                    QStringLiteral("user ") + m_memberships.username);
    }
    correctProfileImage(user, QStringLiteral("user"));
    correctMemberships(user);
    return true;
}

void LineCorrector::rememberMemberships(JsonNode user)
{
    m_memberships.username = user.member("username").string();
    const JsonNode teams = user.member("teams");
    for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
        const JsonNode name = team.member("name");
        if (!name.isString() || !isKnownTeam(name.utf8()))
            continue;
        OperatorMemberships::Team memberships{name.string(), team.member("roles").string(), {}};
        const JsonNode channels = team.member("channels");
        for (JsonNode channel = channels.firstChild(); channel.isValid();
             channel = channel.nextSibling()) {
            if (channel.member("name").isString()) {
                memberships.channels.append({channel.member("name").string(),
                                             channel.member("roles").string(),
                                             channel.member("favorite").isTrue()});
            }
        }
        m_memberships.teams.append(memberships);
    }
}

void LineCorrector::correctProfileImage(JsonNode account, const QString &where)
{
    const JsonNode image = account.member("profile_image");
    if (image.isNothing())
        return;
    const qint64 index = m_archive.findFile(image.string());
    const bool missing = index < 0;
    if (!missing && m_traits.takesProfilePictures) {
        keepFile(index, image.string());
        return;
    }
    m_fates.strip(index);
    m_edit.removeMember(account, "profile_image");
    note(missing ? CorrectionRule::MissingImage : CorrectionRule::ProfilePicture,
         QStringLiteral("remove ") + where + QStringLiteral(".profile_image of ")
             + account.member("username").string(),
         !missing);
}

void LineCorrector::correctMemberships(JsonNode user)
{
    const JsonNode teams = user.member("teams");
    for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
        const JsonNode name = team.member("name");
        if (!name.isString() || isKnownTeam(name.utf8()))
            continue;
        m_edit.remove(team);
        note(CorrectionRule::ArchivedTeam,
             QStringLiteral("remove membership of ") + user.member("username").string()
                 + QStringLiteral(" in ") + name.string(),
             true);
    }
}

bool LineCorrector::correctBot(JsonNode bot)
{
    if (isOperator(bot)) {
        m_memberships.username = bot.member("username").string();
        m_fates.strip(m_archive.findFile(bot.member("profile_image").string()));
        return drop(CorrectionRule::OperatorAccount,
                    QStringLiteral("bot ") + m_memberships.username);
    }
    correctProfileImage(bot, QStringLiteral("bot"));
    if (m_traits.knowsBots)
        return true;
    m_rewritten = botAsUser(bot);
    note(CorrectionRule::BotAsUser, QStringLiteral("bot ") + bot.member("username").string());
    return true;
}

// The form that servers before 10.3 gave their own bots, so that the posts find their author.
QByteArray LineCorrector::botAsUser(JsonNode bot) const
{
    const QByteArray username = bot.member("username").utf8();
    const JsonNode image = bot.member("profile_image");
    const bool hasPicture =
        m_traits.takesProfilePictures && m_archive.findFile(image.string()) >= 0;
    const QByteArray picture =
        hasPicture ? QByteArray(",\"profile_image\":" + image.raw().toByteArray()) : QByteArray();
    const qint64 deletedAt = bot.member("delete_at").integer().value_or(0);
    return "{\"type\":\"user\",\"user\":{\"username\":" + JsonEdit::quoted(username)
           + ",\"email\":" + JsonEdit::quoted(username + "@localhost")
           + ",\"auth_service\":null,\"nickname\":\"\",\"first_name\":"
           + JsonEdit::quoted(bot.member("display_name").utf8())
           + ",\"last_name\":\"\",\"position\":\"\",\"roles\":\"system_user\",\"locale\":\"en\","
             "\"delete_at\":"
           + QByteArray::number(deletedAt) + ",\"teams\":null" + picture + "}}";
}

} // namespace mmigrate
