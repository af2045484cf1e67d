// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/uploadrun.h"

#include "core/api/httpsession.h"
#include "core/base/log.h"
#include "core/transfer/filewindow.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qint64 worthwhileChunkBytes = 8 * 1024 * 1024;
constexpr qint64 lookForBytesMs = 20;
constexpr qint64 lookForHashMs = 5;
constexpr qint64 longHashMs = 1000;

/// Of the FileInfo that ends an upload; empty when the answer is something else.
QString fileIdIn(const QByteArray &body)
{
    return QJsonDocument::fromJson(body).object().value(QLatin1String("id")).toString();
}

} // namespace

UploadRun::UploadRun(HttpSession &session, const UploadOptions &options, const QString &sessionId,
                     UploadBody &body)
    : m_session(session)
    , m_options(options)
    , m_id(sessionId)
    , m_body(body)
    , m_meter(options.progress, options.step)
    , m_truth(session, sessionId, m_meter)
    , m_speedLimit(session.control())
    , m_sizer(options.chunkBytes, options.largestChunkBytes, options.refusedChunkBytes)
{
}

Result<UploadReport> UploadRun::run()
{
    Step step = std::optional<UploadReport>();
    if (Result<void> opened = openBody(); !opened)
        step = opened.error();
    else
        step = learnOffset();
    while (step && !step->has_value())
        step = sendNextChunk();
    if (step)
        return **step;
    Error error = step.error();
    if (error.step == StepId::None)
        error.step = m_options.step;
    return error;
}

Result<void> UploadRun::openBody()
{
    if (Result<void> opened = m_body.open(); !opened)
        return opened;
    m_meter.setTotal(m_body.size());
    beginHash();
    return {};
}

void UploadRun::beginHash()
{
    const QList<CheckedFile> files = m_body.checkedFiles();
    const bool isKnown = std::any_of(
        files.begin(), files.end(), [](const CheckedFile &file) { return !file.sha256.isEmpty(); });
    if (isKnown)
        m_hash = std::make_unique<SentHash>(m_session.control(), files);
}

UploadRun::Step UploadRun::learnOffset()
{
    m_meter.activity(Activity::Connecting);
    const Result<HeldUpload> state = m_options.sessionIsNew
                                         ? Result<HeldUpload>({false, m_body.size(), 0})
                                         : m_truth.settle(m_options.concurrentPatienceMs);
    if (!state)
        return state.error();
    if (state->isGone)
        return ended(UploadOutcome::SessionGone);
    m_offset = m_report.resumedFrom = state->offset;
    m_isSureOfOffset = true;
    if (state->size != m_body.size())
        return ended(UploadOutcome::NewSessionNeeded, NewSessionReason::WrongFileSize);
    if (m_offset > 0 && m_options.chunkInFlightFrom == m_offset)
        return ended(UploadOutcome::NewSessionNeeded, NewSessionReason::ServerRestarted);
    if (m_offset > 0 && m_offset < m_options.chunkInFlightFrom)
        return ended(UploadOutcome::NewSessionNeeded, NewSessionReason::OffsetOutsideChunk);
    qCInfo(logTransfer) << "upload of" << m_body.size() << "bytes from" << m_offset;
    note(0);
    return std::optional<UploadReport>();
}

UploadRun::Step UploadRun::sendNextChunk()
{
    if (m_session.control().isPaused())
        m_meter.activity(Activity::Paused);
    if (!m_session.control().waitWhilePaused())
        return makeError(ErrorKind::Cancelled);
    if (Result<void> unchanged = m_body.check(); !unchanged)
        return unchanged.error();
    if (m_hash)
        m_hash->follow(m_offset);
    const Result<qint64> available = awaitBytes();
    if (!available)
        return available.error();
    if (*available == 0)
        return ended(UploadOutcome::SoFar);
    const qint64 length = *available;
    if (Step step = checkBeforeLast(length); !step || step->has_value())
        return step;
    m_meter.bytes(m_offset, true);
    note(length);
    if (Result<void> kept = m_options.intentIsKept ? m_options.intentIsKept() : Result<void>();
        !kept)
        return kept.error();
    m_truth.beginWatch();
    const ChunkPostResult result = post(length);
    return decideAfter(result, length);
}

/// The size of the next chunk, once there are so many bytes; 0: there will not be.
Result<qint64> UploadRun::awaitBytes()
{
    const qint64 wanted = m_sizer.sizeAt(m_offset, m_body.size());
    // Whoever falls behind finds more, and sends larger chunks then.
    const qint64 worthwhile = std::min(wanted, worthwhileChunkBytes);
    StepControl &control = m_session.control();
    for (;;) {
        const UploadBody::Available available = m_body.available();
        const qint64 ready = available.bytes - m_offset;
        if (ready >= worthwhile)
            return std::min(ready, wanted);
        if (!available.mayGrow)
            return 0;
        if (!control.sleep(lookForBytesMs) || !control.waitWhilePaused())
            return makeError(ErrorKind::Cancelled);
    }
}

