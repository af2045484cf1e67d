// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/downloadrun.h"

#include "core/api/httpsession.h"
#include "core/base/log.h"
#include "core/transfer/growingfile.h"

#include <QFileInfo>

#include <algorithm>
#include <limits>

namespace mmigrate {

namespace {

constexpr int mostConnections = 6; // QNetworkAccessManager opens no more to one host
constexpr int redirectsFollowed = 5;
constexpr int renewalsWithoutBytes = 2;
constexpr int linkRenewals = 1; // of one that brings nothing
constexpr double followedPartMs = 3000;

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &url) {
        return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
    };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

/// An existing target is looked at in place; otherwise the file grows beside it.
QString workingFile(const QString &target)
{
    return QFileInfo::exists(target) ? target : partFileName(target);
}

} // namespace

DownloadRun::DownloadRun(HttpSession &session, const DownloadOptions &options, const QString &path,
                         const QString &targetFile)
    : m_session(session)
    , m_options(options)
    , m_path(path)
    , m_target(targetFile)
    , m_part(workingFile(targetFile),
             QFileInfo::exists(targetFile) ? PartFile::Kind::Whole : PartFile::Kind::Part)
    , m_meter(options.progress, options.step)
    , m_speedLimit(session.control())
    , m_isChecking(QFileInfo::exists(targetFile))
{
    m_clock.start();
}

Result<DownloadReport> DownloadRun::run()
{
    using Phase = Result<void> (DownloadRun::*)();
    for (const Phase phase :
         {&DownloadRun::learnSize, &DownloadRun::openFile, &DownloadRun::checkSpace,
          &DownloadRun::fetchAll, &DownloadRun::finish}) {
        if (Result<void> done = (this->*phase)(); !done) {
            m_part.checkpointAtEnd();
            Error error = done.error();
            if (error.step == StepId::None)
                error.step = m_options.step;
            return error;
        }
    }
    return m_report;
}

Result<void> DownloadRun::learnSize()
{
    m_meter.activity(Activity::Connecting);
    takeDirectLink();
    // Asked a moment ago: each answer names the size again, and is held against this one.
    if (m_options.knownSize > 0 && !m_isChecking && !m_isDirect && m_session.quickestMs() >= 0) {
        setTotal(m_options.knownSize);
        beginTuning(m_session.quickestMs());
        return {};
    }
    // There is no HEAD on these servers; one byte tells the size (API document, section 5).
    for (bool known = false; !known;) {
        const FetchResult result = probe();
        known = m_isAgreed || result.end == FetchEnd::Complete
                || (result.end == FetchEnd::Refused && result.head.status == 416);
        Result<void> next = known ? learnFromProbe(result) : decideAfter(result);
        if (!next)
            return next;
    }
    m_fruitlessTries = 0;
    return {};
}

Result<void> DownloadRun::learnFromProbe(const FetchResult &result)
{
    const FetchHead &head = result.head;
    if (head.status == 416 && head.total != 0)
        return result.error;
    m_isSingle = head.status == 200; // Range means nothing to it
    setTotal(head.status == 200 ? head.length : head.total);
    qCInfo(logTransfer) << "download of" << m_total << "bytes, status of the probe" << head.status;
    return {};
}

Result<void> DownloadRun::openFile()
{
    if (m_isChecking && QFileInfo(m_target).size() != m_total) {
        return makeError(ErrorKind::Disk, QStringLiteral("another file has this name"))
            .with(QStringLiteral("path"), m_target)
            .with(QStringLiteral("reason"), QStringLiteral("exists"));
    }
    if (Result<void> opened = m_part.open(); !opened)
        return opened;
    m_part.setExpectedSize(m_total);
    const qint64 before = m_part.knownTotal() >= 0 ? m_part.knownTotal() : m_options.knownSize;
    m_report.resumedFrom = m_part.held();
    m_mustCompare = m_part.held() > 0;
    if (m_part.hadUnknownBytes())
        startOver(RestartReason::RangesLost);
    else if (m_mustCompare && m_total >= 0 && before >= 0 && before != m_total)
        startOver(RestartReason::SizeChanged);
    else if (m_total >= 0 && m_part.ranges().last() > m_total)
        startOver(RestartReason::PartTooLong);
    m_best = m_part.held();
    return m_stopError ? Result<void>(*m_stopError) : Result<void>();
}

Result<void> DownloadRun::checkSpace()
{
    if (m_total < 0)
        return {};
    const qint64 needed = m_total - m_part.held();
    const qint64 free = freeBytesAt(m_part.path());
    if (free < 0 || free >= needed)
        return {};
    if (m_part.held() == 0)
        removePartFile(m_part.path());
    return diskFullError(m_part.path(), needed);
}

bool DownloadRun::isFinished() const
{
    return m_total >= 0 && m_part.held() == m_total && !m_mustCompare;
}

