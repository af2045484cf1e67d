// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/error.h"

#include <QUrl>

namespace mmigrate {

class HttpSession;

struct FetchRequest
{
    QUrl url{};
    bool authorized = true;
    qint64 from = -1; ///< -1: the whole file, without a Range header
    qint64 last = -1; ///< of the last byte, inclusive; -1: to the end
    /// For servers that code in spite of "identity": Qt decodes. Slower, and no length can be
    /// trusted.
    bool letQtDecode = false;
    int silenceTimeoutMs = 60'000;
};

/// What the headers of an answer say.
struct FetchHead
{
    int status = 0;
    qint64 first = -1;    ///< of Content-Range; -1: none, or one that makes no sense
    qint64 last = -1;     ///< inclusive
    qint64 total = -1;    ///< -1: not said
    qint64 length = -1;   ///< Content-Length of an answer that is not coded; -1: unknown
    bool isCoded = false; ///< gzip or the like although identity was asked for
    QUrl location{};      ///< of a redirect
};

/// Takes what one GET brings. Both are called in the worker; false ends the fetch (Stopped).
class FetchConsumer
{
public:
    virtual ~FetchConsumer() = default;
    virtual bool takeHead(const FetchHead &head) = 0; ///< only for 200 and 206
    virtual bool takeData(const char *data, qint64 count) = 0;
};

enum class FetchEnd {
    Complete,   ///< the answer ended cleanly
    Stopped,    ///< by the consumer
    Redirected, ///< see head.location
    Refused,    ///< a status of 400 or above, see error
    Broken,     ///< the connection broke or stayed silent, see error
    Cancelled,
    Paused,
};

struct FetchResult
{
    FetchEnd end = FetchEnd::Broken;
    FetchHead head{};
    Error error{};
    qint64 askedPauseMs = -1; ///< the server's wish (Retry-After); -1: none
};

/// One GET, read in pieces of 256 KiB; at most 1 MiB more waits inside Qt. Blocks in a local event
/// loop.
FetchResult fetchRange(HttpSession &session, const FetchRequest &request, FetchConsumer &consumer);

} // namespace mmigrate
