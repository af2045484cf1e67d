// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/chunkedupload.h"

#include "core/transfer/uploadrun.h"

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

QString newSessionReasonName(NewSessionReason reason)
{
    switch (reason) {
    case NewSessionReason::None:
        return QStringLiteral("none");
    case NewSessionReason::OffsetOutsideChunk:
        return QStringLiteral("offset-outside-chunk");
    case NewSessionReason::ServerRestarted:
        return QStringLiteral("server-restarted");
    case NewSessionReason::WrongFileSize:
        return QStringLiteral("wrong-file-size");
    }
    Q_UNREACHABLE();
}

ChunkedUpload::ChunkedUpload(HttpSession &session, UploadOptions options)
    : m_session(session)
    , m_options(std::move(options))
{
}

Result<UploadReport> ChunkedUpload::upload(const QString &sessionId, const QString &file)
{
    return UploadRun(m_session, m_options, sessionId, file).run();
}

} // namespace mmigrate
