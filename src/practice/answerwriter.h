// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/http.h"
#include "practice/practicefault.h"
#include "practice/transport.h"

#include <functional>
#include <memory>

namespace mmigrate::practice {

/// Sends one answer: length or chunks, gzip where it is accepted, and what a fault does to it.
class AnswerWriter
{
public:
    /// Waits; true when the connection was aborted meanwhile.
    using Pause = std::function<bool(qint64 milliseconds)>;
    /// How many bytes of the body are out.
    using Sent = std::function<void(qint64 bytes)>;

    AnswerWriter(ByteStream &stream, const PracticeFault &fault, Pause pause);
    ~AnswerWriter();
    Q_DISABLE_COPY_MOVE(AnswerWriter)

    /// False when the answer is not complete: the connection broke, or the fault wants it so.
    bool send(const HttpRequest &request, HttpResponse &response, bool keepAlive, const Sent &sent);
    /// The connection has to stay open and silent now.
    bool mustStall() const { return m_mustStall; }

private:
    class Gzip;
    void addHead(const HttpRequest &request, HttpResponse &response, bool keepAlive);
    bool sendBody(const HttpResponse &response);
    bool sendFile(const FileSlice &slice);
    bool put(const char *data, qint64 size);
    bool putCoded(const char *data, qint64 size);
    bool putLimited(const char *data, qint64 size);
    bool putDripping(const char *data, qint64 size);
    bool finishBody();
    bool flushHead();

    ByteStream &m_stream;
    PracticeFault m_fault;
    Pause m_pause;
    Sent m_sent;
    std::unique_ptr<Gzip> m_gzip;
    QByteArray m_head; ///< goes out together with the first piece of the body
    qint64 m_bodyBytes = 0;
    bool m_chunked = false;
    bool m_mustStall = false;
};

} // namespace mmigrate::practice
