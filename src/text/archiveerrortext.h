// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "text/errortext.h"

namespace mmigrate {

/// The words for ErrorKind::ArchiveInvalid.
ErrorText archiveErrorText(const Error &error);

/// What is counted in the proof: "users" -> "people", "publicChannels" -> "public channels".
QString countedThing(const QString &what);

} // namespace mmigrate
