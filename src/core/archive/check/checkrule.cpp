// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/checkrule.h"

#include "core/archive/check/checkruletable.h"
#include "core/archive/destinationtraits.h"

#include <array>

namespace mmigrate {

namespace {

using checkruletable::rules;

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

Severity severityOf(CheckRule rule, const DestinationTraits &traits)
{
    switch (rule) {
    case CheckRule::AttachmentMissing:
        return traits.stopsOnMissingFile ? Severity::Stops : Severity::Loses;
    case CheckRule::ReplyBeforePost:
        return traits.stopsOnEarlyReply ? Severity::Stops : Severity::Note;
    default:
        return checkRuleInfo(rule).severity;
    }
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
