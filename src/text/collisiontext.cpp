// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/collisiontext.h"

#include "text/errortext.h"
#include "text/findingtext.h"

#include <QCoreApplication>
#include <QLocale>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CollisionText)
};

using enum CollisionKind;

constexpr int mostExamples = 3;

/// "ann (ann@x.org)".
QString person(const QString &name, const QString &email)
{
    return email.isEmpty() ? QStringLiteral("\"%1\"").arg(name)
                           : QStringLiteral("\"%1\" (%2)").arg(name, email);
}

QString teamType(const QString &type)
{
    return type == QLatin1String("O") ? Words::tr("open to everybody") : Words::tr("by invitation");
}

QString channelType(const QString &type)
{
    return type == QLatin1String("O") ? Words::tr("public") : Words::tr("private");
}

QString personSentence(const Collision &row)
{
    const QString mine = person(row.name, row.email);
    const QString there = person(row.otherName, row.otherEmail);
    switch (row.kind) {
    case OwnAccount:
        return Words::tr("%1 of the archive is the account that you are signed in with. An import "
                         "would overwrite its password and roles; mmigrate keeps them.")
            .arg(mine);
    case SameEmailOtherName:
        return Words::tr("%1 of the archive has the e-mail address of %2 there. An address may "
                         "belong to one account only: the import would stop.")
            .arg(mine, there);
    case OtherAdministrator:
        return Words::tr("%1 of the archive meets an administrator of the new server, %2. The "
                         "import would overwrite password, address and roles of that account.")
            .arg(mine, there);
    case SameNameOtherEmail:
        return Words::tr("%1 of the archive meets %2 there, perhaps another person. The import "
                         "would take over that account, with another address and password.")
            .arg(mine, there);
    case BotAgainstUser:
        return Words::tr("%1 of the archive meets %2 there; one is a bot, the other a person. The "
                         "import would mix them up.")
            .arg(mine, there);
    case Deactivated:
        return Words::tr("%1 of the archive is deactivated on the new server. The import would "
                         "activate the account again.")
            .arg(mine);
    default:
        return row.isInUse
                   ? Words::tr("%1 is on both servers and uses the account there. The import "
                               "merges the two and sets a new password, so that the person could "
                               "not sign in any more.")
                         .arg(mine)
                   : Words::tr("%1 is on both servers, with the same name and address. The import "
                               "merges them and sets a new password.")
                         .arg(mine);
    }
}

QString placeSentence(const Collision &row)
{
    switch (row.kind) {
    case TeamDeleted:
        return Words::tr("The team \"%1\" is archived on the new server. Nobody would see what is "
                         "imported into it.")
            .arg(row.name);
    case TeamTypeDiffers:
        return Words::tr("The team \"%1\" is %2 in the archive, but %3 on the new server. After "
                         "the import it would be as in the archive.")
            .arg(row.name, teamType(row.type), teamType(row.otherType));
    case TeamExists:
        return Words::tr("The team \"%1\" is on both servers. The import merges them.")
            .arg(row.name);
    case ChannelDeleted:
        return Words::tr("The channel \"%1\" of the team \"%2\" is archived on the new server. "
                         "Nobody would see what is imported into it.")
            .arg(row.name, row.team);
    case ChannelTypeDiffers:
        return Words::tr("The channel \"%1\" of the team \"%2\" is %3 in the archive, but %4 on "
                         "the new server. After the import it would be as in the archive.")
            .arg(row.name, row.team, channelType(row.type), channelType(row.otherType));
    case ChannelExists:
        return Words::tr("The channel \"%1\" of the team \"%2\" is on both servers. The import "
                         "merges them.")
            .arg(row.name, row.team);
    default:
        return Words::tr("The custom emoji \"%1\" is on both servers. The import would give it the "
                         "archive's picture.")
            .arg(row.name);
    }
}

QString leaveEffect(CollisionKind kind)
{
    switch (kind) {
    case OtherAdministrator:
        return Words::tr("The account there gets the archive's address and roles, and a new "
                         "password.");
    case SameNameOtherEmail:
        return Words::tr("The two become one: the account there gets the archive's address and a "
                         "new password.");
    case BotAgainstUser:
        return Words::tr("The two become one account, which may work for neither of them.");
    case Deactivated:
        return Words::tr("The account there is activated again, with a new password.");
    case TeamDeleted:
    case ChannelDeleted:
        return Words::tr("Its messages come in, but nobody sees them as long as it is archived "
                         "there.");
    case TeamTypeDiffers:
        return Words::tr("The two become one, as open as in the archive.");
    case ChannelTypeDiffers:
        return Words::tr("The two become one, public or private as in the archive.");
    case EmojiExists:
        return Words::tr("The one there gets the archive's picture.");
    case TeamExists:
    case ChannelExists:
        return Words::tr("The two become one, with the members and messages of both.");
    default:
        return Words::tr("The two become one account, with the messages of both and a new "
                         "password.");
    }
}

QString renameEffect(CollisionKind kind)
{
    if (isAboutPeople(kind))
        return Words::tr("The person of the archive gets an account of their own under the name "
                         "that you give; the account there stays as it is.");
    if (isAboutTeams(kind))
        return Words::tr("The team of the archive comes in as another one, under the name that you "
                         "give.");
    if (isAboutChannels(kind))
        return Words::tr("The channel of the archive comes in as another one, under the name that "
                         "you give.");
    return Words::tr("The emoji of the archive comes in under the name that you give, also in "
                     "messages.");
}

