// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QJsonObject>
#include <QMap>
#include <QString>

#include <optional>

namespace mmigrate {

/// What is in an archive, counted. Kept in the journal and shown by `mmigrate-cli inspect`.
struct ArchiveSummary
{
    qint64 fileSize = 0;  ///< bytes of the ZIP
    qint64 jsonlSize = 0; ///< bytes of import.jsonl, unpacked
    qint64 lines = 0;

    qint64 teams = 0;
    qint64 channels = 0; ///< public and private
    qint64 privateChannels = 0;
    qint64 archivedChannels = 0; ///< with deleted_at, as 11.x writes
    qint64 users = 0;            ///< `user` lines; exports before 10.3 have their bots among them
    qint64 deactivatedUsers = 0;
    qint64 guests = 0;         ///< of the users, with the role system_guest
    qint64 bots = 0;           ///< `bot` lines
    qint64 posts = 0;          ///< in channels, without replies
    qint64 replies = 0;        ///< to posts in channels
    qint64 directChannels = 0; ///< direct and group channels
    qint64 directPosts = 0;    ///< without replies
    qint64 directReplies = 0;
    qint64 reactions = 0; ///< of posts and replies
    qint64 emoji = 0;
    qint64 roles = 0;
    qint64 schemes = 0;

    qint64 postsWithFiles = 0;        ///< posts, replies, direct posts with a file in the ZIP
    qint64 attachmentsReferenced = 0; ///< named in lines
    qint64 attachmentsMissing = 0;    ///< of these, not in the ZIP
    qint64 attachmentFiles = 0;       ///< different files of the ZIP that lines name as attachments
    qint64 attachmentBytes = 0;       ///< their unpacked size
    qint64 largestAttachmentBytes = 0;
    QString largestAttachment{}; ///< its name in the ZIP
    qint64 profilePictures = 0;  ///< profile_image fields of users and bots

    /// Who wrote the archive ("mattermost-server") and its version ("11.6.0"): since 8.x in the
    /// version line, before that both are empty.
    QString generator{};
    QString generatorVersion{};

    QMap<QString, qint64>
        channelsByTeam{}; ///< team name -> channels, also for teams that have no line
    QMap<QString, qint64> membersByTeam{}; ///< team name -> users who are in it

    /// Way of signing in ("gitlab", "saml", ...) -> active users with it; none for passwords.
    QMap<QString, qint64> usersByAuthService{};
    qint64 longestMessage = 0; ///< characters, of posts, replies and direct posts

    qint64 oldestPostAt = 0; ///< create_at in ms since 1970, 0: no post
    qint64 newestPostAt = 0;

    qint64 crashingLines =
        0; ///< lines without their object: they take a server down (mattermost-api, 10)
    qint64 blankLines = 0;
    qint64 unreadableLines = 0;           ///< no JSON, too long, or with fields of another type
    QMap<QString, qint64> unknownTypes{}; ///< line type that no known server has -> lines

    bool hasProfilePictures() const { return profilePictures > 0; }
    /// Everything that a server counts as a post.
    qint64 allPosts() const { return posts + replies + directPosts + directReplies; }
    qint64 largestTeam() const; ///< members of the team with most of them

    QJsonObject toJson() const;
    /// Fields that are missing or of another type keep their default.
    static ArchiveSummary fromJson(const QJsonObject &object);

    bool operator==(const ArchiveSummary &other) const = default;
};

} // namespace mmigrate
