// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/checkcontext.h"

#include "core/archive/check/nametojson.h"

namespace mmigrate {

QJsonObject CheckContext::toJson() const
{
    return {{QStringLiteral("destinationVersion"), destinationVersion.toString()},
            {QStringLiteral("mostMessageCharacters"), mostMessageCharacters},
            {QStringLiteral("largestFileBytes"), largestFileBytes},
            {QStringLiteral("mostImagePixels"), mostImagePixels},
            {QStringLiteral("permissions"), namesToJson(permissions)},
            {QStringLiteral("users"), namesToJson(users)},
            {QStringLiteral("teams"), namesToJson(teams)},
            {QStringLiteral("channels"), namesByTeamToJson(channels)},
            {QStringLiteral("schemes"), namesToJson(schemes)},
            {QStringLiteral("exportedEmoji"), exportedEmoji}};
}

CheckContext CheckContext::fromJson(const QJsonObject &object)
{
    CheckContext context;
    const auto number = [&object](const char *name, qint64 &field) {
        field = object.value(QLatin1String(name)).toInteger(field);
    };
    context.destinationVersion =
        QVersionNumber::fromString(object.value(QLatin1String("destinationVersion")).toString());
    number("mostMessageCharacters", context.mostMessageCharacters);
    number("largestFileBytes", context.largestFileBytes);
    number("mostImagePixels", context.mostImagePixels);
    number("exportedEmoji", context.exportedEmoji);
    context.permissions = namesFromJson(object.value(QLatin1String("permissions")));
    context.users = namesFromJson(object.value(QLatin1String("users")));
    context.teams = namesFromJson(object.value(QLatin1String("teams")));
    context.schemes = namesFromJson(object.value(QLatin1String("schemes")));
    context.channels =
        namesByTeamFromJson<decltype(channels)>(object.value(QLatin1String("channels")));
    return context;
}

} // namespace mmigrate
