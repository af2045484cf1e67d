// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/destination/collisiondecisions.h"
#include "core/run/migrationrunner.h"
#include "practice/practicepair.h"
#include "wizard/pageid.h"

#include <QFutureWatcher>
#include <QObject>
#include <QSet>
#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace mmigrate {

/// Where a session keeps things and how it waits; tests change it.
struct SessionOptions
{
    QString journalFolder{};  ///< empty: MigrationJournal::defaultFolder()
    QString downloadFolder{}; ///< empty: the person's Downloads folder
    QString settingsFile{};   ///< empty: where the system keeps programs' settings
    StepTimings timings{};
    PracticeServerOptions practiceSource{};
    PracticeServerOptions practiceDestination{};
};

/// The one migration that the wizard is about: its state, its secrets in memory, and the runner
/// that does the work. Pages read the state, change what the person chose, and start steps; they
/// know nothing else of the engine. Lives in the GUI thread and never blocks it.
class MigrationSession : public QObject
{
    Q_OBJECT
public:
    explicit MigrationSession(const SessionOptions &options, QObject *parent = nullptr);
    ~MigrationSession() override;

    const MigrationState &state() const { return m_state; }
    const ServerState &server(ServerSide side) const;
    bool isSignedIn(ServerSide side) const;
    /// What the person signed in with, as far as it is still in memory.
    Credentials credentials(ServerSide side) const;
    bool isRunning() const;
    /// The archive is being downloaded or checked in this moment.
    bool isFetching() const { return isRunning() && m_isFetching; }
    /// Counts the beginnings: another number means another migration.
    int generation() const { return m_generation; }
    /// Something lies on a server or a disk that is worth continuing, and is not complete.
    bool hasBegun() const;
    MigrationRunner::State runState() const;

    // Beginnings

    /// Interrupted migrations of this computer, the newest first.
    QList<MigrationState> interrupted() const;
    /// Saved migrations that are damaged or of a newer version.
    int unreadableCount() const;
    QString journalFolder() const;
    /// A new migration; the one before, if it had begun, stays in interrupted().
    void startNew(MigrationKind kind, const QString &archive = {});
    /// Errors: Journal (facts path, reason).
    Result<void> continueMigration(const QString &id);
    /// Forgets an interrupted migration. Errors: Journal.
    Result<void> removeMigration(const QString &id) const;
    /// Starts the two stand-ins in the background, then practiceReady().
    void startPractice();
    bool isPractice() const { return m_practice != nullptr; }
    PracticePair *practice() const { return m_practice.get(); }

    // Choices

    struct Login
    {
        QString typedAddress{};
        QString caFile{};
        Credentials credentials{};
    };
    /// Another address or account than before makes what followed from it due again.
    void setLogin(ServerSide side, const Login &login);
    void setOptions(const MigrationOptions &options);
    /// The way to the servers, from the next start on.
    void setProxy(const ProxySettings &proxy) { m_proxy = proxy; }
    void startAgainFrom(StepId step);
    /// The destination is to be looked at once more.
    void lookAgain();
    /// What becomes of names, in a file beside the archive; what was prepared otherwise is due
    /// again. Errors: Disk, DiskFull.
    Result<void> keepDecisions(const CollisionDecisions &decisions);
    /// After an import that failed: an archive that was mended since is to be uploaded.
    void noticeMendedArchive();

    // Work

    /// Starts steps; finished() tells how they ended, also when they could not begin.
    void start(const QList<StepId> &steps);
    void cancel();
    void pause();
    void resume();
    void tryNow();
    /// Of transfers from now on, in bytes a second; 0: no limit.
    void setSpeedLimit(qint64 bytesPerSecond);

    // Beside the download

    /// Whether the destination with that address can be signed in to while the archive comes.
    bool canSignInBeside(const QString &typedAddress) const;
    /// Does so with the login that was set; besideFinished() tells how it ended.
    void signInBeside();
    void cancelBeside();
    /// Begins to upload what has come so far, if all that it takes is known.
    void uploadAhead();

    /// Closes the sessions that mmigrate opened, then signedOut(). Takes some seconds at most.
    void signOut();

Q_SIGNALS:
    void stateChanged();
    void runStateChanged();
    void stepStarted(mmigrate::StepId step);
    void progressChanged(const mmigrate::Progress &progress);
    void finished(const std::optional<mmigrate::Error> &error);
    void besideFinished(const std::optional<mmigrate::Error> &error);
    void practiceReady(const std::optional<mmigrate::Error> &error);
    void signedOut();

private:
    ServerSecrets &secrets(ServerSide side);
    ServerState &mutableServer(ServerSide side);
    void forgetServer(ServerSide side, const QString &typedAddress);
    bool takeBackDestination(const QString &typedAddress);
    void forgetSecrets();
    void leaveMigration();
    Result<void> ensureRunner();
    void adopt(std::unique_ptr<MigrationJournal> journal);
    void keepChoices();
    void noteSignIn(StepId step);
    void noteFetched(StepId step);
    void dropSession(ServerSide side);
    void begin(const RunRequest &request);
    void launch(RunRequest request);
    RunRequest request(const QList<StepId> &steps) const;
    void runFinished(const RunOutcome &outcome);
    void signedInBeside(const RunOutcome &outcome);
    void practiceStarted();

    SessionOptions m_options;
    MigrationState m_state;
    /// Before the destination's address was changed; nothing once another one let us in.
    std::optional<MigrationState> m_setAside;
    RunSecrets m_secrets;
    ProxySettings m_proxy; ///< of no migration, so it outlives them
    QSet<ServerSide> m_signedIn;
    QList<RunRequest> m_dropped; ///< sessions of logins that the person changed, to be closed
    std::optional<RunRequest> m_afterDropped;
    bool m_isSigningOut = false;
    bool m_isCancelled = false;
    bool m_isFetching = false; ///< what runs, or ran last, is the download
    bool m_doesMoreThanFetch = false;
    bool m_isSigningInBeside = false;
    bool m_signsOutAfterBeside = false;
    bool m_hasNewDestination = false; ///< chosen since the run began
    int m_generation = 0;
    std::unique_ptr<QTemporaryDir> m_practiceFolder;
    std::unique_ptr<PracticePair> m_practice;
    QFutureWatcher<Result<void>> m_practiceWatcher;
    std::unique_ptr<MigrationRunner> m_runner;
};

} // namespace mmigrate

Q_DECLARE_METATYPE(std::optional<mmigrate::Error>)
