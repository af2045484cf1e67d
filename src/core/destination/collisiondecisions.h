// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/namedecisions.h"
#include "core/base/result.h"
#include "core/destination/collision.h"

#include <QHash>

namespace mmigrate {

/// What somebody decided about names that an archive and its destination have in common, as a file
/// that can be read, changed by hand, and used for another archive:
///
///     {
///         "format": "mmigrate-mapping", "version": 1,
///         "people":   [{"name": "ann", "decision": "map", "to": "ann.k"}],
///         "teams":    [{"name": "crew", "decision": "rename", "to": "crew-old"}],
///         "channels": [{"team": "crew", "name": "dev", "decision": "skip"}],
///         "emoji":    [{"name": "party", "decision": "skip"}],
///         "all":      [{"kind": "other-administrator", "decision": "keep"}]
///     }
///
/// Names are those of the archive, "to" is that of the destination. What is said of a name goes
/// before what is said of all of its kind. Names that an archive does not have do no harm.
struct CollisionDecisions
{
    enum class About { Person, Team, Channel, Emoji };
    struct OfName
    {
        About about = About::Person;
        QString team{}; ///< of a channel
        QString name{};
        Decision decision = Decision::Leave;
        QString to{}; ///< of Rename and Map

        bool operator==(const OfName &other) const = default;
    };
    struct OfKind
    {
        Decision decision = Decision::Leave;
        QString suffix{}; ///< of Rename: what comes behind every name; empty: "-imported"

        bool operator==(const OfKind &other) const = default;
    };

    QList<OfName> names{};
    QMap<CollisionKind, OfKind> kinds{};

    bool isEmpty() const { return names.isEmpty() && kinds.isEmpty(); }
    bool operator==(const CollisionDecisions &other) const = default;

    QByteArray toJson() const;
    /// Errors: MappingInvalid with facts "reason" (not-json, not-mapping, newer, too-large,
    /// bad-entry, bad-decision, bad-name, repeated, target-taken) and "entry" ("people[3]").
    static Result<CollisionDecisions> fromJson(const QByteArray &text);

    /// Errors: those of fromJson() with the fact "path"; Disk.
    static Result<CollisionDecisions> load(const QString &path);
    /// For its owner only, there as a whole or not at all. Errors: Disk, DiskFull.
    Result<void> save(const QString &path) const;

    /// What becomes of one collision. A decision that its kind does not know is Stop.
    OfName decisionFor(const Collision &collision) const;
    /// Those that the migration must not go on with.
    QList<Collision> stopping(const CollisionReport &report) const;
    /// What is to be done to the lines.
    NameDecisions forArchive(const CollisionReport &report) const;
};

/// Finds decisions quickly, for reports with many names; as long as the decisions stay as they are.
class DecisionIndex
{
public:
    explicit DecisionIndex(const CollisionDecisions &decisions);
    CollisionDecisions::OfName decisionFor(const Collision &collision) const;

private:
    const CollisionDecisions &m_decisions;
    QHash<QString, qsizetype> m_names;
};

/// The same for two ways to write one name, as servers compare names.
QString decisionKey(const CollisionDecisions::OfName &one);
/// Whether servers take that as the name of something new.
bool isNewName(CollisionDecisions::About about, const QString &name);
/// Decisions, and what is proposed where none was made: names may have come since.
CollisionDecisions withProposals(const CollisionDecisions &decisions,
                                 const CollisionReport &report);

/// Whose name it is that collides.
CollisionDecisions::About aboutOf(CollisionKind kind);

/// What mmigrate proposes for all of them, by name where that needs one.
CollisionDecisions suggestedDecisions(const CollisionReport &report);

} // namespace mmigrate
