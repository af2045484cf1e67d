// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/run/migrationrunner.h"

#include "core/base/log.h"
#include "core/base/opensslexit.h"
#include "core/run/progressgate.h"
#include "core/steps/adjustedsettings.h"
#include "core/steps/jobwatch.h"
#include "core/steps/migrationplan.h"
#include "core/steps/runimport.h"

#include <QFileInfo>
#include <QtConcurrentRun>

#include <algorithm>
#include <utility>

namespace mmigrate {

namespace {

/// Steps of a later run of the wizard find their servers by the state and the kept tokens.
void connectKnownServers(StepContext &context, StepId step)
{
    const MigrationState &state = context.state;
    if (step != StepId::SignInSource && !context.source.isConnected()
        && !state.source.address.isEmpty())
        context.source.connectTo(state.source.address, state.options.sourceCaFile);
    if (step != StepId::SignInDestination && !context.destination.isConnected()
        && !state.destination.address.isEmpty())
        context.destination.connectTo(state.destination.address, state.options.destinationCaFile);
}

/// The server that a step speaks to is known, and so can be connected to.
bool isReachable(const StepContext &context, StepId step)
{
    switch (step) {
    case StepId::CreateExport:
    case StepId::DownloadArchive:
        return context.source.isConnected();
    case StepId::LookAtDestination:
    case StepId::PrepareArchive:
    case StepId::CheckDestination:
    case StepId::UploadArchive:
    case StepId::RunImport:
    case StepId::Verify:
        return context.destination.isConnected();
    default:
        return true;
    }
}

/// A transfer's error, by the session of the server that it is about.
Error explained(StepContext &context, const Error &error)
{
    const QString host = error.facts.value(QStringLiteral("host")).toString();
    for (ServerConnection *server : {&context.source, &context.destination}) {
        if (server->isConnected() && server->http().address().host() == host)
            return server->http().explained(error);
    }
    return error;
}

} // namespace

MigrationRunner::MigrationRunner(std::unique_ptr<MigrationJournal> journal, QObject *parent)
    : QObject(parent)
    , m_journal(std::move(journal))
    , m_shared(*m_journal)
    , m_ahead(m_shared, QFileInfo(m_journal->path()).path())
{
    keepOpenSslAtExit();
    qRegisterMetaType<mmigrate::Progress>();
    qRegisterMetaType<mmigrate::StepId>();
    qRegisterMetaType<mmigrate::RunOutcome>();
    m_pool.setMaxThreadCount(2); // the run, and a sign-in beside it
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        setState(State::Idle);
        Q_EMIT finished(m_watcher.result());
    });
    connect(&m_besideWatcher, &QFutureWatcherBase::finished, this,
            [this] { Q_EMIT besideFinished(m_besideWatcher.result()); });
}

MigrationRunner::~MigrationRunner()
{
    m_watcher.disconnect(this);
    m_besideWatcher.disconnect(this);
    m_ahead.cancel();
    cancelBeside();
    if (m_control)
        m_control->cancel();
    m_pool.waitForDone();
}

void MigrationRunner::start(const RunRequest &request)
{
    Q_ASSERT(m_state == State::Idle);
    // Once cancelled, a control stays so: each run has its own.
    m_control = std::make_shared<StepControl>();
    m_control->setSpeedLimit(request.state.options.bytesPerSecond);
    m_shared.forgetDestination();
    m_besideSecrets.reset();
    m_ahead.resume();
    setState(State::Running);
    m_watcher.setFuture(QtConcurrent::run(&m_pool, [this, request] { return work(request); }));
}

Result<void> MigrationRunner::saveChoices(MigrationState state)
{
    Q_ASSERT(m_state == State::Idle);
    return m_shared.save(state);
}

void MigrationRunner::cancel()
{
    if (m_state != State::Running && m_state != State::Paused)
        return;
    setState(State::Cancelling);
    m_control->cancel();
    m_ahead.cancel();
    cancelBeside();
}

void MigrationRunner::signInBeside(const RunRequest &request)
{
    Q_ASSERT(!isSigningInBeside());
    m_besideControl = std::make_shared<StepControl>();
    m_besideWatcher.setFuture(
        QtConcurrent::run(&m_pool, [this, request, control = m_besideControl] {
            return workBeside(request, *control);
        }));
}

void MigrationRunner::cancelBeside()
{
    if (m_besideControl)
        m_besideControl->cancel();
}

void MigrationRunner::uploadAhead(const RunRequest &request)
{
    if (m_state != State::Running && m_state != State::Paused)
        return;
    m_ahead.begin(request.secrets, request.timings, request.state.options);
}

void MigrationRunner::pause()
{
    if (m_state != State::Running)
        return;
    m_control->pause();
    m_ahead.pause();
    setState(State::Paused);
}

void MigrationRunner::resume()
{
    if (m_state != State::Paused)
        return;
    m_control->resume();
    m_ahead.resume();
    setState(State::Running);
}

void MigrationRunner::tryNow()
{
    if (m_control)
        m_control->wake();
    m_ahead.wake();
}

void MigrationRunner::setSpeedLimit(qint64 bytesPerSecond)
{
    if (m_control)
        m_control->setSpeedLimit(bytesPerSecond);
    m_ahead.setSpeedLimit(bytesPerSecond);
}

void MigrationRunner::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

