// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/linecorrector.h"
#include "core/archive/replyfiles.h"

namespace mmigrate {

namespace {

QByteArray lowered(const QByteArray &name)
{
    return QString::fromUtf8(name).toLower().toUtf8();
}

std::vector<QByteArray> pathsOf(JsonNode attachments)
{
    std::vector<QByteArray> paths;
    for (JsonNode item = attachments.firstChild(); item.isValid(); item = item.nextSibling())
        paths.push_back(item.member("path").utf8());
    return paths;
}

// The share of each reply with files, in the order of the replies, when the thread shows 5.x's
// doubling: two or more replies with one and the same list. A path has the file's own id in it, so
// this cannot be a coincidence.
std::optional<std::vector<std::vector<bool>>> undoubled(JsonNode replies)
{
    std::vector<QByteArray> authors;
    std::vector<QByteArray> paths;
    for (JsonNode reply = replies.firstChild(); reply.isValid(); reply = reply.nextSibling()) {
        const JsonNode attachments = reply.member("attachments");
        if (attachments.childCount() == 0)
            continue;
        std::vector<QByteArray> own = pathsOf(attachments);
        if (authors.empty())
            paths = std::move(own);
        else if (own != paths)
            return std::nullopt;
        authors.push_back(reply.member("user").utf8());
    }
    if (authors.size() < 2 || paths.size() < 2)
        return std::nullopt;
    return replyFileOwners(authors, paths);
}

} // namespace

bool LineCorrector::correctPost(JsonNode post)
{
    if (!correctPlace(post)) {
        stripFiles(post);
        return false;
    }
    correctAttachments(post, QStringLiteral("post"), FileOwner::RootPost);
    correctReplies(post, QStringLiteral("post"));
    return true;
}

bool LineCorrector::correctDirectPost(JsonNode post)
{
    correctAttachments(post, QStringLiteral("direct_post"), FileOwner::Other);
    correctReplies(post, QStringLiteral("direct_post"));
    return true;
}

bool LineCorrector::correctPlace(JsonNode post)
{
    const JsonNode teamNode = post.member("team");
    const JsonNode channelNode = post.member("channel");
    if (!teamNode.isString() || !channelNode.isString())
        return true;
    const QByteArray team = teamNode.utf8();
    const QByteArray channel = channelNode.utf8();
    const QByteArray lowTeam = lowered(team);
    const QByteArray lowChannel = lowered(channel);
    const QString place = teamNode.string() + QLatin1Char('/') + channelNode.string();
    if (!isKnownTeam(team) && !isKnownTeam(lowTeam))
        return drop(CorrectionRule::ArchivedTeam, QStringLiteral("post in ") + place, true);
    // The repair knows of names that were changed before that.
    if ((team == lowTeam && channel == lowChannel) || m_context.repairs)
        return true;
    const bool there = m_facts.channels.value(lowTeam).contains(lowChannel)
                       || (m_context.destinationTeams.contains(QString::fromUtf8(lowTeam)));
    if (!there)
        return drop(CorrectionRule::NameCase, QStringLiteral("post in ") + place, true);
    if (team != lowTeam)
        m_edit.replace(teamNode, JsonEdit::quoted(lowTeam));
    if (channel != lowChannel)
        m_edit.replace(channelNode, JsonEdit::quoted(lowChannel));
    note(CorrectionRule::NameCase, QStringLiteral("lower-case ") + place);
    return true;
}

void LineCorrector::correctReplies(JsonNode post, const QString &where)
{
    const JsonNode replies = post.member("replies");
    const std::optional<std::vector<std::vector<bool>>> owners = undoubled(replies);
    size_t withFiles = 0;
    int position = 0;
    for (JsonNode reply = replies.firstChild(); reply.isValid();
         reply = reply.nextSibling(), ++position) {
        const QString label = where + QStringLiteral(".replies[%1]").arg(position);
        if (!reply.isObject()) {
            m_edit.remove(reply);
            note(CorrectionRule::CrashingLine,
                 QStringLiteral("remove ") + label + QStringLiteral(" without object"));
            continue;
        }
        const std::vector<bool> *own = nullptr;
        if (owners && reply.member("attachments").childCount() > 0)
            own = &(*owners)[withFiles++];
        correctAttachments(reply, label, FileOwner::Other, own);
    }
}

void LineCorrector::correctAttachments(JsonNode post, const QString &where, FileOwner owner,
                                       const std::vector<bool> *own)
{
    const JsonNode attachments = post.member("attachments");
    size_t position = 0;
    qsizetype doubles = 0;
    for (JsonNode item = attachments.firstChild(); item.isValid();
         item = item.nextSibling(), ++position) {
        if (own && !(*own)[position]) {
            m_edit.remove(item);
            ++doubles;
        } else if (!correctAttachment(
                       item, where + QStringLiteral(".attachments[%1]").arg(position), owner)) {
            m_edit.remove(item);
        }
    }
    if (doubles > 0)
        note(CorrectionRule::DoubledReplyFiles,
             QStringLiteral("remove %1 of %2 files of ").arg(doubles).arg(position) + where);
}

bool LineCorrector::correctAttachment(JsonNode item, const QString &where, FileOwner owner)
{
    const QString path = item.member("path").string();
    const QString what = QStringLiteral("remove ") + where + QLatin1Char(' ') + path;
    if (path.isEmpty()) {
        note(CorrectionRule::EmptyAttachment, what.trimmed());
        return false;
    }
    const qint64 index = m_archive.findFile(path);
    if (index < 0) {
        const bool isInTheWay = m_traits.stopsOnMissingFile || m_traits.missingFileHidesOthers;
        if (isInTheWay)
            note(CorrectionRule::MissingFile, what);
        return !isInTheWay;
    }
    if (owner == FileOwner::Other && !m_traits.takesAllFiles) {
        m_fates.strip(index);
        note(CorrectionRule::FileNotTaken, what, true);
        return false;
    }
    keepFile(index, path);
    return true;
}

void LineCorrector::stripFiles(JsonNode post)
{
    const JsonNode attachments = post.member("attachments");
    for (JsonNode item = attachments.firstChild(); item.isValid(); item = item.nextSibling())
        m_fates.strip(m_archive.findFile(item.member("path").string()));
    const JsonNode replies = post.member("replies");
    for (JsonNode reply = replies.firstChild(); reply.isValid(); reply = reply.nextSibling())
        stripFiles(reply);
}

} // namespace mmigrate
