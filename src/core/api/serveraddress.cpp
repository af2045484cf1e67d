// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/serveraddress.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace mmigrate {

namespace {

Error badAddress(const QString &typed, const QString &detail)
{
    return makeError(ErrorKind::BadAddress, detail)
        .with(QStringLiteral("typed"), withoutUserInfo(typed).left(200));
}

QString withoutTrailingSlashes(QString path)
{
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    return path;
}

} // namespace

bool ServerAddress::isLoopback() const
{
    return url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback();
}

QString withoutUserInfo(const QString &typed)
{
    // A password may hold a slash although it must not; what follows a host's colon is a number.
    static const QRegularExpression userInfo(
        QStringLiteral("^([\\s<\"'(]*(?:[a-z][a-z0-9+.-]*://)?+)(?:[^/\\s:@]*:(?!\\d+(?:/"
                       "|$))[^\\s]*@|[^/\\s]*@)"),
        QRegularExpression::CaseInsensitiveOption);
    return QString(typed).replace(userInfo, QStringLiteral("\\1"));
}

Result<ServerAddress> parseServerAddress(const QString &typed)
{
    QString text = typed.trimmed();
    // Mail programs and chats wrap links in such marks.
    static const QRegularExpression wrapping(QStringLiteral("^[<\"'(]+|[>\"'),.;]+$"));
    text.remove(wrapping);
    static const QRegularExpression scheme(QStringLiteral("^([a-z][a-z0-9+.-]*)://"),
                                           QRegularExpression::CaseInsensitiveOption);
    ServerAddress address;
    const QRegularExpressionMatch match = scheme.match(text);
    address.schemeTyped = match.hasMatch();
    if (match.hasMatch()) {
        const QString name = match.captured(1).toLower();
        if (name == QLatin1String("mattermost")) { // links of the desktop program
            text = QStringLiteral("https://") + text.mid(match.capturedEnd());
            address.schemeTyped = false;
        } else if (name != QLatin1String("http") && name != QLatin1String("https")) {
            return badAddress(typed, QStringLiteral("scheme %1").arg(name));
        }
    } else {
        text.prepend(QStringLiteral("https://"));
    }
    QUrl url(text, QUrl::TolerantMode);
    // "http//chat.example.com", "https:/chat.example.com"
    static const QStringList schemes{QStringLiteral("http"), QStringLiteral("https")};
    if (!address.schemeTyped && schemes.contains(url.host()))
        return badAddress(typed, QStringLiteral("mistyped scheme"));
    static const QRegularExpression blank(QStringLiteral("\\s"));
    if (!url.isValid() || url.host().isEmpty() || url.host().contains(blank))
        return badAddress(typed, QStringLiteral("no URL")); // Qt's own words repeat what was typed
    url.setUserInfo({});
    url.setQuery(QString());
    url.setFragment({});
    url.setPath(withoutTrailingSlashes(QUrl(url).adjusted(QUrl::NormalizePathSegments).path()));
    address.url = url;
    return address;
}

QList<QUrl> addressCandidates(const ServerAddress &address)
{
    QList<QUrl> candidates;
    QString path = address.url.path();
    // A link into a channel has at most team/channels/name or team/pl/id behind the server's own
    // path.
    constexpr int mostCandidates = 6;
    while (candidates.size() < mostCandidates) {
        QUrl candidate = address.url;
        candidate.setPath(path);
        candidates.append(candidate);
        if (path.isEmpty())
            return candidates;
        path = withoutTrailingSlashes(path.left(path.lastIndexOf(QLatin1Char('/'))));
    }
    QUrl root = address.url;
    root.setPath({});
    candidates.append(root);
    return candidates;
}

} // namespace mmigrate
