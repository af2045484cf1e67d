// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/jobwatch.h"

#include "core/api/serverwords.h"
#include "core/base/log.h"

#include <QElapsedTimer>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr int looksForLostJob = 3;
constexpr int jobsLookedAt = 100;

bool agrees(const Job &job, const QMap<QString, QString> &expected)
{
    return std::all_of(expected.keyBegin(), expected.keyEnd(), [&](const QString &key) {
        return key == jobMark || job.data.value(key) == expected.value(key);
    });
}

Progress progressOf(const Job &job, qint64 elapsedMs)
{
    Progress progress;
    progress.activity =
        job.status == JobStatus::Pending ? Activity::WaitingForServer : Activity::ServerWorking;
    progress.elapsedMs = elapsedMs;
    for (auto it = job.data.begin(); it != job.data.end(); ++it) {
        if (const std::optional<qint64> count = job.count(it.key());
            count && it.key().endsWith(QLatin1String("_exported")))
            progress.counts.insert(it.key(), *count);
    }
    return progress;
}

} // namespace

bool answerMayBeLost(const Error &error)
{
    return error.kind == ErrorKind::Network || error.kind == ErrorKind::Timeout
           || error.kind == ErrorKind::ServerError || error.kind == ErrorKind::Protocol
           || error.kind == ErrorKind::Proxy;
}

Result<QStringList> jobIds(MattermostClient &client, JobType type)
{
    const Result<QList<Job>> jobs = client.jobs(type, 0, jobsLookedAt);
    if (!jobs)
        return jobs.error();
    QStringList ids;
    for (const Job &job : *jobs)
        ids.append(job.id);
    return ids;
}

Result<QString> findOwnJob(MattermostClient &client, JobType type, const QString &migrationId,
                           const QStringList &jobsBefore, const QMap<QString, QString> &expected)
{
    const Result<QList<Job>> jobs = client.jobs(type, 0, jobsLookedAt);
    if (!jobs)
        return jobs.error();
    QStringList unmarked;
    for (const Job &job : *jobs) {
        if (jobsBefore.contains(job.id))
            continue;
        const QString mark = job.data.value(jobMark);
        if (mark == migrationId)
            return job.id;
        if (mark.isEmpty() && agrees(job, expected))
            unmarked.append(job.id);
    }
    return unmarked.size() == 1 ? unmarked.first() : QString();
}

Result<QString> createJobOnce(StepContext &context, MattermostClient &client, JobType type,
                              const QStringList &jobsBefore, QMap<QString, QString> data)
{
    data.insert(jobMark, context.state.id);
    for (int attempt = 1;; ++attempt) {
        const Result<Job> created = client.createJob(type, data);
        if (created)
            return created->id;
        if (!answerMayBeLost(created.error()))
            return created.error();
        // The request may still be on its way through a proxy: look more than once before repeating
        // it.
        for (int look = 0; look < looksForLostJob; ++look) {
            const qint64 pause = client.session().retryPolicy().pauseBefore(look + 1);
            client.session().noteWaiting(pause, created.error());
            if (!context.control.sleep(pause))
                return makeError(ErrorKind::Cancelled);
            const Result<QString> found =
                findOwnJob(client, type, context.state.id, jobsBefore, data);
            if (!found)
                return found.error();
            if (!found->isEmpty()) {
                qCInfo(logSteps).noquote() << "found the job whose answer was lost:" << *found;
                return found;
            }
        }
        if (attempt >= client.session().retryPolicy().attempts)
            return created.error();
    }
}

namespace {

/// The person cancelled. The server is asked to end the job where that is of use, and what became
/// of it: a job that was still waiting a moment ago may have begun.
Error stopFollowing(MattermostClient &client, const Job &last, const QString &jobId,
                    CancelMode cancelMode)
{
    const bool mayWait =
        last.status == JobStatus::Pending || last.status == JobStatus::Unknown; // no look yet
    bool goesOn = !last.isFinished();
    if (goesOn && (mayWait || cancelMode == CancelMode::Always)) {
        if (const Result<Job> asked = client.cancelJob(jobId); !asked)
            qCInfo(logSteps).noquote() << "cancel job:" << asked.error().toLogLine();
        const Result<Job> now = client.job(jobId, true);
        goesOn = !now || now->status != JobStatus::Cancelled;
    }
    return makeError(ErrorKind::Cancelled).with(jobGoesOnFact, goesOn);
}

} // namespace

Error jobFailedError(const Job &job, JobType type)
{
    Error error = makeError(ErrorKind::JobFailed, job.errorText());
    const ServerWords words = recogniseServerWords(job.errorText());
    error.serverErrorId = words.id;
    error.facts = words.names;
    error.facts.insert(QStringLiteral("job"), type == JobType::Import ? QStringLiteral("import")
                                                                      : QStringLiteral("export"));
    error.facts.insert(QStringLiteral("error"), job.errorText());
    return error;
}

bool endedWithCancel(const Result<Job> &job)
{
    return !job && job.error().kind == ErrorKind::Cancelled
           && job.error().facts.contains(jobGoesOnFact)
           && !job.error().facts.value(jobGoesOnFact).toBool();
}

Result<Job> followJob(StepContext &context, MattermostClient &client, const QString &jobId,
                      CancelMode cancelMode, const JobLook &look)
{
    QElapsedTimer elapsed;
    elapsed.start();
    QElapsedTimer sinceChange;
    sinceChange.start();
    qint64 pause = context.timings.firstPollMs;
    Job last;
    for (;;) {
        Result<Job> job = client.job(jobId);
        if (!job && job.error().kind == ErrorKind::Cancelled)
            return stopFollowing(client, last, jobId, cancelMode);
        if (!job)
            return job;
        const bool changed = job->status != last.status
                             || job->lastActivityAt != last.lastActivityAt
                             || job->data != last.data;
        if (changed)
            sinceChange.start();
        last = *job;
        Progress progress = progressOf(*job, elapsed.elapsed());
        JobSign sign;
        if (look) {
            const Result<JobSign> looked = look(*job, progress);
            if (!looked && looked.error().kind == ErrorKind::Cancelled)
                return stopFollowing(client, last, jobId, cancelMode);
            if (!looked)
                return looked.error();
            sign = *looked;
        }
        if (sign.isAlive)
            sinceChange.start();
        context.report(progress);
        if (job->isFinished())
            return job;
        const bool pending = job->status == JobStatus::Pending;
        const qint64 patienceMs = pending
                                      ? context.timings.longestPendingMs
                                      : std::max(context.timings.longestSilenceMs, sign.patienceMs);
        if (sinceChange.elapsed() > patienceMs) {
            return makeError(ErrorKind::JobStalled)
                .with(QStringLiteral("jobId"), jobId)
                .with(QStringLiteral("status"), jobStatusName(job->status));
        }
        if (!context.control.sleep(pause))
            return stopFollowing(client, last, jobId, cancelMode);
        pause = std::min(pause * 3 / 2, context.timings.longestPollMs);
    }
}

} // namespace mmigrate
