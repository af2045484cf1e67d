// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/findingcollector.h"

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qsizetype mostExamples = 20;

} // namespace

FindingCollector::FindingCollector(const DestinationTraits &traits, FindingSink sink)
    : m_traits(traits)
    , m_sink(std::move(sink))
{
}

FindingGroup &FindingCollector::group(CheckRule rule)
{
    const auto [place, isNew] = m_groups.try_emplace(rule);
    if (isNew) {
        place->second.rule = rule;
        place->second.severity = severityOf(rule, m_traits);
    }
    return place->second;
}

bool FindingCollector::needsDetails(CheckRule rule) const
{
    const auto known = m_groups.find(rule);
    return m_sink || known == m_groups.end() || known->second.examples.size() < mostExamples;
}

void FindingCollector::count(CheckRule rule)
{
    ++group(rule).count;
}

void FindingCollector::count(CheckRule rule, qint64 line)
{
    FindingGroup &known = group(rule);
    ++known.count;
    if (known.examples.size() < mostExamples)
        known.examples.append({rule, line, {}, {}});
}

Result<void> FindingCollector::add(const Finding &finding)
{
    FindingGroup &known = group(finding.rule);
    ++known.count;
    if (known.examples.size() < mostExamples)
        known.examples.append(finding);
    return m_sink ? m_sink(finding) : Result<void>();
}

QList<FindingGroup> FindingCollector::groups() const
{
    QList<FindingGroup> list;
    for (const auto &[rule, group] : m_groups)
        list.append(group);
    std::stable_sort(list.begin(), list.end(),
                     [](const FindingGroup &one, const FindingGroup &other) {
                         return one.severity < other.severity;
                     });
    return list;
}

} // namespace mmigrate
