// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

#include <array>
#include <optional>

namespace mmigrate {

/// What may have to be changed before a destination can import an archive. Numbers in the comments
/// are sections of the API fact sheet; "seen" there means that a real server stopped or died.
enum class CorrectionRule {
    OperatorAccount, ///< the line of the person who runs the import is taken out (10, 16.15)
    CrashingLine,    ///< a line without its object, or an empty reply, is dropped (10)
    EmptyAttachment, ///< `attachments: [{}]` takes servers down; the item is dropped (10)
    BlankLine,       ///< a line without text is no JSON and stops the import
    UnknownType,     ///< a line of a type that no known server has is dropped
    ArchivedTeam,    ///< channels, posts and memberships of a team that has no line, as 5.x exports
                     ///< them (9, 16.18)
    NameCase, ///< a post's team or channel name with upper-case letters: lowered, or the post
              ///< dropped (10)
    DoubledReplyFiles, ///< 5.x: each reply lists all files of its thread; undone where it can be
                       ///< told (9)
    MissingFile,    ///< an attachment whose file is not in the ZIP is taken off its post (9, 16.17)
    MissingImage,   ///< an emoji or profile picture without its image stops every version (9)
    FilePrefix,     ///< 5.x wants files named without `data/` (9), and before 11 bytes must agree
    FileNotTaken,   ///< 5.x never takes files of replies and direct posts, nor emoji, from the ZIP
                    ///< (9)
    ProfilePicture, ///< profile pictures stop servers before 9.8 (9, 16.19)
    RolesAndSchemes, ///< role and scheme lines for servers before 9.8
    MissingScheme,   ///< a team or channel names a scheme that has no line
    BotAsUser,    ///< bot lines become users for servers before 10.3, as those exported their bots
                  ///< themselves
    Participants, ///< direct_channel.participants becomes `members` for servers before 10.1
    VersionInfo,  ///< the version line's `info` for servers before 7.0
    // What the rules of check/ find, and linerepair mends.
    UnreadableLine,   ///< no JSON, too long, or a field of a type that servers cannot read: dropped
    UnusableItem,     ///< lacks what servers need, or is refused as a whole: dropped
    UnknownReference, ///< to somebody or something that is nowhere: dropped
    InvalidValue,     ///< an optional value that servers refuse: taken out, or a plain one for it
    InvalidName,      ///< of a person, team or channel: changed wherever it stands
    Shortened,        ///< a text longer than servers take
    LongMessage,      ///< cut into the post and replies
    TimeOrder,        ///< a reaction or reply before its post gets the post's time
    GuestRoles,       ///< guest here and member there: guest everywhere
    LoginService,     ///< a sign-in that servers refuse: by e-mail and password instead
    UnknownPermission, ///< of a role: taken out
    NulCharacter,      ///< taken out of texts; PostgreSQL has no such character
    ReplacedBytes,     ///< bytes that are no UTF-8 become U+FFFD
    // What somebody decided about names that meet their like on the destination.
    MappedPerson,  ///< is somebody of another name there
    RenamedPerson, ///< comes in under another name
    KeptPerson,    ///< the account there stays as it is; memberships are put back by the API
    SkippedPerson, ///< stays out, with messages, reactions and conversations
    RenamedPlace,  ///< a team, channel or emoji comes in under another name
    SkippedPlace,  ///< stays out, with what is in it
};

inline constexpr std::array allCorrectionRules{
    CorrectionRule::OperatorAccount,   CorrectionRule::CrashingLine,
    CorrectionRule::EmptyAttachment,   CorrectionRule::BlankLine,
    CorrectionRule::UnknownType,       CorrectionRule::ArchivedTeam,
    CorrectionRule::NameCase,          CorrectionRule::DoubledReplyFiles,
    CorrectionRule::MissingFile,       CorrectionRule::MissingImage,
    CorrectionRule::FilePrefix,        CorrectionRule::FileNotTaken,
    CorrectionRule::ProfilePicture,    CorrectionRule::RolesAndSchemes,
    CorrectionRule::MissingScheme,     CorrectionRule::BotAsUser,
    CorrectionRule::Participants,      CorrectionRule::VersionInfo,
    CorrectionRule::UnreadableLine,    CorrectionRule::UnusableItem,
    CorrectionRule::UnknownReference,  CorrectionRule::InvalidValue,
    CorrectionRule::InvalidName,       CorrectionRule::Shortened,
    CorrectionRule::LongMessage,       CorrectionRule::TimeOrder,
    CorrectionRule::GuestRoles,        CorrectionRule::LoginService,
    CorrectionRule::UnknownPermission, CorrectionRule::NulCharacter,
    CorrectionRule::ReplacedBytes,     CorrectionRule::MappedPerson,
    CorrectionRule::RenamedPerson,     CorrectionRule::KeptPerson,
    CorrectionRule::SkippedPerson,     CorrectionRule::RenamedPlace,
    CorrectionRule::SkippedPlace,
};

/// The stable name ("missing-file"), as in reports, the journal and the list of changes.
QString correctionRuleName(CorrectionRule rule);
std::optional<CorrectionRule> correctionRuleFromName(const QString &name);

} // namespace mmigrate
