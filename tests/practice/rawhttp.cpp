// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "rawhttp.h"

#include <QJsonObject>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

namespace mmigrate::test {

namespace {

constexpr int limitMs = 20'000;

} // namespace

QByteArray RawAnswer::header(const QByteArray &name) const
{
    const QList<QByteArray> all = allHeaders(name);
    return all.isEmpty() ? QByteArray() : all.constFirst();
}

QList<QByteArray> RawAnswer::allHeaders(const QByteArray &name) const
{
    QList<QByteArray> found;
    for (const auto &header : headers) {
        if (header.first.compare(name, Qt::CaseInsensitive) == 0)
            found.append(header.second);
    }
    return found;
}

QString RawAnswer::errorId() const
{
    return json().object().value(QLatin1String("id")).toString();
}

RawHttp::RawHttp(const QUrl &server)
    : m_server(server)
{
}

QByteArray RawHttp::login(const QString &name, const QString &password)
{
    const QJsonObject body{{QStringLiteral("login_id"), name},
                           {QStringLiteral("password"), password}};
    m_token.clear();
    m_token = post("/api/v4/users/login", QJsonDocument(body).toJson()).header("Token");
    return m_token;
}

QByteArray RawHttp::head(const QByteArray &method, const QByteArray &path, qint64 length,
                         const Headers &headers) const
{
    QByteArray text = method + ' ' + m_server.path().toUtf8() + path
                      + " HTTP/1.1\r\nHost: " + m_server.authority().toUtf8() + "\r\n";
    bool ownAuthorization = false;
    for (const auto &header : headers) {
        ownAuthorization =
            ownAuthorization || header.first == "Authorization" || header.first == "Cookie";
        text += header.first + ": " + header.second + "\r\n";
    }
    if (!m_token.isEmpty() && !ownAuthorization)
        text += "Authorization: Bearer " + m_token + "\r\n";
    if (length >= 0)
        text += "Content-Length: " + QByteArray::number(length) + "\r\n";
    return text + "\r\n";
}

RawAnswer RawHttp::ask(const QByteArray &method, const QByteArray &path, const QByteArray &body,
                       const Headers &headers)
{
    connectToServer();
    const bool hasBody = !body.isNull() || method == "POST" || method == "PUT";
    send(head(method, path, hasBody ? body.size() : -1, headers) + body);
    const RawAnswer answer = readAnswer(method == "HEAD");
    close();
    return answer;
}

void RawHttp::connectToServer()
{
    m_socket.abort();
    m_socket.connectToHost(m_server.host(), quint16(m_server.port()));
    m_socket.waitForConnected(limitMs);
}

void RawHttp::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    // A refusal may come before everything is sent: then the rest does not matter.
    while (m_socket.bytesToWrite() > 0 && m_socket.bytesAvailable() == 0
           && m_socket.waitForBytesWritten(limitMs)) { }
}

bool RawHttp::more(QByteArray *buffer)
{
    const bool ready = m_socket.bytesAvailable() > 0 || m_socket.waitForReadyRead(limitMs);
    *buffer += m_socket.readAll();
    return ready;
}

RawAnswer RawHttp::readAnswer(bool toHead)
{
    RawAnswer answer;
    QByteArray buffer;
    qsizetype end = -1;
    while ((end = buffer.indexOf("\r\n\r\n")) < 0) {
        if (!more(&buffer))
            return answer;
        if (buffer.startsWith("HTTP/1.1 100")) {
            answer.continued = true;
            buffer.remove(0, buffer.indexOf("\r\n\r\n") + 4);
        }
    }
    QList<QByteArray> lines = buffer.left(end).split('\n');
    answer.status = lines.takeFirst().mid(9, 3).toInt();
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        answer.headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
    }
    const bool bodiless = toHead || answer.status == 204 || answer.status == 304;
    answer.complete = bodiless;
    if (!bodiless)
        readBody(&answer, buffer.mid(end + 4));
    return answer;
}

void RawHttp::readBody(RawAnswer *answer, QByteArray buffer)
{
    if (answer->header("Transfer-Encoding") == "chunked")
        return readChunks(answer, buffer);
    const qint64 length = answer->header("Content-Length").toLongLong();
    answer->body = buffer;
    while (answer->body.size() < length && more(&answer->body)) { }
    answer->complete = answer->body.size() == length;
}

void RawHttp::readChunks(RawAnswer *answer, QByteArray buffer)
{
    while (true) {
        const qsizetype line = buffer.indexOf("\r\n");
        const qsizetype size = line < 0 ? -1 : buffer.left(line).toLongLong(nullptr, 16);
        if (line >= 0 && buffer.size() >= line + 2 + size + 2) {
            answer->body += buffer.mid(line + 2, size);
            buffer.remove(0, line + 2 + size + 2);
            answer->complete = size == 0;
            if (size == 0)
                return;
        } else if (!more(&buffer)) {
            return;
        }
    }
}

void RawHttp::close(bool reset)
{
#ifdef Q_OS_UNIX
    if (reset) {
        const linger option{1, 0};
        ::setsockopt(int(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &option,
                     sizeof option);
    }
#else
    Q_UNUSED(reset)
#endif
    m_socket.abort();
}

bool RawHttp::waitForClose()
{
    while (m_socket.state() == QAbstractSocket::ConnectedState) {
        m_socket.readAll();
        if (!m_socket.waitForReadyRead(limitMs))
            break;
    }
    return m_socket.state() != QAbstractSocket::ConnectedState;
}

} // namespace mmigrate::test
