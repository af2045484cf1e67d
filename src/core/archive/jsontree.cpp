// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/jsontree.h"

#include <QUtf8StringView>

#include <array>
#include <cmath>

namespace mmigrate {

namespace {

constexpr int deepest = 500;
constexpr size_t mostNodes = 4'000'000;

// Bytes that end the fast run through a string: the quote, the backslash and control characters.
constexpr std::array<bool, 256> makeStopTable()
{
    std::array<bool, 256> table{};
    for (size_t byte = 0; byte < 0x20; ++byte)
        table[byte] = true;
    table['"'] = true;
    table['\\'] = true;
    return table;
}

constexpr std::array<bool, 256> stopsString = makeStopTable();

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Four hexadecimal digits that parse() has checked.
char32_t unitAt(const char *digits)
{
    char32_t unit = 0;
    for (int i = 0; i < 4; ++i)
        unit = unit * 16 + static_cast<char32_t>(hexValue(digits[i]));
    return unit;
}

char simpleEscape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

void appendUtf8(QByteArray &out, char32_t point)
{
    if (point >= 0xD800 && point <= 0xDFFF)
        point = 0xFFFD;
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | (point >> 6));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | (point >> 12));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (point >> 18));
        out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    }
}

// The content between the quotes, escapes resolved. The escapes are known to be well formed.
QByteArray decoded(QByteArrayView content)
{
    qsizetype escape = content.indexOf('\\');
    if (escape < 0)
        return content.toByteArray();
    QByteArray out;
    out.reserve(content.size());
    qsizetype at = 0;
    while (escape >= 0) {
        out.append(content.sliced(at, escape - at));
        const char kind = content.at(escape + 1);
        at = escape + 2;
        if (kind != 'u') {
            out += simpleEscape(kind);
        } else {
            char32_t point = unitAt(content.data() + at);
            at += 4;
            const bool high = point >= 0xD800 && point < 0xDC00;
            if (high && content.sliced(at).startsWith("\\u")) {
                const char32_t low = unitAt(content.data() + at + 2);
                if (low >= 0xDC00 && low < 0xE000) {
                    point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
                    at += 6;
                }
            }
            appendUtf8(out, point);
        }
        escape = content.indexOf('\\', at);
    }
    out.append(content.sliced(at));
    return out;
}

} // namespace

bool JsonTree::fail(const char *problem)
{
    m_problem = problem;
    return false;
}

void JsonTree::skipSpace()
{
    while (m_at < m_end
           && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n'
               || m_text[m_at] == '\r'))
        ++m_at;
}

bool JsonTree::parse(QByteArrayView text)
{
    m_nodes.clear();
    m_problem = "not-json";
    m_text = text.data();
    m_at = 0;
    m_end = static_cast<quint32>(text.size());
    if (!QUtf8StringView(text.data(), text.size()).isValidUtf8())
        return fail("not-utf8");
    skipSpace();
    if (!parseValue(0, 0, 0, false))
        return false;
    skipSpace();
    return m_at == m_end || fail("not-json");
}

bool JsonTree::parseValue(int depth, quint32 keyBegin, quint32 keyEnd, bool keyEscaped)
{
    if (depth > deepest)
        return fail("too-deep");
    if (m_nodes.size() >= mostNodes)
        return fail("too-complex");
    const size_t index = m_nodes.size();
    m_nodes.push_back({m_at, m_at, keyBegin, keyEnd, 0, 0, Kind::Null, false, keyEscaped});
    bool good = false;
    switch (peek()) {
    case '{':
        m_nodes[index].kind = Kind::Object;
        good = parseObject(depth);
        break;
    case '[':
        m_nodes[index].kind = Kind::Array;
        good = parseArray(depth);
        break;
    case '"':
        m_nodes[index].kind = Kind::String;
        good = parseString();
        break;
    case 't':
        m_nodes[index].kind = Kind::True;
        good = parseWord("true");
        break;
    case 'f':
        m_nodes[index].kind = Kind::False;
        good = parseWord("false");
        break;
    case 'n':
        good = parseWord("null");
        break;
    default:
        m_nodes[index].kind = Kind::Number;
        good = parseNumber();
    }
    m_nodes[index].end = m_at;
    m_nodes[index].endIndex = static_cast<int>(m_nodes.size());
    return good;
}

