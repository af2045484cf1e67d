// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/checkresult.h"

#include "core/archive/archivesummary.h"
#include "core/steps/workingspace.h"
#include "text/collisiontext.h"
#include "text/destinationfindingtext.h"
#include "text/findingtext.h"
#include "text/migrationsummary.h"
#include "text/steptext.h"
#include "text/supportrequesttext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <optional>

namespace mmigrate::cli {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CheckResult)
};

/// What of the archive stops the import and mmigrate does not mend.
qint64 finalFindings(const CheckResult &result)
{
    const CheckReport &findings = result.findings;
    return std::count_if(findings.groups.begin(), findings.groups.end(),
                         [&findings](const auto &group) { return findings.isFinal(group); });
}

QList<DestinationFinding> stoppingFindings(const CheckResult &result)
{
    QList<DestinationFinding> findings = result.destination.findings;
    findings.removeIf([&result](const DestinationFinding &finding) {
        return !stopsImport(finding, result.state.options.adjustLimits);
    });
    return findings;
}

/// A name of the mapping file that cannot be given; without a file none is given.
QString targetError(const CheckResult &result)
{
    const bool isDecided = !result.state.options.mappingFile.isEmpty();
    return isDecided ? targetErrorText(result.state.destinationCheck.targetError) : QString();
}

std::optional<WorkingSpace> spaceFor(const CheckResult &result)
{
    return plannedSpace(result.state, result.findings, result.decisions, result.collisions);
}

QString headed(const QString &heading, const QString &text)
{
    return QLatin1Char('\n') + heading + QLatin1Char('\n') + text;
}

/// What to write on the command line, for what somebody has to decide or may want.
QString optionsText(const CheckResult &result)
{
    QString text;
    const QList<DestinationFinding> stopping = stoppingFindings(result);
    const bool anyRaised =
        std::any_of(stopping.begin(), stopping.end(), [](const DestinationFinding &finding) {
            return finding.remedy == Remedy::Adjust;
        });
    if (anyRaised)
        text +=
            Words::tr("To let mmigrate raise what is too low: --adjust-limits") + QLatin1Char('\n');
    for (const DestinationFinding &finding : result.destination.findings) {
        const QString setting = finding.facts.value(QStringLiteral("setting")).toString();
        if (finding.remedy == Remedy::SwitchOn)
            text += Words::tr("To let mmigrate switch on %1: --switch-on %2")
                        .arg(settingText(setting), setting)
                    + QLatin1Char('\n');
    }
    if (!result.decisions.stopping(result.collisions).isEmpty())
        text += Words::tr("To decide about names: check with --save-mapping FILE, change the file, "
                          "and import with --mapping FILE")
                + QLatin1Char('\n');
    return text;
}

QString conclusion(const CheckResult &result)
{
    if (isReady(result))
        return Words::tr("Nothing stops the import.") + QLatin1Char('\n') + optionsText(result);
    QStringList reasons;
    const auto count = [&reasons](qint64 number, const QString &what) {
        if (number > 0)
            reasons.append(what.arg(QLocale().toString(number)));
    };
    count(finalFindings(result), Words::tr("%1 in the archive"));
    count(stoppingFindings(result).size(), Words::tr("%1 on the new server"));
    count(result.decisions.stopping(result.collisions).size()
              + (targetError(result).isEmpty() ? 0 : 1),
          Words::tr("%1 about names"));
    return Words::tr("To be decided or changed before the import: %1.")
               .arg(reasons.join(QStringLiteral(", ")))
           + QLatin1Char('\n') + optionsText(result);
}

} // namespace

bool isReady(const CheckResult &result)
{
    return finalFindings(result) == 0 && stoppingFindings(result).isEmpty()
           && result.decisions.stopping(result.collisions).isEmpty()
           && targetError(result).isEmpty() && spaceFor(result).value_or(WorkingSpace()).isEnough();
}

QString toText(const CheckResult &result)
{
    const MigrationState &state = result.state;
    const bool isCloud = state.destination.licence.cloud;
    QString text = Words::tr("In the archive:") + QLatin1Char('\n')
                   + archiveSummaryText(ArchiveSummary::fromJson(state.archive.summary));
    text += headed(Words::tr("What is wrong with it:"), checkReportText(result.findings));
    text +=
        headed(Words::tr("The new server, %1, Mattermost %2:")
                   .arg(state.destination.address.toString(), state.destination.version.toString()),
               destinationReportText(result.destination));
    if (isCloud)
        return text
               + headed(Words::tr("A request to Mattermost's support, ready to be sent:"),
                        supportRequestText(state));
    text += headed(Words::tr("What the archive and the new server both have:"),
                   collisionReportText(result.collisions, result.decisions));
    if (const QString problem = targetError(result); !problem.isEmpty())
        text += problem + QLatin1Char('\n');
    if (const std::optional<WorkingSpace> space = spaceFor(result))
        text += QLatin1Char('\n') + workingSpaceText(*space) + QLatin1Char('\n');
    return text + QLatin1Char('\n') + conclusion(result);
}

QJsonObject toJson(const CheckResult &result)
{
    const QList<Collision> open = result.decisions.stopping(result.collisions);
    QJsonObject counts;
    const QMap<CollisionKind, qint64> all = result.collisions.counts();
    for (auto it = all.begin(); it != all.end(); ++it)
        counts.insert(collisionKindName(it.key()), *it);
    const QJsonObject collisions{
        {QStringLiteral("counts"), counts},
        {QStringLiteral("new_people"), result.collisions.newPeople},
        {QStringLiteral("open"), CollisionReport{open, 0}.toJson().value(QLatin1String("rows"))}};
    QJsonObject object{{QStringLiteral("ready"), isReady(result)},
                       {QStringLiteral("archive"), result.state.archive.summary},
                       {QStringLiteral("check"), result.findings.toJson()},
                       {QStringLiteral("destination"), result.destination.toJson()},
                       {QStringLiteral("collisions"), collisions}};
    if (result.state.destination.licence.cloud)
        object.insert(QStringLiteral("support_request"), supportRequestText(result.state));
    return object;
}

} // namespace mmigrate::cli
