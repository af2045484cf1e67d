// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/collision.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <tuple>

namespace mmigrate {

namespace {

using enum CollisionKind;

constexpr std::array kinds{
    std::pair{OwnAccount, "own-account"},
    std::pair{SameEmailOtherName, "same-email-other-name"},
    std::pair{OtherAdministrator, "other-administrator"},
    std::pair{SameNameOtherEmail, "same-name-other-email"},
    std::pair{BotAgainstUser, "bot-against-user"},
    std::pair{Deactivated, "deactivated"},
    std::pair{SamePerson, "same-person"},
    std::pair{TeamDeleted, "team-deleted"},
    std::pair{TeamTypeDiffers, "team-type-differs"},
    std::pair{TeamExists, "team-exists"},
    std::pair{ChannelDeleted, "channel-deleted"},
    std::pair{ChannelTypeDiffers, "channel-type-differs"},
    std::pair{ChannelExists, "channel-exists"},
    std::pair{EmojiExists, "emoji-exists"},
};

constexpr std::array decisions{
    std::pair{Decision::Leave, "leave"}, std::pair{Decision::Rename, "rename"},
    std::pair{Decision::Map, "map"},     std::pair{Decision::Keep, "keep"},
    std::pair{Decision::Skip, "skip"},   std::pair{Decision::Stop, "stop"},
};

struct TextField
{
    const char *name;
    QString Collision::*member;
};

constexpr std::array textFields{
    TextField{"name", &Collision::name},           TextField{"team", &Collision::team},
    TextField{"email", &Collision::email},         TextField{"type", &Collision::type},
    TextField{"otherName", &Collision::otherName}, TextField{"otherEmail", &Collision::otherEmail},
    TextField{"otherType", &Collision::otherType},
};

QJsonObject toJson(const Collision &collision)
{
    QJsonObject object{{QStringLiteral("kind"), collisionKindName(collision.kind)},
                       {QStringLiteral("severity"), severityName(collision.severity)},
                       {QStringLiteral("line"), collision.line}};
    for (const TextField &field : textFields) {
        if (!(collision.*field.member).isEmpty())
            object.insert(QLatin1String(field.name), collision.*field.member);
    }
    if (collision.isInUse)
        object.insert(QStringLiteral("inUse"), true);
    return object;
}

std::optional<Collision> collisionFrom(const QJsonObject &object)
{
    const auto kind = collisionKindFromName(object.value(QLatin1String("kind")).toString());
    const auto severity = severityFromName(object.value(QLatin1String("severity")).toString());
    if (!kind || !severity)
        return std::nullopt;
    Collision collision;
    collision.kind = *kind;
    collision.severity = *severity;
    collision.line = object.value(QLatin1String("line")).toInteger();
    for (const TextField &field : textFields)
        collision.*field.member = object.value(QLatin1String(field.name)).toString();
    collision.isInUse = object.value(QLatin1String("inUse")).toBool();
    return collision;
}

} // namespace

bool isAboutPeople(CollisionKind kind)
{
    return kind <= SamePerson;
}

bool isAboutTeams(CollisionKind kind)
{
    return kind >= TeamDeleted && kind <= TeamExists;
}

bool isAboutChannels(CollisionKind kind)
{
    return kind >= ChannelDeleted && kind <= ChannelExists;
}

QList<Decision> possibleDecisions(CollisionKind kind)
{
    using enum Decision;
    if (kind == OwnAccount)
        return {Keep, Rename, Map};
    // Another name would not free the address.
    if (kind == SameEmailOtherName)
        return {Stop, Map, Skip};
    if (isAboutPeople(kind))
        return {Leave, Rename, Map, Keep, Skip, Stop};
    return {Leave, Rename, Skip, Stop};
}

Decision suggestedDecision(CollisionKind kind)
{
    switch (kind) {
    case OwnAccount:
    case OtherAdministrator:
        return Decision::Keep;
    case SameEmailOtherName:
        return Decision::Map;
    case BotAgainstUser:
    case TeamDeleted:
    case ChannelDeleted:
        return Decision::Rename;
    case SameNameOtherEmail:
    case Deactivated:
    case SamePerson:
    case TeamTypeDiffers:
    case TeamExists:
    case ChannelTypeDiffers:
    case ChannelExists:
    case EmojiExists:
        return Decision::Leave;
    }
    Q_UNREACHABLE();
}

Decision suggestedDecision(const Collision &collision)
{
    const bool isTheirs = collision.kind == SamePerson && collision.isInUse;
    return isTheirs ? Decision::Keep : suggestedDecision(collision.kind);
}

void CollisionReport::sort()
{
    const auto place = [](const Collision &row) {
        return std::tuple(row.severity, row.kind, row.line);
    };
    std::stable_sort(rows.begin(), rows.end(), [&place](const Collision &a, const Collision &b) {
        return place(a) < place(b);
    });
}

QMap<CollisionKind, qint64> CollisionReport::counts() const
{
    QMap<CollisionKind, qint64> counts;
    for (const Collision &row : rows)
        ++counts[row.kind];
    return counts;
}

QJsonObject CollisionReport::toJson() const
{
    QJsonArray list;
    for (const Collision &row : rows)
        list.append(mmigrate::toJson(row));
    QJsonObject channels;
    for (auto it = otherChannels.begin(); it != otherChannels.end(); ++it)
        channels.insert(it.key(), *it);
    return {{QStringLiteral("newPeople"), newPeople},
            {QStringLiteral("otherChannels"), channels},
            {QStringLiteral("rows"), list}};
}

CollisionReport CollisionReport::fromJson(const QJsonObject &object)
{
    CollisionReport report;
    report.newPeople = object.value(QLatin1String("newPeople")).toInteger();
    const QJsonObject channels = object.value(QLatin1String("otherChannels")).toObject();
    for (auto it = channels.begin(); it != channels.end(); ++it)
        report.otherChannels.insert(it.key(), it.value().toInteger());
    const QJsonArray list = object.value(QLatin1String("rows")).toArray();
    for (const QJsonValue &value : list) {
        if (const std::optional<Collision> row = collisionFrom(value.toObject()))
            report.rows.append(*row);
    }
    return report;
}

QString collisionKindName(CollisionKind kind)
{
    for (const auto &[known, name] : kinds) {
        if (known == kind)
            return QLatin1String(name);
    }
    Q_UNREACHABLE();
}

std::optional<CollisionKind> collisionKindFromName(const QString &name)
{
    for (const auto &[kind, known] : kinds) {
        if (name == QLatin1String(known))
            return kind;
    }
    return std::nullopt;
}

QList<CollisionKind> allCollisionKinds()
{
    QList<CollisionKind> all;
    for (const auto &known : kinds)
        all.append(known.first);
    return all;
}

QString decisionName(Decision decision)
{
    for (const auto &[known, name] : decisions) {
        if (known == decision)
            return QLatin1String(name);
    }
    Q_UNREACHABLE();
}

std::optional<Decision> decisionFromName(const QString &name)
{
    for (const auto &[decision, known] : decisions) {
        if (name == QLatin1String(known))
            return decision;
    }
    return std::nullopt;
}

} // namespace mmigrate
