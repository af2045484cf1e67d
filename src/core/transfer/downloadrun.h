// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/transfer/partfile.h"
#include "core/transfer/progressmeter.h"
#include "core/transfer/rangeddownload.h"
#include "core/transfer/rangefetch.h"

#include <optional>

namespace mmigrate {

/// One call of RangedDownload::download(): what is known of the server's file, what lies on disk,
/// and how many tries were in vain.
class DownloadRun : private FetchConsumer
{
public:
    DownloadRun(HttpSession &session, const DownloadOptions &options, const QString &path,
                const QString &targetFile);
    Result<DownloadReport> run();

private:
    // The phases, in order.
    Result<void> learnSize();
    Result<void> openFile();
    Result<void> checkSpace();
    Result<void> fetchAll();
    Result<void> finish();

    // One GET and what follows from it.
    FetchResult fetch(qint64 from, qint64 last);
    FetchRequest nextRequest(qint64 from, qint64 last) const;
    bool isFinished() const;
    Result<void> learnFromProbe(const FetchResult &result);
    Result<void> decideAfter(const FetchResult &result);
    Result<void> followRedirect(const FetchResult &result);
    Result<void> waitPaused();
    Result<void> renewSession();
    Result<void> waitAndRetry(const Error &why, qint64 askedPauseMs);
    bool broughtNewBytes();

    // FetchConsumer.
    bool takeHead(const FetchHead &head) override;
    bool takeData(const char *data, qint64 count) override;
    bool takeWholeFile(const FetchHead &head);
    bool takeRange(const FetchHead &head);
    bool store(const char *data, qint64 count);
    bool startOver(RestartReason reason);
    bool stopWith(Error error, bool mayRetry = false);

    HttpSession &m_session;
    const DownloadOptions m_options;
    const QString m_path;
    const QString m_target;
    PartFile m_part;
    ProgressMeter m_meter;
    DownloadReport m_report;

    qint64 m_total = -1;       ///< size of the server's file; -1: not known yet
    bool m_isProbe = true;     ///< the answer's bytes are not for the file
    bool m_isChecking = false; ///< the target is there already: compare only, change nothing
    bool m_mustCompare =
        false; ///< what lies on disk from before was not held against the server's file yet
    bool m_letQtDecode = false;
    bool m_hasProgress = false; ///< the last answer brought bytes that were never here before
    bool m_isAgreed = false;    ///< the stop was asked for by us and is no failure

    QUrl m_redirect; ///< of the request under way; empty: the server itself
    bool m_redirectAuthorized = false;
    int m_redirects = 0;
    int m_renewals = 0;
    int m_fruitlessTries = 0;
    int m_changes = 0;

    qint64 m_position = 0;     ///< where the next byte of the answer belongs
    qint64 m_compareUntil = 0; ///< bytes before this are on disk already
    qint64 m_best = 0;         ///< most bytes ever held of this file; more than that is progress
    std::optional<Error> m_stopError;
    bool m_mayRetryStop = false;
};

} // namespace mmigrate
