// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/findingcollector.h"

namespace mmigrate {

class ArchiveReader;
class StepControl;

/// What the files of an archive have against them: pictures that servers refuse, files that no line
/// names, what the exporter warned of.
/// @param named by index, whether a line names the entry
/// Errors: Cancelled; those of the collector's sink. An entry that cannot be read is a finding.
Result<void> checkFiles(const ArchiveReader &archive, const CheckContext &context,
                        const std::vector<bool> &named, FindingCollector &collector,
                        StepControl &control);

} // namespace mmigrate
