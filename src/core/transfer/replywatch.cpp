// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/replywatch.h"

#include "core/base/stepcontrol.h"

#include <QNetworkReply>

#include <utility>

namespace mmigrate {

namespace {
constexpr int tickMs = 50; // a pause is promised to be followed within 100 ms
}

ReplyWatch::ReplyWatch(QNetworkReply &reply, StepControl &control, int silenceTimeoutMs)
    : m_reply(reply)
    , m_control(control)
    , m_silenceTimeoutMs(silenceTimeoutMs)
    , m_silence(silenceTimeoutMs)
{
    connect(&m_ticker, &QTimer::timeout, this, &ReplyWatch::tick);
    // Queued: who is told may well destroy the reply.
    connect(&m_reply, &QNetworkReply::finished, this, &ReplyWatch::conclude, Qt::QueuedConnection);
    connect(&m_cancelWatcher, &QFutureWatcherBase::finished, this,
            [this] { giveUp(End::Cancelled); });
    m_cancelWatcher.setFuture(m_control.cancelled());
}

void ReplyWatch::noteLife(int silenceTimeoutMs)
{
    if (silenceTimeoutMs > 0)
        m_silenceTimeoutMs = silenceTimeoutMs;
    m_silence.setRemainingTime(m_silenceTimeoutMs);
}

void ReplyWatch::whenEnded(std::function<void(End)> call)
{
    m_whenEnded = std::move(call);
    m_ticker.start(tickMs);
}

void ReplyWatch::conclude()
{
    m_ticker.stop();
    m_loop.quit();
    if (const auto call = std::exchange(m_whenEnded, nullptr))
        call(m_end);
}

ReplyWatch::End ReplyWatch::wait()
{
    m_ticker.start(tickMs);
    if (!m_reply.isFinished() && m_end == End::Finished)
        m_loop.exec();
    m_ticker.stop();
    return m_end;
}

void ReplyWatch::tick()
{
    if (m_control.isCancelled())
        giveUp(End::Cancelled);
    else if (m_control.isPaused())
        giveUp(End::Paused);
    else if (m_silence.hasExpired())
        giveUp(End::Silent);
}

void ReplyWatch::giveUp(End reason)
{
    if (m_end != End::Finished || m_reply.isFinished())
        return;
    m_end = reason;
    m_reply.abort(); // emits finished()
    m_loop.quit();
}

} // namespace mmigrate
