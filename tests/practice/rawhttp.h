// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QList>
#include <QPair>
#include <QTcpSocket>
#include <QUrl>

namespace mmigrate::test {

/// An answer, byte for byte, but for the coding in chunks.
struct RawAnswer
{
    int status = 0; ///< 0: none came
    QList<QPair<QByteArray, QByteArray>> headers{};
    QByteArray body{};
    bool complete = false;  ///< the body came to its end as its header announced
    bool continued = false; ///< "100 Continue" came first

    QByteArray header(const QByteArray &name) const;
    QList<QByteArray> allHeaders(const QByteArray &name) const;
    QJsonDocument json() const { return QJsonDocument::fromJson(body); }
    QString errorId() const;
};

/// A connection that sends exactly what it is told to and nothing by itself. It blocks, with a time
/// limit that only a broken server reaches.
class RawHttp
{
public:
    explicit RawHttp(const QUrl &server);

    void setToken(const QByteArray &token) { m_token = token; }
    /// Signs in and keeps the token. Empty: refused.
    QByteArray login(const QString &name, const QString &password);

    using Headers = QList<QPair<QByteArray, QByteArray>>;
    /// On a new connection. The path begins with /api/v4 and has no subpath.
    RawAnswer ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                  const Headers &headers = {});
    RawAnswer get(const QByteArray &path, const Headers &headers = {})
    {
        return ask("GET", path, {}, headers);
    }
    RawAnswer post(const QByteArray &path, const QByteArray &body, const Headers &headers = {})
    {
        return ask("POST", path, body, headers);
    }

    // The same in steps, for everything that is cut or late.
    void connectToServer();
    void send(const QByteArray &bytes);
    /// What stands before a body of that length (-1: no Content-Length).
    QByteArray head(const QByteArray &method, const QByteArray &path, qint64 length,
                    const Headers &headers = {}) const;
    RawAnswer readAnswer(bool toHead = false);
    void close(bool reset = false);
    /// Waits until the server has closed the connection.
    bool waitForClose();
    QTcpSocket &socket() { return m_socket; }

private:
    bool more(QByteArray *buffer);
    void readBody(RawAnswer *answer, QByteArray buffer);
    void readChunks(RawAnswer *answer, QByteArray buffer);

    QUrl m_server;
    QByteArray m_token;
    QTcpSocket m_socket;
};

} // namespace mmigrate::test
