// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <QString>

namespace mmigrate {

class StepControl;

/// Whether the file is an import.jsonl by itself: its first line is the version line that each one
/// begins with.
bool isListAlone(const QString &path);

/// Makes an archive of such a list, which servers take inside a ZIP only: import.jsonl, and those
/// of the files below the folder `data` beside it that lines name (symbolic links and hidden files
/// are left out). Nothing is left after an error. Progress in bytes. Errors: those of
/// ArchiveWriter::write(); Disk.
Result<void> wrapList(const QString &listPath, const QString &archivePath, StepControl &control,
                      const ProgressSink &progress = {});

} // namespace mmigrate
