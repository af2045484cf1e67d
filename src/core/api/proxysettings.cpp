// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/proxysettings.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <QUrl>

namespace mmigrate {

QString ProxySettings::address() const
{
    if (!isOwn())
        return {};
    const QString shown = host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]").arg(host) : host;
    return shown + QLatin1Char(':') + QString::number(port);
}

bool isProxyHost(const QString &text)
{
    if (text.contains(QLatin1Char(':')))
        return QHostAddress(text).protocol() == QAbstractSocket::IPv6Protocol;
    // Without a scheme QUrl would take much for a path.
    const QUrl url(QStringLiteral("http://") + text + QLatin1Char('/'), QUrl::StrictMode);
    static const QRegularExpression notInNames(QStringLiteral("[\\s/@?#\\\\]"));
    return url.isValid() && !url.host().isEmpty() && !text.contains(notInNames);
}

ParsedProxy parseProxy(const QString &text)
{
    ParsedProxy parsed;
    ProxySettings &settings = parsed.settings;
    const QString said = text.trimmed();
    if (said == QLatin1String("system"))
        return parsed;
    if (said == QLatin1String("none")) {
        settings.choice = ProxySettings::Choice::None;
        return parsed;
    }
    const auto problem = [&parsed](ProxyProblem what) {
        parsed.settings = {};
        parsed.problem = what;
        return parsed;
    };
    // Wherever it stands, what comes before it may be a password.
    if (said.contains(QLatin1Char('@')))
        return problem(ProxyProblem::Login);
    static const QRegularExpression shape(
        QStringLiteral("^(http|socks5)://(\\[[^\\]]*\\]|[^:/?#]*)(?::([^/?#]*))?/?(.*)$"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch match = shape.match(said);
    if (!match.hasMatch())
        return problem(ProxyProblem::Unknown);
    settings.choice = ProxySettings::Choice::Own;
    settings.type = match.captured(1).startsWith(QLatin1Char('h'), Qt::CaseInsensitive)
                        ? ProxySettings::Type::Http
                        : ProxySettings::Type::Socks5;
    settings.host = match.captured(2);
    if (settings.host.startsWith(QLatin1Char('[')))
        settings.host = settings.host.mid(1).chopped(1);
    if (!isProxyHost(settings.host))
        return problem(ProxyProblem::BadHost);
    settings.port = match.captured(3).toUShort();
    if (settings.port == 0)
        return problem(ProxyProblem::BadPort);
    if (!match.captured(4).isEmpty())
        return problem(ProxyProblem::MoreThere);
    return parsed;
}

} // namespace mmigrate
