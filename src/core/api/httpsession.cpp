// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/httpsession.h"

#include "core/api/httperror.h"
#include "core/api/oneshotbody.h"
#include "core/api/proxyfinder.h"
#include "core/base/log.h"

#include <QAuthenticator>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace mmigrate {

namespace {

const QString reasonFact = QStringLiteral("reason");
constexpr int redirectsFollowed = 5;
constexpr qint64 longestServerAskedPauseMs = 5 * 60 * 1000;

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool sameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &url) {
        return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
    };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

bool isGuiThread()
{
    return QCoreApplication::instance()
           && QThread::currentThread() == QCoreApplication::instance()->thread();
}

bool carriesBody(const QByteArray &method)
{
    return method == "POST" || method == "PUT" || method == "PATCH";
}

QString hostAndPort(const QString &host, quint16 port)
{
    QUrl url;
    url.setHost(host);
    url.setPort(port);
    return url.authority();
}

/// Qt takes a chunked answer for whole when the connection breaks within it, and now and then one
/// with a length, too. An object or list that does not end as one was cut off; what ends so by
/// chance is found by whoever reads it.
bool isCutOff(const HttpAnswer &answer)
{
    const QByteArray body = answer.body.trimmed();
    const QByteArray length = answer.header("Content-Length");
    const bool isWhole = !length.isEmpty() && answer.body.size() >= length.toLongLong();
    if (body.isEmpty() || isWhole)
        return false;
    return (body.front() == '{' && body.back() != '}')
           || (body.front() == '[' && body.back() != ']');
}

} // namespace

QByteArray HttpAnswer::header(const QByteArray &name) const
{
    for (const QNetworkReply::RawHeaderPair &pair : headers) {
        if (pair.first.compare(name, Qt::CaseInsensitive) == 0)
            return pair.second;
    }
    return {};
}

qint64 RetryPolicy::pauseBefore(int attempt) const
{
    const int doublings = std::clamp(attempt - 1, 0, 20);
    const qint64 pause =
        std::min<qint64>(static_cast<qint64>(firstPauseMs) << doublings, longestPauseMs);
    // Jitter keeps several programs from knocking at the same moment after a server came back.
    return pause + QRandomGenerator::global()->bounded(pause / 4 + 1);
}

qint64 serverAskedPauseMs(const QNetworkReply &reply)
{
    for (const char *name : {"Retry-After", "X-Ratelimit-Reset"}) {
        bool isNumber = false;
        const qint64 seconds =
            reply.rawHeader(name).split(',').value(0).trimmed().toLongLong(&isNumber);
        if (isNumber && seconds >= 0)
            return std::min(seconds, longestServerAskedPauseMs / 1000) * 1000;
    }
    return -1;
}

HttpSession::HttpSession(const QUrl &address, StepControl &control, const TlsOptions &tls,
                         const ProxySettings &proxy)
    : m_address(address)
    , m_control(control)
    , m_tls(QSslConfiguration::defaultConfiguration())
    , m_manager(std::make_unique<QNetworkAccessManager>())
{
    m_tls.setProtocol(QSsl::TlsV1_2OrLater);
    if (!tls.caFile.isEmpty() && !m_tls.addCaCertificates(tls.caFile))
        m_unreadableCaFile = tls.caFile;
    m_manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_manager->setAutoDeleteReplies(false);
    useProxy(proxy);
    QObject::connect(m_manager.get(), &QNetworkAccessManager::sslErrors, m_manager.get(),
                     [](QNetworkReply *reply, const QList<QSslError> &errors) {
                         rememberTlsErrors(*reply, errors);
                     });
}

HttpSession::~HttpSession() = default;

void HttpSession::useProxy(const ProxySettings &proxy)
{
    registerSecret(proxy.password);
    m_hasProxyLogin = proxy.hasLogin();
    m_proxies = new ProxyFinder(proxy);
    m_manager->setProxyFactory(m_proxies); // which owns it from now on
    // The login went along already. Asked again, Qt would try the same one for ever.
    QObject::connect(m_manager.get(), &QNetworkAccessManager::proxyAuthenticationRequired,
                     m_manager.get(), [this] {
                         m_proxyWantsLogin = true;
                         QMetaObject::invokeMethod(
                             m_manager.get(), [this] { abortAll(); }, Qt::QueuedConnection);
                     });
}

