// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/answerwriter.h"

#include <QDateTime>
#include <QFile>

#include <vector>
#include <zlib.h>

namespace mmigrate::practice {

using Action = PracticeFault::Action;

namespace {

/// Smaller answers stay uncoded.
constexpr qint64 gzipFrom = 1400;
/// Go tells the length of what fits into its write buffer; longer answers go out in chunks.
constexpr qint64 chunkFrom = 2048;
constexpr qint64 filePiece = 64 * 1024;

bool acceptsGzip(const HttpRequest &request)
{
    const QList<QByteArray> codings = request.header("Accept-Encoding").toLower().split(',');
    for (const QByteArray &coding : codings) {
        const QByteArray name = coding.split(';').constFirst().trimmed();
        if (name == "gzip" && !coding.contains("q=0"))
            return true;
    }
    return false;
}

} // namespace

class AnswerWriter::Gzip
{
public:
    Gzip()
    {
        deflateInit2(&m_stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    }
    ~Gzip() { deflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Gzip)

    QByteArray code(const char *data, qint64 size, bool last)
    {
        QByteArray coded;
        std::vector<char> buffer(64 * 1024);
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(data));
        m_stream.avail_in = uInt(size);
        do {
            m_stream.next_out = reinterpret_cast<Bytef *>(buffer.data());
            m_stream.avail_out = uInt(buffer.size());
            deflate(&m_stream, last ? Z_FINISH : Z_NO_FLUSH);
            coded.append(buffer.data(), qsizetype(buffer.size() - m_stream.avail_out));
        } while (m_stream.avail_out == 0);
        return coded;
    }

private:
    z_stream m_stream{};
};

AnswerWriter::AnswerWriter(ByteStream &stream, const PracticeFault &fault, Pause pause)
    : m_stream(stream)
    , m_fault(fault)
    , m_pause(std::move(pause))
{
}

AnswerWriter::~AnswerWriter() = default;

bool AnswerWriter::send(const HttpRequest &request, HttpResponse &response, bool keepAlive,
                        const Sent &sent)
{
    m_sent = sent;
    addHead(request, response, keepAlive);
    m_sent(0);
    const bool hasBody =
        request.method != "HEAD" && response.status != 204 && response.status != 304;
    if (!hasBody)
        return flushHead();
    return sendBody(response) && finishBody();
}

void AnswerWriter::addHead(const HttpRequest &request, HttpResponse &response, bool keepAlive)
{
    const qint64 length = response.file ? response.file->length : response.body.size();
    const bool hasBody = response.status != 204 && response.status != 304;
    const bool gzip =
        hasBody && response.compressible && length >= gzipFrom && acceptsGzip(request);
    if (gzip) {
        m_gzip = std::make_unique<Gzip>();
        response.set("Content-Encoding", "gzip");
    }
    m_chunked = gzip || (response.compressible && !response.file && length > chunkFrom);
    if (m_chunked)
        response.set("Transfer-Encoding", "chunked");
    else if (hasBody)
        response.set("Content-Length", QByteArray::number(length));
    if (response.header("Date").isEmpty())
        response.set("Date", httpDate(QDateTime::currentMSecsSinceEpoch()));
    if (!keepAlive)
        response.set("Connection", "close");
    m_head = "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + reasonPhrase(response.status)
             + "\r\n";
    for (const HttpHeader &header : std::as_const(response.headers))
        m_head += header.name + ": " + header.value + "\r\n";
    m_head += "\r\n";
}

bool AnswerWriter::flushHead()
{
    const QByteArray head = std::exchange(m_head, {});
    return head.isEmpty() || m_stream.write(head.constData(), head.size());
}

bool AnswerWriter::sendBody(const HttpResponse &response)
{
    if (response.file)
        return sendFile(*response.file);
    return response.body.isEmpty() || put(response.body.constData(), response.body.size());
}

bool AnswerWriter::sendFile(const FileSlice &slice)
{
    QFile file(slice.path);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(slice.offset))
        return false;
    std::vector<char> buffer(filePiece);
    qint64 left = slice.length;
    while (left > 0) {
        const qint64 got = file.read(buffer.data(), qMin(left, filePiece));
        if (got <= 0 || !put(buffer.data(), got))
            return false;
        left -= got;
    }
    return true;
}

bool AnswerWriter::put(const char *data, qint64 size)
{
    if (!m_gzip)
        return putCoded(data, size);
    const QByteArray coded = m_gzip->code(data, size, false);
    return coded.isEmpty() || putCoded(coded.constData(), coded.size());
}

bool AnswerWriter::putCoded(const char *data, qint64 size)
{
    if (m_fault.action == Action::Drip)
        return putDripping(data, size);
    return putLimited(data, size);
}

bool AnswerWriter::putDripping(const char *data, qint64 size)
{
    const qint64 step = qMax<qint64>(m_fault.bytes, 1);
    for (qint64 at = 0; at < size; at += step) {
        if (!putLimited(data + at, qMin(step, size - at)) || m_pause(m_fault.pauseMs))
            return false;
    }
    return true;
}

/// Sends a piece, as far as the fault lets it.
bool AnswerWriter::putLimited(const char *data, qint64 size)
{
    const bool cut = m_fault.action == Action::CutResponse
                     || m_fault.action == Action::StallResponse
                     || m_fault.action == Action::BreakBodies;
    const qint64 allowed = cut ? qMin(size, m_fault.bytes - m_bodyBytes) : size;
    QByteArray piece = std::exchange(m_head, {});
    if (allowed > 0 && m_chunked)
        piece += QByteArray::number(allowed, 16) + "\r\n";
    if (allowed > 0 && (m_chunked || !piece.isEmpty())) {
        piece.append(data, allowed);
        if (m_chunked)
            piece += "\r\n";
    }
    // Told before it is sent: who has read it finds it in the log.
    m_bodyBytes += qMax<qint64>(allowed, 0);
    m_sent(m_bodyBytes);
    const bool direct = piece.isEmpty() && allowed > 0;
    const bool written = direct
                             ? m_stream.write(data, allowed)
                             : piece.isEmpty() || m_stream.write(piece.constData(), piece.size());
    if (!written)
        return false;
    if (allowed == size)
        return true;
    m_mustStall = m_fault.action == Action::StallResponse
                  || (m_fault.action == Action::BreakBodies && m_fault.pauseMs > 0);
    return false;
}

bool AnswerWriter::finishBody()
{
    if (m_gzip) {
        const QByteArray coded = m_gzip->code(nullptr, 0, true);
        if (!coded.isEmpty() && !putCoded(coded.constData(), coded.size()))
            return false;
    }
    if (!flushHead())
        return false;
    static const QByteArray lastChunk = "0\r\n\r\n";
    return !m_chunked || m_stream.write(lastChunk.constData(), lastChunk.size());
}

} // namespace mmigrate::practice
