// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/refetchdamaged.h"

#include "core/archive/archiveerror.h"
#include "core/archive/archivereader.h"
#include "core/archive/zipplaces.h"
#include "core/base/log.h"
#include "core/steps/aheadupload.h"
#include "core/steps/downloadarchive.h"
#include "core/transfer/partfile.h"
#include "core/transfer/rangeddownload.h"

#include <QFile>
#include <QFileInfo>

namespace mmigrate {

namespace {

constexpr qint64 MiB = 1024 * 1024;
constexpr qint64 headBytes = 1 * MiB;
constexpr qint64 tailBytes = 64 * MiB; // holds the directory of a million files

bool canAskSource(StepContext &context)
{
    return context.state.options.kind != MigrationKind::ImportOnly
           && !context.state.exported.fileName.isEmpty() && context.source.isConnected()
           && context.source.http().hasToken();
}

/// What is whole of the file, without the entries that are not. Errors: Cancelled.
Result<ByteRanges> wholeParts(const QString &path, StepControl &control)
{
    const qint64 size = QFileInfo(path).size();
    ByteRanges whole;
    whole.add(0, size);
    const std::optional<QList<ZipPlace>> places = zipPlaces(path);
    const Result<ArchiveReader> reader = ArchiveReader::open(path);
    if (!places || !reader || reader->entryCount() != places->size()) {
        whole.remove(0, headBytes);
        whole.remove(size - tailBytes, size);
        return whole;
    }
    for (qint64 index = 0; index < reader->entryCount(); ++index) {
        const ZipPlace &place = places->at(index);
        const Result<void> intact = reader->verifyEntry(index, control);
        if (intact && firstForeignHeader(path, {place}) < 0)
            continue;
        if (!intact && intact.error().kind == ErrorKind::Cancelled)
            return intact.error();
        qCWarning(logSteps) << "damaged: bytes" << place.record.headerOffset << "to" << place.end;
        whole.remove(place.record.headerOffset, place.end);
    }
    return whole;
}

} // namespace

bool isDamage(const Error &error)
{
    if (error.kind != ErrorKind::ArchiveInvalid)
        return false;
    const QString reason = error.facts.value(QStringLiteral("reason")).toString();
    for (const ArchiveReason damage : {ArchiveReason::NotZip, ArchiveReason::Truncated,
                                       ArchiveReason::DamagedEntry, ArchiveReason::BadName}) {
        if (reason == archiveReasonName(damage))
            return true;
    }
    return false;
}

Result<bool> refetchDamaged(StepContext &context, const Error &damage)
{
    ArchiveRecord &archive = context.state.archive;
    if (!isDamage(damage) || archive.isRefetched || !canAskSource(context)
        || QFileInfo(archive.path).size() != context.state.exported.fileSize)
        return false;
    const Result<ByteRanges> whole = wholeParts(archive.path, context.control);
    if (!whole)
        return whole.error();
    if (Result<void> forgotten = forgetUploadAhead(context); !forgotten)
        return forgotten.error();
    // The intent first: from now on the file is one that is still being downloaded.
    archive.isRefetched = true;
    context.state.steps[StepId::DownloadArchive].status = StepStatus::NotStarted;
    if (Result<void> saved = context.save(); !saved)
        return saved.error();
    const QString part = partFileName(archive.path);
    if (Result<void> noted = writeRangesFile(part, *whole, context.state.exported.fileSize); !noted)
        return noted.error();
    if (!QFile::rename(archive.path, part))
        return false;
    if (Result<void> fetched = fetchArchive(context); !fetched)
        return fetched.error();
    context.state.steps[StepId::DownloadArchive].status = StepStatus::Finished;
    if (Result<void> saved = context.save(); !saved)
        return saved.error();
    return true;
}

} // namespace mmigrate
