// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/stepcontrol.h"
#include "core/steps/aheadupload.h"
#include "core/steps/stepcontext.h"

#include <QThreadPool>

#include <atomic>
#include <mutex>

namespace mmigrate {

class SharedState;

/// The second worker of a migration: a thread with an HTTP session, a control and a copy of the
/// state of its own, which uploads what the first one has downloaded so far.
class AheadWorker : public AheadUpload
{
public:
    /// @param folder of the migrations, for what is known of the servers
    AheadWorker(SharedState &shared, const QString &folder);
    ~AheadWorker() override; ///< cancels and waits

    /// A run begins: until closed() this may begin, by itself or when it is asked to.
    void opened(bool byItself);
    void closed();
    /// For a run that fetches the archive: what was sent of a former one is given up.
    void leaveFormer(MigrationState &state);
    /// Ends it at once, if it runs; what it has done stays with the shared state.
    void stop();

    /// The same as the other, from the caller's thread, for a person who has signed in meanwhile.
    void begin(const RunSecrets &secrets, const StepTimings &timings,
               const MigrationOptions &options);

    // As StepControl; from any thread.
    void cancel();
    void pause();
    void resume();
    void wake();
    void setSpeedLimit(qint64 bytesPerSecond);

    // AheadUpload
    std::shared_ptr<GrowingFile> archive() const override { return m_archive; }
    void begin(StepContext &context) override;
    qint64 sentBytes() const override { return m_sentBytes; }
    bool isRunning() const override { return m_isRunning; }
    Result<void> awaitSettings(StepControl &control) override;
    void endAfterPart() override { m_isEnding = true; }
    void takeBack(MigrationState &state) override;
    Result<void> whileStopped(MigrationState &state,
                              const std::function<Result<void>()> &change) override;

private:
    void stopInTurn();
    void launch(MigrationState state, const RunSecrets &secrets, const StepTimings &timings,
                qint64 bytesPerSecond);
    std::shared_ptr<StepControl> control() const;
    void work(StepControl &control, MigrationState state, RunSecrets secrets,
              const StepTimings &timings);

    SharedState &m_shared;
    const QString m_folder;
    const std::shared_ptr<GrowingFile> m_archive;
    /// Held by who begins or ends it, so that nothing comes between. Before the other one.
    std::mutex m_turn;
    bool m_isOpen = false;
    bool m_beginsByItself = false;
    mutable std::mutex m_mutex; ///< of what follows
    std::shared_ptr<StepControl> m_control;
    bool m_isPaused = false;
    std::atomic<qint64> m_sentBytes = -1;
    std::atomic_bool m_isRunning = false;
    std::atomic_bool m_isEnding = false;
    std::atomic_bool m_settingsAreDone = true;
    QThreadPool m_pool; // last: destroyed first, while what the worker uses is still there
};

} // namespace mmigrate
