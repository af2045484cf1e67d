// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/state/migrationstate.h"
#include "wizard/pageid.h"

#include <QList>

namespace mmigrate {

/// The pages of a migration of that kind, in order, from Welcome to Finish.
QList<PageId> pagesOf(MigrationKind kind);

/// The steps that a page runs, in order; without the sign-ins that other pages have done.
QList<StepId> stepsOfPage(PageId page, MigrationKind kind);

/// Those of them that are still to be done. The destination is always checked again: settings that
/// were put back after a failure have to be raised once more.
QList<StepId> stepsDueOn(PageId page, const MigrationState &state);

/// The page on which a step is done.
PageId pageOf(StepId step, MigrationKind kind);

/// The first page whose work is not done: where an interrupted migration goes on.
PageId firstUnfinishedPage(const MigrationState &state);

/// Which server's sign-in a page needs; nothing for pages that need none.
std::optional<ServerSide> signInNeededBy(PageId page, const MigrationState &state);

} // namespace mmigrate
