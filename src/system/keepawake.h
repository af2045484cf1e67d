// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QObject>

namespace mmigrate {

class MigrationRunner;
class SleepInhibitor;

/// The computer stays awake as long as the runner works. Paused or idle, it may sleep: then the
/// person decides. While it is being cancelled it stays awake, since settings are put back.
///
/// @return belongs to the runner and goes with it
SleepInhibitor *keepAwakeWhileRunning(MigrationRunner &runner);

} // namespace mmigrate
