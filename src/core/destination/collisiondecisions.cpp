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

QString decisionKey(const CollisionDecisions::OfName &one)
{
    const bool isExact = one.about == About::Emoji;
    const QString name = isExact ? one.name : one.name.toLower();
    return QString::number(static_cast<int>(one.about)) + one.team.toLower() + QLatin1Char('/')
           + name;
}

DecisionIndex::DecisionIndex(const CollisionDecisions &decisions)
    : m_decisions(decisions)
{
    m_names.reserve(decisions.names.size());
    for (qsizetype index = decisions.names.size() - 1; index >= 0; --index)
        m_names.insert(decisionKey(decisions.names.at(index)), index); // the first one counts
}

CollisionDecisions::OfName DecisionIndex::decisionFor(const Collision &collision) const
{
    const About about = aboutOf(collision.kind);
    OfName decided{
        about, collision.team, collision.name, possibleDecisions(collision.kind).constFirst(), {}};
    const auto own = m_names.constFind(decisionKey(decided));
    const auto ofKind = m_decisions.kinds.constFind(collision.kind);
    if (own != m_names.constEnd()) {
        decided.decision = m_decisions.names.at(*own).decision;
        decided.to = m_decisions.names.at(*own).to;
    } else if (ofKind != m_decisions.kinds.constEnd()) {
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

CollisionDecisions::OfName CollisionDecisions::decisionFor(const Collision &collision) const
{
    return DecisionIndex(*this).decisionFor(collision);
}

CollisionDecisions withProposals(const CollisionDecisions &decisions, const CollisionReport &report)
{
    CollisionDecisions all = decisions;
    const CollisionDecisions proposed = suggestedDecisions(report);
    for (auto it = proposed.kinds.begin(); it != proposed.kinds.end(); ++it) {
        if (!all.kinds.contains(it.key()))
            all.kinds.insert(it.key(), *it);
    }
    QSet<QString> decided;
    for (const OfName &one : decisions.names)
        decided.insert(decisionKey(one));
    for (const Collision &row : report.rows) {
        if (decisions.kinds.contains(row.kind))
            decided.insert(decisionKey({aboutOf(row.kind), row.team, row.name, {}, {}}));
    }
    for (const OfName &one : proposed.names) {
        if (!decided.contains(decisionKey(one)))
            all.names.append(one);
    }
    return all;
}

QList<Collision> CollisionDecisions::stopping(const CollisionReport &report) const
{
    QList<Collision> rows;
    const DecisionIndex index(*this);
    for (const Collision &row : report.rows) {
        if (index.decisionFor(row).decision == Decision::Stop)
            rows.append(row);
    }
    return rows;
}

NameDecisions CollisionDecisions::forArchive(const CollisionReport &report) const
{
    NameDecisions decisions;
    const DecisionIndex index(*this);
    for (const OfName &decision : names)
        add(decisions, decision);
    for (const Collision &row : report.rows) {
        const OfName decision = index.decisionFor(row);
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
