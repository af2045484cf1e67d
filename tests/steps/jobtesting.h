// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "support/migrationpair.h"

#include <QString>

namespace mmigrate::test {

inline const QString exportJobs = QStringLiteral("export_process");
inline const QString importJobs = QStringLiteral("import_process");
inline const QString runsJobs = QStringLiteral("JobSettings.RunJobs");

/// The job of that type that was created last; an empty one when there is none.
inline PracticeJob newestJob(const PracticeServer &server, const QString &type)
{
    const QList<PracticeJob> jobs = server.jobs();
    for (const PracticeJob &job : jobs) {
        if (job.type == type)
            return job;
    }
    return {};
}

inline QByteArray jobBody(const QByteArray &status, const QByteArray &data)
{
    return R"({"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","type":"export_process","priority":0,)"
           R"("create_at":1700000000000,"start_at":0,"last_activity_at":0,"progress":0,"status":")"
           + status + R"(","data":)" + data + "}";
}

inline Trigger cancelWhen(std::function<bool()> condition)
{
    return {std::move(condition), [](MigrationRunner &runner) { runner.cancel(); }};
}

/// Takes jobs, but begins none until `runsJobs` is set.
inline PracticeServerOptions idle(PracticeServerOptions options)
{
    options.config = {
        {QStringLiteral("JobSettings"), QJsonObject{{QStringLiteral("RunJobs"), false}}}};
    return options;
}

/// Somebody changes a setting of the destination when the import is asked for; only then it begins.
inline Trigger changeBeforeTheImport(MigrationPair &pair, const QString &setting,
                                     const QJsonValue &value)
{
    pair.destination().holdJobs(importJobs);
    return {[&pair] { return MigrationPair::jobCount(pair.destination(), "import_process") == 1; },
            [&pair, setting, value](MigrationRunner &) {
                pair.destination().setConfigValue(setting, value);
                pair.destination().releaseJobs(importJobs);
            }};
}

inline int cancelRequests(const PracticeServer &server)
{
    return int(
        server.requests(QStringLiteral("POST"), QStringLiteral("/jobs/[a-z0-9]+/cancel$")).size());
}

} // namespace mmigrate::test
