// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivesummary.h"
#include "core/destination/destinationlimits.h"
#include "core/destination/destinationlook.h"
#include "core/destination/destinationreport.h"
#include "core/state/migrationstate.h"

namespace mmigrate {

/// What a destination is to take.
struct DestinationTask
{
    ArchiveSummary summary{};
    qint64 uploadSize = 0; ///< bytes of the file that will be uploaded
    ExistingPlaces there{};
    std::optional<qint64> newPeople{};  ///< active accounts that are not there yet
    std::optional<qint64> postsThere{}; ///< before the import
    ServerVersion sourceVersion{};      ///< null: not known
    QUrl sourceAddress{};               ///< empty: there is no source
    QString sourceTelemetryId{};
    QStringList ownJobs{}; ///< of this migration: those are no strangers
};

/// Holds all that a destination says of itself against what is to come. Pure: asks nobody.
///
/// @param server as the sign-in found it
/// @param nowMs this computer's clock, in ms since 1970
DestinationReport checkDestination(const DestinationTask &task, const ServerState &server,
                                   const DestinationLook &look, qint64 nowMs);

/// The settings that Remedy::SwitchOn is about, as "GuestAccountsSettings.Enable".
QStringList switchableSettings();

} // namespace mmigrate
