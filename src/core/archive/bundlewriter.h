// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace mmigrate {

/// Writes the small ZIPs that people get (details for support, practice archives) with KArchive.
/// Below 4 GB: KArchive writes no ZIP64, larger things are ArchiveWriter's.
///
/// Into <target>.part, mode 0600; the target appears with finish(). Without finish() nothing is
/// left. Errors of all: Disk (fact path), FileTooLarge (facts size, limit).
class BundleWriter
{
public:
    explicit BundleWriter(const QString &targetPath);
    ~BundleWriter();
    Q_DISABLE_COPY_MOVE(BundleWriter)

    Result<void> open();
    Result<void> addBytes(const QString &name, const QByteArray &bytes);
    /// Copies a local file in, in pieces.
    Result<void> addFile(const QString &name, const QString &filePath);
    Result<void> finish();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mmigrate
