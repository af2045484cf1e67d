// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/state/migrationstate.h"

#include <QString>

namespace mmigrate {

/// A message to Mattermost's support, ready to be sent: for a destination in Mattermost Cloud,
/// which imports nothing by itself. Tells the archive that has to be imported (name, size,
/// fingerprint, what is in it), where it comes from and where it has to go. Holds no names of
/// people but the administrator's.
QString supportRequestText(const MigrationState &state);

} // namespace mmigrate
