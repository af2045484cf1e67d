// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/listarchive.h"

#include "core/archive/archivewriter.h"
#include "core/archive/jsontree.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace mmigrate {

namespace {

constexpr qint64 longestVersionLine = 64 * 1024;

} // namespace

bool isListAlone(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray line = file.readLine(longestVersionLine);
    JsonTree tree;
    return tree.parse(line) && tree.root().member("type").utf8() == "version";
}

Result<void> wrapList(const QString &listPath, const QString &archivePath, StepControl &control,
                      const ProgressSink &progress)
{
    ArchiveWriter writer(archivePath);
    writer.addFile(QStringLiteral("import.jsonl"), listPath);
    const QDir folder = QFileInfo(listPath).absoluteDir();
    QDirIterator files(folder.filePath(QStringLiteral("data")), QDir::Files | QDir::NoSymLinks,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        writer.addFile(folder.relativeFilePath(path), path);
    }
    return writer.write(control, progress);
}

} // namespace mmigrate
