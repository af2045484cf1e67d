// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/mattermostclient.h"
#include "core/archive/archivesummary.h"
#include "core/state/migrationstate.h"

#include <QVariantMap>

namespace mmigrate {

/// A setting of the destination that does not let the archive in.
struct TooLowLimit
{
    QString section{}; ///< "FileSettings"
    QString key{};     ///< "MaxFileSize"
    QJsonValue current{};
    QJsonValue needed{};
    bool fixedByEnvironment = false; ///< the API cannot change it
    bool isForGood = false;          ///< not to be put back after the migration
    bool isRefused = false;          ///< was sent, and stayed as it was

    QString name() const { return section + QLatin1Char('.') + key; }
    /// "setting", "current", "needed", "fixed", "refused"; where it is fixed also "environment" and
    /// "write".
    QVariantMap toFacts() const;
};

/// "MM_FILESETTINGS_MAXFILESIZE": the variable of the server's environment that fixes a setting.
QString environmentName(const QString &section, const QString &key);

/// What a destination has already and the archive does not bring, by the team's name.
struct ExistingPlaces
{
    QMap<QString, qint64> members{};
    /// Those that are not archived; only for teams that are there.
    QMap<QString, qint64> channels{};
};

/// Holds the archive against the settings that break most first tries.
/// @param uploadSize bytes of the file that will be uploaded (the whole archive counts as one file)
/// @param there what comes on top of the archive's
/// @param config GET /config; settings that it hides are not checked
/// @param environment GET /config/environment
QList<TooLowLimit> tooLowLimits(const ArchiveSummary &summary, qint64 uploadSize,
                                const ExistingPlaces &there, const QJsonObject &config,
                                const QJsonObject &environment);

/// The same, with the settings as \a destination has them now.
Result<QList<TooLowLimit>> askTooLowLimits(MattermostClient &destination,
                                           const ArchiveSummary &summary, qint64 uploadSize,
                                           const ExistingPlaces &there);

} // namespace mmigrate
