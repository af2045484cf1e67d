// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/importer.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace mmigrate::practice {

namespace {

QString textOf(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

QJsonArray arrayOf(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toArray();
}

qint64 createdAt(const QJsonObject &object)
{
    return object.value(QLatin1String("create_at")).toInteger();
}

ImportError inBatch(ImportError error)
{
    error.lineUnknown = true;
    return error;
}

} // namespace

ImportResult Importer::collectFiles(const QJsonObject &post, bool direct, LineFiles *files)
{
    const bool rootFromZip = !direct || m_personality.replyFilesFromZip;
    if (ImportResult wrong = collectFrom(arrayOf(post, "attachments"), rootFromZip, &files->root))
        return wrong;
    const QJsonArray replies = arrayOf(post, "replies");
    for (const QJsonValue &reply : replies) {
        Attachments found;
        if (ImportResult wrong = collectFrom(arrayOf(reply.toObject(), "attachments"),
                                             m_personality.replyFilesFromZip, &found))
            return wrong;
        files->replies.append(found);
    }
    return std::nullopt;
}

/// Takes the files out of the archive, before the server's lock is taken: they may be large.
ImportResult Importer::collectFrom(const QJsonArray &attachments, bool fromZip, Attachments *found)
{
    for (const QJsonValue &value : attachments) {
        const QString path = textOf(value.toObject(), "path");
        if (path.isEmpty())
            return importCrash();
        const QString member = m_personality.attachmentPrefix + path;
        if (!fromZip) {
            return importError(
                qPrintable(QStringLiteral("Error reading the file at: \"%1\"").arg(path)),
                QStringLiteral("open %1: no such file or directory").arg(path));
        }
        if (!m_archive.contains(member)) {
            if (m_personality.missingAttachmentStops) {
                return importError("JSON decode of line failed.",
                                   QStringLiteral("attachment '%1' not found in map").arg(member));
            }
            m_server.log.say(
                QStringLiteral("warning: attachment %1 not found in the archive").arg(member));
            continue;
        }
        Attachment attachment;
        attachment.path = path;
        {
            const std::lock_guard lock(m_server.mutex);
            attachment.stored =
                QStringLiteral("import/%1/%2")
                    .arg(m_server.workspace.newId(), path.section(QLatin1Char('/'), -1));
        }
        const auto extracted = m_archive.extract(member, m_server.dataPath(attachment.stored));
        if (!extracted)
            return importError("Unable to write the file.");
        attachment.size = extracted->size;
        attachment.sha256 = extracted->sha256;
        found->append(attachment);
    }
    return std::nullopt;
}

ImportResult Importer::checkAuthors(const QJsonObject &post) const
{
    QStringList names{textOf(post, "user")};
    const QJsonArray flagged = arrayOf(post, "flagged_by");
    for (const QJsonValue &name : flagged)
        names.append(name.toString());
    const QJsonArray reactions = arrayOf(post, "reactions");
    for (const QJsonValue &reaction : reactions)
        names.append(textOf(reaction.toObject(), "user"));
    const QJsonArray replies = arrayOf(post, "replies");
    for (const QJsonValue &reply : replies)
        names.append(textOf(reply.toObject(), "user"));
    const Workspace &w = m_server.workspace;
    const bool known = std::all_of(names.begin(), names.end(), [&w](const QString &name) {
        return w.userByName(name) != none;
    });
    return known ? ImportResult() : inBatch(importError("Some users not found"));
}

ImportResult Importer::importPost(const QJsonObject &data, const LineFiles &files)
{
    Workspace &w = m_server.workspace;
    const QString teamName = textOf(data, "team");
    const QString channelName = textOf(data, "channel");
    // 11.x looks names up in maps with lower-case keys and does not expect to find nothing.
    const bool upper = teamName != teamName.toLower() || channelName != channelName.toLower();
    if (m_personality.lowersUsernames && upper)
        return importCrash();
    if (ImportResult wrong = checkAuthors(data))
        return wrong;
    const int team = w.teamByName(teamName);
    if (team == none) {
        return inBatch(importError("Some teams not found",
                                   QStringLiteral("resource: Team id: nameIn=[%1]").arg(teamName)));
    }
    const int channel = w.channelByName(team, channelName);
    if (channel == none) {
        return inBatch(importError(
            qPrintable(
                QStringLiteral("Error importing post. Channel with name \"%1\" could not be found.")
                    .arg(channelName)),
            QStringLiteral("resource: Channel id: TeamId=%1&Name=%2")
                .arg(w.teams[std::size_t(team)].id, channelName)));
    }
    return importThread(data, channel, files);
}

ImportResult Importer::importDirectPost(const QJsonObject &data, const LineFiles &files)
{
    if (ImportResult wrong = checkAuthors(data))
        return wrong;
    const auto members = usersOf(arrayOf(data, "channel_members"));
    if (!members)
        return inBatch(importError("Some users not found"));
    return importThread(data, m_server.workspace.directChannel(*members), files);
}

ImportResult Importer::importThread(const QJsonObject &data, int channel, const LineFiles &files)
{
    Workspace &w = m_server.workspace;
    const int root = storePost(data, channel, w.userByName(textOf(data, "user")), none);
    storeReactions(root, arrayOf(data, "reactions"));
    storeFiles(root, files.root);
    const QJsonArray replies = arrayOf(data, "replies");
    for (qsizetype i = 0; i < replies.size(); ++i) {
        QJsonObject reply = replies.at(i).toObject();
        if (createdAt(reply) < createdAt(data))
            reply.insert(QLatin1String("create_at"), createdAt(data) + 1);
        const int index = storePost(reply, channel, w.userByName(textOf(reply, "user")), root);
        if (m_personality.readsReplyReactions)
            storeReactions(index, arrayOf(reply, "reactions"));
        storeFiles(index, files.replies.at(i));
    }
    return std::nullopt;
}

/// The same channel, moment and message is the same post: nothing is doubled by a second import.
int Importer::storePost(const QJsonObject &data, int channel, int user, int root)
{
    Workspace &w = m_server.workspace;
    int index = w.postBy(channel, createdAt(data), textOf(data, "message"));
    if (index == none) {
        Post post;
        post.channel = channel;
        post.root = root;
        post.message = textOf(data, "message");
        post.createAt = createdAt(data);
        post.user = user;
        index = w.addPost(std::move(post));
    }
    Post &post = w.posts[std::size_t(index)];
    post.user = user;
    const QJsonObject props = data.value(QLatin1String("props")).toObject();
    post.props =
        props.isEmpty() ? QByteArray() : QJsonDocument(props).toJson(QJsonDocument::Compact);
    if (m_personality.readsPostTypes) {
        post.type = textOf(data, "type");
        post.editAt = data.value(QLatin1String("edit_at")).toInteger();
        post.pinned = data.value(QLatin1String("is_pinned")).toBool();
    }
    post.flaggedBy.clear();
    const QJsonArray flagged = arrayOf(data, "flagged_by");
    for (const QJsonValue &name : flagged)
        post.flaggedBy.push_back(w.userByName(name.toString()));
    return index;
}

void Importer::storeReactions(int index, const QJsonArray &reactions)
{
    Workspace &w = m_server.workspace;
    Post &post = w.posts[std::size_t(index)];
    for (const QJsonValue &value : reactions) {
        const QJsonObject object = value.toObject();
        const int user = w.userByName(textOf(object, "user"));
        const QString emoji = textOf(object, "emoji_name");
        const bool known = std::any_of(post.reactions.begin(), post.reactions.end(),
                                       [&](const Reaction &reaction) {
                                           return reaction.user == user && reaction.emoji == emoji;
                                       });
        if (user != none && !known)
            post.reactions.push_back({user, emoji, createdAt(object)});
    }
}

void Importer::storeFiles(int index, const Attachments &attachments)
{
    Workspace &w = m_server.workspace;
    const qint64 maxSize = m_server.config.number(QStringLiteral("FileSettings.MaxFileSize"));
    for (const Attachment &attachment : attachments) {
        const QString name = attachment.stored.section(QLatin1Char('/'), -1);
        const std::vector<int> &files = w.posts[std::size_t(index)].files;
        const bool known = std::any_of(files.begin(), files.end(), [&](int i) {
            const StoredFile &file = w.files[std::size_t(i)];
            return file.name == name && file.size == attachment.size
                   && file.sha256 == attachment.sha256;
        });
        const bool tooLarge = m_personality.dropsLargeAttachments && attachment.size > maxSize;
        if (known || tooLarge) {
            QFile::remove(m_server.dataPath(attachment.stored));
            continue;
        }
        StoredFile file;
        file.name = name;
        file.path = attachment.stored;
        file.size = attachment.size;
        file.sha256 = attachment.sha256;
        file.post = index;
        file.user = w.posts[std::size_t(index)].user;
        file.createAt = w.posts[std::size_t(index)].createAt;
        w.addFile(std::move(file));
    }
}

std::optional<std::vector<int>> Importer::usersOf(const QJsonArray &names) const
{
    std::vector<int> users;
    for (const QJsonValue &name : names) {
        const int user = m_server.workspace.userByName(name.toString());
        if (user == none)
            return std::nullopt;
        if (std::find(users.begin(), users.end(), user) == users.end())
            users.push_back(user);
    }
    return users;
}

ImportResult Importer::importDirectChannel(const QJsonObject &data)
{
    QJsonArray names = arrayOf(data, "members");
    if (m_personality.readsParticipants && data.contains(QLatin1String("participants"))) {
        names = {};
        const QJsonArray participants = arrayOf(data, "participants");
        for (const QJsonValue &participant : participants)
            names.append(textOf(participant.toObject(), "username"));
    } else if (!data.value(QLatin1String("members")).isArray()) {
        return importError("Missing required direct channel property: members.");
    }
    // Too few or too many: left out without a word.
    if (names.size() < 2 || names.size() > 8)
        return std::nullopt;
    const auto members = usersOf(names);
    if (!members)
        return importError("Some users not found");
    Workspace &w = m_server.workspace;
    Channel &channel = w.channels[std::size_t(w.directChannel(*members))];
    channel.header = textOf(data, "header");
    const auto favorites = usersOf(arrayOf(data, "favorited_by"));
    if (!favorites)
        return importError("Some users not found");
    channel.favoritedBy = *favorites;
    return std::nullopt;
}

ImportResult Importer::importEmoji(const QJsonObject &data)
{
    if (ImportResult wrong = checkEmoji(data))
        return wrong;
    const QString name = textOf(data, "name");
    if (isBuiltInEmoji(name)) {
        if (m_personality.systemEmojiIsError)
            return importError("Name must be 1 to 64 lowercase alphanumeric characters.");
        return std::nullopt;
    }
    Workspace &w = m_server.workspace;
    Emoji emoji;
    emoji.id = w.newId();
    emoji.name = name;
    emoji.path = QStringLiteral("emoji/%1/image").arg(emoji.id);
    emoji.createAt = QDateTime::currentMSecsSinceEpoch();
    const QString member = m_personality.attachmentPrefix + textOf(data, "image");
    if (!m_personality.replyFilesFromZip
        || !m_archive.extract(member, m_server.dataPath(emoji.path))) {
        return importError(qPrintable(
            QStringLiteral("Error reading import emoji image file. Emoji with name: \"%1\"")
                .arg(name)));
    }
    if (w.emojiByName(name) == none)
        w.addEmoji(std::move(emoji));
    return std::nullopt;
}

} // namespace mmigrate::practice
