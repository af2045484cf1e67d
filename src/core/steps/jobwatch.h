// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/stepcontext.h"

#include <functional>

namespace mmigrate {

/// Marks a job as this migration's: servers keep unknown keys of job data, so a job whose answer
/// was lost can be told from somebody else's.
inline constexpr QLatin1String jobMark("mmigrate_id");

/// Fact of the Cancelled error of followJob(): the server's job runs on without us.
inline const QString jobGoesOnFact = QStringLiteral("jobGoesOn");

/// After such an error of a create nobody knows whether it reached the server: only then is it
/// worth to look for what it made.
bool answerMayBeLost(const Error &error);

/// Looks for a job of this migration that an earlier create has left on the server.
/// @param jobsBefore ids that were there before the create; for servers that drop the mark, the one
/// new
///        job whose data agrees with `expected` is taken, if there is exactly one
/// @return an empty id when there is none
Result<QString> findOwnJob(MattermostClient &client, JobType type, const QString &migrationId,
                           const QStringList &jobsBefore, const QMap<QString, QString> &expected);

/// Creates a job, and after a lost answer finds it instead of creating a second one.
/// The intent must be in the journal already.
Result<QString> createJobOnce(StepContext &context, MattermostClient &client, JobType type,
                              const QStringList &jobsBefore, QMap<QString, QString> data);

/// Ids of the newest jobs of a type.
Result<QStringList> jobIds(MattermostClient &client, JobType type);

/// What a job that ended with an error leaves: JobFailed with its prose ("error"), the id and names
/// that can be read out of that (`recogniseServerWords`), "job" ("import" or "export").
Error jobFailedError(const Job &job, JobType type);

/// What happens to the server's job when the person cancels.
enum class CancelMode {
    PendingOnly, ///< a job that runs is left alone, to be found again
    Always,      ///< a running one is asked, too; it goes on all the same (seen on real servers)
};

/// True for the Cancelled error of followJob() after which the server's job does not run on.
bool endedWithCancel(const Result<Job> &job);

/// What can be told of a job besides what its server says of it.
struct JobSign
{
    bool isAlive = false;  ///< something has changed since the last look
    qint64 patienceMs = 0; ///< so long it may show nothing, at least
};

/// Called at each look, before the pause; may complete what is reported of it.
using JobLook = std::function<Result<JobSign>(const Job &, Progress &)>;

/// Follows a job to its end with growing pauses, reports its counts. The end may be Error or
/// Cancelled: that is for the caller. Errors: Cancelled (fact "jobGoesOn"), JobStalled, NotFound,
/// and what the connection gives.
Result<Job> followJob(StepContext &context, MattermostClient &client, const QString &jobId,
                      CancelMode cancelMode, const JobLook &look = {});

} // namespace mmigrate
