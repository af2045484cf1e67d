// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/zipfollower.h"
#include "core/base/sha256.h"

#include <QThreadPool>

#include <atomic>
#include <memory>
#include <optional>

namespace mmigrate {

class GrowingFile;

/// Reads an archive in a thread of its own while it is still downloaded, as long as what comes is
/// in the system's memory: its SHA-256 and the CRC-32 of its entries.
class DownloadCheck
{
public:
    explicit DownloadCheck(std::shared_ptr<GrowingFile> archive);
    ~DownloadCheck();
    Q_DISABLE_COPY_MOVE(DownloadCheck)

    /// What is known of the first \a bytes bytes of the archive.
    struct Known
    {
        Sha256 hash{};
        qint64 bytes = 0;
        ZipFollower entries{};
    };
    /// Ends it, within milliseconds. Nothing when the archive has changed since. Once.
    std::optional<Known> take();
    /// How far it is.
    qint64 readBytes() const { return m_readBytes; }

private:
    void follow();

    const std::shared_ptr<GrowingFile> m_archive;
    Known m_known; ///< the thread's, as long as there is one
    quint64 m_history = 0;
    std::atomic<qint64> m_readBytes = 0;
    std::atomic_bool m_isEnding = false;
    QThreadPool m_pool;
};

} // namespace mmigrate
