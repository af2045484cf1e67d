// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/checkcommand.h"

#include "cli/checkresult.h"
#include "cli/exitstatus.h"
#include "cli/interruptwatcher.h"
#include "cli/messages.h"
#include "cli/terminal.h"
#include "core/archive/check/findingfile.h"
#include "core/base/stepcontrol.h"
#include "core/destination/collisionfile.h"
#include "core/steps/collisioncheck.h"
#include "core/steps/importerrules.h"

#include <QFileInfo>
#include <QJsonDocument>

namespace mmigrate::cli {

Result<void> CheckCommand::prepareNew(RunRequest &request)
{
    MigrationState state;
    state.options = arguments().options;
    state.options.folder = useTemporaryFolder();
    state.destination.typedAddress = arguments().destinationAddress;
    state.archive.path = QFileInfo(arguments().archive).absoluteFilePath();
    request.steps = {StepId::CheckArchive, StepId::SignInDestination, StepId::LookAtDestination};
    return createJournal(state);
}

bool CheckCommand::askAndGoOn(const RunOutcome &outcome)
{
    const Error &error = *outcome.error;
    // That is what it was to find out.
    const bool isRefused =
        error.kind == ErrorKind::ImportsRefused && error.step == StepId::SignInDestination;
    if (isRefused)
        request().steps = {StepId::LookAtDestination};
    else if (outcome.state.isFinished(StepId::CheckArchive))
        request().steps.removeOne(StepId::CheckArchive);
    return isRefused || MigrationCommand::askAndGoOn(outcome);
}

int CheckCommand::conclude(const std::optional<Error> &error)
{
    printer().finished(error);
    const Result<int> told = error ? Result<int>(*error) : tell();
    if (told)
        return *told;
    printErr(errorBlock(told.error()));
    return exitStatusOf(told.error());
}

Result<CheckReport> CheckCommand::findingsOfArchive()
{
    const MigrationState &state = request().state;
    if (arguments().findingsFile.isEmpty())
        return archiveFindings(state);
    const Result<ArchiveReader> reader = ArchiveReader::open(state.archive.path);
    if (!reader)
        return reader.error();
    StepControl control;
    return checkArchiveInto(arguments().findingsFile, *reader, knownRules(state), control,
                            [&control](const Progress &) {
                                if (InterruptWatcher::wasInterrupted())
                                    control.cancel();
                            });
}

Result<int> CheckCommand::tell()
{
    MigrationState state = request().state;
    state.options.folder = arguments().options.folder; // an import would work there
    const Result<CollisionDecisions> decisions = chosenDecisions(state);
    if (!decisions)
        return decisions.error();
    const Result<CheckReport> findings = findingsOfArchive();
    if (!findings)
        return findings.error();
    CheckResult result{state,
                       *findings,
                       DestinationReport::fromJson(state.destinationCheck.report),
                       {},
                       *decisions};
    // In Cloud nobody looked for names.
    if (!state.destinationCheck.collisionsPath.isEmpty()) {
        const Result<CollisionReport> collisions = savedCollisions(state);
        if (!collisions)
            return collisions.error();
        result.collisions = *collisions;
    }
    Result<void> written;
    if (!arguments().collisionsFile.isEmpty())
        written = writeCollisions(arguments().collisionsFile, result.collisions, *decisions);
    if (written && !arguments().saveMappingFile.isEmpty())
        written = (state.options.mappingFile.isEmpty() ? suggestedDecisions(result.collisions)
                                                       : *decisions)
                      .save(arguments().saveMappingFile);
    if (!written)
        return written.error();
    printOut(arguments().json ? QString::fromUtf8(QJsonDocument(toJson(result)).toJson())
                              : toText(result));
    return isReady(result) ? exitDone : exitCheckStopped;
}

} // namespace mmigrate::cli
