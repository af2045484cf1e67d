// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "text/errortext.h"

#include <optional>

namespace mmigrate {

/// The words for an error that a server gave while it exported, took the upload or imported, by its
/// id (Error::serverErrorId); nothing when the id is not known. Of a failed job they tell the line,
/// too.
std::optional<ErrorText> importErrorText(const Error &error);

/// Which line of the archive it was, and what that line says, each as a paragraph; empty when
/// nobody knows.
QString failedLineText(const Error &error);

} // namespace mmigrate
