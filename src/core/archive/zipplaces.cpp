// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/zipplaces.h"

#include "core/archive/archiveerror.h"
#include "core/archive/zipdirectory.h"

#include <QFile>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qint64 largestDirectory = qint64(1) << 31;

void fillEnds(QList<ZipPlace> &places, qint64 directoryOffset)
{
    QList<qint64> offsets;
    for (const ZipPlace &place : places)
        offsets.append(place.record.headerOffset);
    offsets.append(directoryOffset);
    std::sort(offsets.begin(), offsets.end());
    for (ZipPlace &place : places)
        place.end =
            *std::upper_bound(offsets.begin(), offsets.end() - 1, place.record.headerOffset);
}

} // namespace

std::optional<QList<ZipPlace>> zipPlaces(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const std::optional<ZipDirectory> directory = findZipDirectory(file);
    if (!directory || directory->bytes > largestDirectory)
        return std::nullopt;
    ZipRecords records(file, *directory);
    QList<ZipPlace> places;
    while (std::optional<ZipRecord> record = records.next()) {
        record->raw.clear();
        places.append({*record, 0});
    }
    if (records.isDamaged())
        return std::nullopt;
    fillEnds(places, directory->offset);
    return places;
}

qint64 firstForeignHeader(const QString &path, const QList<ZipPlace> &places)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return places.isEmpty() ? -1 : 0;
    for (qsizetype index = 0; index < places.size(); ++index) {
        if (!hasLocalHeader(file, places.at(index).record))
            return index;
    }
    return -1;
}

Result<QList<ZipPlace>> agreeingPlaces(const QString &path)
{
    const std::optional<QList<ZipPlace>> places = zipPlaces(path);
    if (!places)
        return archiveError(ArchiveReason::Truncated, path, {}, QStringLiteral("no directory"));
    const qint64 foreign = firstForeignHeader(path, *places);
    if (foreign < 0)
        return *places;
    return archiveError(ArchiveReason::DamagedEntry, path,
                        QString::fromUtf8(places->at(foreign).record.name),
                        QStringLiteral("its header is another one than the directory says"));
}

} // namespace mmigrate
