// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/checkreport.h"

#include <QJsonArray>

#include <algorithm>

namespace mmigrate {

namespace {

QJsonObject toJson(const Finding &finding)
{
    return {{QStringLiteral("line"), finding.line},
            {QStringLiteral("place"), finding.place},
            {QStringLiteral("subject"), finding.subject}};
}

QJsonObject toJson(const FindingGroup &group)
{
    QJsonArray examples;
    for (const Finding &finding : group.examples)
        examples.append(toJson(finding));
    return {{QStringLiteral("rule"), checkRuleName(group.rule)},
            {QStringLiteral("severity"), severityName(group.severity)},
            {QStringLiteral("count"), group.count},
            {QStringLiteral("examples"), examples}};
}

std::optional<FindingGroup> groupFrom(const QJsonObject &object)
{
    const auto rule = checkRuleFromName(object.value(QLatin1String("rule")).toString());
    const auto severity = severityFromName(object.value(QLatin1String("severity")).toString());
    if (!rule || !severity)
        return std::nullopt;
    FindingGroup group{*rule, *severity, object.value(QLatin1String("count")).toInteger(), {}};
    const QJsonArray examples = object.value(QLatin1String("examples")).toArray();
    for (const QJsonValue &value : examples) {
        const QJsonObject example = value.toObject();
        group.examples.append({*rule, example.value(QLatin1String("line")).toInteger(),
                               example.value(QLatin1String("place")).toString(),
                               example.value(QLatin1String("subject")).toString()});
    }
    return group;
}

} // namespace

qint64 CheckReport::count(CheckRule rule) const
{
    for (const FindingGroup &group : groups) {
        if (group.rule == rule)
            return group.count;
    }
    return 0;
}

qint64 CheckReport::count(Severity severity) const
{
    qint64 sum = 0;
    for (const FindingGroup &group : groups)
        sum += group.severity == severity ? group.count : 0;
    return sum;
}

bool CheckReport::isMended(const FindingGroup &group) const
{
    return group.severity == Severity::Stops && mayBeMended()
           && checkRuleInfo(group.rule).repair != Repair::None;
}

bool CheckReport::isFinal(const FindingGroup &group) const
{
    return group.severity == Severity::Stops && !isMended(group);
}

void CheckReport::judgeFor(const DestinationTraits &traits)
{
    for (FindingGroup &group : groups)
        group.severity = severityOf(group.rule, traits);
    std::stable_sort(groups.begin(), groups.end(),
                     [](const FindingGroup &a, const FindingGroup &b) {
                         return std::pair(a.severity, a.rule) < std::pair(b.severity, b.rule);
                     });
}

QJsonObject CheckReport::toJson() const
{
    QJsonArray list;
    for (const FindingGroup &group : groups)
        list.append(mmigrate::toJson(group));
    return {{QStringLiteral("lines"), lines},
            {QStringLiteral("findings"), list},
            {QStringLiteral("unknown"), unknown.toJson()}};
}

CheckReport CheckReport::fromJson(const QJsonObject &object)
{
    CheckReport report;
    report.lines = object.value(QLatin1String("lines")).toInteger();
    const QJsonArray list = object.value(QLatin1String("findings")).toArray();
    for (const QJsonValue &value : list) {
        if (const std::optional<FindingGroup> group = groupFrom(value.toObject()))
            report.groups.append(*group);
    }
    report.unknown = UnknownNames::fromJson(object.value(QLatin1String("unknown")).toObject());
    return report;
}

} // namespace mmigrate
