// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QFuture>
#include <QMutex>
#include <QPromise>
#include <QWaitCondition>

#include <atomic>

namespace mmigrate {

/// Cancel, pause and speed limit: the one object that the caller's thread and the worker share.
///
/// The cancel token is a promise of its own, not the step's result: cancelling a result's QFuture
/// would throw the result away. Once cancelled it stays cancelled; a new run takes a new control.
class StepControl
{
public:
    StepControl();
    ~StepControl();
    Q_DISABLE_COPY_MOVE(StepControl)

    // From any thread.
    void cancel();
    void pause();
    void resume();
    /// Ends a sleep() that is under way ("Try now").
    void wake();
    bool isCancelled() const;
    bool isPaused() const;
    /// Bytes a second that transfers may move from now on; 0: no limit.
    void setSpeedLimit(qint64 bytesPerSecond) { m_speedLimit = bytesPerSecond; }
    qint64 speedLimit() const { return m_speedLimit; }

    /// Finishes when cancel() is called; to be watched by code that waits in an event loop.
    QFuture<void> cancelled() const { return m_token; }
    /// Only for the worker: parks while paused. False when cancelled.
    [[nodiscard]] bool waitWhilePaused();
    /// Only for the worker: sleeps, ended early by cancel or wake. False when cancelled.
    [[nodiscard]] bool sleep(qint64 milliseconds);

private:
    mutable QMutex m_mutex;
    QWaitCondition m_changed;
    QPromise<void> m_promise;
    QFuture<void> m_token;
    bool m_cancelled = false;
    bool m_paused = false;
    quint64 m_wakes = 0;
    std::atomic<qint64> m_speedLimit = 0;
};

} // namespace mmigrate
