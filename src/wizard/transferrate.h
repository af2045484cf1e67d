// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

#include <deque>
#include <optional>
#include <vector>

namespace mmigrate {

/// Speed and time left from amounts as they come; tells nothing before it knows.
class TransferRate
{
public:
    void reset() { m_samples.clear(); }
    /// @param atMs of a clock that only goes forward
    void add(qint64 atMs, qint64 done);

    /// Over the last seconds; nothing in the first two, and while nothing moves.
    std::optional<double> perSecond() const;
    /// Nothing until the speed has been known for some seconds.
    /// By the median of the speeds of the last seconds, and nothing while these differ too much.
    std::optional<qint64> secondsLeft(qint64 total) const;

private:
    struct Sample
    {
        qint64 atMs;
        qint64 done;
    };
    std::vector<double> pieces() const;

    std::deque<Sample> m_samples;
    qint64 m_firstMs = 0;
};

/// "less than a minute", "about 5 minutes", "about 3 hours"
QString timeLeftText(qint64 seconds);
/// "0:42", "1:02:03"
QString elapsedText(qint64 seconds);

} // namespace mmigrate
