// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/transfer/uploadbody.h"

#include <QString>

#include <functional>

namespace mmigrate {

class HttpSession;

/// The server refuses a first part below this that is not the whole file.
inline constexpr qint64 smallestFirstChunkBytes = 5 * 1024 * 1024;

/// A fact or an intent worth keeping in the journal.
struct UploadCheckpoint
{
    QString sessionId{};
    qint64 offset = 0; ///< the server holds so many bytes for certain
    /// Bytes that are now being sent from `offset` on (intent); 0: none are under way (fact).
    qint64 chunkInFlightBytes = 0;
    qint64 chunkBytes =
        0; ///< size of chunk that gets through, for UploadOptions::chunkBytes of the next run
    qint64 passedChunkBytes = 0;  ///< size of the last chunk that got through; 0: none yet
    qint64 refusedChunkBytes = 0; ///< the smallest that a proxy refused as too large; 0: none
};

struct UploadOptions
{
    qint64 chunkBytes = 32 * 1024 * 1024; ///< to begin with; the first chunk has at least 5 MiB
    /// Chunks grow up to this while they take under 5 s, and further only while larger ones are
    /// measured to be faster.
    qint64 largestChunkBytes = 256 * 1024 * 1024;
    /// Known to be refused as too large by a proxy before this server, so not tried; 0: nothing
    /// known.
    qint64 refusedChunkBytes = 0;
    /// From the journal's last checkpoint, when the program ended without being able to say more: a
    /// chunk was being sent from there; -1: none. If the server knows no byte of it, nobody can
    /// tell whether it died at the same moment, and a new session is asked for (API document, trap
    /// 5).
    qint64 chunkInFlightFrom = -1;
    /// The session was created just now by this run, and its answer named the body's size and no
    /// offset: nothing has to be asked. False (the careful default) first brings the server to
    /// rest, as after a break.
    bool sessionIsNew = false;
    FileFingerprint fingerprint{}; ///< the file as it was checked; unknown: as it is at the start
    /// Of that file, in hex, lower case. What was sent must hash to it before the last chunk is
    /// sent, else SourceFileChanged; empty: not compared. A body knows it itself.
    QString sha256{};
    int silenceTimeoutMs = 60'000; ///< no byte taken for so long counts as a lost connection
    /// Longest wait for the answer after a chunk's last byte (file stores that re-compose are
    /// slow).
    int answerTimeoutMs = 5 * 60'000;
    /// Longest patience with a server that still reads a request which was cut (its ReadTimeout:
    /// 300 s).
    int concurrentPatienceMs = 6 * 60'000;
    StepId step = StepId::UploadArchive; ///< put into every Progress
    ProgressSink
        progress{}; ///< in the worker, at most 10 times a second; can go back after a break
    std::function<void(const UploadCheckpoint &)>
        checkpoint{}; ///< in the worker, before and after each chunk
    /// Asked after the checkpoint before a chunk: whether the intent is kept. An error ends the
    /// upload before a byte of the chunk is sent.
    std::function<Result<void>()> intentIsKept{};
};

enum class UploadOutcome {
    Done,        ///< the server took the last byte and said so
    SoFar,       ///< all that there is of the body by now was sent, and no more will come
    SessionGone, ///< 404: finished by an answer that was lost, or expired; look for <id>_<name> in
                 ///< GET /imports
    NewSessionNeeded, ///< the session can no longer be trusted: create another one and begin at 0
};

enum class NewSessionReason {
    None,
    OffsetOutsideChunk, ///< the server's offset is not where this program's chunks can have led
    ServerRestarted,    ///< unreachable in the middle of a chunk of which it knows nothing now
    WrongFileSize,      ///< the session was created for a file of another size
};
QString newSessionReasonName(NewSessionReason reason); ///< stable, for the log and the journal

struct UploadReport
{
    UploadOutcome outcome = UploadOutcome::Done;
    NewSessionReason newSessionReason = NewSessionReason::None;
    qint64 bytes = 0;        ///< the server holds so many, as far as is known
    qint64 resumedFrom = 0;  ///< the server's offset at the beginning
    int connectionsLost = 0; ///< breaks that were continued
    int chunksSent = 0;      ///< POSTs with data, whatever became of them
    qint64 chunkBytes = 0;   ///< size of chunk that gets through
    QString fileId{};        ///< id of the FileInfo that ended the upload; empty unless Done
};

/// Sends a file into an upload session that exists already (POST /uploads), chunk by chunk over one
/// connection. The server appends whatever comes, at its own offset, so: a chunk's body can be sent
/// only once (OneShotBody tells why), and after every doubt the server is first brought to rest and
/// asked (GET /uploads/{id}); the answer must lie within the chunk that was being sent.
///
/// The number of tries (RetryPolicy of the session) counts tries after which the server's offset
/// had not moved. Pauses are announced through HttpSession::noteWaiting(), 401 through
/// HttpSession::renew(). Blocks the worker in a local event loop; cancel and pause are followed
/// within 100 ms.
///
/// Errors: Cancelled; SourceFileChanged, Disk (facts path); FileTooLarge when the server's own
/// limit is below the file, RequestTooLarge when a proxy refuses even the smallest chunk;
/// Forbidden, SessionExpired as the server says; Network, Timeout, RateLimited, ServerError when
/// the tries are used up.
class ChunkedUpload
{
public:
    explicit ChunkedUpload(HttpSession &session, UploadOptions options = {});

    Result<UploadReport> upload(const QString &sessionId, const QString &file);
    /// The same for bytes that may still be coming: parts are then as large as what is there.
    Result<UploadReport> upload(const QString &sessionId, UploadBody &body);

private:
    HttpSession &m_session;
    UploadOptions m_options;
};

} // namespace mmigrate
