// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/jsontree.h"

namespace mmigrate {

/// The kinds of lines of import.jsonl.
enum class LineType {
    Version,
    Scheme,
    Role,
    Team,
    Channel,
    User,
    Bot,
    Post,
    Emoji,
    DirectChannel,
    DirectPost,
    Unknown,
};

/// What becomes of a line in the corrected archive.
enum class LineVerdict {
    Keep,    ///< as it is
    Rewrite, ///< another one takes its place
    Drop,
};

/// The kind that a line's "type" names.
LineType lineType(QByteArrayView name);
/// The value of "type", which is also the name of the member with the line's object ("post").
QByteArrayView lineTypeName(LineType type);

/// Two members of one name, without regard to case.
bool hasRepeatedKey(JsonNode object);

/// Nothing but spaces.
bool isBlankLine(QByteArrayView line);

// A member is absent, null, or of the type that Go's decoder wants; anything else stops an import.
bool isText(JsonNode object, QByteArrayView name);
bool isList(JsonNode object, QByteArrayView name);
bool isWhole(JsonNode object, QByteArrayView name); ///< an integer of 64 bits

} // namespace mmigrate
