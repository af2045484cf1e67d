// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/supportrequesttext.h"

#include "core/archive/archivesummary.h"
#include "text/errortext.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(SupportRequestText)
};

QString number(qint64 value)
{
    return QLocale().toString(value);
}

/// Nothing where nothing is known.
QString line(const QString &name, const QString &value)
{
    return value.isEmpty() ? QString() : QStringLiteral("- %1: %2\n").arg(name, value);
}

QString archiveLines(const ArchiveRecord &archive)
{
    const bool isCopy = !archive.preparedPath.isEmpty();
    const QFileInfo file(isCopy ? archive.preparedPath : archive.path);
    const qint64 size = isCopy ? file.size() : archive.size;
    const QString bytes =
        size < 0 ? QString()
                 : Words::tr("%1 (%2 bytes)").arg(sizeText(size), QLocale::c().toString(size));
    return line(Words::tr("File"), file.fileName()) + line(Words::tr("Size"), bytes)
           + line(Words::tr("SHA-256"), isCopy ? archive.preparedSha256 : archive.sha256);
}

QString contentLines(const ArchiveSummary &summary)
{
    return line(Words::tr("People"), number(summary.users))
           + line(Words::tr("Teams"), number(summary.teams))
           + line(Words::tr("Channels"), number(summary.channels))
           + line(Words::tr("Messages"), number(summary.allPosts()))
           + line(Words::tr("Attached files"),
                  Words::tr("%1 (%2)").arg(number(summary.attachmentFiles),
                                           sizeText(summary.attachmentBytes)));
}

} // namespace

QString supportRequestText(const MigrationState &state)
{
    const ArchiveSummary summary = ArchiveSummary::fromJson(state.archive.summary);
    const QString version =
        state.source.version.isNull() ? summary.generatorVersion : state.source.version.toString();
    const QString to = state.destination.address.isEmpty() ? state.destination.typedAddress
                                                           : state.destination.address.toString();
    QString text =
        Words::tr("Subject: Import of a workspace into Mattermost Cloud") + QLatin1String("\n\n");
    text += Words::tr("Hello,\n\nwe are moving our Mattermost workspace to Mattermost Cloud. Cloud "
                      "takes no imports from its customers, so please import our archive for us. "
                      "It was made by Mattermost's own bulk export.")
            + QLatin1String("\n\n");
    text += Words::tr("Where it has to go:") + QLatin1Char('\n') + line(Words::tr("Workspace"), to)
            + line(Words::tr("Version there"), state.destination.version.isNull()
                                                   ? QString()
                                                   : state.destination.version.toString())
            + line(Words::tr("Our administrator there"), state.destination.username)
            + QLatin1Char('\n');
    text += Words::tr("Where it comes from:") + QLatin1Char('\n')
            + line(Words::tr("Address"), state.source.address.toString())
            + line(Words::tr("Mattermost version"),
                   version.isEmpty() ? Words::tr("not known") : version)
            + QLatin1Char('\n');
    text += Words::tr("The archive:") + QLatin1Char('\n') + archiveLines(state.archive)
            + QLatin1Char('\n');
    if (!state.archive.summary.isEmpty())
        text += Words::tr("What is in it:") + QLatin1Char('\n') + contentLines(summary)
                + QLatin1Char('\n');
    text += Words::tr("Please tell us how to send you the file, and when the import can take "
                      "place.\n\nThank you!")
            + QLatin1Char('\n');
    return text;
}

} // namespace mmigrate
