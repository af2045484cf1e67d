// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/http.h"
#include "practice/practiceoptions.h"

#include <QHash>
#include <QString>

#include <mutex>

namespace mmigrate::practice {

/// A bucket of tokens for each address. Thread-safe.
class RateLimiter
{
public:
    struct Decision
    {
        bool refused = false;
        QList<HttpHeader> headers{}; ///< none when the limit is off
    };

    explicit RateLimiter(const PracticeRateLimit &limit)
        : m_limit(limit)
    {
    }
    Decision take(const QString &address);
    bool varyByUser() const { return m_limit.varyByUser; }

private:
    struct Bucket
    {
        double tokens = 0;
        qint64 at = 0; ///< ms of the monotonic clock
    };

    PracticeRateLimit m_limit;
    std::mutex m_mutex;
    QHash<QString, Bucket> m_buckets;
};

} // namespace mmigrate::practice
