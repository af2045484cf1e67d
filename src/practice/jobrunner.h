// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/backend.h"

#include <condition_variable>
#include <thread>
#include <vector>

namespace mmigrate::practice {

/// Looks for pending jobs at intervals and runs them, at most one of a type at a time, each in a
/// thread.
class JobRunner
{
public:
    explicit JobRunner(Backend &server);
    ~JobRunner();
    Q_DISABLE_COPY_MOVE(JobRunner)

    void start();
    void stop();
    /// Something that a waiting job looks at has changed.
    void wake();

private:
    struct Task
    {
        QString id{};
        QString type{};
        QMap<QString, QString> data{};
        int generation = 0;
    };
    void watch();
    void startPending(const QString &type);
    void runJob(const Task &task);
    void runExport(const Task &task);
    void runImport(const Task &task);
    void runExtract(const Task &task);
    /// Waits while jobs of the type are held, and at least that long. False: stopped or restarted.
    bool hold(const Task &task, int milliseconds);
    /// The same before a line of an import.
    bool holdAtLine(const Task &task, int line);
    bool isAlive(const Task &task) const; ///< takes the server's mutex
    void tell(const Task &task, const QMap<QString, qint64> &counters);
    void finish(const Task &task, const QString &error, const QString &lineNumber = {});

    Backend &m_server;
    std::mutex m_mutex; ///< for the condition only
    std::condition_variable m_changed;
    bool m_stopping = false;
    std::thread m_watcher;
    std::vector<std::thread> m_workers; ///< touched by the watcher, then by stop()
};

} // namespace mmigrate::practice
