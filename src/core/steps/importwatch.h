// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/jobwatch.h"
#include "core/steps/stepcontext.h"

#include <QElapsedTimer>

namespace mmigrate {

/// Tells how far an import is. Its job says nothing of that, so what is on the destination is
/// counted now and then, gently: at most one part in twenty of the time is spent on the counting.
///
/// What a busy destination's own people write meanwhile counts, too: the numbers are about right,
/// and are said to be so.
class ImportWatch
{
public:
    explicit ImportWatch(StepContext &context);

    /// Completes what is reported of the job, and tells whether what it brings still grows: servers
    /// change nothing in the job itself. Errors: Cancelled.
    Result<JobSign> look(const Job &job, Progress &progress);

private:
    Result<void> count();
    void tellAmounts(Progress &progress) const;
    void tellSilence(Progress &progress) const;
    qint64 silenceMs() const;

    StepContext &m_context;
    const qint64 m_expectedPosts;
    const qint64 m_expectedUsers;
    const qint64 m_expectedTeams;
    QElapsedTimer m_clock;
    QElapsedTimer m_sinceCount;
    QElapsedTimer m_sinceChange;
    qint64 m_pauseMs = 0;
    bool m_hasGrown = false;  ///< at the last count
    bool m_isRefused = false; ///< the server does not count for us
    int m_failures = 0;       ///< counts that failed, one after the other
    qint64 m_lastActivityAt = 0;
    QMap<QString, QString> m_lastData{};
    ServerCounts m_firstCounts{};
    ServerCounts m_counts{};  ///< of the last look
    qint64 m_firstPosts = -1; ///< when they began to come, as far as this run has seen it
    qint64 m_firstPostsMs = 0;
    qint64 m_lastCountMs = 0;
};

} // namespace mmigrate
