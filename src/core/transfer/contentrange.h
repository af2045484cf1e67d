// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace mmigrate {

/// A Content-Range header: "bytes 5-9/100", "bytes 5-9/*", or "bytes */100" of a 416.
struct ContentRange
{
    qint64 first = -1; ///< -1: unsatisfied (416)
    qint64 last = -1;  ///< of the last byte, inclusive
    qint64 total = -1; ///< -1: "*"

    /// Nothing when the text is no such header or contradicts itself.
    static std::optional<ContentRange> parse(const QByteArray &text);
};

} // namespace mmigrate
