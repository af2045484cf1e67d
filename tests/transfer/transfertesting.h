// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/httpsession.h"
#include "support/runinworker.h"
#include "support/scriptedserver.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>

namespace mmigrate::test {

/// Bytes that repeat nowhere, the same in each run.
inline QByteArray noise(qsizetype count, quint32 seed = 1)
{
    QByteArray bytes(count, Qt::Uninitialized);
    QRandomGenerator random(seed);
    auto *words = reinterpret_cast<quint32 *>(bytes.data());
    for (qsizetype i = 0; i < count / 4; ++i)
        words[i] = random.generate();
    for (qsizetype i = count / 4 * 4; i < count; ++i)
        bytes[i] = static_cast<char>(random.generate());
    return bytes;
}

inline bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QByteArray sha256(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

/// Has the session sign in anew when it has to, with a second token, and counts how often.
inline void renewSignIn(HttpSession &session, int &renewals)
{
    session.setRenewal([&session, &renewals]() -> Result<void> {
        ++renewals;
        session.setToken("second-token");
        return {};
    });
}

inline bool hasRenewedSignIn(const SeenRequest &request)
{
    return request.header("authorization") == "Bearer second-token";
}

/// Runs a transfer in a worker with a session whose pauses are short.
template <typename Function>
auto withSession(const QUrl &address, StepControl &control, Function function)
{
    return runInWorker([&address, &control, &function] {
        HttpSession session(address, control);
        session.setToken("token-of-the-test");
        RetryPolicy policy;
        policy.attempts = 4;
        policy.firstPauseMs = 1;
        policy.longestPauseMs = 4;
        session.setRetryPolicy(policy);
        return function(session);
    });
}

} // namespace mmigrate::test
