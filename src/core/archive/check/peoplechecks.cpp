// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivereader.h"
#include "core/archive/check/checkvalues.h"
#include "core/archive/check/linechecker_p.h"

namespace mmigrate {

namespace {

constexpr qint64 mostNameCharacters = 64;

enum UserField {
    Username,
    Email,
    AuthService,
    AuthData,
    Nickname,
    FirstName,
    LastName,
    Position,
    Roles,
    Locale,
    DeleteAt,
    Teams,
    Theme,
    MilitaryTime,
    LinkPreviews,
    MessageDisplay,
    Consecutive,
    Colorize,
    DisplayMode,
    TutorialStep,
    Interval,
    Markdown,
    Formatting,
    UnreadSection,
    NotifyProps,
    Picture,
    Password,
    CustomStatus
};

constexpr std::array<FieldSpec, 28> userSpecs{{
    {"username", FieldKind::Text},
    {"email", FieldKind::Text},
    {"auth_service", FieldKind::Text},
    {"auth_data", FieldKind::Text},
    {"nickname", FieldKind::Text},
    {"first_name", FieldKind::Text},
    {"last_name", FieldKind::Text},
    {"position", FieldKind::Text},
    {"roles", FieldKind::Text},
    {"locale", FieldKind::Text},
    {"delete_at", FieldKind::Whole},
    {"teams", FieldKind::List},
    {"theme", FieldKind::Text},
    {"military_time", FieldKind::Text},
    {"link_previews", FieldKind::Text},
    {"message_display", FieldKind::Text},
    {"collapse_consecutive_messages", FieldKind::Text},
    {"colorize_usernames", FieldKind::Text},
    {"channel_display_mode", FieldKind::Text},
    {"tutorial_step", FieldKind::Text},
    {"email_interval", FieldKind::Text},
    {"feature_enabled_markdown_preview", FieldKind::Text},
    {"formatting", FieldKind::Text},
    {"show_unread_section", FieldKind::Text},
    {"notify_props", FieldKind::Object},
    {"profile_image", FieldKind::Text},
    {"password", FieldKind::Text},
    {"custom_status", FieldKind::Object},
}};

} // namespace

void LineChecker::checkUser(JsonNode user)
{
    const auto fields = fieldsOf(user, userSpecs);
    checkPicture(fields[Picture]);
    const QByteArray name = textOf(fields[Username]);
    const QByteArray lower = name.toLower();
    if (!fields[Username].isValid())
        found(CheckRule::UserNameMissing, user);
    else if (!checks::isUsername(m_traits.lowersNames ? lower : name))
        found(CheckRule::UserName, fields[Username]);
    else if (m_users.contains(lower))
        found(CheckRule::UserRepeated, fields[Username]);
    const QByteArray email = textOf(fields[Email]);
    if (!fields[Email].isValid())
        found(CheckRule::UserEmailMissing, user);
    else if (email.isEmpty() || email.size() > 128)
        found(CheckRule::UserEmailLength, fields[Email]);
    else if (!checks::isEmail(email))
        found(CheckRule::UserEmail, fields[Email]);
    else if (m_emails.contains(email.toLower()) && !m_users.contains(lower))
        found(CheckRule::UserEmailRepeated, fields[Email]);
    checkLogin(user, fields[AuthService], fields[AuthData], fields[Password]);
    atMostCharacters(CheckRule::UserNickname, fields[Nickname], mostNameCharacters);
    atMostCharacters(CheckRule::UserFirstName, fields[FirstName], mostNameCharacters);
    atMostCharacters(CheckRule::UserLastName, fields[LastName], mostNameCharacters);
    atMostCharacters(CheckRule::UserPosition, fields[Position], 128);
    if (fields[Roles].isValid() && !checks::areRoles(textOf(fields[Roles])))
        found(CheckRule::UserRoles, fields[Roles]);
    checkPreferences(fields[NotifyProps]);
    oneOf(CheckRule::UserMarkdownPreview, fields[Markdown], {"true", "false"});
    oneOf(CheckRule::UserFormatting, fields[Formatting], {"true", "false"});
    oneOf(CheckRule::UserUnreadSection, fields[UnreadSection], {"true", "false"});
    oneOf(CheckRule::UserEmailInterval, fields[Interval], {"immediately", "fifteen", "hour"});
    checkMemberships(fields[Teams]);
    checkGuest(user, fields[Roles], fields[Teams]);
}

void LineChecker::checkLogin(JsonNode user, JsonNode service, JsonNode data, JsonNode password)
{
    if (data.isValid() && password.isValid())
        found(CheckRule::UserAuthAndPassword, password);
    if (textOf(data).size() > 128)
        found(CheckRule::UserAuthDataLength, data);
    if (textOf(service).isEmpty() != textOf(data).isEmpty())
        found(CheckRule::UserAuthTogether, user);
    else if (m_traits.checksAuthService && service.isValid()
             && !checks::isAuthService(textOf(service)))
        found(CheckRule::UserAuthService, service);
    const qsizetype passwordBytes = textOf(password).size();
    if (password.isValid() && (passwordBytes == 0 || passwordBytes > 72))
        found(CheckRule::UserPasswordLength, password);
}

void LineChecker::checkPreferences(JsonNode notifyProps)
{
    enum { Desktop, Sound, ByEmail, Mobile, Push, Channel, Comments, MentionKeys };
    static constexpr std::array<FieldSpec, 8> specs{{
        {"desktop", FieldKind::Text},
        {"desktop_sound", FieldKind::Text},
        {"email", FieldKind::Text},
        {"mobile", FieldKind::Text},
        {"mobile_push_status", FieldKind::Text},
        {"channel", FieldKind::Text},
        {"comments", FieldKind::Text},
        {"mention_keys", FieldKind::Text},
    }};
    const auto fields = fieldsOf(notifyProps, specs);
    oneOf(CheckRule::UserNotifyDesktop, fields[Desktop], {"all", "mention", "none"});
    oneOf(CheckRule::UserNotifySound, fields[Sound], {"true", "false"});
    oneOf(CheckRule::UserNotifyEmail, fields[ByEmail], {"true", "false"});
    oneOf(CheckRule::UserNotifyMobile, fields[Mobile], {"all", "mention", "none"});
    oneOf(CheckRule::UserNotifyPush, fields[Push], {"online", "away", "offline"});
    oneOf(CheckRule::UserNotifyChannel, fields[Channel], {"true", "false"});
    oneOf(CheckRule::UserNotifyComments, fields[Comments], {"any", "root", "never"});
}

void LineChecker::checkMemberships(JsonNode teams)
{
    enum { Name, TeamRoles, TeamTheme, Channels };
    static constexpr std::array<FieldSpec, 4> specs{{
        {"name", FieldKind::Text},
        {"roles", FieldKind::Text},
        {"theme", FieldKind::Text},
        {"channels", FieldKind::List},
    }};
    for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
        const auto fields = fieldsOf(team, specs);
        if (!fields[Name].isValid())
            found(CheckRule::MemberTeamMissing, team);
        else if (!isKnownTeam(textOf(fields[Name]).toLower()))
            found(CheckRule::MemberTeamUnknown, team);
        else
            checkChannelMemberships(fields[Channels], fields[Name]);
        if (fields[TeamRoles].isValid() && !checks::areRoles(textOf(fields[TeamRoles])))
            found(CheckRule::MemberTeamRoles, fields[TeamRoles]);
        if (fields[TeamTheme].isValid() && !checks::isTheme(textOf(fields[TeamTheme])))
            found(CheckRule::MemberTheme, fields[TeamTheme]);
    }
}

