// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

namespace mmigrate {

class ArchiveReader;

/// Takes the entries of a new archive, in their order.
class ArchiveSink
{
public:
    ArchiveSink() = default;
    virtual ~ArchiveSink() = default;
    Q_DISABLE_COPY_MOVE(ArchiveSink)

    /// A local file under \a name, deflated.
    virtual void addFile(const QString &name, const QString &filePath) = 0;
    /// An entry of \a source, not compressed again, under \a name. \a source must outlive the sink.
    virtual void copyEntry(const ArchiveReader &source, qint64 index, const QString &name) = 0;
};

} // namespace mmigrate
