// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QElapsedTimer>
#include <QtGlobal>

namespace mmigrate {

/// Most bytes a second that the connections of one transfer may take together. One thread only.
class SpeedLimit
{
public:
    /// @param bytesPerSecond 0: no limit
    explicit SpeedLimit(qint64 bytesPerSecond);

    bool isLimited() const { return m_bytesPerSecond > 0; }
    /// How many of `wanted` bytes may be taken now; they count as taken. 0: wait.
    qint64 take(qint64 wanted);
    /// Gives back what was taken but not used.
    void giveBack(qint64 bytes) { m_available += bytes; }
    /// Milliseconds until something may be taken again; at least 1.
    int waitMs() const;

private:
    void refill();

    qint64 m_bytesPerSecond;
    qint64 m_available = 0;
    QElapsedTimer m_clock;
    qint64 m_filledAtNs = 0;
};

} // namespace mmigrate
