// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/destinationlook.h"

namespace mmigrate {

namespace {

bool isUntold(const Error &error)
{
    return error.kind == ErrorKind::Forbidden || error.kind == ErrorKind::NotFound
           || error.kind == ErrorKind::NotSupported || error.kind == ErrorKind::BadRequest;
}

/// False: an error that ends the look.
template <typename T, typename Target>
Result<void> take(const Result<T> &answer, Target &target)
{
    if (answer)
        target = *answer;
    else if (!isUntold(answer.error()))
        return answer.error();
    return {};
}

Result<void> takeRunning(const Result<QList<Job>> &jobs, QList<Job> &running)
{
    Result<void> taken = take(jobs, running);
    running.removeIf([](const Job &job) {
        return job.status != JobStatus::Pending && job.status != JobStatus::InProgress
               && job.status != JobStatus::CancelRequested;
    });
    return taken;
}

} // namespace

Result<DestinationLook> lookAtDestination(MattermostClient &destination)
{
    DestinationLook look;
    const Result<User> me = destination.me();
    if (!me)
        return me.error();
    look.me = *me;
    Result<void> taken = take(destination.config(), look.config);
    if (taken)
        taken = take(destination.environmentConfig(), look.environment);
    if (taken)
        taken = take(destination.clientConfig(), look.client);
    if (taken)
        taken = take(destination.serverLimits(), look.limits);
    if (taken)
        taken = take(destination.clockDifferenceMs(), look.clockAheadMs);
    if (taken)
        taken = takeRunning(destination.jobs(JobType::Import), look.imports);
    if (taken)
        taken = takeRunning(destination.jobs(JobType::Export), look.exports);
    if (!taken)
        return taken.error();
    return look;
}

} // namespace mmigrate
