// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/stepcontrol.h"

#include <QDeadlineTimer>
#include <QMutexLocker>

namespace mmigrate {

StepControl::StepControl()
{
    m_promise.start();
    m_token = m_promise.future();
}

StepControl::~StepControl()
{
    if (!m_token.isFinished())
        m_promise.finish();
}

void StepControl::cancel()
{
    {
        const QMutexLocker locker(&m_mutex);
        if (m_cancelled)
            return;
        m_cancelled = true;
        m_changed.wakeAll();
    }
    m_promise.finish();
}

void StepControl::pause()
{
    const QMutexLocker locker(&m_mutex);
    m_paused = true;
    m_changed.wakeAll();
}

void StepControl::resume()
{
    const QMutexLocker locker(&m_mutex);
    m_paused = false;
    m_changed.wakeAll();
}

void StepControl::wake()
{
    const QMutexLocker locker(&m_mutex);
    ++m_wakes;
    m_changed.wakeAll();
}

bool StepControl::isCancelled() const
{
    const QMutexLocker locker(&m_mutex);
    return m_cancelled;
}

bool StepControl::isPaused() const
{
    const QMutexLocker locker(&m_mutex);
    return m_paused;
}

bool StepControl::waitWhilePaused()
{
    const QMutexLocker locker(&m_mutex);
    while (m_paused && !m_cancelled)
        m_changed.wait(&m_mutex);
    return !m_cancelled;
}

bool StepControl::sleep(qint64 milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    const QMutexLocker locker(&m_mutex);
    const quint64 wakes = m_wakes;
    while (!m_cancelled && wakes == m_wakes && !deadline.hasExpired())
        m_changed.wait(&m_mutex, deadline);
    return !m_cancelled;
}

} // namespace mmigrate