Result<void> DownloadRun::fetchAll()
{
    while (!isFinished()) {
        m_meter.bytes(m_part.held(), true);
        const FetchResult result = fetchRound();
        m_hasProgress = broughtNewBytes();
        if (m_hasProgress)
            m_fruitlessTries = m_renewals = 0;
        if (result.end == FetchEnd::Complete && m_total < 0) {
            m_total = m_part.held();
            m_report.sizeKnown = false;
            continue;
        }
        if (m_isAgreed || isFinished())
            continue;
        // Qt calls an answer that broke off complete now and then; the size tells.
        if (result.end == FetchEnd::Broken || result.end == FetchEnd::Complete)
            ++m_report.connectionsLost;
        if (Result<void> next = decideAfter(result); !next)
            return next;
    }
    m_meter.bytes(m_part.held(), true);
    publish();
    return {};
}

bool DownloadRun::broughtNewBytes()
{
    if (m_part.held() <= m_best)
        return false;
    m_best = m_part.held();
    return true;
}

Result<void> DownloadRun::finish()
{
    m_report.bytes = m_total;
    m_report.alreadyThere = m_isChecking;
    if (m_isChecking)
        return {};
    m_meter.activity(Activity::Flushing);
    // A large file takes its time; for the move itself an upload that reads it has to wait.
    if (Result<void> synced = m_part.sync(); !synced)
        return synced;
    const auto move = [this] { return m_part.moveTo(m_target); };
    return m_options.growing ? m_options.growing->moveTo(m_target, move) : move();
}

FetchResult DownloadRun::probe()
{
    m_isAgreed = m_hasProgress = m_isStopped = false;
    m_stopError.reset();
    FetchResult result;
    const StepControl &control = m_session.control();
    if (control.isCancelled() || control.isPaused()) {
        result.end = control.isCancelled() ? FetchEnd::Cancelled : FetchEnd::Paused;
        return result;
    }
    FetchRequest request = requestFor(DownloadTask{{0, 1}, 0});
    request.last = 0;
    QElapsedTimer answer;
    answer.start();
    result = fetchRange(m_session, request, *this);
    beginTuning(answer.elapsed());
    return result;
}

void DownloadRun::beginTuning(qint64 answerMs)
{
    m_answerMs = answerMs;
    m_tuner.emplace(std::clamp(m_options.connections, 1, mostConnections), answerMs,
                    m_options.connectionsAtFirst);
}

FetchResult DownloadRun::fetchRound()
{
    m_isAgreed = m_hasProgress = m_isStopped = false;
    m_stopError.reset();
    DownloadRound round(*this, m_session, *m_tuner);
    const FetchResult result = round.run();
    m_report.connectionsLost += round.connectionsLost();
    return result;
}

std::optional<ByteSpan> DownloadRun::nextSpan(const ByteRanges &taken, double share) const
{
    const qint64 end = m_total >= 0 ? m_total : std::numeric_limits<qint64>::max();
    ByteRanges known = m_part.ranges();
    for (std::optional<ByteSpan> span = taken.isEmpty() ? std::nullopt : taken.nextSpan(0); span;
         span = taken.nextSpan(span->end))
        known.add(span->begin, span->end);
    const std::optional<ByteSpan> gap = known.nextGap(0, end);
    if (!gap) {
        // All is here, but from before: its end is asked for again and compared.
        const bool onlyCompare = m_mustCompare && m_active == 0 && end > 0;
        return onlyCompare ? std::optional<ByteSpan>({end, end}) : std::nullopt;
    }
    if (share >= 1 || m_total < 0)
        return gap;
    // Its share of all that is not here yet: each request costs an answer's time, so there are few.
    // Who is done early takes over from the others.
    const auto fair = static_cast<qint64>(static_cast<double>(m_total - m_part.held()) * share);
    const qint64 part = std::clamp(fair, m_options.smallestPartBytes, largestPart(share));
    if (gap->length() < part + m_options.smallestPartBytes / 2)
        return gap;
    return ByteSpan{gap->begin, gap->begin + part};
}

/// Whoever follows the download can read only what has no gap before it, so parts are then as short
/// as a few seconds.
qint64 DownloadRun::largestPart(double share) const
{
    if (!m_options.growing)
        return m_options.largestPartBytes;
    const double bytesPerMs = static_cast<double>(m_part.held() - m_report.resumedFrom)
                              / static_cast<double>(std::max<qint64>(elapsedMs(), 1));
    return std::clamp(static_cast<qint64>(bytesPerMs * share * followedPartMs),
                      m_options.smallestPartBytes, m_options.largestPartBytes);
}

DownloadTask DownloadRun::taskFor(const ByteSpan &span) const
{
    const qint64 hereBefore = m_part.ranges().heldSince(span.begin);
    return {span, span.begin - std::min(span.begin - hereBefore, m_options.overlapBytes)};
}

