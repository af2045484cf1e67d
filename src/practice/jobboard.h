// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QSet>
#include <QString>

namespace mmigrate::practice {

struct Job
{
    QString id{};
    QString type{};
    QString status = QStringLiteral("pending");
    qint64 createAt = 0;
    qint64 startAt = 0;
    qint64 lastActivityAt = 0;
    int progress = 0;
    QMap<QString, QString> data{};
    bool hasData = false; ///< else null

    QJsonObject toJson() const;
};

/// The jobs of one server, in the order of their creation. Not thread-safe.
class JobBoard
{
public:
    Job &add(const Job &job);
    Job *find(const QString &id);
    const QList<Job> &all() const { return m_jobs; }
    QList<Job> newestFirst() const;
    /// The oldest pending one of a type.
    Job *nextPending(const QString &type);

    // Which types have a worker at work; after a restart nobody is.
    bool isBusy(const QString &type) const { return m_busy.contains(type); }
    void setBusy(const QString &type, bool busy);

private:
    QList<Job> m_jobs;
    QSet<QString> m_busy;
};

inline const QString exportJobType = QStringLiteral("export_process");
inline const QString importJobType = QStringLiteral("import_process");
inline const QString extractJobType = QStringLiteral("extract_content");

} // namespace mmigrate::practice