bool JsonTree::parseObject(int depth)
{
    const size_t self = m_nodes.size() - 1;
    ++m_at;
    skipSpace();
    if (peek() == '}') {
        ++m_at;
        return true;
    }
    while (true) {
        const quint32 keyBegin = m_at;
        if (!parseString())
            return false;
        const quint32 keyEnd = m_at;
        const bool keyEscaped = m_escaped;
        skipSpace();
        if (peek() != ':')
            return fail("not-json");
        ++m_at;
        skipSpace();
        const size_t child = m_nodes.size();
        if (!parseValue(depth + 1, keyBegin, keyEnd, keyEscaped))
            return false;
        ++m_nodes[self].childCount;
        skipSpace();
        const char separator = peek();
        ++m_at;
        if (separator == '}')
            return true;
        if (separator != ',')
            return fail("not-json");
        m_nodes[child].hasNext = true;
        skipSpace();
    }
}

bool JsonTree::parseArray(int depth)
{
    const size_t self = m_nodes.size() - 1;
    ++m_at;
    skipSpace();
    if (peek() == ']') {
        ++m_at;
        return true;
    }
    while (true) {
        const size_t child = m_nodes.size();
        if (!parseValue(depth + 1, 0, 0, false))
            return false;
        ++m_nodes[self].childCount;
        skipSpace();
        const char separator = peek();
        ++m_at;
        if (separator == ']')
            return true;
        if (separator != ',')
            return fail("not-json");
        m_nodes[child].hasNext = true;
        skipSpace();
    }
}

bool JsonTree::parseString()
{
    if (peek() != '"')
        return fail("not-json");
    ++m_at;
    m_escaped = false;
    while (m_at < m_end) {
        const char c = m_text[m_at];
        if (!stopsString[static_cast<uchar>(c)]) {
            ++m_at;
            continue;
        }
        ++m_at;
        if (c == '"')
            return true;
        if (c != '\\' || m_at >= m_end)
            return fail("not-json");
        m_escaped = true;
        const char kind = m_text[m_at++];
        if (kind == 'u') {
            for (int i = 0; i < 4; ++i, ++m_at) {
                if (m_at >= m_end || hexValue(m_text[m_at]) < 0)
                    return fail("not-json");
            }
        } else if (kind == '\0' || !QByteArrayView("\"\\/bfnrt").contains(kind)) {
            return fail("not-json");
        }
    }
    return fail("not-json");
}

bool JsonTree::skipDigits()
{
    if (!isDigit(peek()))
        return fail("not-json");
    while (isDigit(peek()))
        ++m_at;
    return true;
}

bool JsonTree::parseNumber()
{
    const quint32 begin = m_at;
    bool whole = true;
    if (peek() == '-')
        ++m_at;
    if (peek() == '0')
        ++m_at;
    else if (!skipDigits())
        return false;
    if (peek() == '.') {
        ++m_at;
        whole = false;
        if (!skipDigits())
            return false;
    }
    if ((peek() | 0x20) == 'e') {
        ++m_at;
        whole = false;
        if (peek() == '+' || peek() == '-')
            ++m_at;
        if (!skipDigits())
            return false;
    }
    if (whole && m_at - begin < 300)
        return true;
    bool fits = false;
    const double value = QByteArray(m_text + begin, m_at - begin).toDouble(&fits);
    return (fits && std::isfinite(value)) || fail("bad-number");
}

bool JsonTree::parseWord(QByteArrayView word)
{
    if (!QByteArrayView(m_text + m_at, m_end - m_at).startsWith(word))
        return fail("not-json");
    m_at += static_cast<quint32>(word.size());
    return true;
}

