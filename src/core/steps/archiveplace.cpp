// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/archiveplace.h"

#include "core/base/log.h"
#include "core/transfer/rangeddownload.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace mmigrate {

namespace {

QStringList likelyFolders(const MigrationState &state)
{
    QStringList folders{QStandardPaths::writableLocation(QStandardPaths::DownloadLocation)};
    if (!state.options.folder.isEmpty())
        folders.prepend(QDir(state.options.folder).absolutePath());
    return folders;
}

/// A file of that name and size (-1: any) in one of the folders; empty when there is none.
QString found(const QStringList &folders, const QString &name, qint64 size)
{
    for (const QString &folder : folders) {
        const QFileInfo info(folder + QLatin1Char('/') + name);
        if (info.isFile() && (size < 0 || info.size() == size))
            return info.filePath();
    }
    return {};
}

void doAgain(MigrationState &state, StepId step)
{
    state.steps[step].status = StepStatus::NotStarted;
}

/// The corrected copy, or the tail, of an archive that is somewhere else now; without one it is
/// made again.
void findCopyAgain(MigrationState &state, const QString &folder)
{
    ArchiveRecord &archive = state.archive;
    QString &made = archive.tailPath.isEmpty() ? archive.preparedPath : archive.tailPath;
    if (made.isEmpty() || QFileInfo(made).isFile())
        return;
    const qint64 whole = archive.corrections.value(QLatin1String("targetSize")).toInteger(-1);
    const qint64 size = whole - (archive.tailPath.isEmpty() ? 0 : archive.tailFrom);
    const QString copy = found({folder}, QFileInfo(made).fileName(), size);
    if (whole >= 0 && !copy.isEmpty()) {
        made = copy;
        return;
    }
    archive.isPrepared = false;
    doAgain(state, StepId::PrepareArchive);
}

void adopt(MigrationState &state, const QString &path)
{
    qCInfo(logSteps).noquote() << "the archive is at" << path << "now";
    state.archive.path = path;
    doAgain(state, StepId::CheckArchive);
    findCopyAgain(state, QFileInfo(path).path());
}

/// What was fetched so far may have come along, or is to begin anew in another folder.
void findPartAgain(MigrationState &state, const QStringList &folders, bool isWish)
{
    const QString name = QFileInfo(state.archive.path).fileName();
    const bool isHere = QFileInfo::exists(partFileName(state.archive.path));
    const QString part = found(folders, partFileName(name), -1);
    if ((isWish || !isHere) && !part.isEmpty())
        state.archive.path = QFileInfo(part).path() + QLatin1Char('/') + name;
    else if (isWish)
        state.archive.path.clear();
}

void fetchAgain(MigrationState &state)
{
    qCInfo(logSteps).noquote() << "the archive is gone, it is fetched again:" << state.archive.path;
    state.archive.path.clear();
    for (const StepId step : {StepId::DownloadArchive, StepId::CheckArchive})
        doAgain(state, step);
    // Another time it may be another export.
    if (state.upload.isAhead())
        state.upload = state.upload.startedAnew();
    if (state.archive.preparedPath.isEmpty() && state.archive.tailPath.isEmpty())
        return;
    state.archive.isPrepared = false;
    doAgain(state, StepId::PrepareArchive);
}

} // namespace

void findArchiveAgain(MigrationState &state, const QString &folder)
{
    const bool isWish = !folder.isEmpty();
    if (isWish)
        state.options.folder = QDir(folder).absolutePath();
    const ArchiveRecord &archive = state.archive;
    const bool isNeeded = !state.isFinished(StepId::UploadArchive) && !state.import.intended;
    if (!isNeeded || archive.path.isEmpty() || archive.deleted
        || state.options.kind == MigrationKind::ImportOnly || QFileInfo(archive.path).isFile())
        return;
    const QStringList folders = isWish ? QStringList{state.options.folder} : likelyFolders(state);
    if (!state.isFinished(StepId::DownloadArchive))
        return findPartAgain(state, folders, isWish);
    const QString path = found(folders, QFileInfo(archive.path).fileName(), archive.size);
    if (path.isEmpty())
        fetchAgain(state);
    else
        adopt(state, path);
}

QString besideArchive(const MigrationState &state, const QString &ending)
{
    const QFileInfo archive(state.archive.path);
    QString folder = archive.path();
    if (state.options.kind == MigrationKind::ImportOnly && !state.options.folder.isEmpty())
        folder = QDir(state.options.folder).absolutePath();
    else if (!QFileInfo(folder).isWritable())
        folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir().mkpath(folder);
    return folder + QLatin1Char('/') + archive.completeBaseName() + ending;
}

QString decisionsPath(const MigrationState &state)
{
    return besideArchive(state, QStringLiteral("-decisions-%1.json").arg(state.id));
}

void removeOutdatedFiles(MigrationState &state)
{
    const QStringList inUse{state.archive.path, state.archive.preparedPath, state.archive.tailPath,
                            state.destinationCheck.collisionsPath, state.options.mappingFile};
    state.outdatedFiles.removeIf([&inUse](const QString &path) {
        return inUse.contains(path) || !QFile::exists(path) || QFile::remove(path);
    });
}

} // namespace mmigrate
