// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/chunkpost.h"

#include "core/api/httpsession.h"
#include "core/transfer/filewindow.h"
#include "core/transfer/replywatch.h"

#include <QElapsedTimer>
#include <QNetworkReply>

#include <algorithm>
#include <memory>

namespace mmigrate {

namespace {

constexpr qint64 answerBytes = 64 * 1024;

QNetworkRequest networkRequest(const HttpSession &session, const FileWindow &body,
                               const ChunkPostOptions &options)
{
    QNetworkRequest request = session.request(session.url(options.path));
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QByteArrayLiteral("application/octet-stream"));
    request.setHeader(QNetworkRequest::ContentLengthHeader, body.length());
    // Without this Qt copies the body into memory, and could then send it a second time by itself.
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    return request;
}

ChunkPostResult judged(HttpSession &session, QNetworkReply &reply, ReplyWatch::End end,
                       ChunkPostResult result)
{
    using End = ReplyWatch::End;
    result.askedPauseMs = serverAskedPauseMs(reply);
    if (end == End::Cancelled || end == End::Paused) {
        result.end = end == End::Cancelled ? ChunkPostEnd::Cancelled : ChunkPostEnd::Paused;
        return result;
    }
    if (end == End::Silent) {
        result.end = ChunkPostEnd::Silent;
        result.error = makeError(ErrorKind::Timeout, QStringLiteral("the server fell silent"))
                           .with(QStringLiteral("host"), reply.url().host());
        return result;
    }
    result.body = reply.read(answerBytes);
    result.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool isRefusal = result.status >= 400;
    const bool isWhole = result.status > 0 && reply.error() == QNetworkReply::NoError;
    result.end = isRefusal || isWhole ? ChunkPostEnd::Answered : ChunkPostEnd::Broken;
    if (isRefusal || !isWhole)
        result.error = session.errorOf(reply, result.body);
    return result;
}

} // namespace

ChunkPostResult postChunk(HttpSession &session, FileWindow &body, const ChunkPostOptions &options)
{
    ChunkPostResult result;
    QElapsedTimer timer;
    qint64 bodySentMs = -1;
    timer.start();
    const std::unique_ptr<QNetworkReply> reply(
        session.manager().post(networkRequest(session, body, options), &body));
    reply->setReadBufferSize(answerBytes);
    ReplyWatch watch(*reply, session.control(), options.silenceTimeoutMs);
    QObject::connect(reply.get(), &QNetworkReply::uploadProgress, &watch, [&](qint64 sent, qint64) {
        if (sent <= result.bytesSent)
            return;
        result.bytesSent = sent;
        const bool isAll = sent >= body.length();
        if (isAll)
            bodySentMs = timer.elapsed();
        watch.noteLife(isAll ? options.answerTimeoutMs : 0);
        if (options.sent)
            options.sent(sent);
    });
    const ReplyWatch::End end = watch.wait();
    result.elapsedMs = timer.elapsed();
    result.answerMs = bodySentMs < 0 ? 0 : result.elapsedMs - bodySentMs;
    return judged(session, *reply, end, result);
}

} // namespace mmigrate
