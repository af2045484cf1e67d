// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0
//
// CollisionDecisions as a file.

#include "core/archive/check/checkvalues.h"
#include "core/archive/diskerror.h"
#include "core/destination/collisiondecisions.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <array>

namespace mmigrate {

namespace {

using About = CollisionDecisions::About;
using OfName = CollisionDecisions::OfName;

constexpr QLatin1String formatName("mmigrate-mapping");
constexpr int formatVersion = 1;
/// A hundred thousand people take about ten million bytes.
constexpr qint64 largestFile = 64 * 1024 * 1024;
constexpr qsizetype longestArchiveName = 1000;

struct List
{
    About about;
    const char *name;
};

constexpr std::array lists{
    List{About::Person, "people"},
    List{About::Team, "teams"},
    List{About::Channel, "channels"},
    List{About::Emoji, "emoji"},
};

Error invalid(const char *reason, const QString &entry = {})
{
    return makeError(ErrorKind::MappingInvalid, QLatin1String(reason))
        .with(QStringLiteral("reason"), QLatin1String(reason))
        .with(QStringLiteral("entry"), entry);
}

/// Only people have accounts to be kept or to be others.
bool isPossible(About about, Decision decision)
{
    return about == About::Person || (decision != Decision::Map && decision != Decision::Keep);
}

/// What two entries must not share.
QString keyOf(const OfName &entry)
{
    const QString name = entry.about == About::Emoji ? entry.name : entry.name.toLower();
    return QStringLiteral("%1 %2/%3").arg(int(entry.about)).arg(entry.team.toLower(), name);
}

QString targetKeyOf(const OfName &entry)
{
    return QStringLiteral("%1 %2/%3").arg(int(entry.about)).arg(entry.team.toLower(), entry.to);
}

class Reader
{
public:
    Result<CollisionDecisions> read(const QByteArray &text);

private:
    Result<void> readList(const List &list, const QJsonValue &value);
    Result<OfName> readName(About about, const QJsonObject &object, const QString &entry);
    Result<void> readKinds(const QJsonValue &value);

    CollisionDecisions m_decisions;
    QSet<QString> m_names;
    QSet<QString> m_targets;
};

Result<CollisionDecisions> Reader::read(const QByteArray &text)
{
    if (text.size() > largestFile)
        return invalid("too-large");
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError)
        return invalid("not-json", QString::number(problem.offset));
    const QJsonObject object = document.object();
    if (object.value(QLatin1String("format")).toString() != formatName)
        return invalid("not-mapping");
    const qint64 version = object.value(QLatin1String("version")).toInteger();
    if (version != formatVersion)
        return invalid(version > formatVersion ? "newer" : "not-mapping");
    for (const List &list : lists) {
        const Result<void> done = readList(list, object.value(QLatin1String(list.name)));
        if (!done)
            return done.error();
    }
    if (const Result<void> done = readKinds(object.value(QLatin1String("all"))); !done)
        return done.error();
    return m_decisions;
}

Result<void> Reader::readList(const List &list, const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    if (!value.isArray())
        return invalid("bad-entry", QLatin1String(list.name));
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString entry = QStringLiteral("%1[%2]").arg(QLatin1String(list.name)).arg(i);
        const Result<OfName> read = readName(list.about, array.at(i).toObject(), entry);
        if (!read)
            return read.error();
        if (m_names.contains(keyOf(*read)))
            return invalid("repeated", entry);
        m_names.insert(keyOf(*read));
        if (read->decision == Decision::Rename) {
            if (m_targets.contains(targetKeyOf(*read)))
                return invalid("target-taken", entry);
            m_targets.insert(targetKeyOf(*read));
        }
        m_decisions.names.append(*read);
    }
    return {};
}

