// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QFile>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace mmigrate {

/// A file that one thread downloads while another one reads it from its beginning. All members may
/// be called from any thread.
class GrowingFile
{
public:
    // For who downloads.

    /// It lies there, and so many bytes from its first one on will stay what they are.
    void setAvailable(const QString &path, qint64 bytes);
    /// Moves it by `move`, while nobody has it open (Windows moves no open file).
    Result<void> moveTo(const QString &target, const std::function<Result<void>()> &move);
    /// Nothing of it can be relied on any more, or not yet.
    void forget() { setAvailable({}, 0); }

    // For who reads.

    qint64 availableBytes() const;
    QString path() const;
    /// @return bytes read, at most `count`; 0 or less: they are not there
    qint64 read(qint64 offset, char *data, qint64 count);
    /// Changes when what could be read before is not to be relied on any more.
    quint64 history() const;
    /// Waits until a byte at `offset` can be read, or all has changed, or the time is over.
    void waitFor(qint64 offset, std::chrono::milliseconds longest);
    /// Lets go of it (Windows removes no open file); read() opens it again.
    void close();

private:
    mutable std::mutex m_mutex;
    QFile m_file;
    qint64 m_bytes = 0;
    quint64 m_history = 0;
    std::condition_variable m_changed;
};

} // namespace mmigrate
