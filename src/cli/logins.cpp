// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/logins.h"

#include "cli/terminal.h"

#include <QCoreApplication>
#include <QFile>

namespace mmigrate::cli {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Logins)
};

QString fromEnvironment(Side side, const char *name)
{
    const QByteArray prefix = side == Side::Source ? "MMIGRATE_SOURCE_" : "MMIGRATE_DESTINATION_";
    return qEnvironmentVariable(QByteArray(prefix + name).constData());
}

Result<QString> fromFile(const QString &path)
{
    if (path.isEmpty())
        return QString();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return makeError(ErrorKind::Disk, file.errorString()).with(QStringLiteral("path"), path);
    constexpr qint64 longestSecret = 10'000;
    QString secret = QString::fromUtf8(file.read(longestSecret));
    // Editors end files with a line break, which belongs to no password.
    while (secret.endsWith(QLatin1Char('\n')) || secret.endsWith(QLatin1Char('\r')))
        secret.chop(1);
    return secret;
}

QString sideName(Side side)
{
    return side == Side::Source ? Words::tr("source") : Words::tr("destination");
}

} // namespace

Result<Credentials> knownLogin(Side side, const LoginArguments &arguments)
{
    const Result<QString> password = fromFile(arguments.passwordFile);
    if (!password)
        return password.error();
    const Result<QString> token = fromFile(arguments.tokenFile);
    if (!token)
        return token.error();
    const auto either = [side](const QString &said, const char *variable) {
        return said.isEmpty() ? fromEnvironment(side, variable) : said;
    };
    Credentials credentials;
    credentials.loginId = either(arguments.user, "USER");
    credentials.password = either(*password, "PASSWORD");
    credentials.accessToken = either(*token, "TOKEN").trimmed();
    credentials.mfaCode = fromEnvironment(side, "MFA").trimmed();
    return credentials;
}

Result<ProxySettings> knownProxy(const Arguments &arguments)
{
    const Result<QString> password = fromFile(arguments.proxyPasswordFile);
    if (!password)
        return password.error();
    ProxySettings proxy = arguments.proxy;
    if (proxy.user.isEmpty())
        proxy.user = qEnvironmentVariable("MMIGRATE_PROXY_USER");
    proxy.password =
        password->isEmpty() ? qEnvironmentVariable("MMIGRATE_PROXY_PASSWORD") : *password;
    return proxy;
}

bool askForProxyLogin(ProxySettings &proxy)
{
    const std::optional<QString> user = ask(Words::tr("User name at the proxy: "));
    if (!user || user->trimmed().isEmpty())
        return false;
    const std::optional<QString> password = askSecret(Words::tr("Password (not shown): "));
    if (!password)
        return false;
    proxy.user = user->trimmed();
    proxy.password = *password;
    return true;
}

bool askForLogin(Side side, const QString &address, Credentials &credentials)
{
    printErr(Words::tr("Sign in to the %1, %2").arg(sideName(side), address) + QLatin1Char('\n'));
    const std::optional<QString> user = ask(Words::tr("User name or e-mail: "));
    if (!user || user->trimmed().isEmpty())
        return false;
    const std::optional<QString> password = askSecret(Words::tr("Password (not shown): "));
    if (!password)
        return false;
    credentials = {};
    credentials.loginId = user->trimmed();
    credentials.password = *password;
    return true;
}

bool askForCode(Side side, Credentials &credentials)
{
    const std::optional<QString> code =
        ask(Words::tr("One-time code from your sign-in app for the %1: ").arg(sideName(side)));
    if (!code || code->trimmed().isEmpty())
        return false;
    credentials.mfaCode = code->trimmed().remove(QLatin1Char(' '));
    return true;
}

} // namespace mmigrate::cli
