// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/importerrules.h"

#include "core/archive/archivesummary.h"
#include "core/archive/destinationtraits.h"
#include "core/destination/collisionlookup.h"

namespace mmigrate {

namespace {

constexpr int mostSchemePages = 50;

/// Whether the answer only says that there is none of that name.
bool isNotThere(const Error &error)
{
    return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::BadRequest;
}

Result<void> askForUsers(StepContext &context, const UnknownNames &names, CheckContext &known)
{
    QStringList usernames;
    for (const QByteArray &name : names.users)
        usernames.append(QString::fromUtf8(name));
    const Result<QMap<QString, User>> there = accountsOf(context.destination.client(), usernames);
    if (!there)
        return there.error();
    for (const QString &name : there->keys())
        known.users.insert(name.toUtf8());
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

/// Which of them are at the destination.
Result<void> askForNames(StepContext &context, const UnknownNames &names, CheckContext &known)
{
    if (Result<void> users = askForUsers(context, names, known); !users)
        return users;
    QMap<QByteArray, QSet<QByteArray>> byTeam = names.channels;
    for (const QByteArray &team : names.teams)
        byTeam[team];
    for (auto it = byTeam.constBegin(); it != byTeam.constEnd(); ++it) {
        if (Result<void> channels = askForChannels(context, it.key(), *it, known); !channels)
            return channels;
    }
    return {};
}

/// The permissions that the destination knows: its administrators have them all. Asked for only
/// where the archive may have newer ones; nothing: they are as they should be.
Result<QSet<QByteArray>> knownPermissions(StepContext &context)
{
    const MigrationState &state = context.state;
    const ArchiveSummary summary = ArchiveSummary::fromJson(state.archive.summary);
    const ServerVersion made = ServerVersion::fromString(summary.generatorVersion);
    if (summary.roles == 0 || (!made.isNull() && made <= state.destination.version))
        return QSet<QByteArray>();
    const Result<QStringList> names =
        context.destination.client().permissionsOf(QStringLiteral("system_admin"));
    if (!names)
        return names.error();
    QSet<QByteArray> known;
    for (const QString &name : *names)
        known.insert(name.toUtf8());
    return known;
}

/// Those of teams and of channels share their names. Where a server does not tell, none is known.
Result<void> askForSchemes(StepContext &context, CheckContext &known)
{
    for (int page = 0; page < mostSchemePages; ++page) {
        const Result<QStringList> names = context.destination.client().schemeNames(page);
        if (!names) {
            const ErrorKind kind = names.error().kind;
            const bool isUntold = isNotThere(names.error()) || kind == ErrorKind::NotSupported
                                  || kind == ErrorKind::Forbidden;
            return isUntold ? Result<void>() : Result<void>(names.error());
        }
        for (const QString &name : *names)
            known.schemes.insert(name.toUtf8());
        if (names->size() < MattermostClient::mostPerPage)
            break;
    }
    return {};
}

} // namespace

Result<CheckContext> askForRules(StepContext &context)
{
    CheckContext rules;
    rules.destinationVersion = context.state.destination.version.toNumber();
    rules.exportedEmoji = context.state.exported.emoji;
    const CheckReport findings = CheckReport::fromJson(context.state.archive.findings);
    if (const Result<void> asked = askForNames(context, findings.unknown, rules); !asked)
        return asked.error();
    const qint64 unknownSchemes = findings.count(CheckRule::TeamSchemeUnknown)
                                  + findings.count(CheckRule::ChannelSchemeUnknown);
    if (unknownSchemes > 0) {
        if (const Result<void> asked = askForSchemes(context, rules); !asked)
            return asked.error();
    }
    const Result<ClientConfig> limits = context.destination.client().clientConfig();
    if (!limits)
        return limits.error();
    rules.mostMessageCharacters = limits->maxPostSize.value_or(rules.mostMessageCharacters);
    const Result<QSet<QByteArray>> permissions = knownPermissions(context);
    if (!permissions)
        return permissions.error();
    rules.permissions = *permissions;
    return rules;
}

CheckContext knownRules(const MigrationState &state)
{
    if (!state.destinationCheck.rules.isEmpty())
        return CheckContext::fromJson(state.destinationCheck.rules);
    CheckContext rules;
    rules.destinationVersion = state.destination.version.toNumber();
    rules.exportedEmoji = state.exported.emoji;
    return rules;
}

CheckReport archiveFindings(const MigrationState &state)
{
    if (!state.destinationCheck.findings.isEmpty())
        return CheckReport::fromJson(state.destinationCheck.findings);
    CheckReport report = CheckReport::fromJson(state.archive.findings);
    report.judgeFor(destinationTraits(state.destination.version.toNumber()));
    return report;
}

} // namespace mmigrate
