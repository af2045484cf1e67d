// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QString>

namespace mmigrate {

/// A field of a CSV file, always quoted, in one line. Names come from strangers: nothing of it is
/// what a spreadsheet would run as a formula.
QByteArray csvField(const QString &text);

} // namespace mmigrate
