// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <functional>

class QNetworkReply;

namespace mmigrate {

class StepControl;

/// Watches one reply, and gives it up on cancel, pause or silence. Either tells the end by a call
/// (whenEnded) or waits for it in a local event loop: the place where event-driven transfers block.
class ReplyWatch : public QObject
{
public:
    enum class End { Finished, Cancelled, Paused, Silent, Stopped };

    ReplyWatch(QNetworkReply &reply, StepControl &control, int silenceTimeoutMs);

    /// Bytes moved: the silence begins anew, from now on with this time-out when one is given.
    void noteLife(int silenceTimeoutMs = 0);
    /// From within the reply's slots: no more of this reply is wanted.
    void stop() { giveUp(End::Stopped); }
    /// Called once, from the event loop, when the reply ended or was given up.
    void whenEnded(std::function<void(End)> call);
    End wait();

private:
    void tick();
    void giveUp(End reason);
    void conclude();

    QNetworkReply &m_reply;
    StepControl &m_control;
    int m_silenceTimeoutMs;
    QDeadlineTimer m_silence;
    QTimer m_ticker;
    QFutureWatcher<void> m_cancelWatcher;
    QEventLoop m_loop;
    std::function<void(End)> m_whenEnded;
    End m_end = End::Finished;
};

} // namespace mmigrate
