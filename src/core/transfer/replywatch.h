// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

class QNetworkReply;

namespace mmigrate {

class StepControl;

/// Waits for one reply in a local event loop of the worker, and gives it up on cancel, pause or
/// silence. The place where the event-driven transfers block.
class ReplyWatch : public QObject
{
public:
    enum class End { Finished, Cancelled, Paused, Silent, Stopped };

    ReplyWatch(QNetworkReply &reply, StepControl &control, int silenceTimeoutMs);

    /// Bytes moved: the silence begins anew, from now on with this time-out when one is given.
    void noteLife(int silenceTimeoutMs = 0);
    /// From within the reply's slots: no more of this reply is wanted.
    void stop() { giveUp(End::Stopped); }
    End wait();

private:
    void tick();
    void giveUp(End reason);

    QNetworkReply &m_reply;
    StepControl &m_control;
    int m_silenceTimeoutMs;
    QDeadlineTimer m_silence;
    QTimer m_ticker;
    QFutureWatcher<void> m_cancelWatcher;
    QEventLoop m_loop;
    End m_end = End::Finished;
};

} // namespace mmigrate
