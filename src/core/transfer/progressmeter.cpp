// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/progressmeter.h"

namespace mmigrate {

namespace {
constexpr qint64 shortestIntervalMs = 100;
}

ProgressMeter::ProgressMeter(ProgressSink sink, StepId step)
    : m_sink(std::move(sink))
    , m_step(step)
{
    m_sinceStart.start();
}

void ProgressMeter::bytes(qint64 done, bool now)
{
    m_done = done;
    if (now || !m_sinceLast.isValid() || m_sinceLast.hasExpired(shortestIntervalMs))
        emitNow(Activity::Working);
}

void ProgressMeter::activity(Activity activity)
{
    emitNow(activity);
}

void ProgressMeter::checked(qint64 bytes)
{
    if (!m_sinceLast.isValid() || m_sinceLast.hasExpired(shortestIntervalMs))
        emitNow(Activity::Checking, {{checkedCount, bytes}});
}

void ProgressMeter::emitNow(Activity activity, const QMap<QString, qint64> &counts)
{
    if (!m_sink)
        return;
    m_sinceLast.start();
    Progress progress;
    progress.step = m_step;
    progress.activity = activity;
    progress.unit = ProgressUnit::Bytes;
    progress.done = m_done;
    progress.total = m_total;
    progress.elapsedMs = m_sinceStart.elapsed();
    progress.counts = counts;
    m_sink(progress);
}

} // namespace mmigrate
