// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/uploadbody.h"

#include <QFileInfo>

namespace mmigrate {

FileFingerprint FileFingerprint::of(const QString &file)
{
    const QFileInfo info(file);
    FileFingerprint fingerprint;
    if (info.isFile() && info.isReadable()) {
        fingerprint.size = info.size();
        fingerprint.modified = info.lastModified();
    }
    return fingerprint;
}

FileBody::FileBody(const QString &file, const FileFingerprint &expected, const QString &sha256)
    : m_file(file)
    , m_expected(expected.size >= 0 ? expected : FileFingerprint::of(file))
    , m_sha256(sha256)
{
}

Result<void> FileBody::open()
{
    // Unbuffered: QFile's own buffer would only be one more copy.
    if (!m_file.isOpen() && !m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return makeError(ErrorKind::Disk, m_file.errorString())
            .with(QStringLiteral("path"), path());
    }
    return check();
}

Result<void> FileBody::check()
{
    // The name may stand for another file by now, so both are looked at: the name and what is open.
    if (FileFingerprint::of(path()) == m_expected && m_file.size() == m_expected.size)
        return {};
    return makeError(ErrorKind::SourceFileChanged,
                     QStringLiteral("size or time of the file changed during the upload"))
        .with(QStringLiteral("path"), path());
}

qint64 FileBody::read(qint64 offset, char *data, qint64 count)
{
    if (m_file.pos() != offset && !m_file.seek(offset))
        return -1;
    return m_file.read(data, count);
}

} // namespace mmigrate
