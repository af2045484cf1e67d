// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/error.h"
#include "core/transfer/replywatch.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>

class QNetworkReply;

namespace mmigrate {

class HttpSession;
class SpeedLimit;

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
    SpeedLimit *speedLimit = nullptr; ///< shared with the other fetches; null: none
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

/// One GET, read in pieces of 256 KiB; at most 1 MiB more waits inside Qt. Several may run side by
/// side in one thread.
class RangeFetch : public QObject
{
public:
    /// All three must outlive it.
    RangeFetch(HttpSession &session, const FetchRequest &request, FetchConsumer &consumer);
    ~RangeFetch() override;

    /// @param whenEnded called once, from the event loop; may destroy this fetch. Not called when
    /// it is destroyed before.
    void start(std::function<void(const FetchResult &)> whenEnded);
    /// No more of it is wanted: it ends as Stopped.
    void stop();

private:
    void readWhatIsThere();
    void readHead();
    bool isWanted() const { return m_result.head.status == 200 || m_result.head.status == 206; }
    bool isHeldBack() const; ///< bytes are there that the speed limit does not let through yet
    void conclude(ReplyWatch::End end);
    FetchResult judged(ReplyWatch::End end);
    FetchResult judgedByStatus();

    HttpSession &m_session;
    const FetchRequest m_request;
    FetchConsumer &m_consumer;
    std::function<void(const FetchResult &)> m_whenEnded;
    std::unique_ptr<QNetworkReply> m_reply;
    std::unique_ptr<ReplyWatch> m_watch;
    std::unique_ptr<char[]> m_piece;
    QTimer m_resume; ///< the speed limit lets more through
    QByteArray m_errorBody;
    FetchResult m_result;
    bool m_hasHead = false;
    bool m_isStopped = false;
};

/// The same, waited for in a local event loop.
FetchResult fetchRange(HttpSession &session, const FetchRequest &request, FetchConsumer &consumer);

} // namespace mmigrate
