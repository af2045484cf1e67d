// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/splitfile.h"

#include <algorithm>

namespace mmigrate {

qint64 SplitFile::size() const
{
    SplitFileDevice device(*this);
    return device.open(QIODevice::ReadOnly) ? device.size() : -1;
}

SplitFileDevice::SplitFileDevice(const SplitFile &file, QObject *parent)
    : QIODevice(parent)
    , m_wantedHeadBytes(file.pathBytes)
    , m_hasTail(!file.tail.isEmpty())
    , m_head(file.path)
    , m_tail(file.tail)
{
}

SplitFileDevice::~SplitFileDevice() = default;

bool SplitFileDevice::fail(const QFile &part, const QString &text)
{
    m_failedPath = part.fileName();
    setErrorString(text);
    return false;
}

bool SplitFileDevice::openPart(QFile &part)
{
    // Unbuffered: whether this device buffers is the caller's choice.
    return part.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || fail(part, part.errorString());
}

bool SplitFileDevice::open(OpenMode mode)
{
    if (mode & (QIODevice::WriteOnly | QIODevice::Append | QIODevice::Truncate))
        return fail(m_head, QStringLiteral("can only be read"));
    m_head.close();
    m_tail.close();
    m_failedPath.clear();
    m_position = 0;
    if (!openPart(m_head) || (m_hasTail && !openPart(m_tail)))
        return false;
    m_headBytes = m_wantedHeadBytes < 0 ? m_head.size() : m_wantedHeadBytes;
    m_tailBytes = m_hasTail ? m_tail.size() : 0;
    if (m_headBytes > m_head.size())
        return fail(m_head, QStringLiteral("is shorter than it was"));
    return QIODevice::open(mode);
}

void SplitFileDevice::close()
{
    QIODevice::close();
    m_head.close();
    m_tail.close();
}

bool SplitFileDevice::seek(qint64 position)
{
    if (position < 0 || position > size() || !QIODevice::seek(position))
        return false;
    m_position = position;
    return true;
}

qint64 SplitFileDevice::readPart(QFile &part, qint64 position, char *data, qint64 bytes)
{
    qint64 done = 0;
    if (!part.seek(position)) {
        fail(part, part.errorString());
        return -1;
    }
    while (done < bytes) {
        const qint64 count = part.read(data + done, bytes - done);
        if (count <= 0) {
            fail(part, count < 0 ? part.errorString() : QStringLiteral("is shorter than it was"));
            return -1;
        }
        done += count;
    }
    return done;
}

qint64 SplitFileDevice::readData(char *data, qint64 maxSize)
{
    const qint64 bytes = std::min(maxSize, size() - m_position);
    const qint64 fromHead = std::clamp<qint64>(m_headBytes - m_position, 0, bytes);
    if (fromHead > 0 && readPart(m_head, m_position, data, fromHead) < 0)
        return -1;
    const qint64 inTail = m_position + fromHead - m_headBytes;
    if (fromHead < bytes && readPart(m_tail, inTail, data + fromHead, bytes - fromHead) < 0)
        return -1;
    m_position += bytes;
    return bytes;
}

} // namespace mmigrate
