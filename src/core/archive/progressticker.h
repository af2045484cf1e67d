// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/progress.h"

#include <QElapsedTimer>

namespace mmigrate {

/// Passes progress on at most ten times a second, so that callers need not think about it. The
/// step's id is left for the step to fill in.
class ProgressTicker
{
public:
    ProgressTicker(const ProgressSink &sink, ProgressUnit unit, qint64 total)
        : m_sink(sink)
    {
        m_progress.unit = unit;
        m_progress.total = total;
        m_sinceStart.start();
    }

    /// Whether it is time for the next report; lets callers prepare counts only then.
    bool isDue() const { return !m_sinceLast.isValid() || m_sinceLast.elapsed() >= 100; }
    void advanceTo(qint64 done)
    {
        m_progress.done = done;
        if (!isDue())
            return;
        send();
        m_sinceLast.start();
    }
    /// One of Progress::counts, sent with the next report.
    void count(const QString &name, qint64 value) { m_progress.counts[name] = value; }
    /// The last word, never left out.
    void finish()
    {
        m_progress.done = m_progress.total;
        send();
    }

private:
    void send()
    {
        m_progress.elapsedMs = m_sinceStart.elapsed();
        if (m_sink)
            m_sink(m_progress);
    }

    ProgressSink m_sink;
    Progress m_progress;
    QElapsedTimer m_sinceStart;
    QElapsedTimer m_sinceLast;
};

} // namespace mmigrate
