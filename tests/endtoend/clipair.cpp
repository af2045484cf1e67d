// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "endtoend/clipair.h"

#include <QDir>

namespace mmigrate::test {

PracticeServerOptions crampedDestination()
{
    PracticeServerOptions options = emptyDestination();
    options.config = {
        {QStringLiteral("TeamSettings"), QJsonObject{{QStringLiteral("MaxUsersPerTeam"), 5}}}};
    return options;
}

CliPair::CliPair(const PracticeServerOptions &sourceOptions,
                 const PracticeServerOptions &destinationOptions)
    : source(sourceOptions)
    , destination(destinationOptions)
{
    if (!source.start() || !destination.start())
        qFatal("a stand-in did not start");
}

QStringList CliPair::zips() const
{
    return QDir(archives()).entryList({QStringLiteral("*.zip")}, QDir::Files, QDir::Name);
}

QStringList CliPair::migrate(const QStringList &more) const
{
    return QStringList{QStringLiteral("migrate"), QStringLiteral("--folder"), archives()}
           + sourceArguments(home, source) + destinationArguments(home, destination) + more;
}

QStringList CliPair::exportOnly(const QStringList &more) const
{
    return QStringList{QStringLiteral("export"), QStringLiteral("--folder"), archives()}
           + sourceArguments(home, source) + more;
}

QStringList CliPair::importOnly(const QString &archive) const
{
    return QStringList{QStringLiteral("import"), archive} + destinationArguments(home, destination);
}

QStringList CliPair::resume() const
{
    return resumeArguments(home, source, destination);
}

QString CliPair::whatIsWrong() const
{
    const int exports = MigrationPair::jobCount(source, "export_process");
    const int imports = MigrationPair::jobCount(destination, "import_process");
    if (exports != 1 || imports != 1)
        return QStringLiteral("%1 exports and %2 imports").arg(exports).arg(imports);
    return difference(destination.posts(), expectedPosts(source.posts(), Passage{}));
}

} // namespace mmigrate::test
