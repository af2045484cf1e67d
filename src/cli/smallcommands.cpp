// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/smallcommands.h"

#include "cli/exitstatus.h"
#include "cli/interruptwatcher.h"
#include "cli/messages.h"
#include "cli/practiceoptions.h"
#include "cli/terminal.h"
#include "core/archive/archivescan.h"
#include "core/archive/check/findingfile.h"
#include "core/archive/zipplaces.h"
#include "core/base/stepcontrol.h"
#include "practice/practiceserver.h"
#include "text/findingtext.h"
#include "text/migrationsummary.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace mmigrate::cli {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(SmallCommands)
};

int refused(const Error &error)
{
    printErr(errorBlock(error));
    return exitStatusOf(error);
}

Result<CheckReport> findingsOf(const ArchiveReader &archive, const Arguments &arguments,
                               StepControl &control)
{
    CheckContext rules;
    rules.destinationVersion = arguments.forVersion;
    if (arguments.findingsFile.isEmpty())
        return checkArchive(archive, rules, control);
    return checkArchiveInto(arguments.findingsFile, archive, rules, control);
}

} // namespace

int inspectArchive(const Arguments &arguments)
{
    const Result<ArchiveReader> reader = ArchiveReader::open(arguments.archive);
    if (!reader)
        return refused(reader.error());
    if (const Result<QList<ZipPlace>> places = agreeingPlaces(arguments.archive); !places)
        return refused(places.error());
    StepControl control;
    if (const Result<void> intact = reader->verifyCrc(control); !intact)
        return refused(intact.error());
    const Result<CheckReport> findings = findingsOf(*reader, arguments, control);
    if (!findings)
        return refused(findings.error());
    const Result<ArchiveScan> scan = scanArchive(*reader, {}, control);
    if (!scan) {
        // What is wrong is known all the same.
        printOut(arguments.json ? QString::fromUtf8(QJsonDocument(findings->toJson()).toJson())
                                : checkReportText(*findings));
        return refused(scan.error());
    }
    if (arguments.json) {
        QJsonObject all = scan->summary.toJson();
        all.insert(QStringLiteral("check"), findings->toJson());
        printOut(QString::fromUtf8(QJsonDocument(all).toJson()));
    } else {
        printOut(archiveSummaryText(scan->summary) + QLatin1Char('\n')
                 + checkReportText(*findings));
    }
    return exitDone;
}

int runPracticeServer(const Arguments &arguments)
{
    // Before the address is told: whoever reads it may send Ctrl-C at once.
    InterruptWatcher interrupts;
    QObject::connect(&interrupts, &InterruptWatcher::interrupted, QCoreApplication::instance(),
                     &QCoreApplication::quit);
    const bool isSource = arguments.practiceRole == QLatin1String("source");
    PracticeServerOptions options = practiceOptions(arguments);
    options.role = isSource ? PracticeRole::Source : PracticeRole::Empty;
    options.port = arguments.port;
    if (!arguments.practiceReadyExport.isEmpty())
        options.readyExports = {arguments.practiceReadyExport};
    PracticeServer server(options);
    if (const Result<void> started = server.start(); !started)
        return refused(started.error());
    printOut(Words::tr("address: %1").arg(server.url().toString()) + QLatin1Char('\n')
             + Words::tr("user: %1").arg(server.adminUsername()) + QLatin1Char('\n')
             + Words::tr("password: %1").arg(server.adminPassword()) + QLatin1Char('\n'));
    printErr(Words::tr("Mattermost %1 stand-in, for practice only. Ctrl-C ends it.")
                 .arg(server.version())
             + QLatin1Char('\n'));
    return QCoreApplication::exec();
}

} // namespace mmigrate::cli