void HttpSession::abortAll()
{
    const QList<QNetworkReply *> replies = m_manager->findChildren<QNetworkReply *>();
    for (QNetworkReply *reply : replies)
        reply->abort();
}

QNetworkProxy HttpSession::proxyFor(const QUrl &url) const
{
    return m_proxies->queryProxy(QNetworkProxyQuery(url)).value(0, QNetworkProxy::NoProxy);
}

void HttpSession::setToken(const QByteArray &token)
{
    m_token = token;
    registerSecret(QString::fromUtf8(token));
}

void HttpSession::noteWaiting(qint64 pauseMs, const Error &why) const
{
    qCInfo(logApi).noquote() << "waiting" << pauseMs << "ms:" << why.toLogLine();
    if (m_waitingSink)
        m_waitingSink(pauseMs, why);
}

Result<void> HttpSession::renew()
{
    if (!m_renewal || m_renewing)
        return makeError(ErrorKind::SessionExpired);
    m_renewing = true;
    Result<void> renewed = m_renewal();
    m_renewing = false;
    return renewed;
}

QUrl HttpSession::url(const QString &path, const QUrlQuery &query) const
{
    QUrl result = m_address;
    result.setPath(m_address.path() + path, QUrl::DecodedMode);
    if (!query.isEmpty())
        result.setQuery(query);
    return result;
}

QNetworkRequest HttpSession::request(const QUrl &url, bool authorized) const
{
    QNetworkRequest request(url);
    request.setSslConfiguration(m_tls);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setRawHeader("User-Agent", "mmigrate/" MMIGRATE_VERSION);
    if (authorized && !m_token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_token);
    // Without TLS there is no tunnel, and the request itself carries the login; the proxy takes it
    // out.
    if (url.scheme() == QLatin1String("http")) {
        const QNetworkProxy proxy = proxyFor(url);
        if (proxy.type() == QNetworkProxy::HttpProxy && proxy.hasRawHeader("Proxy-Authorization"))
            request.setRawHeader("Proxy-Authorization", proxy.rawHeader("Proxy-Authorization"));
    }
    return request;
}

void HttpSession::boundReading(QNetworkReply &reply, qint64 bytes) const
{
    if (proxyFor(reply.url()).type() != QNetworkProxy::Socks5Proxy)
        reply.setReadBufferSize(bytes);
}

Error HttpSession::errorOf(QNetworkReply &reply, const QByteArray &body) const
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    Error error = status >= 400 ? errorFromStatus(status, body) : errorFromConnection(reply);
    if (error.requestId.isEmpty())
        error.requestId = QString::fromLatin1(reply.rawHeader("X-Request-Id").left(64));
    if (m_proxyWantsLogin && status < 400)
        error = makeError(ErrorKind::Proxy).with(reasonFact, QStringLiteral("login-wanted"));
    if (error.kind == ErrorKind::Proxy)
        nameProxy(error, reply.url());
    const qint64 asked = serverAskedPauseMs(reply);
    if (status == 429 && asked >= 0)
        error.facts.insert(QStringLiteral("retryAfterMs"), asked);
    return error;
}

void HttpSession::nameProxy(Error &error, const QUrl &url) const
{
    const QNetworkProxy proxy = proxyFor(url);
    const bool hadLogin = m_hasProxyLogin || proxy.hasRawHeader("Proxy-Authorization");
    if (hadLogin && error.facts.value(reasonFact) == QLatin1String("login-wanted"))
        error.facts.insert(reasonFact, QStringLiteral("login-wrong"));
    if (proxy.type() != QNetworkProxy::NoProxy && !proxy.hostName().isEmpty())
        error.facts.insert(QStringLiteral("proxy"), hostAndPort(proxy.hostName(), proxy.port()));
    error.facts.insert(QStringLiteral("host"), url.host());
}

Error HttpSession::explained(const Error &error)
{
    if (error.kind != ErrorKind::Network && error.kind != ErrorKind::Timeout)
        return error;
    const QNetworkProxy proxy = proxyFor(m_address);
    if (proxy.type() == QNetworkProxy::NoProxy || proxy.hostName().isEmpty())
        return error;
    Error explained = error;
    explained.kind = ErrorKind::Proxy;
    if (!answers(proxy))
        explained.facts.insert(reasonFact, QStringLiteral("unreachable"));
    else if (error.kind == ErrorKind::Network
             && error.facts.value(reasonFact) != QLatin1String("closed"))
        explained.facts.insert(reasonFact, QStringLiteral("refused"));
    else
        return error;
    nameProxy(explained, m_address);
    return explained;
}

