// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "text/errortext.h"

namespace mmigrate {

/// The words for MappingInvalid, DestinationUnfit, and Collision with other people than the
/// operator.
ErrorText destinationErrorText(const Error &error);

} // namespace mmigrate
