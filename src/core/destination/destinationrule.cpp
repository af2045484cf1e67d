// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/destinationrule.h"

#include <array>

namespace mmigrate {

namespace {

using enum DestinationRule;
using enum Severity;

constexpr std::array rules{
    DestinationRuleInfo{VersionTooOld, "version-too-old", Stops},
    DestinationRuleInfo{OlderThanSource, "older-than-source", Note},
    DestinationRuleInfo{CloudRefusesImports, "cloud-refuses-imports", Stops},
    DestinationRuleInfo{SameServer, "same-server", Stops},
    DestinationRuleInfo{NotAdministrator, "not-administrator", Stops},
    DestinationRuleInfo{SessionShort, "session-short", Note},
    DestinationRuleInfo{ClockDiffers, "clock-differs", Note},
    DestinationRuleInfo{JobsOff, "jobs-off", Stops},
    DestinationRuleInfo{BusyImporting, "busy-importing", Note},
    DestinationRuleInfo{BusyExporting, "busy-exporting", Note},
    DestinationRuleInfo{SettingsHidden, "settings-hidden", Note},
    DestinationRuleInfo{UploadTooLarge, "upload-too-large", Stops},
    DestinationRuleInfo{AttachmentTooLarge, "attachment-too-large", Loses},
    DestinationRuleInfo{TeamTooLarge, "team-too-large", Stops},
    DestinationRuleInfo{TooManyChannels, "too-many-channels", Stops},
    DestinationRuleInfo{AttachmentsOff, "attachments-off", Stops},
    DestinationRuleInfo{MessageTooLong, "message-too-long", Stops},
    DestinationRuleInfo{UserLimit, "user-limit", Note},
    DestinationRuleInfo{MessageHistoryLimit, "message-history-limit", Loses},
    DestinationRuleInfo{CustomEmojiOff, "custom-emoji-off", Loses},
    DestinationRuleInfo{GuestAccountsOff, "guest-accounts-off", Loses},
    DestinationRuleInfo{AuthServiceOff, "auth-service-off", Loses},
    DestinationRuleInfo{MailNotSetUp, "mail-not-set-up", Loses},
    DestinationRuleInfo{StorageTooLarge, "storage-too-large", Stops},
    DestinationRuleInfo{StorageTimeout, "storage-timeout", Note},
};

constexpr bool isInOrder()
{
    for (size_t i = 0; i < rules.size(); ++i) {
        if (static_cast<size_t>(rules.at(i).rule) != i)
            return false;
    }
    return static_cast<size_t>(StorageTimeout) + 1 == rules.size();
}
static_assert(isInOrder());

constexpr std::array remedies{Remedy::None, Remedy::Explain, Remedy::Adjust, Remedy::SwitchOn};

} // namespace

std::span<const DestinationRuleInfo> allDestinationRules()
{
    return rules;
}

const DestinationRuleInfo &destinationRuleInfo(DestinationRule rule)
{
    return rules.at(static_cast<size_t>(rule));
}

QString destinationRuleName(DestinationRule rule)
{
    return QString::fromLatin1(destinationRuleInfo(rule).name);
}

std::optional<DestinationRule> destinationRuleFromName(const QString &name)
{
    for (const DestinationRuleInfo &info : rules) {
        if (name == QLatin1String(info.name))
            return info.rule;
    }
    return std::nullopt;
}

QString remedyName(Remedy remedy)
{
    switch (remedy) {
    case Remedy::None:
        return QStringLiteral("none");
    case Remedy::Explain:
        return QStringLiteral("explain");
    case Remedy::Adjust:
        return QStringLiteral("adjust");
    case Remedy::SwitchOn:
        return QStringLiteral("switch-on");
    }
    Q_UNREACHABLE();
}

std::optional<Remedy> remedyFromName(const QString &name)
{
    for (const Remedy remedy : remedies) {
        if (remedyName(remedy) == name)
            return remedy;
    }
    return std::nullopt;
}

} // namespace mmigrate