UploadRun::Step UploadRun::checkBeforeLast(qint64 length)
{
    // The last part ends the session, so this is the last moment to see that the server holds just
    // what was sent, and that this is what was checked: whatever might have come twice would show
    // in its offset.
    const bool isLast = m_offset + length >= m_body.size();
    if (!isLast)
        return std::optional<UploadReport>();
    // The hash goes on while the server is asked. Who had to wait for it asks once more.
    if (m_hash)
        m_hash->followToEnd();
    if (Step step = confirmOffset(); !step || step->has_value())
        return step;
    QElapsedTimer waiting;
    waiting.start();
    if (Result<void> same = awaitHash(); !same)
        return same.error();
    if (m_offset > 0 && waiting.hasExpired(longHashMs))
        m_isSureOfOffset = false;
    return confirmOffset();
}

UploadRun::Step UploadRun::confirmOffset()
{
    if (m_isSureOfOffset)
        return std::optional<UploadReport>();
    const Result<HeldUpload> state = m_truth.ask();
    if (!state)
        return state.error();
    if (state->isGone)
        return ended(UploadOutcome::SessionGone);
    if (state->offset != m_offset)
        return ended(UploadOutcome::NewSessionNeeded, NewSessionReason::OffsetOutsideChunk);
    m_isSureOfOffset = true;
    return std::optional<UploadReport>();
}

/// Ok: what was sent is what was checked, and so is what is left to be sent.
Result<void> UploadRun::awaitHash()
{
    if (!m_hash)
        return {};
    StepControl &control = m_session.control();
    for (m_hash->followToEnd(); !m_hash->isReady(); m_hash->followToEnd()) {
        if (control.isPaused())
            m_meter.activity(Activity::Paused);
        if (!control.waitWhilePaused() || !control.sleep(lookForHashMs))
            return makeError(ErrorKind::Cancelled);
        m_meter.checked(m_hash->readBytes());
    }
    if (Result<void> same = m_hash->result(); !same)
        return same;
    return m_body.check(); // it may have taken long
}

ChunkPostResult UploadRun::post(qint64 length)
{
    FileWindow window(m_body, m_offset, length, &m_speedLimit);
    ChunkPostOptions options;
    options.path = QStringLiteral("/api/v4/uploads/") + m_id;
    options.silenceTimeoutMs = m_options.silenceTimeoutMs;
    options.answerTimeoutMs = std::max(m_options.answerTimeoutMs, m_options.silenceTimeoutMs);
    options.sent = [this](qint64 sent) { m_meter.bytes(m_offset + sent); };
    ++m_report.chunksSent;
    m_isSureOfOffset = false;
    ChunkPostResult result = postChunk(m_session, window, options);
    if (window.hasFailed() && result.end == ChunkPostEnd::Broken)
        result.error = makeError(ErrorKind::SourceFileChanged,
                                 QStringLiteral("the file ended before its size"))
                           .with(QStringLiteral("path"), m_body.path());
    return result;
}

UploadRun::Step UploadRun::ended(UploadOutcome outcome, NewSessionReason reason)
{
    qCInfo(logTransfer).noquote() << "upload ended:" << static_cast<int>(outcome)
                                  << newSessionReasonName(reason) << "at" << m_offset;
    m_report.outcome = outcome;
    m_report.newSessionReason = reason;
    m_report.bytes = m_offset;
    m_report.chunkBytes = m_sizer.size();
    return std::optional<UploadReport>(m_report);
}

void UploadRun::note(qint64 inFlight)
{
    if (m_options.checkpoint)
        m_options.checkpoint({m_id, m_offset, inFlight, m_sizer.size(), m_sizer.passedBytes(),
                              m_sizer.refusedBytes()});
}

UploadRun::Step UploadRun::afterSuccess(const ChunkPostResult &result, qint64 length)
{
    const qint64 reached = m_offset + length;
    const bool isLast = reached == m_body.size();
    const QString fileId = result.status == 200 ? fileIdIn(result.body) : QString();
    if (result.status == 200 && !fileId.isEmpty() && !isLast) {
        // Finished too early: the server counts more bytes than were sent by this program.
        return ended(UploadOutcome::NewSessionNeeded, NewSessionReason::OffsetOutsideChunk);
    }
    if (result.status == 200 ? fileId.isEmpty() : (result.status != 204 || isLast)) {
        ChunkPostResult odd = result;
        odd.error =
            makeError(ErrorKind::Protocol,
                      QStringLiteral("no answer that ends a part: status %1").arg(result.status));
        return resolveDoubt(odd, length, true);
    }
    m_offset = reached;
    m_fruitlessTries = m_renewals = 0;
    m_sizer.passed({length, result.elapsedMs, result.answerMs});
    note(0);
    m_meter.bytes(m_offset, isLast);
    if (!isLast)
        return std::optional<UploadReport>();
    if (Result<void> unchanged = m_body.check(); !unchanged)
        return unchanged.error();
    m_report.fileId = fileId;
    return ended(UploadOutcome::Done);
}

} // namespace mmigrate
