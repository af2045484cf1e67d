// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/collisiontargets.h"

#include "core/destination/collisionlookup.h"

#include <QSet>

#include <algorithm>

namespace mmigrate {

namespace {

using Fate = NameDecisions::Fate;

Error invalid(const char *reason, const QByteArray &entry)
{
    return makeError(ErrorKind::MappingInvalid, QLatin1String(reason))
        .with(QStringLiteral("reason"), QLatin1String(reason))
        .with(QStringLiteral("entry"), QString::fromUtf8(entry));
}

QByteArray key(const QString &name)
{
    return name.toLower().toUtf8();
}

bool isMissing(const Error &error)
{
    return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::BadRequest;
}

/// True when there is such a thing.
template <typename T>
Result<bool> exists(const Result<T> &found)
{
    if (!found && !isMissing(found.error()))
        return found.error();
    return found.hasValue();
}

class Targets
{
public:
    Targets(MattermostClient &destination, const NameDecisions &decisions,
            const ArchiveNames &names)
        : m_destination(destination)
        , m_decisions(decisions)
        , m_names(names)
    {
    }

    Result<void> people();
    Result<void> teams();
    Result<void> channels();
    Result<void> emoji();

private:
    MattermostClient &m_destination;
    const NameDecisions &m_decisions;
    const ArchiveNames &m_names;
};

Result<void> Targets::people()
{
    QSet<QByteArray> archive;
    for (const ArchiveNames::Person &person : m_names.people)
        archive.insert(key(person.username));
    QStringList wanted;
    for (auto it = m_decisions.people.begin(); it != m_decisions.people.end(); ++it) {
        // What an archive does not have needs nothing.
        if (!archive.contains(it.key()) || it->fate == Fate::Skip)
            continue;
        wanted.append(QString::fromUtf8(it->fate == Fate::Keep ? it.key() : it->to));
    }
    if (wanted.isEmpty())
        return {};
    const Result<QMap<QString, User>> there = accountsOf(m_destination, wanted);
    if (!there)
        return there.error();
    QSet<QByteArray> given;
    for (auto it = m_decisions.people.begin(); it != m_decisions.people.end(); ++it) {
        if (!archive.contains(it.key()) || it->fate == Fate::Skip)
            continue;
        const QByteArray target = it->fate == Fate::Keep ? it.key() : it->to.toLower();
        const bool isThere = there->contains(QString::fromUtf8(target));
        if (it->fate != Fate::Rename && !isThere)
            return invalid("target-missing", it.key());
        if (it->fate != Fate::Rename)
            continue;
        if (isThere || archive.contains(target) || given.contains(target))
            return invalid("target-taken", it.key());
        given.insert(target);
    }
    return {};
}

Result<void> Targets::teams()
{
    QSet<QByteArray> archive;
    for (const ArchiveNames::Place &team : m_names.teams)
        archive.insert(key(team.name));
    QSet<QByteArray> given;
    for (auto it = m_decisions.teams.begin(); it != m_decisions.teams.end(); ++it) {
        if (it->fate != Fate::Rename || !archive.contains(it.key()))
            continue;
        const Result<bool> isThere = exists(m_destination.teamByName(QString::fromUtf8(it->to)));
        if (!isThere)
            return isThere.error();
        if (*isThere || archive.contains(it->to) || given.contains(it->to))
            return invalid("target-taken", it.key());
        given.insert(it->to);
    }
    return {};
}

Result<void> Targets::channels()
{
    for (auto team = m_names.channels.begin(); team != m_names.channels.end(); ++team) {
        const QByteArray teamKey = key(team.key());
        const NameDecisions::Choice ofTeam = m_decisions.teams.value(teamKey);
        const QByteArray teamThere = ofTeam.to.isEmpty() ? teamKey : ofTeam.to;
        QSet<QByteArray> archive;
        for (const ArchiveNames::Place &channel : *team)
            archive.insert(key(channel.name));
        QSet<QByteArray> given;
        for (const QByteArray &name : std::as_const(archive)) {
            const QByteArray entry = teamKey + '/' + name;
            const NameDecisions::Choice choice = m_decisions.channels.value(entry);
            if (choice.fate != Fate::Rename)
                continue;
            if (archive.contains(choice.to) || given.contains(choice.to))
                return invalid("target-taken", entry);
            given.insert(choice.to);
            const Result<Team> there = m_destination.teamByName(QString::fromUtf8(teamThere));
            if (!there && isMissing(there.error()))
                continue;
            if (!there)
                return there.error();
            const Result<bool> isThere =
                exists(m_destination.channelByName(there->id, QString::fromUtf8(choice.to), true));
            if (!isThere)
                return isThere.error();
            if (*isThere)
                return invalid("target-taken", entry);
        }
    }
    return {};
}

/// One of that name on the destination would get the picture.
Result<void> Targets::emoji()
{
    if (std::none_of(
            m_decisions.emoji.begin(), m_decisions.emoji.end(),
            [](const NameDecisions::Choice &choice) { return choice.fate == Fate::Rename; }))
        return {};
    const Result<QSet<QString>> there = emojiOf(m_destination);
    if (!there)
        return there.error();
    QSet<QByteArray> archive;
    for (const ArchiveNames::Place &emoji : m_names.emoji)
        archive.insert(emoji.name.toUtf8());
    QSet<QByteArray> given;
    for (auto it = m_decisions.emoji.begin(); it != m_decisions.emoji.end(); ++it) {
        if (it->fate != Fate::Rename || !archive.contains(it.key()))
            continue;
        if (archive.contains(it->to) || given.contains(it->to)
            || there->contains(QString::fromUtf8(it->to)))
            return invalid("target-taken", it.key());
        given.insert(it->to);
    }
    return {};
}

} // namespace

Result<void> checkTargets(MattermostClient &destination, const NameDecisions &decisions,
                          const ArchiveNames &names)
{
    Targets targets(destination, decisions, names);
    Result<void> checked = targets.people();
    if (checked)
        checked = targets.teams();
    if (checked)
        checked = targets.channels();
    if (checked)
        checked = targets.emoji();
    return checked;
}

} // namespace mmigrate
