// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/apijson.h"
#include "practice/router.h"

#include <algorithm>

namespace mmigrate::practice {

namespace {

/// Administrators see every team, others the open ones and their own.
std::vector<int> visibleTeams(const Call &call)
{
    const Workspace &w = call.server.workspace;
    std::vector<int> visible;
    for (int i = 0; i < int(w.teams.size()); ++i) {
        const Member *member = w.teamMember(call.user, i);
        const bool own = member && member->deleteAt == 0;
        if (call.isAdmin() || own || w.teams[std::size_t(i)].allowOpenInvite)
            visible.push_back(i);
    }
    std::sort(visible.begin(), visible.end(), [&w](int a, int b) {
        return w.teams[std::size_t(a)].displayName < w.teams[std::size_t(b)].displayName;
    });
    return visible;
}

HttpResponse listTeams(Call &call)
{
    const std::vector<int> all = visibleTeams(call);
    QJsonArray page;
    const std::size_t from = std::size_t(call.page()) * std::size_t(call.perPage());
    for (std::size_t i = from; i < all.size() && i < from + std::size_t(call.perPage()); ++i)
        page.append(teamJson(call.server.workspace.teams[std::size_t(all[i])]));
    if (call.request.queryValue(QStringLiteral("include_total_count")) != QLatin1String("true"))
        return jsonResponse(page);
    return jsonResponse(QJsonObject{{QStringLiteral("teams"), page},
                                    {QStringLiteral("total_count"), qint64(all.size())}});
}

int teamOf(const Call &call)
{
    return call.server.workspace.teamById(call.param("team"));
}

int channelOf(const Call &call)
{
    return call.server.workspace.channelById(call.param("channel"));
}

HttpResponse noTeam(const Call &call)
{
    return isId(call.param("team")) ? call.fail(404, "app.team.get.find.app_error")
                                    : call.badUrlParam("team_id");
}

HttpResponse noChannel(const Call &call)
{
    return isId(call.param("channel")) ? call.fail(404, "app.channel.get.existing.app_error")
                                       : call.badUrlParam("channel_id");
}

HttpResponse teamByName(Call &call)
{
    const int team = call.server.workspace.teamByName(call.param("name"));
    if (team == none)
        return call.fail(404, "app.team.get_by_name.missing.app_error");
    return jsonResponse(teamJson(call.server.workspace.teams[std::size_t(team)]));
}

HttpResponse teamById(Call &call)
{
    const int team = teamOf(call);
    return team == none ? noTeam(call)
                        : jsonResponse(teamJson(call.server.workspace.teams[std::size_t(team)]));
}

/// Channels of the team, of these types, archived ones or not; a page of them by display name.
HttpResponse channelsOf(const Call &call, const char *type, bool deleted)
{
    const Workspace &w = call.server.workspace;
    const int team = teamOf(call);
    if (team == none)
        return noTeam(call);
    std::vector<const Channel *> found;
    for (const Channel &channel : w.channels) {
        const bool fits = type == nullptr || channel.type == QLatin1String(type);
        if (channel.team == team && fits && (channel.deleteAt != 0) == deleted)
            found.push_back(&channel);
    }
    std::sort(found.begin(), found.end(),
              [](const Channel *a, const Channel *b) { return a->displayName < b->displayName; });
    QJsonArray page;
    const std::size_t from = std::size_t(call.page()) * std::size_t(call.perPage());
    for (std::size_t i = from; i < found.size() && i < from + std::size_t(call.perPage()); ++i)
        page.append(channelJson(w, *found[i]));
    return jsonResponse(page);
}

HttpResponse publicChannels(Call &call)
{
    return channelsOf(call, "O", false);
}

HttpResponse privateChannels(Call &call)
{
    return call.isAdmin() ? channelsOf(call, "P", false) : call.forbidden();
}

HttpResponse deletedChannels(Call &call)
{
    return channelsOf(call, nullptr, true);
}

HttpResponse channelByName(Call &call)
{
    const int team = teamOf(call);
    if (team == none)
        return noTeam(call);
    const Workspace &w = call.server.workspace;
    const int channel = w.channelByName(team, call.param("name"));
    const bool alsoArchived =
        call.request.queryValue(QStringLiteral("include_deleted")) == QLatin1String("true");
    if (channel == none || (w.channels[std::size_t(channel)].deleteAt != 0 && !alsoArchived))
        return call.fail(404, "app.channel.get_by_name.missing.app_error");
    return jsonResponse(channelJson(w, w.channels[std::size_t(channel)]));
}

HttpResponse channelById(Call &call)
{
    const int channel = channelOf(call);
    if (channel == none)
        return noChannel(call);
    return jsonResponse(
        channelJson(call.server.workspace, call.server.workspace.channels[std::size_t(channel)]));
}

HttpResponse teamMembers(Call &call)
{
    const int team = teamOf(call);
    if (team == none)
        return noTeam(call);
    QJsonArray members;
    const std::vector<int> users = call.server.workspace.teamMembers(team);
    for (int user : users)
        members.append(
            teamMemberJson(call.server.workspace, *call.server.workspace.teamMember(user, team)));
    return jsonResponse(members);
}

HttpResponse teamStats(Call &call)
{
    const int team = teamOf(call);
    if (team == none)
        return noTeam(call);
    const Workspace &w = call.server.workspace;
    const std::vector<int> users = w.teamMembers(team);
    const auto active = std::count_if(users.begin(), users.end(), [&w](int user) {
        return w.users[std::size_t(user)].deleteAt == 0;
    });
    return jsonResponse(QJsonObject{
        {QStringLiteral("team_id"), w.teams[std::size_t(team)].id},
        {QStringLiteral("total_member_count"), qint64(users.size())},
        {QStringLiteral("active_member_count"), qint64(active)},
    });
}

HttpResponse channelMembers(Call &call)
{
    const int channel = channelOf(call);
    if (channel == none)
        return noChannel(call);
    QJsonArray members;
    const std::vector<int> users = call.server.workspace.channelMembers(channel);
    for (int user : users)
        members.append(channelMemberJson(call.server.workspace,
                                         *call.server.workspace.channelMember(user, channel)));
    return jsonResponse(members);
}

HttpResponse oneTeamMember(Call &call)
{
    const int team = teamOf(call);
    const int user = call.userOf(call.param("user"));
    const Member *member = call.server.workspace.teamMember(user, team);
    if (!member)
        return call.fail(404, "app.team.get_member.missing.app_error");
    return jsonResponse(teamMemberJson(call.server.workspace, *member));
}

HttpResponse oneChannelMember(Call &call)
{
    const int channel = channelOf(call);
    const int user = call.userOf(call.param("user"));
    const Member *member = call.server.workspace.channelMember(user, channel);
    if (!member || member->deleteAt != 0)
        return call.fail(404, "app.channel.get_member.missing.app_error");
    return jsonResponse(channelMemberJson(call.server.workspace, *member));
}

HttpResponse addTeamMember(Call &call)
{
    Workspace &w = call.server.workspace;
    const int team = teamOf(call);
    const QJsonObject body = call.json.object();
    const int user = w.userById(body.value(QLatin1String("user_id")).toString());
    if (team == none)
        return noTeam(call);
    if (body.value(QLatin1String("team_id")).toString() != call.param("team"))
        return call.badBody("team_id");
    if (user == none)
        return call.fail(404, "app.user.missing_account.const");
    const Member *before = w.teamMember(user, team);
    const bool isNew = !before || before->deleteAt != 0;
    if (isNew
        && w.activeTeamMembers(team)
               >= call.server.config.number(QStringLiteral("TeamSettings.MaxUsersPerTeam")))
        return call.fail(400, "app.team.join_user_to_team.max_accounts.app_error");
    const QJsonObject json = teamMemberJson(w, w.joinTeam(user, team));
    for (const char *name : {"town-square", "off-topic"}) {
        const int channel = w.channelByName(team, QLatin1String(name));
        if (channel != none)
            w.joinChannel(user, channel);
    }
    return jsonResponse(json, 201);
}

HttpResponse addChannelMember(Call &call)
{
    Workspace &w = call.server.workspace;
    const int channel = channelOf(call);
    const int user = w.userById(call.json.object().value(QLatin1String("user_id")).toString());
    if (channel == none)
        return noChannel(call);
    if (user == none)
        return call.badBody("user_id");
    const int team = w.channels[std::size_t(channel)].team;
    const Member *teamMember = w.teamMember(user, team);
    if (team != none && (!teamMember || teamMember->deleteAt != 0))
        return call.fail(404, "app.team.get_member.missing.app_error");
    return jsonResponse(channelMemberJson(w, w.joinChannel(user, channel)), 201);
}

HttpResponse setSchemeRoles(const Call &call, Member *member)
{
    if (!member)
        return call.fail(404, "app.team.get_member.missing.app_error");
    const QJsonObject body = call.json.object();
    member->schemeAdmin = body.value(QLatin1String("scheme_admin")).toBool();
    member->schemeUser = body.value(QLatin1String("scheme_user")).toBool();
    member->schemeGuest = body.value(QLatin1String("scheme_guest")).toBool();
    return okResponse();
}

HttpResponse setTeamRoles(Call &call)
{
    return setSchemeRoles(
        call, call.server.workspace.teamMember(call.userOf(call.param("user")), teamOf(call)));
}

HttpResponse setChannelRoles(Call &call)
{
    Workspace &w = call.server.workspace;
    return setSchemeRoles(call, w.channelMember(call.userOf(call.param("user")), channelOf(call)));
}

/// The teams that a user is in.
HttpResponse teamsOfUser(Call &call)
{
    QJsonArray teams;
    const Workspace &w = call.server.workspace;
    const int user = call.userOf(call.param("user"));
    for (int i = 0; i < int(w.teams.size()); ++i) {
        const Member *member = w.teamMember(user, i);
        if (member && member->deleteAt == 0)
            teams.append(teamJson(w.teams[std::size_t(i)]));
    }
    return jsonResponse(teams);
}

/// The channels of a team, and the direct ones, that a user is in.
HttpResponse channelsOfUser(Call &call)
{
    QJsonArray channels;
    const Workspace &w = call.server.workspace;
    const int user = call.userOf(call.param("user"));
    const int team = call.params.contains(QStringLiteral("team")) ? teamOf(call) : none;
    for (int i = 0; i < int(w.channels.size()); ++i) {
        const Channel &channel = w.channels[std::size_t(i)];
        const bool inTeam = team == none || channel.team == team || channel.team == none;
        const Member *member = w.channelMember(user, i);
        if (inTeam && member && member->deleteAt == 0 && channel.deleteAt == 0)
            channels.append(channelJson(w, channel));
    }
    return jsonResponse(channels);
}

/// Teams' and channels' schemes, without what they allow.
HttpResponse schemeList(Call &call)
{
    const QList<QJsonObject> &schemes = call.server.workspace.schemes;
    QJsonArray found;
    const qsizetype from = qsizetype(call.page()) * call.perPage();
    for (qsizetype i = from; i < schemes.size() && i < from + call.perPage(); ++i)
        found.append(
            QJsonObject{{QStringLiteral("id"), QStringLiteral("scheme%1").arg(i)},
                        {QStringLiteral("name"), schemes.at(i).value(QLatin1String("name"))},
                        {QStringLiteral("scope"), schemes.at(i).value(QLatin1String("scope"))}});
    return jsonResponse(found);
}

} // namespace

void addTeamRoutes(Router &router, const Personality &)
{
    router.add("GET", "schemes", Access::Admin, schemeList);
    router.add("GET", "teams", Access::Session, listTeams);
    router.add("GET", "teams/name/{name}", Access::Session, teamByName);
    router.add("GET", "teams/{team}", Access::Session, teamById);
    router.add("GET", "teams/{team}/channels", Access::Session, publicChannels);
    router.add("GET", "teams/{team}/channels/private", Access::Session, privateChannels);
    router.add("GET", "teams/{team}/channels/deleted", Access::Session, deletedChannels);
    router.add("GET", "teams/{team}/channels/name/{name}", Access::Session, channelByName);
    router.add("GET", "teams/{team}/stats", Access::Session, teamStats);
    router.add("GET", "teams/{team}/members", Access::Session, teamMembers);
    router.add("POST", "teams/{team}/members", Access::Admin, addTeamMember);
    router.add("GET", "teams/{team}/members/{user}", Access::Session, oneTeamMember);
    router.add("PUT", "teams/{team}/members/{user}/schemeRoles", Access::Admin, setTeamRoles);
    router.add("GET", "channels/{channel}", Access::Session, channelById);
    router.add("GET", "channels/{channel}/members", Access::Session, channelMembers);
    router.add("POST", "channels/{channel}/members", Access::Admin, addChannelMember);
    router.add("GET", "channels/{channel}/members/{user}", Access::Session, oneChannelMember);
    router.add("PUT", "channels/{channel}/members/{user}/schemeRoles", Access::Admin,
               setChannelRoles);
    router.add("GET", "users/{user}/teams", Access::Session, teamsOfUser);
    router.add("GET", "users/{user}/channels", Access::Session, channelsOfUser);
    router.add("GET", "users/{user}/teams/{team}/channels", Access::Session, channelsOfUser);
}

} // namespace mmigrate::practice
