// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/importerrortext.h"

#include "text/errortext_p.h"
#include "text/importerrortable.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ImportErrorText)
};

constexpr qsizetype longestNameShown = 60;
constexpr qsizetype longestLineShown = 400;

struct NextWords
{
    QString sentence{};
    NextAction action = NextAction::TryAgain;
};

/// What can be done to the archive or about the file as a whole.
NextWords nextForArchive(ImportErrorNext next, const Error &error)
{
    switch (next) {
    case ImportErrorNext::ArchiveLine: {
        const QString archive = QFileInfo(fact(error, "archive")).fileName();
        return {(archive.isEmpty()
                     ? Words::tr("Have this mended in the archive, then continue.")
                     : Words::tr("Have this mended in %1, then continue.").arg(archive))
                    + QLatin1Char(' ')
                    + Words::tr("It is then checked and uploaded again. Nothing has to be exported "
                                "again."),
                NextAction::Continue};
    }
    case ImportErrorNext::OtherArchive:
        return {Words::tr("Choose the file that the export made, unchanged."),
                NextAction::ChooseArchive};
    case ImportErrorNext::OtherExport:
        return {Words::tr("Make a new export, or choose another one."), NextAction::ChooseExport};
    case ImportErrorNext::UploadAgain:
        return {Words::tr("Continue uploads it again."), NextAction::Continue};
    case ImportErrorNext::NewerServer:
        return {Words::tr("Have the server updated to a newer version, or have this taken out of "
                          "the archive, then continue."),
                NextAction::Continue};
    case ImportErrorNext::WithoutFiles:
        return {Words::tr("Ask the server's administrator to look for the lost file, or try it "
                          "without attachments."),
                NextAction::TryAgain};
    case ImportErrorNext::WithoutRoles:
        return {Words::tr("Make a new export without roles and permission schemes, or ask the "
                          "server's administrator."),
                NextAction::ChooseExport};
    default:
        return {Words::tr("Save the details and report it."), NextAction::SaveDetails};
    }
}

/// What whoever runs the server can do.
NextWords nextForServer(ImportErrorNext next)
{
    switch (next) {
    case ImportErrorNext::RaiseLimit:
        return {Words::tr("Let mmigrate raise this limit for the migration, or change it on the "
                          "destination, then continue."),
                NextAction::AdjustLimits};
    case ImportErrorNext::UploadLimit:
        return {Words::tr("Ask the server's administrator to allow larger requests and larger "
                          "files, then try again."),
                NextAction::TryAgain};
    case ImportErrorNext::ChangeSetting:
        return {Words::tr("Ask the server's administrator to change this, then try again."),
                NextAction::TryAgain};
    case ImportErrorNext::ServerLog:
        return {Words::tr("Try again. If it fails again, ask the server's administrator to look "
                          "into its log."),
                NextAction::TryAgain};
    case ImportErrorNext::ServerDisk:
        return {Words::tr("Ask the server's administrator whether its disk is full and whether "
                          "Mattermost may write to its folders, then try again."),
                NextAction::TryAgain};
    case ImportErrorNext::FileStore:
        return {Words::tr("Ask the server's administrator to check the place where Mattermost "
                          "keeps its files, then try again."),
                NextAction::TryAgain};
    case ImportErrorNext::Wait:
        return {Words::tr("Wait some minutes, then try again. Nothing is lost."),
                NextAction::TryAgain};
    default:
        return {tryAgainHint(), NextAction::TryAgain};
    }
}

/// What is in the way on the destination.
NextWords nextForDestination(ImportErrorNext next)
{
    switch (next) {
    case ImportErrorNext::OtherAccount:
        return {Words::tr("Change that account on the destination, or have it changed in the "
                          "archive, then continue."),
                NextAction::Continue};
    case ImportErrorNext::OtherPlace:
        return {Words::tr("Rename it or bring it back on the destination, or have it changed in "
                          "the archive, then continue."),
                NextAction::Continue};
    case ImportErrorNext::OtherAdministrator:
        return {Words::tr("Make another person an administrator of the destination, then "
                          "continue."),
                NextAction::Continue};
    case ImportErrorNext::MorePeople:
        return {Words::tr("Deactivate accounts on the destination that nobody uses, or get a "
                          "larger licence, then continue."),
                NextAction::Continue};
    case ImportErrorNext::Password:
        return {Words::tr("Have the destination ask for less of passwords until the import is "
                          "over, or have the password changed in the archive, then continue."),
                NextAction::Continue};
    case ImportErrorNext::CloudSupport:
        return {Words::tr("Export the workspace here, then ask Mattermost's support to import the "
                          "archive."),
                NextAction::ChangeAddress};
    default: // SignIn
        return {Words::tr("Sign in with the account of a system administrator, the one that began "
                          "this migration."),
                NextAction::SignInAgain};
    }
}

