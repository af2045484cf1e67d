// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/state/migrationstate.h"

namespace mmigrate {

/// Before a saved migration goes on: looks whether its archive is still where the journal says, for
/// it may have been moved, deleted, or left behind when the journal came to another computer.
///
/// An archive of the same name and size in the folder that the person chose, or among the downloads
/// of this computer, is taken up and checked again. Where there is none, the export is fetched
/// again as long as it is needed. Nothing changes for an import of a file of the person's own: only
/// the person knows where that went.
/// @param folder where the person wants the archive from now on; empty: as before
void findArchiveAgain(MigrationState &state, const QString &folder = {});

/// Where something made of the archive is put: beside it, or where the person said, or, beside an
/// archive that lies on a read-only medium, with the program's own data. \a ending comes behind the
/// archive's name without ".zip". The folder is made.
QString besideArchive(const MigrationState &state, const QString &ending);
/// Where what somebody decides about names is kept as long as the migration lasts.
QString decisionsPath(const MigrationState &state);

/// Removes what the migration made and does not need any more (MigrationState::outdatedFiles).
/// What cannot be removed stays in that list.
void removeOutdatedFiles(MigrationState &state);

} // namespace mmigrate
