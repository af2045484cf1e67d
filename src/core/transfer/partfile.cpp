// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/partfile.h"

#include <QByteArray>
#include <QFileInfo>
#include <QStorageInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#else
#include <io.h>
#endif

namespace mmigrate {

namespace {

constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

Error diskError(const QString &path, const QString &detail)
{
    return makeError(ErrorKind::Disk, detail).with(QStringLiteral("path"), path);
}

bool meansFull(int systemError)
{
#ifdef Q_OS_UNIX
    // EFBIG: a limit of the file system (FAT32: 4 GB) or of the process; for the person the same.
    return systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG;
#else
    return systemError == ENOSPC;
#endif
}

/// Bytes written, or -1 with errno set.
qint64 writeAt(QFile &file, qint64 offset, const char *data, qint64 count)
{
#ifdef Q_OS_UNIX
    return ::pwrite(file.handle(), data, static_cast<size_t>(count), static_cast<off_t>(offset));
#else
    errno = 0;
    return file.seek(offset) ? file.write(data, count) : -1;
#endif
}

qint64 readAt(QFile &file, qint64 offset, char *data, qint64 count)
{
#ifdef Q_OS_UNIX
    return ::pread(file.handle(), data, static_cast<size_t>(count), static_cast<off_t>(offset));
#else
    return file.seek(offset) ? file.read(data, count) : -1;
#endif
}

bool syncHandle(int handle)
{
#ifdef Q_OS_MACOS
    // fsync() alone leaves the bytes in the drive's cache there.
    return ::fcntl(handle, F_FULLFSYNC) == 0 || ::fsync(handle) == 0;
#elif defined(Q_OS_UNIX)
    return ::fsync(handle) == 0;
#else
    return ::_commit(handle) == 0;
#endif
}

void syncFolderOf(const QString &file)
{
#ifdef Q_OS_UNIX
    const QByteArray folder = QFile::encodeName(QFileInfo(file).absolutePath());
    const int handle = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return;
    // Some file systems refuse this; the rename is then as safe as they make it.
    static_cast<void>(::fsync(handle));
    ::close(handle);
#else
    Q_UNUSED(file);
#endif
}

} // namespace

qint64 freeBytesAt(const QString &file)
{
    const QStorageInfo storage(QFileInfo(file).absolutePath());
    return storage.isValid() ? storage.bytesAvailable() : -1;
}

Error diskFullError(const QString &file, qint64 needed, const QString &detail)
{
    return makeError(ErrorKind::DiskFull, detail)
        .with(QStringLiteral("path"), file)
        .with(QStringLiteral("needed"), needed)
        .with(QStringLiteral("free"), freeBytesAt(file));
}

PartFile::PartFile(const QString &path)
    : m_file(path)
{
}

Result<void> PartFile::open()
{
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered, ownerOnly))
        return diskError(path(), m_file.errorString());
    if (!m_file.setPermissions(ownerOnly))
        return diskError(path(), m_file.errorString());
    m_size = m_file.size();
    return {};
}

Result<void> PartFile::write(qint64 offset, const char *data, qint64 count)
{
    while (count > 0) {
        const qint64 written = writeAt(m_file, offset, data, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return writeError(offset, errno);
        offset += written;
        data += written;
        count -= written;
        m_size = std::max(m_size, offset);
    }
    return {};
}

Error PartFile::writeError(qint64 offset, int systemError) const
{
    const QString detail = qt_error_string(systemError);
    const qint64 needed = m_expectedSize >= 0 ? m_expectedSize - offset : -1;
    // Without a reason from the system (Windows through QFile) the free space tells.
    const qint64 free = systemError == 0 ? freeBytesAt(path()) : -1;
    if (meansFull(systemError) || (free >= 0 && free < std::max<qint64>(needed, 1)))
        return diskFullError(path(), needed, detail);
    return diskError(path(), detail);
}

bool PartFile::matches(qint64 offset, const char *data, qint64 count)
{
    QByteArray own(static_cast<qsizetype>(count), Qt::Uninitialized);
    qint64 have = 0;
    while (have < count) {
        const qint64 got = readAt(m_file, offset + have, own.data() + have, count - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        have += got;
    }
    return std::memcmp(own.constData(), data, static_cast<size_t>(count)) == 0;
}

Result<void> PartFile::clear()
{
    if (!m_file.resize(0))
        return diskError(path(), m_file.errorString());
    m_size = 0;
    return {};
}

Result<void> PartFile::sync()
{
    if (syncHandle(m_file.handle()))
        return {};
    return writeError(m_size, errno);
}

Result<void> PartFile::moveTo(const QString &target)
{
    if (Result<void> synced = sync(); !synced)
        return synced;
    const QString from = path();
    m_file.close();
    std::error_code problem;
    std::filesystem::rename(QFileInfo(from).filesystemAbsoluteFilePath(),
                            QFileInfo(target).filesystemAbsoluteFilePath(), problem);
    if (problem)
        return diskError(target, QString::fromLocal8Bit(problem.message().c_str()));
    syncFolderOf(target);
    return {};
}

} // namespace mmigrate
