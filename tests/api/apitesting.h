// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/mattermostclient.h"
#include "support/runinworker.h"
#include "support/scriptedserver.h"

#include <functional>

namespace mmigrate::test {

/// Four tries with hardly any pause between them.
inline RetryPolicy quickRetries()
{
    return {4, 1, 4};
}

/// Answers each request by a function; breaks connections by another.
class Script : public RequestHandler
{
public:
    using Answer = std::function<ScriptedAnswer(const SeenRequest &)>;
    using Cuts = std::function<Cut(const SeenRequest &)>;

    explicit Script(Answer answer, Cuts cuts = {})
        : m_answer(std::move(answer))
        , m_cuts(std::move(cuts))
    {
    }

    ScriptedAnswer answer(const SeenRequest &request) override { return m_answer(request); }
    Cut cutFor(const SeenRequest &request) override { return m_cuts ? m_cuts(request) : Cut(); }
    void takeBody(const SeenRequest &request, const char *data, qint64 size) override
    {
        bodies[request.number].append(data, size);
    }

    QMap<int, QByteArray> bodies; ///< by the request's number; read it when the server is done

private:
    Answer m_answer;
    Cuts m_cuts;
};

inline ScriptedAnswer jsonAnswer(int status, const QByteArray &body)
{
    ScriptedAnswer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "application/json"}};
    answer.body = body;
    return answer;
}

/// As Mattermost words an error.
inline ScriptedAnswer errorAnswer(int status, const QByteArray &id)
{
    return jsonAnswer(status, "{\"id\":\"" + id
                                  + "\",\"message\":\"Refused.\",\"detailed_error\":\"\","
                                    "\"request_id\":\"r1\",\"status_code\":"
                                  + QByteArray::number(status) + "}");
}

inline ScriptedAnswer htmlAnswer(int status)
{
    ScriptedAnswer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "text/html"}};
    answer.body = "<!DOCTYPE html><html><body>Hello</body></html>";
    return answer;
}

inline ScriptedAnswer redirectAnswer(const QByteArray &location, int status = 302)
{
    ScriptedAnswer answer;
    answer.status = status;
    answer.headers = {{"Location", location}};
    return answer;
}

inline ScriptedAnswer
pingAnswer(const QByteArray &versionId = "11.6.0.11.6.0.0123456789abcdef.false")
{
    ScriptedAnswer answer = jsonAnswer(200, "{\"status\":\"OK\"}");
    answer.headers.append(qMakePair(QByteArray("X-Version-Id"), versionId));
    return answer;
}

inline HttpCall getCall(const QString &path = QStringLiteral("/thing"))
{
    HttpCall call;
    call.path = path;
    return call;
}

inline HttpCall postCall(const QByteArray &body = "{}")
{
    HttpCall call;
    call.method = "POST";
    call.path = QStringLiteral("/thing");
    call.body = body;
    call.repeatable = false;
    return call;
}

/// Runs the function in a worker with a session to that address that has a token.
template <typename Function>
auto withSession(const QUrl &address, StepControl &control, Function function)
{
    return runInWorker([&address, &control, &function] {
        HttpSession session(address, control);
        session.setToken("token-of-the-test");
        session.setRetryPolicy(quickRetries());
        return function(session);
    });
}

/// Sends one call so.
inline Result<HttpAnswer> sendTo(const QUrl &address, const HttpCall &call)
{
    StepControl control;
    return withSession(address, control,
                       [&call](HttpSession &session) { return session.send(call); });
}

} // namespace mmigrate::test
