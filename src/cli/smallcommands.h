// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/cliarguments.h"
#include "core/archive/archivereader.h"
#include "core/archive/check/archivecheck.h"

namespace mmigrate::cli {

/// What is in an archive: reads it once, checks every part, prints counts. Exit status 3 for a bad
/// archive.
int inspectArchive(const Arguments &arguments);

/// Checks an archive for a server of Arguments::forVersion, and writes all findings to
/// Arguments::findingsFile where one is named. Errors: those of checkArchive(); Disk, DiskFull.
Result<CheckReport> checkedFor(const ArchiveReader &archive, const Arguments &arguments,
                               StepControl &control, const ProgressSink &progress = {});

/// A stand-in until Ctrl-C; prints its address and login.
int runPracticeServer(const Arguments &arguments);

} // namespace mmigrate::cli
