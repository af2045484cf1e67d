// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/mattermostclient.h"
#include "practice/practiceserver.h"
#include "support/runinworker.h"

#include <QTest>

namespace mmigrate::test {

/// A short name, as these tests are full of texts.
inline QString q(const char *text)
{
    return QString::fromUtf8(text);
}

inline PracticeServerOptions smallServer(PracticePersonality personality,
                                         PracticeRole role = PracticeRole::Empty)
{
    PracticeServerOptions options;
    options.personality = personality;
    options.role = role;
    options.size = PracticeWorkspaceSize::small();
    options.jobWatchIntervalMs = 20;
    return options;
}

/// The rows of a data-driven test that runs with both personalities.
inline void addPersonalities()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::newRow("5.37") << PracticePersonality::V5_37;
    QTest::newRow("11") << PracticePersonality::V11;
}

inline Credentials administrator(const PracticeServer &server)
{
    return {server.adminUsername(), server.adminPassword(), {}, {}};
}

/// Calls the function in a worker with a client that is not signed in; tries each call twice.
template <typename Function>
auto withClient(const PracticeServer &server, Function function)
{
    return runInWorker([&server, &function] {
        StepControl control;
        HttpSession session(server.url(), control);
        session.setRetryPolicy({2, 1, 2});
        MattermostClient client(session);
        return function(client);
    });
}

/// The same, signed in; the function is not called when that fails.
template <typename Function>
auto withSignedIn(const PracticeServer &server, const Credentials &credentials, Function function)
{
    return withClient(server, [&](MattermostClient &client) -> decltype(function(client)) {
        const Result<User> user = client.login(credentials);
        if (!user)
            return user.error();
        return function(client);
    });
}

template <typename Function>
auto withAdministrator(const PracticeServer &server, Function function)
{
    return withSignedIn(server, administrator(server), function);
}

/// "ok", or what went wrong: a value that a comparison can show.
template <typename T>
QString outcome(const Result<T> &result)
{
    return result ? QStringLiteral("ok") : errorKindName(result.error().kind);
}

/// A call that a table names; its outcome.
using ClientCall = QString (*)(MattermostClient &);

} // namespace mmigrate::test

Q_DECLARE_METATYPE(mmigrate::PracticePersonality)
Q_DECLARE_METATYPE(mmigrate::test::ClientCall)