NextWords nextWords(ImportErrorNext next, const Error &error)
{
    switch (next) {
    case ImportErrorNext::ArchiveLine:
    case ImportErrorNext::OtherArchive:
    case ImportErrorNext::OtherExport:
    case ImportErrorNext::UploadAgain:
    case ImportErrorNext::NewerServer:
    case ImportErrorNext::WithoutFiles:
    case ImportErrorNext::WithoutRoles:
    case ImportErrorNext::Report:
        return nextForArchive(next, error);
    case ImportErrorNext::RaiseLimit:
    case ImportErrorNext::UploadLimit:
    case ImportErrorNext::ChangeSetting:
    case ImportErrorNext::ServerLog:
    case ImportErrorNext::ServerDisk:
    case ImportErrorNext::FileStore:
    case ImportErrorNext::Wait:
    case ImportErrorNext::TryAgain:
        return nextForServer(next);
    case ImportErrorNext::OtherAccount:
    case ImportErrorNext::OtherPlace:
    case ImportErrorNext::OtherAdministrator:
    case ImportErrorNext::MorePeople:
    case ImportErrorNext::Password:
    case ImportErrorNext::CloudSupport:
    case ImportErrorNext::SignIn:
        return nextForDestination(next);
    }
    Q_UNREACHABLE();
}

QString shownName(const Error &error, const QString &name)
{
    QString value = error.facts.value(name).toString();
    // The folders of a file are marks of the server, which tell a person nothing.
    if (name == QLatin1String("path"))
        value = value.mid(value.lastIndexOf(QLatin1Char('/')) + 1);
    if (value.size() > longestNameShown)
        value = value.left(longestNameShown - 1) + QChar(0x2026);
    return value;
}

/// Puts the name in, or leaves out the part in brackets that would hold it.
QString withName(const QString &sentence, const Error &error)
{
    const qsizetype begin = sentence.indexOf(QLatin1Char('['));
    const qsizetype end = sentence.indexOf(QLatin1Char(']'));
    const qsizetype open = sentence.indexOf(QLatin1Char('{'));
    const qsizetype close = sentence.indexOf(QLatin1Char('}'));
    if (begin < 0 || open < begin || close < open || end < close)
        return sentence;
    const QString value = shownName(error, sentence.mid(open + 1, close - open - 1));
    const QString part = value.isEmpty() ? QString()
                                         : sentence.mid(begin + 1, open - begin - 1) + value
                                               + sentence.mid(close + 1, end - close - 1);
    return sentence.left(begin) + part + sentence.mid(end + 1);
}

/// Servers of 5.x call a file that is not there a line that cannot be read.
QString meaningOf(const Error &error)
{
    const bool lacksFile =
        error.serverErrorId == QLatin1String("app.import.bulk_import.json_decode.error")
        && !fact(error, "path").isEmpty();
    return lacksFile ? QStringLiteral("app.import.bulk_import.process_attachments.error")
                     : error.serverErrorId;
}

QString lineNumberText(const Error &error)
{
    const qint64 line = error.facts.value(QStringLiteral("line")).toLongLong();
    if (line <= 0)
        return {};
    const QString number = QLocale().toString(line);
    const bool isCopy = error.facts.value(QStringLiteral("ofCopy")).toBool();
    if (error.facts.value(QStringLiteral("lineIsNear")).toBool())
        return isCopy ? Words::tr("It is near line %1 of the corrected list that was uploaded.")
                            .arg(number)
                      : Words::tr("It is near line %1 of the archive's list.").arg(number);
    return isCopy ? Words::tr("It was line %1 of the corrected list that was uploaded.").arg(number)
                  : Words::tr("It was line %1 of the archive's list.").arg(number);
}

} // namespace

QString failedLineText(const Error &error)
{
    QStringList parts;
    const QString number = lineNumberText(error);
    if (!number.isEmpty())
        parts.append(number);
    const QString line = fact(error, "lineText");
    if (!line.isEmpty())
        parts.append(Words::tr("The line reads: %1").arg(line.left(longestLineShown)));
    return parts.join(QLatin1Char('\n'));
}

std::optional<ErrorText> importErrorText(const Error &error)
{
    const ImportErrorEntry *entry = importErrorEntry(meaningOf(error));
    if (!entry)
        return std::nullopt;
    QStringList explanation;
    if (error.kind == ErrorKind::JobFailed)
        explanation.append(fact(error, "job") == QLatin1String("import")
                               ? Words::tr("The destination stopped the import. What it has "
                                           "imported already stays and is not doubled.")
                               : Words::tr("The source stopped the export."));
    if (entry->cause)
        explanation.append(Words::tr(entry->cause));
    const QString line = failedLineText(error);
    if (!line.isEmpty())
        explanation.append(line);
    const NextWords next = nextWords(entry->next, error);
    return ErrorText{withName(Words::tr(entry->sentence), error),
                     explanation.join(QLatin1Char('\n')), next.sentence, next.action};
}

} // namespace mmigrate
