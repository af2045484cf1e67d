// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivesummary.h"

#include <algorithm>
#include <array>

namespace mmigrate {

namespace {

struct NumberField
{
    const char *name;
    qint64 ArchiveSummary::*member;
};

constexpr std::array numberFields{
    NumberField{"fileSize", &ArchiveSummary::fileSize},
    NumberField{"jsonlSize", &ArchiveSummary::jsonlSize},
    NumberField{"lines", &ArchiveSummary::lines},
    NumberField{"teams", &ArchiveSummary::teams},
    NumberField{"channels", &ArchiveSummary::channels},
    NumberField{"privateChannels", &ArchiveSummary::privateChannels},
    NumberField{"archivedChannels", &ArchiveSummary::archivedChannels},
    NumberField{"users", &ArchiveSummary::users},
    NumberField{"deactivatedUsers", &ArchiveSummary::deactivatedUsers},
    NumberField{"guests", &ArchiveSummary::guests},
    NumberField{"longestMessage", &ArchiveSummary::longestMessage},
    NumberField{"bots", &ArchiveSummary::bots},
    NumberField{"posts", &ArchiveSummary::posts},
    NumberField{"replies", &ArchiveSummary::replies},
    NumberField{"directChannels", &ArchiveSummary::directChannels},
    NumberField{"directPosts", &ArchiveSummary::directPosts},
    NumberField{"directReplies", &ArchiveSummary::directReplies},
    NumberField{"reactions", &ArchiveSummary::reactions},
    NumberField{"emoji", &ArchiveSummary::emoji},
    NumberField{"roles", &ArchiveSummary::roles},
    NumberField{"schemes", &ArchiveSummary::schemes},
    NumberField{"postsWithFiles", &ArchiveSummary::postsWithFiles},
    NumberField{"attachmentsReferenced", &ArchiveSummary::attachmentsReferenced},
    NumberField{"attachmentsMissing", &ArchiveSummary::attachmentsMissing},
    NumberField{"attachmentFiles", &ArchiveSummary::attachmentFiles},
    NumberField{"attachmentBytes", &ArchiveSummary::attachmentBytes},
    NumberField{"largestAttachmentBytes", &ArchiveSummary::largestAttachmentBytes},
    NumberField{"profilePictures", &ArchiveSummary::profilePictures},
    NumberField{"oldestPostAt", &ArchiveSummary::oldestPostAt},
    NumberField{"newestPostAt", &ArchiveSummary::newestPostAt},
    NumberField{"crashingLines", &ArchiveSummary::crashingLines},
    NumberField{"blankLines", &ArchiveSummary::blankLines},
    NumberField{"unreadableLines", &ArchiveSummary::unreadableLines},
};

struct TextField
{
    const char *name;
    QString ArchiveSummary::*member;
};

constexpr std::array textFields{
    TextField{"largestAttachment", &ArchiveSummary::largestAttachment},
    TextField{"generator", &ArchiveSummary::generator},
    TextField{"generatorVersion", &ArchiveSummary::generatorVersion},
};

struct MapField
{
    const char *name;
    QMap<QString, qint64> ArchiveSummary::*member;
};

constexpr std::array mapFields{
    MapField{"channelsByTeam", &ArchiveSummary::channelsByTeam},
    MapField{"membersByTeam", &ArchiveSummary::membersByTeam},
    MapField{"usersByAuthService", &ArchiveSummary::usersByAuthService},
    MapField{"unknownTypes", &ArchiveSummary::unknownTypes},
};

} // namespace

qint64 ArchiveSummary::largestTeam() const
{
    const auto largest = std::max_element(membersByTeam.cbegin(), membersByTeam.cend());
    return largest == membersByTeam.cend() ? 0 : *largest;
}

QJsonObject ArchiveSummary::toJson() const
{
    QJsonObject object;
    for (const NumberField &field : numberFields)
        object.insert(QLatin1String(field.name), this->*field.member);
    for (const TextField &field : textFields)
        object.insert(QLatin1String(field.name), this->*field.member);
    for (const MapField &field : mapFields) {
        QJsonObject map;
        const QMap<QString, qint64> &counts = this->*field.member;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it)
            map.insert(it.key(), it.value());
        object.insert(QLatin1String(field.name), map);
    }
    return object;
}

ArchiveSummary ArchiveSummary::fromJson(const QJsonObject &object)
{
    ArchiveSummary summary;
    for (const NumberField &field : numberFields)
        summary.*field.member = object.value(QLatin1String(field.name)).toInteger();
    for (const TextField &field : textFields)
        summary.*field.member = object.value(QLatin1String(field.name)).toString();
    for (const MapField &field : mapFields) {
        const QJsonObject map = object.value(QLatin1String(field.name)).toObject();
        for (auto it = map.constBegin(); it != map.constEnd(); ++it)
            (summary.*field.member).insert(it.key(), it.value().toInteger());
    }
    return summary;
}

} // namespace mmigrate
