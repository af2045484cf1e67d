// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/filechecks.h"

#include "core/archive/archiveerror.h"
#include "core/archive/archivereader.h"
#include "core/archive/check/imagesize.h"
#include "core/base/stepcontrol.h"

#include <algorithm>
#include <array>

namespace mmigrate {

namespace {

constexpr qint64 smallestLargeImage = 16 * 1024; // no smaller file has millions of pixels
constexpr qint64 mostWarningBytes = 1024 * 1024;
const QLatin1String warningsName("warnings.txt");

bool isImageName(const QString &name)
{
    static const std::array endings{QLatin1String(".png"),  QLatin1String(".jpg"),
                                    QLatin1String(".jpeg"), QLatin1String(".gif"),
                                    QLatin1String(".bmp"),  QLatin1String(".webp")};
    return std::any_of(endings.begin(), endings.end(), [&name](QLatin1String ending) {
        return name.endsWith(ending, Qt::CaseInsensitive);
    });
}

/// The first bytes of an entry; nothing when it cannot be read.
std::optional<QByteArray> headOf(const ArchiveReader &archive, qint64 index, qint64 bytes)
{
    const Result<std::unique_ptr<ArchiveEntryDevice>> device = archive.openEntry(index);
    if (!device)
        return std::nullopt;
    QByteArray head;
    while (head.size() < bytes) {
        const QByteArray piece = (*device)->read(bytes - head.size());
        if ((*device)->failure())
            return std::nullopt;
        if (piece.isEmpty())
            break;
        head += piece;
    }
    return head;
}

Result<void> checkImage(const ArchiveReader &archive, const ArchiveEntry &entry, qint64 mostPixels,
                        FindingCollector &collector)
{
    const std::optional<QByteArray> head = headOf(archive, entry.index, imageHeadBytes);
    if (!head)
        return collector.add({CheckRule::FileUnreadable, 0, {}, entry.name});
    if (imagePixels(*head).value_or(0) > mostPixels)
        return collector.add({CheckRule::ImageTooLarge, 0, {}, entry.name});
    return {};
}

/// A line each; the exporter names files that it could not read.
Result<void> tellWarnings(const ArchiveReader &archive, const ArchiveEntry &entry,
                          FindingCollector &collector)
{
    const std::optional<QByteArray> text = headOf(archive, entry.index, mostWarningBytes);
    if (!text)
        return collector.add({CheckRule::FileUnreadable, 0, {}, entry.name});
    const QList<QByteArray> lines = text->split('\n');
    for (const QByteArray &line : lines) {
        if (line.trimmed().isEmpty())
            continue;
        const Result<void> added = collector.add(
            {CheckRule::ExportWarnings, 0, {}, QString::fromUtf8(line).trimmed().left(500)});
        if (!added)
            return added;
    }
    return {};
}

} // namespace

Result<void> checkFiles(const ArchiveReader &archive, const CheckContext &context,
                        const std::vector<bool> &named, FindingCollector &collector,
                        StepControl &control)
{
    for (qint64 index = 0; index < archive.entryCount(); ++index) {
        if (!control.waitWhilePaused())
            return archiveCancelled();
        const ArchiveEntry entry = archive.entry(index);
        if (index == archive.jsonl().index || entry.name.endsWith(QLatin1Char('/')))
            continue;
        Result<void> added;
        if (entry.name == warningsName)
            added = tellWarnings(archive, entry, collector);
        else if (!named[static_cast<size_t>(index)])
            added = collector.add({CheckRule::FileNotNamed, 0, {}, entry.name});
        else if (entry.size >= smallestLargeImage && isImageName(entry.name))
            added = checkImage(archive, entry, context.mostImagePixels, collector);
        if (!added)
            return added;
    }
    return {};
}

} // namespace mmigrate
