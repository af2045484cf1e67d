// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

//
// The session's runs, from the request to what came of it; migrationsession.cpp has what they are
// about.

#include "system/keepawake.h"
#include "wizard/migrationsession.h"

#include <utility>

namespace mmigrate {

namespace {

/// Whose session a step uses.
ServerSide sideOf(StepId step)
{
    const bool isSource = step == StepId::SignInSource || step == StepId::CreateExport
                          || step == StepId::DownloadArchive;
    return isSource ? ServerSide::Source : ServerSide::Destination;
}

} // namespace

Result<void> MigrationSession::ensureRunner()
{
    if (m_runner)
        return {};
    Result<std::unique_ptr<MigrationJournal>> journal =
        MigrationJournal::create(journalFolder(), m_state);
    if (!journal)
        return journal.error();
    adopt(std::move(*journal));
    return {};
}

void MigrationSession::adopt(std::unique_ptr<MigrationJournal> journal)
{
    m_runner = std::make_unique<MigrationRunner>(std::move(journal));
    keepAwakeWhileRunning(*m_runner);
    connect(m_runner.get(), &MigrationRunner::stateChanged, this,
            &MigrationSession::runStateChanged);
    connect(m_runner.get(), &MigrationRunner::stepStarted, this, &MigrationSession::stepStarted);
    connect(m_runner.get(), &MigrationRunner::stepFinished, this, &MigrationSession::noteSignIn);
    connect(m_runner.get(), &MigrationRunner::stepFinished, this, &MigrationSession::noteFetched);
    connect(m_runner.get(), &MigrationRunner::progressChanged, this,
            &MigrationSession::progressChanged);
    connect(m_runner.get(), &MigrationRunner::finished, this, &MigrationSession::runFinished);
    connect(m_runner.get(), &MigrationRunner::besideFinished, this,
            &MigrationSession::signedInBeside);
}

void MigrationSession::start(const QList<StepId> &steps)
{
    if (isRunning())
        return;
    if (steps.isEmpty()) {
        // Nothing is due. To a runner it would mean: everything.
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(std::nullopt); }, Qt::QueuedConnection);
        return;
    }
    m_isCancelled = false;
    m_isFetching = steps.contains(StepId::DownloadArchive);
    m_doesMoreThanFetch =
        steps.contains(StepId::LookAtDestination) || steps.contains(StepId::UploadArchive);
    m_hasNewDestination = false;
    if (Result<void> ready = ensureRunner(); !ready) {
        QMetaObject::invokeMethod(
            this, [this, error = ready.error()] { Q_EMIT finished(error); }, Qt::QueuedConnection);
        return;
    }
    begin(request(steps));
}

RunRequest MigrationSession::request(const QList<StepId> &steps) const
{
    RunRequest request;
    request.state = m_state;
    request.secrets = m_secrets;
    request.secrets.proxy = m_proxy;
    request.steps = steps;
    request.timings = m_options.timings;
    request.signOutAtEnd = false; // the next page goes on with the same sessions
    request.uploadsAhead = steps.contains(StepId::UploadArchive); // else nobody has asked for it
    return request;
}

void MigrationSession::signInBeside()
{
    m_isSigningInBeside = m_hasNewDestination = true;
    m_runner->signInBeside(request({StepId::SignInDestination}));
}

void MigrationSession::cancelBeside()
{
    if (m_runner)
        m_runner->cancelBeside();
}

void MigrationSession::uploadAhead()
{
    if (isFetching() && isSignedIn(ServerSide::Destination))
        m_runner->uploadAhead(request({}));
}

void MigrationSession::signedInBeside(const RunOutcome &outcome)
{
    m_isSigningInBeside = false;
    m_secrets.destination = outcome.secrets.destination;
    // Also after an error: a session that it has opened is closed by its address.
    m_state.destination = outcome.state.destination;
    if (!outcome.error)
        noteSignIn(StepId::SignInDestination);
    Q_EMIT stateChanged();
    Q_EMIT besideFinished(outcome.error);
    if (std::exchange(m_signsOutAfterBeside, false))
        signOut();
}

