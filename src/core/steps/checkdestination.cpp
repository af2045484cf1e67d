// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/checkdestination.h"

#include "core/steps/adjustedsettings.h"
#include "core/steps/aheadupload.h"
#include "core/steps/collisioncheck.h"

#include <algorithm>

namespace mmigrate {

Result<void> CheckDestination::run(StepContext &context)
{
    if (context.ahead && !context.state.destination.licence.cloud) {
        Result<void> settings = context.ahead->awaitSettings(context.control);
        if (settings)
            settings = context.save();
        if (!settings)
            return settings;
    }
    DestinationSurvey survey(context);
    if (Result<void> looked = survey.run(); !looked)
        return looked;
    if (Result<void> fits = expectFit(context, survey); !fits)
        return fits;
    // A mapping file may have come after the archive was prepared; then that is to be done again.
    if (!context.state.isFinished(StepId::UploadArchive)) {
        const Result<NameDecisions> decided =
            decidedNames(context, survey.names(), survey.collisions());
        if (!decided)
            return decided.error();
    }
    return mendSettings(context, survey);
}

/// Errors: what no setting mends.
Result<void> CheckDestination::expectFit(const StepContext &context,
                                         const DestinationSurvey &survey)
{
    const DestinationReport &report = survey.report();
    if (report.find(DestinationRule::CloudRefusesImports))
        return makeError(ErrorKind::ImportsRefused);
    if (report.find(DestinationRule::NotAdministrator))
        return makeError(ErrorKind::NotAdministrator)
            .with(QStringLiteral("username"), survey.look().me.username);
    if (report.find(DestinationRule::VersionTooOld))
        return makeError(ErrorKind::UnsupportedVersion)
            .with(QStringLiteral("version"), context.state.destination.version.toString());
    if (report.find(DestinationRule::SameServer))
        return makeError(ErrorKind::SameServer);
    QVariantList unfit;
    for (const DestinationFinding &finding : report.findings) {
        // What is mended elsewhere: settings below, jobs while the upload runs, messages by the
        // corrected archive.
        const bool isFinal = finding.rule == DestinationRule::StorageTooLarge
                             || (finding.rule == DestinationRule::MessageTooLong
                                 && context.state.archive.isPrepared);
        if (finding.severity == Severity::Stops && isFinal)
            unfit.append(QVariantMap{{QStringLiteral("rule"), destinationRuleName(finding.rule)},
                                     {QStringLiteral("severity"), severityName(finding.severity)},
                                     {QStringLiteral("facts"), finding.facts}});
    }
    if (unfit.isEmpty())
        return {};
    return makeError(ErrorKind::DestinationUnfit).with(QStringLiteral("findings"), unfit);
}

Result<void> CheckDestination::mendSettings(StepContext &context, const DestinationSurvey &survey)
{
    const DestinationTask &task = survey.task();
    QList<TooLowLimit> limits = tooLowLimits(task.summary, task.uploadSize, task.there,
                                             survey.look().config, survey.look().environment);
    const bool anyFixed = std::any_of(limits.begin(), limits.end(), [](const TooLowLimit &limit) {
        return limit.fixedByEnvironment;
    });
    if (!limits.isEmpty() && (anyFixed || !context.state.options.adjustLimits))
        return limitsError(limits);
    if (Result<void> kept = keepBefore(context, survey.before()); !kept)
        return kept;
    limits += switchedOnForGood(context.state, survey);
    return limits.isEmpty() ? Result<void>() : raiseSettings(context, limits);
}

Result<void> CheckDestination::keepBefore(StepContext &context,
                                          const DestinationSurvey::Before &before)
{
    ImportRecord &import = context.state.import;
    if (import.countsBeforeKnown && hasImportBegun(context.state))
        return {};
    import.membersBefore = {};
    import.countsBefore = before.counts;
    for (auto it = before.members.begin(); it != before.members.end(); ++it)
        import.membersBefore.insert(it.key(), *it);
    import.countsBeforeKnown = true;
    return context.save();
}

QList<TooLowLimit> CheckDestination::switchedOnForGood(const MigrationState &state,
                                                       const DestinationSurvey &survey)
{
    QList<TooLowLimit> settings;
    for (const DestinationFinding &finding : survey.report().findings) {
        const QString name = finding.facts.value(QStringLiteral("setting")).toString();
        if (finding.remedy != Remedy::SwitchOn || !state.options.switchOn.contains(name))
            continue;
        const QString section = name.section(QLatin1Char('.'), 0, 0);
        const QString key = name.section(QLatin1Char('.'), 1);
        settings.append({section, key, survey.look().config.value(section).toObject().value(key),
                         true, false, true});
    }
    return settings;
}

} // namespace mmigrate
