// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/destinationsurvey.h"

#include "core/archive/check/archivecheck.h"
#include "core/archive/splitfile.h"
#include "core/base/log.h"
#include "core/destination/collisiontargets.h"
#include "core/steps/checkarchive.h"
#include "core/steps/collisioncheck.h"
#include "core/steps/importerrules.h"
#include "core/steps/uploadarchive.h"
#include "core/steps/workingspace.h"

#include <QFile>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr int mostMemberPages = 1000;

QMap<QString, qint64> membersFrom(const QJsonObject &object)
{
    QMap<QString, qint64> members;
    for (auto it = object.begin(); it != object.end(); ++it)
        members.insert(it.key(), it.value().toInteger());
    return members;
}

bool hasLongMessages(const CheckReport &report)
{
    return report.count(CheckRule::PostMessageLength) > 0
           || report.count(CheckRule::DirectPostMessageLength) > 0
           || report.count(CheckRule::ReplyMessageLength) > 0;
}

} // namespace

bool hasImportBegun(const MigrationState &state)
{
    return state.destinationCheck.importBegan || state.import.intended
           || !state.import.jobId.isEmpty() || state.import.succeeded;
}

Result<void> DestinationSurvey::run()
{
    const ServerState &destination = m_context.state.destination;
    if (destination.licence.cloud) {
        m_look.me.roles = QStringList(QStringLiteral("system_admin"));
        return keepReportOf(DestinationRule::CloudRefusesImports);
    }
    if (destination.version < oldestSupportedVersion) {
        m_look.me.roles = QStringList(QStringLiteral("system_admin"));
        return keepReportOf(DestinationRule::VersionTooOld);
    }
    const Result<DestinationLook> look = lookAtDestination(m_context.destination.client());
    if (!look)
        return look.error();
    m_look = *look;
    if (!m_look.me.isSystemAdministrator())
        return keepReportOf(DestinationRule::NotAdministrator);
    if (Result<void> found = findCollisions(); !found)
        return found;
    if (Result<void> checked = checkByItsRules(); !checked)
        return checked;
    if (Result<void> tried = tryNewNames(); !tried)
        return tried;
    if (Result<void> looked = lookAtBefore(); !looked)
        return looked;
    describeTask();
    m_isWhole = true;
    return keepReport();
}

Result<void> DestinationSurvey::findCollisions()
{
    // What is on the destination needs no decisions any more, and the archive may be gone.
    if (m_context.state.isFinished(StepId::UploadArchive)) {
        if (Result<CollisionReport> saved = savedCollisions(m_context.state))
            m_collisions = std::move(*saved);
        return {};
    }
    if (Result<void> read = readNames(); !read)
        return checkAgainAfter(m_context, read.error());
    Result<CollisionReport> collisions = lookUpCollisions(m_context, m_names);
    if (!collisions)
        return collisions.error();
    m_collisions = std::move(*collisions);
    return {};
}

Result<void> DestinationSurvey::readNames()
{
    const QString path = m_context.state.archive.path;
    if (Result<void> same = expectArchiveUnchanged(m_context.state.archive); !same)
        return same;
    ScanOptions options;
    options.withNames = true;
    options.isTolerant = true;
    const Result<ArchiveReader> reader = ArchiveReader::open(path);
    Result<ArchiveScan> scan =
        reader ? scanArchive(*reader, options, m_context.control, m_context.progressSink())
               : Result<ArchiveScan>(reader.error());
    if (scan) {
        m_names = std::move(scan->names);
        return {};
    }
    // It could be read when it was checked.
    if (scan.error().kind == ErrorKind::ArchiveInvalid)
        return makeError(ErrorKind::SourceFileChanged).with(QStringLiteral("path"), path);
    return scan.error();
}

/// By the rules of this destination. Read again only when they, or the archive, are others.
Result<void> DestinationSurvey::checkByItsRules()
{
    DestinationCheckRecord &kept = m_context.state.destinationCheck;
    if (m_context.state.isFinished(StepId::UploadArchive))
        return {};
    Result<CheckContext> rules = askForRules(m_context);
    if (!rules)
        return rules.error();
    const QJsonObject files = m_look.config.value(QLatin1String("FileSettings")).toObject();
    rules->largestFileBytes =
        files.value(QLatin1String("MaxFileSize")).toInteger(rules->largestFileBytes);
    rules->mostImagePixels =
        files.value(QLatin1String("MaxImageResolution")).toInteger(rules->mostImagePixels);
    const Result<ArchiveReader> archive = ArchiveReader::open(m_context.state.archive.path);
    if (!archive)
        return archive.error();
    kept.workingBytes = bytesToPrepare(m_context.state, archive->jsonl().size);
    if (!kept.findings.isEmpty() && kept.rules == rules->toJson())
        return {};
    const Result<CheckReport> findings =
        checkArchive(*archive, *rules, m_context.control, m_context.progressSink());
    if (!findings)
        return findings.error();
    kept.rules = rules->toJson();
    kept.findings = findings->toJson();
    return m_context.save();
}

/// Where nobody has decided yet, those that would be proposed.
Result<void> DestinationSurvey::tryNewNames()
{
    const MigrationState &state = m_context.state;
    DestinationCheckRecord &kept = m_context.state.destinationCheck;
    kept.targetError = {};
    kept.targetsFor.clear();
    if (state.isFinished(StepId::UploadArchive) || hasImportBegun(state))
        return {}; // they may be taken by what was imported
    Result<CollisionDecisions> decisions = chosenDecisions(state);
    if (!decisions)
        return {}; // whoever uses them tells it
    if (state.options.mappingFile.isEmpty())
        decisions = withProposals({}, m_collisions);
    const Result<void> tried =
        checkTargets(m_context.destination.client(), decisions->forArchive(m_collisions), m_names);
    if (!tried && tried.error().kind != ErrorKind::MappingInvalid)
        return tried;
    kept.targetsFor = hashOf(*decisions);
    if (!tried)
        kept.targetError = QJsonObject::fromVariantMap(tried.error().facts);
    return {};
}

