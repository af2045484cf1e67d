// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/transfer/growingfile.h"
#include "core/transfer/uploadbody.h"

#include <atomic>
#include <memory>

namespace mmigrate {

/// An upload whose beginning lies in one file, which may still be downloaded, and whose end lies in
/// another one, which may not exist yet.
class SplitBody : public UploadBody
{
public:
    struct Parts
    {
        std::shared_ptr<GrowingFile> beginning{};
        qint64 beginningBytes = 0; ///< so many of its first bytes
        qint64 size = 0;           ///< of both parts together
        QString tail{};            ///< empty: not there yet, and will not come during this upload
        /// Set by another thread: what is not there by now is not to be waited for. Null: never.
        const std::atomic_bool *isEnding = nullptr;
        // As CheckedFile's. Compared only when the tail is there: what is sent beside a download
        // is sent before anybody has checked it, and covered by what is read when the tail follows.
        QString beginningSha256{}; ///< of the whole file, with what is not sent of it
        QString tailSha256{};
    };
    explicit SplitBody(Parts parts);

    Result<void> open() override;
    QString path() const override { return m_parts.beginning->path(); }
    qint64 size() const override { return m_parts.size; }
    Available available() const override;
    Result<void> check() override;
    QList<CheckedFile> checkedFiles() const override;
    qint64 read(qint64 offset, char *data, qint64 count) override;

private:
    bool isComplete() const { return !m_parts.tail.isEmpty(); }

    const Parts m_parts;
    QFile m_tail;
    FileFingerprint m_beginningAtFirst; ///< known only when it is complete
    FileFingerprint m_tailAtFirst;
};

} // namespace mmigrate
