// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/archivecheck.h"

#include <QSaveFile>

namespace mmigrate {

/// All findings of a check as a file that is there when it is complete: JSON (a list of objects)
/// when its name ends so, else CSV for spreadsheets.
class FindingFile
{
public:
    /// \a traits: of the destination that the archive was held against.
    FindingFile(const QString &path, const DestinationTraits &traits);

    /// Errors: Disk, DiskFull.
    Result<void> open();
    Result<void> add(const Finding &finding);
    Result<void> close();

private:
    QByteArray jsonOf(const Finding &finding) const;
    QByteArray csvOf(const Finding &finding) const;
    Result<void> write(const QByteArray &bytes);

    QSaveFile m_file;
    const DestinationTraits m_traits;
    const bool m_isJson;
    bool m_isFirst = true;
};

/// Checks an archive with all findings into such a file. Errors: those of checkArchive(); Disk,
/// DiskFull.
Result<CheckReport> checkArchiveInto(const QString &path, const ArchiveReader &archive,
                                     const CheckContext &context, StepControl &control,
                                     const ProgressSink &progress = {});

} // namespace mmigrate
