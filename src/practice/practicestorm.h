// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/practicefault.h"

#include <functional>
#include <optional>

namespace mmigrate {

/// Bad weather between a client and the stand-in: what goes wrong is drawn by chance, the same for
/// the same seed and the same order of requests.
struct PracticeStorm
{
    quint64 seed = 1;
    /// Each body, of requests and of answers, breaks after so many bytes, drawn anew each time;
    /// shorter ones pass. 0: none breaks.
    qint64 shortestBodyBytes = 1'000'000;
    qint64 longestBodyBytes = 9'000'000;
    int refusedOneIn = 10; ///< is answered with 502 as by a proxy, unread; 0: none
    int silentOneIn = 20;  ///< falls silent somewhere between its head and its answer; 0: none
    int silenceMs = 1'500; ///< so long a large body that fell silent keeps its connection
};

/// What a storm does to one request after the other; for PracticeServer::setFaultSource(). Copies
/// share their dice. Thread-safe.
std::function<std::optional<PracticeFault>(const QString &method, const QString &path)>
stormSource(const PracticeStorm &storm);

} // namespace mmigrate
