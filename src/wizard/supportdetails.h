// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "core/state/migrationstate.h"

#include <optional>

namespace mmigrate {

/// Saves what whoever helps needs: state and error as data, in words, and the log files. A ZIP
/// without passwords, tokens or messages. Errors: Disk (fact path).
Result<void> saveSupportDetails(const QString &path, const MigrationState &state,
                                const std::optional<Error> &error);

} // namespace mmigrate
