// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivereader.h"
#include "support/streamingzip.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QTemporaryDir>

namespace mmigrate {

using ArchiveFiles = QList<QPair<QByteArray, QByteArray>>;

inline const QByteArray versionLine = QByteArrayLiteral("{\"type\":\"version\",\"version\":1}");

/// An archive of these lines (with a version line in front) and files, all in streaming form.
inline QString writeArchive(const QString &path, const QByteArrayList &lines,
                            const ArchiveFiles &files = {})
{
    StreamingZip zip(path);
    zip.addDeflated("import.jsonl", (QByteArrayList{versionLine} + lines).join('\n') + '\n');
    for (const auto &[name, bytes] : files)
        zip.addStored(name, bytes);
    zip.finish();
    return path;
}

/// The unpacked bytes of an entry; an empty array when it cannot be read.
inline QByteArray readEntry(const ArchiveReader &archive, const QString &name)
{
    const std::optional<ArchiveEntry> entry = archive.find(name);
    if (!entry)
        return {};
    Result<std::unique_ptr<ArchiveEntryDevice>> device = archive.openEntry(entry->index);
    if (!device)
        return {};
    QByteArray all;
    QByteArray buffer(65536, Qt::Uninitialized);
    while (!(*device)->atEnd()) {
        const qint64 count = (*device)->read(buffer.data(), buffer.size());
        if ((*device)->failure())
            return {};
        all.append(buffer.constData(), count);
    }
    return all;
}

inline QString reasonOf(const Error &error)
{
    return error.facts.value(QStringLiteral("reason")).toString();
}

} // namespace mmigrate
