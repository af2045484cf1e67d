// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/http.h"
#include "practice/practicefault.h"
#include "practice/transport.h"

#include <condition_variable>
#include <mutex>

namespace mmigrate::practice {

/// What happens to one request, decided before its body is read.
struct Verdict
{
    int number = 0; ///< of the request, in the log
    PracticeFault fault{};
};

/// What a connection asks of the server.
class ConnectionHost
{
public:
    virtual ~ConnectionHost() = default;
    /// The head was read.
    virtual Verdict begin(HttpRequest &request) = 0;
    virtual HttpResponse handle(const HttpRequest &request, BodyReader &body,
                                const Verdict &verdict) = 0;
    virtual void bodyRead(const Verdict &verdict, const char *data, qint64 size) = 0;
    virtual void answered(const Verdict &verdict, int status, qint64 bytesSent) = 0;
    virtual void finished(const Verdict &verdict) = 0;
    /// Like a kill and a start; called in the connection's own thread.
    virtual void restartNow() = 0;
};

/// Reads requests from one stream and answers them, one after the other, until it ends. Runs in its
/// own thread.
class Connection
{
public:
    Connection(std::unique_ptr<ByteStream> stream, ConnectionHost &host);
    ~Connection();
    Q_DISABLE_COPY_MOVE(Connection)

    void run();
    /// From any thread: run() comes to its end soon.
    void abort();
    bool isAborted() const;
    /// Waits until abort() or that time. True when aborted.
    bool pause(qint64 milliseconds);

private:
    class Reader;
    bool serveOne(Reader &reader);
    /// False when no answer goes out and the connection ends.
    bool process(Reader &reader, HttpRequest &request, const Verdict &verdict,
                 HttpResponse *response);
    bool send(const HttpRequest &request, HttpResponse &response, const Verdict &verdict,
              bool keepAlive);
    void stall(Reader &reader);
    void linger();

    std::unique_ptr<ByteStream> m_stream;
    ConnectionHost &m_host;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_aborted = false;
};

} // namespace mmigrate::practice
