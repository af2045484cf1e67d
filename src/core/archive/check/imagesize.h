// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArrayView>

#include <optional>

namespace mmigrate {

/// Bytes at the beginning of a picture that nearly always hold its size; some cameras put a large
/// preview before it.
inline constexpr qint64 imageHeadBytes = 256 * 1024;

/// Width times height of a PNG, JPEG, GIF, BMP or WebP picture, from the beginning of its bytes.
/// Nothing when it is none of them, or the size lies further behind. Own code and not QImageReader,
/// because that belongs to the GUI and loads plug-ins.
std::optional<qint64> imagePixels(QByteArrayView head);

} // namespace mmigrate
