// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/connection.h"

#include "practice/answerwriter.h"

#include <QUrl>

#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <limits>
#include <optional>

namespace mmigrate::practice {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using Code = boost::system::error_code;
using Action = PracticeFault::Action;

namespace {

/// Go reads up to so much of a body that nobody wanted before it gives the connection up.
constexpr qint64 maxDiscarded = 256 * 1024;
/// Go waits so long after a refusal before it closes, so that the answer is not lost to a reset.
constexpr int lingerMs = 500;
/// Go's own limit for a request's head.
constexpr std::uint32_t maxHeadBytes = 1 << 20;

/// Beast's idea of a stream that can be read.
struct ReadAdapter
{
    ByteStream &stream;

    template <typename Buffers>
    std::size_t read_some(const Buffers &buffers, Code &error)
    {
        const boost::asio::mutable_buffer first = *boost::asio::buffer_sequence_begin(buffers);
        const qint64 got = stream.readSome(static_cast<char *>(first.data()), qint64(first.size()));
        if (got <= 0)
            error = boost::asio::error::eof;
        return std::size_t(qMax<qint64>(got, 0));
    }
    template <typename Buffers>
    std::size_t read_some(const Buffers &buffers)
    {
        Code error;
        return read_some(buffers, error);
    }
};

HttpRequest headOf(const bhttp::request<bhttp::buffer_body> &message, const QString &address)
{
    HttpRequest request;
    const auto method = message.method_string();
    request.method = QByteArray(method.data(), qsizetype(method.size()));
    const auto target = message.target();
    request.target = QByteArray(target.data(), qsizetype(target.size()));
    const qsizetype mark = request.target.indexOf('?');
    const QByteArray rawPath = mark < 0 ? request.target : request.target.left(mark);
    request.path = QString::fromUtf8(QByteArray::fromPercentEncoding(rawPath));
    if (mark >= 0)
        request.query.setQuery(QString::fromUtf8(request.target.mid(mark + 1)));
    for (const auto &field : message) {
        request.headers.append(
            {QByteArray(field.name_string().data(), qsizetype(field.name_string().size())),
             QByteArray(field.value().data(), qsizetype(field.value().size()))});
    }
    request.remoteAddress = address;
    return request;
}

} // namespace

/// Head and body of the requests of one connection.
class Connection::Reader : public BodyReader
{
public:
    Reader(Connection &connection)
        : m_connection(connection)
        , m_adapter{*connection.m_stream}
    {
        m_buffer.max_size(2 * maxHeadBytes);
    }

    enum class Head { Read, Ended, Malformed };

    Head readHead()
    {
        m_parser.emplace();
        m_parser->header_limit(maxHeadBytes);
        m_parser->body_limit(std::numeric_limits<std::uint64_t>::max());
        m_bytes = 0;
        m_broken = false;
        m_restarted = false;
        m_limit = -1;
        m_silenceMs = -1;
        Code error;
        bhttp::read_header(m_adapter, m_buffer, *m_parser, error);
        if (!error)
            return Head::Read;
        const bool ended = error == boost::asio::error::eof || error == bhttp::error::end_of_stream
                           || error == bhttp::error::partial_message;
        return ended ? Head::Ended : Head::Malformed;
    }

    HttpRequest request(const QString &address) const
    {
        HttpRequest request = headOf(m_parser->get(), address);
        request.chunked = m_parser->chunked();
        if (const auto length = m_parser->content_length())
            request.contentLength = qint64(*length);
        return request;
    }

    bool keepAlive() const { return m_parser->get().keep_alive(); }
    bool isBodyDone() const { return m_parser->is_done(); }
    bool isBroken() const { return m_broken; }
    void setVerdict(const Verdict &verdict) { m_verdict = verdict; }
    /// The connection breaks after so many bytes of the body.
    void setLimit(qint64 bytes, bool restart, int silenceMs = -1)
    {
        m_limit = bytes;
        m_limitIsRestart = restart;
        m_silenceMs = silenceMs;
    }
    void setWantsContinue(bool wants) { m_wantsContinue = wants; }
    bool wantsContinue() const { return m_wantsContinue; }

    qint64 read(char *data, qint64 maxSize) override
    {
        if (m_broken)
            return Broken;
        if (!sendContinue())
            return fail();
        if (m_limit >= 0 && m_bytes >= m_limit) {
            if (m_limitIsRestart)
                m_restarted = true;
            const bool mayPass = m_silenceMs >= 0;
            if (mayPass && m_parser->is_done())
                return End;
            if (mayPass)
                m_connection.pause(m_silenceMs);
            return fail();
        }
        if (m_limit >= 0)
            maxSize = qMin(maxSize, m_limit - m_bytes);
        return readBody(data, maxSize);
    }
    qint64 bytesRead() const override { return m_bytes; }
    bool brokenByRestart() const override
    {
        return m_restarted || (m_broken && m_connection.isAborted());
    }

private:
    qint64 fail()
    {
        m_broken = true;
        return Broken;
    }

    bool sendContinue()
    {
        if (!m_wantsContinue)
            return true;
        m_wantsContinue = false;
        static const QByteArray text = "HTTP/1.1 100 Continue\r\n\r\n";
        return m_connection.m_stream->write(text.constData(), text.size());
    }

    qint64 readBody(char *data, qint64 maxSize)
    {
        while (!m_parser->is_done()) {
            auto &body = m_parser->get().body();
            body.data = data;
            body.size = std::size_t(maxSize);
            body.more = true;
            Code error;
            bhttp::read_some(m_adapter, m_buffer, *m_parser, error);
            if (error == bhttp::error::need_buffer)
                error = {};
            const qint64 got = maxSize - qint64(m_parser->get().body().size);
            if (got > 0) {
                m_bytes += got;
                m_connection.m_host.bodyRead(m_verdict, data, got);
                return got;
            }
            if (error)
                return fail();
        }
        return End;
    }

