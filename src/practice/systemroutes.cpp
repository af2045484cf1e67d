// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/router.h"

#include <algorithm>

namespace mmigrate::practice {

namespace {

HttpResponse ping(Call &call)
{
    QJsonObject body{{QStringLiteral("status"), QStringLiteral("OK")}};
    const bool v11 = call.server.personality.kind == PracticePersonality::V11;
    for (const char *system : {"Android", "Ios", "Desktop"}) {
        if (v11 && system[0] == 'D')
            break;
        body.insert(QLatin1String(system) + QStringLiteral("LatestVersion"), QString());
        body.insert(QLatin1String(system) + QStringLiteral("MinVersion"), QString());
    }
    if (v11)
        body.insert(QLatin1String("ActiveSearchBackend"), QStringLiteral("database"));
    const bool full =
        call.request.queryValue(QStringLiteral("get_server_status")) == QLatin1String("true");
    if (full) {
        body.insert(QLatin1String("database_status"), QStringLiteral("OK"));
        body.insert(QLatin1String("filestore_status"), QStringLiteral("OK"));
    }
    HttpResponse response = jsonResponse(body);
    if (full)
        response.set("Status", "OK").set("Database_status", "OK").set("Filestore_status", "OK");
    return response;
}

bool lacksFormat(const Call &call)
{
    return call.server.personality.clientConfigNeedsFormat
           && call.request.queryValue(QStringLiteral("format")) != QLatin1String("old");
}

HttpResponse clientConfig(Call &call)
{
    if (lacksFormat(call))
        return call.fail(501, "api.config.client.old_format.app_error");
    return jsonResponse(call.server.config.clientConfig(call.user != none, call.server.siteUrl()));
}

HttpResponse clientLicence(Call &call)
{
    return jsonResponse(call.server.config.clientLicence(call.isAdmin()));
}

HttpResponse uncached(HttpResponse response)
{
    response.set("Cache-Control", "no-cache, no-store, must-revalidate");
    return response;
}

HttpResponse wholeConfig(const Call &call)
{
    QJsonObject config = call.server.config.all();
    QJsonObject service = config.value(QLatin1String("ServiceSettings")).toObject();
    service.insert(QLatin1String("SiteURL"), call.server.siteUrl());
    config.insert(QLatin1String("ServiceSettings"), service);
    return uncached(jsonResponse(config));
}

HttpResponse readConfig(Call &call)
{
    return wholeConfig(call);
}

HttpResponse patchConfig(Call &call)
{
    if (!call.json.isObject())
        return call.badBody("config");
    const QJsonObject changes = call.json.object();
    const bool v11 = call.server.personality.kind == PracticePersonality::V11;
    const bool folder = changes.value(QLatin1String("ImportSettings"))
                            .toObject()
                            .contains(QLatin1String("Directory"));
    if (v11 && folder)
        return call.fail(403, "api.config.update_config.not_allowed_security.app_error");
    const QString wrong = call.server.config.patch(changes);
    return wrong.isEmpty() ? wholeConfig(call) : call.fail(400, wrong);
}

HttpResponse environment(Call &call)
{
    if (!call.isAdmin())
        return uncached(jsonText("null"));
    // Seen on a real 7.6: null when nothing is overridden.
    const QJsonObject fixed = call.server.config.environment();
    return uncached(fixed.isEmpty() ? jsonText("null") : jsonResponse(fixed));
}

QJsonObject statistic(const char *name, qint64 value)
{
    return {{QStringLiteral("name"), QLatin1String(name)}, {QStringLiteral("value"), value}};
}

HttpResponse extraCounts(const Workspace &w)
{
    const auto withFiles = std::count_if(w.posts.begin(), w.posts.end(),
                                         [](const Post &post) { return !post.files.empty(); });
    return jsonResponse(QJsonArray{
        statistic("file_post_count", qint64(withFiles)),
        statistic("hashtag_post_count", 0),
        statistic("incoming_webhook_count", 0),
        statistic("outgoing_webhook_count", 0),
        statistic("command_count", 0),
        statistic("session_count", 0),
    });
}

HttpResponse analytics(Call &call)
{
    const Workspace &w = call.server.workspace;
    if (call.request.queryValue(QStringLiteral("name")) == QLatin1String("extra_counts"))
        return extraCounts(w);
    const auto channels = [&w](const char *type) {
        return qint64(
            std::count_if(w.channels.begin(), w.channels.end(), [type](const Channel &channel) {
                return channel.type == QLatin1String(type);
            }));
    };
    const auto users = [&w](bool active) {
        return qint64(std::count_if(w.users.begin(), w.users.end(), [active](const User &user) {
            return !user.isBot && (user.deleteAt == 0) == active;
        }));
    };
    const auto teams = std::count_if(w.teams.begin(), w.teams.end(),
                                     [](const Team &t) { return t.deleteAt == 0; });
    return jsonResponse(QJsonArray{
        statistic("channel_open_count", channels("O")),
        statistic("channel_private_count", channels("P")),
        statistic("post_count", qint64(w.posts.size())),
        statistic("unique_user_count", users(true)),
        statistic("team_count", qint64(teams)),
        statistic("total_websocket_connections", 0),
        statistic("total_master_db_connections", 9),
        statistic("total_read_db_connections", 0),
        statistic("daily_active_users", 0),
        statistic("monthly_active_users", 0),
        statistic("inactive_user_count", users(false)),
    });
}

QJsonObject limitsJson(const PracticeLimits &limits, qint64 active)
{
    return {{QStringLiteral("maxUsersLimit"), limits.maxUsers},
            {QStringLiteral("maxUsersHardLimit"), limits.maxUsersHard},
            {QStringLiteral("activeUserCount"), active},
            {QStringLiteral("postHistoryLimit"), limits.postHistory},
            {QStringLiteral("lastAccessiblePostTime"), 0}};
}

HttpResponse serverLimits(Call &call)
{
    const Workspace &w = call.server.workspace;
    const auto active = std::count_if(w.users.begin(), w.users.end(),
                                      [](const User &u) { return u.deleteAt == 0; });
    if (!call.isAdmin())
        return jsonResponse(limitsJson({0, 0, 0}, 0));
    return jsonResponse(limitsJson(call.server.options.limits, qint64(active)));
}

HttpResponse cloud(Call &call)
{
    if (call.server.config.isCloud())
        return jsonResponse(
            QJsonObject{{QStringLiteral("id"),
                         call.server.config.clientLicence(true).value(QLatin1String("Id"))}});
    return call.fail(call.server.personality.cloudRouteStatus, "api.cloud.license_error");
}

QJsonObject builtInRole(const QString &name)
{
    QStringList permissions{QStringLiteral("create_direct_channel"),
                            QStringLiteral("list_public_teams")};
    if (name == QLatin1String("system_admin"))
        permissions << QStringLiteral("manage_system") << QStringLiteral("manage_jobs")
                    << QStringLiteral("read_jobs");
    return {
        {QStringLiteral("id"), QStringLiteral("role%1")
                                   .arg(name)
                                   .remove(QLatin1Char('_'))
                                   .leftJustified(26, QLatin1Char('y'), true)},
        {QStringLiteral("name"), name},
        {QStringLiteral("display_name"), QStringLiteral("authentication.roles.%1.name").arg(name)},
        {QStringLiteral("description"),
         QStringLiteral("authentication.roles.%1.description").arg(name)},
        {QStringLiteral("create_at"), 1},
        {QStringLiteral("update_at"), 1},
        {QStringLiteral("delete_at"), 0},
        {QStringLiteral("permissions"), QJsonArray::fromStringList(permissions)},
        {QStringLiteral("scheme_managed"), true},
        {QStringLiteral("built_in"), true}};
}

QStringList roleNames(const Workspace &workspace)
{
    QStringList names =
        QStringLiteral("system_admin system_user system_guest team_admin team_user team_guest "
                       "channel_admin channel_user channel_guest")
            .split(QLatin1Char(' '));
    for (const QJsonObject &role : workspace.roles)
        names.append(role.value(QLatin1String("name")).toString());
    return names;
}

HttpResponse allRoles(Call &call)
{
    QJsonArray found;
    const QStringList names = roleNames(call.server.workspace);
    for (const QString &name : names)
        found.append(builtInRole(name));
    return jsonResponse(found);
}

HttpResponse rolesByNames(Call &call)
{
    if (!call.json.isArray() || call.json.array().isEmpty())
        return call.badBody("rolenames");
    QJsonArray found;
    const QStringList names = roleNames(call.server.workspace);
    const QJsonArray wanted = call.json.array();
    for (const QJsonValue &name : wanted) {
        if (names.contains(name.toString()))
            found.append(builtInRole(name.toString()));
    }
    return jsonResponse(found);
}

} // namespace

void addSystemRoutes(Router &router, const Personality &personality)
{
    router.add("GET", "system/ping", Access::Open, ping);
    router.add("GET", "config/client", Access::Open, clientConfig);
    router.add("GET", "license/client", Access::Open, clientLicence);
    router.add("GET", "config", Access::Admin, readConfig);
    router.add("PUT", "config/patch", Access::Admin, patchConfig);
    router.add("GET", "config/environment", Access::Session, environment);
    router.add("GET", "analytics/old", Access::Admin, analytics);
    router.add("GET", "cloud/subscription", Access::Session, cloud);
    router.add("GET", "cloud/products", Access::Session, cloud);
    router.add("GET", "cloud/customer", Access::Session, cloud);
    router.add("POST", "roles/names", Access::Session, rolesByNames);
    if (personality.hasRolesList)
        router.add("GET", "roles", Access::Admin, allRoles);
    if (personality.hasServerLimits)
        router.add("GET", "limits/server", Access::Session, serverLimits);
}

} // namespace mmigrate::practice
