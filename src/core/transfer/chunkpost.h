// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/error.h"

#include <QByteArray>

#include <functional>

namespace mmigrate {

class FileWindow;
class HttpSession;

struct ChunkPostOptions
{
    QString path{}; ///< "/api/v4/uploads/ID"
    int silenceTimeoutMs = 60'000;
    int answerTimeoutMs = 5 * 60'000;   ///< after the body's last byte
    std::function<void(qint64)> sent{}; ///< bytes of the body given to the socket so far
};

enum class ChunkPostEnd {
    Answered, ///< a whole answer came; see status
    Broken,   ///< the connection broke; the server may have any part of the body, or all
    Silent,   ///< nothing moved for too long; as Broken
    Cancelled,
    Paused,
};

struct ChunkPostResult
{
    ChunkPostEnd end = ChunkPostEnd::Broken;
    int status = 0;
    QByteArray body{};        ///< of the answer, at most 64 KiB
    Error error{};            ///< of statuses of 400 and above, and of Broken and Silent
    qint64 bytesSent = 0;     ///< given to the socket; the server may have seen less
    qint64 elapsedMs = 0;     ///< from the request to its end
    qint64 answerMs = 0;      ///< of these, after the body's last byte was given to the socket
    qint64 askedPauseMs = -1; ///< the server's wish (Retry-After); -1: none
};

/// One POST of one chunk, sent at most once. Blocks in a local event loop.
ChunkPostResult postChunk(HttpSession &session, FileWindow &body, const ChunkPostOptions &options);

} // namespace mmigrate
