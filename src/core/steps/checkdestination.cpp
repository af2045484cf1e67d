// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/checkdestination.h"

#include "core/archive/splitfile.h"
#include "core/base/log.h"
#include "core/steps/adjustedsettings.h"
#include "core/steps/aheadupload.h"
#include "core/steps/collisioncheck.h"
#include "core/steps/uploadarchive.h"

#include <algorithm>

namespace mmigrate {

namespace {

QMap<QString, qint64> membersFrom(const QJsonObject &object)
{
    QMap<QString, qint64> members;
    for (auto it = object.begin(); it != object.end(); ++it)
        members.insert(it.key(), it.value().toInteger());
    return members;
}

} // namespace

Result<void> CheckDestination::run(StepContext &context)
{
    if (context.state.destination.licence.cloud)
        return reportCloud(context);
    if (context.ahead) {
        Result<void> settings = context.ahead->awaitSettings(context.control);
        if (settings)
            settings = context.save();
        if (!settings)
            return settings;
    }
    const Result<CollisionReport> collisions = findCollisions(context);
    if (!collisions)
        return collisions.error();
    const Result<Before> before = lookAtBefore(context);
    if (!before)
        return before.error();
    const Result<DestinationLook> look = lookAtDestination(context.destination.client());
    if (!look)
        return look.error();
    const DestinationTask task = taskOf(context.state, *before, collisions->newPeople);
    if (Result<void> fits = noteReport(context, task, *look); !fits)
        return fits;
    if (Result<void> decided = expectDecisions(context, *collisions); !decided)
        return decided;

    QList<TooLowLimit> limits = tooLowLimits(task.summary, task.uploadSize, task.existingMembers,
                                             look->config, look->environment);
    const bool anyFixed = std::any_of(limits.begin(), limits.end(), [](const TooLowLimit &limit) {
        return limit.fixedByEnvironment;
    });
    if (!limits.isEmpty() && (anyFixed || !context.state.options.adjustLimits))
        return limitsError(limits);
    if (Result<void> kept = keepBefore(context, *before); !kept)
        return kept;
    limits += switchedOnForGood(context.state, *look);
    return limits.isEmpty() ? Result<void>() : raiseSettings(context, limits);
}

/// Nothing else matters where imports are refused.
Result<void> CheckDestination::reportCloud(StepContext &context) const
{
    DestinationLook nothing;
    nothing.me.roles = QStringList(QStringLiteral("system_admin"));
    DestinationReport report = checkDestination({}, context.state.destination, nothing, 0);
    report.findings.removeIf([](const DestinationFinding &finding) {
        return finding.rule != DestinationRule::CloudRefusesImports;
    });
    context.state.destinationCheck = {};
    context.state.destinationCheck.report = report.toJson();
    context.state.destinationCheck.checkedAt = QDateTime::currentDateTimeUtc();
    if (Result<void> saved = context.save(); !saved)
        return saved;
    return makeError(ErrorKind::ImportsRefused);
}

Result<CollisionReport> CheckDestination::findCollisions(StepContext &context)
{
    const Result<ArchiveReader> reader = ArchiveReader::open(context.state.archive.path);
    if (!reader)
        return reader.error();
    ScanOptions options;
    options.withNames = true;
    Result<ArchiveScan> scan =
        scanArchive(*reader, options, context.control, context.progressSink());
    if (!scan)
        return scan.error();
    m_names = std::move(scan->names);
    return lookUpCollisions(context, m_names);
}

/// People whom an import of this migration has brought already do not come on top of themselves.
Result<CheckDestination::Before> CheckDestination::lookAtBefore(StepContext &context) const
{
    const ImportRecord &import = context.state.import;
    if (import.countsBeforeKnown)
        return Before{membersFrom(import.membersBefore), import.countsBefore};
    const ArchiveSummary summary = ArchiveSummary::fromJson(context.state.archive.summary);
    const Result<QMap<QString, qint64>> members =
        existingMembers(context, summary.membersByTeam.keys());
    if (!members)
        return members.error();
    const Result<ServerCounts> counts = context.destination.client().counts();
    if (!counts)
        return counts.error();
    return Before{*members, *counts};
}

Result<void> CheckDestination::keepBefore(StepContext &context, const Before &before) const
{
    ImportRecord &import = context.state.import;
    if (import.countsBeforeKnown)
        return {};
    import.countsBefore = before.counts;
    for (auto it = before.members.begin(); it != before.members.end(); ++it)
        import.membersBefore.insert(it.key(), *it);
    import.countsBeforeKnown = true;
    return context.save();
}

DestinationTask CheckDestination::taskOf(const MigrationState &state, const Before &before,
                                         qint64 newPeople)
{
    DestinationTask task;
    task.summary = ArchiveSummary::fromJson(state.archive.summary);
    // A corrected archive may have mended what was too long.
    if (!state.archive.preparedSummary.isEmpty())
        task.summary.longestMessage =
            ArchiveSummary::fromJson(state.archive.preparedSummary).longestMessage;
    task.uploadSize = uploadedFile(state.archive).size();
    task.existingMembers = before.members;
    task.newPeople = newPeople;
    task.postsThere = before.counts.posts;
    if (state.options.kind == MigrationKind::Full) {
        task.sourceVersion = state.source.version;
        task.sourceAddress = state.source.address;
        task.sourceTelemetryId = state.source.telemetryId;
    }
    task.ownJobs = QStringList{state.import.jobId, state.exported.jobId};
    return task;
}

/// Errors: what no setting mends.
Result<void> CheckDestination::noteReport(StepContext &context, const DestinationTask &task,
                                          const DestinationLook &look) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const DestinationReport report =
        checkDestination(task, context.state.destination, look, now.toMSecsSinceEpoch());
    context.state.destinationCheck.report = report.toJson();
    context.state.destinationCheck.checkedAt = now;
    for (const DestinationFinding &finding : report.findings)
        qCInfo(logSteps).noquote() << "destination:" << destinationRuleName(finding.rule)
                                   << severityName(finding.severity);
    if (Result<void> saved = context.save(); !saved)
        return saved;
    if (report.find(DestinationRule::NotAdministrator))
        return makeError(ErrorKind::NotAdministrator)
            .with(QStringLiteral("username"), look.me.username);
    if (report.find(DestinationRule::VersionTooOld))
        return makeError(ErrorKind::UnsupportedVersion)
            .with(QStringLiteral("version"), context.state.destination.version.toString());
    if (report.find(DestinationRule::SameServer))
        return makeError(ErrorKind::SameServer);
    QVariantList unfit;
    for (const DestinationFinding &finding : report.findings) {
        // What is mended elsewhere: settings below, jobs while the upload runs, messages by the
        // corrected archive.
        const bool isFinal = finding.rule == DestinationRule::StorageTooLarge
                             || (finding.rule == DestinationRule::MessageTooLong
                                 && context.state.archive.isPrepared);
        if (finding.severity == Severity::Stops && isFinal)
            unfit.append(QVariantMap{{QStringLiteral("rule"), destinationRuleName(finding.rule)},
                                     {QStringLiteral("severity"), severityName(finding.severity)},
                                     {QStringLiteral("facts"), finding.facts}});
    }
    if (unfit.isEmpty())
        return {};
    return makeError(ErrorKind::DestinationUnfit).with(QStringLiteral("findings"), unfit);
}

