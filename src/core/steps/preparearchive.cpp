// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/preparearchive.h"

#include "core/archive/archivereader.h"
#include "core/archive/archivescan.h"
#include "core/archive/corrections.h"
#include "core/base/log.h"
#include "core/steps/checkarchive.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace mmigrate {

namespace {

/// Teams that lines name without the archive having them, but that the destination has: nothing to
/// correct.
Result<QSet<QString>> foreignTeamsOnDestination(StepContext &context, const ArchiveScan &scan)
{
    QSet<QString> teams;
    const QStringList named = scan.summary.channelsByTeam.keys();
    for (const QString &name : named) {
        if (scan.facts.teams.contains(name.toUtf8()))
            continue;
        const Result<Team> team = context.destination.client().teamByName(name);
        if (team)
            teams.insert(name);
        else if (team.error().kind != ErrorKind::NotFound
                 && team.error().kind != ErrorKind::BadRequest)
            return team.error();
    }
    return teams;
}

/// Beside the archive, or where the person said, or, beside an archive that lies on a read-only
/// medium, with the program's own data.
QString preparedPathFor(const MigrationState &state)
{
    const QFileInfo archive(state.archive.path);
    QString folder = archive.path();
    if (state.options.kind == MigrationKind::ImportOnly && !state.options.folder.isEmpty())
        folder = QDir(state.options.folder).absolutePath();
    else if (!QFileInfo(folder).isWritable())
        folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir().mkpath(folder);
    return folder + QLatin1Char('/') + archive.completeBaseName() + QStringLiteral("-prepared.zip");
}

/// What was left in of the corrected copy, for the proof at the end: the copy may be gone by then.
Result<QJsonObject> summaryOfCopy(StepContext &context, const QString &path)
{
    if (path.isEmpty())
        return QJsonObject();
    const Result<ArchiveReader> reader = ArchiveReader::open(path);
    if (!reader)
        return reader.error();
    const Result<ArchiveScan> scan =
        scanArchive(*reader, {}, context.control, context.progressSink());
    if (!scan)
        return scan.error();
    return scan->summary.toJson();
}

QVersionNumber toVersionNumber(const ServerVersion &version)
{
    return QVersionNumber(version.major, version.minor, version.patch);
}

} // namespace

Result<void> PrepareArchive::run(StepContext &context)
{
    ArchiveRecord &archive = context.state.archive;
    if (Result<void> same = expectArchiveUnchanged(archive); !same)
        return same;
    const Result<ArchiveReader> reader = ArchiveReader::open(archive.path);
    if (!reader)
        return reader.error();
    const ServerState &destination = context.state.destination;
    const Result<ArchiveScan> scan = scanArchive(*reader, {destination.username, destination.email},
                                                 context.control, context.progressSink());
    if (!scan)
        return scan.error();
    if (scan->sameEmail)
        return makeError(ErrorKind::Collision)
            .with(QStringLiteral("username"), scan->sameEmail->username)
            .with(QStringLiteral("email"), destination.email)
            .with(QStringLiteral("operator"), destination.username);
    const Result<QSet<QString>> foreignTeams = foreignTeamsOnDestination(context, *scan);
    if (!foreignTeams)
        return foreignTeams.error();
    const CorrectionContext rules{toVersionNumber(destination.version), destination.username,
                                  *foreignTeams};

    Result<CorrectionReport> report =
        planCorrections(*reader, *scan, rules, context.control, context.progressSink());
    if (report && !report->isEmpty()) {
        // A new copy differs in bytes (times), so what is left of an upload of the old one is of no
        // use.
        context.state.upload = context.state.upload.startedAnew();
        report = writeCorrected(*reader, *scan, rules, preparedPathFor(context.state),
                                context.control, context.progressSink());
    }
    if (!report)
        return report.error();
    const Result<QJsonObject> summary = summaryOfCopy(context, report->targetPath);
    if (!summary)
        return summary.error();
    archive.preparedSummary = *summary;
    archive.preparedPath = report->targetPath;
    archive.changesPath = report->changesPath;
    archive.corrections = report->toJson();
    archive.operatorMemberships = report->operatorMemberships.toJson();
    archive.preparedForUser = destination.username;
    archive.preparedForUserId = destination.userId;
    archive.isPrepared = true;
    for (const AppliedCorrection &correction : report->corrections)
        qCInfo(logSteps).noquote()
            << "corrected:" << correctionRuleName(correction.rule) << correction.count;
    return context.save();
}

} // namespace mmigrate
