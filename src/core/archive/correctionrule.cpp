// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/correctionrule.h"

namespace mmigrate {

namespace {

// In the order of CorrectionRule.
constexpr std::array<const char *, allCorrectionRules.size()> names{
    "operator-account",   "crashing-line",     "empty-attachment", "blank-line",
    "unknown-type",       "archived-team",     "name-case",        "doubled-reply-files",
    "missing-file",       "missing-image",     "file-prefix",      "file-not-taken",
    "profile-picture",    "roles-and-schemes", "missing-scheme",   "bot-as-user",
    "participants",       "version-info",      "unreadable-line",  "unusable-item",
    "unknown-reference",  "invalid-value",     "invalid-name",     "shortened",
    "long-message",       "time-order",        "guest-roles",      "login-service",
    "unknown-permission", "nul-character",     "replaced-bytes",   "mapped-person",
    "renamed-person",     "kept-person",       "skipped-person",   "renamed-place",
    "skipped-place",
};

} // namespace

QString correctionRuleName(CorrectionRule rule)
{
    return QLatin1String(names[static_cast<size_t>(rule)]);
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
