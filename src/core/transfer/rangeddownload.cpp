// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/rangeddownload.h"

#include "core/transfer/downloadrun.h"

namespace mmigrate {

QString restartReasonName(RestartReason reason)
{
    switch (reason) {
    case RestartReason::SizeChanged:
        return QStringLiteral("size-changed");
    case RestartReason::ContentChanged:
        return QStringLiteral("content-changed");
    case RestartReason::RangeIgnored:
        return QStringLiteral("range-ignored");
    case RestartReason::RangesLost:
        return QStringLiteral("ranges-lost");
    case RestartReason::PartTooLong:
        return QStringLiteral("part-too-long");
    }
    Q_UNREACHABLE();
}

QString partFileName(const QString &targetFile)
{
    return targetFile + QStringLiteral(".part");
}

RangedDownload::RangedDownload(HttpSession &session, DownloadOptions options)
    : m_session(session)
    , m_options(std::move(options))
{
}

Result<DownloadReport> RangedDownload::download(const QString &path, const QString &targetFile)
{
    return DownloadRun(m_session, m_options, path, targetFile).run();
}

} // namespace mmigrate
