// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/progress.h"

#include <QElapsedTimer>

namespace mmigrate {

/// Lets at most 10 reports a second through; changes of step and activity, and the last byte,
/// always.
class ProgressGate
{
public:
    explicit ProgressGate(ProgressSink sink)
        : m_sink(std::move(sink))
    {
    }

    void pass(const Progress &progress)
    {
        constexpr qint64 intervalMs = 100;
        const bool changed = progress.step != m_last.step || progress.activity != m_last.activity;
        const bool complete = progress.total > 0 && progress.done >= progress.total;
        if (!changed && !complete && m_since.isValid() && m_since.elapsed() < intervalMs)
            return;
        m_last = progress;
        m_since.start();
        m_sink(progress);
    }

private:
    ProgressSink m_sink;
    Progress m_last{};
    QElapsedTimer m_since;
};

} // namespace mmigrate
