// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "core/state/migrationstate.h"

namespace mmigrate::cli {

/// An error in words, with the option of the command line that follows from it.
QString errorBlock(const Error &error);
/// A line for each migration that can be continued.
/// @param unreadable ids of journals with the reason why they cannot be read ("damaged", "newer")
QString listText(const QList<MigrationState> &states, const QMap<QString, QString> &unreadable);

} // namespace mmigrate::cli
