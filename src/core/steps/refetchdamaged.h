// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/stepcontext.h"

namespace mmigrate {

/// Whether the file is not what the server has; what is wrong with its content is another matter.
bool isDamage(const Error &error);

/// Fetches again the parts of a downloaded archive that are damaged, where the source can be asked:
/// the entries whose CRC-32 is wrong, or, without a directory, the beginning and the end of the
/// file. Once for each archive.
///
/// @param damage ArchiveInvalid, as the check told it
/// @return true: fetched, to be checked again; false: nothing could be done about it
/// Errors: those of DownloadArchive; what is missing is then fetched by the next run.
Result<bool> refetchDamaged(StepContext &context, const Error &damage);

} // namespace mmigrate
