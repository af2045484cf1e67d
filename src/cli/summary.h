// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivesummary.h"
#include "core/base/error.h"
#include "core/state/migrationstate.h"

#include <optional>

namespace mmigrate::cli {

QString archiveSummaryText(const ArchiveSummary &summary);
/// What was done, for the end of a run.
QString migrationSummaryText(const MigrationState &state);
QString errorBlock(const Error &error);
/// The report file: state, result, error; no secrets.
QJsonObject migrationReport(const MigrationState &state, const std::optional<Error> &error);
QString listText(const QList<MigrationState> &states);

} // namespace mmigrate::cli
