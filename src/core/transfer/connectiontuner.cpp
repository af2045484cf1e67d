// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/connectiontuner.h"

#include <algorithm>

namespace mmigrate {

namespace {
constexpr qint64 nearMs = 25; // an answer within this comes from the same house
constexpr qint64 shortestWindowMs = 1000;
constexpr qint64 answersInAWindow = 12; // time for a connection to get up to speed
constexpr double worthGrowing = 1.15;
constexpr double worthShrinking = 0.97;
constexpr int longestRest = 120;
} // namespace

ConnectionTuner::ConnectionTuner(int most, qint64 answerMs, int atFirst)
    : m_most(std::max(most, 1))
    , m_wanted(atFirst > 0         ? std::min(atFirst, m_most)
               : answerMs < nearMs ? 1
                                   : m_most)
    , m_windowMs(std::max(shortestWindowMs, answersInAWindow * answerMs))
    , m_windowsToRest(answerMs < nearMs ? 1 : firstRest)
    , m_growNext(answerMs < nearMs)
{
}

void ConnectionTuner::limitTo(int most)
{
    m_most = std::max(most, 1);
    m_wanted = std::min(m_wanted, m_most);
    m_before = 0;
}

void ConnectionTuner::note(qint64 nowMs, qint64 bytes)
{
    if (m_windowBegan >= 0 && nowMs - m_windowBegan < m_windowMs)
        return;
    const qint64 elapsed = nowMs - m_windowBegan;
    const double rate =
        static_cast<double>(bytes - m_windowBytes) * 1000 / static_cast<double>(elapsed);
    const bool tellsSomething = m_windowBegan >= 0 && bytes >= m_windowBytes && !m_isSettling;
    m_isSettling = m_windowBegan < 0; // of the very first window nothing but its beginning counts
    m_windowBegan = nowMs;
    m_windowBytes = bytes;
    if (tellsSomething)
        judge(rate);
}

void ConnectionTuner::judge(double perSecond)
{
    if (m_before > 0) {
        const double worth = m_wanted > m_before ? worthGrowing : worthShrinking;
        if (perSecond < m_rateBefore * worth) {
            m_growNext = m_wanted < m_before; // the other way is the better guess next time
            m_wanted = m_before;
            m_restAfterFailure = std::min(m_restAfterFailure * 2, longestRest);
            m_windowsToRest = m_restAfterFailure;
            m_isSettling = true;
        }
        m_before = 0;
        return;
    }
    if (--m_windowsToRest > 0)
        return;
    m_windowsToRest = 1;
    const bool canGrow = m_wanted < m_most;
    if (m_growNext ? canGrow : m_wanted == 1 && canGrow)
        tryWith(std::min(m_wanted * 2, m_most), perSecond);
    else if (m_wanted > 1)
        tryWith(m_wanted / 2, perSecond);
}

void ConnectionTuner::tryWith(int connections, double perSecond)
{
    m_before = m_wanted;
    m_rateBefore = perSecond;
    m_wanted = connections;
    m_isSettling = true;
}

} // namespace mmigrate
