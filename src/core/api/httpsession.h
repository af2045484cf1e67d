// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/proxysettings.h"
#include "core/base/result.h"
#include "core/base/stepcontrol.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrl>
#include <QUrlQuery>

#include <functional>
#include <limits>
#include <memory>

namespace mmigrate {

class ProxyFinder;

/// One request. Paths are relative to the server's address: "/api/v4/system/ping".
struct HttpCall
{
    QByteArray method = QByteArrayLiteral("GET");
    QString path{};
    QUrlQuery query{};
    QByteArray body{}; ///< JSON; every POST and PUT has one ("{}" at least)
    QList<QPair<QByteArray, QByteArray>> headers{};
    /// Sent again after a lost connection, 429 or 5xx. Never for what creates or appends: the
    /// server may have done it although the answer was lost.
    bool repeatable = true;
    bool authorized = true; ///< with the Authorization header, when a token is known
    bool sameTimeAsCancel =
        false; ///< goes out although the person cancelled (log out, cancel a job)
    qint64 maxAnswerBytes = 16 * 1024 * 1024;
    int silenceTimeoutMs = 60'000; ///< no byte in either direction for so long: Timeout
};

struct HttpAnswer
{
    int status = 0;
    QByteArray body{};
    QUrl url{}; ///< after redirects
    QList<QNetworkReply::RawHeaderPair> headers{};

    /// Empty when missing. What came twice is joined by ", " (Qt does so).
    QByteArray header(const QByteArray &name) const;
};

/// Pauses between tries: the first doubles up to the longest, each with up to 25 % of jitter.
/// Tests shorten them.
struct RetryPolicy
{
    int attempts = 8; ///< with the pauses below about a minute
    int firstPauseMs = 500;
    int longestPauseMs = 30'000;

    /// The pause before try number `attempt` (1: before the first repetition).
    qint64 pauseBefore(int attempt) const;
};

struct TlsOptions
{
    QString caFile{}; ///< PEM, trusted besides the system's authorities
};

/// One server as HTTP sees it: address, token, certificates, proxy, retries. Lives in a worker
/// thread (created, used and destroyed there); send() blocks that thread in a local event loop and
/// has five exits: answer, error, cancel, time-out, destruction (the reply is owned by the call).
class HttpSession
{
public:
    /// @param address scheme, host, port and path of the server, without trailing slash
    HttpSession(const QUrl &address, StepControl &control, const TlsOptions &tls = {},
                const ProxySettings &proxy = {});
    ~HttpSession();
    Q_DISABLE_COPY_MOVE(HttpSession)

    QUrl address() const { return m_address; }
    StepControl &control() const { return m_control; }

    void setToken(const QByteArray &token); ///< empty: no Authorization header
    QByteArray token() const { return m_token; }
    bool hasToken() const { return !m_token.isEmpty(); }
    void setRetryPolicy(const RetryPolicy &policy) { m_retryPolicy = policy; }
    const RetryPolicy &retryPolicy() const { return m_retryPolicy; }
    /// No call waits longer in silence, whatever its own limit.
    void setLongestSilenceMs(int milliseconds) { m_longestSilenceMs = milliseconds; }

    /// Called in the worker before each pause of a retry, so that the page can say it.
    using WaitingSink = std::function<void(qint64 pauseMs, const Error &why)>;
    void setWaitingSink(WaitingSink sink) { m_waitingSink = std::move(sink); }
    void noteWaiting(qint64 pauseMs, const Error &why) const;

    /// Called on "401 session expired"; signs in again and sets the new token, or says why it
    /// cannot.
    using Renewal = std::function<Result<void>()>;
    void setRenewal(Renewal renewal) { m_renewal = std::move(renewal); }
    /// Runs the renewal once; SessionExpired when there is none. For transfers, which meet 401
    /// themselves.
    Result<void> renew();

    /// What the quickest answer to a send() took so far; -1: there was none. Hardly more than the
    /// way there and back.
    qint64 quickestMs() const { return m_quickestMs; }
    /// Sends and waits. Every status below 400 is an answer; everything else is an Error.
    Result<HttpAnswer> send(const HttpCall &call);

    // For src/core/transfer, which streams bodies itself.

    /// URL of a path below the server's address. The path is encoded here, segments stay segments.
    QUrl url(const QString &path, const QUrlQuery &query = {}) const;
    /// A request with certificates, user agent, no HTTP/2, redirects left to the caller, and the
    /// Authorization header when `authorized`.
    QNetworkRequest request(const QUrl &url, bool authorized = true) const;
    QNetworkAccessManager &manager() { return *m_manager; }
    /// The next request opens a connection of its own. A kept one that the other side has closed
    /// fails at its next use, which looks as if the server were away.
    void dropConnections() { m_manager->clearConnectionCache(); }
    /// So that what is read slower than it comes does not fill the memory. Not through SOCKS5:
    /// there Qt 6.4 stops for ever when the buffer was full once (tst_proxy::wholeMigration shows
    /// it).
    void boundReading(QNetworkReply &reply, qint64 bytes) const;
    /// The Error of a finished reply whose status is 400 or above or that has a network error.
    /// @param body what was read of the answer (at most some KB matter)
    Error errorOf(QNetworkReply &reply, const QByteArray &body) const;
    /// Qt does not tell whether a proxy or what lies behind it failed. For an error that is about
    /// to be shown: asks the proxy, where there is one, by a connection that carries nothing; at
    /// most 10 s.
    Error explained(const Error &error);

private:
    void useProxy(const ProxySettings &proxy);
    void abortAll();
    QNetworkProxy proxyFor(const QUrl &url) const;
    void nameProxy(Error &error, const QUrl &url) const;
    bool answers(const QNetworkProxy &proxy);
    Result<HttpAnswer> sendOnce(const HttpCall &call);
    Result<HttpAnswer> exchange(const HttpCall &call, const QUrl &url, bool authorized);
    Result<HttpAnswer> waitForAnswer(const HttpCall &call, QNetworkReply &reply);
    Result<HttpAnswer> answerOf(QNetworkReply &reply, const QByteArray &body) const;

    QUrl m_address;
    StepControl &m_control;
    QByteArray m_token;
    RetryPolicy m_retryPolicy;
    int m_longestSilenceMs = std::numeric_limits<int>::max();
    WaitingSink m_waitingSink;
    Renewal m_renewal;
    bool m_renewing = false;
    qint64 m_quickestMs = -1;
    bool m_hasAborted = false; ///< the last answer was given up
    QSslConfiguration m_tls;
    ProxyFinder *m_proxies = nullptr; ///< owned by the manager
    bool m_hasProxyLogin = false;
    bool m_proxyWantsLogin = false; ///< or another one than it got
    QString m_unreadableCaFile;     ///< every send() fails with it
    std::unique_ptr<QNetworkAccessManager> m_manager;
};

/// How long the server asks to wait (Retry-After in seconds, else X-Ratelimit-Reset); -1 when it
/// does not say.
qint64 serverAskedPauseMs(const QNetworkReply &reply);

} // namespace mmigrate
