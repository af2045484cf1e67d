// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivesummary.h"
#include "core/base/result.h"
#include "core/state/migrationstate.h"

#include <optional>

namespace mmigrate {

struct SummaryRow
{
    QString name{};
    QString value{};
};

/// What is in an archive: a row for each kind of thing.
QList<SummaryRow> archiveSummaryRows(const ArchiveSummary &summary);
/// The same as lines of text.
QString archiveSummaryText(const ArchiveSummary &summary);
/// Which uploads were given up and lie on the destination; empty: none.
QString leftBehindText(const MigrationState &state);
/// What was done, for the end of a migration: archive, corrections, proof, what comes next.
QString migrationSummaryText(const MigrationState &state);
/// The report as data: state, result, error; no secrets.
QJsonObject migrationReport(const MigrationState &state, const std::optional<Error> &error);

} // namespace mmigrate