/// A mapping file may have come after the archive was prepared; then that is to be done again.
Result<void> CheckDestination::expectDecisions(StepContext &context,
                                               const CollisionReport &collisions) const
{
    const Result<NameDecisions> decided = decidedNames(context, m_names, collisions);
    if (!decided)
        return decided.error();
    return {};
}

QList<TooLowLimit> CheckDestination::switchedOnForGood(const MigrationState &state,
                                                       const DestinationLook &look)
{
    QList<TooLowLimit> settings;
    const DestinationReport report = DestinationReport::fromJson(state.destinationCheck.report);
    for (const DestinationFinding &finding : report.findings) {
        const QString name = finding.facts.value(QStringLiteral("setting")).toString();
        if (finding.remedy != Remedy::SwitchOn || !state.options.switchOn.contains(name))
            continue;
        const QString section = name.section(QLatin1Char('.'), 0, 0);
        const QString key = name.section(QLatin1Char('.'), 1);
        settings.append(
            {section, key, look.config.value(section).toObject().value(key), true, false, true});
    }
    return settings;
}

Result<QMap<QString, qint64>> CheckDestination::existingMembers(StepContext &context,
                                                                const QStringList &teams) const
{
    QMap<QString, qint64> members;
    MattermostClient &client = context.destination.client();
    for (const QString &name : teams) {
        const Result<Team> team = client.teamByName(name);
        if (!team) {
            if (team.error().kind == ErrorKind::NotFound
                || team.error().kind == ErrorKind::BadRequest)
                continue; // not there yet, or no name that a server would take
            return team.error();
        }
        const Result<qint64> count = client.teamMemberCount(team->id);
        if (!count)
            return count.error();
        members.insert(name, *count);
    }
    return members;
}

} // namespace mmigrate
