// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/splitbody.h"

#include <algorithm>

namespace mmigrate {

SplitBody::SplitBody(Parts parts)
    : m_parts(std::move(parts))
    , m_tail(m_parts.tail)
{
}

Result<void> SplitBody::open()
{
    if (!isComplete() || m_tail.isOpen())
        return check();
    m_beginningAtFirst = FileFingerprint::of(path());
    m_tailAtFirst = FileFingerprint::of(m_parts.tail);
    if (!m_tail.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return makeError(ErrorKind::Disk, m_tail.errorString())
            .with(QStringLiteral("path"), m_parts.tail);
    }
    return check();
}

UploadBody::Available SplitBody::available() const
{
    const qint64 bytes = std::min(m_parts.beginning->availableBytes(), m_parts.beginningBytes);
    if (bytes < m_parts.beginningBytes)
        return {bytes, !m_parts.isEnding || !m_parts.isEnding->load()};
    return {isComplete() ? m_parts.size : bytes, false};
}

Result<void> SplitBody::check()
{
    if (!isComplete())
        return {};
    const bool isSame = FileFingerprint::of(path()) == m_beginningAtFirst
                        && m_beginningAtFirst.size >= m_parts.beginningBytes
                        && FileFingerprint::of(m_parts.tail) == m_tailAtFirst
                        && m_parts.beginningBytes + m_tailAtFirst.size == m_parts.size;
    if (isSame)
        return {};
    return makeError(ErrorKind::SourceFileChanged,
                     QStringLiteral("size or time of a file changed during the upload"))
        .with(QStringLiteral("path"), path());
}

QList<CheckedFile> SplitBody::checkedFiles() const
{
    if (!isComplete())
        return {};
    return {{path(), m_parts.beginningBytes, m_parts.beginningSha256},
            {m_parts.tail, m_parts.size - m_parts.beginningBytes, m_parts.tailSha256}};
}

qint64 SplitBody::read(qint64 offset, char *data, qint64 count)
{
    if (offset < m_parts.beginningBytes) {
        return m_parts.beginning->read(offset, data,
                                       std::min(count, m_parts.beginningBytes - offset));
    }
    const qint64 place = offset - m_parts.beginningBytes;
    if (m_tail.pos() != place && !m_tail.seek(place))
        return -1;
    return m_tail.read(data, count);
}

} // namespace mmigrate
