// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>
#include <vector>

namespace mmigrate {

class JsonTree;

/// A value in a JsonTree; cheap to copy, valid until the tree parses again. An invalid node answers
/// every question with "no", so that look-ups can be chained.
class JsonNode
{
public:
    JsonNode() = default;

    bool isValid() const { return m_tree != nullptr; }
    bool isNull() const;
    bool isObject() const;
    bool isArray() const;
    bool isString() const;
    /// Not there, or null: what Go's decoder leaves at nil.
    bool isNothing() const { return !isValid() || isNull(); }

    /// A member, found as Go's decoder finds it: without regard to case, the last one of several.
    JsonNode member(QByteArrayView name) const;
    /// Whether this is a member of that name, as member() compares names.
    bool hasKey(QByteArrayView name) const;
    /// First element or member, and the next one of the same container; invalid at the end.
    JsonNode firstChild() const;
    JsonNode nextSibling() const;
    int childCount() const;

    /// The decoded text in UTF-8; empty when this is no string. A lone surrogate becomes U+FFFD, as
    /// in Go.
    QByteArray utf8() const;
    QString string() const { return QString::fromUtf8(utf8()); }
    /// The number, when it is written as a whole one that fits.
    std::optional<qint64> integer() const;
    bool isTrue() const;

    /// The value as it stands in the text, with quotes or braces.
    QByteArrayView raw() const;
    /// The key with its quotes; empty for elements of arrays.
    QByteArrayView rawKey() const;
    /// Position in the tree, in the order of the text. All of a container's content is numbered
    /// above it and below endIndex().
    int index() const { return m_index; }
    int endIndex() const;

private:
    friend class JsonTree;
    JsonNode(const JsonTree *tree, int index)
        : m_tree(tree)
        , m_index(index)
    {
    }

    const JsonTree *m_tree = nullptr;
    int m_index = -1;
};

/// Parses one JSON text strictly (RFC 8259, UTF-8) into a flat tree of spans, so that a value can
/// be replaced or taken out while every other byte stays as it was. Reused from line to line
/// without allocating anew.
///
/// Own code and not a library's, because none packaged everywhere keeps the spans.
class JsonTree
{
public:
    /// \a text must outlive the tree's use. False when it is no JSON: see problem().
    [[nodiscard]] bool parse(QByteArrayView text);
    /// "not-utf8", "not-json", "too-deep" (over 500 levels), "too-complex" (over 4 million values)
    /// or "bad-number" (too large for a double).
    QString problem() const { return QString::fromLatin1(m_problem); }
    JsonNode root() const { return JsonNode(this, 0); }

private:
    friend class JsonNode;
    enum class Kind : quint8 { Null, False, True, Number, String, Array, Object };
    struct Node
    {
        quint32 begin;
        quint32 end;
        quint32 keyBegin; // both 0 when there is no key
        quint32 keyEnd;
        int endIndex; // one past the last node of this subtree
        int childCount;
        Kind kind;
        bool hasNext;    // a sibling stands at endIndex
        bool keyEscaped; // the key has a backslash in it
    };

    bool parseValue(int depth, quint32 keyBegin, quint32 keyEnd, bool keyEscaped);
    bool parseObject(int depth);
    bool parseArray(int depth);
    bool parseString();
    bool parseNumber();
    bool parseWord(QByteArrayView word);
    bool skipDigits();
    void skipSpace();
    bool fail(const char *problem);
    bool keyIs(const Node &node, QByteArrayView name) const;
    char peek() const { return m_at < m_end ? m_text[m_at] : '\0'; }

    const char *m_text = nullptr;
    quint32 m_at = 0;
    quint32 m_end = 0;
    const char *m_problem = "";
    bool m_escaped = false; ///< the last string had a backslash in it
    std::vector<Node> m_nodes;
};

} // namespace mmigrate