RunOutcome MigrationRunner::work(const RunRequest &request)
{
    RunOutcome outcome{request.state, request.secrets, {}};
    ProgressGate gate([this](const Progress &progress) { Q_EMIT progressChanged(progress); });
    const StepContext::Save save = [this](MigrationState &state) { return m_shared.save(state); };
    {
        StepContext context(outcome.state, *m_control, outcome.secrets, request.timings, save,
                            [&gate](const Progress &progress) { gate.pass(progress); });
        context.servers = ServerMemory(QFileInfo(m_journal->path()).path());
        context.ahead = &m_ahead;
        if (!request.signOutOnly) {
            if (!request.state.isFinished(StepId::DownloadArchive))
                m_ahead.leaveFormer(outcome.state);
            m_ahead.opened(request.uploadsAhead);
            outcome.error = runSteps(context, request.steps);
            m_ahead.closed();
        }
    }
    // Between the wizard's pages it goes on. A state that only names a server takes nothing back.
    if (request.signOutOnly && request.state.id.isEmpty())
        m_ahead.stop();
    else if (outcome.error || request.signOutAtEnd || request.signOutOnly)
        m_ahead.takeBack(outcome.state);
    {
        const std::lock_guard lock(m_besideMutex);
        if (m_besideSecrets)
            outcome.secrets.destination = *std::exchange(m_besideSecrets, std::nullopt);
    }
    // What follows has to go out although the person cancelled, so it has a control of its own.
    StepControl ending;
    StepTimings timings = request.timings;
    timings.retry.attempts = std::min(timings.retry.attempts, 2);
    StepContext context(outcome.state, ending, outcome.secrets, timings, save, {});
    connectKnownServers(context, StepId::None);
    putSettingsBack(context, outcome.error);
    if (request.signOutAtEnd) {
        context.source.signOut();
        context.destination.signOut();
    }
    return outcome;
}

RunOutcome MigrationRunner::workBeside(const RunRequest &request, StepControl &control)
{
    RunOutcome outcome{request.state, request.secrets, {}};
    // Only what it learns of the destination is kept, and only when it lets us in.
    StepContext context(outcome.state, control, outcome.secrets, request.timings,
                        [](MigrationState &) { return Result<void>(); }, {});
    context.setCurrentStep(StepId::SignInDestination);
    Result<void> done = makeStep(StepId::SignInDestination)->run(context);
    if (done)
        done = m_shared.saveDestination(outcome.state.destination);
    if (!done) {
        outcome.error = explained(context, done.error());
        outcome.error->step = StepId::SignInDestination;
        qCWarning(logSteps).noquote() << outcome.error->toLogLine();
        return outcome;
    }
    const std::lock_guard lock(m_besideMutex);
    m_besideSecrets = outcome.secrets.destination;
    return outcome;
}

std::optional<Error> MigrationRunner::runSteps(StepContext &context, const QList<StepId> &chosen)
{
    if (chosen.isEmpty())
        noticeMendedArchive(context.state);
    QList<StepId> steps = chosen.isEmpty() ? stepsToRun(context.state) : chosen;
    while (!steps.isEmpty()) {
        const StepId step = steps.takeFirst();
        if (std::optional<Error> error = runStep(context, step))
            return error;
        // What a sign-in learnt (another operator, another version), or another look at the
        // archive, can make finished steps due again.
        const bool hasLearnt = step == StepId::SignInSource || step == StepId::SignInDestination
                               || step == StepId::CheckArchive;
        if (chosen.isEmpty() && hasLearnt && !steps.isEmpty()
            && !steps.contains(StepId::SignInDestination))
            steps = workToDo(context.state);
    }
    return std::nullopt;
}

std::optional<Error> MigrationRunner::runStep(StepContext &context, StepId id)
{
    if (!context.control.waitWhilePaused())
        return Error{.kind = ErrorKind::Cancelled, .step = id};
    const std::unique_ptr<MigrationStep> step = makeStep(id);
    context.setCurrentStep(id);
    connectKnownServers(context, id);
    if (!isReachable(context, id))
        return Error{.kind = ErrorKind::SessionExpired, .step = id};
    StepRecord &record = context.state.steps[id];
    record.status = StepStatus::Started;
    record.startedAt = QDateTime::currentDateTimeUtc();
    if (Result<void> saved = context.save(); !saved)
        return saved.error();
    qCInfo(logSteps).noquote() << stepName(id) << "started";
    Q_EMIT stepStarted(id);
    const Result<void> result = step->run(context);
    if (!result) {
        Error error = explained(context, result.error());
        error.step = id;
        if (context.state.steps[id].status == StepStatus::Started)
            context.state.steps[id].status = StepStatus::Failed;
        qCWarning(logSteps).noquote() << error.toLogLine();
        if (const Result<void> saved = context.save(); !saved)
            qCWarning(logSteps).noquote() << saved.error().toLogLine();
        return error;
    }
    StepRecord &done = context.state.steps[id];
    done.status = StepStatus::Finished;
    done.finishedAt = QDateTime::currentDateTimeUtc();
    if (Result<void> saved = context.save(); !saved)
        return saved.error();
    qCInfo(logSteps).noquote() << stepName(id) << "finished";
    Q_EMIT stepFinished(id);
    return std::nullopt;
}

void MigrationRunner::putSettingsBack(StepContext &context, const std::optional<Error> &error)
{
    if (!context.state.hasUnrestoredSettings() || !context.destination.isConnected()
        || !context.destination.http().hasToken())
        return;
    // An import that goes on without us still needs them; the run that continues puts them back.
    const bool importGoesOn = context.state.import.intended && !context.state.import.succeeded;
    // Between the wizard's pages, raised settings wait for the import.
    const bool onTheWay = !error && !context.state.import.succeeded;
    if (importGoesOn || onTheWay)
        return;
    if (const Result<void> restored = restoreSettings(context); !restored)
        qCWarning(logSteps).noquote() << "settings not put back:" << restored.error().toLogLine();
}

} // namespace mmigrate
