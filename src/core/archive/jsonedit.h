// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/jsontree.h"

#include <map>

namespace mmigrate {

/// Changes to one parsed JSON text. apply() copies every byte that no change touches; inside a
/// container that loses a child only the separators are written anew.
class JsonEdit
{
public:
    /// Forgets all changes.
    void clear() { m_changes.clear(); }
    bool isEmpty() const { return m_changes.empty(); }
    /// Whether a value, or something inside of it, is to change.
    bool touches(JsonNode node) const
    {
        const auto change = m_changes.lower_bound(node.index());
        return change != m_changes.end() && change->first < node.endIndex();
    }

    /// Takes a member or an element out.
    void remove(JsonNode node);
    /// Takes all members of that name out (Go would read the second of two). False: there was none.
    bool removeMember(JsonNode object, QByteArrayView name);
    /// Puts other JSON in the place of a value.
    void replace(JsonNode node, const QByteArray &json);
    /// Puts another member, key and all, in the place of one: `"members":["a"]`.
    void replaceMember(JsonNode node, const QByteArray &keyAndValue);

    /// The text of \a root with the changes.
    QByteArray apply(JsonNode root) const;

    /// A JSON string of that text, with quotes.
    static QByteArray quoted(const QByteArray &utf8);

private:
    enum class Kind { Remove, Value, Member };
    struct Change
    {
        Kind kind;
        QByteArray text;
    };

    void render(JsonNode node, QByteArray &out) const;
    void renderChildren(JsonNode node, QByteArray &out) const;

    std::map<int, Change> m_changes; ///< by node index
};

} // namespace mmigrate