FetchRequest DownloadRun::requestFor(const DownloadTask &task)
{
    FetchRequest request;
    request.url = m_redirect.isEmpty() ? m_session.url(m_path) : m_redirect;
    request.authorized = m_redirect.isEmpty() || m_redirectAuthorized;
    request.from = task.position;
    // A little of what follows comes along, and must be what is there.
    if (m_total >= 0 && task.span.end < m_total)
        request.last = std::min(task.span.end + m_options.overlapBytes, m_total) - 1;
    request.letQtDecode = m_letQtDecode;
    request.silenceTimeoutMs = m_options.silenceTimeoutMs;
    request.speedLimit = &m_speedLimit;
    return request;
}

void DownloadRun::takeDirectLink()
{
    m_redirect.clear();
    m_redirects = 0;
    m_isDirect = false;
    if (!m_options.directLink || m_linkFailures > linkRenewals)
        return;
    if (const std::optional<QUrl> link = m_options.directLink()) {
        m_redirect = *link;
        m_redirectAuthorized = false;
        m_isDirect = true;
        m_report.usedDirectLink = true;
    }
}

/// A link that does not work is no reason to wait: another one, then the server itself.
bool DownloadRun::isFaultOfLink(const FetchResult &result)
{
    const bool failed = result.end == FetchEnd::Refused || result.end == FetchEnd::Broken
                        || result.end == FetchEnd::Complete;
    if (!m_isDirect || !failed || m_hasProgress)
        return false;
    qCInfo(logTransfer) << "the direct link failed, status" << result.head.status;
    ++m_linkFailures;
    m_report.usedDirectLink = false;
    return true;
}

Result<void> DownloadRun::decideAfter(const FetchResult &result)
{
    const bool isLink = isFaultOfLink(result);
    // What a redirect led to may expire: every new try asks the server itself.
    if (result.end != FetchEnd::Redirected)
        takeDirectLink();
    if (isLink)
        return {};
    switch (result.end) {
    case FetchEnd::Cancelled:
        return makeError(ErrorKind::Cancelled);
    case FetchEnd::Paused:
        return waitPaused();
    case FetchEnd::Redirected:
        return followRedirect(result);
    case FetchEnd::Stopped:
        if (m_stopError && m_mayRetryStop)
            return waitAndRetry(*m_stopError, -1);
        return m_stopError ? Result<void>(*m_stopError) : Result<void>();
    case FetchEnd::Complete:
        return waitAndRetry(makeError(ErrorKind::Network, QStringLiteral("the answer ended early")),
                            -1);
    case FetchEnd::Refused:
        if (result.head.status == 401)
            return renewSession();
        if (result.head.status == 416 && m_total >= 0) {
            // It was satisfiable by the size that the server named before: the file is another one.
            startOver(RestartReason::SizeChanged);
            return m_stopError ? Result<void>(*m_stopError) : learnSize();
        }
        [[fallthrough]];
    case FetchEnd::Broken:
        if (!result.error.isTransient())
            return result.error;
        return waitAndRetry(result.error, result.askedPauseMs);
    }
    Q_UNREACHABLE();
}

Result<void> DownloadRun::followRedirect(const FetchResult &result)
{
    const QUrl from = m_redirect.isEmpty() ? m_session.url(m_path) : m_redirect;
    const QUrl to = result.head.location;
    const QString scheme = to.scheme();
    const bool isHttp = scheme == QLatin1String("https") || scheme == QLatin1String("http");
    const bool downgrade =
        from.scheme() == QLatin1String("https") && scheme == QLatin1String("http");
    if (!isHttp || to.host().isEmpty() || downgrade || ++m_redirects > redirectsFollowed) {
        return makeError(ErrorKind::Protocol, QStringLiteral("redirected"))
            .with(QStringLiteral("redirect"),
                  to.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery));
    }
    // Another host must never see the token, nor may it come back by way of that host.
    const bool authorized = m_redirect.isEmpty() || m_redirectAuthorized;
    m_redirectAuthorized = authorized && isSameOrigin(from, to);
    m_redirect = to;
    return {};
}

Result<void> DownloadRun::waitPaused()
{
    m_meter.activity(Activity::Paused);
    if (!m_session.control().waitWhilePaused())
        return makeError(ErrorKind::Cancelled);
    return {};
}

Result<void> DownloadRun::renewSession()
{
    if (++m_renewals > renewalsWithoutBytes)
        return makeError(ErrorKind::SessionExpired,
                         QStringLiteral("refused again after signing in"));
    return m_session.renew();
}

Result<void> DownloadRun::waitAndRetry(const Error &why, qint64 askedPauseMs)
{
    // A try that brought something is not counted, but the server gets its pause.
    if (!m_hasProgress && ++m_fruitlessTries >= m_session.retryPolicy().attempts)
        return why;
    const qint64 pause =
        std::max(m_session.retryPolicy().pauseBefore(std::max(m_fruitlessTries, 1)), askedPauseMs);
    m_session.noteWaiting(pause, why);
    if (!m_session.control().sleep(pause))
        return makeError(ErrorKind::Cancelled);
    return {};
}

} // namespace mmigrate
