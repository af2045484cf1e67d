// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/apitypes.h"
#include "core/api/httpsession.h"

#include <QJsonObject>

namespace mmigrate {

/// What a person signs in with; lives in memory only.
struct Credentials
{
    QString loginId{}; ///< user name or e-mail
    QString password{};
    QString mfaCode{};     ///< one-time code; empty unless the server asked for it
    QString accessToken{}; ///< personal access token; then the other fields do not matter

    bool isEmpty() const
    {
        return accessToken.isEmpty() && (loginId.isEmpty() || password.isEmpty());
    }
};

/// All endpoints of Mattermost's API v4 that a migration uses, one method each, blocking, for the
/// worker thread. The only class that knows paths such as /api/v4/jobs. Facts: the project's notes
/// on the API, measured on 5.37 and 6.6 and read in 11.6; where versions differ, the method says
/// so.
class MattermostClient
{
public:
    explicit MattermostClient(HttpSession &session);

    HttpSession &session() { return m_session; }

    // Which server is it (no login needed)

    /// NotMattermost when something else answers (a web server may answer 200 with HTML to
    /// everything).
    Result<ServerIdentity> ping();
    Result<ClientConfig> clientConfig();
    Result<Licence> licence();

    // Sessions

    /// Signs in and keeps the session's token for all later calls. Errors: SignInRefused,
    /// MfaRequired, MfaWrong, AccountLocked, AccountInactive. Never repeated by itself: a wrong try
    /// counts.
    Result<User> login(const Credentials &credentials);
    Result<User> me();
    Result<void> logout(); ///< goes out although the run was cancelled

    // Jobs

    /// Members of data are strings. Never repeated by itself; after a lost answer look at jobs().
    Result<Job> createJob(JobType type, const QMap<QString, QString> &data);
    /// @param evenWhenCancelled goes out although the run was cancelled
    Result<Job> job(const QString &id, bool evenWhenCancelled = false);
    /// The newest first; page from 0, at most 200 a page.
    Result<QList<Job>> jobs(JobType type, int page = 0, int perPage = 60);
    /// A pending job is cancelled; a running export or import goes on all the same and ends as
    /// success.
    Result<Job> cancelJob(const QString &id);

    // Exports

    Result<QStringList> exports();
    /// Active accounts without bots; nothing where the server does not tell.
    Result<std::optional<qint64>> peopleCount();
    Result<void> deleteExport(const QString &name); ///< also done when there is no such file
    static QString exportPath(const QString &name);
    /// Size in bytes by `Range: bytes=0-0` (there is no HEAD). NotFound when there is no such file.
    Result<qint64> exportSize(const QString &name);
    /// A link straight to the file store, to be used without our Authorization header; nothing
    /// where the server has none to give (before 8.1, without S3, without the feature). It holds a
    /// key: never log it. Errors: Cancelled.
    Result<std::optional<QUrl>> presignedExportUrl(const QString &name);

    // Uploads and imports

    /// Errors: FileTooLarge (the server's MaxFileSize), ImportsRefused (Cloud). Never repeated by
    /// itself; after a lost answer look at myUploads().
    Result<UploadSession> createImportUpload(const QString &fileName, qint64 fileSize);
    Result<UploadSession> upload(const QString &id); ///< NotFound when unknown or complete
    Result<QList<UploadSession>> myUploads();
    static QString uploadPath(const QString &id);
    Result<QStringList> imports(); ///< "<session id>_<file name>"; unfinished ones are not listed
    Result<void> deleteImport(const QString &name); ///< NotSupported before 10.10

    // Configuration

    Result<QJsonObject> config();
    /// Only the changed keys, nested; answers the whole configuration as it is now. A setting that
    /// the environment overrides stays although the answer is 200: compare.
    Result<QJsonObject> patchConfig(const QJsonObject &changes);
    Result<QJsonObject>
    environmentConfig(); ///< true at each setting that the environment overrides

    // Look-ups

    Result<ServerCounts> counts();
    /// People, teams, channels and posts only: what can be asked for every half minute.
    Result<ServerCounts> quickCounts();
    Result<User> userByUsername(const QString &username);
    Result<User> userByEmail(const QString &email);
    Result<Team> teamByName(const QString &name);
    Result<qint64> teamMemberCount(const QString &teamId); ///< 0 where the server does not tell
    Result<Channel> channelByName(const QString &teamId, const QString &name,
                                  bool alsoArchived = false);

    // Looking for many at once; pages from 0 with mostPerPage items

    static constexpr int mostPerPage = 200; ///< larger wishes are cut by the servers
    static constexpr int mostNamesPerCall = 1000;
    static constexpr qint64 mostBytesPerCall = 200'000; ///< 11.x refuses bodies above 300,000
    /// Unknown names are left out, deactivated people are in. At most mostNamesPerCall names of
    /// mostBytesPerCall bytes in all.
    Result<QList<User>> usersByNames(const QStringList &usernames);
    /// When these accounts were last active on the server, in ms since 1970, by id; 0: never. At
    /// most mostPerPage ids. Empty where the server does not tell.
    Result<QMap<QString, qint64>> lastActivity(const QStringList &userIds);
    /// What the role of that name allows ("create_post", ...). Empty: there is no such role.
    Result<QStringList> permissionsOf(const QString &role);
    /// With deactivated people and bots; nothing where the server does not tell.
    Result<std::optional<qint64>> accountCount();
    Result<QList<User>> usersOfTeam(const QString &teamId, int page);
    Result<QList<User>> users(int page); ///< everybody, deactivated people and bots too
    /// Private channels only for administrators; archived ones without the private channels that
    /// the caller is not in.
    Result<QList<Channel>> channels(const QString &teamId, ChannelList which, int page);
    /// Names of custom emoji. Errors: NotSupported where custom emoji are switched off.
    Result<QStringList> emojiNames(int page);
    /// Names of permission schemes, those of teams and of channels.
    Result<QStringList> schemeNames(int page);

    /// NotFound before 9.x; zeros for who is no administrator.
    Result<ServerLimits> serverLimits();
    /// How far the server's clock is ahead of this computer's, in milliseconds, to about a second;
    /// nothing where the answer has no date.
    Result<std::optional<qint64>> clockDifferenceMs();

    // Memberships (both are done already when the person is a member)

    Result<void> addTeamMember(const QString &teamId, const QString &userId);
    Result<void> setTeamAdministrator(const QString &teamId, const QString &userId,
                                      bool administrator);
    Result<void> addChannelMember(const QString &channelId, const QString &userId);
    Result<void> setChannelAdministrator(const QString &channelId, const QString &userId,
                                         bool administrator);

private:
    Result<HttpAnswer> get(const QString &path, const QUrlQuery &query = {});
    Result<HttpAnswer> post(const QString &path, const QJsonObject &body, bool repeatable);
    Result<HttpAnswer> put(const QString &path, const QJsonObject &body);
    Result<QMap<QString, qint64>> analytics(const QString &name);
    Result<QStringList> namesIn(const QString &path, int page);

    HttpSession &m_session;
};

} // namespace mmigrate
