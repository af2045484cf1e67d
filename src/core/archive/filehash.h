// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "core/base/sha256.h"

#include <QFuture>
#include <QString>

#include <atomic>
#include <memory>

namespace mmigrate {

class StepControl;

/// The SHA-256 of a file in hex, lower case. Empty when it cannot be read, or \a isAbandoned.
QString fileSha256(const QString &path, const std::atomic_bool &isAbandoned);

/// The SHA-256 of a file, computed in a thread of the global pool while something else reads the
/// same file: what one has read is in the system's memory for the other.
class FileHash
{
public:
    explicit FileHash(const QString &path);
    /// Goes on behind the first \a doneBytes, which \a begun has seen already.
    FileHash(const QString &path, Sha256 begun, qint64 doneBytes);
    ~FileHash(); ///< gives up, within milliseconds
    Q_DISABLE_COPY_MOVE(FileHash)

    /// Waits for the end. In hex, lower case. Errors: Cancelled, Disk (fact path).
    Result<QString> result(StepControl &control);

private:
    const QString m_path;
    std::shared_ptr<std::atomic_bool> m_isAbandoned;
    QFuture<QString> m_future;
};

} // namespace mmigrate
