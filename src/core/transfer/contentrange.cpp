// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/contentrange.h"

namespace mmigrate {

namespace {

/// -1 for "*", nothing for what is neither "*" nor digits.
std::optional<qint64> numberOrStar(const QByteArray &text)
{
    if (text == "*")
        return -1;
    if (text.isEmpty() || text.front() < '0' || text.front() > '9')
        return std::nullopt;
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber ? std::optional<qint64>(number) : std::nullopt;
}

} // namespace

std::optional<ContentRange> ContentRange::parse(const QByteArray &text)
{
    const QByteArray trimmed = text.simplified();
    if (!trimmed.toLower().startsWith("bytes "))
        return std::nullopt;
    const QList<QByteArray> halves = trimmed.mid(6).split('/');
    if (halves.size() != 2)
        return std::nullopt;
    const std::optional<qint64> total = numberOrStar(halves.at(1).trimmed());
    if (!total)
        return std::nullopt;
    ContentRange range;
    range.total = *total;
    const QByteArray span = halves.at(0).trimmed();
    if (span == "*")
        return range;
    const QList<QByteArray> ends = span.split('-');
    if (ends.size() != 2)
        return std::nullopt;
    const qint64 first = numberOrStar(ends.at(0).trimmed()).value_or(-1);
    const qint64 last = numberOrStar(ends.at(1).trimmed()).value_or(-1);
    if (first < 0 || last < first || (range.total >= 0 && last >= range.total))
        return std::nullopt;
    range.first = first;
    range.last = last;
    return range;
}

} // namespace mmigrate
