// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/verify.h"

#include "core/archive/corrections.h"

namespace mmigrate {

namespace {

using Count = std::optional<qint64>;

QString verdictOf(const VerifyRow &row, bool destinationWasEmpty)
{
    if (!row.archive || !row.after)
        return QStringLiteral("unknown");
    // Into an empty server everything must come on top of what was there; into a used one people,
    // teams and channels may have been there already and are merged.
    const qint64 arrived = destinationWasEmpty ? *row.after - row.before.value_or(0) : *row.after;
    return arrived >= *row.archive ? QStringLiteral("arrived") : QStringLiteral("missing");
}

} // namespace

QList<VerifyRow> proofRows(const ArchiveSummary &summary, const ServerCounts &source,
                           const ServerCounts &before, const ServerCounts &after)
{
    const bool wasEmpty = before.teams == Count(0);
    QList<VerifyRow> rows{
        {QStringLiteral("users"),
         source.users,
         summary.users + summary.bots,
         before.users,
         after.users,
         {}},
        {QStringLiteral("teams"), source.teams, summary.teams, before.teams, after.teams, {}},
        {QStringLiteral("publicChannels"),
         source.publicChannels,
         summary.channels - summary.privateChannels,
         before.publicChannels,
         after.publicChannels,
         {}},
        {QStringLiteral("privateChannels"),
         source.privateChannels,
         summary.privateChannels,
         before.privateChannels,
         after.privateChannels,
         {}},
        {QStringLiteral("posts"), source.posts, summary.allPosts(), before.posts, after.posts, {}},
        {QStringLiteral("postsWithFiles"),
         source.postsWithFiles,
         summary.postsWithFiles,
         before.postsWithFiles,
         after.postsWithFiles,
         {}},
    };
    for (VerifyRow &row : rows) {
        // Accounts are never all new: whoever runs the import is there before.
        const bool merged = row.what == QLatin1String("users");
        row.verdict = verdictOf(row, wasEmpty && !merged);
    }
    return rows;
}

Result<void> Verify::run(StepContext &context)
{
    // What was uploaded counts: the corrected copy may hold less than the original, and said so.
    const ArchiveRecord &archive = context.state.archive;
    ArchiveSummary summary = ArchiveSummary::fromJson(
        archive.preparedSummary.isEmpty() ? archive.summary : archive.preparedSummary);
    // Journals of older versions do not know what is in the copy.
    if (!archive.preparedPath.isEmpty() && archive.preparedSummary.isEmpty()) {
        const Result<ArchiveReader> reader = ArchiveReader::open(archive.preparedPath);
        if (!reader)
            return reader.error();
        const Result<ArchiveScan> scan =
            scanArchive(*reader, {}, context.control, context.progressSink());
        if (!scan)
            return scan.error();
        summary = scan->summary;
    }
    const Result<ServerCounts> after = context.destination.client().counts();
    if (!after)
        return after.error();
    context.state.import.countsAfter = *after;
    // For the person to see; nothing depends on it.
    if (const Result<std::optional<qint64>> people = context.destination.client().peopleCount())
        context.state.destination.people = *people;
    context.state.proof = proofRows(summary, context.state.exported.counts,
                                    context.state.import.countsBefore, *after);
    if (Result<void> saved = context.save(); !saved)
        return saved;
    QStringList missing;
    for (const VerifyRow &row : context.state.proof) {
        if (row.verdict == QLatin1String("missing"))
            missing.append(row.what);
    }
    if (!missing.isEmpty())
        return makeError(ErrorKind::VerifyMismatch).with(QStringLiteral("missing"), missing);
    return {};
}

} // namespace mmigrate
