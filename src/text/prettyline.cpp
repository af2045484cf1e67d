// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/prettyline.h"

#include "core/archive/jsontree.h"

#include <algorithm>

namespace mmigrate {

namespace {

constexpr int mostIndents = 30; // deeper ones would only fill the memory with blanks

class Printer
{
public:
    explicit Printer(const QString &place)
        : m_place(place)
    {
    }

    void print(const JsonNode &node, const QString &path, int depth)
    {
        const qsizetype from = m_line.text.size();
        if (node.childCount() > 0)
            printChildren(node, path, depth);
        else
            m_line.text += QString::fromUtf8(node.raw());
        if (!m_place.isEmpty() && path == m_place) {
            m_line.markedFrom = from;
            m_line.markedLength = m_line.text.size() - from;
        }
    }
    PrettyLine take() { return std::move(m_line); }

private:
    void printChildren(const JsonNode &node, const QString &path, int depth)
    {
        const bool isArray = node.isArray();
        m_line.text += isArray ? QLatin1Char('[') : QLatin1Char('{');
        int index = 0;
        for (JsonNode child = node.firstChild(); child.isValid(); child = child.nextSibling()) {
            if (index > 0)
                m_line.text += QLatin1Char(',');
            beginRow(depth + 1);
            const QString key = QString::fromUtf8(child.rawKey());
            if (!isArray)
                m_line.text += key + QLatin1String(": ");
            print(child, childPath(path, key, isArray, index), depth + 1);
            ++index;
        }
        beginRow(depth);
        m_line.text += isArray ? QLatin1Char(']') : QLatin1Char('}');
    }

    void beginRow(int depth)
    {
        m_line.text += QLatin1Char('\n')
                       + QString(qsizetype(2) * std::min(depth, mostIndents), QLatin1Char(' '));
    }

    static QString childPath(const QString &path, const QString &quotedKey, bool isArray, int index)
    {
        if (isArray)
            return QStringLiteral("%1[%2]").arg(path, QString::number(index));
        const QString key = quotedKey.mid(1, quotedKey.size() - 2);
        return path.isEmpty() ? key : path + QLatin1Char('.') + key;
    }

    const QString m_place;
    PrettyLine m_line;
};

} // namespace

PrettyLine prettyLine(const QString &line, const QString &place)
{
    const QByteArray utf8 = line.toUtf8();
    JsonTree tree;
    if (!tree.parse(utf8))
        return {line, 0, 0};
    Printer printer(place);
    printer.print(tree.root(), QString(), 0);
    return printer.take();
}

} // namespace mmigrate
