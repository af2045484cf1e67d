// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/stepcontext.h"

#include "core/base/log.h"
#include "core/steps/aheadupload.h"
#include "core/steps/downloadcheck.h"

namespace mmigrate {

ServerConnection::ServerConnection(StepControl &control, ServerSecrets &secrets,
                                   const ProxySettings &proxy, const StepTimings &timings)
    : m_control(control)
    , m_secrets(secrets)
    , m_proxy(proxy)
    , m_retry(timings.retry)
    , m_silenceTimeoutMs(timings.silenceTimeoutMs)
{
}

void ServerConnection::connectTo(const QUrl &address, const QString &caFile)
{
    m_client.reset();
    m_http = std::make_unique<HttpSession>(address, m_control, TlsOptions{caFile}, m_proxy);
    m_http->setRetryPolicy(m_retry);
    m_http->setLongestSilenceMs(m_silenceTimeoutMs);
    m_http->setWaitingSink(m_waitingSink);
    m_http->setRenewal([this] { return renewSession(); });
    m_client = std::make_unique<MattermostClient>(*m_http);
    const QByteArray token = m_secrets.credentials.accessToken.isEmpty()
                                 ? m_secrets.sessionToken
                                 : m_secrets.credentials.accessToken.toUtf8();
    m_http->setToken(token);
}

void ServerConnection::setWaitingSink(const HttpSession::WaitingSink &sink)
{
    m_waitingSink = sink;
    if (m_http)
        m_http->setWaitingSink(sink);
}

Result<User> ServerConnection::signIn()
{
    if (m_http->hasToken()) {
        // Asked without renewal: this is the sign-in itself.
        m_http->setRenewal({});
        Result<User> user = m_client->me();
        m_http->setRenewal([this] { return renewSession(); });
        const bool refused = !user && user.error().kind == ErrorKind::SessionExpired;
        if (user || !refused)
            return user;
        if (!m_secrets.credentials.accessToken.isEmpty()) {
            user.error().kind = ErrorKind::SignInRefused;
            return user;
        }
        m_http->setToken({});
        m_secrets.sessionToken.clear();
        m_secrets.openedSession = false;
    }
    if (m_secrets.credentials.isEmpty())
        return makeError(ErrorKind::SessionExpired, QStringLiteral("no credentials"));
    Result<User> user = m_client->login(m_secrets.credentials);
    // A one-time code is used up by the attempt, whatever came of it.
    m_secrets.credentials.mfaCode.clear();
    if (user && m_secrets.credentials.accessToken.isEmpty()) {
        m_secrets.sessionToken = m_http->token();
        m_secrets.openedSession = true;
    }
    return user;
}

Result<void> ServerConnection::renewSession()
{
    if (!m_secrets.credentials.accessToken.isEmpty() || m_secrets.credentials.isEmpty())
        return makeError(ErrorKind::SessionExpired);
    qCInfo(logApi) << "session expired, signing in again";
    m_secrets.openedSession = false;
    m_secrets.sessionToken.clear();
    const Result<User> user = m_client->login(m_secrets.credentials);
    if (user) {
        m_secrets.sessionToken = m_http->token();
        m_secrets.openedSession = true;
        return {};
    }
    // What the password alone cannot open is for the person to open.
    if (user.error().isTransient() || user.error().kind == ErrorKind::Cancelled)
        return user.error();
    Error error = makeError(ErrorKind::SessionExpired, user.error().toLogLine());
    return error;
}

void ServerConnection::signOut()
{
    if (!m_http || !m_secrets.openedSession)
        return;
    if (const Result<void> done = m_client->logout(); !done)
        qCWarning(logApi).noquote() << "log out:" << done.error().toLogLine();
    m_secrets.openedSession = false;
    m_secrets.sessionToken.clear();
}

StepContext::StepContext(MigrationState &migration, StepControl &stepControl, RunSecrets &secrets,
                         const StepTimings &stepTimings, Save save, ProgressSink progress)
    : state(migration)
    , control(stepControl)
    , timings(stepTimings)
    , source(stepControl, secrets.source, secrets.proxy, stepTimings)
    , destination(stepControl, secrets.destination, secrets.proxy, stepTimings)
    , m_save(std::move(save))
    , m_progress(std::move(progress))
{
    const auto waiting = [this](qint64 pauseMs, const Error &) { reportWaiting(pauseMs); };
    source.setWaitingSink(waiting);
    destination.setWaitingSink(waiting);
}

StepContext::~StepContext() = default;

void StepContext::report(Progress progress) const
{
    if (!m_progress)
        return;
    progress.step = m_currentStep;
    if (ahead && ahead->sentBytes() >= 0)
        progress.counts.insert(sentAheadCount, ahead->sentBytes());
    m_progress(progress);
}

ProgressSink StepContext::progressSink() const
{
    return [this](const Progress &progress) { report(progress); };
}

void StepContext::reportWaiting(qint64 pauseMs) const
{
    Progress progress;
    progress.activity = Activity::WaitingToRetry;
    progress.retryInMs = pauseMs;
    report(progress);
}

} // namespace mmigrate
