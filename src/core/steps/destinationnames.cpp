// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/destinationnames.h"

#include "core/base/stepcontrol.h"

namespace mmigrate {

namespace {

/// Whether the answer only says that there is none of that name.
bool isNotThere(const Error &error)
{
    return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::BadRequest;
}

Result<void> askForUsers(StepContext &context, const UnknownNames &names, CheckContext &known)
{
    for (const QByteArray &name : names.users) {
        const Result<User> user =
            context.destination.client().userByUsername(QString::fromUtf8(name));
        if (user)
            known.users.insert(name);
        else if (!isNotThere(user.error()))
            return user.error();
    }
    return {};
}

Result<void> askForChannels(StepContext &context, const QByteArray &name,
                            const QSet<QByteArray> &channels, CheckContext &known)
{
    MattermostClient &client = context.destination.client();
    const Result<Team> team = client.teamByName(QString::fromUtf8(name));
    if (!team)
        return isNotThere(team.error()) ? Result<void>() : Result<void>(team.error());
    known.teams.insert(name);
    for (const QByteArray &channelName : channels) {
        const Result<Channel> channel =
            client.channelByName(team->id, QString::fromUtf8(channelName), true);
        if (channel)
            known.channels[name].insert(channelName);
        else if (!isNotThere(channel.error()))
            return channel.error();
    }
    return {};
}

} // namespace

Result<CheckContext> askForNames(StepContext &context, const UnknownNames &names)
{
    CheckContext known;
    if (Result<void> users = askForUsers(context, names, known); !users)
        return users.error();
    QMap<QByteArray, QSet<QByteArray>> byTeam = names.channels;
    for (const QByteArray &team : names.teams)
        byTeam[team];
    for (auto it = byTeam.constBegin(); it != byTeam.constEnd(); ++it) {
        if (Result<void> channels = askForChannels(context, it.key(), *it, known); !channels)
            return channels.error();
    }
    return known;
}

} // namespace mmigrate
