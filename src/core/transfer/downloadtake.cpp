// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

//
// What a download does with the bytes of an answer; downloadrun.cpp decides which answers to ask
// for.

#include "core/base/log.h"
#include "core/transfer/downloadrun.h"
#include "core/transfer/growingfile.h"

#include <algorithm>

namespace mmigrate {

namespace {
constexpr int changesFollowed = 5;
constexpr qsizetype restartsListed = 100;
} // namespace

/// Of the probe: the size is in the head; a whole file that was not asked for is not read here.
bool DownloadRun::takeHead(const FetchHead &head)
{
    m_isAgreed = head.status == 200;
    return !m_isAgreed;
}

void DownloadRun::setTotal(qint64 total)
{
    m_total = total;
    m_part.setExpectedSize(total);
    m_meter.setTotal(total);
}

bool DownloadRun::takeHead(DownloadTask &task, const FetchHead &head)
{
    if (m_isStopped)
        return false;
    if (head.isCoded && !m_letQtDecode) {
        qCInfo(logTransfer) << "the answer is coded although identity was asked for";
        m_letQtDecode = true;
        return agreed();
    }
    return head.status == 200 ? takeWholeFile(task, head) : takeRange(task, head);
}

bool DownloadRun::takeWholeFile(DownloadTask &task, const FetchHead &head)
{
    if (m_active > 1) {
        m_isSingle = true; // asked again by one connection alone
        return agreed();
    }
    if (head.length >= 0 && m_total >= 0 && head.length != m_total) {
        if (!startOver(RestartReason::SizeChanged))
            return false;
    } else if (m_part.held() > 0 && !startOver(RestartReason::RangeIgnored)) {
        return false;
    }
    if (head.length >= 0)
        setTotal(head.length);
    task.isWhole = true;
    task.position = 0;
    return true;
}

bool DownloadRun::takeRange(DownloadTask &task, const FetchHead &head)
{
    if (head.first != task.position) {
        return stopWith(makeError(ErrorKind::Protocol,
                                  QStringLiteral("asked for bytes from %1, offered from %2")
                                      .arg(task.position)
                                      .arg(head.first)),
                        true);
    }
    if (head.total < 0 || head.total == m_total)
        return true;
    const bool isOther = m_total >= 0;
    if (isOther && !startOver(RestartReason::SizeChanged))
        return false;
    setTotal(head.total);
    // The answer belongs to a file of which nothing is here now, and others bring the former one.
    return isOther ? agreed() : true;
}

bool DownloadRun::takeData(DownloadTask &task, const char *data, qint64 count)
{
    while (count > 0) {
        if (m_isStopped
            || (task.isDone() && task.position >= task.span.end + m_options.overlapBytes))
            return false;
        if (m_total >= 0 && task.position >= m_total) {
            // More than the size that was named: what is here cannot be the file.
            return startOverAndAskAgain(RestartReason::SizeChanged);
        }
        const qint64 before = task.position;
        if (!takePiece(task, data, count))
            return false;
        data += task.position - before;
        count -= task.position - before;
    }
    m_meter.bytes(m_part.held());
    m_part.checkpoint();
    publish();
    return true;
}

/// Tells what may be read already: not what nobody has held against the server's file yet.
void DownloadRun::publish() const
{
    if (m_options.growing && !m_mustCompare)
        m_options.growing->setAvailable(m_part.path(), m_part.ranges().heldUntil(0));
}

/// As many of the bytes as are either all here already, and are compared, or all new.
bool DownloadRun::takePiece(DownloadTask &task, const char *data, qint64 count)
{
    const qint64 heldUntil = m_part.ranges().heldUntil(task.position);
    if (heldUntil > task.position) {
        const qint64 overlap = std::min(count, heldUntil - task.position);
        if (!m_part.matches(task.position, data, overlap))
            return startOverAndAskAgain(RestartReason::ContentChanged);
        m_mustCompare = false;
        task.position += overlap;
        return true;
    }
    qint64 wanted = m_total >= 0 ? std::min(count, m_total - task.position) : count;
    if (const qint64 next = m_part.ranges().nextHeld(task.position); next >= 0)
        wanted = std::min(wanted, next - task.position);
    if (Result<void> written = m_part.write(task.position, data, wanted); !written)
        return stopWith(written.error());
    task.position += wanted;
    return true;
}

bool DownloadRun::agreed()
{
    m_isAgreed = m_isStopped = true;
    return false;
}

bool DownloadRun::startOverAndAskAgain(RestartReason reason)
{
    // Refused, it is an error and nothing agreed.
    return startOver(reason) ? agreed() : false;
}

bool DownloadRun::startOver(RestartReason reason)
{
    if (m_isChecking) {
        return stopWith(makeError(ErrorKind::Disk, QStringLiteral("another file has this name"))
                            .with(QStringLiteral("path"), m_target)
                            .with(QStringLiteral("reason"), QStringLiteral("exists")));
    }
    qCInfo(logTransfer).noquote() << "download starts over:" << restartReasonName(reason);
    if (m_report.restarts.size() < restartsListed)
        m_report.restarts.append(reason);
    // A server that ignores ranges makes every continuation start over; the tries are counted
    // elsewhere.
    const bool isChange = reason != RestartReason::RangeIgnored;
    if (isChange && ++m_changes > changesFollowed)
        return stopWith(makeError(ErrorKind::Protocol, QStringLiteral("the file keeps changing")));
    if (isChange)
        m_best = 0;
    m_report.resumedFrom = 0;
    m_mustCompare = false;
    if (Result<void> agreed = m_options.startingOver ? m_options.startingOver() : Result<void>();
        !agreed)
        return stopWith(agreed.error());
    if (Result<void> cleared = m_part.clear(); !cleared)
        return stopWith(cleared.error());
    return true;
}

bool DownloadRun::stopWith(Error error, bool mayRetry)
{
    m_isStopped = true;
    m_mayRetryStop = mayRetry;
    m_stopError = std::move(error);
    return false;
}

} // namespace mmigrate
