// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/findingtext.h"

#include "text/importerrortext.h"

#include <QCoreApplication>
#include <QLocale>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(FindingText)
};

constexpr qsizetype mostPlaces = 3;

/// For what servers say nothing of, or not what a person can use here.
QString ownSentence(CheckRule rule)
{
    switch (rule) {
    case CheckRule::BlankLine:
        return Words::tr("A line is empty.");
    case CheckRule::LineNotJson:
        return Words::tr("A line is damaged, so that no server can read it.");
    case CheckRule::FieldType:
        return Words::tr("A line holds a value of the wrong kind, so that no server can read it.");
    case CheckRule::TeamSchemeUnknown:
        return Words::tr("A team has a permission scheme that is neither in the archive nor on the "
                         "new server.");
    case CheckRule::ChannelSchemeUnknown:
        return Words::tr("A channel has a permission scheme that is neither in the archive nor on "
                         "the new server.");
    case CheckRule::LineNotUtf8:
        return Words::tr("A line has damaged letters.");
    case CheckRule::RepeatedKey:
        return Words::tr("A line says one thing twice, so that it is not clear what it means.");
    case CheckRule::NulCharacter:
        return Words::tr("A line has an invisible character that databases refuse.");
    case CheckRule::LineOrder:
        return Words::tr("A line refers to somebody or something that comes only later.");
    case CheckRule::SchemeRepeated:
        return Words::tr("A permission scheme is in the archive twice.");
    case CheckRule::RoleRepeated:
        return Words::tr("A role is in the archive twice.");
    case CheckRule::EmojiRepeated:
        return Words::tr("A custom emoji is in the archive twice.");
    case CheckRule::TeamRepeated:
        return Words::tr("A team is in the archive twice.");
    case CheckRule::ChannelRepeated:
        return Words::tr("A channel is in the archive twice.");
    case CheckRule::UserRepeated:
        return Words::tr("A person is in the archive twice.");
    case CheckRule::UserEmailRepeated:
        return Words::tr("Two people have the same e-mail address.");
    case CheckRule::AttachmentEmpty:
        return Words::tr("A message has a file without a name, which can crash a server.");
    case CheckRule::LineObject:
        return Words::tr("A line has no content, which can crash a server.");
    case CheckRule::AttachmentMissing:
        return Words::tr("A file of a message is not in the archive.");
    case CheckRule::AttachmentTooLarge:
        return Words::tr("A file is larger than the new server takes.");
    case CheckRule::PostPlaceCase:
        return Words::tr("A message names its team or channel in capital letters.");
    case CheckRule::FileUnreadable:
        return Words::tr("A file in the archive is damaged.");
    case CheckRule::FileNotNamed:
        return Words::tr("A file in the archive belongs to no message.");
    case CheckRule::ExportWarnings:
        return Words::tr("The old server noted a problem while it exported.");
    case CheckRule::EmojiNotExported:
        return Words::tr("A custom emoji of the old server is not in the archive.");
    default:
        return {};
    }
}

/// Where mmigrate mends nothing by itself.
QString ownAdvice(CheckRule rule)
{
    switch (rule) {
    case CheckRule::VersionLine:
    case CheckRule::VersionNumber:
        return Words::tr("The first line of the list has to say how it is written. Make the export "
                         "again; if another program made it, ask its makers.");
    case CheckRule::RepeatedKey:
        return Words::tr("Look at the line, take one of the two out, and choose the archive "
                         "again.");
    case CheckRule::LineOrder:
        return Words::tr("The list has to bring teams first, then channels, people, messages. Make "
                         "the export again; if another program made it, ask its makers.");
    case CheckRule::SchemeRepeated:
    case CheckRule::RoleRepeated:
    case CheckRule::EmojiRepeated:
    case CheckRule::TeamRepeated:
    case CheckRule::ChannelRepeated:
    case CheckRule::UserRepeated:
        return Words::tr("Servers take several lines at a time, and the second one can stop them. "
                         "mmigrate leaves it out when it prepares the archive.");
    case CheckRule::DirectMembersFew:
    case CheckRule::DirectMembersMany:
        return Words::tr("The server leaves this conversation out. Its messages can still be read "
                         "on the old server.");
    case CheckRule::AttachmentMissing:
        return Words::tr("The message comes without it. If the file matters, make the export "
                         "again, with the files.");
    case CheckRule::AttachmentTooLarge:
        return Words::tr("Let mmigrate raise the limit for files, or raise it on the new server.");
    case CheckRule::ImageTooLarge:
        return Words::tr("Raise the limit for pictures on the new server "
                         "(FileSettings.MaxImageResolution), and check again.");
    case CheckRule::FileNotNamed:
        return Words::tr("It is not imported, since nothing in the archive refers to it.");
    case CheckRule::ExportWarnings:
        return Words::tr("What it names may not be in the archive. Look for it on the old server.");
    case CheckRule::EmojiNotExported:
        return Words::tr("Add it on the new server after the import.");
    default:
        return {};
    }
}

