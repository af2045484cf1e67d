// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/linecorrector.h"

namespace mmigrate {

LineCorrector::LineCorrector(const ArchiveReader &archive, const ArchiveFacts &facts,
                             const CorrectionContext &context, ChangeLog &log)
    : m_archive(archive)
    , m_context(context)
    , m_log(log)
    , m_decisions(context.decisions, log)
    , m_decidedFacts(context.decisions.isEmpty() ? ArchiveFacts() : m_decisions.applied(facts))
    , m_facts(context.decisions.isEmpty() ? facts : m_decidedFacts)
    , m_traits(destinationTraits(context.destinationVersion))
    , m_checkContext(checkContextOf(context))
    , m_repair(archive, m_checkContext, log)
    , m_left(m_traits, {})
    , m_fates(archive.entryCount())
{
}

void LineCorrector::note(CorrectionRule rule, const QString &what, bool loses)
{
    m_log.add(rule, m_line, what, loses);
}

bool LineCorrector::drop(CorrectionRule rule, const QString &what, bool loses)
{
    note(rule, QStringLiteral("drop line: ") + what, loses);
    return false;
}

CheckContext LineCorrector::checkContextOf(const CorrectionContext &context)
{
    CheckContext check = context.check;
    check.destinationVersion = context.destinationVersion;
    for (const QString &team : context.destinationTeams)
        check.teams.insert(team.toLower().toUtf8());
    if (!context.operatorUsername.isEmpty())
        check.users.insert(context.operatorUsername.toLower().toUtf8());
    // Their lines are taken out, but they are there.
    for (auto it = context.decisions.people.begin(); it != context.decisions.people.end(); ++it) {
        if (it->fate == NameDecisions::Fate::Keep)
            check.users.insert(it.key());
        else if (it->fate == NameDecisions::Fate::Map)
            check.users.insert(it->to.toLower());
    }
    return check;
}

void LineCorrector::dropTooLong(qint64 number)
{
    m_line = number;
    drop(CorrectionRule::UnreadableLine, QStringLiteral("too long"), true);
}

LineCorrector::Verdict LineCorrector::correct(QByteArrayView line, qint64 number)
{
    m_line = number;
    const DecisionApplier::Verdict decided = m_decisions.apply(line, number);
    if (decided == DecisionApplier::Verdict::Keep)
        return correctDecided(line);
    for (const QString &file : m_decisions.lostFiles())
        m_fates.strip(m_archive.findFile(file));
    if (decided == DecisionApplier::Verdict::Drop)
        return Verdict::Drop;
    const Verdict verdict = correctDecided(m_decisions.rewritten());
    if (verdict != Verdict::Keep)
        return verdict;
    m_rewritten = m_decisions.rewritten();
    return Verdict::Rewrite;
}

LineCorrector::Verdict LineCorrector::correctDecided(QByteArrayView line)
{
    m_edit.clear();
    m_rewritten.clear();
    const Verdict verdict = applyRules(line);
    if (verdict == Verdict::Drop || !m_context.repairs)
        return verdict;
    const QByteArrayView text = verdict == Verdict::Keep ? line : QByteArrayView(m_rewritten);
    const Verdict repaired = m_repair.repair(text, m_line);
    if (repaired == Verdict::Drop)
        return repaired;
    for (const LineChecker::Found &left : m_repair.left())
        m_left.count(left.rule, m_line);
    if (repaired == Verdict::Keep)
        return verdict;
    m_rewritten = m_repair.rewritten();
    return Verdict::Rewrite;
}

/// The rules of what servers of that version cannot import. Lines that are no JSON are left to the
/// repair.
LineCorrector::Verdict LineCorrector::applyRules(QByteArrayView line)
{
    if (isBlankLine(line)) {
        drop(CorrectionRule::BlankLine, QStringLiteral("blank"));
        return Verdict::Drop;
    }
    if (!m_tree.parse(line) || !m_tree.root().isObject())
        return Verdict::Keep;
    const JsonNode root = m_tree.root();
    const QByteArray typeName = root.member("type").utf8();
    const LineType type = lineType(typeName);
    if (type == LineType::Unknown) {
        drop(CorrectionRule::UnknownType, QString::fromUtf8(typeName).left(64), true);
        return Verdict::Drop;
    }
    if (type == LineType::Version) {
        correctVersion(root);
    } else {
        const JsonNode object = root.member(lineTypeName(type));
        const bool there = object.isObject()
                           || drop(CorrectionRule::CrashingLine,
                                   QString::fromUtf8(typeName) + QStringLiteral(" without object"));
        if (!there || !correctObject(type, object))
            return Verdict::Drop;
    }
    if (!m_rewritten.isEmpty())
        return Verdict::Rewrite;
    if (m_edit.isEmpty())
        return Verdict::Keep;
    m_rewritten = m_edit.apply(root);
    return Verdict::Rewrite;
}

bool LineCorrector::correctObject(LineType type, JsonNode object)
{
    switch (type) {
    case LineType::Scheme:
    case LineType::Role:
        if (m_traits.knowsRolesAndSchemes)
            return true;
        return drop(CorrectionRule::RolesAndSchemes,
                    QString::fromUtf8(lineTypeName(type)) + QLatin1Char(' ')
                        + object.member("name").string(),
                    true);
    case LineType::Team:
        return correctTeam(object);
    case LineType::Channel:
        return correctChannel(object);
    case LineType::User:
        return correctUser(object);
    case LineType::Bot:
        return correctBot(object);
    case LineType::Post:
        return correctPost(object);
    case LineType::DirectPost:
        return correctDirectPost(object);
    case LineType::Emoji:
        return correctEmoji(object);
    case LineType::DirectChannel:
        correctDirectChannel(object);
        return true;
    case LineType::Version:
    case LineType::Unknown:
        break;
    }
    return true;
}

void LineCorrector::correctVersion(JsonNode root)
{
    if (!m_traits.knowsInfo && m_edit.removeMember(root, "info"))
        note(CorrectionRule::VersionInfo, QStringLiteral("remove info"));
}

void LineCorrector::correctScheme(JsonNode object, const QString &where)
{
    const JsonNode scheme = object.member("scheme");
    if (!scheme.isString() || scheme.utf8().isEmpty())
        return;
    if (m_traits.knowsRolesAndSchemes && m_facts.schemes.contains(scheme.utf8()))
        return;
    m_edit.removeMember(object, "scheme");
    note(CorrectionRule::MissingScheme,
         QStringLiteral("remove ") + where + QStringLiteral(".scheme ") + scheme.string());
}

bool LineCorrector::correctTeam(JsonNode team)
{
    correctScheme(team, QStringLiteral("team"));
    return true;
}

bool LineCorrector::isKnownTeam(const QByteArray &team) const
{
    return m_facts.teams.contains(team)
           || m_context.destinationTeams.contains(QString::fromUtf8(team));
}

bool LineCorrector::correctChannel(JsonNode channel)
{
    const JsonNode team = channel.member("team");
    if (team.isString() && !isKnownTeam(team.utf8())) {
        return drop(CorrectionRule::ArchivedTeam,
                    QStringLiteral("channel ") + team.string() + QLatin1Char('/')
                        + channel.member("name").string(),
                    true);
    }
    correctScheme(channel, QStringLiteral("channel"));
    return true;
}

/// Servers before 11 compare bytes; a macOS computer that packs an archive anew writes accents as
/// letters of their own.
void LineCorrector::keepFile(qint64 index, const QString &path)
{
    m_fates.keep(index);
    if (!m_traits.normalizesNames && !m_archive.entry(index).name.endsWith(path))
        m_fates.keepAs(index, path);
}

bool LineCorrector::correctEmoji(JsonNode emoji)
{
    const qint64 image = m_archive.findFile(emoji.member("image").string());
    const QString name = QStringLiteral("emoji ") + emoji.member("name").string();
    if (image < 0)
        return drop(CorrectionRule::MissingImage, name);
    if (!m_traits.takesAllFiles) {
        m_fates.strip(image);
        return drop(CorrectionRule::FileNotTaken, name, true);
    }
    keepFile(image, emoji.member("image").string());
    return true;
}

void LineCorrector::correctDirectChannel(JsonNode channel)
{
    const JsonNode participants = channel.member("participants");
    if (m_traits.knowsParticipants || !participants.isArray()
        || !channel.member("members").isNothing())
        return;
    QByteArray members;
    for (JsonNode person = participants.firstChild(); person.isValid();
         person = person.nextSibling()) {
        if (!members.isEmpty())
            members += ',';
        members += JsonEdit::quoted(person.member("username").utf8());
    }
    m_edit.removeMember(channel, "members");
    m_edit.replaceMember(participants, "\"members\":[" + members + ']');
    note(CorrectionRule::Participants, QStringLiteral("direct_channel.participants to members: %1")
                                           .arg(participants.childCount()));
}

} // namespace mmigrate
