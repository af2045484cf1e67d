// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/ziprecord.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace mmigrate {

/// Where an entry of a ZIP lies in the file; libzip does not tell.
struct ZipPlace
{
    ZipRecord record{}; ///< without ZipRecord::raw
    qint64 end = 0;     ///< where the next entry's header, or the directory, begins
};

/// The places of all entries, in the order of the directory (which is libzip's order of indexes).
/// Reads the directory only (APPNOTE.TXT 4.3.12 to 4.3.16, ZIP64 included). Nothing when the file
/// has no directory that makes sense.
std::optional<QList<ZipPlace>> zipPlaces(const QString &path);

/// Whether each entry has its own header where the directory says, and both say the same of it
/// (libzip does not look, the server does). @return the index of the first that has not; -1: all
/// have
qint64 firstForeignHeader(const QString &path, const QList<ZipPlace> &places);

/// The places, where all is as firstForeignHeader() wants it: an archive that contradicts itself is
/// damaged or hostile. Errors: ArchiveInvalid truncated and damaged-entry.
Result<QList<ZipPlace>> agreeingPlaces(const QString &path);

} // namespace mmigrate