QString repairText(CheckRule rule)
{
    switch (checkRuleInfo(rule).repair) {
    case Repair::None:
        return {};
    case Repair::DropLine:
        return Words::tr("mmigrate leaves it out when it prepares the archive.");
    case Repair::DropElement:
    case Repair::DropMember:
    case Repair::DropPassword:
        return Words::tr("mmigrate leaves just this part out when it prepares the archive.");
    case Repair::Shorten:
        return Words::tr("mmigrate shortens it when it prepares the archive.");
    default:
        return Words::tr("mmigrate mends it when it prepares the archive.");
    }
}

QString groupText(const FindingGroup &group, const CheckReport &report)
{
    QString text = Words::tr("%1 (%2): %3")
                       .arg(severityText(group.severity), QLocale().toString(group.count),
                            findingSentence(group.rule))
                   + QLatin1Char('\n');
    for (const Finding &finding : group.examples.first(qMin(mostPlaces, group.examples.size())))
        text += QStringLiteral("    ") + findingPlace(finding) + QLatin1Char('\n');
    const qint64 more = group.count - qMin(mostPlaces, group.examples.size());
    if (more > 0)
        text += QStringLiteral("    ") + Words::tr("and %1 more").arg(QLocale().toString(more))
                + QLatin1Char('\n');
    return text + QStringLiteral("    ") + findingAdvice(group, report) + QLatin1Char('\n');
}

} // namespace

QString findingSentence(CheckRule rule)
{
    if (const QString own = ownSentence(rule); !own.isEmpty())
        return own;
    Error error = makeError(ErrorKind::JobFailed);
    error.serverErrorId = QLatin1String(checkRuleInfo(rule).errorId);
    const std::optional<ErrorText> words = importErrorText(error);
    return words ? words->headline : checkRuleName(rule);
}

QString severityText(Severity severity)
{
    switch (severity) {
    case Severity::Stops:
        return Words::tr("Stops the import");
    case Severity::Loses:
        return Words::tr("Would be lost");
    case Severity::Note:
        return Words::tr("Good to know");
    }
    Q_UNREACHABLE();
}

QString findingAdvice(const FindingGroup &group, const CheckReport &report)
{
    if (const QString own = ownAdvice(group.rule); !own.isEmpty())
        return own;
    if (report.isFinal(group) && report.count(CheckRule::LineOrder) > 0)
        return Words::tr("mmigrate changes nothing in a list whose lines are in the wrong order.");
    if (report.isFinal(group))
        return Words::tr("The archive refers to very many people and places that it does not "
                         "bring. mmigrate cannot ask for all of them, so it changes nothing. Make "
                         "an export of the whole server.");
    // Servers see to it by themselves.
    const bool isLeft = group.severity == Severity::Note || !report.mayBeMended();
    return isLeft ? Words::tr("The server sees to it. There is nothing to do.")
                  : repairText(group.rule);
}

QString findingPlace(const Finding &finding)
{
    QStringList parts;
    if (finding.line > 0)
        parts.append(Words::tr("line %1").arg(finding.line));
    if (!finding.place.isEmpty())
        parts.append(finding.place);
    QString place = parts.join(QStringLiteral(", "));
    if (!finding.subject.isEmpty())
        place = place.isEmpty() ? finding.subject
                                : place + QStringLiteral(" (") + finding.subject + QLatin1Char(')');
    return place;
}

QString checkReportText(const CheckReport &report)
{
    if (report.isClean())
        return Words::tr("No problems were found.") + QLatin1Char('\n');
    QString text;
    for (const FindingGroup &group : report.groups)
        text += groupText(group, report);
    return text;
}

} // namespace mmigrate
