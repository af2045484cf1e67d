// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QElapsedTimer>
#include <QtGlobal>

namespace mmigrate {

class StepControl;

/// Keeps the connections of one transfer together below the control's speed limit, which may change
/// meanwhile. One thread only.
class SpeedLimit
{
public:
    explicit SpeedLimit(const StepControl &control);

    /// How many of `wanted` bytes may be taken now; they count as taken. 0: wait.
    qint64 take(qint64 wanted);
    /// Gives back what was taken but not used.
    void giveBack(qint64 bytes) { m_available += bytes; }
    /// Milliseconds until something may be taken again; at least 1.
    int waitMs() const;

private:
    void refill(qint64 bytesPerSecond);

    const StepControl &m_control;
    qint64 m_available = 0;
    QElapsedTimer m_clock;
    qint64 m_filledAtNs = 0;
};

} // namespace mmigrate
