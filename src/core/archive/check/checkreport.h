// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkrule.h"
#include "core/archive/check/unknownnames.h"

#include <QJsonObject>
#include <QList>

namespace mmigrate {

/// One place that a rule finds wanting.
struct Finding
{
    CheckRule rule = CheckRule::VersionLine;
    qint64 line = 0;   ///< of import.jsonl, from 1; 0: an entry of the ZIP
    QString place{};   ///< "post.replies[2].create_at"; empty: the whole line
    QString subject{}; ///< who or what it is about: a person, a channel, a file; no message text

    bool operator==(const Finding &other) const = default;
};

/// What one rule found.
struct FindingGroup
{
    CheckRule rule = CheckRule::VersionLine;
    Severity severity = Severity::Stops;
    qint64 count = 0;
    QList<Finding> examples{}; ///< the first ones, at most 20

    bool operator==(const FindingGroup &other) const = default;
};

/// All that was found in an archive, by rule. Kept in the journal.
struct CheckReport
{
    QList<FindingGroup> groups{}; ///< the worst first, then as in CheckRule
    qint64 lines = 0;             ///< of import.jsonl
    UnknownNames unknown{};       ///< what the findings about references name

    bool isClean() const { return groups.isEmpty(); }
    qint64 count(CheckRule rule) const;
    qint64 count(Severity severity) const;
    /// Whether lines may be mended at all: not where names come after what refers to them, or the
    /// destination could not be asked for all that are missing. What is there would be left out.
    bool mayBeMended() const { return unknown.isComplete && count(CheckRule::LineOrder) == 0; }
    /// Whether a rule's findings would stop the import, and mmigrate mends them before.
    bool isMended(const FindingGroup &group) const;
    /// Whether a rule's findings stop the import and nothing here can be done about it.
    bool isFinal(const FindingGroup &group) const;
    /// The severities for a server of that version, and the order that follows.
    void judgeFor(const DestinationTraits &traits);
    QJsonObject toJson() const;
    /// Fields that are missing or of another type keep their default, unknown rules are left out.
    static CheckReport fromJson(const QJsonObject &object);

    bool operator==(const CheckReport &other) const = default;
};

} // namespace mmigrate
