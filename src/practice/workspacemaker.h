// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "practice/practiceoptions.h"
#include "practice/workspace.h"

#include <QString>

namespace mmigrate::practice {

/// Fills a workspace as a small company would have, the same for the same seed and size, and writes
/// its files below the data folder. The administrator must be there already, as user 0.
class WorkspaceMaker
{
public:
    WorkspaceMaker(Workspace &workspace, const PracticeServerOptions &options,
                   const QString &dataFolder);
    Result<void> make();

private:
    void makeUsers();
    void makeTeams();
    void makeChannels();
    void addChannel(int team, const char *name, const char *displayName, const char *type,
                    const char *purpose, int everyNth);
    void makeArchivedThings();
    void makeDirectChannels();
    void makePosts();
    int makePost(int channel, int user, int root);
    void makeReactions(int post);
    void makeJoinMessages();
    Result<void> makeFiles();
    Result<void> makeFile(int post, int number, qint64 size);
    Result<void> makeEmoji();
    Result<void> makeProfileImages();
    Result<StoredFile> writeFile(const QString &path, const QByteArray &bytes) const;
    QByteArray content(const QString &extension, qint64 size);

    int pick(int count);
    template <typename Container>
    const auto &pickFrom(const Container &container)
    {
        return container[std::size_t(pick(int(std::size(container))))];
    }

    Workspace &m_workspace;
    const PracticeServerOptions &m_options;
    QString m_dataFolder;
    qint64 m_now = 0;                ///< goes on with every post
    std::vector<int> m_people;       ///< active users without the bot
    std::vector<int> m_channels;     ///< in which people write
    std::vector<int> m_fileCarriers; ///< posts that get a file
};

} // namespace mmigrate::practice
