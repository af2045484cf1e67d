// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDateTime>
#include <QMap>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QUrl>
#include <QVersionNumber>

#include <compare>
#include <optional>

namespace mmigrate {

/// The first three numbers of X-Version-Id; what follows (build number, hashes) may itself hold
/// dots.
struct ServerVersion
{
    int major = 0;
    int minor = 0;
    int patch = 0;

    auto operator<=>(const ServerVersion &) const = default;
    bool isNull() const { return major == 0 && minor == 0 && patch == 0; }
    QString toString() const;
    QVersionNumber toNumber() const { return {major, minor, patch}; }
    /// A null version when the text does not begin with three numbers.
    static ServerVersion fromString(const QString &text);
};

/// Imports and exports over the API exist from 5.34 on.
inline constexpr ServerVersion oldestSupportedVersion{5, 34, 0};

struct ServerIdentity
{
    QUrl address{}; ///< where it answered, after redirects
    ServerVersion version{};
    bool licensed = false; ///< last field of X-Version-Id
};

struct Licence
{
    bool licensed = false;
    bool cloud = false;
    QString sku{}; ///< SkuShortName; empty on old or unlicensed servers
};

/// Parts of GET /config/client; empty where the server did not say.
struct ClientConfig
{
    QString siteUrl{};
    QString telemetryId{}; ///< one for each installation
    bool signInWithUsername = true;
    bool signInWithEmail = true;
    std::optional<qint64> maxFileSize{}; ///< bytes; only with login
    std::optional<bool> fileAttachmentsEnabled{};
    std::optional<qint64> maxPostSize{}; ///< characters; only with login
};

/// GET /limits/server; 0 means no limit, or that the server does not tell.
struct ServerLimits
{
    qint64 maxUsers = 0;     ///< beyond it the server complains
    qint64 maxUsersHard = 0; ///< beyond it nobody can be added or activated
    qint64 activeUsers = 0;
    qint64 postHistory = 0; ///< older messages are hidden
};

struct User
{
    QString id{};
    QString username{};
    QString email{};
    QStringList roles{};
    QString authService{}; ///< empty: password
    qint64 deleteAt = 0;   ///< ms since 1970; 0: active
    bool isBot = false;

    bool isSystemAdministrator() const { return roles.contains(QLatin1String("system_admin")); }
};

struct UserStatus
{
    QString userId{};
    qint64 lastActivityAt = 0; ///< ms since 1970; 0: never
};

enum class JobType { Export, Import, ExtractContent };
QString jobTypeName(JobType type); ///< "export_process", "import_process", "extract_content"

enum class JobStatus {
    Pending,
    InProgress,
    Success,
    Error,
    Warning,
    CancelRequested,
    Cancelled,
    Unknown
};
QString jobStatusName(JobStatus status);

struct Job
{
    QString id{};
    QString type{};
    JobStatus status = JobStatus::Unknown;
    qint64 createAt = 0; ///< ms since 1970, the server's clock
    qint64 startAt = 0;
    qint64 lastActivityAt = 0;
    QMap<QString, QString> data{};

    bool isFinished() const
    {
        return status == JobStatus::Success || status == JobStatus::Error
               || status == JobStatus::Cancelled || status == JobStatus::Warning;
    }
    /// The number behind a data key ("posts_exported"); nothing when missing or no number.
    std::optional<qint64> count(const QString &key) const;
    /// data.error without the misleading first sentence of 6.6 ("We could not count the users. —
    /// ").
    QString errorText() const;
    /// data.line_number; 0 when the server does not know the line.
    qint64 errorLine() const;
};

struct UploadSession
{
    QString id{};
    QString fileName{};
    qint64 fileSize = 0;
    qint64 fileOffset = 0;
};

/// What a server holds; nothing where the server does not tell.
struct ServerCounts
{
    std::optional<qint64> users{}; ///< with deactivated ones and bots
    std::optional<qint64> teams{};
    std::optional<qint64> publicChannels{};
    std::optional<qint64> privateChannels{};
    std::optional<qint64> posts{}; ///< with replies, direct and system messages
    std::optional<qint64> postsWithFiles{};
};

struct Team
{
    QString id{};
    QString name{};
    QString type{};      ///< "O" open, "I" by invitation; empty: not told
    qint64 deleteAt = 0; ///< ms since 1970; 0: not archived
};

struct Channel
{
    QString id{};
    QString name{};
    QString type{};      ///< "O" public, "P" private; empty: not told
    qint64 deleteAt = 0; ///< ms since 1970; 0: not archived
};

enum class ChannelList { Public, Private, Archived };

} // namespace mmigrate

Q_DECLARE_METATYPE(mmigrate::ServerCounts)
