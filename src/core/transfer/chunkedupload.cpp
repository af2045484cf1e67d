// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/chunkedupload.h"

#include "core/transfer/uploadrun.h"

namespace mmigrate {

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
    FileBody body(file, m_options.fingerprint, m_options.sha256);
    return upload(sessionId, body);
}

Result<UploadReport> ChunkedUpload::upload(const QString &sessionId, UploadBody &body)
{
    return UploadRun(m_session, m_options, sessionId, body).run();
}

} // namespace mmigrate
