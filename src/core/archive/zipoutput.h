// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QFile>

#include <functional>
#include <optional>
#include <zip.h>

namespace mmigrate {

/// Where libzip writes a new archive: a file of ours instead of libzip's own temporary file, so
/// that its name, its mode (0600), its syncing and its removal are known, and a cancel is seen at
/// each write.
class ZipOutput
{
public:
    /// \a onWrite is told the bytes written so far and answers false to cancel.
    ZipOutput(const QString &path, std::function<bool(qint64)> onWrite);
    Q_DISABLE_COPY_MOVE(ZipOutput)

    /// A libzip source over this object, which must outlive it. Null: \a error tells why.
    zip_source_t *createSource(zip_error_t *error);
    /// Why a write failed: Disk, DiskFull or Cancelled.
    const std::optional<Error> &failure() const { return m_failure; }

private:
    static zip_int64_t dispatch(void *self, void *data, zip_uint64_t size,
                                zip_source_cmd_t command);
    zip_int64_t command(void *data, zip_uint64_t size, zip_source_cmd_t which);
    zip_int64_t begin();
    zip_int64_t write(const char *data, qint64 size);
    zip_int64_t seek(void *data, zip_uint64_t size);
    zip_int64_t commit();
    void rollBack();
    bool flush();
    zip_int64_t fail(const Error &error, int zipCode);

    QFile m_file;
    std::function<bool(qint64)> m_onWrite;
    QByteArray m_buffer;   ///< libzip writes 8 KiB at a time
    qint64 m_bufferAt = 0; ///< where in the file the buffer belongs
    qint64 m_size = 0;
    std::optional<Error> m_failure;
    zip_error_t m_error{};
};

} // namespace mmigrate
