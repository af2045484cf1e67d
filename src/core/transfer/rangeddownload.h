// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <QList>
#include <QString>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace mmigrate {

class GrowingFile;
class HttpSession;

struct DownloadOptions
{
    /// Bytes that the file had when it was last asked about (from the journal); -1: unknown.
    /// Another size now means another file: what lies in the .part is thrown away.
    qint64 knownSize = -1;
    /// So many bytes of what is already here, on both sides of what is fetched, are fetched again
    /// and compared: these servers send neither ETag nor Last-Modified.
    qint64 overlapBytes = 64 * 1024;
    int connections = 4;                        ///< at most, 1 to 6; fewer where more bring nothing
    int connectionsAtFirst = 0;                 ///< 0: one to a near server, all to a far one
    qint64 smallestPartBytes = 4 * 1024 * 1024; ///< that a connection of several is sent for
    qint64 largestPartBytes = 64 * 1024 * 1024; ///< keeps the connections near each other
    int silenceTimeoutMs = 60'000;              ///< no byte for so long counts as a lost connection
    /// Asks for a link to the same bytes that needs no login (a presigned URL of a file store), or
    /// a new one when the last has expired; nothing: there is none. Used before the server itself.
    std::function<std::optional<QUrl>()> directLink{};
    /// Told what lies there from the first byte on, for somebody who reads it meanwhile.
    std::shared_ptr<GrowingFile> growing{};
    /// Called before bytes that `growing` was told of are thrown away. An error ends the download.
    std::function<Result<void>()> startingOver{};
    StepId step = StepId::DownloadArchive; ///< put into every Progress
    ProgressSink progress{}; ///< bytes on disk; called in the worker, at most 10 times a second
};

/// Why a download threw away what it had and began again.
enum class RestartReason {
    SizeChanged,    ///< the file on the server has another size than before
    ContentChanged, ///< the overlap differs
    RangeIgnored,   ///< the server answered 200 with the whole file
    RangesLost,     ///< something lay here, but its side file is missing or contradicts it
    PartTooLong,    ///< the .part holds more than the server's file
};
QString restartReasonName(RestartReason reason); ///< stable, for the log and the journal

struct DownloadReport
{
    qint64 bytes = 0;                ///< size of the finished file
    qint64 resumedFrom = 0;          ///< bytes that a .part of an earlier run contributed
    int connectionsLost = 0;         ///< breaks that were continued
    QList<RestartReason> restarts{}; ///< empty: nothing was thrown away
    /// False: the server named no size (it ignored Range and sent no length). Qt takes some answers
    /// that broke off for complete, so the file must be checked by its contents.
    bool sizeKnown = true;
    bool usedDirectLink = false; ///< the last bytes came from there
    bool alreadyThere =
        false; ///< the target lay there complete (an earlier run ended after its rename)
};

/// Name of the file that a download grows in: TARGET.part. Removing it forgets a begun download.
QString partFileName(const QString &targetFile);

/// Fetches one big file over several connections into TARGET.part (mode 0600), with a side file
/// that says which bytes are there; goes on with the missing ones after any break, restart or
/// crash, and renames it when it is complete and on disk. One connection is used where the server
/// ignores Range, refuses several, or where more bring nothing.
///
/// The number of tries (RetryPolicy of the session) counts tries that brought no new byte; as long
/// as something arrives it goes on. Pauses are announced through HttpSession::noteWaiting(), 401
/// through HttpSession::renew(). Blocks the worker in a local event loop; cancel and pause of the
/// session's control are followed within 100 ms.
///
/// Errors: Cancelled, DiskFull (facts path, needed, free) and Disk (facts path) with the .part
/// kept; NotFound, Forbidden, SessionExpired as the server says; Network, Timeout, RateLimited,
/// ServerError when the tries are used up; Protocol when the answers cannot be a file or keep
/// changing; Disk with fact reason="exists" when another file has the target's name already.
class RangedDownload
{
public:
    explicit RangedDownload(HttpSession &session, DownloadOptions options = {});

    /// @param path below the server's address, not encoded: "/api/v4/exports/NAME"
    /// @param targetFile with folder; the folder must exist
    Result<DownloadReport> download(const QString &path, const QString &targetFile);

private:
    HttpSession &m_session;
    DownloadOptions m_options;
};

} // namespace mmigrate
