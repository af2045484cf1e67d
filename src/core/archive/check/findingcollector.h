// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/archivecheck.h"

#include <map>

namespace mmigrate {

/// Counts findings by rule, keeps the first ones, and passes all of them on.
class FindingCollector
{
public:
    FindingCollector(const DestinationTraits &traits, FindingSink sink);

    Result<void> add(const Finding &finding);
    /// Whether the next finding of that rule would only be counted.
    bool needsDetails(CheckRule rule) const;
    void count(CheckRule rule);
    /// With the line as all there is to tell.
    void count(CheckRule rule, qint64 line);
    QList<FindingGroup> groups() const;

private:
    FindingGroup &group(CheckRule rule);

    const DestinationTraits m_traits;
    FindingSink m_sink;
    std::map<CheckRule, FindingGroup> m_groups;
};

} // namespace mmigrate
