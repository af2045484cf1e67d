// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/correctionrule.h"

namespace mmigrate {

QString correctionRuleName(CorrectionRule rule)
{
    switch (rule) {
    case CorrectionRule::OperatorAccount:
        return QStringLiteral("operator-account");
    case CorrectionRule::CrashingLine:
        return QStringLiteral("crashing-line");
    case CorrectionRule::EmptyAttachment:
        return QStringLiteral("empty-attachment");
    case CorrectionRule::BlankLine:
        return QStringLiteral("blank-line");
    case CorrectionRule::UnknownType:
        return QStringLiteral("unknown-type");
    case CorrectionRule::ArchivedTeam:
        return QStringLiteral("archived-team");
    case CorrectionRule::NameCase:
        return QStringLiteral("name-case");
    case CorrectionRule::DoubledReplyFiles:
        return QStringLiteral("doubled-reply-files");
    case CorrectionRule::MissingFile:
        return QStringLiteral("missing-file");
    case CorrectionRule::MissingImage:
        return QStringLiteral("missing-image");
    case CorrectionRule::FilePrefix:
        return QStringLiteral("file-prefix");
    case CorrectionRule::FileNotTaken:
        return QStringLiteral("file-not-taken");
    case CorrectionRule::ProfilePicture:
        return QStringLiteral("profile-picture");
    case CorrectionRule::RolesAndSchemes:
        return QStringLiteral("roles-and-schemes");
    case CorrectionRule::MissingScheme:
        return QStringLiteral("missing-scheme");
    case CorrectionRule::BotAsUser:
        return QStringLiteral("bot-as-user");
    case CorrectionRule::Participants:
        return QStringLiteral("participants");
    case CorrectionRule::VersionInfo:
        return QStringLiteral("version-info");
    case CorrectionRule::UnreadableLine:
        return QStringLiteral("unreadable-line");
    case CorrectionRule::UnusableItem:
        return QStringLiteral("unusable-item");
    case CorrectionRule::UnknownReference:
        return QStringLiteral("unknown-reference");
    case CorrectionRule::InvalidValue:
        return QStringLiteral("invalid-value");
    case CorrectionRule::InvalidName:
        return QStringLiteral("invalid-name");
    case CorrectionRule::Shortened:
        return QStringLiteral("shortened");
    case CorrectionRule::LongMessage:
        return QStringLiteral("long-message");
    case CorrectionRule::TimeOrder:
        return QStringLiteral("time-order");
    case CorrectionRule::GuestRoles:
        return QStringLiteral("guest-roles");
    case CorrectionRule::LoginService:
        return QStringLiteral("login-service");
    case CorrectionRule::UnknownPermission:
        return QStringLiteral("unknown-permission");
    case CorrectionRule::NulCharacter:
        return QStringLiteral("nul-character");
    case CorrectionRule::ReplacedBytes:
        return QStringLiteral("replaced-bytes");
    }
    Q_UNREACHABLE();
}

std::optional<CorrectionRule> correctionRuleFromName(const QString &name)
{
    for (const CorrectionRule rule : allCorrectionRules) {
        if (correctionRuleName(rule) == name)
            return rule;
    }
    return std::nullopt;
}

} // namespace mmigrate
