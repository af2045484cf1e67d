// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/steptext.h"

#include <QCoreApplication>

#include <algorithm>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CorrectionText)
};

/// What the person decided about names that collide.
QString decidedText(CorrectionRule rule, int n)
{
    switch (rule) {
    case CorrectionRule::MappedPerson:
        return Words::tr("Gave %n entry(s) to people of other names on the destination, as you "
                         "decided.",
                         nullptr, n);
    case CorrectionRule::RenamedPerson:
        return Words::tr("Changed the names of people in %n place(s), as you decided.", nullptr, n);
    case CorrectionRule::KeptPerson:
        return Words::tr("Left %n account(s) on the destination as they are, as you decided.",
                         nullptr, n);
    case CorrectionRule::SkippedPerson:
        return Words::tr("Left out %n entry(s) of people, as you decided.", nullptr, n);
    case CorrectionRule::RenamedPlace:
        return Words::tr("Changed the names of teams, channels or emoji in %n place(s), as you "
                         "decided.",
                         nullptr, n);
    case CorrectionRule::SkippedPlace:
        return Words::tr("Left out %n entry(s) of teams, channels or emoji, as you decided.",
                         nullptr, n);
    default:
        break;
    }
    Q_UNREACHABLE();
}

/// What the rules of the check found, and the repair mended.
QString repairedText(CorrectionRule rule, int n)
{
    switch (rule) {
    case CorrectionRule::UnreadableLine:
        return Words::tr("Dropped %n line(s) that no server can read.", nullptr, n);
    case CorrectionRule::UnusableItem:
        return Words::tr("Dropped %n entry(s) that lack what a server asks for.", nullptr, n);
    case CorrectionRule::UnknownReference:
        return Words::tr("Dropped %n reference(s) to people, teams or channels that are nowhere.",
                         nullptr, n);
    case CorrectionRule::InvalidValue:
        return Words::tr("Took out %n setting(s) and details that servers refuse, or put a plain "
                         "one in their place.",
                         nullptr, n);
    case CorrectionRule::InvalidName:
        return Words::tr("Changed %n name(s) of people, teams or channels that servers refuse. "
                         "What refers to them was changed as well.",
                         nullptr, n);
    case CorrectionRule::Shortened:
        return Words::tr("Shortened %n text(s) that are longer than servers take.", nullptr, n);
    case CorrectionRule::LongMessage:
        return Words::tr(
            "Cut %n message(s) that are longer than servers take. The rest follows as replies.",
            nullptr, n);
    case CorrectionRule::TimeOrder:
        return Words::tr(
            "Moved %n reaction(s) or reply(s) that are older than their message to its time.",
            nullptr, n);
    case CorrectionRule::GuestRoles:
        return Words::tr(
            "Made %n person(s) guests everywhere, who were guests here and members there.", nullptr,
            n);
    case CorrectionRule::LoginService:
        return Words::tr(
            "Let %n person(s) sign in by e-mail, because servers refuse their other sign-in.",
            nullptr, n);
    case CorrectionRule::UnknownPermission:
        return Words::tr("Took %n permission(s) out of roles: this version does not know them.",
                         nullptr, n);
    case CorrectionRule::NulCharacter:
        return Words::tr("Took an invisible character that databases refuse out of %n line(s).",
                         nullptr, n);
    case CorrectionRule::ReplacedBytes:
        return Words::tr("Replaced damaged letters in %n line(s).", nullptr, n);
    default:
        break;
    }
    return decidedText(rule, n);
}

/// What a server of the destination's version has no place for, or in another form.
QString olderFormText(CorrectionRule rule, int n)
{
    switch (rule) {
    case CorrectionRule::RolesAndSchemes:
        return Words::tr(
            "Left out %n role(s) and permission scheme(s): this version cannot import them.",
            nullptr, n);
    case CorrectionRule::MissingScheme:
        return Words::tr(
            "Removed %n reference(s) to permission schemes that the archive does not hold.",
            nullptr, n);
    case CorrectionRule::BotAsUser:
        return Words::tr("Turned %n bot(s) into ordinary accounts, as this version does.", nullptr,
                         n);
    case CorrectionRule::Participants:
        return Words::tr("Rewrote the member lists of %n direct conversation(s) for this version.",
                         nullptr, n);
    case CorrectionRule::VersionInfo:
        return Words::tr(
            "Removed the note on who made the archive, which this version does not know.");
    default:
        return repairedText(rule, n);
    }
}

} // namespace

/// What a server of the destination's version could not have imported.
QString correctionText(CorrectionRule rule, qint64 count)
{
    const int n = static_cast<int>(std::min<qint64>(count, 2'000'000'000));
    switch (rule) {
    case CorrectionRule::OperatorAccount:
        return Words::tr("Left your own account out, so that the import cannot change its password "
                         "and rights. Its "
                         "memberships are put back afterwards.");
    case CorrectionRule::CrashingLine:
        return Words::tr("Dropped %n line(s) without content, which can crash a server.", nullptr,
                         n);
    case CorrectionRule::EmptyAttachment:
        return Words::tr("Dropped %n attachment(s) without a file name, which can crash a server.",
                         nullptr, n);
    case CorrectionRule::BlankLine:
        return Words::tr("Dropped %n blank line(s).", nullptr, n);
    case CorrectionRule::UnknownType:
        return Words::tr("Dropped %n line(s) of a kind that no server knows.", nullptr, n);
    case CorrectionRule::ArchivedTeam:
        return Words::tr("Dropped %n line(s) of archived teams, which the export does not hold.",
                         nullptr, n);
    case CorrectionRule::NameCase:
        return Words::tr("Wrote %n team or channel name(s) in small letters.", nullptr, n);
    case CorrectionRule::DoubledReplyFiles:
        return Words::tr("Put right the files of %n reply(s) that were listed more than once.",
                         nullptr, n);
    case CorrectionRule::MissingFile:
        return Words::tr(
            "Took %n file(s) off their messages, because the archive does not hold them.", nullptr,
            n);
    case CorrectionRule::MissingImage:
        return Words::tr("Dropped %n picture(s) that the archive does not hold.", nullptr, n);
    case CorrectionRule::FilePrefix:
        return Words::tr("Renamed %n file(s) inside the archive to what this version looks for.",
                         nullptr, n);
    case CorrectionRule::FileNotTaken:
        return Words::tr("Left out %n file(s) of replies, direct messages or emoji: this version "
                         "cannot import them.",
                         nullptr, n);
    case CorrectionRule::ProfilePicture:
        return Words::tr("Left out %n profile picture(s): this version cannot import them.",
                         nullptr, n);
    default:
        return olderFormText(rule, n);
    }
}

} // namespace mmigrate
