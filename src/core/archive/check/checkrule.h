// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/correctionrule.h"

#include <QString>

#include <optional>
#include <span>

namespace mmigrate {

struct DestinationTraits;

/// What a finding means for an import.
enum class Severity {
    Stops, ///< the import ends at that line, or does not begin
    Loses, ///< it goes on without it, and tells nobody
    Note,  ///< good to know
};

/// What can be done about a finding without asking anybody.
enum class Repair {
    None,
    DropLine,    ///< the whole line
    DropElement, ///< a reply, reaction, membership, file, name in a list
    DropMember,  ///< an optional field
    DropLogin,   ///< auth_service and auth_data: the person signs in with e-mail and a new password
    DropPassword,  ///< the password beside the login of another service
    Shorten,       ///< to CheckRuleInfo::limit
    SplitMessage,  ///< the rest of a message becomes replies
    TakeName,      ///< the name in the place of the display name
    SetInviteOnly, ///< a team's type
    SetPrivate,    ///< a channel's type
    LowerCase,
    RenamePerson,  ///< to a name that servers take, wherever it stands
    RenameTeam,    ///< likewise
    RenameChannel, ///< likewise
    SetOwner,      ///< a bot's, to the bot itself
    SetEmail,      ///< to <name>@localhost, as servers have it for bots
    ClampTime,     ///< to that of the post
    GuestRoles,    ///< guest in everything or in nothing
    StripNul,      ///< takes U+0000 out of texts
    ReplaceBytes,  ///< what is no UTF-8 becomes U+FFFD, as the servers themselves do
};

/// A rule that the servers' importer applies to an archive, or that mmigrate adds. Sources: section
/// 10 of the API fact sheet, and what the servers 5.37, 6.6, 7.6 and 11.x look at in which order.
enum class CheckRule {
    // The file and its lines
    VersionLine,
    VersionNumber,
    BlankLine,
    LineNotJson,
    LineNotUtf8,
    LineTooLong,
    LineType,
    LineObject,
    FieldType,
    LineOrder,   ///< a line brings what lines before it refer to; mmigrate refuses such lists
    RepeatedKey, ///< servers read a second member over the first; mmigrate refuses such lines
    NulCharacter,
    // Permission schemes and roles
    SchemeScope,
    SchemeScopeMissing,
    SchemeRoles,
    SchemeName,
    SchemeDisplayName,
    SchemeDescription,
    SchemeRepeated, ///< lines of one type are taken by several workers: the second one may stop
    RoleName,
    RoleDisplayName,
    RoleDescription,
    RolePermission,
    RoleRepeated,
    // Teams
    TeamNameMissing,
    TeamNameLength,
    TeamNameReserved,
    TeamNameCharacters,
    TeamDisplayNameMissing,
    TeamDisplayNameLength,
    TeamTypeMissing,
    TeamType,
    TeamDescription,
    TeamSchemeName,
    TeamSchemeUnknown,
    TeamRepeated,
    // Channels
    ChannelTeamMissing,
    ChannelTeamUnknown,
    ChannelNameMissing,
    ChannelNameLength,
    ChannelNameCharacters,
    ChannelDisplayNameMissing,
    ChannelDisplayNameLength,
    ChannelTypeMissing,
    ChannelType,
    ChannelHeader,
    ChannelPurpose,
    ChannelSchemeName,
    ChannelSchemeUnknown,
    ChannelRepeated,
    // People
    UserNameMissing,
    UserName,
    UserRepeated,
    UserEmailMissing,
    UserEmailLength,
    UserEmail,
    UserEmailRepeated,
    UserAuthAndPassword,
    UserAuthDataLength,
    UserAuthTogether,
    UserAuthService,
    UserPasswordLength,
    UserNickname,
    UserFirstName,
    UserLastName,
    UserPosition,
    UserRoles,
    GuestTeamRoles,
    GuestChannelRoles,
    TeamGuestRole,
    ChannelGuestRole,
    UserNotifyDesktop,
    UserNotifySound,
    UserNotifyEmail,
    UserNotifyMobile,
    UserNotifyPush,
    UserNotifyChannel,
    UserNotifyComments,
    UserMarkdownPreview,
    UserFormatting,
    UserUnreadSection,
    UserEmailInterval,
    ProfilePicture,
    // Memberships
    MemberTeamMissing,
    MemberTeamUnknown,
    MemberTeamRoles,
    MemberTheme,
    MemberChannelMissing,
    MemberChannelUnknown,
    MemberChannelRoles,
    MemberDesktop,
    MemberMobile,
    MemberMarkUnread,
    // Bots
    BotNameMissing,
    BotName,
    BotDisplayName,
    BotOwnerMissing,
    BotOwner,
    // Posts in channels
    PostTeamMissing,
    PostTeamUnknown,
    PostChannelMissing,
    PostChannelUnknown,
    PostPlaceCase,
    PostUserMissing,
    PostUserUnknown,
    PostMessageMissing,
    PostMessageLength,
    PostTimeMissing,
    PostTimeZero,
    PostProps,
    // Direct messages
    DirectMembersMissing,
    DirectMembersFew,
    DirectMembersMany,
    DirectMemberUnknown,
    DirectHeader,
    DirectFavorite,
    DirectPostMembersMissing,
    DirectPostMembersFew,
    DirectPostMembersMany,
    DirectPostMemberUnknown,
    DirectPostUserMissing,
    DirectPostUserUnknown,
    DirectPostMessageMissing,
    DirectPostMessageLength,
    DirectPostTimeMissing,
    DirectPostTimeZero,
    DirectPostProps,
    DirectPostFlagger,
    // What hangs on posts
    ReplyUserMissing,
    ReplyUserUnknown,
    ReplyMessageMissing,
    ReplyMessageLength,
    ReplyTimeMissing,
    ReplyTimeZero,
    ReplyBeforePost,
    ReplyProps,
    ReactionUserMissing,
    ReactionUserUnknown,
    ReactionEmojiMissing,
    ReactionEmojiLength,
    ReactionTimeMissing,
    ReactionTimeZero,
    ReactionBeforePost,
    FlaggerUnknown,
    FollowerMissing,
    FollowerUnknown,
    AttachmentEmpty,
    AttachmentMissing,
    AttachmentTooLarge,
    ImageTooLarge,
    PathOutside,
    // Custom emoji
    EmojiNameMissing,
    EmojiName,
    EmojiRepeated,
    EmojiImageMissing,
    EmojiImage,
    EmojiImageSize,
    // The files
    FileUnreadable,
    FileNotNamed,
    ExportWarnings,
    EmojiNotExported,
};

struct CheckRuleInfo
{
    CheckRule rule;
    const char *name;    ///< stable, as in reports: "team-name-length"
    Severity severity;   ///< for most servers; see severityOf()
    const char *errorId; ///< what the servers say; empty: nothing, or no id of its own
    Repair repair;
    CorrectionRule correction; ///< under which the repair stands in the list of changes
    qint64 limit;              ///< in the unit that the server counts in; 0: none
};

/// All rules, in the order of CheckRule.
std::span<const CheckRuleInfo> allCheckRules();
const CheckRuleInfo &checkRuleInfo(CheckRule rule);
QString checkRuleName(CheckRule rule);
std::optional<CheckRule> checkRuleFromName(const QString &name);

/// How bad a rule's finding is for a server of that version.
Severity severityOf(CheckRule rule, const DestinationTraits &traits);

/// The stable name: "stops", "loses", "note".
QString severityName(Severity severity);
std::optional<Severity> severityFromName(const QString &name);

} // namespace mmigrate
