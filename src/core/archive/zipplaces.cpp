// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/zipplaces.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qint64 largestComment = 0xffff;
constexpr qint64 endRecordBytes = 22;
constexpr qint64 locatorBytes = 20;
constexpr qsizetype localHeaderBytes = 30;
constexpr qint64 entryRecordBytes = 46;
constexpr qint64 largestDirectory = qint64(1) << 31;
constexpr quint32 inZip64 = 0xffffffff;

quint16 word16(const QByteArray &bytes, qsizetype at)
{
    return qFromLittleEndian<quint16>(bytes.constData() + at);
}

quint32 word32(const QByteArray &bytes, qsizetype at)
{
    return qFromLittleEndian<quint32>(bytes.constData() + at);
}

qint64 word64(const QByteArray &bytes, qsizetype at)
{
    return qFromLittleEndian<qint64>(bytes.constData() + at);
}

struct Directory
{
    qint64 offset = -1;
    qint64 bytes = 0;
};

/// From the end record, and from its ZIP64 sister where the numbers do not fit.
std::optional<Directory> findDirectory(QFile &file)
{
    const qint64 tailBytes = std::min(file.size(), endRecordBytes + largestComment + locatorBytes);
    if (!file.seek(file.size() - tailBytes))
        return std::nullopt;
    const QByteArray tail = file.read(tailBytes);
    const qsizetype end = tail.lastIndexOf(QByteArrayLiteral("PK\x05\x06"));
    if (end < 0 || end + endRecordBytes > tail.size())
        return std::nullopt;
    Directory directory{word32(tail, end + 16), word32(tail, end + 12)};
    const qsizetype locator = end - locatorBytes;
    const bool hasZip64 = locator >= 0 && tail.mid(locator, 4) == QByteArrayLiteral("PK\x06\x07");
    if (!hasZip64)
        return directory;
    if (!file.seek(word64(tail, locator + 8)))
        return std::nullopt;
    const QByteArray record = file.read(56);
    if (record.size() != 56 || !record.startsWith(QByteArrayLiteral("PK\x06\x06")))
        return std::nullopt;
    return Directory{word64(record, 48), word64(record, 40)};
}

/// The offset out of the extra fields, where 0xffffffff stands in the record.
qint64 zip64Offset(const QByteArray &directory, qsizetype record, qsizetype extra,
                   qsizetype extraBytes)
{
    for (qsizetype at = extra; at + 4 <= extra + extraBytes;) {
        const qsizetype bytes = word16(directory, at + 2);
        if (word16(directory, at) != 1) {
            at += 4 + bytes;
            continue;
        }
        // Only what did not fit is here, in this order: size, packed size, offset.
        const int before = int(word32(directory, record + 24) == inZip64)
                           + int(word32(directory, record + 20) == inZip64);
        const qsizetype place = at + 4 + before * 8;
        return place + 8 <= std::min(at + 4 + bytes, extra + extraBytes) ? word64(directory, place)
                                                                         : -1;
    }
    return -1;
}

void fillEnds(QList<ZipPlace> &places, qint64 directoryOffset)
{
    QList<qint64> offsets;
    for (const ZipPlace &place : places)
        offsets.append(place.headerOffset);
    offsets.append(directoryOffset);
    std::sort(offsets.begin(), offsets.end());
    for (ZipPlace &place : places)
        place.end = *std::upper_bound(offsets.begin(), offsets.end() - 1, place.headerOffset);
}

} // namespace

std::optional<QList<ZipPlace>> zipPlaces(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const std::optional<Directory> found = findDirectory(file);
    if (!found || found->offset < 0 || found->bytes < 0 || found->bytes > largestDirectory
        || found->offset > file.size() - found->bytes || !file.seek(found->offset))
        return std::nullopt;
    const QByteArray directory = file.read(found->bytes);
    QList<ZipPlace> places;
    for (qsizetype at = 0; at + entryRecordBytes <= directory.size();) {
        if (directory.mid(at, 4) != QByteArrayLiteral("PK\x01\x02"))
            break;
        const qsizetype nameBytes = word16(directory, at + 28);
        const qsizetype extraBytes = word16(directory, at + 30);
        const qsizetype next =
            at + entryRecordBytes + nameBytes + extraBytes + word16(directory, at + 32);
        if (next > directory.size())
            return std::nullopt;
        ZipPlace place;
        place.name = directory.mid(at + entryRecordBytes, nameBytes);
        place.headerOffset = word32(directory, at + 42);
        if (place.headerOffset == inZip64)
            place.headerOffset =
                zip64Offset(directory, at, at + entryRecordBytes + nameBytes, extraBytes);
        if (place.headerOffset < 0 || place.headerOffset >= found->offset)
            return std::nullopt;
        places.append(place);
        at = next;
    }
    fillEnds(places, found->offset);
    return places;
}

qint64 firstForeignHeader(const QString &path, const QList<ZipPlace> &places)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return places.isEmpty() ? -1 : 0;
    for (qsizetype index = 0; index < places.size(); ++index) {
        const ZipPlace &place = places.at(index);
        if (!file.seek(place.headerOffset))
            return index;
        const QByteArray header = file.read(localHeaderBytes + place.name.size());
        if (header.size() != localHeaderBytes + place.name.size()
            || !header.startsWith(QByteArrayLiteral("PK\x03\x04"))
            || word16(header, 26) != place.name.size()
            || header.mid(localHeaderBytes) != place.name)
            return index;
    }
    return -1;
}

} // namespace mmigrate
