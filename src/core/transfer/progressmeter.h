// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/progress.h"

#include <QElapsedTimer>

namespace mmigrate {

/// Hands progress on at most 10 times a second, except where `now` says that it matters.
class ProgressMeter
{
public:
    ProgressMeter(ProgressSink sink, StepId step);

    void setTotal(qint64 bytes) { m_total = bytes; } ///< -1: unknown
    void bytes(qint64 done, bool now = false);
    /// What is going on besides moving bytes; the amounts stay.
    void activity(Activity activity);
    /// So many bytes were found to be what they should be; the amounts stay.
    void checked(qint64 bytes);

private:
    void emitNow(Activity activity, const QMap<QString, qint64> &counts = {});

    ProgressSink m_sink;
    StepId m_step;
    qint64 m_total = -1;
    qint64 m_done = -1;
    QElapsedTimer m_sinceStart;
    QElapsedTimer m_sinceLast;
};

} // namespace mmigrate
