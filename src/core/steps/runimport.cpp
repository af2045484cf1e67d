// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/runimport.h"

#include "core/api/serverwords.h"
#include "core/archive/linereader.h"
#include "core/archive/splitfile.h"
#include "core/base/log.h"
#include "core/steps/checkarchive.h"
#include "core/steps/importwatch.h"
#include "core/steps/jobwatch.h"
#include "core/steps/operatorguard.h"
#include "core/steps/uploadarchive.h"

namespace mmigrate {

namespace {

// Since then the import job itself extracts the text of files; before, from 6.0 on, a job of its
// own does.
constexpr ServerVersion extractInImportSince{9, 8, 0};
constexpr ServerVersion extractJobSince{6, 0, 0};

/// The archive was read whole before it was uploaded, so what is no ZIP on the server was damaged
/// on its way: a server that dies in the middle of a chunk can do so without a sign (API notes,
/// trap 5).
bool uploadIsDamaged(const Job &job)
{
    return job.errorText().contains(QLatin1String("not a valid zip file"));
}

/// What was uploaded counts as it is until the check finds another archive.
void checkMendedArchive(MigrationState &state)
{
    state.import.intended = false;
    for (const StepId step : {StepId::CheckArchive, StepId::PrepareArchive, StepId::UploadArchive})
        state.steps[step].status = StepStatus::NotStarted;
}

} // namespace

bool noticeMendedArchive(MigrationState &state)
{
    const bool hasFailed = state.steps.value(StepId::RunImport).status == StepStatus::Failed
                           && !state.import.succeeded && state.import.jobId.isEmpty();
    if (!hasFailed || !state.isFinished(StepId::UploadArchive))
        return false;
    const Result<void> same = expectArchiveUnchanged(state.archive);
    if (same || same.error().kind != ErrorKind::SourceFileChanged)
        return false;
    qCInfo(logSteps) << "the archive was changed since its import failed";
    checkMendedArchive(state);
    return true;
}

Result<void> RunImport::run(StepContext &context)
{
    ImportRecord &import = context.state.import;
    if (Result<void> resolved = resolveEarlierJob(context); !resolved)
        return resolved;
    if (!import.succeeded) {
        if (Result<void> started = startJob(context); !started)
            return started;
        if (Result<void> followed = followJobToEnd(context); !followed)
            return followed;
        import.succeeded = true;
        if (Result<void> saved = context.save(); !saved)
            return saved;
    }
    if (!import.operatorRestored) {
        Result<void> restored = restoreKeptAccounts(context);
        if (restored)
            restored = restoreOperator(context);
        if (!restored)
            return restored;
        import.operatorRestored = true;
        if (Result<void> saved = context.save(); !saved)
            return saved;
    }
    return startContentExtraction(context);
}

/// What became of a job of an earlier run that cannot be followed any more.
Result<void> RunImport::resolveEarlierJob(StepContext &context) const
{
    ImportRecord &import = context.state.import;
    if (import.succeeded || import.jobId.isEmpty())
        return {};
    MattermostClient &client = context.destination.client();
    const Result<Job> job = client.job(import.jobId);
    if (job)
        return job->status == JobStatus::Cancelled ? forgetJob(context) : Result<void>();
    if (job.error().kind != ErrorKind::NotFound)
        return job.error();
    // The server does not know the job any more. An import takes its file away when it has
    // succeeded, and only then.
    const Result<QStringList> files = client.imports();
    if (!files)
        return files.error();
    if (files->contains(context.state.upload.importName))
        return forgetJob(context);
    // A server that was set up anew, or got back an old copy, has neither job nor file, and nothing
    // of the archive.
    const Result<ServerCounts> now = client.counts();
    if (!now)
        return now.error();
    if (import.countsBeforeKnown
        && now->posts.value_or(0) <= import.countsBefore.posts.value_or(0)) {
        if (Result<void> forgotten = forgetJob(context); !forgotten)
            return forgotten;
        if (Result<void> forgotten = forgetUpload(context, Leftover::None); !forgotten)
            return forgotten;
        return makeError(ErrorKind::NotFound)
            .with(QStringLiteral("what"), QStringLiteral("import-file"));
    }
    qCWarning(logSteps) << "the import job is unknown and its file is gone: taken for done";
    import.succeeded = true;
    return context.save();
}

/// The file stays on the server: the next try starts a new job for it.
Result<void> RunImport::forgetJob(StepContext &context) const
{
    context.state.import.jobId.clear();
    context.state.import.intended = false;
    return context.save();
}

/// The next run uploads again.
Result<void> RunImport::forgetUpload(StepContext &context, Leftover leftover) const
{
    if (leftover == Leftover::None)
        context.state.upload.sessionId.clear();
    context.state.upload = context.state.upload.startedAnew();
    context.state.steps[StepId::UploadArchive].status = StepStatus::NotStarted;
    return context.save();
}

Result<void> RunImport::startJob(StepContext &context) const
{
    ImportRecord &import = context.state.import;
    if (!import.jobId.isEmpty())
        return {};
    QMap<QString, QString> data{{QStringLiteral("import_file"), context.state.upload.importName}};
    if (context.state.destination.version >= extractInImportSince)
        data.insert(QStringLiteral("extract_content"),
                    context.state.options.extractContent.value_or(true) ? QStringLiteral("true")
                                                                        : QStringLiteral("false"));
    Result<QString> job = QString();
    if (import.intended) {
        // An earlier run intended the job; its answer may be lost.
        job = findOwnJob(context.destination.client(), JobType::Import, context.state.id,
                         import.jobsBefore, data);
        if (!job)
            return job.error();
    }
    if (job->isEmpty())
        job = createJob(context, data);
    if (!job)
        return job.error();
    import.jobId = *job;
    qCInfo(logSteps).noquote() << "import job" << import.jobId << context.state.upload.importName;
    return context.save();
}

/// Nobody means a job to import what is no longer the archive.
Result<void> RunImport::expectArchiveNotMended(StepContext &context) const
{
    const Result<void> same = expectArchiveUnchanged(context.state.archive);
    if (same || same.error().kind != ErrorKind::SourceFileChanged)
        return {}; // an archive that is gone does no harm any more
    checkMendedArchive(context.state);
    if (Result<void> saved = context.save(); !saved)
        return saved;
    return same;
}

Result<QString> RunImport::createJob(StepContext &context, const QMap<QString, QString> &data) const
{
    ImportRecord &import = context.state.import;
    MattermostClient &client = context.destination.client();
    if (Result<void> same = expectArchiveNotMended(context); !same)
        return same.error();
    const Result<QStringList> files = client.imports();
    if (!files)
        return files.error();
    if (!files->contains(context.state.upload.importName)) {
        import.intended = false;
        if (Result<void> forgotten = forgetUpload(context, Leftover::None); !forgotten)
            return forgotten.error();
        return makeError(ErrorKind::NotFound)
            .with(QStringLiteral("what"), QStringLiteral("import-file"));
    }
    const Result<QStringList> jobs = jobIds(client, JobType::Import);
    if (!jobs)
        return jobs.error();
    import.jobsBefore = *jobs;
    import.intended = true;
    context.state.destinationCheck.importBegan = true;
    if (Result<void> saved = context.save(); !saved)
        return saved.error();
    const Result<QString> created =
        createJobOnce(context, client, JobType::Import, import.jobsBefore, data);
    if (!created && !answerMayBeLost(created.error())
        && created.error().kind != ErrorKind::Cancelled) {
        // Refused for certain: no import goes on.
        if (Result<void> forgotten = forgetJob(context); !forgotten)
            return forgotten.error();
    }
    return created;
}

Result<void> RunImport::followJobToEnd(StepContext &context) const
{
    ImportRecord &import = context.state.import;
    ImportWatch watch(context);
    const auto look = [&watch](const Job &now, Progress &progress) {
        return watch.look(now, progress);
    };
    const Result<Job> job = followJob(context, context.destination.client(), import.jobId,
                                      CancelMode::PendingOnly, look);
    const bool succeeded =
        job && (job->status == JobStatus::Success || job->status == JobStatus::Warning);
    // A job that stays in progress without a sign of life hangs for ever (seen after restarts of
    // the server); one that waits will still be started.
    const bool hangs = !job && job.error().kind == ErrorKind::JobStalled
                       && job.error().facts.value(QStringLiteral("status")).toString()
                              != jobStatusName(JobStatus::Pending);
    if (endedWithCancel(job) || hangs || (job && !succeeded)) {
        if (Result<void> forgotten = forgetJob(context); !forgotten)
            return forgotten;
    }
    if (!job)
        return job.error();
    if (job->status == JobStatus::Cancelled)
        return makeError(ErrorKind::JobCancelled)
            .with(QStringLiteral("job"), QStringLiteral("import"));
    if (succeeded)
        return {};
    if (uploadIsDamaged(*job)) {
        if (Result<void> forgotten = forgetUpload(context, Leftover::File); !forgotten)
            return forgotten;
    }
    return jobFailed(context, *job);
}

Error RunImport::jobFailed(StepContext &context, const Job &job) const
{
    const ArchiveRecord &archive = context.state.archive;
    Error error = jobFailedError(job, JobType::Import)
                      .with(QStringLiteral("line"), job.errorLine())
                      .with(QStringLiteral("archive"), archive.path);
    if (job.errorLine() <= 0)
        return error;
    error.facts.insert(QStringLiteral("lineIsNear"), isFoundInBatch(error.serverErrorId));
    // Corrections move lines: the number is that of what was uploaded.
    const bool isCopy = !archive.preparedPath.isEmpty() || !archive.tailPath.isEmpty();
    error.facts.insert(QStringLiteral("ofCopy"), isCopy);
    const Result<QString> line =
        readArchiveLine(uploadedFile(archive), job.errorLine(), context.control);
    if (line)
        error.facts.insert(QStringLiteral("lineText"), *line);
    else
        qCWarning(logSteps).noquote() << "line not read:" << line.error().toLogLine();
    return error;
}

Result<void> RunImport::startContentExtraction(StepContext &context) const
{
    ImportRecord &import = context.state.import;
    const ServerVersion version = context.state.destination.version;
    const bool wanted = context.state.options.extractContent.value_or(false);
    if (!wanted || version >= extractInImportSince || version < extractJobSince
        || !import.contentJobId.isEmpty())
        return {};
    // Repeating this job does no harm, so a lost answer needs no search.
    const Result<Job> job = context.destination.client().createJob(JobType::ExtractContent, {});
    if (job) {
        import.contentJobId = job->id;
        return context.save();
    }
    qCWarning(logSteps).noquote() << "content extraction was not started:"
                                  << job.error().toLogLine();
    return {};
}

} // namespace mmigrate
