// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

namespace mmigrate {

/// A line of import.jsonl, to be read by a person.
struct PrettyLine
{
    QString text{};
    qsizetype markedFrom = 0; ///< the value at the place asked for, in `text`
    qsizetype markedLength = 0;
};

/// Each member and element of \a line on a line of its own, with the value at \a place marked
/// ("post.replies[2].create_at", as Finding::place; empty: nothing). What is no JSON, or was cut
/// off, stays as it is.
PrettyLine prettyLine(const QString &line, const QString &place);

} // namespace mmigrate
