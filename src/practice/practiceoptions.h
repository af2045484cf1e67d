// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace mmigrate {

/// Which server the stand-in plays. 5.37 was measured; 11 follows what its source says (6.6 where
/// that is silent).
enum class PracticePersonality { V5_37, V11 };

enum class PracticeRole {
    Source, ///< with a believable workspace in it
    Empty,  ///< only the administrator
};

enum class PracticeLicence { None, E20, Cloud };

/// How much there is in the workspace of a Source. The same numbers and seed give the same
/// workspace.
struct PracticeWorkspaceSize
{
    int users = 60;
    int posts = 5000; ///< channel and direct posts with their replies
    qint64 attachmentBytes = 50 * 1000 * 1000;
    int attachments = 120;

    /// For tests: ready in a few milliseconds.
    static PracticeWorkspaceSize small() { return {12, 120, 300 * 1000, 12}; }
};

/// An account besides the administrator's.
struct PracticeAccount
{
    QString username{};
    QString email{};
    QString password{};
    QString roles = QStringLiteral("system_user");
    QString mfaCode{}; ///< not empty: asked for at login, this code always fits
    bool deactivated = false;
    bool isBot = false;
    qint64 lastActivityAt = 0; ///< ms since 1970; 0: never was there
};

/// A team with channels, besides those that every team has.
struct PracticeTeam
{
    struct Channel
    {
        QString name{};
        QString type = QStringLiteral("O");
        bool archived = false;
    };

    QString name{};
    QString type = QStringLiteral("O");
    bool archived = false;
    QList<Channel> channels{};
};

struct PracticeRateLimit
{
    bool enabled = false;
    int perSecond = 10;
    int maxBurst = 100;
    bool varyByUser = false; ///< then the X-Ratelimit headers come twice, as from the real one
};

/// What GET /limits/server tells administrators; 0: no limit.
struct PracticeLimits
{
    int maxUsers = 2500;
    int maxUsersHard = 5000;
    int postHistory = 0;
};

struct PracticeServerOptions
{
    PracticePersonality personality = PracticePersonality::V11;
    PracticeRole role = PracticeRole::Empty;
    PracticeWorkspaceSize size{};
    quint64 seed = 1;
    quint16 port = 0;          ///< 0: any free one; always bound to 127.0.0.1
    QString subpath{};         ///< e.g. "/mm"; empty: at the root
    QString certificateFile{}; ///< PEM; with privateKeyFile the server speaks TLS
    QString privateKeyFile{};  ///< PEM
    QJsonObject
        config{}; ///< changes to the configuration, e.g. {"FileSettings": {"MaxFileSize": 1000}}
    QStringList
        fixedByEnvironment{}; ///< e.g. "FileSettings.MaxFileSize": a patch answers 200 and it stays
    PracticeLicence licence = PracticeLicence::None;
    QString adminUsername = QStringLiteral("admin");
    QString adminEmail = QStringLiteral("admin@example.com");
    QString adminPassword = QStringLiteral("Practice-2026");
    QString
        adminMfaCode{}; ///< not empty: MFA is on for the administrator and this code always fits
    QString adminMfaSecret{}; ///< base32: MFA is on and the codes are real (RFC 6238)
    bool enforceMfa =
        false; ///< everybody must have MFA; who has not gets 403 (needs a licence, as really)
    QList<PracticeAccount> accounts{};
    PracticeRateLimit rateLimit{};
    PracticeLimits limits{};       ///< only where the personality knows them
    qint64 clockAheadMs = 0;       ///< of the Date header, against this computer's clock
    QString telemetryId{};         ///< empty: one for each address
    int jobWatchIntervalMs = 1000; ///< the real server looks every 15 s
    int exportDurationMs = 0;      ///< an export job is in progress for at least so long
    int importDurationMs = 0;
    QStringList
        readyExports{}; ///< files that lie in the export folder from the beginning; served in place
    QString storageFolder{};                ///< empty: a temporary folder that goes with the server
    bool exportArchivedTeamChannels = true; ///< the quirk of 5.x; only where the personality has it
};

} // namespace mmigrate
