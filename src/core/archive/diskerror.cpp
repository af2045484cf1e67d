// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/diskerror.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStorageInfo>

#include <cerrno>
#include <cstdio>
#include <cstring>

#ifdef Q_OS_WIN
#include <io.h>
#include <windows.h>
#else
#include <unistd.h>
#endif

namespace mmigrate {

namespace {

Error diskFull(const QString &path, qint64 needed, const QString &detail)
{
    return makeError(ErrorKind::DiskFull, detail)
        .with(QStringLiteral("path"), path)
        .with(QStringLiteral("needed"), needed)
        .with(QStringLiteral("free"), freeBytes(path));
}

bool isFull(int systemError)
{
#ifdef EDQUOT
    if (systemError == EDQUOT)
        return true;
#endif
    return systemError == ENOSPC;
}

} // namespace

Error diskError(const QString &path, int systemError, const QString &detail)
{
    if (isFull(systemError))
        return diskFull(path, -1, detail);
    return makeError(ErrorKind::Disk, detail).with(QStringLiteral("path"), path);
}

Error fileError(const QFileDevice &file)
{
    // Qt tells no errno, but its text is made from it.
    const bool full = file.errorString() == qt_error_string(ENOSPC);
    return diskError(file.fileName(), full ? ENOSPC : 0, file.errorString());
}

qint64 freeBytes(const QString &path)
{
    const QStorageInfo storage(QFileInfo(path).absolutePath());
    return storage.isValid() ? storage.bytesAvailable() : -1;
}

Result<void> requireFreeSpace(const QString &path, qint64 needed)
{
    const qint64 available = freeBytes(path);
    if (available < 0 || available >= needed)
        return {};
    return diskFull(path, needed, QStringLiteral("not enough free space"));
}

Result<void> syncToDisk(QFileDevice &file)
{
    if (!file.flush())
        return fileError(file);
#ifdef Q_OS_WIN
    const bool synced = _commit(file.handle()) == 0;
#else
    const bool synced = ::fsync(file.handle()) == 0;
#endif
    if (!synced)
        return diskError(file.fileName(), errno, QString::fromLocal8Bit(std::strerror(errno)));
    return {};
}

Result<void> savePrivately(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    // Flushed by hand: commit() of Qt 6.4 does not notice when that fails, and would put a cut-off
    // file in the place of the good one.
    const bool isWritten = file.open(QIODevice::WriteOnly)
                           && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
                           && file.write(bytes) == bytes.size() && file.flush() && file.commit();
    return isWritten ? Result<void>() : Result<void>(fileError(file));
}

Result<void> replaceFile(const QString &from, const QString &to)
{
#ifdef Q_OS_WIN
    const bool renamed =
        MoveFileExW(reinterpret_cast<const wchar_t *>(from.utf16()),
                    reinterpret_cast<const wchar_t *>(to.utf16()), MOVEFILE_REPLACE_EXISTING);
    const int systemError = renamed ? 0 : EIO;
#else
    const int systemError =
        std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) == 0
            ? 0
            : errno;
#endif
    if (systemError != 0)
        return diskError(to, systemError, QString::fromLocal8Bit(std::strerror(systemError)));
    return {};
}

} // namespace mmigrate
