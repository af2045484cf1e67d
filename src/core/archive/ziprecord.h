// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QIODevice>

#include <optional>

namespace mmigrate {

/// Where a ZIP's directory (the records, without the end record) lies in the file.
struct ZipDirectory
{
    qint64 offset = -1;
    qint64 bytes = 0;
};

/// One entry's record in a ZIP's directory (APPNOTE.TXT 4.3.12), numbers out of its ZIP64 field
/// (4.5.3) where they are there.
struct ZipRecord
{
    QByteArray raw{};   ///< as it stands in the directory: fixed part, name, extra fields, comment
    QByteArray name{};  ///< the bytes, whatever their encoding
    quint16 method = 0; ///< 0: stored, 8: deflated
    quint32 crc32 = 0;
    qint64 size = 0;         ///< bytes when unpacked
    qint64 packedBytes = 0;  ///< bytes in the archive
    qint64 headerOffset = 0; ///< of the local header, from the beginning of the file
};

/// Length of a record's fixed part.
inline constexpr qsizetype zipRecordFixedBytes = 46;

/// Length of the record that \a bytes begins with; needs its fixed part only. 0: no record begins
/// here.
qsizetype zipRecordBytes(QByteArrayView bytes);
/// \a raw: exactly one record. Nothing when its numbers make no sense.
std::optional<ZipRecord> parseZipRecord(QByteArrayView raw);

/// The record's bytes under another name (UTF-8) or for another place of the local header. As it
/// was when both are the same; otherwise with a ZIP64 field that holds just what does not fit.
/// Nothing when name or fields are longer than a record can hold.
std::optional<QByteArray> patchedZipRecord(const ZipRecord &record, const QByteArray &name,
                                           qint64 headerOffset);

/// What comes behind a directory: the end record, before it the ZIP64 ones where numbers demand
/// them or \a forceZip64 says so.
QByteArray zipEndRecords(qint64 entries, const ZipDirectory &directory, bool forceZip64 = false);

/// Whether the entry's local header is where its record says, with the same name, method and, where
/// the header has them and not a descriptor behind the data, sizes and CRC-32.
bool hasLocalHeader(QIODevice &file, const ZipRecord &record);

} // namespace mmigrate
