// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QString>

class QFileDevice;

namespace mmigrate {

/// The error of a file that could not be opened or written: DiskFull when the disk is full (facts
/// path, needed -1, free), else Disk (fact path).
Error fileError(const QFileDevice &file);
/// Disk, or DiskFull when \a systemError is ENOSPC or EDQUOT.
Error diskError(const QString &path, int systemError, const QString &detail);

/// In the folder of \a path; -1: cannot be told.
qint64 freeBytes(const QString &path);
/// DiskFull (facts path, needed, free, in bytes) when the folder of \a path has less than \a needed
/// bytes free. A folder whose free space cannot be told passes.
Result<void> requireFreeSpace(const QString &path, qint64 needed);

/// Makes the bytes of an open file durable. Errors: as fileError().
Result<void> syncToDisk(QFileDevice &file);
/// Writes a file that only its owner may read; it is there as a whole, or the former one stays.
/// Errors: as fileError().
Result<void> savePrivately(const QString &path, const QByteArray &bytes);
/// Renames over an existing target in one step. Errors: Disk.
Result<void> replaceFile(const QString &from, const QString &to);

} // namespace mmigrate