/// People whom an import of this migration has brought already do not come on top of themselves.
Result<void> DestinationSurvey::lookAtBefore()
{
    const ImportRecord &import = m_context.state.import;
    if (import.countsBeforeKnown && hasImportBegun(m_context.state)) {
        m_before = {membersFrom(import.membersBefore), import.countsBefore};
        return {};
    }
    const ArchiveSummary summary = ArchiveSummary::fromJson(m_context.state.archive.summary);
    const Result<QMap<QString, qint64>> members = otherMembers(summary.membersByTeam);
    if (!members)
        return members.error();
    const Result<ServerCounts> counts = m_context.destination.client().counts();
    if (!counts)
        return counts.error();
    m_before = {*members, *counts};
    return {};
}

Result<QMap<QString, qint64>>
DestinationSurvey::otherMembers(const QMap<QString, qint64> &archive) const
{
    const QJsonValue limit = m_look.config.value(QLatin1String("TeamSettings"))
                                 .toObject()
                                 .value(QLatin1String("MaxUsersPerTeam"));
    QMap<QString, qint64> members;
    MattermostClient &client = m_context.destination.client();
    for (auto it = archive.begin(); it != archive.end(); ++it) {
        const Result<Team> team = client.teamByName(it.key());
        if (!team) {
            if (team.error().kind == ErrorKind::NotFound
                || team.error().kind == ErrorKind::BadRequest)
                continue; // not there yet, or no name that a server would take
            return team.error();
        }
        const Result<qint64> count = client.teamMemberCount(team->id);
        if (!count)
            return count.error();
        qint64 others = *count;
        // Who they are matters only where it may be too many.
        if (limit.isDouble() && others + *it > limit.toInteger()) {
            const Result<qint64> merged = mergedMembers(it.key(), team->id);
            if (!merged)
                return merged.error();
            others = std::max<qint64>(0, others - *merged);
        }
        members.insert(it.key(), others);
    }
    return members;
}

/// Members whom the archive brings, too.
Result<qint64> DestinationSurvey::mergedMembers(const QString &team, const QString &teamId) const
{
    QHash<QString, QString> namesThere;
    for (const Collision &row : m_collisions.rows)
        namesThere.insert(row.name.toLower(), row.otherName.toLower());
    QSet<QString> brought;
    const QStringList members = m_names.members.value(team);
    for (const QString &member : members)
        brought.insert(namesThere.value(member.toLower(), member.toLower()));
    qint64 merged = 0;
    for (int page = 0; page < mostMemberPages; ++page) {
        const Result<QList<User>> users = m_context.destination.client().usersOfTeam(teamId, page);
        if (!users)
            return users.error();
        merged += std::count_if(users->begin(), users->end(), [&brought](const User &user) {
            return brought.contains(user.username.toLower());
        });
        if (users->size() < MattermostClient::mostPerPage)
            break;
    }
    return merged;
}

void DestinationSurvey::describeTask()
{
    const MigrationState &state = m_context.state;
    m_task.summary = ArchiveSummary::fromJson(state.archive.summary);
    // A corrected archive may have mended what was too long.
    if (!state.archive.preparedSummary.isEmpty())
        m_task.summary.longestMessage =
            ArchiveSummary::fromJson(state.archive.preparedSummary).longestMessage;
    m_task.uploadSize = uploadedFile(state.archive).size();
    m_task.there = {m_before.members, m_collisions.otherChannels};
    m_task.newPeople = m_collisions.newPeople;
    m_task.postsThere = m_before.counts.posts;
    if (state.options.kind == MigrationKind::Full) {
        m_task.sourceVersion = state.source.version;
        m_task.sourceAddress = state.source.address;
        m_task.sourceTelemetryId = state.source.telemetryId;
    }
    m_task.ownJobs = QStringList{state.import.jobId, state.exported.jobId};
}

Result<void> DestinationSurvey::keepReport()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    m_report =
        checkDestination(m_task, m_context.state.destination, m_look, now.toMSecsSinceEpoch());
    // The findings of the archive name each of them, until they are mended.
    if (!m_context.state.archive.isPrepared && hasLongMessages(archiveFindings(m_context.state)))
        m_report.findings.removeIf([](const DestinationFinding &finding) {
            return finding.rule == DestinationRule::MessageTooLong;
        });
    for (const DestinationFinding &finding : m_report.findings)
        qCInfo(logSteps).noquote() << "destination:" << destinationRuleName(finding.rule)
                                   << severityName(finding.severity);
    m_context.state.destinationCheck.report = m_report.toJson();
    m_context.state.destinationCheck.checkedAt = now;
    return m_context.save();
}

/// Nothing else matters, or can be asked. What an earlier look found stands only where an import
/// has begun since.
Result<void> DestinationSurvey::keepReportOf(DestinationRule rule)
{
    DestinationCheckRecord &check = m_context.state.destinationCheck;
    if (!check.importBegan) {
        if (!check.collisionsPath.isEmpty())
            QFile::remove(check.collisionsPath);
        check = {};
    }
    m_report = checkDestination({}, m_context.state.destination, m_look,
                                QDateTime::currentMSecsSinceEpoch());
    m_report.findings.removeIf(
        [rule](const DestinationFinding &finding) { return finding.rule != rule; });
    check.report = m_report.toJson();
    check.checkedAt = QDateTime::currentDateTimeUtc();
    return m_context.save();
}

} // namespace mmigrate
