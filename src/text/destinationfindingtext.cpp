// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/destinationfindingtext.h"

#include "text/destinationfindingtext_p.h"
#include "text/findingtext.h"

#include <QDateTime>

#include <cstdlib>

namespace mmigrate {

namespace {

using Words = DestinationFindingWords;
using enum DestinationRule;

constexpr qint64 secondsPerMinute = 60;
constexpr qint64 secondsPerHour = 60 * secondsPerMinute;

/// "2 hours", "7 minutes".
QString durationText(qint64 seconds)
{
    return seconds >= 2 * secondsPerHour
               ? Words::tr("%1 hours").arg(numberText(seconds / secondsPerHour))
               : Words::tr("%1 minutes").arg(numberText(seconds / secondsPerMinute));
}

QString lostText(const QString &what)
{
    if (what == QLatin1String("bots"))
        return Words::tr("bots");
    if (what == QLatin1String("roles-and-schemes"))
        return Words::tr("permission schemes");
    if (what == QLatin1String("profile-pictures"))
        return Words::tr("profile pictures");
    if (what == QLatin1String("files"))
        return Words::tr("some files");
    return Words::tr("some custom emoji");
}

QString olderSentence(const DestinationFinding &finding)
{
    const QString older = Words::tr("The new server runs Mattermost %1, which is older than the "
                                    "old server's %2.")
                              .arg(fact(finding, "version"), fact(finding, "source"));
    QStringList lost;
    const QStringList names = finding.facts.value(QStringLiteral("lost")).toStringList();
    for (const QString &name : names)
        lost.append(lostText(name));
    if (lost.isEmpty())
        return older;
    return Words::tr("%1 It cannot take in: %2.").arg(older, lost.join(QStringLiteral(", ")));
}

QString busySentence(const DestinationFinding &finding)
{
    const QString since = QLocale().toString(
        QDateTime::fromMSecsSinceEpoch(number(finding, "since")), QLocale::ShortFormat);
    const bool isImport = finding.rule == BusyImporting;
    if (!finding.facts.value(QStringLiteral("active")).toBool())
        return isImport ? Words::tr("An import of %1 counts as running on the new server, but has "
                                    "shown no sign of life for more than a day.")
                              .arg(since)
                        : Words::tr("An export of %1 counts as running on the new server, but has "
                                    "shown no sign of life for more than a day.")
                              .arg(since);
    return isImport ? Words::tr("The new server is busy with another import, since %1.").arg(since)
                    : Words::tr("The new server is busy with an export, since %1.").arg(since);
}

QString clockSentence(const DestinationFinding &finding)
{
    const qint64 seconds = number(finding, "seconds");
    const QString difference = durationText(std::abs(seconds));
    return seconds < 0
               ? Words::tr("The new server's clock is %1 behind this computer's.").arg(difference)
               : Words::tr("The new server's clock is %1 ahead of this computer's.")
                     .arg(difference);
}

QString serverSentence(const DestinationFinding &finding)
{
    switch (finding.rule) {
    case VersionTooOld:
        return Words::tr("The new server runs Mattermost %1; imports need %2 or later.")
            .arg(fact(finding, "version"), fact(finding, "oldest"));
    case OlderThanSource:
        return olderSentence(finding);
    case CloudRefusesImports:
        return Words::tr("The new server is in Mattermost Cloud, which takes no imports from its "
                         "customers.");
    case SameServer:
        return fact(finding, "by") == QLatin1String("address")
                   ? Words::tr("The old and the new server have the same address, %1.")
                         .arg(fact(finding, "address"))
                   : Words::tr("%1 is the old server itself under another address.")
                         .arg(fact(finding, "address"));
    case NotAdministrator:
        return Words::tr("The account \"%1\" is no system administrator of the new server.")
            .arg(fact(finding, "username"));
    case SessionShort:
        return Words::tr("The new server ends every sign-in after %1 hours.")
            .arg(numberText(number(finding, "hours")));
    case ClockDiffers:
        return clockSentence(finding);
    case JobsOff:
        return Words::tr("Long work such as an import is switched off on the new server.");
    case BusyImporting:
    case BusyExporting:
        return busySentence(finding);
    default:
        return Words::tr("The new server does not tell all its limits, so that these could not be "
                         "checked: %1.")
            .arg(settingTexts(finding).join(QStringLiteral(", ")));
    }
}

QString userLimitSentence(const DestinationFinding &finding)
{
    const QString text =
        finding.facts.value(QStringLiteral("hard")).toBool()
            ? Words::tr("The new server may have %1 people at most; it has %2, and %3 would come.")
            : Words::tr("The new server is meant for %1 people; it has %2, and %3 would come.");
    return text.arg(numberText(number(finding, "limit")), numberText(number(finding, "active")),
                    numberText(number(finding, "new")));
}

QString limitSentence(const DestinationFinding &finding)
{
    const QString current = valueOf(finding, "current");
    const QString needed = valueOf(finding, "needed");
    switch (finding.rule) {
    case UploadTooLarge:
        return Words::tr("The new server takes files up to %1; the archive has %2.")
            .arg(current, needed);
    case AttachmentTooLarge:
        return Words::tr("The new server takes files up to %1 and would leave out larger ones; the "
                         "largest file in a message, \"%2\", has %3.")
            .arg(current, fact(finding, "file"), needed);
    case TeamTooLarge:
        return Words::
            tr("The new server's limit of people in a team is %1; the team \"%2\" will have %3.")
                .arg(current, fact(finding, "team"), needed);
    case TooManyChannels:
        return Words::tr("The new server allows %1 channels in a team; the team \"%2\" will have "
                         "%3.")
            .arg(current, fact(finding, "team"), needed);
    case AttachmentsOff:
        return Words::tr("Files in messages are switched off on the new server; then it takes no "
                         "archive either.");
    case MessageTooLong:
        return Words::tr("The new server takes messages of up to %1 characters; the longest one in "
                         "the archive has %2.")
            .arg(numberText(number(finding, "limit")), numberText(number(finding, "longest")));
    case UserLimit:
        return userLimitSentence(finding);
    default:
        return Words::tr("The new server shows only the newest %1 messages; with the archive's %2 "
                         "it would have %3.")
            .arg(numberText(number(finding, "limit")), numberText(number(finding, "new")),
                 numberText(number(finding, "there") + number(finding, "new")));
    }
}

QString mailSentence(const DestinationFinding &finding)
{
    const QString people = numberText(number(finding, "people"));
    return finding.severity == Severity::Note
               ? Words::tr("The new server's e-mail settings look as if nobody had touched them. "
                           "Without e-mail, %1 people cannot set a new password.")
                     .arg(people)
               : Words::tr("The new server sends no e-mail, so that %1 people cannot set a new "
                           "password.")
                     .arg(people);
}

QString peopleSentence(const DestinationFinding &finding)
{
    switch (finding.rule) {
    case CustomEmojiOff:
        return Words::tr("Custom emoji are switched off on the new server; nobody would see the "
                         "archive's %1.")
            .arg(numberText(number(finding, "emoji")));
    case GuestAccountsOff:
        return Words::tr("Guest accounts are switched off on the new server; the archive's %1 "
                         "guests could not sign in.")
            .arg(numberText(number(finding, "people")));
    case AuthServiceOff:
        return Words::tr("%1 people of the archive sign in with %2, which is switched off on the "
                         "new server.")
            .arg(numberText(number(finding, "people")), serviceText(fact(finding, "service")));
    case MailNotSetUp:
        return mailSentence(finding);
    case StorageTooLarge:
        return Words::tr("The new server keeps its files in S3 storage, where this version cannot "
                         "finish an upload of more than %1; the archive has %2.")
            .arg(sizeOf(finding, "limit"), sizeOf(finding, "size"));
    default:
        return Words::tr("The new server gives up its file storage after %1, which large archives "
                         "can take longer than.")
            .arg(valueOf(finding, "current"));
    }
}

QString findingText(const DestinationFinding &finding)
{
    return QStringLiteral("%1: %2\n    %3\n")
        .arg(severityText(finding.severity), destinationFindingSentence(finding),
             destinationFindingAdvice(finding));
}

} // namespace

QString destinationFindingSentence(const DestinationFinding &finding)
{
    if (finding.rule <= SettingsHidden)
        return serverSentence(finding);
    return finding.rule <= MessageHistoryLimit ? limitSentence(finding) : peopleSentence(finding);
}

QString destinationReportText(const DestinationReport &report)
{
    if (report.findings.isEmpty())
        return Words::tr("Nothing on the new server is in the way.") + QLatin1Char('\n');
    QString text;
    for (const DestinationFinding &finding : report.findings)
        text += findingText(finding);
    return text;
}

} // namespace mmigrate