Result<OfName> Reader::readName(About about, const QJsonObject &object, const QString &entry)
{
    const auto text = [&object](const char *name) {
        return object.value(QLatin1String(name)).toString();
    };
    const std::optional<Decision> decision = decisionFromName(text("decision"));
    OfName read{about, text("team"), text("name"), decision.value_or(Decision::Leave), text("to")};
    const bool isNamed = !read.name.isEmpty() && read.name.size() <= longestArchiveName
                         && read.team.size() <= longestArchiveName
                         && read.team.isEmpty() == (about != About::Channel);
    if (!isNamed)
        return invalid("bad-entry", entry);
    if (!decision || !isPossible(about, *decision))
        return invalid("bad-decision", entry);
    const bool wantsTarget = *decision == Decision::Rename || *decision == Decision::Map;
    if (wantsTarget && !isNewName(about, read.to))
        return invalid("bad-name", entry);
    if (!wantsTarget)
        read.to.clear();
    return read;
}

Result<void> Reader::readKinds(const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    if (!value.isArray())
        return invalid("bad-entry", QStringLiteral("all"));
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString entry = QStringLiteral("all[%1]").arg(i);
        const QJsonObject object = array.at(i).toObject();
        const auto text = [&object](const char *name) {
            return object.value(QLatin1String(name)).toString();
        };
        const std::optional<CollisionKind> kind = collisionKindFromName(text("kind"));
        const std::optional<Decision> decision = decisionFromName(text("decision"));
        if (!kind)
            return invalid("bad-entry", entry);
        if (!decision || !possibleDecisions(*kind).contains(*decision))
            return invalid("bad-decision", entry);
        const QString suffix = text("suffix");
        if (!suffix.isEmpty() && !isNewName(About::Person, QLatin1Char('a') + suffix))
            return invalid("bad-name", entry);
        if (m_decisions.kinds.contains(*kind))
            return invalid("repeated", entry);
        m_decisions.kinds.insert(*kind, {*decision, suffix});
    }
    return {};
}

QJsonObject toObject(const OfName &decision)
{
    QJsonObject object{{QStringLiteral("name"), decision.name},
                       {QStringLiteral("decision"), decisionName(decision.decision)}};
    if (!decision.team.isEmpty())
        object.insert(QStringLiteral("team"), decision.team);
    if (!decision.to.isEmpty())
        object.insert(QStringLiteral("to"), decision.to);
    return object;
}

} // namespace

bool isNewName(CollisionDecisions::About about, const QString &name)
{
    const QByteArray utf8 = name.toUtf8();
    switch (about) {
    case CollisionDecisions::About::Person:
        return checks::isUsername(utf8);
    case CollisionDecisions::About::Team:
        return checks::isTeamName(utf8) && !checks::isReservedTeamName(utf8);
    case CollisionDecisions::About::Channel:
        return checks::isChannelName(utf8, true);
    case CollisionDecisions::About::Emoji:
        return checks::isEmojiName(utf8);
    }
    Q_UNREACHABLE();
}

QByteArray CollisionDecisions::toJson() const
{
    QJsonObject object{{QStringLiteral("format"), QString(formatName)},
                       {QStringLiteral("version"), formatVersion}};
    for (const List &list : lists) {
        QJsonArray array;
        for (const OfName &decision : names) {
            if (decision.about == list.about)
                array.append(toObject(decision));
        }
        if (!array.isEmpty())
            object.insert(QLatin1String(list.name), array);
    }
    QJsonArray all;
    for (auto it = kinds.begin(); it != kinds.end(); ++it) {
        QJsonObject entry{{QStringLiteral("kind"), collisionKindName(it.key())},
                          {QStringLiteral("decision"), decisionName(it->decision)}};
        if (!it->suffix.isEmpty())
            entry.insert(QStringLiteral("suffix"), it->suffix);
        all.append(entry);
    }
    if (!all.isEmpty())
        object.insert(QStringLiteral("all"), all);
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Result<CollisionDecisions> CollisionDecisions::fromJson(const QByteArray &text)
{
    return Reader().read(text);
}

Result<CollisionDecisions> CollisionDecisions::load(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fileError(file);
    Result<CollisionDecisions> decisions = fromJson(file.read(largestFile + 1));
    if (!decisions)
        decisions.error().facts.insert(QStringLiteral("path"), path);
    return decisions;
}

Result<void> CollisionDecisions::save(const QString &path) const
{
    return savePrivately(path, toJson());
}

} // namespace mmigrate
