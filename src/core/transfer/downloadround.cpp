// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/downloadround.h"

#include "core/api/httpsession.h"
#include "core/base/log.h"
#include "core/transfer/connectiontuner.h"
#include "core/transfer/downloadrun.h"

#include <algorithm>

namespace mmigrate {

namespace {

constexpr int tickMs = 100;
constexpr double weightOfNews = 0.3;   // of the last tick, in a connection's speed
constexpr double slowestSpeed = 0.001; // bytes a millisecond; keeps divisions sane
constexpr double smallestShare = 0.5;  // of what a slow connection gives up
constexpr double largestShare = 0.95;
constexpr qint64 smallestTakeOver = 256 * 1024;
constexpr qint64 answersToGain = 2; // what is given up would have taken so many answers longer
constexpr qint64 leastGainMs = 100;

bool isRefusalOfParallel(const FetchResult &result)
{
    return result.end == FetchEnd::Refused
           && (result.head.status == 429 || result.head.status >= 500);
}

} // namespace

/// One GET and what it is for.
struct DownloadRound::Connection : public FetchConsumer
{
    Connection(DownloadRun &owner, HttpSession &session, const DownloadTask &work)
        : run(owner)
        , task(work)
        , fetch(session, owner.requestFor(work), *this)
    {
    }

    bool takeHead(const FetchHead &head) override { return run.takeHead(task, head); }
    bool takeData(const char *data, qint64 count) override
    {
        return run.takeData(task, data, count);
    }

    qint64 remaining() const
    {
        return task.isWhole || isRetired
                   ? 0
                   : std::max<qint64>(task.span.end - std::max(task.position, task.span.begin), 0);
    }
    double remainingMs() const
    {
        return static_cast<double>(remaining()) / std::max(speed, slowestSpeed);
    }

