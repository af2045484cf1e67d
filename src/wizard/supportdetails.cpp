// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/supportdetails.h"

#include "core/archive/bundlewriter.h"
#include "core/base/log.h"
#include "text/errortext.h"
#include "text/migrationsummary.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QSysInfo>

namespace mmigrate {

namespace {

QString inWords(const MigrationState &state, const std::optional<Error> &error)
{
    QString text = QStringLiteral("mmigrate " MMIGRATE_VERSION ", Qt %1, %2\n")
                       .arg(QLatin1String(qVersion()), QSysInfo::prettyProductName());
    if (error) {
        const ErrorText words = errorText(*error);
        text += words.headline + QLatin1Char('\n') + words.explanation + QLatin1Char('\n')
                + error->toLogLine() + QLatin1Char('\n');
    }
    return redacted(text + migrationSummaryText(state));
}

/// Who helps needs the number of the line, not what somebody wrote in it.
std::optional<Error> withoutMessages(std::optional<Error> error)
{
    if (error)
        error->facts.remove(QStringLiteral("lineText"));
    return error;
}

} // namespace

Result<void> saveSupportDetails(const QString &path, const MigrationState &state,
                                const std::optional<Error> &error)
{
    const std::optional<Error> told = withoutMessages(error);
    BundleWriter bundle(path);
    if (Result<void> opened = bundle.open(); !opened)
        return opened;
    const QByteArray report = QJsonDocument(migrationReport(state, told)).toJson();
    if (Result<void> added = bundle.addBytes(QStringLiteral("migration.json"),
                                             redacted(QString::fromUtf8(report)).toUtf8());
        !added)
        return added;
    if (Result<void> added =
            bundle.addBytes(QStringLiteral("summary.txt"), inWords(state, told).toUtf8());
        !added)
        return added;
    for (const char *suffix : {"", ".1", ".2"}) {
        const QString log = defaultLogFilePath() + QLatin1String(suffix);
        if (!QFileInfo::exists(log))
            continue;
        if (Result<void> added = bundle.addFile(QFileInfo(log).fileName(), log); !added)
            return added;
    }
    return bundle.finish();
}

} // namespace mmigrate
