// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/rangefetch.h"

#include "core/api/httpsession.h"
#include "core/transfer/contentrange.h"
#include "core/transfer/replywatch.h"

#include <QNetworkReply>

#include <algorithm>
#include <memory>

namespace mmigrate {

namespace {

constexpr qint64 pieceBytes = 256 * 1024;
constexpr qint64 readBufferBytes = 1024 * 1024;
constexpr qint64 errorBodyBytes = 64 * 1024;

/// The life of one GET.
class Fetch
{
public:
    Fetch(HttpSession &session, const FetchRequest &request, FetchConsumer &consumer);
    FetchResult run();

private:
    void readWhatIsThere();
    void readHead();
    bool isWanted() const { return m_result.head.status == 200 || m_result.head.status == 206; }
    FetchResult judged(ReplyWatch::End end);

    HttpSession &m_session;
    FetchConsumer &m_consumer;
    int m_silenceTimeoutMs;
    std::unique_ptr<QNetworkReply> m_reply;
    std::unique_ptr<ReplyWatch> m_watch;
    std::unique_ptr<char[]> m_piece = std::make_unique<char[]>(pieceBytes);
    QByteArray m_errorBody;
    FetchResult m_result;
    bool m_hasHead = false;
    bool m_isStopped = false;
};

QNetworkRequest networkRequest(const HttpSession &session, const FetchRequest &fetch)
{
    QNetworkRequest request = session.request(fetch.url, fetch.authorized);
    if (fetch.letQtDecode)
        request.setDecompressedSafetyCheckThreshold(-1); // exports may well shrink to a hundredth
    else
        request.setRawHeader("Accept-Encoding", "identity");
    if (fetch.from >= 0) {
        QByteArray range = "bytes=" + QByteArray::number(fetch.from) + '-';
        if (fetch.last >= 0)
            range += QByteArray::number(fetch.last);
        request.setRawHeader("Range", range);
    }
    return request;
}

FetchHead headOf(const QNetworkReply &reply)
{
    FetchHead head;
    head.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (const auto range = ContentRange::parse(reply.rawHeader("Content-Range"))) {
        head.first = range->first;
        head.last = range->last;
        head.total = range->total;
    }
    const QByteArray coding = reply.rawHeader("Content-Encoding").trimmed().toLower();
    head.isCoded = !coding.isEmpty() && coding != "identity";
    bool isNumber = false;
    const qint64 length = reply.rawHeader("Content-Length").toLongLong(&isNumber);
    if (isNumber && length >= 0 && !head.isCoded)
        head.length = length;
    const QByteArray location = reply.rawHeader("Location");
    if (!location.isEmpty())
        head.location = reply.url().resolved(QUrl(QString::fromUtf8(location)));
    return head;
}

Fetch::Fetch(HttpSession &session, const FetchRequest &request, FetchConsumer &consumer)
    : m_session(session)
    , m_consumer(consumer)
    , m_silenceTimeoutMs(request.silenceTimeoutMs)
    , m_reply(session.manager().get(networkRequest(session, request)))
    , m_watch(std::make_unique<ReplyWatch>(*m_reply, session.control(), request.silenceTimeoutMs))
{
    m_reply->setReadBufferSize(readBufferBytes);
    QObject::connect(m_reply.get(), &QNetworkReply::readyRead, m_watch.get(),
                     [this] { readWhatIsThere(); });
}

FetchResult Fetch::run()
{
    const ReplyWatch::End end = m_watch->wait();
    if (end == ReplyWatch::End::Finished && !m_isStopped)
        readWhatIsThere();
    return judged(end);
}

void Fetch::readHead()
{
    m_hasHead = true;
    m_result.head = headOf(*m_reply);
    if (isWanted() && !m_consumer.takeHead(m_result.head))
        m_isStopped = true;
}

void Fetch::readWhatIsThere()
{
    m_watch->noteLife();
    if (!m_hasHead)
        readHead();
    while (!m_isStopped && m_reply->bytesAvailable() > 0) {
        const qint64 count = m_reply->read(m_piece.get(), pieceBytes);
        if (count <= 0)
            break;
        if (isWanted())
            m_isStopped = !m_consumer.takeData(m_piece.get(), count);
        else
            m_errorBody.append(m_piece.get(), static_cast<qsizetype>(std::min(
                                                  count, errorBodyBytes - m_errorBody.size())));
    }
    if (m_isStopped)
        m_watch->stop();
}

FetchResult Fetch::judged(ReplyWatch::End end)
{
    m_result.askedPauseMs = serverAskedPauseMs(*m_reply);
    const int status = m_result.head.status;
    if (end == ReplyWatch::End::Cancelled) {
        m_result.end = FetchEnd::Cancelled;
    } else if (m_isStopped) {
        m_result.end = FetchEnd::Stopped;
    } else if (end == ReplyWatch::End::Paused) {
        m_result.end = FetchEnd::Paused;
    } else if (end == ReplyWatch::End::Silent) {
        m_result.end = FetchEnd::Broken;
        m_result.error = makeError(ErrorKind::Timeout,
                                   QStringLiteral("no byte for %1 ms").arg(m_silenceTimeoutMs))
                             .with(QStringLiteral("host"), m_reply->url().host());
    } else if (status >= 300 && status < 400) {
        m_result.end = FetchEnd::Redirected;
    } else if (status >= 400) {
        m_result.end = FetchEnd::Refused;
        m_result.error = m_session.errorOf(*m_reply, m_errorBody);
    } else if (m_reply->error() != QNetworkReply::NoError) {
        m_result.end = FetchEnd::Broken;
        m_result.error = m_session.errorOf(*m_reply, {});
    } else if (!isWanted()) {
        m_result.end = FetchEnd::Refused;
        m_result.error = makeError(ErrorKind::Protocol,
                                   QStringLiteral("status %1 to a GET of a file").arg(status));
        m_result.error.httpStatus = status;
    } else {
        m_result.end = FetchEnd::Complete;
    }
    return m_result;
}

} // namespace

FetchResult fetchRange(HttpSession &session, const FetchRequest &request, FetchConsumer &consumer)
{
    return Fetch(session, request, consumer).run();
}

} // namespace mmigrate
