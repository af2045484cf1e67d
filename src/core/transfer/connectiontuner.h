// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QtGlobal>

namespace mmigrate {

/// How many connections a download uses, found out while it runs: more where they bring more
/// bytes, fewer where they bring nothing. Pure arithmetic on what it is told.
///
/// A far server gets all at once (on a link of 100 ms each connection needs a second to get up to
/// speed, and growing one by one would take longer than most archives); a near one begins with one.
class ConnectionTuner
{
public:
    /// @param most connections at once, at least 1
    /// @param answerMs how long the server took to answer a request of one byte
    /// @param atFirst connections to begin with; 0: as the answer suggests
    ConnectionTuner(int most, qint64 answerMs, int atFirst = 0);

    /// Connections wanted at this moment.
    int wanted() const { return m_wanted; }
    /// @param nowMs of a clock that only goes forward
    /// @param bytes fetched so far
    void note(qint64 nowMs, qint64 bytes);
    /// The server refuses so many: never more than `most` from now on.
    void limitTo(int most);

private:
    void judge(double perSecond);
    void tryWith(int connections, double perSecond);

    int m_most;
    int m_wanted;
    qint64 m_windowMs;
    qint64 m_windowBegan = -1;
    qint64 m_windowBytes = 0;
    bool m_isSettling = true; ///< the first window after a change tells nothing
    int m_before = 0;         ///< connections before the trial under way; 0: no trial
    double m_rateBefore = 0;
    int m_windowsToRest; ///< until the next trial
    int m_restAfterFailure = firstRest;
    bool m_growNext = true;

    static constexpr int firstRest = 8;
};

} // namespace mmigrate
