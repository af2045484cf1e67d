// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/importwatch.h"

#include "core/archive/archivesummary.h"
#include "core/base/log.h"

#include <algorithm>

namespace mmigrate {

namespace {

/// The counting takes at most so small a part of the time.
constexpr qint64 timeShare = 20;
/// What a server reads of an archive even when its files lie far away, in bytes a second: before
/// the first line is imported it may have to fetch all of it.
constexpr qint64 slowestBytesPerSecond = 2'000'000;
constexpr int mostFailures = 4;
constexpr int repeatedPatience = 4;
/// A job is given up after so many times the silence that is told to the person.
constexpr qint64 patienceFactor = 2;
/// A speed over less says nothing.
constexpr qint64 shortestSpeedMs = 60'000;

ArchiveSummary whatComes(const ArchiveRecord &archive)
{
    return ArchiveSummary::fromJson(archive.preparedSummary.isEmpty() ? archive.summary
                                                                      : archive.preparedSummary);
}

/// On top of what was there before; -1: not known.
qint64 arrived(const std::optional<qint64> &now, const std::optional<qint64> &before)
{
    return now && before ? std::max<qint64>(*now - *before, 0) : -1;
}

} // namespace

ImportWatch::ImportWatch(StepContext &context)
    : m_context(context)
    , m_expectedPosts(whatComes(context.state.archive).allPosts())
    , m_expectedUsers(whatComes(context.state.archive).users)
    , m_expectedTeams(whatComes(context.state.archive).teams)
{
    m_clock.start();
    m_sinceChange.start();
}

Result<JobSign> ImportWatch::look(const Job &job, Progress &progress)
{
    m_hasGrown = false;
    if (job.status != JobStatus::InProgress)
        return JobSign();
    const bool isDue = !m_sinceCount.isValid() || m_sinceCount.elapsed() >= m_pauseMs;
    if (isDue && !m_isRefused) {
        if (const Result<void> counted = count(); !counted)
            return counted.error();
    }
    if (job.lastActivityAt != m_lastActivityAt || job.data != m_lastData) {
        m_lastActivityAt = job.lastActivityAt;
        m_lastData = job.data;
        m_sinceChange.start();
    }
    tellAmounts(progress);
    if (!m_isRefused && m_failures == 0)
        tellSilence(progress);
    // A job is given up only long after the person was told that it may be stuck.
    return JobSign{m_hasGrown, patienceFactor * silenceMs()};
}

/// Nothing depends on the numbers: where they cannot be had, the import goes on without them.
Result<void> ImportWatch::count()
{
    QElapsedTimer taken;
    taken.start();
    const Result<ServerCounts> counts = m_context.destination.client().quickCounts();
    m_pauseMs = std::max(m_context.timings.importCountMs, taken.elapsed() * timeShare);
    m_sinceCount.start();
    if (!counts) {
        if (counts.error().kind == ErrorKind::Cancelled)
            return counts.error();
        qCInfo(logSteps).noquote() << "not counted:" << counts.error().toLogLine();
        // A busy server answers late, or not at all: less is asked of it then.
        m_isRefused = counts.error().kind == ErrorKind::Forbidden
                      || counts.error().kind == ErrorKind::NotFound
                      || counts.error().kind == ErrorKind::NotSupported;
        m_failures = std::min(m_failures + 1, mostFailures);
        m_pauseMs <<= m_failures;
        return {};
    }
    m_failures = 0;
    if (counts->posts != m_counts.posts || counts->teams != m_counts.teams
        || counts->users != m_counts.users || counts->publicChannels != m_counts.publicChannels
        || counts->privateChannels != m_counts.privateChannels) {
        m_sinceChange.start();
        m_hasGrown = true;
    }
    if (!m_firstCounts.posts)
        m_firstCounts = *counts;
    m_counts = *counts;
    m_lastCountMs = m_clock.elapsed();
    const qint64 posts = arrived(m_counts.posts, m_context.state.import.countsBefore.posts);
    if (m_firstPosts < 0 && posts > 0) {
        m_firstPosts = posts;
        m_firstPostsMs = m_lastCountMs;
    }
    return {};
}

void ImportWatch::tellAmounts(Progress &progress) const
{
    const ServerCounts &before = m_context.state.import.countsBefore;
    const qint64 posts = arrived(m_counts.posts, before.posts);
    const qint64 users = arrived(m_counts.users, before.users);
    const qint64 teams = arrived(m_counts.teams, before.teams);
    if (teams >= 0) {
        progress.counts.insert(importedTeamsCount, std::min(teams, m_expectedTeams));
        progress.counts.insert(expectedTeamsCount, m_expectedTeams);
    }
    if (users >= 0) {
        progress.counts.insert(importedUsersCount, std::min(users, m_expectedUsers));
        progress.counts.insert(expectedUsersCount, m_expectedUsers);
    }
    if (posts < 0 || m_expectedPosts <= 0)
        return;
    progress.unit = ProgressUnit::Posts;
    progress.total = m_expectedPosts;
    progress.done = std::min(posts, m_expectedPosts);
    const qint64 sinceFirst = m_lastCountMs - m_firstPostsMs;
    const qint64 come = posts - m_firstPosts;
    if (m_firstPosts >= 0 && come > 0 && sinceFirst >= shortestSpeedMs)
        progress.leftMs = (progress.total - progress.done) * sinceFirst / come
                          - (m_clock.elapsed() - m_lastCountMs);
    progress.leftMs = std::max<qint64>(progress.leftMs, -1);
}

/// How long a healthy import of this archive may show nothing.
qint64 ImportWatch::silenceMs() const
{
    // What an earlier try has brought is gone through once more, and changes nothing.
    const bool isRepeated =
        arrived(m_firstCounts.posts, m_context.state.import.countsBefore.posts) > 0;
    return (m_context.timings.importSilenceMs
            + m_context.state.archive.size * 1000 / slowestBytesPerSecond)
           * (isRepeated ? repeatedPatience : 1);
}

void ImportWatch::tellSilence(Progress &progress) const
{
    const qint64 unchanged = m_sinceChange.elapsed();
    if (unchanged <= silenceMs())
        return;
    progress.activity = Activity::ServerSilent;
    progress.unchangedMs = unchanged;
    progress.leftMs = -1;
}

} // namespace mmigrate
