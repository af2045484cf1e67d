// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/filewindow.h"

#include "core/transfer/speedlimit.h"
#include "core/transfer/uploadbody.h"

#include <algorithm>

namespace mmigrate {

FileWindow::FileWindow(UploadBody &body, qint64 offset, qint64 length, SpeedLimit *limit)
    : m_body(body)
    , m_offset(offset)
    , m_length(length)
    , m_limit(limit)
{
    m_resume.setSingleShot(true);
    connect(&m_resume, &QTimer::timeout, this, &QIODevice::readyRead);
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 FileWindow::bytesAvailable() const
{
    return m_length - m_position + QIODevice::bytesAvailable();
}

bool FileWindow::atEnd() const
{
    return m_position >= m_length && QIODevice::atEnd();
}

qint64 FileWindow::readData(char *data, qint64 maxSize)
{
    const qint64 wanted = std::min(maxSize, m_length - m_position);
    if (wanted <= 0 || m_hasFailed)
        return -1;
    const qint64 count = m_limit ? m_limit->take(wanted) : wanted;
    if (count == 0) {
        // Who sends the body waits for readyRead() then, as with a socket that has no bytes yet.
        m_resume.start(m_limit->waitMs());
        return 0;
    }
    const qint64 got = m_body.read(m_offset + m_position, data, count);
    if (got <= 0) {
        m_hasFailed = true;
        return -1;
    }
    m_position += got;
    return got;
}

} // namespace mmigrate
