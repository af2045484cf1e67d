// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/cliarguments.h"
#include "practice/practiceoptions.h"

namespace mmigrate::cli {

/// The stand-in that the command line asks for, without its role.
PracticeServerOptions practiceOptions(const Arguments &arguments);

} // namespace mmigrate::cli
