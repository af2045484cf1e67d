// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/listarchive.h"

#include "core/archive/archiveerror.h"
#include "core/archive/archivewriter.h"
#include "core/archive/diskerror.h"
#include "core/archive/jsontree.h"
#include "core/archive/linereader.h"
#include "core/base/stepcontrol.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSet>

namespace mmigrate {

namespace {

constexpr qint64 longestVersionLine = 64 * 1024;

constexpr QLatin1String folderOfFiles("data/");

/// All values of the members that name a file: attachments, pictures of people, emoji.
void collectFiles(JsonNode node, QSet<QString> &files)
{
    for (JsonNode child = node.firstChild(); child.isValid(); child = child.nextSibling()) {
        const bool isFile =
            node.isObject() && child.isString()
            && (child.hasKey("path") || child.hasKey("image") || child.hasKey("profile_image"));
        if (isFile) {
            const QString name = child.string();
            files.insert(name.startsWith(folderOfFiles) ? name : folderOfFiles + name);
        } else {
            collectFiles(child, files);
        }
    }
}

/// As they lie below the folder: "data/...". Lines that no server reads name none.
Result<QSet<QString>> namedFiles(const QString &listPath, StepControl &control)
{
    QFile list(listPath);
    if (!list.open(QIODevice::ReadOnly))
        return fileError(list);
    QSet<QString> files;
    JsonTree tree;
    bool isRest = false; // of a line that is too long
    while (!list.atEnd()) {
        if (!control.waitWhilePaused())
            return archiveCancelled();
        const QByteArray line = list.readLine(longestLine);
        const bool isWhole = line.endsWith('\n') || list.atEnd();
        if (isWhole && !isRest && tree.parse(line))
            collectFiles(tree.root(), files);
        isRest = !isWhole;
    }
    return files;
}

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
    const Result<QSet<QString>> named = namedFiles(listPath, control);
    if (!named)
        return named.error();
    ArchiveWriter writer(archivePath);
    writer.addFile(QStringLiteral("import.jsonl"), listPath);
    const QDir folder = QFileInfo(listPath).absoluteDir();
    QDirIterator files(folder.filePath(QStringLiteral("data")), QDir::Files | QDir::NoSymLinks,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const QString name = folder.relativeFilePath(path);
        if (named->contains(name.normalized(QString::NormalizationForm_C)) || named->contains(name))
            writer.addFile(name, path);
    }
    return writer.write(control, progress);
}

} // namespace mmigrate
