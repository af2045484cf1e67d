// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/run/aheadworker.h"

#include "core/base/log.h"
#include "core/run/sharedstate.h"
#include "core/steps/uploadingahead.h"
#include "core/transfer/growingfile.h"

#include <QtConcurrentRun>

namespace mmigrate {

namespace {
constexpr qint64 lookMs = 20;
} // namespace

AheadWorker::AheadWorker(SharedState &shared, const QString &folder)
    : m_shared(shared)
    , m_folder(folder)
    , m_archive(std::make_shared<GrowingFile>())
{
    m_pool.setMaxThreadCount(1);
}

AheadWorker::~AheadWorker()
{
    cancel();
    m_pool.waitForDone();
}

void AheadWorker::opened(bool byItself)
{
    const std::lock_guard turn(m_turn);
    m_isOpen = true;
    m_beginsByItself = byItself;
}

void AheadWorker::closed()
{
    const std::lock_guard turn(m_turn);
    m_isOpen = false;
}

void AheadWorker::begin(StepContext &context)
{
    const std::lock_guard turn(m_turn);
    if (m_isRunning || !m_isOpen || !m_beginsByItself)
        return;
    m_shared.takeBack(context.state);
    if (const Result<void> saved = context.save(); !saved)
        return;
    const RunSecrets secrets{context.source.secrets(), context.destination.secrets(),
                             context.destination.proxy()};
    launch(m_shared.state(), secrets, context.timings, context.control.speedLimit());
}

void AheadWorker::begin(const RunSecrets &secrets, const StepTimings &timings,
                        const MigrationOptions &options)
{
    // Whoever ends it may take a while, and a window does not wait: the upload's step comes anyway.
    const std::unique_lock turn(m_turn, std::try_to_lock);
    if (!turn || m_isRunning || !m_isOpen)
        return;
    MigrationState state = m_shared.state();
    state.options = options;
    if (mayUploadAhead(state))
        launch(state, secrets, timings, options.bytesPerSecond);
}

void AheadWorker::launch(MigrationState state, const RunSecrets &secrets,
                         const StepTimings &timings, qint64 bytesPerSecond)
{
    m_shared.lend();
    m_isEnding = false;
    m_settingsAreDone = false;
    m_isRunning = true;
    m_sentBytes = -1;
    auto ownControl = std::make_shared<StepControl>();
    ownControl->setSpeedLimit(bytesPerSecond);
    {
        const std::lock_guard lock(m_mutex);
        m_control = ownControl;
        if (m_isPaused)
            ownControl->pause();
    }
    const QFuture<void> running =
        QtConcurrent::run(&m_pool, [this, ownControl, state = std::move(state), secrets, timings] {
            work(*ownControl, state, secrets, timings);
        });
    Q_UNUSED(running);
}

void AheadWorker::work(StepControl &control, MigrationState state, RunSecrets secrets,
                       const StepTimings &timings)
{
    // These sessions are the first worker's, to be closed by it; one that has to be opened here
    // because they expired is ours.
    secrets.source.openedSession = false;
    secrets.destination.openedSession = false;
    {
        StepContext context(
            state, control, secrets, timings,
            [this](MigrationState &changed) { return m_shared.saveLent(changed); },
            [this](const Progress &progress) {
                if (progress.done >= 0)
                    m_sentBytes = progress.done;
            });
        context.servers = ServerMemory(m_folder);
        context.setCurrentStep(StepId::UploadArchive);
        const Result<void> done = UploadingAhead(m_archive, m_isEnding).run(context, [this] {
            m_shared.giveBackSettings();
            m_settingsAreDone = true;
        });
        if (!done)
            qCInfo(logSteps).noquote() << "sending ahead ended:" << done.error().toLogLine();
        context.source.signOut();
        context.destination.signOut();
    }
    m_archive->close();
    m_isRunning = false;
}

std::shared_ptr<StepControl> AheadWorker::control() const
{
    const std::lock_guard lock(m_mutex);
    return m_control;
}

void AheadWorker::cancel()
{
    if (const auto own = control())
        own->cancel();
}

void AheadWorker::pause()
{
    const std::lock_guard lock(m_mutex);
    m_isPaused = true;
    if (m_control)
        m_control->pause();
}

void AheadWorker::resume()
{
    const std::lock_guard lock(m_mutex);
    m_isPaused = false;
    if (m_control)
        m_control->resume();
}

void AheadWorker::wake()
{
    if (const auto own = control())
        own->wake();
}

void AheadWorker::setSpeedLimit(qint64 bytesPerSecond)
{
    if (const auto own = control())
        own->setSpeedLimit(bytesPerSecond);
}

Result<void> AheadWorker::awaitSettings(StepControl &control)
{
    while (m_isRunning && !m_settingsAreDone) {
        if (!control.sleep(lookMs))
            return makeError(ErrorKind::Cancelled);
    }
    return {};
}

void AheadWorker::stopInTurn()
{
    cancel();
    m_pool.waitForDone();
}

void AheadWorker::stop()
{
    const std::lock_guard turn(m_turn);
    stopInTurn();
}

void AheadWorker::takeBack(MigrationState &state)
{
    const std::lock_guard turn(m_turn);
    stopInTurn();
    m_shared.takeBack(state);
    m_sentBytes = -1;
}

Result<void> AheadWorker::whileStopped(MigrationState &state,
                                       const std::function<Result<void>()> &change)
{
    const std::lock_guard turn(m_turn);
    stopInTurn();
    m_sentBytes = -1;
    m_shared.takeBack(state);
    return change();
}

void AheadWorker::leaveFormer(MigrationState &state)
{
    const std::lock_guard turn(m_turn);
    m_sentBytes = -1;
    if (!m_shared.isLent())
        return;
    stopInTurn();
    m_shared.takeBack(state);
    state.upload = state.upload.startedAnew();
}

} // namespace mmigrate
