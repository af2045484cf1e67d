// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/error.h"

namespace mmigrate::cli {

inline constexpr int exitDone = 0;
inline constexpr int exitFailed = 1;
inline constexpr int exitUsage = 2;
inline constexpr int exitCheckStopped = 3; ///< also: check found something to be decided first
inline constexpr int exitSignInRefused = 4;
inline constexpr int exitCancelled = 130;

int exitStatusOf(const Error &error);

} // namespace mmigrate::cli
