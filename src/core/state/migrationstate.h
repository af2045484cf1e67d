// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/apitypes.h"
#include "core/base/stepid.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QMetaType>

#include <optional>

namespace mmigrate {

enum class MigrationKind { Full, ExportOnly, ImportOnly };

/// What the person chose. Defaults give a complete migration with attachments.
struct MigrationOptions
{
    MigrationKind kind = MigrationKind::Full;
    bool includeAttachments = true;
    bool includeArchivedChannels = false;
    bool includeProfilePictures = false;
    bool includeRolesAndSchemes = true;
    QString useExport{}; ///< name of an export on the server, or "latest"; empty: create one
    QString folder{};    ///< where the archive is kept
    std::optional<bool> extractContent{}; ///< nothing: as the server does by default
    bool deleteExport = false;            ///< on the source, at the end
    bool deleteArchive = false;           ///< the local one, at the end, after everything arrived
    bool keepPreparedArchive = false;
    bool wrapList = false; ///< an import.jsonl by itself is to be made an archive of
    bool adjustLimits = false;
    /// Settings of the destination that the person wants switched on for good, as
    /// "GuestAccountsSettings.Enable": see Remedy::SwitchOn.
    QStringList switchOn{};
    QString mappingFile{};     ///< decisions about names, see CollisionDecisions; empty: none
    bool overlap = true;       ///< the upload may begin while the download still runs
    int connections = 4;       ///< at most, of a download
    qint64 bytesPerSecond = 0; ///< of a transfer, at most; 0: no limit
    QString sourceCaFile{};
    QString destinationCaFile{};
    bool allowInsecureHttp = false; ///< the person agreed to plain http
};

/// One of the two servers, as far as known. Never a password or token.
struct ServerState
{
    QString typedAddress{};
    QUrl address{};
    ServerVersion version{};
    Licence licence{};
    QString username{};
    QString userId{};
    QString email{};
    QString telemetryId{};          ///< tells whether two addresses are one server
    bool isLocal = false;           ///< practice server of this program
    std::optional<qint64> people{}; ///< active accounts at the last sign-in, without bots
    QStringList exports{}; ///< that lay there at the last sign-in to a source; not kept on disk
};

enum class StepStatus { NotStarted, Started, Finished, Failed };

struct StepRecord
{
    StepStatus status = StepStatus::NotStarted;
    QDateTime startedAt{};
    QDateTime finishedAt{};
};

struct ExportRecord
{
    QStringList filesBefore{}; ///< on the server when the job was about to be created
    QStringList jobsBefore{};
    bool intended = false; ///< written before the job is created
    QString jobId{};
    QStringList ignoredOptions{}; ///< asked for, but the server's version does not know them
    QString fileName{};
    qint64 fileSize = -1;
    qint64 emoji = -1;     ///< custom emoji, as the job counted them; -1: it did not
    ServerCounts counts{}; ///< of the source, before the export
    bool deleted = false;
};

struct ArchiveRecord
{
    QString path{};
    qint64 size = -1;
    QDateTime modifiedAt{};   ///< when it was checked: a file that changed since is refused
    QString sha256{};         ///< of the file that was checked, in hex
    bool isRefetched = false; ///< damaged parts were fetched a second time
    QJsonObject summary{};    ///< ArchiveSummary
    QJsonObject findings{};   ///< CheckReport, for a destination that is not known yet
    bool isPrepared = false;  ///< PrepareArchive has run
    QString preparedPath{};   ///< the corrected copy; empty when the archive fits as it is
    /// Instead of a copy: what comes behind the first `tailFrom` bytes of the archive itself.
    /// Empty: there is none.
    QString tailPath{};
    qint64 tailFrom = 0;               ///< where the archive's own directory begins
    QString preparedSha256{};          ///< of the copy or the tail, in hex; empty: not known
    QJsonObject preparedSummary{};     ///< ArchiveSummary of the copy; empty: not known
    QJsonObject corrections{};         ///< what was changed, see CorrectionReport
    QString changesPath{};             ///< the list of changes as a file
    QJsonObject operatorMemberships{}; ///< taken out of the archive, to be put back by the API
    QJsonArray keptMemberships{};      ///< the same of accounts that are kept by decision
    QString preparedForDecisions{};    ///< SHA-256 of the mapping file; empty: there was none
    QString preparedForUser{};         ///< the operator at the destination whom the copy protects
    QString preparedForUserId{};
    bool deleted = false;

