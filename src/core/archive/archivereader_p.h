// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

// Inside of ArchiveReader, for ArchiveWriter only: everybody else stays free of libzip.

#pragma once

#include "core/archive/archivereader.h"

#include <QByteArray>

#include <memory>
#include <zip.h>

namespace mmigrate {

struct ArchiveReader::Private
{
    SplitFile file{};
    qint64 fileSize = 0;
    qint64 entryCount = 0;
    ArchiveEntry jsonl{};
    std::shared_ptr<zip> handle{};
};

/// A path as libzip wants it.
QByteArray zipFilePath(const QString &path);

} // namespace mmigrate
