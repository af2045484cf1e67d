// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/sessions.h"

#include <QByteArray>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>
#include <QtEndian>

namespace mmigrate::practice {

namespace {

/// Tokens are the one thing here that must not be guessed: other users of the machine reach the
/// port too.
QString newToken()
{
    static const char alphabet[] = "ybndrfg8ejkmcpqxot1uwisza345h769";
    QString token(26, QLatin1Char('y'));
    for (QChar &c : token)
        c = QLatin1Char(alphabet[QRandomGenerator::system()->bounded(32)]);
    return token;
}

QByteArray fromBase32(const QString &text)
{
    static const QByteArray alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    QByteArray bytes;
    quint32 pending = 0;
    int bits = 0;
    for (const QChar c : text.toUpper()) {
        const qsizetype value = alphabet.indexOf(c.toLatin1());
        if (value < 0)
            continue;
        pending = (pending << 5) | quint32(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes.append(char((pending >> bits) & 0xff));
        }
    }
    return bytes;
}

} // namespace

Session Sessions::open(const QString &userId)
{
    Session session;
    session.token = newToken();
    session.csrf = newToken();
    session.userId = userId;
    m_sessions.insert(session.token, session);
    return session;
}

Session Sessions::createToken(const QString &userId, const QString &id, const QString &description)
{
    Session session;
    session.token = newToken();
    session.userId = userId;
    session.tokenId = id;
    session.description = description;
    m_sessions.insert(session.token, session);
    return session;
}

const Session *Sessions::find(const QString &token) const
{
    const auto found = m_sessions.constFind(token);
    return found == m_sessions.constEnd() ? nullptr : &found.value();
}

bool Sessions::revokeToken(const QString &tokenId)
{
    const auto removed =
        m_sessions.removeIf([&tokenId](const QHash<QString, Session>::iterator &it) {
            return it.value().tokenId == tokenId;
        });
    return removed > 0;
}

QString totpCode(const QString &base32Secret, qint64 secondsSinceEpoch)
{
    const quint64 counter = qToBigEndian(quint64(secondsSinceEpoch / 30));
    const QByteArray message(reinterpret_cast<const char *>(&counter), sizeof counter);
    const QByteArray hash = QMessageAuthenticationCode::hash(message, fromBase32(base32Secret),
                                                             QCryptographicHash::Sha1);
    const int offset = hash.back() & 0xf;
    const quint32 number = qFromBigEndian<quint32>(hash.constData() + offset) & 0x7fffffff;
    return QString::number(number % 1'000'000).rightJustified(6, QLatin1Char('0'));
}

bool totpFits(const QString &base32Secret, const QString &code, qint64 secondsSinceEpoch)
{
    for (const int shift : {0, -30, 30}) {
        if (totpCode(base32Secret, secondsSinceEpoch + shift) == code)
            return true;
    }
    return false;
}

} // namespace mmigrate::practice
