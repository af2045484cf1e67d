// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/archiveerrortext.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ArchiveErrorText)
};

QString damagedHint(const Error &error)
{
    const QString aside = error.facts.value(QStringLiteral("setAside")).toString();
    if (!aside.isEmpty())
        return Words::tr("Continue downloads it again. The damaged file was set aside as %1. If "
                         "the next one is damaged, "
                         "too, make a new export.")
            .arg(aside);
    return Words::tr("Copy or download it once more. If it is still damaged, make a new export.");
}

} // namespace

ErrorText archiveErrorText(const Error &error)
{
    const QString reason = error.facts.value(QStringLiteral("reason")).toString();
    const QString file = QFileInfo(error.facts.value(QStringLiteral("path")).toString()).fileName();
    const QString entry = error.facts.value(QStringLiteral("entry")).toString();
    const NextAction choose = NextAction::ChooseArchive;
    if (reason == QLatin1String("not-zip"))
        return {Words::tr("%1 is not a Mattermost export.").arg(file),
                Words::tr("An export is a ZIP file."),
                Words::tr("Choose the file that the export made, unchanged."), choose};
    if (reason == QLatin1String("truncated"))
        return {Words::tr("%1 is incomplete.").arg(file), Words::tr("Its end is missing."),
                damagedHint(error), choose};
    if (reason == QLatin1String("encrypted"))
        return {Words::tr("%1 is protected by a password.").arg(file),
                Words::tr("Mattermost cannot read such files."),
                Words::tr("Choose the export as Mattermost made it."), choose};
    if (reason == QLatin1String("no-jsonl"))
        return {Words::tr("%1 is not a Mattermost export.").arg(file),
                Words::tr("It holds no import.jsonl, the list of everything in the workspace."),
                Words::tr("Choose the file that the export made, unchanged."), choose};
    if (reason == QLatin1String("several-jsonl"))
        return {Words::tr("%1 holds more than one list of a workspace.").arg(file),
                Words::tr("Servers differ in which one they would take."),
                Words::tr("Choose the export as Mattermost made it."), choose};
    if (reason == QLatin1String("bad-name"))
        return {Words::tr("%1 holds a file with a dangerous name.").arg(file), entry,
                Words::tr("No Mattermost server makes such a file. Do not use it."), choose};
    if (reason == QLatin1String("damaged-entry"))
        return {Words::tr("%1 is damaged.").arg(file),
                entry.isEmpty() ? QString() : Words::tr("This part cannot be read: %1").arg(entry),
                damagedHint(error), choose};
    if (reason == QLatin1String("slack-export"))
        return {Words::tr("%1 is an export of Slack.").arg(file),
                Words::tr("It has to be converted before Mattermost can read it."),
                Words::tr("Convert it with Mattermost's tool mmetl, then choose the result."),
                choose};
    if (reason == QLatin1String("list-alone"))
        return {Words::tr("%1 is a list of a workspace without an archive around it.").arg(file),
                Words::tr("Servers take such a list inside a ZIP file only."),
                Words::tr("mmigrate can make the ZIP file. Files that the list names come in, too, "
                          "if they are in a folder \"data\" beside it."),
                NextAction::WrapList};
    if (reason == QLatin1String("empty"))
        return {Words::tr("%1 is empty.").arg(file),
                Words::tr("The export on the server was probably not finished."),
                Words::tr("Make a new export."), NextAction::ChooseExport};
    if (reason == QLatin1String("bad-line"))
        return {Words::tr("Line %1 of the list in %2 cannot be read.")
                    .arg(QLocale().toString(error.facts.value(QStringLiteral("line")).toLongLong()),
                         file),
                Words::tr("No Mattermost server writes such a line (%1).")
                    .arg(error.facts.value(QStringLiteral("problem")).toString()),
                damagedHint(error), choose};
    return {
        Words::tr("%1 cannot be read.").arg(error.facts.value(QStringLiteral("path")).toString()),
        error.detail,
        Words::tr("Check that the file is there and that you may read it, then try again."),
        choose};
}

QString countedThing(const QString &what)
{
    if (what == QLatin1String("users"))
        return Words::tr("people");
    if (what == QLatin1String("teams"))
        return Words::tr("teams");
    if (what == QLatin1String("publicChannels"))
        return Words::tr("public channels");
    if (what == QLatin1String("privateChannels"))
        return Words::tr("private channels");
    if (what == QLatin1String("posts"))
        return Words::tr("messages");
    if (what == QLatin1String("postsWithFiles"))
        return Words::tr("messages with files");
    return what;
}

} // namespace mmigrate
