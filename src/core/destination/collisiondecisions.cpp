// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/collisiondecisions.h"

#include <QSet>

#include <algorithm>

namespace mmigrate {

namespace {

using About = CollisionDecisions::About;
using OfName = CollisionDecisions::OfName;

constexpr qsizetype longestName = 64; // of people, teams, channels and emoji
constexpr QLatin1String defaultSuffix("-imported");

bool sameName(About about, const QString &a, const QString &b)
{
    const bool isExact = about == About::Emoji;
    return a.compare(b, isExact ? Qt::CaseSensitive : Qt::CaseInsensitive) == 0;
}

QString withSuffix(const QString &name, const QString &suffix)
{
    const QString end = suffix.isEmpty() ? QString(defaultSuffix) : suffix;
    return name.left(longestName - end.size()) + end;
}

NameDecisions::Fate fateOf(Decision decision)
{
    switch (decision) {
    case Decision::Rename:
        return NameDecisions::Fate::Rename;
    case Decision::Map:
        return NameDecisions::Fate::Map;
    case Decision::Skip:
        return NameDecisions::Fate::Skip;
    case Decision::Leave:
    case Decision::Keep:
    case Decision::Stop:
        break;
    }
    return NameDecisions::Fate::Keep;
}

void add(NameDecisions &decisions, const OfName &decision)
{
    if (decision.decision == Decision::Leave || decision.decision == Decision::Stop)
        return;
    const NameDecisions::Choice choice{fateOf(decision.decision), decision.to.toUtf8()};
    const QByteArray key = decision.name.toLower().toUtf8();
    switch (decision.about) {
    case About::Person:
        decisions.people.insert(key, choice);
        break;
    case About::Team:
        decisions.teams.insert(key, choice);
        break;
    case About::Channel:
        decisions.channels.insert(decision.team.toLower().toUtf8() + '/' + key, choice);
        break;
    case About::Emoji:
        decisions.emoji.insert(decision.name.toUtf8(), choice);
        break;
    }
}

} // namespace

CollisionDecisions::About aboutOf(CollisionKind kind)
{
    if (isAboutPeople(kind))
        return About::Person;
    if (isAboutTeams(kind))
        return About::Team;
    return isAboutChannels(kind) ? About::Channel : About::Emoji;
}

CollisionDecisions::OfName CollisionDecisions::decisionFor(const Collision &collision) const
{
    const About about = aboutOf(collision.kind);
    OfName decided{
        about, collision.team, collision.name, possibleDecisions(collision.kind).constFirst(), {}};
    const auto own = std::find_if(names.begin(), names.end(), [&](const OfName &one) {
        return one.about == about && sameName(about, one.name, collision.name)
               && sameName(about, one.team, collision.team);
    });
    const auto ofKind = kinds.constFind(collision.kind);
    if (own != names.end()) {
        decided.decision = own->decision;
        decided.to = own->to;
    } else if (ofKind != kinds.constEnd()) {
        decided.decision = ofKind->decision;
        if (decided.decision == Decision::Map)
            decided.to = collision.otherName;
        else if (decided.decision == Decision::Rename)
            decided.to = withSuffix(
                about == About::Emoji ? collision.name : collision.name.toLower(), ofKind->suffix);
    }
    if (!possibleDecisions(collision.kind).contains(decided.decision))
        decided.decision = Decision::Stop;
    return decided;
}

QList<Collision> CollisionDecisions::stopping(const CollisionReport &report) const
{
    QList<Collision> rows;
    for (const Collision &row : report.rows) {
        if (decisionFor(row).decision == Decision::Stop)
            rows.append(row);
    }
    return rows;
}

NameDecisions CollisionDecisions::forArchive(const CollisionReport &report) const
{
    NameDecisions decisions;
    for (const OfName &decision : names)
        add(decisions, decision);
    for (const Collision &row : report.rows) {
        const OfName decision = decisionFor(row);
        const QByteArray key = row.name.toLower().toUtf8();
        // The operator guard keeps that account, and knows more of it.
        if (row.kind == CollisionKind::OwnAccount && decision.decision == Decision::Keep)
            decisions.people.remove(key);
        else
            add(decisions, decision);
    }
    return decisions;
}

CollisionDecisions suggestedDecisions(const CollisionReport &report)
{
    CollisionDecisions decisions;
    for (const Collision &row : report.rows) {
        const Decision ofKind = suggestedDecision(row.kind);
        const Decision decision = suggestedDecision(row);
        if (decision != ofKind)
            decisions.names.append({aboutOf(row.kind), row.team, row.name, decision, {}});
        else if (decision != possibleDecisions(row.kind).constFirst())
            decisions.kinds.insert(row.kind, {decision, {}});
    }
    return decisions;
}

} // namespace mmigrate