bool JsonNode::isNull() const
{
    return m_tree && m_tree->m_nodes[static_cast<size_t>(m_index)].kind == JsonTree::Kind::Null;
}

bool JsonNode::isObject() const
{
    return m_tree && m_tree->m_nodes[static_cast<size_t>(m_index)].kind == JsonTree::Kind::Object;
}

bool JsonNode::isArray() const
{
    return m_tree && m_tree->m_nodes[static_cast<size_t>(m_index)].kind == JsonTree::Kind::Array;
}

bool JsonNode::isString() const
{
    return m_tree && m_tree->m_nodes[static_cast<size_t>(m_index)].kind == JsonTree::Kind::String;
}

bool JsonNode::isTrue() const
{
    return m_tree && m_tree->m_nodes[static_cast<size_t>(m_index)].kind == JsonTree::Kind::True;
}

bool JsonTree::keyIs(const Node &node, QByteArrayView name) const
{
    if (node.keyEnd == 0)
        return false;
    const QByteArrayView key(m_text + node.keyBegin + 1, node.keyEnd - node.keyBegin - 2);
    if (node.keyEscaped)
        return decoded(key).compare(name, Qt::CaseInsensitive) == 0;
    // The first letter decides nearly always, and this is asked for every member of every line.
    if (key.size() != name.size() || key.isEmpty() || (key.front() | 0x20) != (name.front() | 0x20))
        return false;
    return key == name || key.compare(name, Qt::CaseInsensitive) == 0;
}

JsonNode JsonNode::member(QByteArrayView name) const
{
    JsonNode found;
    if (!isObject() || childCount() == 0)
        return found;
    int index = m_index + 1;
    while (true) {
        const JsonTree::Node &node = m_tree->m_nodes[static_cast<size_t>(index)];
        if (m_tree->keyIs(node, name))
            found = JsonNode(m_tree, index);
        if (!node.hasNext)
            return found;
        index = node.endIndex;
    }
}

bool JsonNode::hasKey(QByteArrayView name) const
{
    return m_tree && m_tree->keyIs(m_tree->m_nodes[static_cast<size_t>(m_index)], name);
}

JsonNode JsonNode::firstChild() const
{
    if (childCount() == 0)
        return {};
    return JsonNode(m_tree, m_index + 1);
}

JsonNode JsonNode::nextSibling() const
{
    if (!m_tree || !m_tree->m_nodes[static_cast<size_t>(m_index)].hasNext)
        return {};
    return JsonNode(m_tree, endIndex());
}

int JsonNode::childCount() const
{
    return m_tree ? m_tree->m_nodes[static_cast<size_t>(m_index)].childCount : 0;
}

int JsonNode::endIndex() const
{
    return m_tree ? m_tree->m_nodes[static_cast<size_t>(m_index)].endIndex : 0;
}

QByteArrayView JsonNode::raw() const
{
    if (!m_tree)
        return {};
    const JsonTree::Node &node = m_tree->m_nodes[static_cast<size_t>(m_index)];
    return QByteArrayView(m_tree->m_text + node.begin, node.end - node.begin);
}

QByteArrayView JsonNode::rawKey() const
{
    if (!m_tree)
        return {};
    const JsonTree::Node &node = m_tree->m_nodes[static_cast<size_t>(m_index)];
    return QByteArrayView(m_tree->m_text + node.keyBegin, node.keyEnd - node.keyBegin);
}

QByteArray JsonNode::utf8() const
{
    if (!isString())
        return {};
    return decoded(raw().sliced(1, raw().size() - 2));
}

std::optional<qint64> JsonNode::integer() const
{
    if (!m_tree || m_tree->m_nodes[static_cast<size_t>(m_index)].kind != JsonTree::Kind::Number)
        return std::nullopt;
    bool fits = false;
    const qint64 value = raw().toByteArray().toLongLong(&fits);
    return fits ? std::optional<qint64>(value) : std::nullopt;
}

} // namespace mmigrate
