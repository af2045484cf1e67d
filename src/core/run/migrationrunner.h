// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/progress.h"
#include "core/run/aheadworker.h"
#include "core/run/sharedstate.h"
#include "core/state/migrationjournal.h"
#include "core/steps/stepcontext.h"

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>

#include <memory>
#include <mutex>
#include <optional>

namespace mmigrate {

/// What one run is to do.
struct RunRequest
{
    MigrationState state{};
    RunSecrets secrets{};
    QList<StepId> steps{}; ///< empty: all that are still to be done
    StepTimings timings{};
    bool signOutAtEnd = true; ///< the wizard keeps its sessions between its pages
    bool signOutOnly = false; ///< no step at all
    /// The upload begins by itself during the download, as soon as it can.
    bool uploadsAhead = true;
};

/// What came of it. The secrets hold sessions that are still open.
struct RunOutcome
{
    MigrationState state{};
    RunSecrets secrets{};
    std::optional<Error> error{}; ///< nothing: all steps done
};

/// Runs steps in a worker thread of its own, and beside the download the upload in another one: the
/// only place with threads. Lives in the caller's
/// thread, all signals arrive there; at most 10 progress signals a second, and each change of
/// activity.
///
/// Settings of the destination that a migration raised are put back after every run that does not
/// end with the import still going on.
class MigrationRunner : public QObject
{
    Q_OBJECT
public:
    enum class State { Idle, Running, Paused, Cancelling };
    Q_ENUM(State)

    /// @param journal of the migration; kept open as long as the runner lives
    explicit MigrationRunner(std::unique_ptr<MigrationJournal> journal, QObject *parent = nullptr);
    /// Cancels and waits for the worker, which takes some milliseconds.
    ~MigrationRunner() override;

    State state() const { return m_state; }
    /// Writes the journal between two runs. Errors: Disk, DiskFull, Journal.
    Result<void> saveChoices(MigrationState state);
    const MigrationJournal &journal() const { return *m_journal; }

    /// Starts; only when idle. finished() comes exactly once for each start.
    void start(const RunRequest &request);

    // While the archive is downloaded

    /// Signs in to the destination, with the logins of that request; besideFinished() comes exactly
    /// once.
    void signInBeside(const RunRequest &request);
    bool isSigningInBeside() const { return m_besideWatcher.isRunning(); }
    void cancelBeside();
    /// Begins with the upload, if a run is under way and it may (see mayUploadAhead()).
    void uploadAhead(const RunRequest &request);

public Q_SLOTS:
    void cancel();
    void pause();
    void resume();
    void tryNow(); ///< ends a pause between two tries
    /// Of the run under way; 0: no limit. The next one begins with that of its state's options.
    void setSpeedLimit(qint64 bytesPerSecond);

Q_SIGNALS:
    void stateChanged(mmigrate::MigrationRunner::State state);
    void stepStarted(mmigrate::StepId step);
    void stepFinished(mmigrate::StepId step);
    void progressChanged(const mmigrate::Progress &progress);
    void finished(const mmigrate::RunOutcome &outcome);
    void besideFinished(const mmigrate::RunOutcome &outcome);

private:
    void setState(State state);
    RunOutcome work(const RunRequest &request);
    RunOutcome workBeside(const RunRequest &request, StepControl &control);
    std::optional<Error> runSteps(StepContext &context, const QList<StepId> &chosen);
    std::optional<Error> runStep(StepContext &context, StepId id);
    void putSettingsBack(StepContext &context, const std::optional<Error> &error);

    std::unique_ptr<MigrationJournal> m_journal;
    SharedState m_shared;
    AheadWorker m_ahead;
    std::shared_ptr<StepControl> m_control;
    std::shared_ptr<StepControl> m_besideControl;
    QFutureWatcher<RunOutcome> m_watcher;
    QFutureWatcher<RunOutcome> m_besideWatcher;
    std::mutex m_besideMutex;
    std::optional<ServerSecrets> m_besideSecrets; ///< signed in while the run goes on
    State m_state = State::Idle;
    QThreadPool m_pool; // last: destroyed first, while what the worker uses is still there
};

} // namespace mmigrate

Q_DECLARE_METATYPE(mmigrate::RunOutcome)
Q_DECLARE_METATYPE(mmigrate::StepId)
