// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/ziprecord.h"

#include "core/archive/zipnumbers.h"

#include <algorithm>

namespace mmigrate {

using zip::append;
using zip::number;
using zip::overwrite;

namespace {

constexpr qsizetype localHeaderBytes = 30;
constexpr qint64 inZip64 = 0xffffffff;
constexpr quint16 zip64Field = 0x0001;
constexpr quint16 unicodePathField = 0x7075;
constexpr quint16 utf8Flag = 0x0800;
constexpr quint16 descriptorFlag = 0x0008; ///< sizes and CRC-32 stand behind the data
constexpr quint16 zip64Version = 45;

// Places in the fixed part of a record.
constexpr qsizetype versionAt = 6;
constexpr qsizetype flagsAt = 8;
constexpr qsizetype methodAt = 10;
constexpr qsizetype crcAt = 16;
constexpr qsizetype packedAt = 20;
constexpr qsizetype sizeAt = 24;
constexpr qsizetype nameBytesAt = 28;
constexpr qsizetype extraBytesAt = 30;
constexpr qsizetype commentBytesAt = 32;
constexpr qsizetype diskAt = 34;
constexpr qsizetype offsetAt = 42;

QByteArrayView extraOf(QByteArrayView raw)
{
    return raw.sliced(zipRecordFixedBytes + number<quint16>(raw, nameBytesAt),
                      number<quint16>(raw, extraBytesAt));
}

/// Calls \a visit(id, whole field) for each extra field that is complete.
template <typename Visit>
void forEachField(QByteArrayView extra, Visit visit)
{
    while (extra.size() >= 4) {
        const qsizetype bytes = std::min<qsizetype>(4 + number<quint16>(extra, 2), extra.size());
        visit(number<quint16>(extra, 0), extra.first(bytes));
        extra = extra.sliced(bytes);
    }
}

/// Reads what did not fit into the record, in its fixed order: size, packed size, offset.
class Zip64Numbers
{
public:
    explicit Zip64Numbers(QByteArrayView raw)
        : m_raw(raw)
    {
        forEachField(extraOf(raw), [this](quint16 id, QByteArrayView field) {
            if (id == zip64Field && m_field.isEmpty())
                m_field = field.sliced(4);
        });
    }

