// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/router.h"

#include <QDateTime>

namespace mmigrate::practice {

namespace {

/// Types that the server knows, though nothing here runs them.
bool isKnownType(const QString &type, const Personality &personality)
{
    static const QStringList others =
        QStringLiteral("data_retention message_export elasticsearch_post_indexing "
                       "ldap_sync migrations expiry_notify product_notices "
                       "active_users import_delete export_delete")
            .split(QLatin1Char(' '));
    if (type == extractJobType)
        return personality.hasExtractContent;
    return type == exportJobType || type == importJobType || others.contains(type);
}

HttpResponse createJob(Call &call)
{
    const QJsonObject body = call.json.object();
    if (!call.json.isObject() || !body.value(QLatin1String("type")).isString())
        return call.badBody("job");
    Job job;
    job.type = body.value(QLatin1String("type")).toString();
    const QJsonValue data = body.value(QLatin1String("data"));
    if (!data.isUndefined() && !data.isNull() && !data.isObject())
        return call.badBody("job");
    job.hasData = data.isObject();
    const QJsonObject entries = data.toObject();
    for (auto it = entries.begin(); it != entries.end(); ++it) {
        if (!it.value().isString())
            return call.badBody("job");
        job.data.insert(it.key(), it.value().toString());
    }
    if (!isKnownType(job.type, call.server.personality))
        return call.fail(400, "api.job.unable_to_create_job.incorrect_job_type");
    job.id = call.server.workspace.newId();
    job.createAt = QDateTime::currentMSecsSinceEpoch();
    return jsonResponse(call.server.jobs.add(job).toJson(), 201);
}

HttpResponse getJob(Call &call)
{
    if (!isId(call.param("job")))
        return call.badUrlParam("job_id");
    const Job *job = call.server.jobs.find(call.param("job"));
    return job ? jsonResponse(job->toJson()) : call.fail(404, "app.job.get.app_error");
}

HttpResponse pageOf(const Call &call, const QString &type, const QString &status)
{
    QJsonArray page;
    qsizetype skip = qsizetype(call.page()) * call.perPage();
    const QList<Job> all = call.server.jobs.newestFirst();
    for (const Job &job : all) {
        const bool fits =
            (type.isEmpty() || job.type == type) && (status.isEmpty() || job.status == status);
        if (fits && skip-- <= 0 && page.size() < call.perPage())
            page.append(job.toJson());
    }
    return jsonResponse(page);
}

HttpResponse listJobs(Call &call)
{
    if (!call.server.personality.filtersJobs)
        return pageOf(call, {}, {});
    return pageOf(call, call.request.queryValue(QStringLiteral("job_type")),
                  call.request.queryValue(QStringLiteral("status")));
}

HttpResponse listJobsOfType(Call &call)
{
    if (!isKnownType(call.param("type"), call.server.personality))
        return call.fail(400, "api.job.retrieve.nopermissions");
    return pageOf(call, call.param("type"), {});
}

/// A pending job ends here; a running one only notes the wish and goes on.
HttpResponse cancelJob(Call &call)
{
    Job *job = call.server.jobs.find(call.param("job"));
    if (!job)
        return call.fail(404, "app.job.get.app_error");
    if (job->status == QLatin1String("pending"))
        job->status = QStringLiteral("canceled");
    else if (job->status == QLatin1String("in_progress"))
        job->status = QStringLiteral("cancel_requested");
    else
        return call.fail(500, "jobs.request_cancellation.status.error");
    job->lastActivityAt = QDateTime::currentMSecsSinceEpoch();
    return okResponse();
}

HttpResponse setJobStatus(Call &call)
{
    Job *job = call.server.jobs.find(call.param("job"));
    if (!job)
        return call.fail(404, "app.job.get.app_error");
    const QString status = call.json.object().value(QLatin1String("status")).toString();
    const bool force = call.json.object().value(QLatin1String("force")).toBool();
    static const QStringList allowed{QStringLiteral("pending"), QStringLiteral("cancel_requested"),
                                     QStringLiteral("canceled")};
    if (!allowed.contains(status))
        return call.badBody("status");
    const bool open = job->status == QLatin1String("pending")
                      || job->status == QLatin1String("in_progress")
                      || job->status == QLatin1String("cancel_requested");
    if (!open && !force)
        return call.fail(400, "api.job.status.invalid");
    job->status = status;
    return okResponse();
}

HttpResponse downloadJob(Call &call)
{
    return call.fail(501, "app.job.download_export_results_not_enabled");
}

} // namespace

void addJobRoutes(Router &router, const Personality &personality)
{
    router.add("GET", "jobs", Access::Admin, listJobs);
    router.add("POST", "jobs", Access::Admin, createJob);
    router.add("GET", "jobs/type/{type}", Access::Admin, listJobsOfType);
    router.add("GET", "jobs/{job}", Access::Admin, getJob);
    router.add("POST", "jobs/{job}/cancel", Access::Admin, cancelJob);
    router.add("GET", "jobs/{job}/download", Access::Admin, downloadJob);
    if (personality.hasJobStatusPatch)
        router.add("PATCH", "jobs/{job}/status", Access::Admin, setJobStatus);
}

} // namespace mmigrate::practice
