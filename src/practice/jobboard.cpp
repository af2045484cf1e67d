// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/jobboard.h"

#include <algorithm>

namespace mmigrate::practice {

QJsonObject Job::toJson() const
{
    QJsonValue dataValue = QJsonValue::Null;
    if (hasData) {
        QJsonObject object;
        for (auto it = data.begin(); it != data.end(); ++it)
            object.insert(it.key(), it.value());
        dataValue = object;
    }
    return {{QStringLiteral("id"), id},
            {QStringLiteral("type"), type},
            {QStringLiteral("priority"), 0},
            {QStringLiteral("create_at"), createAt},
            {QStringLiteral("start_at"), startAt},
            {QStringLiteral("last_activity_at"), lastActivityAt},
            {QStringLiteral("status"), status},
            {QStringLiteral("progress"), progress},
            {QStringLiteral("data"), dataValue}};
}

Job &JobBoard::add(const Job &job)
{
    m_jobs.append(job);
    return m_jobs.last();
}

Job *JobBoard::find(const QString &id)
{
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&id](const Job &job) { return job.id == id; });
    return found == m_jobs.end() ? nullptr : &*found;
}

QList<Job> JobBoard::newestFirst() const
{
    return {m_jobs.crbegin(), m_jobs.crend()};
}

Job *JobBoard::nextPending(const QString &type)
{
    const auto found = std::find_if(m_jobs.begin(), m_jobs.end(), [&type](const Job &job) {
        return job.type == type && job.status == QLatin1String("pending");
    });
    return found == m_jobs.end() ? nullptr : &*found;
}

void JobBoard::setBusy(const QString &type, bool busy)
{
    if (busy)
        m_busy.insert(type);
    else
        m_busy.remove(type);
}

} // namespace mmigrate::practice