bool HttpSession::answers(const QNetworkProxy &proxy)
{
    constexpr int longestWaitMs = 10'000;
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    QEventLoop loop;
    QObject::connect(&socket, &QTcpSocket::connected, &loop, &QEventLoop::quit);
    QObject::connect(&socket, &QTcpSocket::errorOccurred, &loop, &QEventLoop::quit);
    QTimer::singleShot(longestWaitMs, &loop, &QEventLoop::quit);
    QFutureWatcher<void> cancelWatcher;
    QObject::connect(&cancelWatcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    cancelWatcher.setFuture(m_control.cancelled());
    socket.connectToHost(proxy.hostName(), proxy.port());
    if (!m_control.isCancelled())
        loop.exec();
    return socket.state() == QAbstractSocket::ConnectedState;
}

Result<HttpAnswer> HttpSession::send(const HttpCall &call)
{
    Q_ASSERT_X(!isGuiThread(), "HttpSession::send", "blocks: only for a worker thread");
    // Without it the person would be told that the certificate is not trusted.
    if (!m_unreadableCaFile.isEmpty())
        return makeError(ErrorKind::Disk, QStringLiteral("no certificate could be read"))
            .with(QStringLiteral("path"), m_unreadableCaFile);
    bool renewed = false;
    for (int attempt = 1;; ++attempt) {
        Result<HttpAnswer> answer = sendOnce(call);
        if (answer)
            return answer;
        const Error &error = answer.error();
        qCDebug(logApi).noquote() << call.method << call.path << error.toLogLine();
        if (error.kind == ErrorKind::SessionExpired && call.authorized && hasToken() && m_renewal
            && !renewed && !m_renewing) {
            renewed = true;
            if (Result<void> again = renew(); !again)
                return again.error();
            continue;
        }
        // 429 is said before the request is looked at, so even a create may be sent again.
        const bool mayRepeat =
            error.isTransient() && (call.repeatable || error.kind == ErrorKind::RateLimited);
        if (!mayRepeat || attempt >= m_retryPolicy.attempts)
            return explained(error);
        const qint64 pause =
            std::max(m_retryPolicy.pauseBefore(attempt),
                     error.facts.value(QStringLiteral("retryAfterMs"), 0).toLongLong());
        noteWaiting(pause, error);
        if (!m_control.sleep(pause))
            return makeError(ErrorKind::Cancelled);
    }
}

Result<HttpAnswer> HttpSession::sendOnce(const HttpCall &call)
{
    QUrl target = url(call.path, call.query);
    bool authorized = call.authorized;
    for (int hop = 0; hop <= redirectsFollowed; ++hop) {
        QElapsedTimer timer;
        timer.start();
        Result<HttpAnswer> answer = exchange(call, target, authorized);
        if (answer || answer.error().httpStatus > 0)
            m_quickestMs =
                m_quickestMs < 0 ? timer.elapsed() : std::min(m_quickestMs, timer.elapsed());
        if (!answer || !isRedirect(answer->status))
            return answer;
        const QUrl next = target.resolved(QUrl(QString::fromUtf8(answer->header("Location"))));
        const bool downgrade =
            target.scheme() == QLatin1String("https") && next.scheme() != QLatin1String("https");
        // Anything but the web could be a file of this computer.
        const bool isWeb =
            next.isValid() && !next.host().isEmpty()
            && (next.scheme() == QLatin1String("http") || next.scheme() == QLatin1String("https"));
        if (call.method != "GET" || !isWeb || downgrade) {
            return makeError(
                       ErrorKind::Protocol,
                       QStringLiteral("redirected to %1").arg(next.toString(QUrl::RemoveUserInfo)))
                .with(QStringLiteral("redirect"),
                      next.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery));
        }
        // Another host must never see the token.
        authorized = authorized && sameOrigin(target, next);
        target = next;
    }
    return makeError(ErrorKind::Protocol, QStringLiteral("too many redirects"));
}

