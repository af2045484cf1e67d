// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/transferrate.h"

#include <QCoreApplication>

#include <algorithm>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(TransferRate)
};

constexpr qint64 windowMs = 15'000;
constexpr qint64 shortestSpanMs = 2'000;
constexpr qint64 stableAfterMs = 5'000;
constexpr qint64 pieceMs = 900;
constexpr size_t fewestPieces = 4;
constexpr double widestSpread = 1.0; // of the middle half, as a share of the median

} // namespace

void TransferRate::add(qint64 atMs, qint64 done)
{
    if (!m_samples.empty() && done < m_samples.back().done)
        m_samples.clear(); // it began anew
    if (m_samples.empty())
        m_firstMs = atMs;
    m_samples.push_back({atMs, done});
    while (m_samples.size() > 2 && atMs - m_samples.front().atMs > windowMs)
        m_samples.pop_front();
}

std::optional<double> TransferRate::perSecond() const
{
    if (m_samples.size() < 2)
        return std::nullopt;
    const qint64 span = m_samples.back().atMs - m_samples.front().atMs;
    const qint64 moved = m_samples.back().done - m_samples.front().done;
    if (span < shortestSpanMs || moved <= 0)
        return std::nullopt;
    return static_cast<double>(moved) * 1000.0 / static_cast<double>(span);
}

/// Speeds of pieces of about a second each, sorted.
std::vector<double> TransferRate::pieces() const
{
    std::vector<double> speeds;
    Sample from = m_samples.front();
    for (const Sample &sample : m_samples) {
        if (sample.atMs - from.atMs < pieceMs)
            continue;
        speeds.push_back(static_cast<double>(sample.done - from.done) * 1000.0
                         / static_cast<double>(sample.atMs - from.atMs));
        from = sample;
    }
    std::sort(speeds.begin(), speeds.end());
    return speeds;
}

std::optional<qint64> TransferRate::secondsLeft(qint64 total) const
{
    if (m_samples.size() < 2 || total <= 0 || m_samples.back().atMs - m_firstMs < stableAfterMs)
        return std::nullopt;
    // The median does not mind a stall or a burst, and where the speeds differ wildly nobody can
    // tell.
    const std::vector<double> speeds = pieces();
    if (speeds.size() < fewestPieces)
        return std::nullopt;
    const double median = speeds.at(speeds.size() / 2);
    const double spread = speeds.at(speeds.size() * 3 / 4) - speeds.at(speeds.size() / 4);
    if (median <= 0 || spread > median * widestSpread)
        return std::nullopt;
    return static_cast<qint64>(static_cast<double>(total - m_samples.back().done) / median);
}

QString timeLeftText(qint64 seconds)
{
    constexpr qint64 minute = 60;
    constexpr qint64 hour = 60 * minute;
    if (seconds < minute)
        return Words::tr("less than a minute");
    if (seconds < hour)
        return Words::tr("about %n minute(s)", nullptr,
                         static_cast<int>((seconds + minute / 2) / minute));
    return Words::tr("about %n hour(s)", nullptr, static_cast<int>((seconds + hour / 2) / hour));
}

QString elapsedText(qint64 seconds)
{
    const QString rest = QStringLiteral("%1:%2")
                             .arg(seconds / 60 % 60, seconds < 3600 ? 1 : 2, 10, QLatin1Char('0'))
                             .arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return seconds < 3600 ? rest : QStringLiteral("%1:%2").arg(seconds / 3600).arg(rest);
}

} // namespace mmigrate
