// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkrule.h"

#include <QString>

#include <optional>
#include <span>

namespace mmigrate {

/// What can be in an import's way on the destination itself. Sources: sections 7, 8, 11, 14 and 15
/// of the API fact sheet, the field notes, and the importer's source.
enum class DestinationRule {
    // The server
    VersionTooOld,       ///< facts "version", "oldest"
    OlderThanSource,     ///< facts "version", "source", "lost" (list: bots, roles-and-schemes,
                         ///< profile-pictures, files, emoji)
    CloudRefusesImports, ///< imports go through the provider's support; fact "sku"
    SameServer,          ///< facts "by" (address|identity), "address"
    NotAdministrator,    ///< fact "username"
    SessionShort,        ///< facts "hours", "setting"
    ClockDiffers,        ///< facts "seconds" (the server is ahead; negative: behind)
    JobsOff,             ///< no job ever starts here; the facts of a setting
    BusyImporting,       ///< facts "jobs", "since" (ms), "active" (false: no sign of life for long)
    BusyExporting,       ///< the same
    SettingsHidden,      ///< fact "settings" (list of names)
    // Limits; facts of a setting
    UploadTooLarge,
    AttachmentTooLarge, ///< newer servers leave such files out silently; "file"
    TeamTooLarge,       ///< "team"
    TooManyChannels,    ///< "team"
    AttachmentsOff,
    MessageTooLong,      ///< facts "limit", "longest", both in characters
    UserLimit,           ///< facts "limit", "active", "new", "hard"
    MessageHistoryLimit, ///< facts "limit", "there", "new"
    // What people need afterwards
    CustomEmojiOff,   ///< they come in, but nobody sees them; the facts of a setting and "emoji"
    GuestAccountsOff, ///< they come in, but cannot sign in; the facts of a setting and "people"
    AuthServiceOff,   ///< the facts of a setting, "service" and "people"
    MailNotSetUp,     ///< nobody can set a new password; the facts of a setting and "people"
    // Where files lie
    StorageTooLarge, ///< uploads above 5 GiB to S3 fail at their end; facts "size", "limit"
    StorageTimeout,  ///< S3 is given up after so long; the facts of a setting
};

/// What can be done about a finding.
enum class Remedy {
    None,
    Explain,  ///< somebody has to do something that mmigrate cannot, or should not
    Adjust,   ///< mmigrate changes the setting for the migration, and puts it back at the end
    SwitchOn, ///< mmigrate changes the setting for good, if the person wants it
};

struct DestinationRuleInfo
{
    DestinationRule rule;
    const char *name;  ///< stable, as in reports and the journal: "upload-too-large"
    Severity severity; ///< for most cases; a finding has its own
};

/// All rules, in the order of DestinationRule.
std::span<const DestinationRuleInfo> allDestinationRules();
const DestinationRuleInfo &destinationRuleInfo(DestinationRule rule);
QString destinationRuleName(DestinationRule rule);
std::optional<DestinationRule> destinationRuleFromName(const QString &name);

/// The stable name: "none", "explain", "adjust", "switch-on".
QString remedyName(Remedy remedy);
std::optional<Remedy> remedyFromName(const QString &name);

} // namespace mmigrate
