// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/tailplan.h"

#include "core/archive/zipdirectory.h"

#include <QFile>

namespace mmigrate {

namespace {

/// What is sent in vain may not be more than this part of the archive.
constexpr qint64 largestWasteDivisor = 4;
constexpr qint64 slack = 2 * 1024 * 1024;

/// Corrections change some lines, seldom many; where the room does not do, the archive is sent in
/// another way.
qint64 roomFor(const ZipLayout &layout)
{
    return layout.importBytes + layout.importBytes / 4 + layout.directoryBytes
           + layout.directoryBytes / 8 + slack;
}

} // namespace

std::optional<TailPlan> planTail(QIODevice &file)
{
    if (file.size() < smallestTailedArchive)
        return std::nullopt;
    const std::optional<ZipLayout> layout = zipLayout(file);
    if (!layout)
        return std::nullopt;
    const qint64 room = roomFor(*layout);
    if (room + layout->importBytes > file.size() / largestWasteDivisor)
        return std::nullopt;
    return TailPlan{layout->directoryOffset, layout->directoryOffset + room};
}

std::optional<TailPlan> tailInsteadOfCopy(const MigrationState &state)
{
    if (state.options.keepPreparedArchive)
        return std::nullopt;
    QFile file(state.archive.path);
    return file.open(QIODevice::ReadOnly) ? planTail(file) : std::nullopt;
}

} // namespace mmigrate
