// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QThread>
#include <QUrl>

#include <functional>
#include <memory>
#include <mutex>

class QTcpServer;
class QTcpSocket;

namespace mmigrate::test {

/// One request as the raw socket saw it.
struct SeenRequest
{
    QByteArray method{};
    QByteArray target{};                    ///< as in the request line, still encoded
    QMap<QByteArray, QByteArray> headers{}; ///< names in lower case
    qint64 contentLength = 0;
    qint64 bodyBytes = 0; ///< that came
    int connection = 0;
    int number = 0; ///< of all requests, from 1

    QByteArray header(const char *name) const { return headers.value(name); }
    /// First byte of "Range: bytes=N-"; -1 without the header.
    qint64 rangeStart() const;
};

/// Where the server breaks a connection off.
enum class CutPhase { None, BeforeHead, InHead, AfterHead, MidBody, AfterBody, MidAnswer };

struct Cut
{
    CutPhase phase = CutPhase::None;
    qint64 bytes = 0;     ///< of the body or the answer that are still let through
    bool byStall = false; ///< fall silent instead of closing
};

struct ScriptedAnswer
{
    int status = 200;
    QList<QPair<QByteArray, QByteArray>> headers{};
    QByteArray body{};
    qint64 declaredLength = -1;    ///< Content-Length to lie with; -1: the body's
    bool isChunked = false;        ///< chunked coding without Content-Length
    bool withoutLength = false;    ///< the end of the connection ends the body
    qint64 cutAfterBodyBytes = -1; ///< then close (or stall)
    bool stall = false;            ///< instead of closing at the cut
    qint64 dripBytes = 0;          ///< pieces of so many bytes, one each 5 ms; 0: all at once
    bool thenClose = false;
    bool drains =
        true; ///< of an early answer: reads on and forgets, as nginx does; false: closes at once
};

/// What a test makes of requests. Every call comes in the server's thread, under the server's lock.
class RequestHandler
{
public:
    virtual ~RequestHandler() = default;
    virtual Cut cutFor(const SeenRequest &) { return {}; }
    /// An answer before the body was read; nothing: read it first.
    virtual std::unique_ptr<ScriptedAnswer> earlyAnswer(const SeenRequest &) { return nullptr; }
    virtual void takeBody(const SeenRequest &, const char *, qint64) { }
    /// The body ended before its length.
    virtual void bodyBroke(const SeenRequest &) { }
    virtual ScriptedAnswer answer(const SeenRequest &request) = 0;
};

/// A small HTTP/1.1 server on a raw socket in a thread of its own, which does exactly what a test
/// says: it counts every request whose head reached it, answered or not.
class ScriptedServer
{
public:
    explicit ScriptedServer(RequestHandler &handler);
    ~ScriptedServer();
    Q_DISABLE_COPY_MOVE(ScriptedServer)

    QUrl address() const;
    QList<SeenRequest> requests() const;
    qsizetype count(const QByteArray &method) const;
    /// Runs the function under the server's lock, so that tests can look at their handler.
    void locked(const std::function<void()> &function) const;
    /// Stops listening and breaks every connection; listen() takes the same port again. From any
    /// thread.
    void shutDown();
    void listen();

private:
    struct Connection;

    void accept();
    void readMore(const std::shared_ptr<Connection> &connection);
    bool readHead(Connection &connection);
    bool readBody(Connection &connection);
    void respond(Connection &connection, const ScriptedAnswer &answer);
    void drip(const std::shared_ptr<Connection> &connection);
    void drop(Connection &connection);

    RequestHandler &m_handler;
    QThread m_thread;
    std::unique_ptr<QObject> m_context; ///< lives in the thread
    std::unique_ptr<QTcpServer> m_server;
    QList<std::shared_ptr<Connection>> m_connections;
    mutable std::recursive_mutex m_mutex; // closing a socket calls back at once
    QList<SeenRequest> m_requests;
    quint16 m_port = 0;
    int m_connectionCount = 0;
};

} // namespace mmigrate::test
