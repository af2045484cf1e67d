// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/importerrortable.h"

#include <QHash>

#include <array>

namespace mmigrate {

namespace {

QStringList idsOf(const ImportErrorEntry &entry)
{
    return QString::fromLatin1(entry.ids).split(QLatin1Char(' '));
}

auto tables()
{
    return std::array{archiveErrors(), peopleErrors(), placeErrors(), messageErrors(),
                      serverErrors()};
}

} // namespace

const ImportErrorEntry *importErrorEntry(const QString &id)
{
    static const QHash<QString, const ImportErrorEntry *> entries = [] {
        QHash<QString, const ImportErrorEntry *> all;
        for (const auto &table : tables()) {
            for (const ImportErrorEntry &entry : table) {
                const QStringList ids = idsOf(entry);
                for (const QString &of : ids)
                    all.insert(of, &entry);
            }
        }
        return all;
    }();
    return entries.value(id, nullptr);
}

QStringList importErrorIds()
{
    QStringList all;
    for (const auto &table : tables()) {
        for (const ImportErrorEntry &entry : table)
            all += idsOf(entry);
    }
    return all;
}

} // namespace mmigrate
