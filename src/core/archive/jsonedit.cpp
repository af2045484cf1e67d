// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/jsonedit.h"

namespace mmigrate {

void JsonEdit::remove(JsonNode node)
{
    m_changes.insert_or_assign(node.index(), Change{Kind::Remove, {}});
}

bool JsonEdit::removeMember(JsonNode object, QByteArrayView name)
{
    bool found = false;
    for (JsonNode child = object.firstChild(); child.isValid(); child = child.nextSibling()) {
        if (child.hasKey(name)) {
            remove(child);
            found = true;
        }
    }
    return found;
}

void JsonEdit::replace(JsonNode node, const QByteArray &json)
{
    m_changes.insert_or_assign(node.index(), Change{Kind::Value, json});
}

void JsonEdit::replaceMember(JsonNode node, const QByteArray &keyAndValue)
{
    m_changes.insert_or_assign(node.index(), Change{Kind::Member, keyAndValue});
}

QByteArray JsonEdit::apply(JsonNode root) const
{
    QByteArray out;
    out.reserve(root.raw().size());
    render(root, out);
    return out;
}

void JsonEdit::render(JsonNode node, QByteArray &out) const
{
    const auto change = m_changes.lower_bound(node.index());
    if (change == m_changes.end() || change->first >= node.endIndex()) {
        out.append(node.raw());
    } else if (change->first == node.index()) {
        out.append(change->second.text);
    } else {
        renderChildren(node, out);
    }
}

void JsonEdit::renderChildren(JsonNode node, QByteArray &out) const
{
    out.append(node.isObject() ? '{' : '[');
    bool first = true;
    for (JsonNode child = node.firstChild(); child.isValid(); child = child.nextSibling()) {
        const auto change = m_changes.find(child.index());
        const bool changed = change != m_changes.end();
        if (changed && change->second.kind == Kind::Remove)
            continue;
        if (!first)
            out.append(',');
        first = false;
        if (changed && change->second.kind == Kind::Member) {
            out.append(change->second.text);
            continue;
        }
        if (!child.rawKey().isEmpty())
            out.append(child.rawKey()).append(':');
        render(child, out);
    }
    out.append(node.isObject() ? '}' : ']');
}

QByteArray JsonEdit::quoted(const QByteArray &utf8)
{
    QByteArray out;
    out.reserve(utf8.size() + 2);
    out.append('"');
    for (const char c : utf8) {
        if (c == '"' || c == '\\')
            out.append('\\').append(c);
        else if (static_cast<uchar>(c) < 0x20)
            out.append("\\u00").append(
                QByteArray::number(static_cast<uchar>(c), 16).rightJustified(2, '0'));
        else
            out.append(c);
    }
    return out.append('"');
}

} // namespace mmigrate
