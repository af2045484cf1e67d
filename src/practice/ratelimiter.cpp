// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/ratelimiter.h"

#include <QDeadlineTimer>

#include <cmath>

namespace mmigrate::practice {

RateLimiter::Decision RateLimiter::take(const QString &address)
{
    if (!m_limit.enabled)
        return {};
    const std::lock_guard lock(m_mutex);
    const int capacity = m_limit.maxBurst + 1;
    const qint64 now = QDeadlineTimer::current().deadline();
    Bucket &bucket = m_buckets[address];
    if (bucket.at == 0)
        bucket.tokens = capacity;
    else
        bucket.tokens = qMin<double>(
            capacity, bucket.tokens + double(now - bucket.at) * m_limit.perSecond / 1000.0);
    bucket.at = now;
    Decision decision;
    decision.refused = bucket.tokens < 1;
    if (!decision.refused)
        bucket.tokens -= 1;
    const int reset = int(std::ceil((capacity - bucket.tokens) / qMax(m_limit.perSecond, 1)));
    decision.headers = {{"X-Ratelimit-Limit", QByteArray::number(capacity)},
                        {"X-Ratelimit-Remaining", QByteArray::number(int(bucket.tokens))},
                        {"X-Ratelimit-Reset", QByteArray::number(reset)}};
    if (decision.refused)
        decision.headers.append(HttpHeader{"Retry-After", "1"});
    return decision;
}

} // namespace mmigrate::practice
