// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QFuture>
#include <QString>

#include <atomic>
#include <memory>

namespace mmigrate {

/// The SHA-256 of a file, computed in a thread of the global pool while something else reads the
/// same file: what one has read is in the system's memory for the other.
class FileHash
{
public:
    explicit FileHash(const QString &path);
    ~FileHash(); ///< gives up, within milliseconds
    Q_DISABLE_COPY_MOVE(FileHash)

    /// Waits for the end. In hex, lower case; empty when the file could not be read or abandon()
    /// was called.
    QString result();
    bool isReady() const { return m_future.isFinished(); }
    void abandon() { m_isAbandoned->store(true); }

private:
    std::shared_ptr<std::atomic_bool> m_isAbandoned;
    QFuture<QString> m_future;
};

} // namespace mmigrate
