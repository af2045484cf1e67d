// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

#include <optional>

namespace mmigrate::cli {

/// True when a person can be asked: standard input and standard error are a terminal.
bool canAsk();
bool standardOutputIsTerminal();

void printOut(const QString &text); ///< standard output: results and events only
void printErr(const QString &text); ///< standard error: messages

/// Asks on the terminal; nothing at the end of input or on Ctrl-C.
std::optional<QString> ask(const QString &prompt);
/// The same without showing what is typed.
std::optional<QString> askSecret(const QString &prompt);

} // namespace mmigrate::cli
