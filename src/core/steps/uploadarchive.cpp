// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/uploadarchive.h"

#include "core/base/log.h"
#include "core/steps/checkarchive.h"
#include "core/steps/jobwatch.h"
#include "core/transfer/chunkedupload.h"

#include <QFileInfo>

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

Result<void> UploadArchive::run(StepContext &context)
{
    ArchiveRecord &archive = context.state.archive;
    if (Result<void> same = expectArchiveUnchanged(archive); !same)
        return same;
    const QFileInfo file(archive.uploadPath());
    if (!file.isFile()) {
        // It can be made again from the archive, by the next run.
        context.state.steps[StepId::PrepareArchive].status = StepStatus::NotStarted;
        if (Result<void> saved = context.save(); !saved)
            return saved;
        return makeError(ErrorKind::Disk, QStringLiteral("the corrected archive is gone"))
            .with(QStringLiteral("path"), file.filePath());
    }
    for (int attempt = 0; attempt < mostSessions; ++attempt) {
        // An upload whose last answer was lost is complete all the same.
        Result<QString> finished = finishedImport(context);
        if (!finished)
            return finished.error();
        if (!finished->isEmpty()) {
            context.state.upload.importName = *finished;
            return context.save();
        }
        if (Result<void> session = ensureSession(context, file.size()); !session)
            return session;
        const Result<bool> sent = send(context);
        if (!sent)
            return sent.error();
    }
    return makeError(ErrorKind::Integrity,
                     QStringLiteral("the server lost the upload again and again"));
}

Result<QString> UploadArchive::finishedImport(StepContext &context) const
{
    const UploadRecord &upload = context.state.upload;
    if (upload.sessionId.isEmpty())
        return QString();
    const Result<QStringList> imports = context.destination.client().imports();
    if (!imports)
        return imports.error();
    const QString name = upload.sessionId + QLatin1Char('_') + upload.fileName;
    return imports->contains(name) ? name : QString();
}

Result<void> UploadArchive::ensureSession(StepContext &context, qint64 fileSize)
{
    m_sessionIsNew = false;
    UploadRecord &upload = context.state.upload;
    MattermostClient &client = context.destination.client();
    if (!upload.sessionId.isEmpty())
        return {};
    const bool resumed = upload.intended;
    if (!resumed) {
        ++upload.attempt;
        upload.fileName =
            QStringLiteral("mmigrate-%1-%2.zip").arg(context.state.id).arg(upload.attempt);
        upload.intended = true;
    }
    if (Result<void> saved = context.save(); !saved)
        return saved;
    Result<QString> own = QString();
    if (resumed)
        own = findOwnSession(client, upload.fileName, fileSize);
    if (!own)
        return own.error();
    bool isNew = false;
    for (int attempt = 1; own->isEmpty(); ++attempt) {
        const Result<UploadSession> created = client.createImportUpload(upload.fileName, fileSize);
        if (created) {
            own = created->id;
            isNew = true;
            break;
        }
        if (!answerMayBeLost(created.error())
            || attempt >= client.session().retryPolicy().attempts) {
            Error error = created.error();
            error.facts.insert(QStringLiteral("size"), fileSize);
            return error;
        }
        const qint64 pause = client.session().retryPolicy().pauseBefore(attempt);
        client.session().noteWaiting(pause, created.error());
        if (!context.control.sleep(pause))
            return makeError(ErrorKind::Cancelled);
        own = findOwnSession(client, upload.fileName, fileSize);
        if (!own)
            return own.error();
    }
    upload.sessionId = *own;
    upload.inFlightFrom = -1;
    m_sessionIsNew = isNew;
    return context.save();
}

/// @return true when the upload is complete, false when its session is gone or no longer to be
/// trusted
Result<bool> UploadArchive::send(StepContext &context) const
{
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
    const Result<UploadReport> report =
        sender.upload(upload.sessionId, context.state.archive.uploadPath());
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
        return true;
    const Result<QString> finished = finishedImport(context);
    if (!finished)
        return finished.error();
    if (finished->isEmpty()) {
        qCWarning(logSteps).noquote()
            << "new upload session needed:" << newSessionReasonName(report->newSessionReason);
        upload = upload.startedAnew();
        if (Result<void> saved = context.save(); !saved)
            return saved.error();
    }
    return false;
}

} // namespace mmigrate
