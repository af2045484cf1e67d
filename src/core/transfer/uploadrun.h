// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/transfer/chunkedupload.h"
#include "core/transfer/chunkpost.h"
#include "core/transfer/chunksizer.h"
#include "core/transfer/progressmeter.h"
#include "core/transfer/senthash.h"
#include "core/transfer/speedlimit.h"
#include "core/transfer/uploadtruth.h"

#include <memory>
#include <optional>

namespace mmigrate {

/// One call of ChunkedUpload::upload(). `m_offset` is what the server holds for certain; it moves
/// only by a clear answer or by asking.
class UploadRun
{
public:
    UploadRun(HttpSession &session, const UploadOptions &options, const QString &sessionId,
              UploadBody &body);
    Result<UploadReport> run();

private:
    /// Nothing: go on. Otherwise the upload ended this way.
    using Step = Result<std::optional<UploadReport>>;

    Result<void> openBody();
    void beginHash();
    Step learnOffset();
    Step sendNextChunk();
    Result<qint64> awaitBytes();
    Step checkBeforeLast(qint64 length);
    Step confirmOffset();
    Result<void> awaitHash();
    ChunkPostResult post(qint64 length);

    // What follows from one POST.
    Step decideAfter(const ChunkPostResult &result, qint64 length);
    Step afterSuccess(const ChunkPostResult &result, qint64 length);
    Step afterRefusal(const ChunkPostResult &result, qint64 length);
    Step afterTooLarge(const ChunkPostResult &result, qint64 length);
    Step afterBreak(const ChunkPostResult &result, qint64 length);
    Step afterPause(const ChunkPostResult &result, qint64 length);
    Step resolveDoubt(const ChunkPostResult &result, qint64 length, bool isCounted);
    Result<void> waitAndRetry(const ChunkPostResult &result);

    Step ended(UploadOutcome outcome, NewSessionReason reason = NewSessionReason::None);
    void note(qint64 inFlight);

    HttpSession &m_session;
    const UploadOptions m_options;
    const QString m_id;
    UploadBody &m_body;
    ProgressMeter m_meter;
    UploadTruth m_truth;
    SpeedLimit m_speedLimit;
    ChunkSizer m_sizer;
    std::unique_ptr<SentHash> m_hash; ///< null: nothing is known to compare with
    UploadReport m_report;
    qint64 m_offset = 0;
    bool m_isSureOfOffset = false; ///< asked just now
    int m_fruitlessTries = 0;
    int m_renewals = 0;
};

} // namespace mmigrate
