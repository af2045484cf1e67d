// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

//
// What follows from the end of one POST of an upload; uploadrun.cpp sends them.

#include "core/api/httpsession.h"
#include "core/base/log.h"
#include "core/transfer/uploadrun.h"

#include <algorithm>

namespace mmigrate {

namespace {

constexpr int renewalsInRow = 2;

/// What a broken part must have left at the server to count as progress. A disk that is full, or a
/// proxy that cuts, can let some bytes through each time: thousands of tries would come to nothing.
constexpr qint64 worthwhileBytes = 64 * 1024;

bool hasId(const Error &error, const char *prefix)
{
    return error.serverErrorId.startsWith(QLatin1String(prefix));
}

} // namespace

UploadRun::Step UploadRun::decideAfter(const ChunkPostResult &result, qint64 length)
{
    switch (result.end) {
    case ChunkPostEnd::Cancelled:
        // The server was there until now and sees the connection close: no doubt that a later run
        // could not resolve by asking.
        note(0);
        return makeError(ErrorKind::Cancelled);
    case ChunkPostEnd::Paused:
        return afterPause(result, length);
    case ChunkPostEnd::Broken:
    case ChunkPostEnd::Silent:
        return afterBreak(result, length);
    case ChunkPostEnd::Answered:
        break;
    }
    if (result.status >= 400)
        return afterRefusal(result, length);
    if (result.status >= 300) {
        return makeError(ErrorKind::Protocol,
                         QStringLiteral("status %1 to a part of an upload").arg(result.status));
    }
    return afterSuccess(result, length);
}

UploadRun::Step UploadRun::afterRefusal(const ChunkPostResult &result, qint64 length)
{
    const Error &error = result.error;
    qCInfo(logTransfer).noquote() << "chunk at" << m_offset << "refused:" << error.toLogLine();
    switch (result.status) {
    case 401:
        if (++m_renewals > renewalsInRow)
            return error;
        if (Result<void> renewed = m_session.renew(); !renewed)
            return renewed.error();
        return resolveDoubt(result, length, false);
    case 404:
        return hasId(error, "app.upload.get") ? ended(UploadOutcome::SessionGone) : Step(error);
    case 413:
        return afterTooLarge(result, length);
    case 408:
    case 502:
    case 504:
        m_sizer.broke(length);
        return resolveDoubt(result, length, true);
    default:
        break;
    }
    if (hasId(error, "app.upload.upload_data.first_part_too_small")) {
        // The part was large enough: the server's MaxFileSize cut its body (API document, trap 22).
        Error tooLarge = error;
        tooLarge.kind = ErrorKind::FileTooLarge;
        tooLarge.facts.insert(QStringLiteral("size"), m_body.size());
        return tooLarge;
    }
    const bool asksToLook = hasId(error, "app.upload.upload_data.concurrent")
                            || hasId(error, "api.upload.upload_data.invalid_content_length");
    if (asksToLook || error.isTransient())
        return resolveDoubt(result, length, true);
    return error;
}

UploadRun::Step UploadRun::afterTooLarge(const ChunkPostResult &result, qint64 length)
{
    // An error id is the server's own word; a proxy answers with a page or with nothing.
    if (!result.error.serverErrorId.isEmpty()) {
        Error tooLarge = result.error;
        tooLarge.kind = ErrorKind::FileTooLarge;
        tooLarge.facts.insert(QStringLiteral("size"), m_body.size());
        return tooLarge;
    }
    if (!m_sizer.refused(length, m_offset))
        return result.error;
    qCInfo(logTransfer) << "a proxy refused" << length << "bytes, going on with" << m_sizer.size();
    return resolveDoubt(result, length, false);
}

UploadRun::Step UploadRun::afterBreak(const ChunkPostResult &result, qint64 length)
{
    if (!result.error.isTransient())
        return result.error;
    ++m_report.connectionsLost;
    qCInfo(logTransfer).noquote() << "chunk at" << m_offset << "broke after" << result.bytesSent
                                  << "bytes:" << result.error.toLogLine();
    // A connection that was closed while it was idle says nothing about the size.
    if (result.bytesSent > 0)
        m_sizer.broke(length);
    if (result.end == ChunkPostEnd::Silent)
        m_truth.noteAway();
    return resolveDoubt(result, length, true);
}

UploadRun::Step UploadRun::afterPause(const ChunkPostResult &result, qint64 length)
{
    note(0);
    m_meter.activity(Activity::Paused);
    if (!m_session.control().waitWhilePaused())
        return makeError(ErrorKind::Cancelled);
    return resolveDoubt(result, length, false);
}

UploadRun::Step UploadRun::resolveDoubt(const ChunkPostResult &result, qint64 length,
                                        bool isCounted)
{
    const Result<HeldUpload> state = m_truth.settle(m_options.concurrentPatienceMs);
    if (!state)
        return state.error();
    if (state->isGone)
        return ended(UploadOutcome::SessionGone);
    const qint64 start = m_offset;
    if (state->offset < start || state->offset > start + length || state->size != m_body.size())
        return ended(UploadOutcome::NewSessionNeeded, NewSessionReason::OffsetOutsideChunk);
    m_offset = state->offset;
    m_isSureOfOffset = true;
    const bool hasProgress = m_offset > start;
    // A server that died while it read keeps bytes of which its offset knows nothing; more would be
    // appended behind them (API document, trap 5). At offset 0 it writes the file anew.
    if (!hasProgress && start > 0 && result.bytesSent > 0 && m_truth.wasAway())
        return ended(UploadOutcome::NewSessionNeeded, NewSessionReason::ServerRestarted);
    note(0);
    m_meter.bytes(m_offset, true);
    const bool isRefusal = result.end == ChunkPostEnd::Answered;
    if (!isRefusal && m_offset - start >= std::min(worthwhileBytes, length)) {
        m_fruitlessTries = m_renewals = 0;
    } else if (isCounted) {
        if (Result<void> again = waitAndRetry(result); !again)
            return again.error();
    }
    return std::optional<UploadReport>();
}

Result<void> UploadRun::waitAndRetry(const ChunkPostResult &result)
{
    if (++m_fruitlessTries >= m_session.retryPolicy().attempts)
        return result.error;
    const qint64 pause =
        std::max(m_session.retryPolicy().pauseBefore(m_fruitlessTries), result.askedPauseMs);
    m_session.noteWaiting(pause, result.error);
    if (!m_session.control().sleep(pause))
        return makeError(ErrorKind::Cancelled);
    return {};
}

} // namespace mmigrate
