// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/mattermostclient.h"
#include "core/base/progress.h"
#include "core/base/stepcontrol.h"
#include "core/state/migrationstate.h"
#include "core/state/servermemory.h"

#include <functional>
#include <memory>

namespace mmigrate {

class AheadUpload;
class DownloadCheck;

/// What opens one server; in memory only, handed in before a run and handed back after it, so that
/// the next run needs no second sign-in (a one-time code works once).
struct ServerSecrets
{
    Credentials credentials{};
    QByteArray sessionToken{};  ///< from an earlier sign-in of this program
    bool openedSession = false; ///< the token is a session that mmigrate opened and has to close
};

struct RunSecrets
{
    ServerSecrets source{};
    ServerSecrets destination{};
    ProxySettings proxy{}; ///< the way to both; here because it may need a login
};

/// How long the steps wait between looks. Tests shorten them.
struct StepTimings
{
    qint64 firstPollMs = 1'000;
    qint64 longestPollMs = 10'000;
    qint64 fileGrowthPollMs = 1'000;
    /// Servers start a pending job within 15 s, a busy one later: by then something is wrong.
    qint64 longestPendingMs = 30 * 60 * 1'000;
    qint64 longestSilenceMs =
        24 * 60 * 60 * 1'000; ///< a running job that shows no sign of life at all
    /// Pause between two counts of what an import has brought, at least.
    qint64 importCountMs = 30'000;
    /// An import in which nothing has changed for so long may be stuck; large archives get more.
    qint64 importSilenceMs = 15 * 60 * 1'000;
    RetryPolicy retry{};
    int silenceTimeoutMs = 60'000;    ///< no byte in either direction for so long: connection lost
    int answerTimeoutMs = 5 * 60'000; ///< for the answer to a part of an upload after its last byte
};

/// One of the two servers within a run: HTTP session, client and secrets, in the worker thread.
class ServerConnection
{
public:
    ServerConnection(StepControl &control, ServerSecrets &secrets, const ProxySettings &proxy,
                     const StepTimings &timings);

    void connectTo(const QUrl &address, const QString &caFile);
    const ProxySettings &proxy() const { return m_proxy; }
    bool isConnected() const { return m_http != nullptr; }
    HttpSession &http() { return *m_http; }
    MattermostClient &client() { return *m_client; }
    ServerSecrets &secrets() { return m_secrets; }

    /// Signs in with what is known: the open session's token, else token or password. Keeps the new
    /// token.
    Result<User> signIn();
    /// Ends the session if mmigrate opened it.
    void signOut();
    void setWaitingSink(const HttpSession::WaitingSink &sink);

private:
    Result<void> renewSession();

    StepControl &m_control;
    ServerSecrets &m_secrets;
    ProxySettings m_proxy;
    RetryPolicy m_retry;
    int m_silenceTimeoutMs;
    HttpSession::WaitingSink m_waitingSink;
    std::unique_ptr<HttpSession> m_http;
    std::unique_ptr<MattermostClient> m_client;
};

/// All that a step may touch: the state, the servers, the control, and where to report. Worker
/// thread only.
class StepContext
{
public:
    /// May bring parts of the state up to date that another worker has.
    using Save = std::function<Result<void>(MigrationState &)>;

    StepContext(MigrationState &migration, StepControl &control, RunSecrets &secrets,
                const StepTimings &timings, Save save, ProgressSink progress);
    ~StepContext();
    Q_DISABLE_COPY_MOVE(StepContext)

    MigrationState &state;
    StepControl &control;
    StepTimings timings;
    ServerConnection source;
    ServerConnection destination;
    ServerMemory servers{};       ///< what earlier migrations learnt; remembers nothing unless set
    AheadUpload *ahead = nullptr; ///< the upload beside the download; null: there is none
    std::unique_ptr<DownloadCheck> downloadCheck{}; ///< of what this run downloads

    /// Writes the journal. Call it with the intent before an act and with the fact after it.
    Result<void> save() { return m_save(state); }
    void report(Progress progress) const;
    void setCurrentStep(StepId step) { m_currentStep = step; }
    /// A sink for code below the steps, which fills in the step.
    ProgressSink progressSink() const;

private:
    void reportWaiting(qint64 pauseMs) const;

    Save m_save;
    ProgressSink m_progress;
    StepId m_currentStep = StepId::None;
};

} // namespace mmigrate
