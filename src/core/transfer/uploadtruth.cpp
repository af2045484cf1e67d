// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/uploadtruth.h"

#include "core/api/httpsession.h"
#include "core/base/log.h"
#include "core/transfer/progressmeter.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qint64 shortestRestartMs = 1000; // no server is up again sooner
constexpr qint64 firstLookMs = 250;
constexpr qint64 longestLookMs = 5000;

bool isConcurrent(const Error &error)
{
    return error.serverErrorId.startsWith(QLatin1String("app.upload.upload_data.concurrent"));
}

bool isUploadUnknown(const Error &error)
{
    return error.httpStatus == 404
           && error.serverErrorId.startsWith(QLatin1String("app.upload.get"));
}

/// -1 when it is missing or no whole number that a file's size can be.
qint64 byteCount(const QJsonObject &object, QLatin1String name)
{
    return object.value(name).toInteger(-1);
}

Result<HeldUpload> stateFrom(const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    HeldUpload state;
    state.size = byteCount(object, QLatin1String("file_size"));
    state.offset = byteCount(object, QLatin1String("file_offset"));
    if (state.size < 0 || state.offset < 0 || state.offset > state.size)
        return makeError(ErrorKind::Protocol, QStringLiteral("no upload session in the answer"));
    return state;
}

} // namespace

UploadTruth::UploadTruth(HttpSession &session, const QString &sessionId, ProgressMeter &meter)
    : m_session(session)
    , m_path(QStringLiteral("/api/v4/uploads/") + sessionId)
    , m_meter(meter)
{
    beginWatch();
}

void UploadTruth::beginWatch()
{
    m_wasAway = false;
    m_rememberedRequest = false;
    m_sinceBreak.start();
}

Result<HeldUpload> UploadTruth::ask()
{
    HttpCall call;
    call.path = m_path;
    call.repeatable = false; // repeated here, where it is seen whether the server was away
    for (int tries = 0;;) {
        const Result<HttpAnswer> answer = m_session.send(call);
        Result<HeldUpload> state = answer ? stateFrom(answer->body) : answer.error();
        if (state)
            return state;
        if (answer) {
            // An answer that broke off can look like a whole one to Qt: not believed, asked again.
            if (Result<void> again = waitOrGiveUp(state.error(), tries, true); !again)
                return again.error();
            continue;
        }
        if (isUploadUnknown(answer.error())) {
            HeldUpload gone;
            gone.isGone = true;
            return gone;
        }
        if (Result<void> again = waitOrGiveUp(answer.error(), tries); !again)
            return again.error();
    }
}

Result<HeldUpload> UploadTruth::settle(int patienceMs)
{
    m_session.dropConnections();
    if (Result<void> rest = awaitRest(QDeadlineTimer(patienceMs)); !rest)
        return rest.error();
    return ask();
}

Result<void> UploadTruth::awaitRest(const QDeadlineTimer &patience)
{
    // A part of 0 bytes changes nothing, and is refused as long as another request holds the
    // session.
    HttpCall call;
    call.method = QByteArrayLiteral("POST");
    call.path = m_path;
    call.repeatable = false;
    qint64 pause = firstLookMs;
    for (int tries = 0;;) {
        const Result<HttpAnswer> answer = m_session.send(call);
        if (answer)
            return {};
        const Error &error = answer.error();
        if (isConcurrent(error)) {
            m_rememberedRequest = true;
            if (patience.hasExpired())
                return error;
            m_meter.activity(Activity::WaitingForServer);
            if (!m_session.control().sleep(pause))
                return makeError(ErrorKind::Cancelled);
            pause = std::min(pause * 2, longestLookMs);
        } else if (error.isTransient()) {
            if (Result<void> again = waitOrGiveUp(error, tries); !again)
                return again;
        } else if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::SessionExpired) {
            return error;
        } else {
            return {}; // "first part too small" of an empty session, or gone: asking tells
        }
    }
}

Result<void> UploadTruth::waitOrGiveUp(const Error &why, int &tries, bool mayRepeat)
{
    if (!mayRepeat && !why.isTransient())
        return why;
    if (!mayRepeat)
        noteUnanswered(why);
    if (++tries >= m_session.retryPolicy().attempts)
        return why;
    const qint64 pause = std::max(m_session.retryPolicy().pauseBefore(tries),
                                  why.facts.value(QStringLiteral("retryAfterMs"), 0).toLongLong());
    m_session.noteWaiting(pause, why);
    if (!m_session.control().sleep(pause))
        return makeError(ErrorKind::Cancelled);
    return {};
}

void UploadTruth::noteUnanswered(const Error &error)
{
    if (error.kind == ErrorKind::RateLimited || error.httpStatus == 500)
        return; // the server itself said so
    // A new connection that brings no answer at all right after a break is reason enough for doubt:
    // going on would append to bytes that a restarted server does not know of, beginning anew only
    // costs time.
    const bool saidNothing = error.httpStatus == 0;
    if (saidNothing || m_sinceBreak.hasExpired(shortestRestartMs)) {
        qCInfo(logTransfer).noquote() << "the server was away:" << error.toLogLine();
        m_wasAway = true;
    }
}

} // namespace mmigrate
