// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/jsontree.h"

#include <array>

namespace mmigrate {

/// The JSON type that Go's decoder wants in a field; null fits everywhere.
enum class FieldKind : quint8 {
    Any,
    Text,
    Whole,  ///< an integer of 64 bits
    Flag,   ///< true or false
    Texts,  ///< a list of texts
    Object, ///< its members have rules of their own
    List,   ///< a list of objects with rules of their own
};

struct FieldSpec
{
    QByteArrayView name{};
    FieldKind kind = FieldKind::Any;
};

bool isOfKind(JsonNode value, FieldKind kind);

/// The text of a string, without a copy where it has no escapes: valid as long as the line.
QByteArray textOf(JsonNode text);

/// The members of one object that the importer knows, found in one go: exporters write them in
/// the order of the specs. As in Go, names match without regard to case, the last one of several
/// counts, and others are passed over.
template <size_t Count>
class LineFields
{
public:
    /// \a wrong(member) is called for each member of another kind than the importer reads; it is
    /// not among the fields then. \a repeated(member): there was one of that name before it.
    template <typename Wrong, typename Repeated>
    LineFields(JsonNode object, const std::array<FieldSpec, Count> &specs, Wrong wrong,
               Repeated repeated)
    {
        std::array<bool, Count> seen{};
        size_t next = 0;
        for (JsonNode member = object.firstChild(); member.isValid();
             member = member.nextSibling()) {
            for (size_t tries = 0; tries < Count; ++tries, next = (next + 1) % Count) {
                if (!member.hasKey(specs[next].name))
                    continue;
                if (seen[next])
                    repeated(member);
                seen[next] = true;
                if (!isOfKind(member, specs[next].kind))
                    wrong(member);
                else
                    m_nodes[next] = member.isNull() ? JsonNode() : member;
                next = (next + 1) % Count;
                break;
            }
        }
    }

    /// Invalid where there is none, and where it is null.
    JsonNode operator[](size_t field) const { return m_nodes[field]; }

private:
    std::array<JsonNode, Count> m_nodes{};
};

} // namespace mmigrate
