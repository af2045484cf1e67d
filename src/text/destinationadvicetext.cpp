// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0
//
// What to do about what was found on a destination.

#include "text/destinationfindingtext_p.h"

#include <array>

namespace mmigrate {

namespace {

using Words = DestinationFindingWords;
using enum DestinationRule;

constexpr qint64 msPerSecond = 1000;

struct Setting
{
    const char *name;
    const char *words;
};

constexpr std::array settings{
    Setting{"FileSettings.MaxFileSize",
            QT_TRANSLATE_NOOP("DestinationFindingText", "largest file")},
    Setting{"FileSettings.EnableFileAttachments",
            QT_TRANSLATE_NOOP("DestinationFindingText", "files in messages")},
    Setting{"FileSettings.AmazonS3RequestTimeoutMilliseconds",
            QT_TRANSLATE_NOOP("DestinationFindingText", "patience with the file storage")},
    Setting{"TeamSettings.MaxUsersPerTeam",
            QT_TRANSLATE_NOOP("DestinationFindingText", "most people in a team")},
    Setting{"TeamSettings.MaxChannelsPerTeam",
            QT_TRANSLATE_NOOP("DestinationFindingText", "most channels in a team")},
    Setting{"ServiceSettings.EnableCustomEmoji",
            QT_TRANSLATE_NOOP("DestinationFindingText", "custom emoji")},
    Setting{"GuestAccountsSettings.Enable",
            QT_TRANSLATE_NOOP("DestinationFindingText", "guest accounts")},
    Setting{"JobSettings.RunJobs", QT_TRANSLATE_NOOP("DestinationFindingText", "long work")},
    Setting{"EmailSettings.SendEmailNotifications",
            QT_TRANSLATE_NOOP("DestinationFindingText", "sending e-mail")},
    Setting{"EmailSettings.SMTPServer",
            QT_TRANSLATE_NOOP("DestinationFindingText", "server that sends e-mail")},
    Setting{"GitLabSettings.Enable",
            QT_TRANSLATE_NOOP("DestinationFindingText", "sign-in with GitLab")},
    Setting{"SamlSettings.Enable",
            QT_TRANSLATE_NOOP("DestinationFindingText", "sign-in with SAML")},
    Setting{"LdapSettings.Enable",
            QT_TRANSLATE_NOOP("DestinationFindingText", "sign-in with AD/LDAP")},
    Setting{"GoogleSettings.Enable",
            QT_TRANSLATE_NOOP("DestinationFindingText", "sign-in with Google")},
    Setting{"Office365Settings.Enable",
            QT_TRANSLATE_NOOP("DestinationFindingText", "sign-in with Entra ID (Office 365)")},
    Setting{"OpenIdSettings.Enable",
            QT_TRANSLATE_NOOP("DestinationFindingText", "sign-in with OpenID Connect")},
};

constexpr std::array services{
    std::pair{"gitlab", "GitLab"},
    std::pair{"saml", "SAML"},
    std::pair{"ldap", "AD/LDAP"},
    std::pair{"google", "Google"},
    std::pair{"office365", "Entra ID (Office 365)"},
    std::pair{"openid", "OpenID Connect"},
};

/// Nobody but whoever starts the server can change it.
QString environmentAdvice(const DestinationFinding &finding)
{
    return Words::tr("The setting \"%1\" (now: %2) is fixed where the new server is started, so "
                     "nobody can change it from outside. Whoever runs the server writes %3=%4 "
                     "among its environment variables (the service file, the Docker or Kubernetes "
                     "configuration), and starts it anew.")
        .arg(settingText(fact(finding, "setting")), valueOf(finding, "current"),
             fact(finding, "environment"), fact(finding, "write"));
}

QString adjustAdvice(const DestinationFinding &finding)
{
    const QString setting = settingText(fact(finding, "setting"));
    if (finding.facts.value(QStringLiteral("needed")).metaType().id() == QMetaType::Bool)
        return Words::tr("mmigrate can switch \"%1\" on for the migration and switches it off "
                         "again afterwards.")
            .arg(setting);
    return Words::tr("mmigrate can raise \"%1\" from %2 to %3 for the migration and puts it back "
                     "afterwards.")
        .arg(setting, valueOf(finding, "current"), valueOf(finding, "needed"));
}

QString busyAdvice(const DestinationFinding &finding)
{
    if (!finding.facts.value(QStringLiteral("active")).toBool())
        return Words::tr("It was probably cut off when the server was started anew. Nothing has "
                         "to be done.");
    return finding.rule == BusyImporting
               ? Words::tr("Ask whoever started it. Servers do one import after the other: yours "
                           "begins when that one is over.")
               : Words::tr("It makes the import slower. You can wait until it is over.");
}

QString serverAdvice(const DestinationFinding &finding)
{
    switch (finding.rule) {
    case VersionTooOld:
        return Words::tr("Update the new server first.");
    case OlderThanSource:
        return Words::tr("Better update the new server before the import. Else mmigrate prepares "
                         "the archive for the older version.");
    case CloudRefusesImports:
        return Words::tr("Mattermost's support imports the archive for you: mmigrate has the text "
                         "for the request ready.");
    case SameServer:
        return Words::tr("Sign in to another server as the new one.");
    case NotAdministrator:
        return Words::tr("Sign in with a system administrator's account, or ask an administrator "
                         "to make this account one.");
    case SessionShort:
        return Words::tr("The migration may take longer: stay near, so that you can sign in again, "
                         "or use an access token. mmigrate goes on where it stopped.");
    case ClockDiffers:
        return Words::tr("Set the clock that is wrong. Times in reports differ until then, and "
                         "one-time codes may be refused.");
    case JobsOff:
        return finding.severity == Severity::Note
                   ? Words::tr("That is right where one server of several does such work. Where "
                               "there is only one, whoever runs it writes %1=true among its "
                               "environment variables, and starts it anew.")
                         .arg(fact(finding, "environment"))
                   : Words::tr("Its administrator switches \"RunJobs\" on in the part "
                               "\"JobSettings\" of the server's configuration file, and starts the "
                               "server anew.");
    case BusyImporting:
    case BusyExporting:
        return busyAdvice(finding);
    default:
        return Words::tr("Ask the server's administrator about them. A limit that is too low shows "
                         "in the upload or in the import.");
    }
}

QString limitAdvice(const DestinationFinding &finding)
{
    switch (finding.rule) {
    case MessageTooLong:
        return Words::tr("mmigrate cuts such messages and puts the rest into replies when it "
                         "prepares the archive.");
    case UserLimit:
        return finding.facts.value(QStringLiteral("hard")).toBool()
                   ? Words::tr("Those above it cannot sign in. Get a licence for enough people, or "
                               "deactivate accounts that nobody needs.")
                   : Words::tr("Everybody comes in, but the server will remind its administrators. "
                               "Think of a licence for enough people.");
    case MessageHistoryLimit:
        return Words::tr("Older messages come in, but nobody can see them until the server has a "
                         "licence without that limit.");
    default:
        return Words::tr("Its administrator changes the setting \"%1\" in the System Console.")
            .arg(settingText(fact(finding, "setting")));
    }
}

QString peopleAdvice(const DestinationFinding &finding)
{
    switch (finding.rule) {
    case GuestAccountsOff:
        return Words::tr("Guest accounts need a licence. Get one for the new server, or tell the "
                         "guests that they cannot sign in there.");
    case AuthServiceOff:
        return Words::tr("Its administrator sets up the sign-in with %1 in the System Console, "
                         "under \"Authentication\". Until then these people cannot sign in.")
            .arg(serviceText(fact(finding, "service")));
    case MailNotSetUp:
        return Words::tr("Its administrator sets up e-mail in the System Console, under "
                         "\"Environment\", \"SMTP\". Else an administrator has to give each of "
                         "them a new password.");
    case StorageTooLarge:
        return Words::tr("Whoever runs the server updates it to %1 or later, or keeps its files on "
                         "a disk for the time of the import.")
            .arg(fact(finding, "mendedIn"));
    case StorageTimeout:
        return Words::tr("Whoever runs the server raises \"AmazonS3RequestTimeoutMilliseconds\" "
                         "in the part \"FileSettings\" of its configuration file to %1 (%2).")
            .arg(fact(finding, "needed"), valueOf(finding, "needed"));
    default:
        return Words::tr("Its administrator switches \"%1\" on in the System Console.")
            .arg(settingText(fact(finding, "setting")));
    }
}

} // namespace

QString settingText(const QString &setting)
{
    for (const Setting &known : settings) {
        if (setting == QLatin1String(known.name))
            return Words::tr(known.words);
    }
    return setting;
}

QString settingValueText(const QString &setting, const QVariant &value)
{
    if (value.metaType().id() == QMetaType::Bool)
        return value.toBool() ? Words::tr("on") : Words::tr("off");
    bool isNumber = false;
    const qint64 amount = value.toLongLong(&isNumber);
    if (!isNumber)
        return value.toString().isEmpty() ? Words::tr("empty") : value.toString();
    if (setting == QLatin1String("FileSettings.MaxFileSize"))
        return sizeText(amount);
    if (setting.endsWith(QLatin1String("Milliseconds")))
        return Words::tr("%1 seconds").arg(numberText(amount / msPerSecond));
    return numberText(amount);
}

QStringList settingTexts(const DestinationFinding &finding)
{
    QStringList texts;
    const QStringList names = finding.facts.value(QStringLiteral("settings")).toStringList();
    for (const QString &name : names)
        texts.append(settingText(name));
    return texts;
}

QString serviceText(const QString &service)
{
    for (const auto &[known, words] : services) {
        if (service == QLatin1String(known))
            return QLatin1String(words);
    }
    return service;
}

QString destinationFindingAdvice(const DestinationFinding &finding)
{
    if (finding.remedy == Remedy::Adjust)
        return adjustAdvice(finding);
    if (finding.remedy == Remedy::SwitchOn)
        return Words::tr("mmigrate can switch \"%1\" on for good, if you want that.")
            .arg(settingText(fact(finding, "setting")));
    if (finding.rule <= SettingsHidden)
        return serverAdvice(finding);
    const bool isUnlicensed = finding.rule == GuestAccountsOff
                              && !finding.facts.value(QStringLiteral("licensed")).toBool();
    const bool isFixed = finding.facts.value(QStringLiteral("fixed")).toBool() && !isUnlicensed;
    // There is a whole page of settings beside this one.
    const bool isOneOfMany = finding.rule == MailNotSetUp || finding.rule == AuthServiceOff;
    if (isFixed && isOneOfMany)
        return peopleAdvice(finding) + QLatin1Char(' ') + environmentAdvice(finding);
    if (isFixed)
        return environmentAdvice(finding);
    return finding.rule <= MessageHistoryLimit ? limitAdvice(finding) : peopleAdvice(finding);
}

} // namespace mmigrate
