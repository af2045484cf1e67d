// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/steptext.h"

#include "text/errortext.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(StepText)
};

QString number(qint64 value)
{
    return QLocale().toString(value);
}

QString amountText(const Progress &progress)
{
    if (progress.done < 0)
        return {};
    const auto amount = [&](qint64 value) {
        return progress.unit == ProgressUnit::Bytes ? sizeText(value) : number(value);
    };
    return progress.total > 0
               ? Words::tr("%1 of %2").arg(amount(progress.done), amount(progress.total))
               : amount(progress.done);
}

QString checkingText(const Progress &progress)
{
    const qint64 checked = progress.counts.value(checkedCount, -1);
    if (checked < 0 || progress.total <= 0)
        return Words::tr("checking that the file is unchanged");
    return Words::tr("checking that the file is unchanged: %1 of %2")
        .arg(sizeText(checked), sizeText(progress.total));
}

/// What the destination says, which may have people of its own who write meanwhile.
QString importedText(const Progress &progress)
{
    if (progress.done > 0 && progress.total > 0)
        return Words::tr("about %1 of %2 messages are there")
            .arg(number(progress.done), number(progress.total));
    const qint64 users = progress.counts.value(importedUsersCount);
    const qint64 people = progress.counts.value(expectedUsersCount);
    if (users > 0 && people > 0)
        return Words::tr("about %1 of %2 people are there").arg(number(users), number(people));
    const qint64 come = progress.counts.value(importedTeamsCount);
    const qint64 teams = progress.counts.value(expectedTeamsCount);
    if (come > 0 && teams > 0)
        return Words::tr("about %1 of %2 teams are there").arg(number(come), number(teams));
    return {};
}

QString silenceText(const Progress &progress)
{
    return Words::tr("nothing has changed for %1 min, it may be stuck. Ask whoever runs the server "
                     "to look at its log. You can close this program and come back later.")
        .arg(number(progress.unchangedMs / 60'000));
}

QString countsText(const Progress &progress)
{
    if (const QString imported = importedText(progress); !imported.isEmpty())
        return imported;
    const auto posts = progress.counts.constFind(QStringLiteral("posts_exported"));
    if (posts != progress.counts.constEnd() && *posts > 0)
        return Words::tr("messages so far: %1").arg(number(*posts));
    const auto users = progress.counts.constFind(QStringLiteral("users_exported"));
    if (users != progress.counts.constEnd() && *users > 0)
        return Words::tr("people so far: %1").arg(number(*users));
    return {};
}

} // namespace

QString stepTitle(StepId step)
{
    switch (step) {
    case StepId::None:
        return {};
    case StepId::SignInSource:
        return Words::tr("Sign in to the source");
    case StepId::SignInDestination:
        return Words::tr("Sign in to the destination");
    case StepId::CreateExport:
        return Words::tr("Export the workspace");
    case StepId::DownloadArchive:
        return Words::tr("Download the archive");
    case StepId::CheckArchive:
        return Words::tr("Check the archive");
    case StepId::LookAtDestination:
        return Words::tr("Look at the destination");
    case StepId::PrepareArchive:
        return Words::tr("Prepare the archive");
    case StepId::CheckDestination:
        return Words::tr("Check the destination");
    case StepId::UploadArchive:
        return Words::tr("Upload the archive");
    case StepId::RunImport:
        return Words::tr("Import the workspace");
    case StepId::Verify:
        return Words::tr("Verify what arrived");
    case StepId::CleanUp:
        return Words::tr("Clean up");
    }
    Q_UNREACHABLE();
}

QString progressText(const Progress &progress)
{
    switch (progress.activity) {
    case Activity::Working:
        return amountText(progress);
    case Activity::Connecting:
        return Words::tr("connecting");
    case Activity::WaitingForServer:
        return Words::tr("waiting for the server to begin (it can take 15 seconds)");
    case Activity::ServerWorking: {
        const QString counts = countsText(progress);
        return counts.isEmpty() ? Words::tr("the server is working")
                                : Words::tr("the server is working, %1").arg(counts);
    }
    case Activity::ServerSilent:
        return silenceText(progress);
    case Activity::WaitingToRetry:
        return Words::tr("connection lost, trying again in %1 s")
            .arg(number((progress.retryInMs + 999) / 1000));
    case Activity::WaitingForFile:
        return Words::tr("waiting until the server has written the whole file");
    case Activity::Flushing:
        return Words::tr("writing to the disk");
    case Activity::Checking:
        return checkingText(progress);
    case Activity::Paused:
        return Words::tr("paused");
    }
    Q_UNREACHABLE();
}

QString sentAheadText(const Progress &progress)
{
    const qint64 sent = progress.counts.value(sentAheadCount, -1);
    if (sent <= 0 || progress.step == StepId::UploadArchive)
        return {};
    return Words::tr("%1 of it sent to the new server already").arg(sizeText(sent));
}

QString exportOptionText(const QString &option)
{
    if (option == QLatin1String("include_archived_channels"))
        return Words::tr("archived channels");
    if (option == QLatin1String("include_profile_pictures"))
        return Words::tr("profile pictures");
    if (option == QLatin1String("include_roles_and_schemes"))
        return Words::tr("roles and permission schemes");
    return option;
}

QString workingSpaceText(const WorkingSpace &space)
{
    if (space.free < 0)
        return Words::tr("Room that this takes on this computer: %1.").arg(sizeText(space.needed));
    if (space.isEnough())
        return Words::tr("Room that this takes on this computer: %1; %2 are free.")
            .arg(sizeText(space.needed), sizeText(space.free));
    return Words::tr("The corrected archive needs up to %1 in %2, and only %3 are free. Make room "
                     "there, then check again.")
        .arg(sizeText(space.needed), QDir::toNativeSeparators(space.folder), sizeText(space.free));
}

} // namespace mmigrate
