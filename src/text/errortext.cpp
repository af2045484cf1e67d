// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/errortext.h"

#include "text/archiveerrortext.h"
#include "text/connectionerrortext.h"
#include "text/destinationerrortext.h"
#include "text/errortext_p.h"
#include "text/importerrortext.h"

#include <QCoreApplication>
#include <QLocale>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

QString settingWords(const QString &setting)
{
    if (setting == QLatin1String("FileSettings.MaxFileSize"))
        return Words::tr("the largest file it takes");
    if (setting == QLatin1String("TeamSettings.MaxUsersPerTeam"))
        return Words::tr("how many people a team may have");
    if (setting == QLatin1String("TeamSettings.MaxChannelsPerTeam"))
        return Words::tr("how many channels a team may have");
    if (setting == QLatin1String("FileSettings.EnableFileAttachments"))
        return Words::tr("whether files may be attached at all");
    return Words::tr("a setting");
}

QString valueWords(const QString &setting, const QVariant &value)
{
    if (setting == QLatin1String("FileSettings.MaxFileSize"))
        return sizeText(value.toLongLong());
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? Words::tr("yes") : Words::tr("no");
    return QLocale().toString(value.toLongLong());
}

ErrorText limitsText(const Error &error)
{
    QStringList lines;
    bool fixed = false;
    const QVariantList limits = error.facts.value(QStringLiteral("limits")).toList();
    for (const QVariant &item : limits) {
        const QVariantMap limit = item.toMap();
        const QString setting = limit.value(QStringLiteral("setting")).toString();
        QString line =
            Words::tr("The destination limits %1: now %2, needed %3 (setting %4).")
                .arg(settingWords(setting),
                     valueWords(setting, limit.value(QStringLiteral("current"))),
                     valueWords(setting, limit.value(QStringLiteral("needed"))), setting);
        if (limit.value(QStringLiteral("fixed")).toBool()) {
            fixed = true;
            line +=
                QLatin1Char(' ')
                + Words::tr("It is fixed on the server's computer (environment variable MM_%1).")
                      .arg(setting.toUpper().replace(QLatin1Char('.'), QLatin1Char('_')));
        }
        if (limit.value(QStringLiteral("refused")).toBool()) {
            fixed = true;
            line += QLatin1Char(' ')
                    + Words::tr("The server left it as it was: your account or its licence may not "
                                "change it, or it is fixed on the server's computer.");
        }
        lines.append(line);
    }
    ErrorText text{
        Words::tr("The destination would not take this workspace as it is set up now."),
        lines.join(QLatin1Char('\n')),
        Words::tr(
            "Let mmigrate raise these settings for the migration and put them back afterwards, "
            "or change them on the server, then try again."),
        NextAction::AdjustLimits};
    if (fixed) {
        text.nextStep = Words::tr("Ask the person who runs the server to change what mmigrate "
                                  "cannot change, then try again.");
        text.action = NextAction::TryAgain;
    }
    return text;
}

ErrorText jobFailedText(const Error &error)
{
    if (const std::optional<ErrorText> known = importErrorText(error))
        return *known;
    const bool import = fact(error, "job") == QLatin1String("import");
    ErrorText text;
    text.headline = import ? Words::tr("The destination stopped the import.")
                           : Words::tr("The source could not finish the export.");
    const QString said = fact(error, "error");
    text.explanation =
        said.isEmpty() ? Words::tr("It does not say why.") : Words::tr("It says: \"%1\"").arg(said);
    const QString line = failedLineText(error);
    if (!line.isEmpty())
        text.explanation += QLatin1Char('\n') + line;
    text.nextStep = import ? Words::tr("Continue starts the import again: what is there already is "
                                       "not doubled. If it stops at the same "
                                       "place, save the details and ask for help.")
                           : Words::tr("Try again. If it fails again, try it without attachments, "
                                       "or ask the server's administrator to "
                                       "look into its log.");
    text.action = import ? NextAction::Continue : NextAction::TryAgain;
    return text;
}

ErrorText cancelledText(const Error &error)
{
    ErrorText text{Words::tr("Stopped, as you asked."),
                   {},
                   Words::tr("You can continue later from where it stopped."),
                   NextAction::Continue};
    if (error.facts.value(QStringLiteral("jobGoesOn")).toBool())
        text.explanation = Words::tr(
            "The server goes on with what it has begun: it cannot be stopped from outside. "
            "Continue finds it again.");
    return text;
}

