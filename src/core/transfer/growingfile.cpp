// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/growingfile.h"

#include <algorithm>

namespace mmigrate {

void GrowingFile::setAvailable(const QString &path, qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    const bool isAnother = m_file.fileName() != path;
    if (isAnother) {
        m_file.close();
        m_file.setFileName(path);
    }
    if (isAnother || bytes < m_bytes)
        ++m_history;
    m_bytes = bytes;
    m_changed.notify_all();
}

Result<void> GrowingFile::moveTo(const QString &target, const std::function<Result<void>()> &move)
{
    const std::lock_guard lock(m_mutex);
    m_file.close();
    Result<void> moved = move();
    if (moved)
        m_file.setFileName(target);
    return moved;
}

qint64 GrowingFile::availableBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

QString GrowingFile::path() const
{
    const std::lock_guard lock(m_mutex);
    return m_file.fileName();
}

qint64 GrowingFile::read(qint64 offset, char *data, qint64 count)
{
    const std::lock_guard lock(m_mutex);
    if (offset >= m_bytes)
        return 0;
    if (!m_file.isOpen() && !m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return -1;
    if (m_file.pos() != offset && !m_file.seek(offset))
        return -1;
    return m_file.read(data, std::min(count, m_bytes - offset));
}

quint64 GrowingFile::history() const
{
    const std::lock_guard lock(m_mutex);
    return m_history;
}

void GrowingFile::waitFor(qint64 offset, std::chrono::milliseconds longest)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, longest,
                       [&, before = m_history] { return m_bytes > offset || m_history != before; });
}

void GrowingFile::close()
{
    const std::lock_guard lock(m_mutex);
    m_file.close();
}

} // namespace mmigrate