Result<HttpAnswer> HttpSession::exchange(const HttpCall &call, const QUrl &url, bool authorized)
{
    if (m_control.isCancelled() && !call.sameTimeAsCancel)
        return makeError(ErrorKind::Cancelled);
    // The connection of an aborted answer may be offered once more before Qt has closed it; a body
    // that can be sent only once would be lost on it.
    if (std::exchange(m_hasAborted, false))
        dropConnections();
    QNetworkRequest request = this->request(url, authorized);
    request.setRawHeader("Accept", "application/json");
    for (const auto &[name, value] : call.headers)
        request.setRawHeader(name, value);
    if (!carriesBody(call.method)) {
        const std::unique_ptr<QNetworkReply> reply(
            m_manager->sendCustomRequest(request, call.method));
        return waitForAnswer(call, *reply);
    }
    OneShotBody body(call.body);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    request.setHeader(QNetworkRequest::ContentLengthHeader, call.body.size());
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    const std::unique_ptr<QNetworkReply> reply(
        m_manager->sendCustomRequest(request, call.method, &body));
    return waitForAnswer(call, *reply);
}

Result<HttpAnswer> HttpSession::waitForAnswer(const HttpCall &call, QNetworkReply &reply)
{
    QByteArray body;
    QEventLoop loop;
    bool tooLarge = false;
    bool silent = false;
    QTimer silence;
    const int silenceMs = std::min(call.silenceTimeoutMs, m_longestSilenceMs);
    silence.setSingleShot(true);
    silence.setInterval(silenceMs);
    const auto stillAlive = [&silence] { silence.start(); };
    QObject::connect(&reply, &QNetworkReply::uploadProgress, &loop, stillAlive);
    QObject::connect(&reply, &QNetworkReply::readyRead, &loop, [&] {
        stillAlive();
        // What exceeds the limit is thrown away: an answer must never fill the memory.
        body += reply.read(call.maxAnswerBytes + 1 - body.size());
        if (body.size() > call.maxAnswerBytes) {
            tooLarge = m_hasAborted = true;
            reply.abort();
        }
    });
    QObject::connect(&silence, &QTimer::timeout, &loop, [&] {
        silent = m_hasAborted = true;
        reply.abort();
    });
    QObject::connect(&reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QFutureWatcher<void> cancelWatcher;
    if (!call.sameTimeAsCancel) {
        QObject::connect(&cancelWatcher, &QFutureWatcherBase::finished, &loop, [this, &reply] {
            m_hasAborted = true;
            reply.abort();
        });
        cancelWatcher.setFuture(m_control.cancelled());
    }
    silence.start();
    if (!reply.isFinished())
        loop.exec();

    if (m_control.isCancelled() && !call.sameTimeAsCancel)
        return makeError(ErrorKind::Cancelled);
    if (silent)
        return makeError(ErrorKind::Timeout, QStringLiteral("no answer for %1 ms").arg(silenceMs))
            .with(QStringLiteral("host"), reply.url().host());
    if (tooLarge)
        return makeError(ErrorKind::Protocol,
                         QStringLiteral("answer larger than %1 bytes").arg(call.maxAnswerBytes));
    if (reply.isOpen()) // not when it was given up
        body += reply.read(call.maxAnswerBytes);
    return answerOf(reply, body);
}

Result<HttpAnswer> HttpSession::answerOf(QNetworkReply &reply, const QByteArray &body) const
{
    HttpAnswer answer;
    answer.body = body;
    answer.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (answer.status == 0 || answer.status >= 400)
        return errorOf(reply, answer.body);
    // For 307 and 308 Qt wants to rewind the body, although redirects are left to us, and fails.
    const bool redirected = isRedirect(answer.status) && reply.hasRawHeader("Location");
    // The body broke off after a good status line.
    if (reply.error() != QNetworkReply::NoError && !redirected)
        return errorFromConnection(reply);
    answer.url = reply.url();
    answer.headers = reply.rawHeaderPairs();
    if (isCutOff(answer))
        return makeError(ErrorKind::Network, QStringLiteral("the answer broke off"))
            .with(QStringLiteral("reason"), QStringLiteral("closed"))
            .with(QStringLiteral("host"), reply.url().host());
    return answer;
}

} // namespace mmigrate
