// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/jobrunner.h"

#include "practice/exporter.h"
#include "practice/importer.h"
#include "practice/streamingzip.h"

#include <QDateTime>

#include <algorithm>

namespace mmigrate::practice {

JobRunner::JobRunner(Backend &server)
    : m_server(server)
{
}

JobRunner::~JobRunner()
{
    stop();
}

void JobRunner::start()
{
    m_stopping = false;
    m_watcher = std::thread([this] { watch(); });
}

void JobRunner::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    if (m_watcher.joinable())
        m_watcher.join();
    for (std::thread &worker : m_workers)
        worker.join();
    m_workers.clear();
}

void JobRunner::wake()
{
    // The lock makes sure that nobody is between looking and waiting.
    {
        const std::lock_guard lock(m_mutex);
    }
    m_changed.notify_all();
}

void JobRunner::watch()
{
    const auto interval = std::chrono::milliseconds(qMax(1, m_server.options.jobWatchIntervalMs));
    while (true) {
        {
            std::unique_lock lock(m_mutex);
            const auto until = std::chrono::steady_clock::now() + interval;
            if (m_changed.wait_until(lock, until, [this] { return m_stopping; }))
                return;
        }
        for (const QString &type : {exportJobType, importJobType, extractJobType})
            startPending(type);
    }
}

void JobRunner::startPending(const QString &type)
{
    Task task;
    {
        const std::lock_guard lock(m_server.mutex);
        const bool runs = m_server.config.flag(QStringLiteral("JobSettings.RunJobs"));
        Job *job = !runs || m_server.jobs.isBusy(type) ? nullptr : m_server.jobs.nextPending(type);
        if (!job)
            return;
        m_server.jobs.setBusy(type, true);
        job->status = QStringLiteral("in_progress");
        job->startAt = job->lastActivityAt = QDateTime::currentMSecsSinceEpoch();
        task = {job->id, job->type, job->data, m_server.generation};
    }
    m_server.log.say(QStringLiteral("job %1 %2 started").arg(task.type, task.id));
    m_workers.emplace_back([this, task] { runJob(task); });
}

void JobRunner::runJob(const Task &task)
{
    if (task.type == exportJobType)
        runExport(task);
    else if (task.type == importJobType)
        runImport(task);
    else
        runExtract(task);
}

bool JobRunner::isAlive(const Task &task) const
{
    const std::lock_guard lock(m_server.mutex);
    return m_server.generation == task.generation;
}

bool JobRunner::hold(const Task &task, int milliseconds)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    const auto released = [this, &task] {
        const std::lock_guard state(m_server.mutex);
        return !m_server.heldJobTypes.contains(task.type) || m_server.generation != task.generation;
    };
    std::unique_lock lock(m_mutex);
    m_changed.wait_until(lock, until, [this] { return m_stopping; });
    m_changed.wait(lock, [this, &released] { return m_stopping || released(); });
    return !m_stopping && isAlive(task);
}

bool JobRunner::holdAtLine(const Task &task, int line)
{
    const auto released = [this, &task, line] {
        const std::lock_guard state(m_server.mutex);
        const int held = m_server.importHeldAtLine;
        return held == 0 || line < held || m_server.generation != task.generation;
    };
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this, &released] { return m_stopping || released(); });
    return !m_stopping && isAlive(task);
}

void JobRunner::tell(const Task &task, const QMap<QString, qint64> &counters)
{
    const std::lock_guard lock(m_server.mutex);
    Job *job = m_server.jobs.find(task.id);
    if (!job || m_server.generation != task.generation)
        return;
    job->lastActivityAt = QDateTime::currentMSecsSinceEpoch();
    if (!m_server.personality.exportOptions)
        return;
    for (auto it = counters.begin(); it != counters.end(); ++it)
        job->data.insert(it.key(), QString::number(it.value()));
    job->hasData = job->hasData || !counters.isEmpty();
}

