// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/error.h"

// For the files of this folder that make the words of errors.

namespace mmigrate {

/// A fact of the error as text; empty when it has none.
QString fact(const Error &error, const char *name);
/// "Try again. Nothing is lost ..."
QString tryAgainHint();

} // namespace mmigrate