QString skipEffect(CollisionKind kind)
{
    if (isAboutPeople(kind))
        return Words::tr("The person of the archive stays out, with all their messages.");
    if (isAboutTeams(kind))
        return Words::tr("The team of the archive stays out, with all its channels and messages.");
    if (isAboutChannels(kind))
        return Words::tr("The channel of the archive stays out, with all its messages.");
    return Words::tr("The emoji there stays as it is.");
}

/// The row's name, with its team where it is a channel.
QString nameOf(const Collision &row)
{
    return row.team.isEmpty() ? row.name : row.team + QLatin1Char('/') + row.name;
}

} // namespace

QString collisionKindText(CollisionKind kind)
{
    switch (kind) {
    case OwnAccount:
        return Words::tr("Your own account");
    case SameEmailOtherName:
        return Words::tr("Same e-mail address, other name");
    case OtherAdministrator:
        return Words::tr("Another administrator");
    case SameNameOtherEmail:
        return Words::tr("Same name, other e-mail address");
    case BotAgainstUser:
        return Words::tr("A bot and a person");
    case Deactivated:
        return Words::tr("Deactivated there");
    case SamePerson:
        return Words::tr("Same person");
    case TeamDeleted:
        return Words::tr("Team is archived there");
    case TeamTypeDiffers:
        return Words::tr("Team open on one side only");
    case TeamExists:
        return Words::tr("Same team");
    case ChannelDeleted:
        return Words::tr("Channel is archived there");
    case ChannelTypeDiffers:
        return Words::tr("Channel public on one side only");
    case ChannelExists:
        return Words::tr("Same channel");
    case EmojiExists:
        return Words::tr("Same custom emoji");
    }
    Q_UNREACHABLE();
}

QString collisionSentence(const Collision &collision)
{
    return isAboutPeople(collision.kind) ? personSentence(collision) : placeSentence(collision);
}

QString decisionText(Decision decision)
{
    switch (decision) {
    case Decision::Leave:
        return Words::tr("Merge");
    case Decision::Rename:
        return Words::tr("Import under another name");
    case Decision::Map:
        return Words::tr("Belongs to another person there");
    case Decision::Keep:
        return Words::tr("Keep the account there as it is");
    case Decision::Skip:
        return Words::tr("Leave out");
    case Decision::Stop:
        return Words::tr("Stop");
    }
    Q_UNREACHABLE();
}

QString decisionEffect(CollisionKind kind, Decision decision)
{
    if (!possibleDecisions(kind).contains(decision))
        return Words::tr("That is not possible here.");
    switch (decision) {
    case Decision::Leave:
        return leaveEffect(kind);
    case Decision::Rename:
        return renameEffect(kind);
    case Decision::Map:
        return Words::tr("The account there that you name stays as it is; messages and memberships "
                         "of the archive's person become that one's.");
    case Decision::Keep:
        return kind == OwnAccount
                   ? Words::tr("Your account keeps its password, roles and address; messages and "
                               "memberships come in.")
                   : Words::tr("The account there keeps its password, roles and address; messages "
                               "and memberships come in.");
    case Decision::Skip:
        return skipEffect(kind);
    case Decision::Stop:
        return kind == SameEmailOtherName
                   ? Words::tr("Nothing is imported until you decide what becomes of it.")
                   : Words::tr("Nothing is imported as long as this stands.");
    }
    Q_UNREACHABLE();
}

QString decidedText(const Collision &collision, const CollisionDecisions &decisions)
{
    const CollisionDecisions::OfName decided = decisions.decisionFor(collision);
    return decided.to.isEmpty()
               ? decisionText(decided.decision)
               : Words::tr("%1: %2").arg(decisionText(decided.decision), decided.to);
}

QString collisionReportText(const CollisionReport &report, const CollisionDecisions &decisions)
{
    if (report.rows.isEmpty())
        return Words::tr("Nothing of the archive meets its like on the new server.")
               + QLatin1Char('\n');
    QString text;
    const QMap<CollisionKind, qint64> counts = report.counts();
    for (auto it = counts.begin(); it != counts.end(); ++it) {
        text +=
            QStringLiteral("%1: %2\n").arg(collisionKindText(it.key()), QLocale().toString(*it));
        int shown = 0;
        for (const Collision &row : report.rows) {
            if (row.kind != it.key() || ++shown > mostExamples)
                continue;
            text += QStringLiteral("    %1 -> %2\n    %3\n")
                        .arg(nameOf(row), decidedText(row, decisions), collisionSentence(row));
        }
        if (*it > mostExamples)
            text += QStringLiteral("    ")
                    + Words::tr("and %1 more").arg(QLocale().toString(*it - mostExamples))
                    + QLatin1Char('\n');
    }
    return text;
}

QString targetErrorText(const QJsonObject &targetError)
{
    if (targetError.isEmpty())
        return {};
    Error error = makeError(ErrorKind::MappingInvalid);
    error.facts = targetError.toVariantMap();
    return errorText(error).explanation;
}

} // namespace mmigrate