    /// \a missing: what it is when it should be in the ZIP64 field, but is not. Sizes may really
    /// be 0xffffffff.
    qint64 next(qsizetype at, qint64 missing)
    {
        const qint64 plain = number<quint32>(m_raw, at);
        if (plain != inZip64)
            return plain;
        if (m_field.size() < 8)
            return missing;
        const qint64 value = number<qint64>(m_field, 0);
        m_field = m_field.sliced(8);
        return value;
    }

private:
    QByteArrayView m_raw;
    QByteArrayView m_field;
};

/// The extra fields but for those that are made anew.
QByteArray otherFields(const ZipRecord &record, bool renamed)
{
    QByteArray fields;
    forEachField(extraOf(record.raw), [&](quint16 id, QByteArrayView field) {
        if (id != zip64Field && !(renamed && id == unicodePathField))
            fields.append(field);
    });
    return fields;
}

} // namespace

qsizetype zipRecordBytes(QByteArrayView bytes)
{
    if (bytes.size() < zipRecordFixedBytes || !bytes.startsWith("PK\x01\x02"))
        return 0;
    return zipRecordFixedBytes + number<quint16>(bytes, nameBytesAt)
           + number<quint16>(bytes, extraBytesAt) + number<quint16>(bytes, commentBytesAt);
}

std::optional<ZipRecord> parseZipRecord(QByteArrayView raw)
{
    if (zipRecordBytes(raw) != raw.size() || raw.isEmpty())
        return std::nullopt;
    ZipRecord record;
    record.raw = raw.toByteArray();
    record.name = raw.sliced(zipRecordFixedBytes, number<quint16>(raw, nameBytesAt)).toByteArray();
    record.method = number<quint16>(raw, methodAt);
    record.crc32 = number<quint32>(raw, crcAt);
    Zip64Numbers numbers(raw);
    record.size = numbers.next(sizeAt, inZip64);
    record.packedBytes = numbers.next(packedAt, inZip64);
    record.headerOffset = numbers.next(offsetAt, -1);
    if (record.size < 0 || record.packedBytes < 0 || record.headerOffset < 0)
        return std::nullopt;
    return record;
}

std::optional<QByteArray> patchedZipRecord(const ZipRecord &record, const QByteArray &name,
                                           qint64 headerOffset)
{
    const bool renamed = name != record.name;
    if (!renamed && headerOffset == record.headerOffset)
        return record.raw;
    QByteArray fixed = record.raw.first(zipRecordFixedBytes);
    QByteArray numbers;
    const auto put = [&](qsizetype at, qint64 value) {
        const bool large = value >= inZip64;
        overwrite<quint32>(fixed, at, static_cast<quint32>(large ? inZip64 : value));
        if (large)
            append<qint64>(numbers, value);
    };
    put(sizeAt, record.size);
    put(packedAt, record.packedBytes);
    put(offsetAt, headerOffset);
    overwrite<quint16>(fixed, diskAt, 0);
    QByteArray extra;
    if (!numbers.isEmpty()) {
        append<quint16>(extra, zip64Field);
        append<quint16>(extra, static_cast<quint16>(numbers.size()));
        overwrite<quint16>(fixed, versionAt,
                           std::max(number<quint16>(fixed, versionAt), zip64Version));
    }
    extra += numbers + otherFields(record, renamed);
    if (name.size() > 0xffff || extra.size() > 0xffff)
        return std::nullopt;
    if (renamed)
        overwrite<quint16>(fixed, flagsAt, number<quint16>(fixed, flagsAt) | utf8Flag);
    overwrite<quint16>(fixed, nameBytesAt, static_cast<quint16>(name.size()));
    overwrite<quint16>(fixed, extraBytesAt, static_cast<quint16>(extra.size()));
    return fixed + name + extra + record.raw.last(number<quint16>(fixed, commentBytesAt));
}

QByteArray zipEndRecords(qint64 entries, const ZipDirectory &directory, bool forceZip64)
{
    QByteArray out;
    if (forceZip64 || entries >= 0xffff || directory.bytes >= inZip64
        || directory.offset >= inZip64) {
        out += "PK\x06\x06";
        append<quint64>(out, 44); // bytes that follow in this record
        append<quint16>(out, zip64Version);
        append<quint16>(out, zip64Version);
        append<quint64>(out, 0); // two numbers of disks
        append<qint64>(out, entries);
        append<qint64>(out, entries);
        append<qint64>(out, directory.bytes);
        append<qint64>(out, directory.offset);
        out += "PK\x06\x07";
        append<quint32>(out, 0);
        append<qint64>(out, directory.offset + directory.bytes);
        append<quint32>(out, 1);
    }
    const auto count = static_cast<quint16>(std::min<qint64>(entries, 0xffff));
    out += "PK\x05\x06";
    append<quint32>(out, 0); // two numbers of disks
    append<quint16>(out, count);
    append<quint16>(out, count);
    append<quint32>(out, static_cast<quint32>(std::min(directory.bytes, inZip64)));
    append<quint32>(out, static_cast<quint32>(std::min(directory.offset, inZip64)));
    append<quint16>(out, 0); // no comment
    return out;
}

namespace {

/// A local header's sizes are in its ZIP64 field when they do not fit; in this order, both.
bool agree(QByteArrayView header, QByteArrayView extra, const ZipRecord &record)
{
    qint64 packed = number<quint32>(header, 18);
    qint64 size = number<quint32>(header, 22);
    forEachField(extra, [&](quint16 id, QByteArrayView field) {
        if (id != zip64Field)
            return;
        QByteArrayView numbers = field.sliced(4);
        for (qint64 *one : {&size, &packed}) {
            if (*one != inZip64 || numbers.size() < 8)
                continue;
            *one = number<qint64>(numbers, 0);
            numbers = numbers.sliced(8);
        }
    });
    return number<quint32>(header, 14) == record.crc32 && packed == record.packedBytes
           && size == record.size;
}

} // namespace

bool hasLocalHeader(QIODevice &file, const ZipRecord &record)
{
    if (record.headerOffset < 0 || !file.seek(record.headerOffset))
        return false;
    const QByteArray header = file.read(localHeaderBytes + record.name.size());
    if (header.size() != localHeaderBytes + record.name.size() || !header.startsWith("PK\x03\x04")
        || number<quint16>(header, 26) != record.name.size() || !header.endsWith(record.name)
        || number<quint16>(header, 8) != record.method)
        return false;
    if (number<quint16>(header, 6) & descriptorFlag)
        return true;
    const qsizetype extraBytes = number<quint16>(header, 28);
    const QByteArray extra = file.read(extraBytes);
    return extra.size() == extraBytes && agree(header, extra, record);
}

} // namespace mmigrate
