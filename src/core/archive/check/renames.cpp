// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/checkvalues.h"
#include "core/archive/check/linefields.h"
#include "core/archive/check/linerepair.h"

namespace mmigrate {

namespace {

constexpr qsizetype longestName = 64;

/// Only what servers take: small letters, digits and what \a others names; '-' for the rest.
QByteArray cleaned(const QByteArray &name, QByteArrayView others)
{
    QByteArray clean = name.toLower();
    for (char &c : clean) {
        const bool isFine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.contains(c);
        if (!isFine)
            c = '-';
    }
    clean.truncate(longestName - 4); // room for a number
    while (clean.endsWith('-') || clean.endsWith('_'))
        clean.chop(1);
    while (clean.startsWith('-') || clean.startsWith('_'))
        clean.remove(0, 1);
    return clean;
}

} // namespace

QByteArray LineRepair::freeName(const QByteArray &wanted, const QSet<QByteArray> &taken) const
{
    QByteArray name = wanted;
    for (int number = 2; taken.contains(name) || m_newNames.contains(name); ++number)
        name = wanted + '-' + QByteArray::number(number);
    return name;
}

/// Here, and in whatever refers to \a key later.
void LineRepair::rename(const LineChecker::Found &found, QHash<QByteArray, QByteArray> &renames,
                        const QByteArray &key, const QByteArray &name)
{
    renames.insert(key, name);
    note(found, "rename", false);
    m_edit.replace(found.node, JsonEdit::quoted(name));
}

void LineRepair::renamePerson(const LineChecker::Found &found)
{
    const QByteArray old = found.node.utf8();
    QByteArray wanted = cleaned(old, ".-_");
    if (!checks::isUsername(wanted))
        wanted = "person-" + wanted;
    const QByteArray name = freeName(wanted, m_context.users);
    m_newNames.insert(name);
    rename(found, m_people, old, name);
}

void LineRepair::renameTeam(const LineChecker::Found &found)
{
    const QByteArray old = found.node.utf8();
    QByteArray wanted = cleaned(old, "-");
    if (!checks::isTeamName(wanted) || checks::isReservedTeamName(wanted))
        wanted = cleaned("team-" + wanted, "-");
    const QByteArray name = freeName(wanted, m_context.teams);
    m_newNames.insert(name);
    rename(found, m_teams, old, name);
}

void LineRepair::renameChannel(const LineChecker::Found &found)
{
    const QByteArray old = found.node.utf8();
    const QByteArray oldTeam = object().member("team").utf8();
    const QByteArray team = m_teams.value(oldTeam, oldTeam).toLower();
    QByteArray wanted = cleaned(old, "-_");
    if (!checks::isChannelName(wanted, true))
        wanted = cleaned("channel-" + wanted, "-_");
    const QByteArray name = freeName(wanted, m_context.channels.value(team));
    rename(found, m_channels, team + '/' + old, name);
}

void LineRepair::followRename(const LineChecker::Found &found)
{
    const Rename rename = renameFor(found);
    m_edit.replace(rename.node, JsonEdit::quoted(rename.name));
}

LineRepair::Rename LineRepair::renameFor(const LineChecker::Found &found) const
{
    const JsonNode node = found.node;
    const auto looked = [](JsonNode name, const QHash<QByteArray, QByteArray> &renames,
                           const QByteArray &key) {
        const auto known = renames.constFind(key);
        return known == renames.constEnd() ? Rename() : Rename{name, *known};
    };
    switch (found.rule) {
    case CheckRule::PostUserUnknown:
    case CheckRule::ReplyUserUnknown:
    case CheckRule::DirectPostUserUnknown:
    case CheckRule::DirectPostMemberUnknown:
    case CheckRule::FlaggerUnknown:
    case CheckRule::DirectFavorite:
    case CheckRule::DirectPostFlagger:
    case CheckRule::BotOwner:
        return looked(node, m_people, node.utf8());
    case CheckRule::ReactionUserUnknown:
    case CheckRule::FollowerUnknown:
        return looked(node.member("user"), m_people, node.member("user").utf8());
    case CheckRule::DirectMemberUnknown: {
        const JsonNode name = node.isObject() ? node.member("username") : node;
        return looked(name, m_people, name.utf8());
    }
    case CheckRule::ChannelTeamUnknown:
    case CheckRule::PostTeamUnknown:
        return looked(node, m_teams, node.utf8());
    case CheckRule::MemberTeamUnknown:
        return looked(node.member("name"), m_teams, node.member("name").utf8());
    case CheckRule::PostChannelUnknown:
        return looked(node, m_channels,
                      object().member("team").utf8().toLower() + '/' + node.utf8());
    case CheckRule::MemberChannelUnknown:
        return looked(node.member("name"), m_channels,
                      teamOf(node).member("name").utf8().toLower() + '/'
                          + node.member("name").utf8());
    default:
        return {};
    }
}

/// The membership of a team that one of a channel stands in.
JsonNode LineRepair::teamOf(JsonNode channel) const
{
    const JsonNode teams = object().member("teams");
    for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
        if (team.index() < channel.index() && channel.index() < team.endIndex())
            return team;
    }
    return {};
}

} // namespace mmigrate
