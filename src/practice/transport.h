// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>

namespace mmigrate::practice {

/// One TCP connection, with TLS or without, blocking. Only abort() may come from another thread.
class ByteStream
{
public:
    virtual ~ByteStream() = default;
    /// TLS: shakes hands. False when that failed.
    virtual bool open() = 0;
    /// Bytes read; 0: the other side has ended or broken the connection, or abort() did.
    virtual qint64 readSome(char *data, qint64 maxSize) = 0;
    /// False when the connection broke.
    virtual bool write(const char *data, qint64 size) = 0;
    /// Says that nothing more will be sent.
    virtual void shutdownSend() = 0;
    /// Closes; with reset the other side gets RST.
    virtual void close(bool reset) = 0;
    /// From any thread: reads and writes that are under way end.
    virtual void abort() = 0;
    virtual QString remoteAddress() const = 0;
};

struct ListenOptions
{
    quint16 port = 0;
    QString certificateFile{}; ///< empty: no TLS
    QString privateKeyFile{};
};

/// Accepts connections on 127.0.0.1 in a thread of its own.
class Listener
{
public:
    using Handler = std::function<void(std::unique_ptr<ByteStream>)>;

    Listener();
    ~Listener();
    Q_DISABLE_COPY_MOVE(Listener)

    /// The handler is called in the listener's thread. Gives the port.
    Result<quint16> start(const ListenOptions &options, Handler handler);
    void stop();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mmigrate::practice