/// A wish to cancel changes nothing: the job ends as it would have.
void JobRunner::finish(const Task &task, const QString &error, const QString &lineNumber)
{
    const std::lock_guard lock(m_server.mutex);
    Job *job = m_server.jobs.find(task.id);
    if (!job || m_server.generation != task.generation)
        return;
    m_server.jobs.setBusy(task.type, false);
    job->lastActivityAt = QDateTime::currentMSecsSinceEpoch();
    job->status = error.isEmpty() ? QStringLiteral("success") : QStringLiteral("error");
    job->progress = !error.isEmpty() ? -1 : m_server.personality.progressReaches100 ? 100 : 0;
    if (!error.isEmpty()) {
        job->hasData = true;
        job->data.insert(QStringLiteral("error"), error);
        if (!lineNumber.isEmpty())
            job->data.insert(QStringLiteral("line_number"), lineNumber);
    }
    m_server.log.say(QStringLiteral("job %1 %2 %3 %4").arg(task.type, task.id, job->status, error));
}

void JobRunner::runExport(const Task &task)
{
    const auto asked = [&task](const char *name) {
        return task.data.value(QLatin1String(name)) == QLatin1String("true");
    };
    const Personality &personality = m_server.personality;
    ExportOptions options;
    options.attachments = asked("include_attachments");
    options.archivedChannels = personality.exportOptions && asked("include_archived_channels");
    options.profilePictures = personality.exportOptions && asked("include_profile_pictures");
    options.rolesAndSchemes = personality.exportOptions && asked("include_roles_and_schemes");
    options.archivedTeamChannels =
        personality.exportsArchivedTeamChannels && m_server.options.exportArchivedTeamChannels;
    QString id = task.id;
    // A copy, so that the server goes on answering; its strings are shared.
    Workspace copy;
    {
        const std::lock_guard lock(m_server.mutex);
        if (!personality.exportNamedAfterJob)
            id = m_server.workspace.newId();
        copy = m_server.workspace;
    }
    StreamingZip zip(m_server.exportFolder + QLatin1Char('/') + id + QStringLiteral("_export.zip"));
    if (!zip.open()) {
        finish(task, personality.jobError(QStringLiteral("WriteFile"),
                                          QStringLiteral("Unable to write the file."), {}));
        return;
    }
    if (!hold(task, m_server.options.exportDurationMs))
        return;
    Exporter exporter(copy, personality, options, m_server.dataFolder);
    const Exporter::Outcome outcome =
        exporter.run(zip, [this, &task](const QMap<QString, qint64> &counters) {
            tell(task, counters);
            return isAlive(task);
        });
    if (outcome == Exporter::Outcome::Stopped)
        return;
    tell(task, exporter.counters());
    finish(task, exporter.error());
}

void JobRunner::runImport(const Task &task)
{
    if (!hold(task, m_server.options.importDurationMs))
        return;
    const QString name = task.data.value(QStringLiteral("import_file"));
    QString path;
    {
        const std::lock_guard lock(m_server.mutex);
        path = name.isEmpty() ? QString()
                              : m_server.uploads.finishedPath(name.section(QLatin1Char('/'), -1));
    }
    Importer importer(m_server, task.generation);
    const auto gate = [this, &task](int line) { return holdAtLine(task, line); };
    switch (importer.run(path, gate)) {
    case Importer::Outcome::Crashed:
        m_server.log.say(QStringLiteral(
            "panic: runtime error: invalid memory address or nil pointer dereference"));
        m_server.restartNow();
        return;
    case Importer::Outcome::Stopped:
        return;
    case Importer::Outcome::Failed:
        finish(task, importer.error(), importer.lineNumber());
        return;
    case Importer::Outcome::Done:
        break;
    }
    {
        const std::lock_guard lock(m_server.mutex);
        m_server.uploads.removeFinished(name);
    }
    finish(task, {});
}

void JobRunner::runExtract(const Task &task)
{
    if (!hold(task, 0))
        return;
    bool isNumber = false;
    task.data.value(QStringLiteral("from"), QStringLiteral("0")).toLongLong(&isNumber);
    if (!isNumber) {
        finish(task, m_server.personality.jobError(
                         QStringLiteral("ExtractContentWorker"),
                         QStringLiteral("Unable to parse the start of the period."), {}));
        return;
    }
    {
        const std::lock_guard lock(m_server.mutex);
        if (Job *job = m_server.jobs.find(task.id)) {
            job->hasData = true;
            job->data.insert(QStringLiteral("processed"),
                             QString::number(m_server.workspace.files.size()));
            job->data.insert(QStringLiteral("errors"), QStringLiteral("0"));
        }
    }
    finish(task, {});
}

} // namespace mmigrate::practice