ErrorText notFoundText(const Error &error)
{
    if (fact(error, "what") == QLatin1String("import-file"))
        return {Words::tr("The uploaded archive is no longer on the destination."),
                {},
                Words::tr("Continue uploads it again."),
                NextAction::Continue};
    if (error.facts.contains(QStringLiteral("export"))) {
        const QStringList names = error.facts.value(QStringLiteral("names")).toStringList();
        return {Words::tr("The export \"%1\" is not on the source.").arg(fact(error, "export")),
                names.isEmpty() ? QString()
                                : Words::tr("There are: %1").arg(names.join(QStringLiteral(", "))),
                Words::tr("Choose one that is there, or make a new export."),
                NextAction::ChooseExport};
    }
    return {Words::tr("The server does not have what was asked for."), error.serverMessage,
            tryAgainHint(), NextAction::TryAgain};
}

/// Only the download lets a person choose where.
NextAction afterDiskError(const Error &error)
{
    const bool hasChoice = error.step == StepId::DownloadArchive || error.step == StepId::None;
    return hasChoice ? NextAction::ChooseFolder : NextAction::TryAgain;
}

ErrorText diskFullText(const Error &error)
{
    const qint64 needed = error.facts.value(QStringLiteral("needed"), -1).toLongLong();
    const qint64 free = error.facts.value(QStringLiteral("free"), -1).toLongLong();
    return {
        Words::tr("There is not enough room on the disk for %1.").arg(fact(error, "path")),
        needed >= 0 && free >= 0
            ? Words::tr("Needed: %1. Free: %2.").arg(sizeText(needed), sizeText(free))
            : QString(),
        Words::tr(
            "Make room, or choose another folder, then try again. What is there already is kept."),
        afterDiskError(error)};
}

ErrorText journalText(const Error &error)
{
    const QString reason = fact(error, "reason");
    const QString path = fact(error, "path");
    if (reason == QLatin1String("in-use") && !fact(error, "host").isEmpty())
        return {Words::tr("This migration is open on the computer %1.").arg(fact(error, "host")),
                {},
                Words::tr("Close it there. If this folder was only copied from there, delete the "
                          "file %1, then try again.")
                    .arg(fact(error, "lock")),
                NextAction::TryAgain};
    if (reason == QLatin1String("in-use"))
        return {Words::tr("This migration is already open in another window."),
                {},
                Words::tr("Close the other one first, then try again."),
                NextAction::TryAgain};
    if (reason == QLatin1String("newer"))
        return {Words::tr("This migration was saved by a newer version of mmigrate."), path,
                Words::tr("Continue it with that version."), NextAction::SaveDetails};
    if (reason == QLatin1String("missing"))
        return {Words::tr("There is no saved migration of that name."), path,
                Words::tr("Look at the list of migrations."), NextAction::TryAgain};
    if (reason == QLatin1String("damaged"))
        return {Words::tr("The saved state of this migration cannot be read."), path,
                Words::tr("Start a new migration. What was imported already is not doubled."),
                NextAction::SaveDetails};
    return {Words::tr("The state of the migration could not be saved."), path,
            Words::tr("Make room on the disk and check the folder's rights, then try again."),
            NextAction::TryAgain};
}

ErrorText mismatchText(const Error &error)
{
    QStringList things;
    const QStringList missing = error.facts.value(QStringLiteral("missing")).toStringList();
    for (const QString &what : missing)
        things.append(countedThing(what));
    return {Words::tr("Not everything arrived."),
            Words::tr("The destination holds less than the archive: %1.")
                .arg(things.join(QStringLiteral(", "))),
            Words::tr("Continue counts again; keep the old server until this is clear."),
            NextAction::SaveDetails};
}

ErrorText serverWorkText(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::JobCancelled:
        return {Words::tr("Somebody cancelled the job on the server."),
                {},
                Words::tr("Try again to start a new one."),
                NextAction::TryAgain};
    case ErrorKind::JobStalled:
        return {Words::tr("The server's job shows no sign of life."),
                Words::tr("It may hang, for instance because the server cannot write its files, or "
                          "its job runner is off."),
                Words::tr("Ask the server's administrator to look into its log and to restart it, "
                          "then continue."),
                NextAction::Continue};
    case ErrorKind::ImportsRefused:
        return {Words::tr("The destination is a Mattermost Cloud server. It takes no imports."),
                Words::tr("Moving into Mattermost Cloud is done by Mattermost's own support."),
                Words::tr("Export the workspace here, then ask Mattermost's support to import the "
                          "archive. The text for them is ready."),
                NextAction::AskSupport};
    case ErrorKind::Collision:
        return {
            Words::tr("The archive has another person, \"%1\", with your e-mail address %2.")
                .arg(fact(error, "username"), fact(error, "email")),
            Words::tr(
                "The import would stop there, because an address may belong to one account only."),
            Words::tr("Change the e-mail address of \"%1\" on the destination, then try again.")
                .arg(fact(error, "operator")),
            NextAction::TryAgain};
    case ErrorKind::ExportAmbiguous:
        return {Words::tr(
                    "Several exports lie on the source, and none can be told to be the right one."),
                Words::tr("They are: %1")
                    .arg(error.facts.value(QStringLiteral("names"))
                             .toStringList()
                             .join(QStringLiteral(", "))),
                Words::tr("Choose one by name."), NextAction::ChooseExport};
    default:
        return jobFailedText(error);
    }
}

