// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archiveentrydevice.h"

#include <zip.h>

namespace mmigrate {

ArchiveEntryDevice::ArchiveEntryDevice(std::shared_ptr<zip> archive, zip_file *file,
                                       const QString &path, const QString &entryName, qint64 size)
    : m_archive(std::move(archive))
    , m_file(file)
    , m_path(path)
    , m_entryName(entryName)
    , m_size(size)
{
    setOpenMode(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

ArchiveEntryDevice::~ArchiveEntryDevice()
{
    zip_fclose(m_file);
}

qint64 ArchiveEntryDevice::readData(char *data, qint64 maxSize)
{
    if (m_failure)
        return -1;
    if (m_atEnd || maxSize <= 0)
        return 0;
    const zip_int64_t count = zip_fread(m_file, data, static_cast<zip_uint64_t>(maxSize));
    if (count < 0) {
        zip_error_t *error = zip_file_get_error(m_file);
        // Whatever goes wrong while unpacking is the data's fault, but a failing disk is not.
        const bool disk =
            zip_error_code_zip(error) == ZIP_ER_READ || zip_error_code_zip(error) == ZIP_ER_SEEK;
        return fail(disk ? ArchiveReason::Unreadable : ArchiveReason::DamagedEntry,
                    QString::fromUtf8(zip_error_strerror(error)));
    }
    m_read += count;
    m_atEnd = count == 0;
    // libzip does not look: an archive may promise ten bytes and hold a disk full of them.
    if (m_read > m_size || (m_atEnd && m_read < m_size))
        return fail(ArchiveReason::DamagedEntry,
                    QStringLiteral("it holds another number of bytes than the directory says"));
    return count;
}

qint64 ArchiveEntryDevice::fail(ArchiveReason reason, const QString &detail)
{
    m_failure = archiveError(reason, m_path, m_entryName, detail);
    setErrorString(detail);
    return -1;
}

} // namespace mmigrate
