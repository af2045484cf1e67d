// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkreport.h"
#include "core/archive/check/linechecker.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <functional>

namespace mmigrate {

class StepControl;

/// Is told every finding, in the order of the lines. Errors end the check.
using FindingSink = std::function<Result<void>(const Finding &)>;

/// Holds import.jsonl, and what its lines say of the archive's files, against the importer's rules;
/// all findings at once, wherever a server would stop. Memory for one line, and for the names of
/// teams, channels and people.
///
/// Progress in bytes of import.jsonl, with "lines" in Progress::counts. Errors: ArchiveInvalid
/// damaged-entry and unreadable; Cancelled; those of \a sink.
Result<CheckReport> checkArchive(const ArchiveReader &archive, const CheckContext &context,
                                 StepControl &control, const ProgressSink &progress = {},
                                 const FindingSink &sink = {});

} // namespace mmigrate
