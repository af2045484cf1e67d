// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/practiceserver.h"

#include <QRegularExpression>

#include <deque>
#include <mutex>
#include <vector>

namespace mmigrate::practice {

/// The scripted faults, counted. Thread-safe.
class FaultPlan
{
public:
    int add(const PracticeFault &fault);
    int hits(int number) const;
    void clear();
    void setSource(PracticeServer::FaultSource source);
    /// What happens to this request: the first scripted fault that takes it, else what the source
    /// says.
    PracticeFault take(const QString &method, const QString &path);

private:
    struct Entry
    {
        PracticeFault fault;
        QRegularExpression pattern;
        int seen = 0;
        int hits = 0;
    };

    mutable std::mutex m_mutex;
    std::vector<Entry> m_entries;
    PracticeServer::FaultSource m_source;
};

/// What came over the wire and what a server's log would say. Thread-safe.
class RequestLog
{
public:
    int begin(PracticeRequest request);
    void setFault(int number, PracticeFault::Action action);
    void addBody(int number, const char *data, qint64 size);
    void setAnswer(int number, int status, qint64 bytes);
    void finish(int number);
    QList<PracticeRequest> all() const;
    void clear();
    void say(const QString &line);
    QStringList lines() const;

private:
    PracticeRequest *find(int number);

    mutable std::mutex m_mutex;
    // Of the standard library, and copied deeply: nothing here may share its bytes with other
    // threads.
    std::deque<PracticeRequest> m_requests;
    std::deque<QString> m_lines;
    int m_last = 0;
    qint64 m_captured = 0;
};

} // namespace mmigrate::practice
