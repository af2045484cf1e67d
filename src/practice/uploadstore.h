// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/http.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace mmigrate::practice {

struct UploadSession
{
    QString id{};
    QString userId{};
    QString fileName{}; ///< as asked for; only its last part is used on the disk
    qint64 createAt = 0;
    qint64 fileSize = 0;
    qint64 fileOffset = 0;
    bool busy = false; ///< a request is writing to it

    QString finishedName() const; ///< in the import folder
    QJsonObject toJson() const;
};

/// Open upload sessions and the import folder. Not thread-safe, but for what says so.
class UploadStore
{
public:
    void setFolder(const QString &folder) { m_folder = folder; }
    const QString &folder() const { return m_folder; }

    UploadSession &create(const UploadSession &session);
    UploadSession *find(const QString &id);
    QList<UploadSession> ofUser(const QString &userId) const;
    QString temporaryPath(const UploadSession &session) const;
    QString finishedPath(const QString &name) const;
    /// The last byte is there: the session goes, the file gets its name.
    bool finish(const QString &id);
    /// Everything received so far is thrown away; the session stays.
    void discard(UploadSession &session) const;
    QStringList finishedFiles() const; ///< sorted, without unfinished ones
    bool removeFinished(const QString &name);
    /// After a restart nobody writes any more.
    void unlockAll();
    /// The file of a session or of a finished name, also of one that is gone already.
    QByteArray sha256Of(const QString &sessionOrName) const;
    qint64 sizeOf(const QString &sessionOrName) const;

private:
    struct Gone
    {
        QByteArray sha256;
        qint64 size = 0;
    };
    QString pathOf(const QString &sessionOrName) const;

    QString m_folder;
    QList<UploadSession> m_sessions; ///< oldest first
    QHash<QString, Gone> m_gone;     ///< finished files that were removed
};

struct UploadLimits
{
    qint64 room = 0;           ///< what is missing in the session
    qint64 bodyLimit = 0;      ///< larger bodies are cut there
    qint64 diskFullAfter = -1; ///< writing fails after so many bytes
};

struct UploadWrite
{
    qint64 written = 0;
    bool broken = false;    ///< the body ended early
    bool restarted = false; ///< by a restart of the server
    bool failed = false;    ///< the disk is full
    bool badMultipart = false;
};

/// Appends a request's body to the session's file at the server's own offset. Needs no lock: the
/// session is busy meanwhile.
UploadWrite writeUpload(const HttpRequest &request, BodyReader &body, const QString &path,
                        qint64 offset, const UploadLimits &limits);

} // namespace mmigrate::practice
