// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/faultplan.h"

#include <QDateTime>

#include <algorithm>

namespace mmigrate::practice {

namespace {

constexpr qint64 maxBodyKept = 64 * 1024;
/// A server that runs for days must not keep everything.
constexpr qint64 maxBodiesKept = 32 * 1024 * 1024;
constexpr std::size_t maxRequestsKept = 20'000;
constexpr std::size_t maxLinesKept = 10'000;

} // namespace

int FaultPlan::add(const PracticeFault &fault)
{
    const std::lock_guard lock(m_mutex);
    m_entries.push_back({fault, QRegularExpression(fault.pathPattern), 0, 0});
    return int(m_entries.size()) - 1;
}

int FaultPlan::hits(int number) const
{
    const std::lock_guard lock(m_mutex);
    const bool known = number >= 0 && std::size_t(number) < m_entries.size();
    return known ? m_entries[std::size_t(number)].hits : 0;
}

void FaultPlan::clear()
{
    const std::lock_guard lock(m_mutex);
    m_entries.clear();
}

void FaultPlan::setSource(PracticeServer::FaultSource source)
{
    const std::lock_guard lock(m_mutex);
    m_source = std::move(source);
}

PracticeFault FaultPlan::take(const QString &method, const QString &path)
{
    const std::lock_guard lock(m_mutex);
    for (Entry &entry : m_entries) {
        const bool spent = entry.fault.times > 0 && entry.hits >= entry.fault.times;
        if (spent || (!entry.fault.method.isEmpty() && entry.fault.method != method)
            || !entry.pattern.match(path).hasMatch())
            continue;
        if (entry.seen++ < entry.fault.skip)
            continue;
        ++entry.hits;
        return entry.fault;
    }
    if (m_source) {
        if (const std::optional<PracticeFault> fault = m_source(method, path))
            return *fault;
    }
    return {};
}

int RequestLog::begin(PracticeRequest request)
{
    const std::lock_guard lock(m_mutex);
    request.number = ++m_last;
    if (m_requests.size() >= maxRequestsKept)
        m_requests.pop_front();
    m_requests.push_back(std::move(request));
    return m_last;
}

PracticeRequest *RequestLog::find(int number)
{
    // The latest are at the end, and it is nearly always one of them.
    const auto found =
        std::find_if(m_requests.rbegin(), m_requests.rend(),
                     [number](const PracticeRequest &request) { return request.number == number; });
    return found == m_requests.rend() ? nullptr : &*found;
}

void RequestLog::setFault(int number, PracticeFault::Action action)
{
    const std::lock_guard lock(m_mutex);
    if (PracticeRequest *request = find(number))
        request->fault = action;
}

void RequestLog::addBody(int number, const char *data, qint64 size)
{
    const std::lock_guard lock(m_mutex);
    PracticeRequest *request = find(number);
    if (!request)
        return;
    request->bodyBytes += size;
    const qint64 room = qMin(maxBodyKept - request->body.size(), maxBodiesKept - m_captured);
    if (room > 0) {
        request->body.append(data, qsizetype(qMin(room, size)));
        m_captured += qMin(room, size);
    }
}

void RequestLog::setAnswer(int number, int status, qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    if (PracticeRequest *request = find(number)) {
        request->status = status;
        request->answerBytes = bytes;
    }
}

void RequestLog::finish(int number)
{
    const std::lock_guard lock(m_mutex);
    if (PracticeRequest *request = find(number))
        request->finished = true;
}

QList<PracticeRequest> RequestLog::all() const
{
    const std::lock_guard lock(m_mutex);
    QList<PracticeRequest> copies;
    for (const PracticeRequest &request : m_requests) {
        PracticeRequest copy = request;
        copy.body = QByteArray(request.body.constData(), request.body.size());
        copies.append(std::move(copy));
    }
    return copies;
}

void RequestLog::clear()
{
    const std::lock_guard lock(m_mutex);
    m_requests.clear();
    m_captured = 0;
}

void RequestLog::say(const QString &line)
{
    const std::lock_guard lock(m_mutex);
    if (m_lines.size() >= maxLinesKept)
        m_lines.pop_front();
    m_lines.push_back(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs) + QLatin1Char(' ')
                      + line);
}

QStringList RequestLog::lines() const
{
    const std::lock_guard lock(m_mutex);
    return {m_lines.begin(), m_lines.end()};
}

} // namespace mmigrate::practice
