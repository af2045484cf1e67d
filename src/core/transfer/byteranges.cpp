// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/byteranges.h"

#include <algorithm>
#include <iterator>

namespace mmigrate {

void ByteRanges::add(qint64 begin, qint64 end)
{
    if (begin >= end)
        return;
    auto span = m_spans.upperBound(begin);
    if (span != m_spans.begin() && std::prev(span).value() >= begin)
        --span;
    while (span != m_spans.end() && span.key() <= end) {
        begin = std::min(begin, span.key());
        end = std::max(end, span.value());
        m_total -= span.value() - span.key();
        span = m_spans.erase(span);
    }
    m_spans.insert(begin, end);
    m_total += end - begin;
}

void ByteRanges::clear()
{
    m_spans.clear();
    m_total = 0;
}

void ByteRanges::remove(qint64 begin, qint64 end)
{
    if (begin >= end)
        return;
    auto span = m_spans.upperBound(begin);
    if (span != m_spans.begin() && std::prev(span).value() > begin)
        --span;
    ByteRanges rest;
    while (span != m_spans.end() && span.key() < end) {
        rest.add(span.key(), std::min(begin, span.value()));
        rest.add(std::max(end, span.key()), span.value());
        m_total -= span.value() - span.key();
        span = m_spans.erase(span);
    }
    for (auto piece = rest.m_spans.cbegin(); piece != rest.m_spans.cend(); ++piece)
        add(piece.key(), piece.value());
}

qint64 ByteRanges::heldUntil(qint64 position) const
{
    const auto next = m_spans.upperBound(position);
    if (next == m_spans.begin())
        return position;
    return std::max(position, std::prev(next).value());
}

qint64 ByteRanges::heldSince(qint64 position) const
{
    const auto next = m_spans.lowerBound(position);
    if (next == m_spans.begin() || std::prev(next).value() < position)
        return position;
    return std::prev(next).key();
}

std::optional<ByteSpan> ByteRanges::nextSpan(qint64 position) const
{
    auto span = m_spans.upperBound(position);
    if (span != m_spans.begin() && std::prev(span).value() > position)
        --span;
    if (span == m_spans.end())
        return std::nullopt;
    return ByteSpan{span.key(), span.value()};
}

qint64 ByteRanges::nextHeld(qint64 position) const
{
    if (heldUntil(position) > position)
        return position;
    const auto next = m_spans.upperBound(position);
    return next == m_spans.end() ? -1 : next.key();
}

std::optional<ByteSpan> ByteRanges::nextGap(qint64 position, qint64 fileSize) const
{
    const qint64 begin = heldUntil(position);
    if (begin >= fileSize)
        return std::nullopt;
    const qint64 next = nextHeld(begin);
    return ByteSpan{begin, next < 0 ? fileSize : std::min(next, fileSize)};
}

QJsonArray ByteRanges::toJson() const
{
    QJsonArray array;
    for (auto span = m_spans.begin(); span != m_spans.end(); ++span)
        array.append(QJsonArray{span.key(), span.value()});
    return array;
}

std::optional<ByteRanges> ByteRanges::fromJson(const QJsonArray &array)
{
    ByteRanges ranges;
    for (const QJsonValue &item : array) {
        const QJsonArray pair = item.toArray();
        const qint64 begin = pair.size() == 2 ? pair.at(0).toInteger(-1) : -1;
        const qint64 end = pair.size() == 2 ? pair.at(1).toInteger(-1) : -1;
        if (begin < 0 || end <= begin || begin < ranges.last())
            return std::nullopt;
        ranges.add(begin, end);
    }
    return ranges;
}

} // namespace mmigrate
