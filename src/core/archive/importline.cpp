// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/importline.h"

#include <QSet>

#include <array>

namespace mmigrate {

namespace {

constexpr int fewMembers = 64;

// In the order of LineType.
constexpr std::array typeNames{"version", "scheme", "role",  "team",           "channel",    "user",
                               "bot",     "post",   "emoji", "direct_channel", "direct_post"};

/// For objects with so many members that comparing each with each would take for ever.
bool hasRepeatedKeyAmongMany(JsonNode object)
{
    QSet<QByteArray> keys;
    for (JsonNode one = object.firstChild(); one.isValid(); one = one.nextSibling()) {
        const QByteArray key = one.rawKey().toByteArray().toLower();
        if (keys.contains(key))
            return true;
        keys.insert(key);
    }
    return false;
}

} // namespace

LineType lineType(QByteArrayView name)
{
    for (size_t i = 0; i < typeNames.size(); ++i) {
        if (name == QByteArrayView(typeNames[i]))
            return static_cast<LineType>(i);
    }
    return LineType::Unknown;
}

QByteArrayView lineTypeName(LineType type)
{
    return type == LineType::Unknown ? QByteArrayView() : typeNames[static_cast<size_t>(type)];
}

bool hasRepeatedKey(JsonNode object)
{
    if (object.childCount() > fewMembers)
        return hasRepeatedKeyAmongMany(object);
    for (JsonNode one = object.firstChild(); one.isValid(); one = one.nextSibling()) {
        const QByteArrayView key = one.rawKey();
        for (JsonNode other = one.nextSibling(); other.isValid(); other = other.nextSibling()) {
            if (key.size() == other.rawKey().size()
                && key.compare(other.rawKey(), Qt::CaseInsensitive) == 0)
                return true;
        }
    }
    return false;
}

bool isBlankLine(QByteArrayView line)
{
    return line.trimmed().isEmpty();
}

bool isText(JsonNode object, QByteArrayView name)
{
    const JsonNode value = object.member(name);
    return value.isNothing() || value.isString();
}

bool isList(JsonNode object, QByteArrayView name)
{
    const JsonNode value = object.member(name);
    return value.isNothing() || value.isArray();
}

bool isWhole(JsonNode object, QByteArrayView name)
{
    const JsonNode value = object.member(name);
    return value.isNothing() || value.integer().has_value();
}

} // namespace mmigrate
