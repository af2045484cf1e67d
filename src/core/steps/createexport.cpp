// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/createexport.h"

#include "core/base/log.h"
#include "core/steps/aheadupload.h"
#include "core/steps/jobwatch.h"

#include <QElapsedTimer>

namespace mmigrate {

namespace {

// When the server learnt each option (changelogs of the server and its command-line client).
constexpr ServerVersion archivedChannelsSince{9, 1, 0};
constexpr ServerVersion profilePicturesSince{9, 8, 0};
constexpr ServerVersion rolesAndSchemesSince{9, 8, 0};

constexpr int looksForFirstByte = 120;

bool isPlainFileName(const QString &name)
{
    return !name.isEmpty() && !name.contains(QLatin1Char('/')) && !name.contains(QLatin1Char('\\'))
           && name != QLatin1String("..");
}

QStringList plainNames(const QStringList &names)
{
    QStringList plain;
    for (const QString &name : names) {
        if (isPlainFileName(name))
            plain.append(name);
    }
    return plain;
}

Error exportNotFound(const QString &name, const QStringList &names)
{
    return makeError(ErrorKind::NotFound)
        .with(QStringLiteral("export"), name)
        .with(QStringLiteral("names"), names);
}

} // namespace

ExportJobOptions exportJobOptions(const MigrationOptions &options, const ServerVersion &version)
{
    ExportJobOptions result;
    const auto add = [&](bool wanted, const QString &key, const ServerVersion &since) {
        if (!wanted)
            return;
        if (version >= since)
            result.data.insert(key, QStringLiteral("true"));
        else
            result.ignored.append(key);
    };
    add(options.includeAttachments, QStringLiteral("include_attachments"), oldestSupportedVersion);
    add(options.includeArchivedChannels, QStringLiteral("include_archived_channels"),
        archivedChannelsSince);
    add(options.includeProfilePictures, QStringLiteral("include_profile_pictures"),
        profilePicturesSince);
    add(options.includeRolesAndSchemes, QStringLiteral("include_roles_and_schemes"),
        rolesAndSchemesSince);
    return result;
}

ExportFileFinder::ExportFileFinder(const QString &jobId, const QStringList &filesBefore)
    : m_namedAfterJob(jobId + QStringLiteral("_export.zip"))
    , m_filesBefore(filesBefore)
{
}

void ExportFileFinder::look(const Job &job, const QStringList &files)
{
    const bool pending = job.status == JobStatus::Pending;
    m_sawPending = m_sawPending || pending;
    QStringList fresh;
    for (const QString &name : files) {
        if (!m_filesBefore.contains(name) && !m_foreign.contains(name)
            && !m_candidates.contains(name))
            fresh.append(name);
    }
    // A file that is there while the job still waits, or that comes when the job's own is known to
    // be there, belongs to somebody else's export.
    const bool ownIsThere = m_sawPending && m_candidates.size() == 1;
    if (pending || ownIsThere)
        m_foreign += fresh;
    else
        m_candidates += fresh;
    if (files.contains(m_namedAfterJob))
        m_candidates = {m_namedAfterJob};
}

Result<QString> ExportFileFinder::result() const
{
    if (m_candidates.size() == 1)
        return m_candidates.first();
    if (m_candidates.isEmpty())
        return makeError(ErrorKind::NotFound,
                         QStringLiteral("the finished export is not in the list"))
            .with(QStringLiteral("export"), m_namedAfterJob);
    return makeError(ErrorKind::ExportAmbiguous).with(QStringLiteral("names"), m_candidates);
}

Error forgetExport(StepContext &context)
{
    const QString name = context.state.exported.fileName;
    const ServerCounts counts = context.state.exported.counts;
    if (const Result<void> forgotten = forgetUploadAhead(context); !forgotten)
        return forgotten.error();
    context.state.exported = {};
    context.state.exported.counts = counts;
    context.state.steps[StepId::CreateExport].status = StepStatus::NotStarted;
    if (const Result<void> saved = context.save(); !saved)
        return saved.error();
    return exportNotFound(name, {});
}

Result<void> CreateExport::run(StepContext &context)
{
    ExportRecord &exported = context.state.exported;
    if (exported.fileName.isEmpty()) {
        if (!exported.intended) {
            Result<ServerCounts> counts = context.source.client().counts();
            if (!counts)
                return counts.error();
            exported.counts = *counts;
        }
        Result<void> found;
        if (!context.state.options.useExport.isEmpty()) {
            found = useExisting(context);
        } else {
            found = startJob(context);
            if (found)
                found = followToFile(context);
        }
        if (!found)
            return found;
    }
    return waitForWholeFile(context);
}

Result<void> CreateExport::useExisting(StepContext &context) const
{
    MattermostClient &client = context.source.client();
    Result<QStringList> listed = client.exports();
    if (!listed)
        return listed.error();
    const QStringList names = plainNames(*listed);
    QString wanted = context.state.options.useExport;
    if (wanted == QLatin1String("latest")) {
        // Only a job with success vouches for a file: running, failed and killed exports are listed
        // too.
        const Result<QList<Job>> jobs = client.jobs(JobType::Export, 0, 200);
        if (!jobs)
            return jobs.error();
        wanted.clear();
        int successes = 0;
        for (const Job &job : *jobs) {
            if (job.status != JobStatus::Success)
                continue;
            ++successes;
            const QString name = job.id + QStringLiteral("_export.zip");
            if (wanted.isEmpty() && names.contains(name))
                wanted = name;
        }
        // 5.37 and 6.6 name files at random: with one file and one success there is no doubt.
        if (wanted.isEmpty() && names.size() == 1 && successes > 0)
            wanted = names.first();
        if (wanted.isEmpty() && names.size() > 1)
            return makeError(ErrorKind::ExportAmbiguous).with(QStringLiteral("names"), names);
    }
    if (!names.contains(wanted))
        return exportNotFound(context.state.options.useExport, names);
    context.state.exported.fileName = wanted;
    return context.save();
}

/// A job of an earlier run that came to nothing (cancelled, or unknown to a server that was set
/// back to a backup) is not followed again.
Result<void> CreateExport::forgetEndedJob(StepContext &context) const
{
    ExportRecord &exported = context.state.exported;
    if (exported.jobId.isEmpty())
        return {};
    const Result<Job> job = context.source.client().job(exported.jobId);
    const bool isGone = !job && job.error().kind == ErrorKind::NotFound;
    if (!job && !isGone)
        return job.error();
    if (!isGone && job->status != JobStatus::Cancelled)
        return {};
    exported.jobId.clear();
    exported.intended = false;
    return context.save();
}

Result<void> CreateExport::startJob(StepContext &context) const
{
    ExportRecord &exported = context.state.exported;
    MattermostClient &client = context.source.client();
    if (Result<void> checked = forgetEndedJob(context); !checked)
        return checked;
    if (!exported.jobId.isEmpty())
        return {};
    const ExportJobOptions job =
        exportJobOptions(context.state.options, context.state.source.version);
    Result<QString> existing = QString();
    if (!exported.intended) {
        const Result<QStringList> files = client.exports();
        if (!files)
            return files.error();
        const Result<QStringList> jobs = jobIds(client, JobType::Export);
        if (!jobs)
            return jobs.error();
        exported.filesBefore = plainNames(*files);
        exported.jobsBefore = *jobs;
        exported.ignoredOptions = job.ignored;
        exported.intended = true;
        if (Result<void> saved = context.save(); !saved)
            return saved;
    } else {
        // An earlier run intended the job; its answer may be lost.
        existing =
            findOwnJob(client, JobType::Export, context.state.id, exported.jobsBefore, job.data);
    }
    if (existing && existing->isEmpty())
        existing = createJobOnce(context, client, JobType::Export, exported.jobsBefore, job.data);
    if (!existing)
        return existing.error();
    exported.jobId = *existing;
    qCInfo(logSteps).noquote() << "export job" << exported.jobId;
    return context.save();
}

Result<void> CreateExport::followToFile(StepContext &context) const
{
    ExportRecord &exported = context.state.exported;
    MattermostClient &client = context.source.client();
    ExportFileFinder finder(exported.jobId, exported.filesBefore);
    const auto look = [&](const Job &job, Progress &) -> Result<JobSign> {
        const Result<QStringList> files = client.exports();
        if (!files)
            return files.error();
        // Between the two questions a waiting job may have begun, and the list show its file: a
        // file is known to be somebody else's only if the job still waits after the list was made.
        if (job.status == JobStatus::Pending) {
            const Result<Job> after = client.job(exported.jobId);
            if (!after)
                return after.error();
            finder.look(*after, plainNames(*files));
        } else {
            finder.look(job, plainNames(*files));
        }
        return JobSign();
    };
    Result<Job> job = followJob(context, client, exported.jobId, CancelMode::Always, look);
    // A job that stays in progress without a sign of life hangs for ever (seen after restarts of
    // the server); one that waits will still be started.
    const bool hangs = !job && job.error().kind == ErrorKind::JobStalled
                       && job.error().facts.value(QStringLiteral("status")).toString()
                              != jobStatusName(JobStatus::Pending);
    const bool lostForGood =
        endedWithCancel(job) || hangs || (!job && job.error().kind == ErrorKind::NotFound);
    const bool ended =
        job && job->status != JobStatus::Success && job->status != JobStatus::Warning;
    if (lostForGood || ended) {
        // The next try starts afresh; what this job left behind stays in the list of files before.
        exported.jobId.clear();
        exported.intended = false;
        if (Result<void> saved = context.save(); !saved)
            return saved;
    }
    if (!job)
        return job.error();
    if (job->status == JobStatus::Cancelled)
        return makeError(ErrorKind::JobCancelled)
            .with(QStringLiteral("job"), QStringLiteral("export"));
    if (ended)
        return jobFailedError(*job, JobType::Export);
    Result<QString> name = finder.result();
    if (!name)
        return name.error();
    exported.fileName = *name;
    exported.emoji = job->count(QStringLiteral("emojis_exported")).value_or(-1);
    return context.save();
}

Result<void> CreateExport::waitForWholeFile(StepContext &context) const
{
    // Newer servers report success before the file is completely stored.
    ExportRecord &exported = context.state.exported;
    Progress progress;
    progress.activity = Activity::WaitingForFile;
    progress.unit = ProgressUnit::Bytes;
    qint64 sizeBefore = -1;
    for (int look = 1;; ++look) {
        const Result<qint64> size = context.source.client().exportSize(exported.fileName);
        if (!size) {
            if (size.error().kind == ErrorKind::NotFound)
                return forgetExport(context);
            return size.error();
        }
        progress.done = *size;
        context.report(progress);
        if (*size > 0 && *size == sizeBefore)
            break;
        if (*size == 0 && look >= looksForFirstByte)
            return makeError(ErrorKind::ArchiveInvalid)
                .with(QStringLiteral("reason"), QStringLiteral("empty"))
                .with(QStringLiteral("path"), exported.fileName);
        sizeBefore = *size;
        if (!context.control.sleep(context.timings.fileGrowthPollMs))
            return makeError(ErrorKind::Cancelled);
    }
    exported.fileSize = sizeBefore;
    return context.save();
}

} // namespace mmigrate
