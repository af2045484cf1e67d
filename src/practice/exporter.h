// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/personality.h"
#include "practice/workspace.h"

#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>

#include <functional>

namespace mmigrate::practice {

class StreamingZip;

struct ExportOptions
{
    bool attachments = false;
    bool archivedChannels = false;
    bool profilePictures = false;
    bool rolesAndSchemes = false;
    bool archivedTeamChannels = false; ///< the quirk of 5.x
};

/// Writes a workspace as the server's own export does: import.jsonl first, then the files, stored.
class Exporter
{
public:
    /// How many rows of each kind are through ("posts_exported"). False: stop, nobody is there any
    /// more.
    using Tell = std::function<bool(const QMap<QString, qint64> &counters)>;

    Exporter(const Workspace &workspace, const Personality &personality,
             const ExportOptions &options, const QString &dataFolder);

    enum class Outcome { Done, Failed, Stopped };
    Outcome run(StreamingZip &zip, const Tell &tell);
    const QString &error() const { return m_error; } ///< as in job.data
    const QMap<QString, qint64> &counters() const { return m_counters; }

private:
    bool line(const char *type, const QByteArray &object);
    bool count(const char *counter, qint64 rows = 1);
    bool writeHead();
    bool writeRolesAndSchemes();
    bool writeTeams();
    bool writeChannels();
    bool writeUsers();
    bool writeBots();
    bool writePosts();
    bool writeEmoji();
    bool writeDirectChannels();
    bool writeDirectPosts();
    bool writeFiles();

    bool isExported(const Channel &channel) const;
    bool isDirect(int channel) const
    {
        return m_workspace.channels[std::size_t(channel)].team == none;
    }
    QByteArray userLine(int index) const;
    QByteArray userTeams(int user) const;
    QByteArray userChannels(int user, int team) const;
    QByteArray reactionsOf(const Post &post) const;
    QByteArray repliesOf(const Post &post);
    QByteArray replyAttachments(const Post &reply, const QList<QByteArray> &allOfThread);
    QList<QByteArray> attachmentsOf(const Post &post);
    QByteArray flaggedBy(const Post &post) const;
    QByteArray directChannelLine(const Channel &channel) const;
    QStringList namesOf(const std::vector<int> &users) const;
    const User &userAt(int index) const { return m_workspace.users[std::size_t(index)]; }

    const Workspace &m_workspace;
    const Personality &m_personality;
    ExportOptions m_options;
    QString m_dataFolder;
    StreamingZip *m_zip = nullptr;
    Tell m_tell;
    void addFile(const QString &path);

    QStringList m_filePaths;
    QSet<QString> m_knownPaths;
    QMap<QString, qint64> m_counters;
    QString m_error;
    bool m_stopped = false;
};

} // namespace mmigrate::practice
