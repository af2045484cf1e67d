// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

//
// What a download does with the bytes of an answer; downloadrun.cpp decides which answers to ask
// for.

#include "core/base/log.h"
#include "core/transfer/downloadrun.h"

#include <algorithm>

namespace mmigrate {

namespace {
constexpr int changesFollowed = 5;
constexpr qsizetype restartsListed = 100;
} // namespace

bool DownloadRun::takeHead(const FetchHead &head)
{
    if (m_isProbe) {
        // The size is in the head; a whole file that was not asked for is not read here.
        m_isAgreed = head.status == 200;
        return !m_isAgreed;
    }
    if (head.isCoded && !m_letQtDecode) {
        qCInfo(logTransfer) << "the answer is coded although identity was asked for";
        m_letQtDecode = m_isAgreed = true;
        return false;
    }
    return head.status == 200 ? takeWholeFile(head) : takeRange(head);
}

bool DownloadRun::takeWholeFile(const FetchHead &head)
{
    if (head.length >= 0 && m_total >= 0 && head.length != m_total) {
        if (!startOver(RestartReason::SizeChanged))
            return false;
    } else if (m_part.size() > 0 && !startOver(RestartReason::RangeIgnored)) {
        return false;
    }
    if (head.length >= 0) {
        m_total = head.length;
        m_part.setExpectedSize(m_total);
        m_meter.setTotal(m_total);
    }
    m_position = m_compareUntil = 0;
    return true;
}

bool DownloadRun::takeRange(const FetchHead &head)
{
    if (head.first != m_position) {
        return stopWith(makeError(ErrorKind::Protocol,
                                  QStringLiteral("asked for bytes from %1, offered from %2")
                                      .arg(m_position)
                                      .arg(head.first)),
                        true);
    }
    if (head.total < 0 || head.total == m_total)
        return true;
    if (m_total >= 0 && !startOver(RestartReason::SizeChanged))
        return false;
    m_total = head.total;
    m_part.setExpectedSize(m_total);
    m_meter.setTotal(m_total);
    m_isAgreed =
        m_position > 0; // the answer begins in the middle of a file of which nothing is here now
    return !m_isAgreed;
}

bool DownloadRun::takeData(const char *data, qint64 count)
{
    if (m_isProbe)
        return true;
    if (m_position < m_compareUntil) {
        const qint64 overlap = std::min(count, m_compareUntil - m_position);
        if (!m_part.matches(m_position, data, overlap)) {
            m_isAgreed = startOver(RestartReason::ContentChanged);
            return false;
        }
        m_position += overlap;
        data += overlap;
        count -= overlap;
    }
    if (m_position >= m_compareUntil)
        m_mustCompare = false;
    return count == 0 || store(data, count);
}

bool DownloadRun::store(const char *data, qint64 count)
{
    const qint64 wanted = m_total >= 0 ? std::min(count, m_total - m_position) : count;
    if (wanted > 0) {
        if (Result<void> written = m_part.write(m_position, data, wanted); !written)
            return stopWith(written.error());
        m_position += wanted;
        m_meter.bytes(m_position);
    }
    if (wanted == count)
        return true;
    // More than the size that was named: what is here cannot be the file.
    m_isAgreed = startOver(RestartReason::SizeChanged);
    return false;
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
    if (Result<void> cleared = m_part.clear(); !cleared)
        return stopWith(cleared.error());
    return true;
}

bool DownloadRun::stopWith(Error error, bool mayRetry)
{
    m_mayRetryStop = mayRetry;
    m_stopError = std::move(error);
    return false;
}

} // namespace mmigrate