ErrorText localText(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Integrity:
        return {Words::tr("What arrived is not what was sent."),
                {},
                Words::tr("Try again: it starts over."),
                NextAction::TryAgain};
    case ErrorKind::SourceFileChanged:
        return {
            Words::tr("The archive %1 was changed after it was checked.").arg(fact(error, "path")),
            {},
            Words::tr("Try again: it is checked as it is now. Do not change it while it is moved."),
            NextAction::TryAgain};
    case ErrorKind::Disk:
        return {Words::tr("%1 cannot be read or written.").arg(fact(error, "path")), error.detail,
                Words::tr(
                    "Check that it is there and that you may write to the folder, then try again."),
                afterDiskError(error)};
    case ErrorKind::DiskFull:
        return diskFullText(error);
    case ErrorKind::Journal:
        return journalText(error);
    default:
        return {Words::tr("mmigrate made a mistake."), error.detail,
                Words::tr("Save the details and report it."), NextAction::SaveDetails};
    }
}

/// Kinds that say no more than the server's answer does; its id tells more, where it is known.
bool isToldById(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::BadRequest:
    case ErrorKind::ServerError:
    case ErrorKind::NotSupported:
    case ErrorKind::Forbidden:
        return !error.serverErrorId.startsWith(QLatin1String("api.context."));
    case ErrorKind::NotFound:
        // With these facts we know better what it was.
        return !error.facts.contains(QStringLiteral("what"))
               && !error.facts.contains(QStringLiteral("export"));
    default:
        return false;
    }
}

} // namespace

QString fact(const Error &error, const char *name)
{
    return error.facts.value(QLatin1String(name)).toString();
}

QString tryAgainHint()
{
    return Words::tr("Try again. Nothing is lost: it goes on where it stopped.");
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

static ErrorText textOfKind(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Cancelled:
        return cancelledText(error);
    case ErrorKind::Network:
    case ErrorKind::Proxy:
    case ErrorKind::Tls:
    case ErrorKind::InsecureAddress:
    case ErrorKind::BadAddress:
    case ErrorKind::NotMattermost:
    case ErrorKind::UnsupportedVersion:
    case ErrorKind::SameServer:
    case ErrorKind::SignInRefused:
    case ErrorKind::MfaRequired:
    case ErrorKind::MfaWrong:
    case ErrorKind::AccountLocked:
    case ErrorKind::AccountInactive:
    case ErrorKind::SessionExpired:
    case ErrorKind::NotAdministrator:
    case ErrorKind::Forbidden:
    case ErrorKind::Timeout:
    case ErrorKind::NotSupported:
    case ErrorKind::RequestTooLarge:
    case ErrorKind::FileTooLarge:
    case ErrorKind::RateLimited:
    case ErrorKind::ServerError:
    case ErrorKind::BadRequest:
    case ErrorKind::Protocol:
        return connectionErrorText(error);
    case ErrorKind::NotFound:
        return notFoundText(error);
    case ErrorKind::JobFailed:
    case ErrorKind::JobCancelled:
    case ErrorKind::JobStalled:
    case ErrorKind::ImportsRefused:
    case ErrorKind::ExportAmbiguous:
        return serverWorkText(error);
    case ErrorKind::Collision:
        return fact(error, "operator").isEmpty() ? destinationErrorText(error)
                                                 : serverWorkText(error);
    case ErrorKind::MappingInvalid:
    case ErrorKind::DestinationUnfit:
        return destinationErrorText(error);
    case ErrorKind::LimitsTooLow:
        return limitsText(error);
    case ErrorKind::ArchiveInvalid:
        return archiveErrorText(error);
    case ErrorKind::VerifyMismatch:
        return mismatchText(error);
    case ErrorKind::Integrity:
    case ErrorKind::SourceFileChanged:
    case ErrorKind::Disk:
    case ErrorKind::DiskFull:
    case ErrorKind::Journal:
    case ErrorKind::Internal:
        return localText(error);
    }
    Q_UNREACHABLE();
}

ErrorText errorText(const Error &error)
{
    if (isToldById(error)) {
        if (const std::optional<ErrorText> known = importErrorText(error))
            return *known;
    }
    return textOfKind(error);
}

} // namespace mmigrate
