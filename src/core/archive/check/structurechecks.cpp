// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivereader.h"
#include "core/archive/check/checkvalues.h"
#include "core/archive/check/linechecker_p.h"

namespace mmigrate {

namespace {

constexpr qint64 mostEmojiBytes = 512 * 1024;

} // namespace

void LineChecker::checkVersion(JsonNode root)
{
    if (m_type != LineType::Version || root.member("version").isNothing())
        found(CheckRule::VersionLine, root);
    else if (root.member("version").integer() != 1)
        found(CheckRule::VersionNumber, root.member("version"));
    const JsonNode info = root.member("info");
    if (!info.isNothing() && !info.isObject())
        found(CheckRule::FieldType, info);
}

void LineChecker::checkScheme(JsonNode scheme)
{
    enum {
        Name,
        DisplayName,
        Description,
        Scope,
        TeamAdmin,
        TeamUser,
        ChannelAdmin,
        ChannelUser,
        TeamGuest,
        ChannelGuest
    };
    static constexpr std::array<FieldSpec, 10> specs{{
        {"name", FieldKind::Text},
        {"display_name", FieldKind::Text},
        {"description", FieldKind::Text},
        {"scope", FieldKind::Text},
        {"default_team_admin_role", FieldKind::Object},
        {"default_team_user_role", FieldKind::Object},
        {"default_channel_admin_role", FieldKind::Object},
        {"default_channel_user_role", FieldKind::Object},
        {"default_team_guest_role", FieldKind::Object},
        {"default_channel_guest_role", FieldKind::Object},
    }};
    const auto fields = fieldsOf(scheme, specs);
    isThere(CheckRule::SchemeScopeMissing, fields[Scope], scheme);
    oneOf(CheckRule::SchemeScope, fields[Scope], {"team", "channel"});
    const bool isOfTeams = textOf(fields[Scope]) == "team";
    const bool hasChannelRoles = fields[ChannelAdmin].isValid() && fields[ChannelUser].isValid();
    const bool hasTeamRole = fields[TeamAdmin].isValid() || fields[TeamUser].isValid();
    const bool hasTeamRoles = fields[TeamAdmin].isValid() && fields[TeamUser].isValid();
    if (fields[Scope].isValid() && (!hasChannelRoles || (isOfTeams ? !hasTeamRoles : hasTeamRole)))
        found(CheckRule::SchemeRoles, scheme);
    const QByteArray name = textOf(fields[Name]);
    if (!checks::isSchemeName(name))
        found(CheckRule::SchemeName, fields[Name].isValid() ? fields[Name] : scheme);
    else if (m_schemes.contains(name))
        found(CheckRule::SchemeRepeated, fields[Name]);
    const qsizetype nameBytes = textOf(fields[DisplayName]).size();
    if (nameBytes == 0 || nameBytes > 128)
        found(CheckRule::SchemeDisplayName,
              fields[DisplayName].isValid() ? fields[DisplayName] : scheme);
    atMostBytes(CheckRule::SchemeDescription, fields[Description], 1024);
    for (size_t role = TeamAdmin; role <= ChannelGuest; ++role) {
        if (fields[role].isValid())
            checkRole(fields[role]);
    }
}

void LineChecker::checkRole(JsonNode role)
{
    enum { Name, DisplayName, Description, Permissions };
    static constexpr std::array<FieldSpec, 4> specs{{
        {"name", FieldKind::Text},
        {"display_name", FieldKind::Text},
        {"description", FieldKind::Text},
        {"permissions", FieldKind::Texts},
    }};
    const auto fields = fieldsOf(role, specs);
    const QByteArray name = textOf(fields[Name]);
    if (!checks::isRoleName(name))
        found(CheckRule::RoleName, fields[Name].isValid() ? fields[Name] : role);
    else if (m_type == LineType::Role && m_roles.contains(name))
        found(CheckRule::RoleRepeated, fields[Name]);
    const qsizetype nameBytes = textOf(fields[DisplayName]).size();
    if (nameBytes == 0 || nameBytes > 128)
        found(CheckRule::RoleDisplayName,
              fields[DisplayName].isValid() ? fields[DisplayName] : role);
    atMostBytes(CheckRule::RoleDescription, fields[Description], 1024);
    if (m_context.permissions.isEmpty())
        return;
    for (JsonNode permission = fields[Permissions].firstChild(); permission.isValid();
         permission = permission.nextSibling()) {
        if (!m_context.permissions.contains(textOf(permission)))
            found(CheckRule::RolePermission, permission);
    }
}

void LineChecker::checkSchemeName(JsonNode scheme, CheckRule malformed, CheckRule unknown)
{
    if (!scheme.isValid())
        return;
    const QByteArray name = textOf(scheme);
    if (!checks::isSchemeName(name))
        found(malformed, scheme);
    else if (!m_schemes.contains(name) && !m_context.schemes.contains(name))
        found(unknown, scheme);
}

void LineChecker::checkTeam(JsonNode team)
{
    enum { Name, DisplayName, Type, Description, AllowOpenInvite, Scheme };
    static constexpr std::array<FieldSpec, 6> specs{{
        {"name", FieldKind::Text},
        {"display_name", FieldKind::Text},
        {"type", FieldKind::Text},
        {"description", FieldKind::Text},
        {"allow_open_invite", FieldKind::Flag},
        {"scheme", FieldKind::Text},
    }};
    const auto fields = fieldsOf(team, specs);
    const QByteArray name = textOf(fields[Name]);
    const QByteArray lower = name.toLower();
    if (!fields[Name].isValid())
        found(CheckRule::TeamNameMissing, team);
    else if (name.size() > 64)
        found(CheckRule::TeamNameLength, fields[Name]);
    else if (checks::isReservedTeamName(name))
        found(CheckRule::TeamNameReserved, fields[Name]);
    else if (!checks::isTeamName(m_traits.lowersNames ? lower : name))
        found(CheckRule::TeamNameCharacters, fields[Name]);
    else if (m_channels.contains(lower))
        found(CheckRule::TeamRepeated, fields[Name]);
    if (!fields[DisplayName].isValid())
        found(CheckRule::TeamDisplayNameMissing, team);
    else if (textOf(fields[DisplayName]).isEmpty())
        found(CheckRule::TeamDisplayNameLength, fields[DisplayName]);
    atMostCharacters(CheckRule::TeamDisplayNameLength, fields[DisplayName], 64);
    isThere(CheckRule::TeamTypeMissing, fields[Type], team);
    oneOf(CheckRule::TeamType, fields[Type], {"O", "I"});
    atMostBytes(CheckRule::TeamDescription, fields[Description], 255);
    checkSchemeName(fields[Scheme], CheckRule::TeamSchemeName, CheckRule::TeamSchemeUnknown);
}

void LineChecker::checkChannel(JsonNode channel)
{
    enum { Team, Name, DisplayName, Type, Header, Purpose, Scheme, DeletedAt };
    static constexpr std::array<FieldSpec, 8> specs{{
        {"team", FieldKind::Text},
        {"name", FieldKind::Text},
        {"display_name", FieldKind::Text},
        {"type", FieldKind::Text},
        {"header", FieldKind::Text},
        {"purpose", FieldKind::Text},
        {"scheme", FieldKind::Text},
        {"deleted_at", FieldKind::Whole},
    }};
    const auto fields = fieldsOf(channel, specs);
    const QByteArray team = textOf(fields[Team]).toLower();
    if (!fields[Team].isValid())
        found(CheckRule::ChannelTeamMissing, channel);
    else if (!isKnownTeam(team))
        found(CheckRule::ChannelTeamUnknown, fields[Team]);
    const QByteArray name = textOf(fields[Name]);
    const QByteArray lower = name.toLower();
    const QByteArray &looked = m_traits.lowersNames ? lower : name;
    const bool isShort = m_traits.takesShortNames && looked.size() == 1
                         && checks::isChannelName(QByteArray(looked + looked), true);
    if (!fields[Name].isValid())
        found(CheckRule::ChannelNameMissing, channel);
    else if (name.size() > 64)
        found(CheckRule::ChannelNameLength, fields[Name]);
    else if (!isShort && !checks::isChannelName(looked, m_traits.isStrictAboutNames))
        found(CheckRule::ChannelNameCharacters, fields[Name]);
    else if (m_channels.value(team).contains(lower))
        found(CheckRule::ChannelRepeated, fields[Name]);
    if (m_traits.wantsChannelDisplayName && textOf(fields[DisplayName]).isEmpty())
        found(CheckRule::ChannelDisplayNameMissing,
              fields[DisplayName].isValid() ? fields[DisplayName] : channel);
    atMostCharacters(CheckRule::ChannelDisplayNameLength, fields[DisplayName], 64);
    isThere(CheckRule::ChannelTypeMissing, fields[Type], channel);
    oneOf(CheckRule::ChannelType, fields[Type], {"O", "P"});
    atMostCharacters(CheckRule::ChannelHeader, fields[Header], 1024);
    atMostCharacters(CheckRule::ChannelPurpose, fields[Purpose], 250);
    checkSchemeName(fields[Scheme], CheckRule::ChannelSchemeName, CheckRule::ChannelSchemeUnknown);
}

void LineChecker::checkEmoji(JsonNode emoji)
{
    enum { Name, Image };
    static constexpr std::array<FieldSpec, 2> specs{{
        {"name", FieldKind::Text},
        {"image", FieldKind::Text},
    }};
    const auto fields = fieldsOf(emoji, specs);
    const QByteArray name = textOf(fields[Name]);
    if (name.isEmpty())
        found(CheckRule::EmojiNameMissing, emoji);
    else if (!checks::isEmojiName(name))
        found(CheckRule::EmojiName, fields[Name]);
    else if (m_emoji.contains(name))
        found(CheckRule::EmojiRepeated, fields[Name]);
    const QByteArray image = textOf(fields[Image]);
    if (image.isEmpty()) {
        found(CheckRule::EmojiImageMissing, emoji);
        return;
    }
    const qint64 index = fileOf(image);
    if (m_traits.checksPaths && checks::leadsOutside(image))
        found(CheckRule::PathOutside, fields[Image]);
    else if (index < 0 || !m_traits.takesAllFiles)
        found(CheckRule::EmojiImage, fields[Image]); // before 6.0 the archive is not looked into
    else if (m_traits.limitsEmojiSize && m_archive.entry(index).size > mostEmojiBytes)
        found(CheckRule::EmojiImageSize, fields[Image]);
}

} // namespace mmigrate