    DownloadRun &run;
    DownloadTask task;
    RangeFetch fetch;
    double speed = 0; ///< bytes a millisecond, of the last moments
    qint64 measuredAt = 0;
    qint64 measuredMs = 0;
    qint64 begunMs = 0;
    bool isRetired = false; ///< what it has not brought is for others
};

DownloadRound::DownloadRound(DownloadRun &run, HttpSession &session, ConnectionTuner &tuner)
    : m_run(run)
    , m_session(session)
    , m_tuner(tuner)
{
    connect(&m_ticker, &QTimer::timeout, this, &DownloadRound::tick);
}

DownloadRound::~DownloadRound() = default;

FetchResult DownloadRound::run()
{
    m_result.end = FetchEnd::Complete;
    const StepControl &control = m_session.control();
    if (control.isCancelled() || control.isPaused()) {
        m_result.end = control.isCancelled() ? FetchEnd::Cancelled : FetchEnd::Paused;
        return m_result;
    }
    launch();
    if (m_active.empty())
        return m_result;
    m_ticker.start(tickMs);
    m_loop.exec();
    m_ended.clear();
    return m_result;
}

void DownloadRound::tick()
{
    m_ended.clear();
    if (m_isOver)
        return;
    measure();
    m_tuner.note(m_run.elapsedMs(), m_run.heldBytes());
    while (!m_run.isSingle() && working() > std::max(m_tuner.wanted(), 1))
        retireSlowest();
    launch();
}

void DownloadRound::launch()
{
    const int wanted = std::max(m_run.isSingle() ? 1 : m_tuner.wanted() - m_resting, 1);
    while (!m_isOver && static_cast<int>(m_active.size()) < wanted && launchOne()) { }
}

bool DownloadRound::launchOne()
{
    const std::optional<ByteSpan> span = nextSpan();
    if (!span)
        return false;
    auto connection = std::make_unique<Connection>(m_run, m_session, m_run.taskFor(*span));
    Connection *own = connection.get();
    own->measuredAt = own->task.position;
    own->measuredMs = own->begunMs = m_run.elapsedMs();
    m_active.push_back(std::move(connection));
    m_run.setActive(static_cast<int>(m_active.size()));
    qCDebug(logTransfer) << "part at" << own->begunMs << "ms:" << span->begin << "to" << span->end;
    own->fetch.start([this, own](const FetchResult &result) { ended(own, result); });
    return true;
}

std::optional<ByteSpan> DownloadRound::nextSpan()
{
    ByteRanges taken;
    for (const auto &connection : m_active)
        taken.add(connection->task.span.begin,
                  connection->isRetired ? connection->task.position : connection->task.span.end);
    if (const std::optional<ByteSpan> span = m_run.nextSpan(taken, shareOfNext()))
        return span;
    return m_active.empty() ? std::nullopt : takeOver();
}

/// Of the speed of all, that of the connection that ended last and takes the next part: each
/// request costs an answer's time in which nothing comes, so a fast one gets larger parts.
double DownloadRound::shareOfNext() const
{
    if (m_run.isSingle() || m_tuner.wanted() <= 1)
        return 1;
    const double even = 1.0 / m_tuner.wanted();
    double all = m_freedSpeed;
    for (const auto &connection : m_active)
        all += connection->speed;
    return m_freedSpeed > 0 ? std::clamp(m_freedSpeed / all, even / 2, largestShare) : even;
}

/// Nothing is left that nobody fetches: a share of what would take longest.
std::optional<ByteSpan> DownloadRound::takeOver()
{
    const auto last =
        std::max_element(m_active.begin(), m_active.end(), [](const auto &a, const auto &b) {
            return a->remainingMs() < b->remainingMs();
        });
    Connection &slow = **last;
    // A new request has to pay for its way there and back, and a new connection is slow at first.
    const qint64 least = answersToGain * m_run.answerMs() + leastGainMs;
    if (slow.remainingMs() < static_cast<double>(least) || m_run.elapsedMs() - slow.begunMs < least)
        return std::nullopt;
    const double together = std::max(m_freedSpeed + slow.speed, slowestSpeed);
    const double share = std::clamp(m_freedSpeed / together, smallestShare, largestShare);
    const auto taken = static_cast<qint64>(static_cast<double>(slow.remaining()) * share);
    if (taken < smallestTakeOver)
        return std::nullopt;
    const qint64 end = slow.task.span.end;
    slow.task.span.end -= taken;
    return ByteSpan{end - taken, end};
}

void DownloadRound::measure()
{
    const qint64 now = m_run.elapsedMs();
    for (const auto &connection : m_active) {
        const double elapsed =
            static_cast<double>(std::max<qint64>(now - connection->measuredMs, 1));
        const double moved =
            static_cast<double>(connection->task.position - connection->measuredAt);
        connection->speed += (moved / elapsed - connection->speed) * weightOfNews;
        connection->measuredAt = connection->task.position;
        connection->measuredMs = now;
    }
}

int DownloadRound::working() const
{
    return static_cast<int>(std::count_if(m_active.begin(), m_active.end(),
                                          [](const auto &each) { return !each->isRetired; }));
}

/// Fewer are wanted: the fastest ones go on.
void DownloadRound::retireSlowest()
{
    Connection *slowest = nullptr;
    for (const auto &connection : m_active) {
        if (!connection->isRetired && (!slowest || connection->speed < slowest->speed))
            slowest = connection.get();
    }
    slowest->isRetired = true;
    slowest->fetch.stop();
}

void DownloadRound::ended(Connection *connection, const FetchResult &result)
{
    const auto own = std::find_if(m_active.begin(), m_active.end(),
                                  [&](const auto &other) { return other.get() == connection; });
    const bool isDone = connection->task.isDone() || connection->isRetired;
    m_freedSpeed = connection->speed;
    qCDebug(logTransfer) << "part ended at" << m_run.elapsedMs() << "ms, begun at"
                         << connection->begunMs << "at" << connection->task.position;
    m_ended.push_back(std::move(*own));
    m_active.erase(own);
    m_run.setActive(static_cast<int>(m_active.size()));
    const bool concernsAll =
        m_run.isStopped() || result.end == FetchEnd::Cancelled || result.end == FetchEnd::Paused;
    const bool isTransient = result.end == FetchEnd::Broken || result.end == FetchEnd::Complete
                             || isRefusalOfParallel(result);
    if (m_isOver) {
        if (m_active.empty())
            m_loop.quit();
    } else if (isDone && !concernsAll) {
        launch();
        if (m_active.empty())
            m_loop.quit();
    } else if (isTransient && !concernsAll && !m_active.empty()) {
        if (isRefusalOfParallel(result)) {
            qCInfo(logTransfer) << "refused beside" << m_active.size() << "other connections";
            m_tuner.limitTo(static_cast<int>(m_active.size()));
        } else {
            lost(result);
        }
    } else {
        finishWith(result);
    }
}

void DownloadRound::lost(const FetchResult &result)
{
    qCInfo(logTransfer).noquote() << "one connection of several lost:" << result.error.toLogLine();
    ++m_connectionsLost;
    ++m_resting;
    QTimer::singleShot(m_session.retryPolicy().pauseBefore(1), this, [this] {
        --m_resting;
        launch();
    });
}

void DownloadRound::finishWith(const FetchResult &result)
{
    m_isOver = true;
    m_result = result;
    // One connection's own end says nothing when another one stopped them all.
    const bool isPerson = result.end == FetchEnd::Cancelled || result.end == FetchEnd::Paused;
    if (m_run.isStopped() && !isPerson)
        m_result.end = FetchEnd::Stopped;
    if (m_active.empty())
        m_loop.quit();
    for (const auto &connection : m_active)
        connection->fetch.stop();
}

} // namespace mmigrate