void LineChecker::checkChannelMemberships(JsonNode channels, JsonNode team)
{
    enum { Name, ChannelRoles, Props, Favorite };
    static constexpr std::array<FieldSpec, 4> specs{{
        {"name", FieldKind::Text},
        {"roles", FieldKind::Text},
        {"notify_props", FieldKind::Object},
        {"favorite", FieldKind::Flag},
    }};
    enum { Desktop, Mobile, MarkUnread };
    static constexpr std::array<FieldSpec, 3> propsSpecs{{
        {"desktop", FieldKind::Text},
        {"mobile", FieldKind::Text},
        {"mark_unread", FieldKind::Text},
    }};
    const QByteArray teamName = textOf(team).toLower();
    for (JsonNode channel = channels.firstChild(); channel.isValid();
         channel = channel.nextSibling()) {
        const auto fields = fieldsOf(channel, specs);
        if (!fields[Name].isValid())
            found(CheckRule::MemberChannelMissing, channel);
        else if (!isKnownChannel(teamName, textOf(fields[Name]).toLower()))
            found(CheckRule::MemberChannelUnknown, channel);
        if (fields[ChannelRoles].isValid() && !checks::areRoles(textOf(fields[ChannelRoles])))
            found(CheckRule::MemberChannelRoles, fields[ChannelRoles]);
        const auto props = fieldsOf(fields[Props], propsSpecs);
        oneOf(CheckRule::MemberDesktop, props[Desktop], {"default", "all", "mention", "none"});
        oneOf(CheckRule::MemberMobile, props[Mobile], {"default", "all", "mention", "none"});
        oneOf(CheckRule::MemberMarkUnread, props[MarkUnread], {"all", "mention"});
    }
}

