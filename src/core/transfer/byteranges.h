// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QJsonArray>
#include <QMap>

#include <optional>

namespace mmigrate {

/// Bytes from `begin` up to, but without, `end`.
struct ByteSpan
{
    qint64 begin = 0;
    qint64 end = 0;

    qint64 length() const { return end - begin; }
    bool operator==(const ByteSpan &) const = default;
};

/// Which bytes of a file are there: spans that neither touch nor overlap, in order.
class ByteRanges
{
public:
    void add(qint64 begin, qint64 end);
    void remove(qint64 begin, qint64 end);
    void clear();

    qint64 total() const { return m_total; }
    bool isEmpty() const { return m_spans.isEmpty(); }
    /// The end of the bytes that are there without a hole from `position` on; `position` itself
    /// when there is none.
    qint64 heldUntil(qint64 position) const;
    /// Where the bytes begin that are there without a hole up to `position`; `position` itself when
    /// there are none.
    qint64 heldSince(qint64 position) const;
    /// The first span that ends after `position`.
    std::optional<ByteSpan> nextSpan(qint64 position) const;
    /// The first byte at or after `position` that is there; -1: none.
    qint64 nextHeld(qint64 position) const;
    /// The end of the last span; 0: nothing is there.
    qint64 last() const { return m_spans.isEmpty() ? 0 : m_spans.last(); }
    /// The first hole at or after `position` in a file of that size.
    std::optional<ByteSpan> nextGap(qint64 position, qint64 fileSize) const;

    /// [[begin, end], …]
    QJsonArray toJson() const;
    /// Nothing when the array is no such list.
    static std::optional<ByteRanges> fromJson(const QJsonArray &array);
    bool operator==(const ByteRanges &other) const { return m_spans == other.m_spans; }

private:
    QMap<qint64, qint64> m_spans; ///< begin -> end
    qint64 m_total = 0;
};

} // namespace mmigrate
