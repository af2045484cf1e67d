// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/operatorguard.h"

#include "core/archive/operatormemberships.h"
#include "core/base/log.h"

namespace mmigrate {

namespace {

bool isPassedOver(const Error &error)
{
    return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::NotSupported
           || error.kind == ErrorKind::BadRequest;
}

/// Turns "not there" into "done", logged.
Result<void> passOverMissing(const QString &what, const Result<void> &result)
{
    if (result || !isPassedOver(result.error()))
        return result;
    qCWarning(logSteps).noquote() << "membership of the operator not put back:" << what
                                  << result.error().toLogLine();
    return {};
}

Result<void> joinChannel(MattermostClient &client, const QString &teamId, const QString &userId,
                         const OperatorMemberships::Channel &membership)
{
    const Result<Channel> channel = client.channelByName(teamId, membership.name);
    if (!channel)
        return channel.error();
    if (Result<void> added = client.addChannelMember(channel->id, userId); !added)
        return added;
    if (membership.roles.contains(QLatin1String("channel_admin")))
        return client.setChannelAdministrator(channel->id, userId, true);
    return {};
}

Result<void> joinTeam(StepContext &context, const QString &userId,
                      const OperatorMemberships::Team &membership)
{
    MattermostClient &client = context.destination.client();
    const Result<Team> team = client.teamByName(membership.name);
    if (!team)
        return team.error();
    if (Result<void> added = client.addTeamMember(team->id, userId); !added)
        return added;
    if (membership.roles.contains(QLatin1String("team_admin"))) {
        if (Result<void> raised = client.setTeamAdministrator(team->id, userId, true); !raised)
            return raised;
    }
    for (const OperatorMemberships::Channel &channel : membership.channels) {
        if (context.control.isCancelled())
            return makeError(ErrorKind::Cancelled);
        const Result<void> joined =
            passOverMissing(channel.name, joinChannel(client, team->id, userId, channel));
        if (!joined)
            return joined;
    }
    return {};
}

} // namespace

namespace {

Result<void> joinAll(StepContext &context, const QString &userId,
                     const OperatorMemberships &memberships)
{
    for (const OperatorMemberships::Team &team : memberships.teams) {
        const Result<void> joined = passOverMissing(team.name, joinTeam(context, userId, team));
        if (!joined)
            return joined;
    }
    return {};
}

} // namespace

Result<void> restoreKeptAccounts(StepContext &context)
{
    const QList<OperatorMemberships> kept =
        OperatorMemberships::listFromJson(context.state.archive.keptMemberships);
    Progress progress;
    progress.total = kept.size();
    progress.done = 0;
    for (const OperatorMemberships &memberships : kept) {
        context.report(progress);
        if (context.control.isCancelled())
            return makeError(ErrorKind::Cancelled);
        const Result<User> user =
            context.destination.client().userByUsername(memberships.username.toLower());
        const Result<void> joined =
            user ? joinAll(context, user->id, memberships)
                 : passOverMissing(memberships.username, Result<void>(user.error()));
        if (!joined)
            return joined;
        ++progress.done;
    }
    return {};
}

Result<void> restoreOperator(StepContext &context)
{
    const OperatorMemberships memberships =
        OperatorMemberships::fromJson(context.state.archive.operatorMemberships);
    const Result<void> joined =
        joinAll(context, context.state.archive.preparedForUserId, memberships);
    if (!joined)
        return joined;
    const Result<User> me = context.destination.client().me();
    if (!me)
        return me.error();
    if (!me->isSystemAdministrator())
        return makeError(ErrorKind::NotAdministrator)
            .with(QStringLiteral("username"), me->username);
    return {};
}

} // namespace mmigrate
