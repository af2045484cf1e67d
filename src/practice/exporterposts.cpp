// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/exporter.h"
#include "practice/jsonline.h"

#include <algorithm>

namespace mmigrate::practice {

namespace {

QByteArray propsOf(const Post &post)
{
    return post.props.isEmpty() ? QByteArray("{}") : post.props;
}

} // namespace

bool Exporter::writePosts()
{
    for (const Post &post : m_workspace.posts) {
        if (post.root != none || isDirect(post.channel))
            continue;
        const Channel &channel = m_workspace.channels[std::size_t(post.channel)];
        if (!isExported(channel) || m_workspace.teams[std::size_t(channel.team)].deleteAt != 0)
            continue;
        JsonLine object;
        object.text("team", m_workspace.teams[std::size_t(channel.team)].name)
            .text("channel", channel.name);
        object.text("user", userAt(post.user).username);
        if (m_personality.exportsPostTypes)
            object.text("type", post.type);
        object.text("message", post.message)
            .raw("props", propsOf(post))
            .number("create_at", post.createAt);
        if (m_personality.exportsPostTypes)
            object.number("edit_at", post.editAt);
        object.raw("reactions", reactionsOf(post)).raw("replies", repliesOf(post));
        const QList<QByteArray> attachments = attachmentsOf(post);
        if (!attachments.isEmpty())
            object.raw("attachments", JsonLine::array(attachments));
        if (m_personality.exportsParticipants) {
            object.flag("is_pinned", post.pinned);
            if (!post.flaggedBy.empty())
                object.raw("flagged_by", flaggedBy(post));
        }
        if (!line("post", object.json())
            || !count("posts_exported", 1 + qint64(post.replies.size())))
            return false;
    }
    return true;
}

bool Exporter::writeDirectPosts()
{
    for (const Post &post : m_workspace.posts) {
        if (post.root != none || !isDirect(post.channel))
            continue;
        // 5.x and 6.x leave out what deactivated users wrote.
        if (userAt(post.user).deleteAt != 0 && !m_personality.exportsParticipants)
            continue;
        QStringList members = namesOf(m_workspace.channels[std::size_t(post.channel)].members);
        if (members.size() == 1)
            members.append(members.constFirst());
        JsonLine object;
        object.list("channel_members", members).text("user", userAt(post.user).username);
        if (m_personality.exportsPostTypes)
            object.text("type", post.type);
        object.text("message", post.message)
            .raw("props", propsOf(post))
            .number("create_at", post.createAt);
        if (m_personality.exportsPostTypes)
            object.number("edit_at", post.editAt);
        // Reactions of direct posts are not written in any version.
        object.raw("flagged_by", flaggedBy(post))
            .raw("reactions", "null")
            .raw("replies", repliesOf(post));
        const QList<QByteArray> attachments = attachmentsOf(post);
        object.raw("attachments",
                   attachments.isEmpty() ? QByteArray("null") : JsonLine::array(attachments));
        if (!line("direct_post", object.json())
            || !count("direct_posts_exported", 1 + qint64(post.replies.size())))
            return false;
    }
    return true;
}

QByteArray Exporter::reactionsOf(const Post &post) const
{
    QList<QByteArray> reactions;
    for (const Reaction &reaction : post.reactions) {
        JsonLine object;
        object.text("user", userAt(reaction.user).username).number("create_at", reaction.createAt);
        reactions.append(object.text("emoji_name", reaction.emoji).json());
    }
    return JsonLine::array(reactions);
}

QByteArray Exporter::repliesOf(const Post &post)
{
    if (post.replies.empty())
        return "null";
    QList<QByteArray> allFiles;
    for (int index : post.replies)
        allFiles += attachmentsOf(m_workspace.posts[std::size_t(index)]);
    QList<QByteArray> replies;
    for (int index : post.replies) {
        const Post &reply = m_workspace.posts[std::size_t(index)];
        JsonLine object;
        object.text("user", userAt(reply.user).username);
        if (m_personality.exportsPostTypes)
            object.text("type", reply.type);
        object.text("message", reply.message).number("create_at", reply.createAt);
        if (m_personality.exportsPostTypes)
            object.number("edit_at", reply.editAt);
        if (!reply.reactions.empty())
            object.raw("reactions", reactionsOf(reply));
        object.raw("attachments", replyAttachments(reply, allFiles));
        if (m_personality.exportsParticipants)
            object.raw("props", propsOf(reply)).flag("is_pinned", reply.pinned);
        replies.append(object.json());
    }
    return JsonLine::array(replies);
}

/// 5.x gives every reply that has a file the files of all replies; and none at all without
/// attachments.
QByteArray Exporter::replyAttachments(const Post &reply, const QList<QByteArray> &allOfThread)
{
    if (reply.files.empty())
        return "null";
    if (!m_personality.doublesReplyAttachments)
        return JsonLine::array(attachmentsOf(reply));
    return m_options.attachments ? JsonLine::array(allOfThread) : QByteArray("null");
}

QList<QByteArray> Exporter::attachmentsOf(const Post &post)
{
    QList<QByteArray> attachments;
    for (int index : post.files) {
        const StoredFile &file = m_workspace.files[std::size_t(index)];
        attachments.append(JsonLine().text("path", file.path).json());
        addFile(file.path);
    }
    return attachments;
}

QByteArray Exporter::flaggedBy(const Post &post) const
{
    if (post.flaggedBy.empty())
        return "null";
    QList<QByteArray> names;
    for (int user : post.flaggedBy)
        names.append(JsonLine::quoted(userAt(user).username));
    return JsonLine::array(names);
}

} // namespace mmigrate::practice