    Connection &m_connection;
    ReadAdapter m_adapter;
    beast::flat_buffer m_buffer;
    std::optional<bhttp::request_parser<bhttp::buffer_body>> m_parser;
    Verdict m_verdict;
    qint64 m_bytes = 0;
    qint64 m_limit = -1;
    bool m_limitIsRestart = false;
    int m_silenceMs = -1; ///< before it breaks at the limit; a body that ends there passes
    bool m_broken = false;
    bool m_restarted = false;
    bool m_wantsContinue = false;
};

Connection::Connection(std::unique_ptr<ByteStream> stream, ConnectionHost &host)
    : m_stream(std::move(stream))
    , m_host(host)
{
}

Connection::~Connection() = default;

void Connection::abort()
{
    {
        const std::lock_guard lock(m_mutex);
        m_aborted = true;
    }
    m_changed.notify_all();
    m_stream->abort();
}

bool Connection::isAborted() const
{
    const std::lock_guard lock(m_mutex);
    return m_aborted;
}

bool Connection::pause(qint64 milliseconds)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, std::chrono::milliseconds(milliseconds),
                              [this] { return m_aborted; });
}

void Connection::run()
{
    if (m_stream->open()) {
        Reader reader(*this);
        while (!isAborted() && serveOne(reader)) { }
    }
    m_stream->close(false);
}

bool Connection::serveOne(Reader &reader)
{
    const Reader::Head head = reader.readHead();
    if (head == Reader::Head::Malformed) {
        static const QByteArray text =
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Connection: close\r\n\r\n400 Bad Request";
        m_stream->write(text.constData(), text.size());
        return false;
    }
    if (head == Reader::Head::Ended)
        return false;
    HttpRequest request = reader.request(m_stream->remoteAddress());
    const Verdict verdict = m_host.begin(request);
    reader.setVerdict(verdict);
    reader.setWantsContinue(request.header("Expect").compare("100-continue", Qt::CaseInsensitive)
                            == 0);
    HttpResponse response;
    bool keepAlive = process(reader, request, verdict, &response);
    if (keepAlive) {
        keepAlive = reader.keepAlive() && !reader.isBroken() && !reader.wantsContinue();
        std::array<char, 16 * 1024> rest{};
        const qint64 before = reader.bytesRead();
        while (keepAlive && !reader.isBodyDone() && reader.bytesRead() - before < maxDiscarded) {
            if (reader.read(rest.data(), rest.size()) <= 0)
                break;
        }
        keepAlive = keepAlive && reader.isBodyDone();
        const bool sent = send(request, response, verdict, keepAlive);
        if (sent && !reader.isBodyDone())
            linger();
        keepAlive = keepAlive && sent;
    }
    m_host.finished(verdict);
    return keepAlive;
}

bool Connection::process(Reader &reader, HttpRequest &request, const Verdict &verdict,
                         HttpResponse *response)
{
    const PracticeFault &fault = verdict.fault;
    std::array<char, 64 * 1024> rest{};
    const bool readsFirst =
        fault.action == Action::RespondAfterBody || fault.action == Action::CutUnprocessed;
    while (readsFirst && reader.read(rest.data(), rest.size()) > 0) { }
    if (fault.action == Action::Stall) {
        stall(reader);
        return false;
    }
    if (fault.action == Action::CutUnprocessed) {
        m_stream->close(fault.reset);
        return false;
    }
    if (fault.action == Action::CutRequest || fault.action == Action::Restart)
        reader.setLimit(fault.bytes, fault.action == Action::Restart);
    if (fault.action == Action::BreakBodies)
        reader.setLimit(fault.bytes, false, fault.pauseMs);
    if (fault.action == Action::Restart && fault.bytes == 0) {
        m_host.restartNow();
        return false;
    }
    *response = m_host.handle(request, reader, verdict);
    if (fault.action == Action::Restart) {
        m_host.restartNow();
        return false;
    }
    const bool brokenBody = fault.action == Action::BreakBodies && reader.isBroken();
    if (fault.action == Action::CutRequest || fault.action == Action::LoseAnswer || brokenBody) {
        m_stream->close(fault.reset);
        return false;
    }
    return !isAborted();
}

bool Connection::send(const HttpRequest &request, HttpResponse &response, const Verdict &verdict,
                      bool keepAlive)
{
    AnswerWriter writer(*m_stream, verdict.fault,
                        [this](qint64 milliseconds) { return pause(milliseconds); });
    const bool complete =
        writer.send(request, response, keepAlive, [this, &verdict, &response](qint64 bytes) {
            m_host.answered(verdict, response.status, bytes);
        });
    if (writer.mustStall()) {
        constexpr qint64 forEver = 24LL * 3600 * 1000;
        pause(verdict.fault.action == Action::BreakBodies ? verdict.fault.pauseMs : forEver);
    }
    if (!complete)
        m_stream->close(verdict.fault.reset);
    return complete;
}

/// Says nothing until the client or the server gives up.
void Connection::stall(Reader &reader)
{
    std::array<char, 4096> nothing{};
    while (!isAborted() && m_stream->readSome(nothing.data(), nothing.size()) > 0) { }
    Q_UNUSED(reader)
}

/// After a refusal in the middle of a body: the answer is there to be read for a moment, then the
/// rest of the body meets a reset.
void Connection::linger()
{
    m_stream->shutdownSend();
    pause(lingerMs);
}

} // namespace mmigrate::practice
