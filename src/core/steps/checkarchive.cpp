// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/checkarchive.h"

#include "core/archive/archivereader.h"
#include "core/archive/archivescan.h"
#include "core/archive/check/archivecheck.h"
#include "core/archive/filehash.h"
#include "core/archive/listarchive.h"
#include "core/archive/zipplaces.h"
#include "core/base/log.h"
#include "core/steps/aheadupload.h"
#include "core/steps/archiveplace.h"
#include "core/steps/downloadcheck.h"
#include "core/steps/refetchdamaged.h"

#include <QFile>
#include <QFileInfo>

namespace mmigrate {

namespace {

/// What is known from the time of the download; begun anew where that is nothing.
DownloadCheck::Known knownOf(StepContext &context, qint64 fileSize)
{
    const std::unique_ptr<DownloadCheck> check = std::move(context.downloadCheck);
    std::optional<DownloadCheck::Known> known = check ? check->take() : std::nullopt;
    if (!known || known->bytes > fileSize)
        return {};
    qCInfo(logSteps) << "checked while it was downloaded:" << known->bytes << "of" << fileSize
                     << "bytes," << known->entries.entries().size() << "files";
    return std::move(*known);
}

/// Reads all entries that are not known to be what the directory says.
Result<void> verifyEntries(StepContext &context, const ArchiveReader &reader,
                           const QList<ZipPlace> &places, const ZipFollower &followed)
{
    const auto isVerified = [&](qint64 index) {
        if (index >= places.size())
            return false;
        const auto known = followed.entries().constFind(places.at(index).record.headerOffset);
        if (known == followed.entries().constEnd())
            return false;
        const ArchiveEntry entry = reader.entry(index);
        return known->crc32 == entry.crc32 && known->method == entry.method
               && known->size == entry.size && known->packedBytes == entry.compressedSize;
    };
    return reader.verifyCrc(context.control, context.progressSink(), isVerified);
}

/// A download that turned out damaged is set aside, so that the next run fetches it again.
Error setDamagedAside(StepContext &context, Error error)
{
    const QString path = context.state.archive.path;
    const bool wasDownloaded = context.state.options.kind != MigrationKind::ImportOnly;
    if (!isDamage(error) || !wasDownloaded || !QFile::exists(path))
        return error;
    // Before the file is moved: what has it open keeps it where it is, on Windows.
    if (const Result<void> forgotten = forgetUploadAhead(context); !forgotten)
        return forgotten.error();
    const QString aside = path + QStringLiteral(".damaged");
    QFile::remove(aside);
    if (QFile::rename(path, aside))
        error.facts.insert(QStringLiteral("setAside"), aside);
    context.state.steps[StepId::DownloadArchive].status = StepStatus::NotStarted;
    if (const Result<void> saved = context.save(); !saved)
        return saved.error();
    return error;
}

Result<void> noteHash(StepContext &context, const QString &sha256)
{
    ArchiveRecord &archive = context.state.archive;
    const bool isAnother = !archive.sha256.isEmpty() && archive.sha256 != sha256;
    archive.sha256 = sha256;
    if (!isAnother)
        return {};
    qCInfo(logSteps) << "the archive is another one than when it was checked before";
    context.state.steps[StepId::PrepareArchive].status = StepStatus::NotStarted;
    return forgetUpload(context);
}

/// Beside the list, under a name that nothing has yet.
QString archivePathFor(const MigrationState &state)
{
    for (int number = 1;; ++number) {
        const QString ending =
            number == 1 ? QStringLiteral(".zip") : QStringLiteral("-%1.zip").arg(number);
        const QString path = besideArchive(state, ending);
        if (!QFile::exists(path))
            return path;
    }
}

/// Servers take a list inside an archive only. Nothing happens unasked.
Result<void> makeArchiveOfList(StepContext &context)
{
    MigrationState &state = context.state;
    const bool isOwn = state.options.kind == MigrationKind::ImportOnly;
    if (!isOwn || !state.options.wrapList || !isListAlone(state.archive.path))
        return {};
    const QString path = archivePathFor(state);
    if (Result<void> made =
            wrapList(state.archive.path, path, context.control, context.progressSink());
        !made)
        return made;
    state.archive.path = path;
    return context.save();
}

} // namespace

Result<void> CheckArchive::run(StepContext &context)
{
    if (Result<void> made = makeArchiveOfList(context); !made)
        return made;
    Result<void> checked = check(context);
    if (!checked) {
        const Result<bool> fetched = refetchDamaged(context, checked.error());
        if (!fetched)
            return fetched.error();
        if (*fetched)
            checked = check(context);
    }
    if (!checked)
        return setDamagedAside(context, checked.error());
    return checked;
}

Result<void> CheckArchive::check(StepContext &context) const
{
    ArchiveRecord &archive = context.state.archive;
    const Result<ArchiveReader> reader = ArchiveReader::open(archive.path);
    if (!reader)
        return reader.error();
    const Result<QList<ZipPlace>> places = agreeingPlaces(archive.path);
    if (!places)
        return places.error();
    DownloadCheck::Known known = knownOf(context, reader->fileSize());
    FileHash hash(archive.path, std::move(known.hash), known.bytes);
    if (Result<void> intact = verifyEntries(context, *reader, *places, known.entries); !intact)
        return intact;
    ScanOptions options;
    options.isTolerant = true; // all that is wrong is told at once, by the check
    const Result<ArchiveScan> scan =
        scanArchive(*reader, options, context.control, context.progressSink());
    if (!scan)
        return scan.error();
    CheckContext what;
    what.exportedEmoji = context.state.exported.emoji;
    const Result<CheckReport> findings =
        checkArchive(*reader, what, context.control, context.progressSink());
    if (!findings)
        return findings.error();
    const Result<QString> sha256 = hash.result(context.control);
    if (!sha256)
        return sha256.error();
    if (Result<void> noted = noteHash(context, *sha256); !noted)
        return noted;
    const QFileInfo info(archive.path);
    archive.size = info.size();
    archive.modifiedAt = info.lastModified().toUTC();
    archive.summary = scan->summary.toJson();
    archive.findings = findings->toJson();
    context.state.destinationCheck.findings = {}; // of what the file was before
    return context.save();
}

Result<void> expectArchiveUnchanged(const ArchiveRecord &archive)
{
    const QFileInfo info(archive.path);
    if (!info.isFile())
        return makeError(ErrorKind::Disk, QStringLiteral("the archive is gone"))
            .with(QStringLiteral("path"), archive.path);
    // The journal keeps milliseconds, some file systems less.
    const bool sameTime = std::abs(info.lastModified().toUTC().msecsTo(archive.modifiedAt)) <= 1;
    if (info.size() != archive.size || !sameTime)
        return makeError(ErrorKind::SourceFileChanged).with(QStringLiteral("path"), archive.path);
    return {};
}

Error checkAgainAfter(StepContext &context, const Error &error)
{
    if (error.kind != ErrorKind::SourceFileChanged)
        return error;
    const QString path = error.facts.value(QStringLiteral("path")).toString();
    context.state.steps[StepId::PrepareArchive].status = StepStatus::NotStarted;
    if (path == context.state.archive.path)
        context.state.steps[StepId::CheckArchive].status = StepStatus::NotStarted;
    if (const Result<void> forgotten = forgetUpload(context); !forgotten)
        return forgotten.error();
    if (const Result<void> saved = context.save(); !saved)
        return saved.error();
    return error;
}

} // namespace mmigrate
