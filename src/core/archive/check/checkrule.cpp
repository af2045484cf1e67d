// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/checkrule.h"

#include <array>

namespace mmigrate {

namespace {

using enum CheckRule;
using enum Severity;

constexpr std::array<CheckRuleInfo, 157> rules{{
    // The file and its lines
    {VersionLine, "version-line", Stops,
     "app.import.process_import_data_file_version_line.invalid_version.error", Repair::None, 0},
    {VersionNumber, "version-number", Stops, "app.import.bulk_import.unsupported_version.error",
     Repair::None, 0},
    {BlankLine, "blank-line", Stops, "app.import.bulk_import.json_decode.error", Repair::DropLine,
     0},
    {LineNotJson, "line-not-json", Stops, "app.import.bulk_import.json_decode.error",
     Repair::DropLine, 0},
    {LineNotUtf8, "line-not-utf-8", Loses, "", Repair::ReplaceBytes, 0},
    {LineTooLong, "line-too-long", Stops, "app.import.bulk_import.file_scan.error",
     Repair::DropLine, 16777216},
    {LineType, "line-type", Stops, "app.import.import_line.unknown_line_type.error",
     Repair::DropLine, 0},
    {LineObject, "line-object", Stops, "app.import.import_line.null_post.error", Repair::DropLine,
     0},
    {FieldType, "field-type", Stops, "app.import.bulk_import.json_decode.error", Repair::DropLine,
     0},
    {RepeatedKey, "repeated-key", Stops, "", Repair::None, 0},
    {NulCharacter, "nul-character", Stops, "app.post.save.app_error", Repair::StripNul, 0},
    // Permission schemes and roles
    {SchemeScope, "scheme-scope", Stops,
     "app.import.validate_scheme_import_data.unknown_scheme.error", Repair::DropLine, 0},
    {SchemeScopeMissing, "scheme-scope-missing", Stops,
     "app.import.validate_scheme_import_data.null_scope.error", Repair::DropLine, 0},
    {SchemeRoles, "scheme-roles", Stops,
     "app.import.validate_scheme_import_data.wrong_roles_for_scope.error", Repair::DropLine, 0},
    {SchemeName, "scheme-name", Stops, "app.import.validate_scheme_import_data.name_invalid.error",
     Repair::DropLine, 0},
    {SchemeDisplayName, "scheme-display-name", Stops,
     "app.import.validate_scheme_import_data.display_name_invalid.error", Repair::DropLine, 0},
    {SchemeDescription, "scheme-description", Stops,
     "app.import.validate_scheme_import_data.description_invalid.error", Repair::Shorten, 1024},
    {RoleName, "role-name", Stops, "app.import.validate_role_import_data.name_invalid.error",
     Repair::DropLine, 0},
    {RoleDisplayName, "role-display-name", Stops,
     "app.import.validate_role_import_data.display_name_invalid.error", Repair::DropLine, 0},
    {RoleDescription, "role-description", Stops,
     "app.import.validate_role_import_data.description_invalid.error", Repair::Shorten, 1024},
    {RolePermission, "role-permission", Stops,
     "app.import.validate_role_import_data.invalid_permission.error", Repair::DropElement, 0},
    // Teams
    {TeamNameMissing, "team-name-missing", Stops,
     "app.import.validate_team_import_data.name_missing.error", Repair::DropLine, 0},
    {TeamNameLength, "team-name-length", Stops,
     "app.import.validate_team_import_data.name_length.error", Repair::RenameTeam, 64},
    {TeamNameReserved, "team-name-reserved", Stops,
     "app.import.validate_team_import_data.name_reserved.error", Repair::RenameTeam, 0},
    {TeamNameCharacters, "team-name-characters", Stops,
     "app.import.validate_team_import_data.name_characters.error", Repair::RenameTeam, 0},
    {TeamDisplayNameMissing, "team-display-name-missing", Stops,
     "app.import.validate_team_import_data.display_name_missing.error", Repair::TakeName, 0},
    {TeamDisplayNameLength, "team-display-name-length", Stops,
     "app.import.validate_team_import_data.display_name_length.error", Repair::Shorten, 64},
    {TeamTypeMissing, "team-type-missing", Stops,
     "app.import.validate_team_import_data.type_missing.error", Repair::SetInviteOnly, 0},
    {TeamType, "team-type", Stops, "app.import.validate_team_import_data.type_invalid.error",
     Repair::SetInviteOnly, 0},
    {TeamDescription, "team-description", Stops,
     "app.import.validate_team_import_data.description_length.error", Repair::Shorten, 255},
    {TeamSchemeName, "team-scheme-name", Stops,
     "app.import.validate_team_import_data.scheme_invalid.error", Repair::DropMember, 0},
    {TeamSchemeUnknown, "team-scheme-unknown", Stops, "app.scheme.get.app_error",
     Repair::DropMember, 0},
    {TeamRepeated, "team-repeated", Stops, "app.team.save.existing.app_error", Repair::DropLine, 0},
    // Channels
    {ChannelTeamMissing, "channel-team-missing", Stops,
     "app.import.validate_channel_import_data.team_missing.error", Repair::DropLine, 0},
    {ChannelTeamUnknown, "channel-team-unknown", Stops,
     "app.import.import_channel.team_not_found.error", Repair::DropLine, 0},
    {ChannelNameMissing, "channel-name-missing", Stops,
     "app.import.validate_channel_import_data.name_missing.error", Repair::DropLine, 0},
    {ChannelNameLength, "channel-name-length", Stops,
     "app.import.validate_channel_import_data.name_length.error", Repair::RenameChannel, 64},
    {ChannelNameCharacters, "channel-name-characters", Stops,
     "app.import.validate_channel_import_data.name_characters.error", Repair::RenameChannel, 0},
    {ChannelDisplayNameMissing, "channel-display-name-missing", Stops,
     "app.import.validate_channel_import_data.display_name_missing.error", Repair::TakeName, 0},
    {ChannelDisplayNameLength, "channel-display-name-length", Stops,
     "app.import.validate_channel_import_data.display_name_length.error", Repair::Shorten, 64},
    {ChannelTypeMissing, "channel-type-missing", Stops,
     "app.import.validate_channel_import_data.type_missing.error", Repair::SetPrivate, 0},
    {ChannelType, "channel-type", Stops,
     "app.import.validate_channel_import_data.type_invalid.error", Repair::SetPrivate, 0},
    {ChannelHeader, "channel-header", Stops,
     "app.import.validate_channel_import_data.header_length.error", Repair::Shorten, 1024},
    {ChannelPurpose, "channel-purpose", Stops,
     "app.import.validate_channel_import_data.purpose_length.error", Repair::Shorten, 250},
    {ChannelSchemeName, "channel-scheme-name", Stops,
     "app.import.validate_channel_import_data.scheme_invalid.error", Repair::DropMember, 0},
    {ChannelSchemeUnknown, "channel-scheme-unknown", Stops, "app.scheme.get.app_error",
     Repair::DropMember, 0},
    {ChannelRepeated, "channel-repeated", Note, "", Repair::None, 0},
    // People
    {UserNameMissing, "user-name-missing", Stops,
     "app.import.validate_user_import_data.username_missing.error", Repair::DropLine, 0},
    {UserName, "user-name", Stops, "app.import.validate_user_import_data.username_invalid.error",
     Repair::RenamePerson, 0},
    {UserRepeated, "user-repeated", Note, "", Repair::None, 0},
    {UserEmailMissing, "user-email-missing", Stops,
     "app.import.validate_user_import_data.email_missing.error", Repair::SetEmail, 0},
    {UserEmailLength, "user-email-length", Stops,
     "app.import.validate_user_import_data.email_length.error", Repair::SetEmail, 128},
    {UserEmail, "user-email", Stops, "model.user.is_valid.email.app_error", Repair::SetEmail, 0},
    {UserEmailRepeated, "user-email-repeated", Stops, "app.user.save.email_exists.app_error",
     Repair::SetEmail, 0},
    {UserAuthAndPassword, "user-auth-and-password", Stops,
     "app.import.validate_user_import_data.auth_data_and_password.error", Repair::DropPassword, 0},
    {UserAuthDataLength, "user-auth-data-length", Stops,
     "app.import.validate_user_import_data.auth_data_length.error", Repair::DropLogin, 128},
    {UserAuthTogether, "user-auth-together", Stops,
     "app.import.validate_user_import_data.auth_data_and_service_dependency.error",
     Repair::DropLogin, 0},
    {UserAuthService, "user-auth-service", Stops,
     "app.import.validate_user_teams_import_data.invalid_auth_service.error", Repair::DropLogin, 0},
    {UserPasswordLength, "user-password-length", Stops,
     "app.import.validate_user_import_data.password_length.error", Repair::DropMember, 72},
    {UserNickname, "user-nickname", Stops,
     "app.import.validate_user_import_data.nickname_length.error", Repair::Shorten, 64},
    {UserFirstName, "user-first-name", Stops,
     "app.import.validate_user_import_data.first_name_length.error", Repair::Shorten, 64},
    {UserLastName, "user-last-name", Stops,
     "app.import.validate_user_import_data.last_name_length.error", Repair::Shorten, 64},
    {UserPosition, "user-position", Stops,
     "app.import.validate_user_import_data.position_length.error", Repair::Shorten, 128},
    {UserRoles, "user-roles", Stops, "app.import.validate_user_import_data.roles_invalid.error",
     Repair::DropMember, 0},
    {GuestTeamRoles, "guest-team-roles", Stops,
     "app.import.validate_user_import_data.system_guest_missing_team_guest_roles.error",
     Repair::GuestRoles, 0},
    {GuestChannelRoles, "guest-channel-roles", Stops,
     "app.import.validate_user_import_data.system_guest_missing_channel_guest_roles.error",
     Repair::GuestRoles, 0},
    {TeamGuestRole, "team-guest-role", Stops,
     "app.import.validate_user_import_data.team_guest_missing_system_guest_role.error",
     Repair::GuestRoles, 0},
    {ChannelGuestRole, "channel-guest-role", Stops,
     "app.import.validate_user_import_data.channel_guest_missing_system_guest_role.error",
     Repair::GuestRoles, 0},
    {UserNotifyDesktop, "user-notify-desktop", Stops,
     "app.import.validate_user_import_data.notify_props_desktop_invalid.error", Repair::DropMember,
     0},
    {UserNotifySound, "user-notify-sound", Stops,
     "app.import.validate_user_import_data.notify_props_desktop_sound_invalid.error",
     Repair::DropMember, 0},
    {UserNotifyEmail, "user-notify-email", Stops,
     "app.import.validate_user_import_data.notify_props_email_invalid.error", Repair::DropMember,
     0},
    {UserNotifyMobile, "user-notify-mobile", Stops,
     "app.import.validate_user_import_data.notify_props_mobile_invalid.error", Repair::DropMember,
     0},
    {UserNotifyPush, "user-notify-push", Stops,
     "app.import.validate_user_import_data.notify_props_mobile_push_status_invalid.error",
     Repair::DropMember, 0},
    {UserNotifyChannel, "user-notify-channel", Stops,
     "app.import.validate_user_import_data.notify_props_channel_trigger_invalid.error",
     Repair::DropMember, 0},
    {UserNotifyComments, "user-notify-comments", Stops,
     "app.import.validate_user_import_data.notify_props_comments_trigger_invalid.error",
     Repair::DropMember, 0},
    {UserMarkdownPreview, "user-markdown-preview", Stops,
     "app.import.validate_user_import_data.advanced_props_feature_markdown_preview.error",
     Repair::DropMember, 0},
    {UserFormatting, "user-formatting", Stops,
     "app.import.validate_user_import_data.advanced_props_formatting.error", Repair::DropMember, 0},
    {UserUnreadSection, "user-unread-section", Stops,
     "app.import.validate_user_import_data.advanced_props_show_unread_section.error",
     Repair::DropMember, 0},
    {UserEmailInterval, "user-email-interval", Stops,
     "app.import.validate_user_import_data.advanced_props_email_interval.error", Repair::DropMember,
     0},
    {ProfilePicture, "profile-picture", Stops,
     "app.import.validate_user_import_data.profile_image.error", Repair::DropMember, 0},
    // Memberships
    {MemberTeamMissing, "member-team-missing", Stops,
     "app.import.validate_user_teams_import_data.team_name_missing.error", Repair::DropElement, 0},
    {MemberTeamUnknown, "member-team-unknown", Stops,
     "app.import.get_teams_by_names.some_teams_not_found.error", Repair::DropElement, 0},
    {MemberTeamRoles, "member-team-roles", Stops,
     "app.import.validate_user_teams_import_data.invalid_roles.error", Repair::DropMember, 0},
    {MemberTheme, "member-theme", Stops,
     "app.import.validate_user_teams_import_data.invalid_team_theme.error", Repair::DropMember, 0},
    {MemberChannelMissing, "member-channel-missing", Stops,
     "app.import.validate_user_channels_import_data.channel_name_missing.error",
     Repair::DropElement, 0},
    {MemberChannelUnknown, "member-channel-unknown", Stops,
     "app.import.import_user_channels.channel_not_found.error", Repair::DropElement, 0},
    {MemberChannelRoles, "member-channel-roles", Stops,
     "app.import.validate_user_channels_import_data.invalid_roles.error", Repair::DropMember, 0},
    {MemberDesktop, "member-desktop", Stops,
     "app.import.validate_user_channels_import_data.invalid_notify_props_desktop.error",
     Repair::DropMember, 0},
    {MemberMobile, "member-mobile", Stops,
     "app.import.validate_user_channels_import_data.invalid_notify_props_mobile.error",
     Repair::DropMember, 0},
    {MemberMarkUnread, "member-mark-unread", Stops,
     "app.import.validate_user_channels_import_data.invalid_notify_props_mark_unread.error",
     Repair::DropMember, 0},
    // Bots
    {BotNameMissing, "bot-name-missing", Stops,
     "app.import.validate_user_import_data.username_missing.error", Repair::DropLine, 0},
    {BotName, "bot-name", Stops, "app.import.validate_user_import_data.username_invalid.error",
     Repair::RenamePerson, 0},
    {BotDisplayName, "bot-display-name", Stops,
     "app.import.validate_user_import_data.first_name_length.error", Repair::Shorten, 64},
    {BotOwnerMissing, "bot-owner-missing", Stops,
     "app.import.validate_bot_import_data.owner_missing.error", Repair::SetOwner, 0},
    {BotOwner, "bot-owner", Stops, "app.import.validate_user_import_data.username_invalid.error",
     Repair::SetOwner, 0},
    // Posts in channels
    {PostTeamMissing, "post-team-missing", Stops,
     "app.import.validate_post_import_data.team_missing.error", Repair::DropLine, 0},
    {PostTeamUnknown, "post-team-unknown", Stops,
     "app.import.get_teams_by_names.some_teams_not_found.error", Repair::DropLine, 0},
    {PostChannelMissing, "post-channel-missing", Stops,
     "app.import.validate_post_import_data.channel_missing.error", Repair::DropLine, 0},
    {PostChannelUnknown, "post-channel-unknown", Stops,
     "app.import.import_post.channel_not_found.error", Repair::DropLine, 0},
    {PostPlaceCase, "post-place-case", Stops, "app.import.import_post.channel_not_found.error",
     Repair::LowerCase, 0},
    {PostUserMissing, "post-user-missing", Stops,
     "app.import.validate_post_import_data.user_missing.error", Repair::DropLine, 0},
    {PostUserUnknown, "post-user-unknown", Stops,
     "app.import.get_users_by_username.some_users_not_found.error", Repair::DropLine, 0},
    {PostMessageMissing, "post-message-missing", Stops,
     "app.import.validate_post_import_data.message_missing.error", Repair::DropLine, 0},
    {PostMessageLength, "post-message-length", Stops,
     "app.import.validate_post_import_data.message_length.error", Repair::SplitMessage, 0},
    {PostTimeMissing, "post-time-missing", Stops,
     "app.import.validate_post_import_data.create_at_missing.error", Repair::DropLine, 0},
    {PostTimeZero, "post-time-zero", Stops,
     "app.import.validate_post_import_data.create_at_zero.error", Repair::DropLine, 0},
    {PostProps, "post-props", Stops, "app.import.validate_post_import_data.props_too_large.error",
     Repair::DropMember, 0},
    // Direct messages
    {DirectMembersMissing, "direct-members-missing", Stops,
     "app.import.validate_direct_channel_import_data.members_required.error", Repair::DropLine, 0},
    {DirectMembersFew, "direct-members-few", Loses,
     "app.import.validate_direct_channel_import_data.members_too_few.error", Repair::None, 2},
    {DirectMembersMany, "direct-members-many", Loses,
     "app.import.validate_direct_channel_import_data.members_too_many.error", Repair::None, 8},
    {DirectMemberUnknown, "direct-member-unknown", Stops,
     "app.import.get_users_by_username.some_users_not_found.error", Repair::DropLine, 0},
    {DirectHeader, "direct-header", Stops,
     "app.import.validate_direct_channel_import_data.header_length.error", Repair::Shorten, 1024},
    {DirectFavorite, "direct-favorite", Stops,
     "app.import.validate_direct_channel_import_data.unknown_favoriter.error", Repair::DropElement,
     0},
    {DirectPostMembersMissing, "direct-post-members-missing", Stops,
     "app.import.validate_direct_post_import_data.channel_members_required.error", Repair::DropLine,
     0},
    {DirectPostMembersFew, "direct-post-members-few", Stops,
     "app.import.validate_direct_post_import_data.channel_members_too_few.error", Repair::DropLine,
     2},
    {DirectPostMembersMany, "direct-post-members-many", Stops,
     "app.import.validate_direct_post_import_data.channel_members_too_many.error", Repair::DropLine,
     8},
    {DirectPostMemberUnknown, "direct-post-member-unknown", Stops,
     "app.import.get_users_by_username.some_users_not_found.error", Repair::DropLine, 0},
    {DirectPostUserMissing, "direct-post-user-missing", Stops,
     "app.import.validate_direct_post_import_data.user_missing.error", Repair::DropLine, 0},
    {DirectPostUserUnknown, "direct-post-user-unknown", Stops,
     "app.import.get_users_by_username.some_users_not_found.error", Repair::DropLine, 0},
    {DirectPostMessageMissing, "direct-post-message-missing", Stops,
     "app.import.validate_direct_post_import_data.message_missing.error", Repair::DropLine, 0},
    {DirectPostMessageLength, "direct-post-message-length", Stops,
     "app.import.validate_direct_post_import_data.message_length.error", Repair::SplitMessage, 0},
    {DirectPostTimeMissing, "direct-post-time-missing", Stops,
     "app.import.validate_direct_post_import_data.create_at_missing.error", Repair::DropLine, 0},
    {DirectPostTimeZero, "direct-post-time-zero", Stops,
     "app.import.validate_direct_post_import_data.create_at_zero.error", Repair::DropLine, 0},
    {DirectPostProps, "direct-post-props", Stops,
     "app.import.validate_post_import_data.props_too_large.error", Repair::DropMember, 0},
    {DirectPostFlagger, "direct-post-flagger", Stops,
     "app.import.validate_direct_post_import_data.unknown_flagger.error", Repair::DropElement, 0},
    // What hangs on posts
    {ReplyUserMissing, "reply-user-missing", Stops,
     "app.import.validate_reply_import_data.user_missing.error", Repair::DropElement, 0},
    {ReplyUserUnknown, "reply-user-unknown", Stops,
     "app.import.get_users_by_username.some_users_not_found.error", Repair::DropElement, 0},
    {ReplyMessageMissing, "reply-message-missing", Stops,
     "app.import.validate_reply_import_data.message_missing.error", Repair::DropElement, 0},
    {ReplyMessageLength, "reply-message-length", Stops,
     "app.import.validate_reply_import_data.message_length.error", Repair::SplitMessage, 0},
    {ReplyTimeMissing, "reply-time-missing", Stops,
     "app.import.validate_reply_import_data.create_at_missing.error", Repair::DropElement, 0},
    {ReplyTimeZero, "reply-time-zero", Stops,
     "app.import.validate_reply_import_data.create_at_zero.error", Repair::DropElement, 0},
    {ReplyBeforePost, "reply-before-post", Stops,
     "app.import.validate_reply_import_data.create_at_before_parent.error", Repair::ClampTime, 0},
    {ReplyProps, "reply-props", Stops, "app.import.validate_post_import_data.props_too_large.error",
     Repair::DropMember, 0},
    {ReactionUserMissing, "reaction-user-missing", Stops,
     "app.import.validate_reaction_import_data.user_missing.error", Repair::DropElement, 0},
    {ReactionUserUnknown, "reaction-user-unknown", Stops,
     "app.import.get_users_by_username.some_users_not_found.error", Repair::DropElement, 0},
    {ReactionEmojiMissing, "reaction-emoji-missing", Stops,
     "app.import.validate_reaction_import_data.emoji_name_missing.error", Repair::DropElement, 0},
    {ReactionEmojiLength, "reaction-emoji-length", Stops,
     "app.import.validate_reaction_import_data.emoji_name_length.error", Repair::DropElement, 64},
    {ReactionTimeMissing, "reaction-time-missing", Stops,
     "app.import.validate_reaction_import_data.create_at_missing.error", Repair::DropElement, 0},
    {ReactionTimeZero, "reaction-time-zero", Stops,
     "app.import.validate_reaction_import_data.create_at_zero.error", Repair::DropElement, 0},
    {ReactionBeforePost, "reaction-before-post", Stops,
     "app.import.validate_reaction_import_data.create_at_before_parent.error", Repair::ClampTime,
     0},
    {FlaggerUnknown, "flagger-unknown", Stops, "app.import.import_post.user_not_found.error",
     Repair::DropElement, 0},
    {FollowerMissing, "follower-missing", Stops,
     "app.import.validate_thread_follower_data.user_missing.error", Repair::DropElement, 0},
    {FollowerUnknown, "follower-unknown", Stops,
     "app.import.get_users_by_username.some_users_not_found.error", Repair::DropElement, 0},
    {AttachmentEmpty, "attachment-empty", Stops, "", Repair::DropElement, 0},
    {AttachmentMissing, "attachment-missing", Loses, "app.import.attachment.bad_file.error",
     Repair::DropElement, 0},
    {AttachmentTooLarge, "attachment-too-large", Loses, "app.import.attachment.file_upload.error",
     Repair::None, 0},
    {ImageTooLarge, "image-too-large", Loses, "api.file.upload_file.large_image.app_error",
     Repair::None, 0},
    {PathOutside, "path-outside", Stops,
     "app.import.validate_attachment_import_data.invalid_path.error", Repair::DropElement, 0},
    // Custom emoji
    {EmojiNameMissing, "emoji-name-missing", Stops,
     "app.import.validate_emoji_import_data.name_missing.error", Repair::DropLine, 0},
    {EmojiName, "emoji-name", Stops, "model.emoji.name.app_error", Repair::DropLine, 0},
    {EmojiImageMissing, "emoji-image-missing", Stops,
     "app.import.validate_emoji_import_data.image_missing.error", Repair::DropLine, 0},
    {EmojiImage, "emoji-image", Stops, "app.import.emoji.bad_file.error", Repair::DropLine, 0},
    {EmojiImageSize, "emoji-image-size", Stops, "api.emoji.create.internal_error", Repair::DropLine,
     524288},
    // The files
    {FileUnreadable, "file-unreadable", Stops, "", Repair::DropElement, 0},
    {FileNotNamed, "file-not-named", Note, "", Repair::None, 0},
    {ExportWarnings, "export-warnings", Note, "", Repair::None, 0},
    {EmojiNotExported, "emoji-not-exported", Loses, "", Repair::None, 0},
}};

constexpr bool isInOrder()
{
    for (size_t i = 0; i < rules.size(); ++i) {
        if (static_cast<size_t>(rules[i].rule) != i)
            return false;
    }
    return true;
}
static_assert(isInOrder());

constexpr std::array severityNames{"stops", "loses", "note"};

} // namespace

std::span<const CheckRuleInfo> allCheckRules()
{
    return rules;
}

const CheckRuleInfo &checkRuleInfo(CheckRule rule)
{
    return rules[static_cast<size_t>(rule)];
}

QString checkRuleName(CheckRule rule)
{
    return QLatin1String(checkRuleInfo(rule).name);
}

std::optional<CheckRule> checkRuleFromName(const QString &name)
{
    for (const CheckRuleInfo &info : rules) {
        if (name == QLatin1String(info.name))
            return info.rule;
    }
    return std::nullopt;
}

QString severityName(Severity severity)
{
    return QLatin1String(severityNames[static_cast<size_t>(severity)]);
}

std::optional<Severity> severityFromName(const QString &name)
{
    for (size_t i = 0; i < severityNames.size(); ++i) {
        if (name == QLatin1String(severityNames[i]))
            return static_cast<Severity>(i);
    }
    return std::nullopt;
}

} // namespace mmigrate
