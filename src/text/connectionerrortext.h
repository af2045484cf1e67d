// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "text/errortext.h"

namespace mmigrate {

/// The words for what goes wrong between us and a server: connection, certificate, address,
/// sign-in, refusals.
ErrorText connectionErrorText(const Error &error);

} // namespace mmigrate
