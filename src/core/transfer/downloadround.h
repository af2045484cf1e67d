// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/transfer/byteranges.h"
#include "core/transfer/rangefetch.h"

#include <QElapsedTimer>
#include <QEventLoop>

#include <memory>
#include <vector>

namespace mmigrate {

class ConnectionTuner;
class DownloadRun;

/// What one connection is to bring.
struct DownloadTask
{
    ByteSpan span{};      ///< the bytes that are missing
    qint64 position = 0;  ///< where the next byte of the answer belongs
    bool isWhole = false; ///< the server sends the whole file, whatever was asked for

    bool isDone() const { return !isWhole && position >= span.end; }
};

/// The connections of a download between two decisions: they take parts from the run until all is
/// there, or until something happens that concerns all of them. One that breaks while others go on
/// is replaced after a pause; the last one's end is the round's. At the end fast connections take
/// over what slow ones still have to do: on a full link they are very unequal.
class DownloadRound : public QObject
{
public:
    DownloadRound(DownloadRun &run, HttpSession &session, ConnectionTuner &tuner);
    ~DownloadRound() override;

    /// Blocks in a local event loop. @return the end that has to be decided about; Complete when
    /// there is nothing more to fetch
    FetchResult run();
    int connectionsLost() const { return m_connectionsLost; } ///< beside others that went on

private:
    struct Connection;

    void launch();
    bool launchOne();
    std::optional<ByteSpan> nextSpan();
    double shareOfNext() const;
    std::optional<ByteSpan> takeOver();
    void measure();
    void retireSlowest();
    int working() const; ///< connections that are not being given up
    void ended(Connection *connection, const FetchResult &result);
    void lost(const FetchResult &result);
    void finishWith(const FetchResult &result);
    void tick();

    DownloadRun &m_run;
    HttpSession &m_session;
    ConnectionTuner &m_tuner;
    std::vector<std::unique_ptr<Connection>> m_active;
    std::vector<std::unique_ptr<Connection>> m_ended; ///< not destroyed within their own calls
    FetchResult m_result;
    QEventLoop m_loop;
    QTimer m_ticker;
    double m_freedSpeed = 0; ///< bytes a millisecond of the connection that ended last
    int m_resting = 0;       ///< connections that broke and wait for their next try
    int m_connectionsLost = 0;
    bool m_isOver = false;
};

} // namespace mmigrate
