// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/destinationreport.h"

#include <QJsonArray>

#include <algorithm>

namespace mmigrate {

namespace {

QJsonObject toJson(const DestinationFinding &finding)
{
    return {{QStringLiteral("rule"), destinationRuleName(finding.rule)},
            {QStringLiteral("severity"), severityName(finding.severity)},
            {QStringLiteral("remedy"), remedyName(finding.remedy)},
            {QStringLiteral("facts"), QJsonObject::fromVariantMap(finding.facts)}};
}

std::optional<DestinationFinding> findingFrom(const QJsonObject &object)
{
    const auto text = [&object](const char *name) {
        return object.value(QLatin1String(name)).toString();
    };
    const auto rule = destinationRuleFromName(text("rule"));
    const auto severity = severityFromName(text("severity"));
    const auto remedy = remedyFromName(text("remedy"));
    if (!rule || !severity || !remedy)
        return std::nullopt;
    return DestinationFinding{*rule, *severity, *remedy,
                              object.value(QLatin1String("facts")).toObject().toVariantMap()};
}

} // namespace

bool stopsImport(const DestinationFinding &finding, bool adjustLimits)
{
    switch (finding.rule) {
    case DestinationRule::MessageTooLong:
        return false; // such messages are cut when the archive is prepared
    case DestinationRule::UploadTooLarge:
    case DestinationRule::AttachmentTooLarge:
    case DestinationRule::TeamTooLarge:
    case DestinationRule::TooManyChannels:
    case DestinationRule::AttachmentsOff:
        return finding.remedy != Remedy::Adjust || !adjustLimits;
    default:
        return finding.severity == Severity::Stops;
    }
}

const DestinationFinding *DestinationReport::find(DestinationRule rule) const
{
    for (const DestinationFinding &finding : findings) {
        if (finding.rule == rule)
            return &finding;
    }
    return nullptr;
}

qint64 DestinationReport::count(Severity severity) const
{
    return std::count_if(
        findings.begin(), findings.end(),
        [severity](const DestinationFinding &finding) { return finding.severity == severity; });
}

void DestinationReport::sort()
{
    std::stable_sort(findings.begin(), findings.end(),
                     [](const DestinationFinding &a, const DestinationFinding &b) {
                         return std::pair(a.severity, a.rule) < std::pair(b.severity, b.rule);
                     });
}

QJsonObject DestinationReport::toJson() const
{
    QJsonArray list;
    for (const DestinationFinding &finding : findings)
        list.append(mmigrate::toJson(finding));
    return {{QStringLiteral("findings"), list}};
}

DestinationReport DestinationReport::fromJson(const QJsonObject &object)
{
    DestinationReport report;
    const QJsonArray list = object.value(QLatin1String("findings")).toArray();
    for (const QJsonValue &value : list) {
        if (const std::optional<DestinationFinding> finding = findingFrom(value.toObject()))
            report.findings.append(*finding);
    }
    return report;
}

} // namespace mmigrate
