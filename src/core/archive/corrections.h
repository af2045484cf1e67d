// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivescan.h"
#include "core/archive/check/archivecheck.h"
#include "core/archive/correctionrule.h"
#include "core/archive/namedecisions.h"
#include "core/archive/operatormemberships.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <QJsonObject>
#include <QList>
#include <QSet>
#include <QVersionNumber>

#include <optional>

namespace mmigrate {

/// What the destination is and who runs the import.
struct CorrectionContext
{
    QVersionNumber destinationVersion{}; ///< null: taken for a recent one
    /// The account that signed in to the destination; empty: no operator guard.
    QString operatorUsername{};
    /// Teams that the destination has already: their channels stay in, even if the archive has no
    /// line for them.
    QSet<QString> destinationTeams{};
    /// What else lines are held against: people, channels and limits of the destination. Version,
    /// teams and operator are taken from above.
    CheckContext check{};
    /// What somebody decided about names; carried out before all else.
    NameDecisions decisions{};
    /// Mend what the rules of check/ find, as well.
    bool repairs = false;
};

/// One rule and what it did.
struct AppliedCorrection
{
    struct Example
    {
        qint64 line = 0; ///< in the original import.jsonl, from 1; 0: an entry of the ZIP
        QString what{};  ///< e.g. "remove post.attachments[0] 2026/a.png"; no message text

        bool operator==(const Example &other) const = default;
    };

    CorrectionRule rule = CorrectionRule::OperatorAccount;
    qint64 count = 0;
    /// How many of them keep something from the destination that the archive really holds. Not
    /// among them: what was lost before (the file is not in the ZIP), what is put back later (the
    /// operator), another form.
    qint64 losses = 0;
    QList<Example> examples{}; ///< the first ones, at most 20

    bool operator==(const AppliedCorrection &other) const = default;
};

/// What has to be, or was, changed. Kept in the journal and in the summary of the migration.
struct CorrectionReport
{
    QString sourcePath{};
    QString targetPath{};  ///< the corrected copy; empty: only planned
    QString changesPath{}; ///< list of all changes as CSV (line, rule, what); empty: only planned
    QList<AppliedCorrection>
        corrections{}; ///< in the order of CorrectionRule, only those with a count
    OperatorMemberships operatorMemberships{};
    /// Of other accounts that stay as they are on the destination, with the names there.
    QList<OperatorMemberships> keptMemberships{};
    CheckReport
        left{}; ///< what the rules find in the corrected lines: nothing can be done about it
    qint64 linesChanged = 0;
    qint64 linesDropped = 0;
    qint64 filesRenamed = 0;
    qint64 filesLeftOut = 0;
    qint64 bytesLeftOut = 0; ///< in the ZIP
    qint64 targetSize = 0;   ///< bytes of the copy; only planned: 0

    /// Nothing to correct: the original can be used as it is.
    bool isEmpty() const { return corrections.isEmpty(); }
    qint64 count(CorrectionRule rule) const;
    QJsonObject toJson() const;
    static CorrectionReport fromJson(const QJsonObject &object);

    bool operator==(const CorrectionReport &other) const = default;
};

/// Goes through all lines and tells what would be changed; writes nothing. Progress in bytes of
/// import.jsonl. \a scan comes from scanArchive() on the same archive. Errors: ArchiveInvalid
/// (bad-line, damaged-entry, ...), Cancelled.
Result<CorrectionReport> planCorrections(const ArchiveReader &archive, const ArchiveScan &scan,
                                         const CorrectionContext &context, StepControl &control,
                                         const ProgressSink &progress = {});

/// Writes the corrected copy to \a targetPath (mode 0600, replaced if it exists, only there when
/// complete) and the list of changes to <targetPath without .zip>.changes.csv. The original is not
/// touched; lines without a change are copied byte for byte, files without being compressed again.
/// Needs room in the target's folder for import.jsonl unpacked and the copy. Progress in bytes:
/// import.jsonl read, then the copy written. Errors: as planCorrections(); Disk, DiskFull. After an
/// error or a cancel nothing of it is left.
Result<CorrectionReport> writeCorrected(const ArchiveReader &archive, const ArchiveScan &scan,
                                        const CorrectionContext &context, const QString &targetPath,
                                        StepControl &control, const ProgressSink &progress = {});

/// The corrected archive as the tail of a file of \a wholeBytes that begins with the original's
/// bytes up to its directory: SplitFile{original, where its directory begins, \a tailPath} is the
/// corrected archive, and has that size. Nothing: it does not fit into that size.
///
/// Also when there is nothing to correct. Otherwise as writeCorrected(), with the list of changes
/// in <tailPath without .tail and .zip>.changes.csv, CorrectionReport::targetPath the tail and
/// CorrectionReport::targetSize \a wholeBytes. Needs room for import.jsonl unpacked and packed and
/// twice the directory; where the file system knows no holes, for the whole tail. An existing tail
/// is replaced when the new one is complete; nothing of a new one is left otherwise.
Result<std::optional<CorrectionReport>>
writeCorrectedTail(const ArchiveReader &archive, const ArchiveScan &scan,
                   const CorrectionContext &context, const QString &tailPath, qint64 wholeBytes,
                   StepControl &control, const ProgressSink &progress = {});

} // namespace mmigrate
