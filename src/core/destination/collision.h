// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkrule.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace mmigrate {

/// How something of the archive meets something of the destination. Importers find people, teams,
/// channels and emoji by their names and write over what they find (API fact sheet, 10).
enum class CollisionKind {
    OwnAccount,         ///< of whoever runs the import: kept as it is there in any case
    SameEmailOtherName, ///< an address may belong to one account only: the import stops
    OtherAdministrator, ///< would lose password and roles
    SameNameOtherEmail, ///< perhaps two people
    BotAgainstUser,     ///< one is a bot, the other is not
    Deactivated,        ///< there; the import would activate the account again
    SamePerson,         ///< name and address: merged, with a new password
    TeamDeleted,        ///< archived there: what is imported into it, nobody sees
    TeamTypeDiffers,    ///< open or by invitation: as in the archive afterwards
    TeamExists,         ///< merged
    ChannelDeleted,
    ChannelTypeDiffers, ///< public or private: as in the archive afterwards
    ChannelExists,
    EmojiExists, ///< gets the archive's picture
};

/// What may be done about it.
enum class Decision {
    Leave,  ///< merge, as the importer does
    Rename, ///< comes in under another name
    Map,    ///< is the person of that name there, whose account stays as it is: posts follow
    Keep,   ///< the account there stays as it is: password, roles, address
    Skip,   ///< stays out, with everything of it
    Stop,   ///< the migration must not go on like that
};

/// One such meeting.
struct Collision
{
    CollisionKind kind = CollisionKind::SamePerson;
    Severity severity = Severity::Note;
    qint64 line = 0; ///< of import.jsonl, from 1
    QString name{};  ///< in the archive
    QString team{};  ///< of a channel, in the archive
    QString email{}; ///< in the archive
    QString type{};  ///< "O", "I", "P" in the archive, of teams and channels
    QString otherName{};
    QString otherEmail{};
    QString otherType{};
    bool isInUse = false; ///< of a person: the account there has been used; false: not known

    bool operator==(const Collision &other) const = default;
};

bool isAboutPeople(CollisionKind kind);
bool isAboutTeams(CollisionKind kind);
bool isAboutChannels(CollisionKind kind);

/// What can be decided, the first one being what happens without a decision; SameEmailOtherName
/// begins with Stop, OwnAccount with Keep.
QList<Decision> possibleDecisions(CollisionKind kind);
/// What mmigrate proposes.
Decision suggestedDecision(CollisionKind kind);
/// The same for one: whoever uses the account there keeps the password, which importers overwrite.
Decision suggestedDecision(const Collision &collision);

struct CollisionReport
{
    QList<Collision> rows{}; ///< the worst first, then as in CollisionKind, then by line
    qint64 newPeople = 0;    ///< active accounts of the archive that are not there yet
    /// By the archive's name of a team that is there: its channels that the archive does not bring,
    /// without archived ones.
    QMap<QString, qint64> otherChannels{};

    void sort();
    QMap<CollisionKind, qint64> counts() const;

    QJsonObject toJson() const;
    /// Rows of unknown kinds are left out.
    static CollisionReport fromJson(const QJsonObject &object);

    bool operator==(const CollisionReport &other) const = default;
};

/// The stable names: "same-person", "leave".
QString collisionKindName(CollisionKind kind);
std::optional<CollisionKind> collisionKindFromName(const QString &name);
QList<CollisionKind> allCollisionKinds();
QString decisionName(Decision decision);
std::optional<Decision> decisionFromName(const QString &name);

} // namespace mmigrate
