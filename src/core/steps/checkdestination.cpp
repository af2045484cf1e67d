// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/checkdestination.h"

#include "core/archive/archivesummary.h"
#include "core/archive/splitfile.h"
#include "core/destination/destinationlimits.h"
#include "core/steps/adjustedsettings.h"
#include "core/steps/aheadupload.h"
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
        return makeError(ErrorKind::ImportsRefused);
    if (context.ahead) {
        Result<void> settings = context.ahead->awaitSettings(context.control);
        if (settings)
            settings = context.save();
        if (!settings)
            return settings;
    }
    MattermostClient &client = context.destination.client();
    const ArchiveSummary summary = ArchiveSummary::fromJson(context.state.archive.summary);
    // People whom an import of this migration has brought already do not come on top of themselves.
    const ImportRecord &import = context.state.import;
    const Result<QMap<QString, qint64>> members =
        import.countsBeforeKnown ? membersFrom(import.membersBefore)
                                 : existingMembers(context, summary.membersByTeam.keys());
    if (!members)
        return members.error();
    const Result<QList<TooLowLimit>> limits =
        askTooLowLimits(client, summary, uploadedFile(context.state.archive).size(), *members);
    if (!limits)
        return limits.error();
    const bool anyFixed = std::any_of(limits->begin(), limits->end(), [](const TooLowLimit &limit) {
        return limit.fixedByEnvironment;
    });
    if (!limits->isEmpty() && (anyFixed || !context.state.options.adjustLimits))
        return limitsError(*limits);

    if (!context.state.import.countsBeforeKnown) {
        const Result<ServerCounts> counts = client.counts();
        if (!counts)
            return counts.error();
        context.state.import.countsBefore = *counts;
        for (auto it = members->begin(); it != members->end(); ++it)
            context.state.import.membersBefore.insert(it.key(), *it);
        context.state.import.countsBeforeKnown = true;
        if (Result<void> saved = context.save(); !saved)
            return saved;
    }
    if (!limits->isEmpty())
        return raiseSettings(context, *limits);
    return {};
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