/// A session that nobody uses any more must not stay open on its server.
void MigrationSession::dropSession(ServerSide side)
{
    if (!secrets(side).openedSession)
        return;
    RunRequest request;
    request.signOutOnly = true;
    (side == ServerSide::Source ? request.state.source : request.state.destination) = server(side);
    (side == ServerSide::Source ? request.secrets.source : request.secrets.destination) =
        secrets(side);
    request.state.options = m_state.options;
    m_dropped.append(request);
}

void MigrationSession::begin(const RunRequest &request)
{
    if (m_dropped.isEmpty()) {
        launch(request);
        return;
    }
    m_afterDropped = request;
    launch(m_dropped.takeFirst());
}

void MigrationSession::launch(RunRequest request)
{
    request.secrets.proxy = m_proxy;
    m_runner->start(request);
}

void MigrationSession::noteSignIn(StepId step)
{
    if (step == StepId::SignInSource)
        m_signedIn.insert(ServerSide::Source);
    if (step != StepId::SignInDestination)
        return;
    m_signedIn.insert(ServerSide::Destination);
    m_setAside.reset();
}

/// What the run does from now on is no longer the download.
void MigrationSession::noteFetched(StepId step)
{
    if (step != StepId::CheckArchive || !m_isFetching || !m_doesMoreThanFetch)
        return;
    m_isFetching = false;
    m_state.steps[step].status = StepStatus::Finished;
    Q_EMIT stateChanged();
}

void MigrationSession::signOut()
{
    if (isRunning())
        return;
    if (m_isSigningInBeside) {
        // What it opens has to be closed, too.
        m_signsOutAfterBeside = true;
        return cancelBeside();
    }
    const bool nothingOpen = !m_secrets.source.openedSession && !m_secrets.destination.openedSession
                             && m_dropped.isEmpty();
    if (nothingOpen || !ensureRunner()) {
        QMetaObject::invokeMethod(this, &MigrationSession::signedOut, Qt::QueuedConnection);
        return;
    }
    m_isSigningOut = true;
    m_isCancelled = false;
    RunRequest request;
    request.state = m_state;
    request.secrets = m_secrets;
    request.signOutOnly = true;
    begin(request);
}

void MigrationSession::runFinished(const RunOutcome &outcome)
{
    if (m_afterDropped && m_isCancelled) {
        // Before the work began: nothing of it has happened.
        m_afterDropped.reset();
        Q_EMIT finished(makeError(ErrorKind::Cancelled));
        return;
    }
    if (m_afterDropped) {
        const RunRequest next = *m_afterDropped;
        m_afterDropped.reset();
        begin(next);
        return;
    }
    // What the person has chosen meanwhile, or who has signed in, is newer than what the run knows.
    const MigrationOptions options = m_state.options;
    const ServerState destination = m_state.destination;
    const ServerSecrets destinationSecrets = m_secrets.destination;
    m_state = outcome.state;
    m_state.options = options;
    m_secrets = outcome.secrets;
    if (m_hasNewDestination) {
        m_state.destination = destination;
        m_secrets.destination = destinationSecrets;
    }
    if (outcome.error && outcome.error->kind == ErrorKind::SessionExpired)
        m_signedIn.remove(sideOf(outcome.error->step));
    Q_EMIT stateChanged();
    if (m_isSigningOut) {
        m_isSigningOut = false;
        Q_EMIT signedOut();
        return;
    }
    Q_EMIT finished(outcome.error);
}

void MigrationSession::cancel()
{
    m_isCancelled = true;
    if (m_runner)
        m_runner->cancel();
}

void MigrationSession::pause()
{
    if (m_runner)
        m_runner->pause();
}

void MigrationSession::resume()
{
    if (m_runner)
        m_runner->resume();
}

void MigrationSession::setSpeedLimit(qint64 bytesPerSecond)
{
    m_state.options.bytesPerSecond = bytesPerSecond;
    if (m_runner)
        m_runner->setSpeedLimit(bytesPerSecond);
}

void MigrationSession::tryNow()
{
    if (m_runner)
        m_runner->tryNow();
}

} // namespace mmigrate
