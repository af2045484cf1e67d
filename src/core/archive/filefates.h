// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QHash>
#include <QString>

#include <vector>

namespace mmigrate {

/// What becomes of the ZIP's entries: two bits each, however many lines name them. A file that one
/// line keeps is kept, even when another one lost it.
class FileFates
{
public:
    explicit FileFates(qint64 entryCount)
        : m_named(static_cast<size_t>(entryCount), false)
        , m_stripped(static_cast<size_t>(entryCount), false)
    {
    }

    void keep(qint64 index) { set(m_named, index); }
    /// Under the name that a line gives it, where that is another form of the same letters.
    void keepAs(qint64 index, const QString &name) { m_names.insert(index, name); }
    QString nameOf(qint64 index) const { return m_names.value(index); }
    void strip(qint64 index) { set(m_stripped, index); }
    /// A line that stays names it.
    bool isNamed(qint64 index) const { return m_named[static_cast<size_t>(index)]; }
    /// Only lines that lost it named it.
    bool isLeftOut(qint64 index) const
    {
        return m_stripped[static_cast<size_t>(index)] && !isNamed(index);
    }

private:
    static void set(std::vector<bool> &bits, qint64 index)
    {
        if (index >= 0)
            bits[static_cast<size_t>(index)] = true;
    }

    std::vector<bool> m_named;
    std::vector<bool> m_stripped;
    QHash<qint64, QString> m_names;
};

} // namespace mmigrate
