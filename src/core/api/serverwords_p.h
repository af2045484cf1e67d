// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>

// The tables of serverwords.cpp, which is alone in using them.

namespace mmigrate {

/// A short piece of a message, with "{name}" where the server puts a name in, and the ids of the
/// messages that have it, parted by blanks.
struct ServerWordsRow
{
    const char *words;
    const char *ids;
};

std::span<const ServerWordsRow> lineWords();
std::span<const ServerWordsRow> workWords();
std::span<const ServerWordsRow> ruleWords();

} // namespace mmigrate
