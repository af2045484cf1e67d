// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QFile>

namespace mmigrate {

/// A file that grows while it is downloaded: written at offsets, every write checked.
/// Errors: DiskFull (facts path, needed, free) and Disk (facts path); what is written already
/// stays.
class PartFile
{
public:
    explicit PartFile(const QString &path);

    QString path() const { return m_file.fileName(); }
    qint64 size() const { return m_size; }

    /// Creates it with mode 0600 or takes what is there.
    Result<void> open();
    Result<void> write(qint64 offset, const char *data, qint64 count);
    /// Whether these bytes lie at that offset. A file that cannot be read does not match.
    bool matches(qint64 offset, const char *data, qint64 count);
    Result<void> clear(); ///< back to 0 bytes
    Result<void> sync();  ///< returns when the bytes would survive a power cut
    /// Syncs, closes, renames, and syncs the folder, so that the new name survives too.
    Result<void> moveTo(const QString &target);

    /// Bytes still to come, for the facts of DiskFull.
    void setExpectedSize(qint64 bytes) { m_expectedSize = bytes; }

private:
    Error writeError(qint64 offset, int systemError) const;

    QFile m_file;
    qint64 m_size = 0;
    qint64 m_expectedSize = -1;
};

/// Free bytes for us in the folder of that file; -1: unknown.
qint64 freeBytesAt(const QString &file);

/// DiskFull with its facts.
Error diskFullError(const QString &file, qint64 needed, const QString &detail = {});

} // namespace mmigrate
