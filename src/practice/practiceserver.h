// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "practice/practicefault.h"
#include "practice/practiceoptions.h"
#include "practice/practicestorm.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace mmigrate {

/// A request as it came over the wire.
struct PracticeRequest
{
    int number = 0; ///< from 1, in the order in which the headers were read
    QString method{};
    QString path{};      ///< decoded, with the subpath
    QByteArray target{}; ///< as sent, with the query
    QList<QPair<QByteArray, QByteArray>> headers{};
    qint64 bodyBytes = 0;   ///< read by the server
    QByteArray body{};      ///< its first 64 KiB
    int status = 0;         ///< 0: no answer was begun
    qint64 answerBytes = 0; ///< of the answer's body, as sent
    bool finished = false;
    PracticeFault::Action fault = PracticeFault::Action::None;

    QByteArray header(const QByteArray &name) const;
};

struct PracticeCounts
{
    int teams = 0;          ///< all without archived ones
    int channels = 0;       ///< public and private, without archived ones
    int directChannels = 0; ///< direct and group
    int users = 0;          ///< active, without bots
    int allUsers = 0;       ///< with deactivated ones, without bots
    int bots = 0;
    int posts = 0; ///< with replies and direct posts
    int reactions = 0;
    int files = 0;
    qint64 fileBytes = 0;
    int emoji = 0;

    bool operator==(const PracticeCounts &) const = default;
};

struct PracticeJob
{
    QString id{};
    QString type{};
    QString status{};
    QJsonObject data{};
};

/// A post as it can be compared between servers: names instead of ids.
struct PracticePost
{
    QString team{};    ///< empty for direct posts
    QString channel{}; ///< name; of a direct channel the members' names, sorted, with commas
    QString user{};
    QString message{};
    QString type{};
    qint64 createAt = 0;
    qint64 rootCreateAt = 0; ///< of the thread's first post; 0: no reply
    QStringList reactions{}; ///< "emoji by user", sorted
    QStringList files{};     ///< "name size sha256", sorted

    bool operator==(const PracticePost &) const = default;
};

/// A loopback stand-in for a Mattermost server, for practice mode and for the tests: answers on the
/// routes that a migration uses, really exports its workspace and really imports archives into it.
/// All members may be called from any thread.
class PracticeServer
{
public:
    explicit PracticeServer(const PracticeServerOptions &options = {});
    ~PracticeServer(); ///< stops
    Q_DISABLE_COPY_MOVE(PracticeServer)

    /// Makes the workspace, binds and listens. Errors: Network (port taken), Disk (storage), Tls
    /// (certificate).
    /// After stop() it goes on with the same state at the same port, as a server that was down for
    /// a while: sessions and files are there, jobs that were in progress stay so for ever.
    Result<void> start();
    /// Ends all connections and jobs and joins all threads.
    void stop();

    QUrl url() const; ///< with scheme, port and subpath
    quint16 port() const;
    QString adminUsername() const;
    QString adminPassword() const;
    QString version() const; ///< "5.37.0" or "11.6.0"

    // What came and what is there
    QList<PracticeRequest> requests() const;
    /// Those of a method (empty: any) whose path contains a match of the regular expression.
    QList<PracticeRequest> requests(const QString &method, const QString &pathPattern) const;
    void clearRequests();
    PracticeCounts counts() const;
    QList<PracticePost> posts() const; ///< sorted by createAt, channel, message
    QList<PracticeJob> jobs() const;   ///< newest first
    QStringList exportFiles() const;
    QStringList importFiles() const; ///< as GET /imports lists them
    /// Of an upload's bytes as they lie on the disk now, by its session or its finished name, also
    /// when an import has removed the file since.
    QByteArray uploadSha256(const QString &sessionOrFileName) const;
    qint64 uploadSize(const QString &sessionOrFileName) const;
    QJsonValue configValue(const QString &dottedKey) const; ///< "FileSettings.MaxFileSize"
    QStringList log() const;                                ///< what a server's log would say
    QString storageFolder() const;
    /// Whether that password signs in now.
    bool passwordFits(const QString &username, const QString &password) const;
    QString rolesOf(const QString &username) const;
    QString emailOf(const QString &username) const;
    /// "team/channel" for each channel, "team" for each team of a user; sorted.
    QStringList membershipsOf(const QString &username) const;
    int openSessions() const;

    // What goes wrong
    int addFault(const PracticeFault &fault); ///< its number
    int faultHits(int number) const;
    void clearFaults();
    /// Asked for each request that no scripted fault takes; for storms. Must be deterministic and
    /// thread-safe.
    using FaultSource =
        std::function<std::optional<PracticeFault>(const QString &method, const QString &path)>;
    void setFaultSource(FaultSource source);
    /// Takes the place of the fault source; nothing: calm again.
    void setStorm(const std::optional<PracticeStorm> &storm);
    /// As if killed and started: connections break, jobs in progress stay in_progress for ever, an
    /// upload that is being written keeps its bytes on disk but not in file_offset. Sessions stay.
    void restart();
    void expireSessions();
    /// From now on jobs of the type ("export_process") stay in_progress until released.
    void holdJobs(const QString &type);
    void releaseJobs(const QString &type);
    /// Imports wait before that line of import.jsonl; 0: they go on.
    void holdImportsAtLine(int line);
    void setConfigValue(const QString &dottedKey, const QJsonValue &value);
    /// Adds a user, as somebody at work on the server would.
    void addAccount(const PracticeAccount &account);
    void addTeam(const PracticeTeam &team);
    void addEmoji(const QString &name); ///< without an image

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mmigrate
