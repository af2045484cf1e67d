// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/scriptedserver.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <mutex>

namespace mmigrate::test {

namespace {

constexpr qint64 longestHead = 64 * 1024;
constexpr int dripIntervalMs = 5;

SeenRequest parseHead(const QByteArray &head)
{
    SeenRequest request;
    QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> first = lines.takeFirst().trimmed().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            request.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    request.contentLength = request.header("content-length").toLongLong();
    return request;
}

QByteArray chunked(const QByteArray &body)
{
    QByteArray coded;
    constexpr qsizetype pieceBytes = 64 * 1024;
    for (qsizetype i = 0; i < body.size(); i += pieceBytes) {
        const QByteArray piece = body.mid(i, pieceBytes);
        coded += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
    }
    return coded + "0\r\n\r\n";
}

} // namespace

struct ScriptedServer::Connection
{
    QTcpSocket *socket = nullptr;
    int number = 0;
    bool inBody = false;
    bool isDeaf = false;     ///< reads and says nothing any more
    bool isDraining = false; ///< reads on and forgets
    bool isDropped = false;
    SeenRequest request{};
    Cut cut{};
    qsizetype listIndex = -1;
    QByteArray toDrip{};
    qint64 dripBytes = 0;
    bool closeAfterDrip = false;
};

qint64 SeenRequest::rangeStart() const
{
    const QByteArray range = header("range");
    if (!range.startsWith("bytes="))
        return -1;
    return range.mid(6, range.indexOf('-') - 6).toLongLong();
}

ScriptedServer::ScriptedServer(RequestHandler &handler)
    : m_handler(handler)
    , m_context(std::make_unique<QObject>())
{
    m_context->moveToThread(&m_thread);
    m_thread.start();
    listen();
}

ScriptedServer::~ScriptedServer()
{
    shutDown();
    m_thread.quit();
    m_thread.wait();
}

QUrl ScriptedServer::address() const
{
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(m_port);
    return url;
}

void ScriptedServer::listen()
{
    QMetaObject::invokeMethod(
        m_context.get(),
        [this] {
            m_server = std::make_unique<QTcpServer>();
            QObject::connect(m_server.get(), &QTcpServer::newConnection, m_context.get(),
                             [this] { accept(); });
            if (!m_server->listen(QHostAddress::LocalHost, m_port))
                qFatal("the scripted server cannot listen");
            m_port = m_server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

void ScriptedServer::shutDown()
{
    const auto close = [this] {
        for (const auto &connection : std::as_const(m_connections))
            drop(*connection);
        m_connections.clear();
        m_server.reset();
    };
    if (QThread::currentThread() == &m_thread)
        close();
    else
        QMetaObject::invokeMethod(m_context.get(), close, Qt::BlockingQueuedConnection);
}

QList<SeenRequest> ScriptedServer::requests() const
{
    const std::scoped_lock locker(m_mutex);
    return m_requests;
}

qsizetype ScriptedServer::count(const QByteArray &method) const
{
    const std::scoped_lock locker(m_mutex);
    return std::count_if(m_requests.begin(), m_requests.end(),
                         [&](const SeenRequest &request) { return request.method == method; });
}

void ScriptedServer::locked(const std::function<void()> &function) const
{
    const std::scoped_lock locker(m_mutex);
    function();
}

void ScriptedServer::accept()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        auto connection = std::make_shared<Connection>();
        connection->socket = socket;
        connection->number = ++m_connectionCount;
        m_connections.append(connection);
        QObject::connect(socket, &QTcpSocket::readyRead, m_context.get(),
                         [this, connection] { readMore(connection); });
        QObject::connect(socket, &QTcpSocket::disconnected, m_context.get(), [this, connection] {
            const std::scoped_lock locker(m_mutex);
            if (connection->inBody && !connection->isDropped)
                m_handler.bodyBroke(connection->request);
            connection->inBody = false;
        });
        readMore(connection);
    }
}

void ScriptedServer::readMore(const std::shared_ptr<Connection> &connection)
{
    const std::scoped_lock locker(m_mutex);
    if (connection->isDraining)
        connection->socket->readAll();
    while (!connection->isDeaf && !connection->isDropped) {
        const bool goOn = connection->inBody ? readBody(*connection) : readHead(*connection);
        if (!goOn)
            break;
    }
    if (!connection->toDrip.isEmpty())
        QTimer::singleShot(dripIntervalMs, m_context.get(),
                           [this, connection] { drip(connection); });
}

bool ScriptedServer::readHead(Connection &connection)
{
    // Only looked at, so that a cut before the head leaves it unread.
    const QByteArray seen = connection.socket->peek(longestHead);
    const qsizetype end = seen.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    connection.request = parseHead(seen.left(end));
    connection.request.connection = connection.number;
    connection.request.number = static_cast<int>(m_requests.size()) + 1;
    connection.listIndex = m_requests.size();
    m_requests.append(connection.request);
    connection.cut = m_handler.cutFor(connection.request);
    const CutPhase phase = connection.cut.phase;
    if (phase == CutPhase::InHead)
        connection.socket->read(end / 2);
    if (phase == CutPhase::BeforeHead || phase == CutPhase::InHead) {
        drop(connection);
        return false;
    }
    connection.socket->read(end + 4);
    if (phase == CutPhase::AfterHead) {
        drop(connection);
        return false;
    }
    if (const auto early = m_handler.earlyAnswer(connection.request)) {
        ScriptedAnswer answer = *early;
        const bool hasBody = connection.request.contentLength > 0;
        if (hasBody)
            answer.headers.append(
                qMakePair(QByteArray("Connection"),
                          QByteArray("close"))); // its body stands in the way of a next request
        respond(connection, answer);
        if (!hasBody)
            return !connection.isDropped;
        connection.isDeaf = true;
        connection.isDraining = early->drains;
        if (!early->drains) {
            connection.socket->flush();
            drop(connection);
        }
        return false;
    }
    connection.inBody = true;
    return true;
}

bool ScriptedServer::readBody(Connection &connection)
{
    SeenRequest &request = connection.request;
    const bool cutsHere = connection.cut.phase == CutPhase::MidBody;
    const qint64 wanted = cutsHere ? connection.cut.bytes : request.contentLength;
    const QByteArray data =
        connection.socket->read(std::min<qint64>(wanted - request.bodyBytes, 256 * 1024));
    request.bodyBytes += data.size();
    m_requests[connection.listIndex].bodyBytes = request.bodyBytes;
    m_handler.takeBody(request, data.constData(), data.size());
    if (request.bodyBytes < wanted)
        return !data.isEmpty();
    if (cutsHere) {
        if (connection.cut.byStall) {
            connection.isDeaf = true;
            return false;
        }
        m_handler.bodyBroke(request);
        drop(connection);
        return false;
    }
    connection.inBody = false;
    ScriptedAnswer answer = m_handler.answer(request);
    if (connection.cut.phase == CutPhase::AfterBody) {
        if (connection.cut.byStall)
            connection.isDeaf = true;
        else
            drop(connection);
        return false;
    }
    if (connection.cut.phase == CutPhase::MidAnswer)
        answer.cutAfterBodyBytes = connection.cut.bytes;
    respond(connection, answer);
    return !connection.isDropped;
}

void ScriptedServer::respond(Connection &connection, const ScriptedAnswer &answer)
{
    QByteArray out = "HTTP/1.1 " + QByteArray::number(answer.status) + " Scripted\r\n";
    for (const auto &[name, value] : answer.headers)
        out += name + ": " + value + "\r\n";
    if (answer.isChunked)
        out += "Transfer-Encoding: chunked\r\n";
    else if (!answer.withoutLength && answer.status != 204)
        out += "Content-Length: "
               + QByteArray::number(answer.declaredLength >= 0 ? answer.declaredLength
                                                               : answer.body.size())
               + "\r\n";
    const bool isCut = answer.cutAfterBodyBytes >= 0;
    const bool closes = answer.thenClose || answer.withoutLength;
    if (closes)
        out += "Connection: close\r\n";
    out += "\r\n";
    const QByteArray body = answer.isChunked ? chunked(answer.body) : answer.body;
    out += isCut ? body.left(answer.cutAfterBodyBytes) : body;
    connection.isDeaf = isCut || closes;
    if (answer.dripBytes > 0) {
        connection.toDrip = out;
        connection.dripBytes = answer.dripBytes;
        connection.closeAfterDrip = (isCut && !answer.stall) || closes;
        return;
    }
    connection.socket->write(out);
    if ((isCut && !answer.stall) || closes)
        connection.socket->disconnectFromHost(); // after what was written has gone out
}

void ScriptedServer::drip(const std::shared_ptr<Connection> &connection)
{
    const std::scoped_lock locker(m_mutex);
    if (connection->isDropped || connection->toDrip.isEmpty())
        return;
    connection->socket->write(connection->toDrip.left(connection->dripBytes));
    connection->toDrip.remove(0, connection->dripBytes);
    if (!connection->toDrip.isEmpty())
        QTimer::singleShot(dripIntervalMs, m_context.get(),
                           [this, connection] { drip(connection); });
    else if (connection->closeAfterDrip)
        connection->socket->disconnectFromHost();
}

void ScriptedServer::drop(Connection &connection)
{
    connection.isDropped = true;
    connection.inBody = false;
    connection.socket->abort();
}

} // namespace mmigrate::test
