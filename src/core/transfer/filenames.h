// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

namespace mmigrate {

/// A name that came from a server, made safe as the name of a file in a folder of ours on every
/// system: the last part of a path, without control characters, characters that Windows refuses,
/// trailing dots and spaces, leading dots, or names of devices; at most 180 bytes of UTF-8 with its
/// extension kept (room for
/// ".part"); never empty.
QString sanitizedFileName(const QString &name);

} // namespace mmigrate
