// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace mmigrate::practice {

struct Session
{
    QString token{};
    QString userId{};
    QString csrf{};
    QString tokenId{}; ///< of a personal access token; empty: a login's session
    QString description{};
};

/// Who is signed in. Not thread-safe.
class Sessions
{
public:
    Session open(const QString &userId);
    /// A personal access token: id and token.
    Session createToken(const QString &userId, const QString &id, const QString &description);
    const Session *find(const QString &token) const;
    void close(const QString &token) { m_sessions.remove(token); }
    bool revokeToken(const QString &tokenId);
    void closeAll() { m_sessions.clear(); }
    int count() const { return int(m_sessions.size()); }

private:
    QHash<QString, Session> m_sessions;
};

/// RFC 6238: the six digits of that moment.
QString totpCode(const QString &base32Secret, qint64 secondsSinceEpoch);
/// True when the code is that of now, of 30 s before or of 30 s after.
bool totpFits(const QString &base32Secret, const QString &code, qint64 secondsSinceEpoch);

} // namespace mmigrate::practice
