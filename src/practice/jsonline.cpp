// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/jsonline.h"

namespace mmigrate::practice {

JsonLine &JsonLine::raw(const char *name, const QByteArray &json)
{
    if (!m_members.isEmpty())
        m_members += ',';
    m_members += '"' + QByteArray(name) + "\":" + json;
    return *this;
}

JsonLine &JsonLine::text(const char *name, const QString &value)
{
    return raw(name, quoted(value));
}

JsonLine &JsonLine::textOrNull(const char *name, const QString &value)
{
    return raw(name, value.isEmpty() ? QByteArray("null") : quoted(value));
}

JsonLine &JsonLine::number(const char *name, qint64 value)
{
    return raw(name, QByteArray::number(value));
}

JsonLine &JsonLine::flag(const char *name, bool value)
{
    return raw(name, value ? "true" : "false");
}

JsonLine &JsonLine::list(const char *name, const QStringList &values)
{
    QList<QByteArray> all;
    for (const QString &value : values)
        all.append(quoted(value));
    return raw(name, array(all));
}

QByteArray JsonLine::array(const QList<QByteArray> &values)
{
    return '[' + values.join(',') + ']';
}

QByteArray JsonLine::quoted(const QString &text)
{
    static const char digits[] = "0123456789abcdef";
    const QByteArray utf8 = text.toUtf8();
    QByteArray out;
    out.reserve(utf8.size() + 2);
    out += '"';
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || c == '<' || c == '>' || c == '&') {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 0xf];
        } else {
            out += c;
        }
    }
    return out + '"';
}

} // namespace mmigrate::practice
