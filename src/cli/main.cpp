// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/checkcommand.h"
#include "cli/cliarguments.h"
#include "cli/messages.h"
#include "cli/migrationcommand.h"
#include "cli/smallcommands.h"
#include "cli/terminal.h"
#include "core/base/log.h"

#include <QCoreApplication>

using namespace mmigrate;
using namespace mmigrate::cli;

namespace {

int runCommand(const Arguments &arguments)
{
    switch (arguments.command) {
    case Command::Inspect:
        return inspectArchive(arguments);
    case Command::Check:
        return CheckCommand(arguments).run();
    case Command::PracticeServer:
        return runPracticeServer(arguments);
    case Command::Resume:
        if (arguments.list)
            return listMigrations();
        [[fallthrough]];
    case Command::Migrate:
    case Command::Export:
    case Command::Import:
        return MigrationCommand(arguments).run();
    }
    Q_UNREACHABLE();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("mmigrate"));
    QCoreApplication::setApplicationVersion(QStringLiteral(MMIGRATE_VERSION));

    const ParseOutcome parsed = parseArguments(QCoreApplication::arguments().mid(1));
    if (!parsed.arguments) {
        if (!parsed.output.isEmpty())
            printOut(parsed.output);
        if (!parsed.error.isEmpty())
            printErr(parsed.error + QLatin1Char('\n'));
        return parsed.exitStatus;
    }
    LogFileOptions log;
    log.path = parsed.arguments->logFile;
    log.verbose = parsed.arguments->verbose;
    if (const Result<void> installed = installLogFile(log); !installed)
        printErr(errorBlock(installed.error()));
    const int status = runCommand(*parsed.arguments);
    removeLogFile();
    return status;
}