    /// The one file to be sent; the archive itself where a tail belongs to it.
    QString uploadPath() const { return preparedPath.isEmpty() ? path : preparedPath; }
};

/// A setting of the destination that was raised for the migration.
struct AdjustedSetting
{
    QString section{}; ///< "FileSettings"
    QString key{};     ///< "MaxFileSize"
    QJsonValue oldValue{};
    QJsonValue newValue{};
    bool restored = false;
    bool isForGood = false; ///< put back only as long as no import needs it
};

/// What the last check of the destination found.
struct DestinationCheckRecord
{
    QDateTime checkedAt{};
    QJsonObject report{};   ///< DestinationReport
    QJsonObject rules{};    ///< CheckContext: what the importer there holds the archive against
    QJsonObject findings{}; ///< CheckReport by these rules; empty: not checked yet
    QJsonObject
        targetError{}; ///< "reason" and "entry" of a name that cannot be given; see checkTargets()
    QString targetsFor{};          ///< the decisions (decisionsHash()) that were tried
    qint64 workingBytes = 0;       ///< that a corrected archive may take on this computer
    QString collisionsPath{};      ///< CollisionReport, as a file; empty: not looked yet
    QJsonObject collisionCounts{}; ///< name of a CollisionKind -> how many
    /// An import may have brought people already, under the names that were decided: what meets its
    /// like then is the archive itself.
    bool importBegan = false;
};

struct UploadRecord
{
    QString fileName{}; ///< unique for this migration, so that a session can be found again
    bool intended = false;
    QString sessionId{};
    int attempt = 0; ///< numbers the sessions, so that an abandoned one is never taken up again
    /// Begun while the archive was still being downloaded: bytes that it was declared with, more
    /// than the archive has, and the archive's bytes up to its directory. 0: an ordinary upload.
    qint64 declaredSize = 0;
    qint64 declaredFrom = 0;
    bool tailBegun = false;   ///< the server may have some of the tail: it must stay as it is
    qint64 inFlightFrom = -1; ///< a chunk was being sent from there; -1: none
    qint64 chunkBytes = 0;    ///< the size of chunk that gets through; 0: not known
    QString importName{};     ///< as GET /imports lists it; set when the upload is complete
    /// "<session>_<name>" of uploads that were given up, whole or not: what the destination has
    /// of them lies there until it clears them away itself (no request can remove an unfinished
    /// one, and only servers from 10.10 on remove a whole one).
    QStringList abandoned{};

    bool isAhead() const { return declaredSize > 0; }
    /// For another upload: nothing of this one but its number and what was learnt of the server.
    UploadRecord startedAnew() const;
};

struct ImportRecord
{
    bool intended = false;
    QStringList jobsBefore{}; ///< on the server when the job was about to be created
    QString jobId{};
    bool succeeded = false;
    bool operatorRestored = false;
    QString contentJobId{};
    ServerCounts countsBefore{};
    QJsonObject membersBefore{}; ///< team name -> members it had on the destination
    bool countsBeforeKnown = false;
    ServerCounts countsAfter{};
};

/// One line of the proof: how many there are, where.
struct VerifyRow
{
    QString what{}; ///< "users", "teams", "publicChannels", "privateChannels", "posts",
                    ///< "postsWithFiles"
    std::optional<qint64> source{};
    std::optional<qint64> archive{};
    std::optional<qint64> before{};
    std::optional<qint64> after{};
    QString verdict{}; ///< "arrived", "missing", "unknown"
};

/// Everything known of one migration; a value, copied between threads, kept by MigrationJournal.
struct MigrationState
{
    QString id{};
    QDateTime createdAt{};
    QDateTime updatedAt{};
    MigrationOptions options{};
    ServerState source{};
    ServerState destination{};
    QMap<StepId, StepRecord> steps{};
    ExportRecord exported{};
    ArchiveRecord archive{};
    QList<AdjustedSetting> adjustedSettings{};
    DestinationCheckRecord destinationCheck{};
    /// Files that this migration made and that are of no use any more: they hold messages or names,
    /// and are removed at the next occasion.
    QStringList outdatedFiles{};
    /// Earlier archives of it on this computer and exports on the source, which go with the last
    /// one where the person wants that.
    QStringList formerArchives{};
    QStringList formerExports{};
    UploadRecord upload{};
    ImportRecord import{};
    QList<VerifyRow> proof{};

    bool isFinished(StepId step) const { return steps.value(step).status == StepStatus::Finished; }
    bool hasUnrestoredSettings() const;
    /// All steps of its plan done.
    bool isComplete() const;
    /// Forgets that step and all after it, as the person wants them done anew. What lies on servers
    /// and disks stays there.
    void startAgainFrom(StepId step);

    static constexpr int schemaVersion = 2;
    QJsonObject toJson() const;
    /// Nothing when the object is no state of this schema or of an older one.
    static std::optional<MigrationState> fromJson(const QJsonObject &saved);
};

/// The steps of a migration of that kind, in order. LookAtDestination is in none of them: it
/// changes nothing, and runs where somebody wants to know beforehand.
QList<StepId> stepsOf(MigrationKind kind);
QJsonObject toJson(const ServerCounts &counts);

} // namespace mmigrate

Q_DECLARE_METATYPE(mmigrate::MigrationState)
