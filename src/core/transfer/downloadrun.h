// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/transfer/connectiontuner.h"
#include "core/transfer/downloadround.h"
#include "core/transfer/partfile.h"
#include "core/transfer/progressmeter.h"
#include "core/transfer/rangeddownload.h"
#include "core/transfer/rangefetch.h"
#include "core/transfer/speedlimit.h"

#include <QElapsedTimer>

#include <optional>

namespace mmigrate {

/// One call of RangedDownload::download(): what is known of the server's file, what lies on disk,
/// and how many tries were in vain. Where the size is not known, the first GET asks for one byte to
/// learn it; the others are made by DownloadRound.
class DownloadRun : private FetchConsumer
{
public:
    DownloadRun(HttpSession &session, const DownloadOptions &options, const QString &path,
                const QString &targetFile);
    Result<DownloadReport> run();

    // For DownloadRound.

    /// The next bytes that nobody has and nobody fetches.
    /// @param share of the speed of all connections that the one that asks has, 0 to 1
    std::optional<ByteSpan> nextSpan(const ByteRanges &taken, double share) const;
    DownloadTask taskFor(const ByteSpan &span) const;
    FetchRequest requestFor(const DownloadTask &task);
    bool takeHead(DownloadTask &task, const FetchHead &head);
    bool takeData(DownloadTask &task, const char *data, qint64 count);
    /// The server cannot do better than one connection.
    bool isSingle() const { return m_isSingle || m_letQtDecode || m_total < 0; }
    /// No connection may store anything any more before the next round.
    bool isStopped() const { return m_isStopped; }
    void setActive(int connections) { m_active = connections; }
    qint64 answerMs() const { return m_answerMs; } ///< that a request of one byte took
    qint64 heldBytes() const { return m_part.held(); }
    qint64 elapsedMs() const { return m_clock.elapsed(); }

private:
    // The phases, in order.
    Result<void> learnSize();
    Result<void> openFile();
    Result<void> checkSpace();
    Result<void> fetchAll();
    Result<void> finish();

    qint64 largestPart(double share) const;
    FetchResult probe();
    void beginTuning(qint64 answerMs);
    FetchResult fetchRound();
    void takeDirectLink();
    bool isFaultOfLink(const FetchResult &result);
    bool isFinished() const;
    Result<void> learnFromProbe(const FetchResult &result);
    Result<void> decideAfter(const FetchResult &result);
    Result<void> followRedirect(const FetchResult &result);
    Result<void> waitPaused();
    Result<void> renewSession();
    Result<void> waitAndRetry(const Error &why, qint64 askedPauseMs);
    bool broughtNewBytes();

    // FetchConsumer, of the probe.
    bool takeHead(const FetchHead &head) override;
    bool takeData(const char *, qint64) override { return true; }

    bool takeWholeFile(DownloadTask &task, const FetchHead &head);
    bool takeRange(DownloadTask &task, const FetchHead &head);
    bool takePiece(DownloadTask &task, const char *data, qint64 count);
    void setTotal(qint64 total);
    void publish() const;
    bool startOver(RestartReason reason);
    bool startOverAndAskAgain(RestartReason reason);
    bool agreed();
    bool stopWith(Error error, bool mayRetry = false);

    HttpSession &m_session;
    const DownloadOptions m_options;
    const QString m_path;
    const QString m_target;
    PartFile m_part;
    ProgressMeter m_meter;
    SpeedLimit m_speedLimit;
    std::optional<ConnectionTuner> m_tuner;
    DownloadReport m_report;
    QElapsedTimer m_clock;

    qint64 m_total = -1;       ///< size of the server's file; -1: not known yet
    bool m_isChecking = false; ///< the target is there already: compare only, change nothing
    bool m_mustCompare =
        false; ///< what lies on disk from before was not held against the server's file yet
    bool m_letQtDecode = false;
    bool m_isSingle = false;
    bool m_hasProgress = false; ///< the last round brought bytes that were never here before
    bool m_isAgreed = false;    ///< the stop was asked for by us and is no failure
    bool m_isStopped = false;
    int m_active = 0; ///< connections at work
    qint64 m_answerMs = 0;

    QUrl m_redirect; ///< of the request under way; empty: the server itself
    bool m_redirectAuthorized = false;
    bool m_isDirect = false; ///< m_redirect is a link that options.directLink gave
    int m_linkFailures = 0;
    int m_redirects = 0;
    int m_renewals = 0;
    int m_fruitlessTries = 0;
    int m_changes = 0;

    qint64 m_best = 0; ///< most bytes ever held of this file; more than that is progress
    std::optional<Error> m_stopError;
    bool m_mayRetryStop = false;
};

} // namespace mmigrate
