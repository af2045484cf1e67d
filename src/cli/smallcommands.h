// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/cliarguments.h"

namespace mmigrate::cli {

/// What is in an archive: reads it once, checks every part, prints counts. Exit status 3 for a bad
/// archive.
int inspectArchive(const Arguments &arguments);

/// A stand-in until Ctrl-C; prints its address and login.
int runPracticeServer(const Arguments &arguments);

} // namespace mmigrate::cli
