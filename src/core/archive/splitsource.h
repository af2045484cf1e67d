// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/splitfile.h"

#include <zip.h>

namespace mmigrate {

/// A libzip source that reads \a file as if it was one; it owns what it needs. Null: \a error tells
/// why.
zip_source_t *createSplitSource(const SplitFile &file, zip_error_t *error);

} // namespace mmigrate
