// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/preparearchive.h"

#include "core/archive/archivereader.h"
#include "core/archive/archivescan.h"
#include "core/archive/corrections.h"
#include "core/archive/filehash.h"
#include "core/archive/splitfile.h"
#include "core/archive/zipdirectory.h"
#include "core/base/log.h"
#include "core/steps/aheadupload.h"
#include "core/steps/archiveplace.h"
#include "core/steps/checkarchive.h"
#include "core/steps/collisioncheck.h"
#include "core/steps/importerrules.h"
#include "core/steps/uploadarchive.h"

#include <QFile>

namespace mmigrate {

namespace {

QString preparedPathFor(const MigrationState &state, const QString &suffix)
{
    return besideArchive(state, QStringLiteral("-prepared.") + suffix);
}

/// What was left in of the corrected copy, for the proof at the end: the copy may be gone by then.
Result<QJsonObject> summaryOfCopy(StepContext &context, const SplitFile &file)
{
    const Result<ArchiveReader> reader = ArchiveReader::open(file);
    if (!reader)
        return reader.error();
    const Result<ArchiveScan> scan =
        scanArchive(*reader, {}, context.control, context.progressSink());
    if (!scan)
        return scan.error();
    return scan->summary.toJson();
}

/// Right after it was written: much of it is still in the system's memory.
Result<void> noteWhatWasMade(StepContext &context, const CorrectionReport &report)
{
    ArchiveRecord &archive = context.state.archive;
    archive.preparedSummary = {};
    const QString made = archive.tailPath.isEmpty() ? archive.preparedPath : archive.tailPath;
    if (made.isEmpty())
        return {};
    FileHash hash(made);
    if (!report.isEmpty()) {
        const Result<QJsonObject> summary = summaryOfCopy(context, uploadedFile(archive));
        if (!summary)
            return summary.error();
        archive.preparedSummary = *summary;
    }
    const Result<QString> sha256 = hash.result(context.control);
    if (!sha256)
        return sha256.error();
    archive.preparedSha256 = *sha256;
    return {};
}

/// Whether an upload has begun whose end the corrected archive can still become.
Result<bool> isSentAhead(StepContext &context)
{
    if (context.ahead) {
        Result<void> settled = context.ahead->awaitSettings(context.control);
        if (settled)
            settled = context.save(); // brings what it has planned
        if (!settled)
            return settled.error();
    }
    const UploadRecord &upload = context.state.upload;
    QFile file(context.state.archive.path);
    std::optional<ZipDirectory> directory;
    if (upload.isAhead() && file.open(QIODevice::ReadOnly))
        directory = findZipDirectory(file);
    const bool isWanted = !context.state.options.keepPreparedArchive; // a tail is no copy to keep
    if (directory && directory->offset == upload.declaredFrom && !upload.tailBegun && isWanted)
        return true;
    if (Result<void> forgotten = forgetUploadAhead(context); !forgotten)
        return forgotten.error();
    return false;
}

/// Nothing without a mapping file: the importer's own ways.
Result<NameDecisions> decisionsOn(StepContext &context, const ArchiveScan &scan)
{
    if (context.state.options.mappingFile.isEmpty())
        return NameDecisions();
    const Result<CollisionReport> report = lookUpCollisions(context, scan.names);
    if (!report)
        return report.error();
    return decidedNames(context, scan.names, *report);
}

/// Another person with the operator's address comes in neither when left out nor as somebody else.
Result<void> expectOperatorsAddress(const ArchiveScan &scan, const NameDecisions &decisions,
                                    const ServerState &destination)
{
    if (!scan.sameEmail)
        return {};
    const auto choice = decisions.people.constFind(scan.sameEmail->username.toLower().toUtf8());
    if (choice != decisions.people.constEnd() && choice->fate != NameDecisions::Fate::Rename)
        return {};
    return makeError(ErrorKind::Collision)
        .with(QStringLiteral("username"), scan.sameEmail->username)
        .with(QStringLiteral("email"), destination.email)
        .with(QStringLiteral("operator"), destination.username);
}

/// References to what the destination has are nothing to correct.
Result<CorrectionContext> rulesFor(StepContext &context)
{
    const ServerState &destination = context.state.destination;
    const Result<CheckContext> known = askForRules(context);
    if (!known)
        return known.error();
    CorrectionContext rules;
    rules.destinationVersion = known->destinationVersion;
    rules.operatorUsername = destination.username;
    for (const QByteArray &team : known->teams)
        rules.destinationTeams.insert(QString::fromUtf8(team));
    rules.check = *known;
    const QJsonObject &findings = context.state.archive.findings;
    rules.repairs = !findings.isEmpty() && CheckReport::fromJson(findings).mayBeMended();
    return rules;
}

} // namespace

Result<void> PrepareArchive::run(StepContext &context)
{
    ArchiveRecord &archive = context.state.archive;
    removeOutdatedFiles(context.state);
    if (Result<void> same = expectArchiveUnchanged(archive); !same)
        return checkAgainAfter(context, same.error());
    const Result<ArchiveReader> reader = ArchiveReader::open(archive.path);
    if (!reader)
        return reader.error();
    const ServerState &destination = context.state.destination;
    const ScanOptions wanted{destination.username, destination.email,
                             !context.state.options.mappingFile.isEmpty()};
    const Result<ArchiveScan> scan =
        scanArchive(*reader, wanted, context.control, context.progressSink());
    if (!scan)
        return scan.error();
    const QString decidedBy = decisionsHash(context.state);
    const Result<NameDecisions> decisions = decisionsOn(context, *scan);
    if (!decisions)
        return decisions.error();
    if (Result<void> fits = expectOperatorsAddress(*scan, *decisions, destination); !fits)
        return fits;
    Result<CorrectionContext> rules = rulesFor(context);
    if (!rules)
        return rules.error();
    rules->decisions = *decisions;
    const Result<CorrectionReport> report = correct(context, *reader, *scan, *rules);
    if (!report)
        return report.error();
    if (Result<void> noted = noteWhatWasMade(context, *report); !noted)
        return noted;
    archive.changesPath = report->changesPath;
    archive.corrections = report->toJson();
    archive.operatorMemberships = report->operatorMemberships.toJson();
    archive.keptMemberships = OperatorMemberships::listToJson(report->keptMemberships);
    archive.preparedForDecisions = decidedBy;
    archive.preparedForUser = destination.username;
    archive.preparedForUserId = destination.userId;
    archive.isPrepared = true;
    for (const AppliedCorrection &correction : report->corrections)
        qCInfo(logSteps).noquote()
            << "corrected:" << correctionRuleName(correction.rule) << correction.count;
    return context.save();
}

/// Nothing: the corrections need more room than there is.
Result<std::optional<CorrectionReport>> PrepareArchive::writeTail(StepContext &context,
                                                                  const ArchiveReader &reader,
                                                                  const ArchiveScan &scan,
                                                                  const CorrectionContext &rules,
                                                                  const TailPlan &plan) const
{
    ArchiveRecord &archive = context.state.archive;
    Result<std::optional<CorrectionReport>> tail = writeCorrectedTail(
        reader, scan, rules, preparedPathFor(context.state, QStringLiteral("tail")), plan.size,
        context.control, context.progressSink());
    if (tail && *tail) {
        archive.tailPath = (*tail)->targetPath;
        archive.tailFrom = plan.from;
    }
    return tail;
}

/// As a tail for an upload that has begun, or one that spares a copy; else as a copy, or, with
/// nothing to correct, not at all.
Result<CorrectionReport> PrepareArchive::correct(StepContext &context, const ArchiveReader &reader,
                                                 const ArchiveScan &scan,
                                                 const CorrectionContext &rules) const
{
    MigrationState &state = context.state;
    // What was made before is worth nothing now, and may be large.
    for (QString *made : {&state.archive.preparedPath, &state.archive.tailPath}) {
        if (!made->isEmpty() && !state.options.keepPreparedArchive)
            QFile::remove(*made);
        made->clear();
    }
    state.archive.preparedSha256.clear();
    const Result<bool> isAhead = isSentAhead(context);
    if (!isAhead)
        return isAhead.error();
    if (*isAhead) {
        const TailPlan declared{state.upload.declaredFrom, state.upload.declaredSize};
        const Result<std::optional<CorrectionReport>> tail =
            writeTail(context, reader, scan, rules, declared);
        if (!tail)
            return tail.error();
        if (*tail)
            return **tail;
        qCInfo(logSteps) << "the corrections need more room than was declared";
        if (Result<void> forgotten = forgetUploadAhead(context); !forgotten)
            return forgotten.error();
    }
    Result<CorrectionReport> report =
        planCorrections(reader, scan, rules, context.control, context.progressSink());
    if (!report || report->isEmpty())
        return report;
    // A new copy differs in bytes (times), so what is left of an upload of the old one is of no
    // use.
    state.upload = state.upload.startedAnew();
    const std::optional<TailPlan> plan = tailInsteadOfCopy(state);
    if (plan) {
        const Result<std::optional<CorrectionReport>> tail =
            writeTail(context, reader, scan, rules, *plan);
        if (!tail)
            return tail.error();
        if (*tail)
            return **tail;
    }
    report = writeCorrected(reader, scan, rules, preparedPathFor(state, QStringLiteral("zip")),
                            context.control, context.progressSink());
    if (report)
        state.archive.preparedPath = report->targetPath;
    return report;
}

void prepareAgainForOthers(MigrationState &state)
{
    const bool isSame = state.archive.preparedForUserId == state.destination.userId
                        && state.archive.preparedForDecisions == decisionsHash(state);
    if (!state.archive.isPrepared || isSame || state.import.intended || state.import.succeeded)
        return;
    state.archive.isPrepared = false;
    state.upload = state.upload.startedAnew();
    for (const StepId step :
         {StepId::PrepareArchive, StepId::CheckDestination, StepId::UploadArchive})
        state.steps[step].status = StepStatus::NotStarted;
}

} // namespace mmigrate
