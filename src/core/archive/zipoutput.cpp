// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/zipoutput.h"

#include "core/archive/archiveerror.h"
#include "core/archive/diskerror.h"

namespace mmigrate {

namespace {

constexpr qsizetype bufferSize = 256 * 1024;

} // namespace

ZipOutput::ZipOutput(const QString &path, std::function<bool(qint64)> onWrite)
    : m_file(path)
    , m_onWrite(std::move(onWrite))
{
    m_buffer.reserve(bufferSize);
    zip_error_init(&m_error);
}

zip_source_t *ZipOutput::createSource(zip_error_t *error)
{
    return zip_source_function_create(dispatch, this, error);
}

zip_int64_t ZipOutput::dispatch(void *self, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    return static_cast<ZipOutput *>(self)->command(data, size, command);
}

zip_int64_t ZipOutput::fail(const Error &error, int zipCode)
{
    if (!m_failure)
        m_failure = error;
    zip_error_set(&m_error, zipCode, 0);
    return -1;
}

zip_int64_t ZipOutput::command(void *data, zip_uint64_t size, zip_source_cmd_t which)
{
    switch (which) {
    case ZIP_SOURCE_SUPPORTS:
        // libzip asks for the reading side too, though a new archive is never read.
        return zip_source_make_command_bitmap(
            ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
            ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS,
            ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE, ZIP_SOURCE_ROLLBACK_WRITE,
            ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_REMOVE, ZIP_SOURCE_WRITE, -1);
    case ZIP_SOURCE_STAT: {
        auto *stat = static_cast<zip_stat_t *>(data);
        zip_stat_init(stat);
        stat->size = 0; // an empty archive, to be written
        stat->valid = ZIP_STAT_SIZE;
        return static_cast<zip_int64_t>(sizeof(zip_stat_t));
    }
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&m_error, data, size);
    case ZIP_SOURCE_BEGIN_WRITE:
        return begin();
    case ZIP_SOURCE_WRITE:
        return write(static_cast<const char *>(data), static_cast<qint64>(size));
    case ZIP_SOURCE_SEEK_WRITE:
        return seek(data, size);
    case ZIP_SOURCE_TELL_WRITE:
        return m_bufferAt + m_buffer.size();
    case ZIP_SOURCE_COMMIT_WRITE:
        return commit();
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_REMOVE:
        rollBack();
        return 0;
    case ZIP_SOURCE_OPEN:
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        zip_error_set(&m_error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

zip_int64_t ZipOutput::begin()
{
    QFile::remove(m_file.fileName());
    const auto mode = QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered;
    if (!m_file.open(mode, QFile::ReadOwner | QFile::WriteOwner))
        return fail(fileError(m_file), ZIP_ER_TMPOPEN);
    return 0;
}

bool ZipOutput::flush()
{
    qint64 done = 0;
    while (done < m_buffer.size()) {
        const qint64 count = m_file.write(m_buffer.constData() + done, m_buffer.size() - done);
        if (count <= 0)
            return false;
        done += count;
    }
    m_bufferAt += m_buffer.size();
    m_size = qMax(m_size, m_bufferAt);
    m_buffer.resize(0);
    return true;
}

zip_int64_t ZipOutput::write(const char *data, qint64 size)
{
    if (m_onWrite && !m_onWrite(m_bufferAt + m_buffer.size()))
        return fail(archiveCancelled(), ZIP_ER_CANCELLED);
    m_buffer.append(data, size);
    if (m_buffer.size() >= bufferSize && !flush())
        return fail(fileError(m_file), ZIP_ER_WRITE);
    return size;
}

zip_int64_t ZipOutput::seek(void *data, zip_uint64_t size)
{
    if (!flush())
        return fail(fileError(m_file), ZIP_ER_WRITE);
    const zip_int64_t target =
        zip_source_seek_compute_offset(static_cast<zip_uint64_t>(m_bufferAt),
                                       static_cast<zip_uint64_t>(m_size), data, size, &m_error);
    if (target < 0)
        return -1;
    if (!m_file.seek(target))
        return fail(fileError(m_file), ZIP_ER_SEEK);
    m_bufferAt = target;
    return 0;
}

zip_int64_t ZipOutput::commit()
{
    if (!flush())
        return fail(fileError(m_file), ZIP_ER_WRITE);
    if (Result<void> synced = syncToDisk(m_file); !synced)
        return fail(synced.error(), ZIP_ER_WRITE);
    m_file.close();
    return 0;
}

void ZipOutput::rollBack()
{
    m_file.close();
    m_file.remove();
}

} // namespace mmigrate
