// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/rangefetch.h"

#include "core/api/httpsession.h"
#include "core/transfer/contentrange.h"
#include "core/transfer/speedlimit.h"

#include <QEventLoop>
#include <QNetworkReply>

#include <algorithm>
#include <utility>

namespace mmigrate {

namespace {

constexpr qint64 pieceBytes = 256 * 1024;
constexpr qint64 readBufferBytes = 1024 * 1024;
constexpr qint64 errorBodyBytes = 64 * 1024;

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

} // namespace

RangeFetch::RangeFetch(HttpSession &session, const FetchRequest &request, FetchConsumer &consumer)
    : m_session(session)
    , m_request(request)
    , m_consumer(consumer)
    , m_piece(std::make_unique<char[]>(pieceBytes))
{
    m_resume.setSingleShot(true);
    connect(&m_resume, &QTimer::timeout, this, &RangeFetch::readWhatIsThere);
}

RangeFetch::~RangeFetch()
{
    m_watch.reset(); // before the reply that it watches
}

void RangeFetch::start(std::function<void(const FetchResult &)> whenEnded)
{
    m_whenEnded = std::move(whenEnded);
    m_reply.reset(m_session.manager().get(networkRequest(m_session, m_request)));
    m_watch =
        std::make_unique<ReplyWatch>(*m_reply, m_session.control(), m_request.silenceTimeoutMs);
    m_session.boundReading(*m_reply, readBufferBytes);
    connect(m_reply.get(), &QNetworkReply::readyRead, this, &RangeFetch::readWhatIsThere);
    m_watch->whenEnded([this](ReplyWatch::End end) { conclude(end); });
}

void RangeFetch::stop()
{
    m_isStopped = true;
    m_watch->stop();
}

void RangeFetch::readHead()
{
    m_hasHead = true;
    m_result.head = headOf(*m_reply);
    if (isWanted() && !m_consumer.takeHead(m_result.head))
        m_isStopped = true;
}

bool RangeFetch::isHeldBack() const
{
    return m_resume.isActive() && m_reply->bytesAvailable() > 0;
}

void RangeFetch::readWhatIsThere()
{
    m_watch->noteLife();
    if (!m_hasHead)
        readHead();
    while (!m_isStopped && m_reply->bytesAvailable() > 0) {
        const qint64 wanted = std::min(pieceBytes, m_reply->bytesAvailable());
        SpeedLimit *limit = isWanted() ? m_request.speedLimit : nullptr;
        const qint64 allowed = limit ? limit->take(wanted) : pieceBytes;
        if (allowed == 0) {
            m_resume.start(limit->waitMs());
            return;
        }
        const qint64 count = m_reply->read(m_piece.get(), allowed);
        if (limit)
            limit->giveBack(allowed - std::max<qint64>(count, 0));
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

void RangeFetch::conclude(ReplyWatch::End end)
{
    const StepControl &control = m_session.control();
    if (control.isCancelled())
        end = ReplyWatch::End::Cancelled;
    if (end == ReplyWatch::End::Finished && !m_isStopped) {
        if (!control.isPaused())
            readWhatIsThere();
        else if (m_reply->bytesAvailable() > 0)
            end = ReplyWatch::End::Paused;
        if (isHeldBack()) {
            QTimer::singleShot(m_resume.remainingTime() + 1, this, [this, end] { conclude(end); });
            return;
        }
    }
    const auto call = std::exchange(m_whenEnded, nullptr);
    const FetchResult result = judged(end);
    if (call)
        call(result);
}

FetchResult RangeFetch::judged(ReplyWatch::End end)
{
    m_result.askedPauseMs = serverAskedPauseMs(*m_reply);
    if (end == ReplyWatch::End::Cancelled) {
        m_result.end = FetchEnd::Cancelled;
    } else if (m_isStopped) {
        m_result.end = FetchEnd::Stopped;
    } else if (end == ReplyWatch::End::Paused) {
        m_result.end = FetchEnd::Paused;
    } else if (end == ReplyWatch::End::Silent) {
        m_result.end = FetchEnd::Broken;
        m_result.error =
            makeError(ErrorKind::Timeout,
                      QStringLiteral("no byte for %1 ms").arg(m_request.silenceTimeoutMs))
                .with(QStringLiteral("host"), m_reply->url().host());
    } else {
        return judgedByStatus();
    }
    return m_result;
}

FetchResult RangeFetch::judgedByStatus()
{
    const int status = m_result.head.status;
    if (status >= 300 && status < 400) {
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

FetchResult fetchRange(HttpSession &session, const FetchRequest &request, FetchConsumer &consumer)
{
    QEventLoop loop;
    FetchResult result;
    RangeFetch fetch(session, request, consumer);
    fetch.start([&](const FetchResult &ended) {
        result = ended;
        loop.quit();
    });
    loop.exec();
    return result;
}

} // namespace mmigrate
