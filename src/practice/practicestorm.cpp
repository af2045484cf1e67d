// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/practicestorm.h"

#include <QRegularExpression>

#include <memory>
#include <mutex>
#include <random>

namespace mmigrate {

namespace {

using Action = PracticeFault::Action;

class StormDice
{
public:
    explicit StormDice(const PracticeStorm &storm)
        : m_storm(storm)
        , m_random(storm.seed)
    {
    }

    std::optional<PracticeFault> throwFor(const QString &method, const QString &path)
    {
        const std::lock_guard lock(m_mutex);
        // Always as many throws, so that a change of one number leaves the others' fate alone.
        const bool refused = oneIn(m_storm.refusedOneIn);
        const bool silent = oneIn(m_storm.silentOneIn);
        const bool processed = between(0, 1) == 1;
        const qint64 bytes = between(m_storm.shortestBodyBytes, m_storm.longestBodyBytes);
        if (refused)
            return proxyRefusal();
        if (silent && !hasLargeBody(method, path))
            return PracticeFault{.action = processed ? Action::StallResponse : Action::Stall};
        if (bytes <= 0)
            return std::nullopt;
        return PracticeFault{.action = Action::BreakBodies,
                             .bytes = bytes,
                             .pauseMs = silent ? m_storm.silenceMs : 0};
    }

private:
    static PracticeFault proxyRefusal()
    {
        return {.action = Action::Respond,
                .status = 502,
                .body = "<html><head><title>502 Bad Gateway</title></head></html>",
                .headers = {{"Content-Type", "text/html"}}};
    }

    static bool hasLargeBody(const QString &method, const QString &path)
    {
        static const QRegularExpression data(QStringLiteral("/uploads/[a-z0-9]{26}$"));
        static const QRegularExpression file(QStringLiteral("/exports/[^/]+$"));
        return method == QLatin1String("POST")  ? data.match(path).hasMatch()
               : method == QLatin1String("GET") ? file.match(path).hasMatch()
                                                : false;
    }

    // Of our own: the distributions of the standard library differ between systems.
    qint64 between(qint64 from, qint64 to)
    {
        const quint64 drawn = m_random();
        return to <= from ? from : from + qint64(drawn % quint64(to - from + 1));
    }

    bool oneIn(int count)
    {
        const qint64 drawn = between(1, count);
        return count > 0 && drawn == 1;
    }

    const PracticeStorm m_storm;
    std::mutex m_mutex;
    std::mt19937_64 m_random;
};

} // namespace

std::function<std::optional<PracticeFault>(const QString &, const QString &)>
stormSource(const PracticeStorm &storm)
{
    return [dice = std::make_shared<StormDice>(storm)](const QString &method, const QString &path) {
        return dice->throwFor(method, path);
    };
}

} // namespace mmigrate
