// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/importupload.h"

#include "core/base/log.h"
#include "core/steps/jobwatch.h"
#include "core/transfer/chunkedupload.h"

#include <algorithm>

namespace mmigrate {

namespace {

constexpr int mostSessions = 5;

/// The session of that file name that a create with a lost answer left behind; null when there is
/// none.
Result<QString> findOwnSession(MattermostClient &client, const QString &fileName, qint64 fileSize)
{
    const Result<QList<UploadSession>> sessions = client.myUploads();
    if (!sessions)
        return sessions.error();
    for (const UploadSession &session : *sessions) {
        if (session.fileName == fileName && session.fileSize == fileSize)
            return session.id;
    }
    return QString();
}

/// What this migration or an earlier one learnt of the way to the server.
void chooseChunks(UploadOptions &options, const UploadRecord &upload, const KnownServer &known)
{
    if (upload.chunkBytes > 0)
        options.chunkBytes = upload.chunkBytes;
    else if (known.passedChunkBytes > 0)
        options.chunkBytes = std::min(known.passedChunkBytes, options.largestChunkBytes);
    options.refusedChunkBytes = known.refusedChunkBytes;
}

} // namespace

Result<bool> ImportUpload::send(UploadBody &body)
{
    for (int attempt = 0; attempt < mostSessions; ++attempt) {
        // An upload whose last answer was lost is complete all the same.
        const Result<QString> finished = finishedImport();
        if (!finished)
            return finished.error();
        if (!finished->isEmpty()) {
            m_context.state.upload.importName = *finished;
            if (Result<void> saved = m_context.save(); !saved)
                return saved.error();
            return true;
        }
        if (Result<void> session = ensureSession(body.size()); !session)
            return session.error();
        const Result<Sent> sent = sendIntoSession(body);
        if (!sent)
            return sent.error();
        if (*sent == Sent::SoFar)
            return false;
    }
    return makeError(ErrorKind::Integrity,
                     QStringLiteral("the server lost the upload again and again"));
}

Result<QString> ImportUpload::finishedImport() const
{
    const UploadRecord &upload = m_context.state.upload;
    if (upload.sessionId.isEmpty())
        return QString();
    const Result<QStringList> imports = m_context.destination.client().imports();
    if (!imports)
        return imports.error();
    const QString name = upload.sessionId + QLatin1Char('_') + upload.fileName;
    return imports->contains(name) ? name : QString();
}

Result<void> ImportUpload::ensureSession(qint64 size)
{
    m_sessionIsNew = false;
    UploadRecord &upload = m_context.state.upload;
    if (!upload.sessionId.isEmpty())
        return {};
    const bool resumed = upload.intended;
    if (!resumed) {
        ++upload.attempt;
        upload.fileName =
            QStringLiteral("mmigrate-%1-%2.zip").arg(m_context.state.id).arg(upload.attempt);
        upload.intended = true;
    }
    if (Result<void> saved = m_context.save(); !saved)
        return saved;
    if (resumed) {
        const Result<QString> own =
            findOwnSession(m_context.destination.client(), upload.fileName, size);
        if (!own)
            return own.error();
        upload.sessionId = *own;
    }
    if (upload.sessionId.isEmpty()) {
        if (Result<void> created = createSession(size); !created)
            return created;
    }
    upload.inFlightFrom = -1;
    return m_context.save();
}

Result<void> ImportUpload::createSession(qint64 size)
{
    UploadRecord &upload = m_context.state.upload;
    MattermostClient &client = m_context.destination.client();
    const RetryPolicy policy = client.session().retryPolicy();
    for (int attempt = 1;; ++attempt) {
        const Result<UploadSession> created = client.createImportUpload(upload.fileName, size);
        if (created) {
            upload.sessionId = created->id;
            m_sessionIsNew = created->fileSize == size && created->fileOffset == 0;
            return {};
        }
        if (!answerMayBeLost(created.error()) || attempt >= policy.attempts) {
            Error error = created.error();
            error.facts.insert(QStringLiteral("size"), size);
            return error;
        }
        const qint64 pause = policy.pauseBefore(attempt);
        client.session().noteWaiting(pause, created.error());
        if (!m_context.control.sleep(pause))
            return makeError(ErrorKind::Cancelled);
        const Result<QString> own = findOwnSession(client, upload.fileName, size);
        if (!own)
            return own.error();
        upload.sessionId = *own;
        if (!own->isEmpty())
            return {};
    }
}

Result<ImportUpload::Sent> ImportUpload::sendIntoSession(UploadBody &body) const
{
    StepContext &context = m_context;
    UploadRecord &upload = context.state.upload;
    UploadOptions options;
    options.progress = context.progressSink();
    options.chunkInFlightFrom = upload.inFlightFrom;
    options.sessionIsNew = m_sessionIsNew;
    const QUrl address = context.destination.http().address();
    KnownServer known = context.servers.recall(address);
    chooseChunks(options, upload, known);
    const KnownServer before = known;
    options.silenceTimeoutMs = context.timings.silenceTimeoutMs;
    options.answerTimeoutMs = context.timings.answerTimeoutMs;
    Result<void> kept;
    options.checkpoint = [&](const UploadCheckpoint &checkpoint) {
        if (checkpoint.passedChunkBytes > 0)
            known.passedChunkBytes = checkpoint.passedChunkBytes;
        known.refusedChunkBytes = checkpoint.refusedChunkBytes;
        upload.inFlightFrom = checkpoint.chunkInFlightBytes > 0 ? checkpoint.offset : -1;
        upload.chunkBytes = checkpoint.chunkBytes;
        kept = context.save();
        if (!kept)
            qCWarning(logSteps).noquote() << "checkpoint:" << kept.error().toLogLine();
    };
    options.intentIsKept = [&kept] { return kept; };
    ChunkedUpload sender(context.destination.http(), options);
    const Result<UploadReport> report = sender.upload(upload.sessionId, body);
    // Who is told to raise the proxy's limit will do so: that refusal is not held against it later.
    const bool isHopeless = !report && report.error().kind == ErrorKind::RequestTooLarge;
    if (known != before && !isHopeless && !context.servers.remember(address, known))
        qCInfo(logSteps) << "the size of chunk could not be remembered";
    if (!report)
        return report.error();
    qCInfo(logSteps).noquote() << "upload" << upload.sessionId << "bytes" << report->bytes
                               << "chunks" << report->chunksSent << "connections lost"
                               << report->connectionsLost;
    if (report->outcome == UploadOutcome::Done)
        return Sent::Done;
    if (report->outcome == UploadOutcome::SoFar)
        return Sent::SoFar;
    const Result<QString> finished = finishedImport();
    if (!finished)
        return finished.error();
    if (finished->isEmpty()) {
        qCWarning(logSteps).noquote()
            << "new upload session needed:" << newSessionReasonName(report->newSessionReason);
        if (Result<void> givenUp = giveUpSession(); !givenUp)
            return givenUp.error();
    }
    return Sent::SessionLost;
}

/// Another session is to hold the same bytes.
Result<void> ImportUpload::giveUpSession() const
{
    UploadRecord &upload = m_context.state.upload;
    const UploadRecord before = upload;
    upload = before.startedAnew();
    upload.declaredSize = before.declaredSize;
    upload.declaredFrom = before.declaredFrom;
    upload.tailBegun = before.tailBegun; // the next session gets the same tail
    return m_context.save();
}

} // namespace mmigrate
