// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/speedlimit.h"

#include "core/base/stepcontrol.h"

#include <algorithm>

namespace mmigrate {

namespace {
constexpr qint64 nsPerSecond = 1'000'000'000;
constexpr qint64 burstsPerSecond = 10; // what is left over counts for so short a time only
constexpr qint64 smallestTake = 16 * 1024;
} // namespace

SpeedLimit::SpeedLimit(const StepControl &control)
    : m_control(control)
{
    m_clock.start();
}

void SpeedLimit::refill(qint64 bytesPerSecond)
{
    const qint64 now = m_clock.nsecsElapsed();
    const qint64 most = std::max(bytesPerSecond / burstsPerSecond, smallestTake);
    const double earned =
        static_cast<double>(bytesPerSecond) * static_cast<double>(now - m_filledAtNs) / nsPerSecond;
    if (earned < 1)
        return; // kept for the next time
    m_available = std::min(m_available + static_cast<qint64>(earned), most);
    m_filledAtNs = now;
}

qint64 SpeedLimit::take(qint64 wanted)
{
    const qint64 bytesPerSecond = m_control.speedLimit();
    if (bytesPerSecond <= 0)
        return wanted;
    refill(bytesPerSecond);
    // Crumbs would cost more than they bring.
    if (m_available < std::min(wanted, smallestTake))
        return 0;
    const qint64 taken = std::min(wanted, m_available);
    m_available -= taken;
    return taken;
}

int SpeedLimit::waitMs() const
{
    const qint64 missing = std::max<qint64>(smallestTake - m_available, 1);
    return static_cast<int>(
        std::clamp<qint64>(missing * 1000 / std::max<qint64>(m_control.speedLimit(), 1), 1, 1000));
}

} // namespace mmigrate