/// A guest is one everywhere, or nowhere.
void LineChecker::checkGuest(JsonNode user, JsonNode roles, JsonNode teams)
{
    if (!roles.isValid() || teams.childCount() == 0)
        return;
    int guestTeams = 0;
    int channels = 0;
    int guestChannels = 0;
    for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
        guestTeams += checks::hasRole(textOf(team.member("roles")), "team_guest");
        const JsonNode list = team.member("channels");
        channels += list.childCount();
        for (JsonNode channel = list.firstChild(); channel.isValid();
             channel = channel.nextSibling())
            guestChannels += checks::hasRole(textOf(channel.member("roles")), "channel_guest");
    }
    const bool isGuestOfTeams = guestTeams == teams.childCount();
    const bool isGuestOfChannels = channels > 0 && guestChannels == channels;
    if (checks::hasRole(textOf(roles), "system_guest")) {
        if (!isGuestOfTeams)
            found(CheckRule::GuestTeamRoles, user);
        else if (channels > 0 && !isGuestOfChannels)
            found(CheckRule::GuestChannelRoles, user);
    } else if (isGuestOfTeams) {
        found(CheckRule::TeamGuestRole, user);
    } else if (isGuestOfChannels) {
        found(CheckRule::ChannelGuestRole, user);
    }
}

void LineChecker::checkBot(JsonNode bot)
{
    enum { Name, Owner, DisplayName, Description, DeletedAt, Image };
    static constexpr std::array<FieldSpec, 6> specs{{
        {"username", FieldKind::Text},
        {"owner", FieldKind::Text},
        {"display_name", FieldKind::Text},
        {"description", FieldKind::Text},
        {"delete_at", FieldKind::Whole},
        {"profile_image", FieldKind::Text},
    }};
    const auto fields = fieldsOf(bot, specs);
    checkPicture(fields[Image]);
    if (!fields[Name].isValid())
        found(CheckRule::BotNameMissing, bot);
    else if (!checks::isUsername(textOf(fields[Name]).toLower()))
        found(CheckRule::BotName, fields[Name]);
    atMostCharacters(CheckRule::BotDisplayName, fields[DisplayName], mostNameCharacters);
    if (!fields[Owner].isValid())
        found(CheckRule::BotOwnerMissing, bot);
    else if (!checks::isUsername(textOf(fields[Owner])))
        found(CheckRule::BotOwner, fields[Owner]);
}

void LineChecker::checkPicture(JsonNode image)
{
    if (!image.isValid())
        return;
    const QByteArray path = textOf(image);
    if (m_traits.checksPaths && checks::leadsOutside(path))
        found(CheckRule::PathOutside, image);
    else if (fileOf(path) < 0)
        found(CheckRule::ProfilePicture, image);
}

} // namespace mmigrate
