// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/destinationerrortext.h"

#include "text/errortext_p.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(DestinationErrorText)
};

QString mappingProblem(const QString &reason, const QString &entry)
{
    if (reason == QLatin1String("not-json"))
        return Words::tr("It is no valid JSON.");
    if (reason == QLatin1String("not-mapping"))
        return Words::tr("It is another kind of file.");
    if (reason == QLatin1String("newer"))
        return Words::tr("A newer version of mmigrate made it.");
    if (reason == QLatin1String("too-large"))
        return Words::tr("It is too large.");
    if (reason == QLatin1String("bad-decision"))
        return Words::tr("The decision in %1 is unknown, or not possible there.").arg(entry);
    if (reason == QLatin1String("bad-name"))
        return Words::tr("The new name in %1 is none that servers take.").arg(entry);
    if (reason == QLatin1String("repeated"))
        return Words::tr("%1 decides on a name a second time.").arg(entry);
    if (reason == QLatin1String("target-taken"))
        return Words::tr("The new name for %1 is taken already.").arg(entry);
    if (reason == QLatin1String("target-missing"))
        return Words::tr("The destination has no account of the name that was chosen for %1.")
            .arg(entry);
    return entry.isEmpty() ? QString() : Words::tr("%1 is incomplete.").arg(entry);
}

ErrorText mappingText(const Error &error)
{
    const QString file = QFileInfo(fact(error, "path")).fileName();
    return {file.isEmpty() ? Words::tr("The decisions about names cannot be used.")
                           : Words::tr("The decisions about names in %1 cannot be used.").arg(file),
            mappingProblem(fact(error, "reason"), fact(error, "entry")),
            Words::tr("Mend the file or decide anew, then try again."), NextAction::ShowCheck};
}

ErrorText collisionsText(const Error &error)
{
    const int more = error.facts.value(QStringLiteral("count")).toInt() - 1;
    QString what = Words::tr("\"%1\" of the archive has the e-mail address of \"%2\" there.")
                       .arg(fact(error, "username"), fact(error, "other"));
    if (fact(error, "other").isEmpty())
        what = Words::tr("\"%1\" of the archive was to stop the migration.")
                   .arg(fact(error, "username"));
    if (more > 0)
        what += QLatin1Char(' ') + Words::tr("There are %n more.", nullptr, more);
    return {Words::tr("Names of the archive and of the destination collide."), what,
            Words::tr("Decide what becomes of them, then try again."), NextAction::ShowCheck};
}

} // namespace

ErrorText destinationErrorText(const Error &error)
{
    if (error.kind == ErrorKind::MappingInvalid)
        return mappingText(error);
    if (error.kind == ErrorKind::Collision)
        return collisionsText(error);
    return {Words::tr("The destination cannot take this archive."),
            Words::tr("What stands in the way is told in the check of the destination."),
            Words::tr("Ask its administrator to change that, then try again."),
            NextAction::ShowCheck};
}

} // namespace mmigrate
