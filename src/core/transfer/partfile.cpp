// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/partfile.h"

#include "core/base/log.h"

#include <QByteArray>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QFuture>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStorageInfo>
#include <QThread>
#include <QtConcurrentRun>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#else
#include <io.h>
#endif

namespace mmigrate {

namespace {

constexpr int rangesVersion = 1;
constexpr qint64 largestIndex = 64 * 1024 * 1024;
constexpr int checkpointEachMs = 2000;
constexpr int patienceAtEndMs = 60; // a cancel is promised within 100 ms
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

/// A handle of its own, for the flush thread; -1: there is none.
int duplicated(int handle)
{
#ifdef Q_OS_UNIX
    return ::fcntl(handle, F_DUPFD_CLOEXEC, 0);
#else
    return ::_dup(handle);
#endif
}

void closeHandle(int handle)
{
#ifdef Q_OS_UNIX
    ::close(handle);
#else
    ::_close(handle);
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

/// Syncs and writes the side file in a thread of its own, one time after the other. Shared with
/// that thread, because a slow disk must not hold up who gives the file up.
struct PartFile::Flusher
{
    struct Shared
    {
        std::mutex mutex;
        bool isAbandoned = false; ///< the side file belongs to somebody else by now
    };

    ~Flusher()
    {
        const std::lock_guard lock(shared->mutex);
        shared->isAbandoned = true;
    }

    void flush(const QFile &file, const ByteRanges &ranges, qint64 total);
    bool isIdle() const { return running.isFinished(); }

    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    QFuture<void> running; ///< in the global pool: it may outlive us
    QElapsedTimer sinceLast;
    ByteRanges written;
};

void PartFile::Flusher::flush(const QFile &file, const ByteRanges &ranges, qint64 total)
{
    sinceLast.start();
    if (ranges == written)
        return;
    written = ranges;
    const int handle = duplicated(file.handle());
    if (handle < 0)
        return;
    running = QtConcurrent::run([shared = shared, handle, ranges, total, path = file.fileName()] {
        const bool isSynced = syncHandle(handle);
        closeHandle(handle);
        const std::lock_guard lock(shared->mutex);
        if (!isSynced || shared->isAbandoned)
            return;
        if (const Result<void> done = writeRangesFile(path, ranges, total); !done)
            qCWarning(logTransfer).noquote() << done.error().toLogLine();
    });
}

QString rangesFileName(const QString &partFile)
{
    return partFile + QStringLiteral(".ranges");
}

Result<void> writeRangesFile(const QString &partFile, const ByteRanges &ranges, qint64 total)
{
    const QString path = rangesFileName(partFile);
    const QJsonObject object{{QStringLiteral("version"), rangesVersion},
                             {QStringLiteral("total"), total},
                             {QStringLiteral("ranges"), ranges.toJson()}};
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)
        || file.write(QJsonDocument(object).toJson(QJsonDocument::Compact)) < 0 || !file.commit())
        return diskError(path, file.errorString());
    return {};
}

void removePartFile(const QString &partFile)
{
    QFile::remove(partFile);
    QFile::remove(rangesFileName(partFile));
}

PartFile::PartFile(const QString &path, Kind kind)
    : m_file(path)
    , m_kind(kind)
    , m_flusher(std::make_unique<Flusher>())
{
}

PartFile::~PartFile() = default;

Result<void> PartFile::open()
{
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered, ownerOnly))
        return diskError(path(), m_file.errorString());
    if (!m_file.setPermissions(ownerOnly))
        return diskError(path(), m_file.errorString());
    m_ranges.clear();
    if (m_kind == Kind::Whole)
        m_ranges.add(0, m_file.size());
    else if (m_file.size() > 0)
        readIndex();
    else
        QFile::remove(rangesFileName(path())); // of a file that somebody removed
    m_flusher->written = m_ranges;
    m_flusher->sinceLast.start();
    return {};
}

void PartFile::readIndex()
{
    QFile file(rangesFileName(path()));
    const bool isOpen = file.open(QIODevice::ReadOnly);
    const QJsonObject object =
        QJsonDocument::fromJson(isOpen ? file.read(largestIndex) : QByteArray()).object();
    const std::optional<ByteRanges> ranges =
        ByteRanges::fromJson(object.value(QLatin1String("ranges")).toArray());
    const bool isKnown = object.value(QLatin1String("version")).toInt() == rangesVersion && ranges
                         && ranges->last() <= m_file.size();
    m_hadUnknownBytes = !isKnown;
    if (!isKnown)
        return;
    m_ranges = *ranges;
    m_knownTotal = object.value(QLatin1String("total")).toInteger(-1);
}

void PartFile::checkpoint()
{
    if (m_kind == Kind::Part && m_flusher->isIdle()
        && m_flusher->sinceLast.hasExpired(checkpointEachMs))
        m_flusher->flush(m_file, m_ranges, m_expectedSize);
}

void PartFile::checkpointAtEnd()
{
    if (m_kind != Kind::Part || !m_file.isOpen())
        return;
    QDeadlineTimer patience(patienceAtEndMs);
    while (!m_flusher->isIdle() && !patience.hasExpired())
        QThread::msleep(1);
    if (!m_flusher->isIdle())
        return;
    m_flusher->flush(m_file, m_ranges, m_expectedSize);
    while (!m_flusher->isIdle() && !patience.hasExpired())
        QThread::msleep(1);
}

Result<void> PartFile::write(qint64 offset, const char *data, qint64 count)
{
    while (count > 0) {
        const qint64 written = writeAt(m_file, offset, data, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return writeError(errno);
        m_ranges.add(offset, offset + written);
        offset += written;
        data += written;
        count -= written;
    }
    return {};
}

Error PartFile::writeError(int systemError) const
{
    const QString detail = qt_error_string(systemError);
    const qint64 needed = m_expectedSize >= 0 ? m_expectedSize - held() : -1;
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
    m_ranges.clear();
    m_hadUnknownBytes = false;
    // At once: what comes from now on must never be mixed up with what was there.
    m_flusher = std::make_unique<Flusher>();
    m_flusher->sinceLast.start();
    return m_kind == Kind::Part ? writeRangesFile(path(), m_ranges, m_expectedSize)
                                : Result<void>();
}

Result<void> PartFile::sync()
{
    if (syncHandle(m_file.handle()))
        return {};
    return writeError(errno);
}

Result<void> PartFile::moveTo(const QString &target)
{
    if (Result<void> synced = sync(); !synced)
        return synced;
    const QString from = path();
    m_flusher = std::make_unique<Flusher>(); // one that is under way writes nothing any more
    m_file.close();
    std::error_code problem;
    std::filesystem::rename(QFileInfo(from).filesystemAbsoluteFilePath(),
                            QFileInfo(target).filesystemAbsoluteFilePath(), problem);
    if (problem)
        return diskError(target, QString::fromLocal8Bit(problem.message().c_str()));
    QFile::remove(rangesFileName(from));
    syncFolderOf(target);
    return {};
}

} // namespace mmigrate
