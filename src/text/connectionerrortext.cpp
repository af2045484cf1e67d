// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/connectionerrortext.h"

#include "text/errortext_p.h"

#include <QCoreApplication>
#include <QUrl>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

QString host(const Error &error, const QString &otherwise = Words::tr("the server"))
{
    const QString name = fact(error, "host");
    if (!name.isEmpty())
        return name;
    const QString address = fact(error, "address");
    const QString fromAddress = QUrl(address).host();
    return fromAddress.isEmpty() ? otherwise : fromAddress;
}

/// The same at the beginning of a sentence.
QString hostFirst(const Error &error)
{
    return host(error, Words::tr("The server"));
}

/// Later the address has worked already.
bool isFirstContact(const Error &error)
{
    return error.step == StepId::None || error.step == StepId::SignInSource
           || error.step == StepId::SignInDestination;
}

ErrorText networkText(const Error &error)
{
    const QString reason = fact(error, "reason");
    ErrorText text;
    text.headline = Words::tr("No connection to %1.").arg(host(error));
    text.nextStep = tryAgainHint();
    if (reason == QLatin1String("host-not-found")) {
        text.headline = Words::tr("There is no server called %1.").arg(host(error));
        text.explanation =
            Words::tr("Either the address has a typing mistake, or this computer is offline.");
        text.nextStep = Words::tr("Check the address and the connection, then try again.");
        text.action = NextAction::ChangeAddress;
    } else if (reason == QLatin1String("refused") && !isFirstContact(error)) {
        text.explanation = Words::tr("It has stopped answering: it may be starting anew, or be "
                                     "switched off. Nothing that was done is lost.");
    } else if (reason == QLatin1String("refused")) {
        text.explanation = Words::tr("The computer is there, but nothing answers at this address.");
        text.nextStep =
            Words::tr("Check the address, above all the number behind the colon, then try again.");
        text.action = NextAction::ChangeAddress;
    } else {
        text.explanation = Words::tr("The connection broke off again and again.");
    }
    return text;
}

ErrorText proxyText(const Error &error)
{
    const QString reason = fact(error, "reason");
    const QString proxy = fact(error, "proxy");
    ErrorText text;
    text.action = NextAction::ConnectionSettings;
    text.explanation =
        Words::tr("A proxy is a computer that passes your traffic on, often in companies.");
    if (reason == QLatin1String("login-wrong")) {
        text.headline = Words::tr("The proxy refused the user name or the password.");
        text.nextStep = Words::tr("Check the login for the proxy in the connection settings.");
    } else if (reason == QLatin1String("login-wanted")) {
        text.headline = Words::tr("The proxy wants a user name and a password.");
        text.nextStep =
            Words::tr("Enter them in the connection settings. Your company's computer support "
                      "knows them.");
    } else if (reason == QLatin1String("refused")) {
        text.headline = Words::tr("The proxy does not pass on to %1.").arg(host(error));
        text.explanation = Words::tr("It cannot reach that server, or it is not allowed to.");
        text.nextStep = Words::tr("Check the server's address. If it is right, check the proxy in "
                                  "the connection settings, then try again.");
    } else {
        text.headline = proxy.isEmpty() ? Words::tr("The proxy does not answer.")
                                        : Words::tr("The proxy %1 does not answer.").arg(proxy);
        text.nextStep =
            Words::tr("Check the proxy in the connection settings and whether this computer is "
                      "online, then try again.");
    }
    return text;
}

ErrorText tlsText(const Error &error)
{
    const QString reason = fact(error, "reason");
    ErrorText text;
    text.headline =
        Words::tr("The connection to %1 is not safe, so it was not used.").arg(host(error));
    text.nextStep = Words::tr(
        "Ask the server's administrator for the certificate file of its authority, and give "
        "it here.");
    text.action = NextAction::ChooseCaFile;
    if (reason == QLatin1String("self-signed"))
        text.explanation =
            Words::tr("Its certificate, the server's proof of identity, was made by the server "
                      "itself (\"%1\"), so nobody vouches for it.")
                .arg(fact(error, "subject"));
    else if (reason == QLatin1String("expired")) {
        text.explanation =
            Words::tr("Its certificate, the server's proof of identity, expired on %1.")
                .arg(fact(error, "validUntil").left(10));
        text.nextStep = Words::tr(
            "Check the date of this computer. If it is right, the server's administrator has "
            "to renew the certificate.");
        text.action = NextAction::TryAgain;
    } else if (reason == QLatin1String("not-yet-valid")) {
        text.explanation =
            Words::tr("Its certificate, the server's proof of identity, is not valid yet.");
        text.nextStep = Words::tr("Check the date and time of this computer, then try again.");
        text.action = NextAction::TryAgain;
    } else if (reason == QLatin1String("wrong-host")) {
        text.explanation =
            Words::tr("Its certificate, the server's proof of identity, belongs to another server "
                      "(\"%1\").")
                .arg(fact(error, "subject"));
        text.nextStep =
            Words::tr("Check the address. If it is right, ask the server's administrator.");
        text.action = NextAction::ChangeAddress;
    } else if (reason == QLatin1String("old-protocol")) {
        text.explanation = Words::tr("It protects connections only in an outdated way (TLS 1.1 or "
                                     "older), which others can break.");
        text.nextStep = Words::tr("Ask the server's administrator to switch TLS 1.2 or later on.");
        text.action = NextAction::TryAgain;
    } else if (reason.isEmpty()) {
        text.explanation =
            Words::tr("The server does not speak TLS, the usual way to protect a connection.");
        text.nextStep = Words::tr("Check the address, above all the number behind the colon.");
        text.action = NextAction::ChangeAddress;
    } else
        text.explanation =
            Words::tr(
                "Its certificate, the server's proof of identity, was issued by \"%1\", which "
                "this computer does not know.")
                .arg(fact(error, "issuer"));
    return text;
}

ErrorText forbiddenText(const Error &error)
{
    if (error.serverErrorId.startsWith(QLatin1String("api.context.mfa_required")))
        return {Words::tr("This account has to set up sign-in with a one-time code first."),
                Words::tr("The server wants such codes from everybody."),
                Words::tr("Sign in to the server with your browser, set it up, then try again."),
                NextAction::SignInAgain};
    return {Words::tr("The server does not allow this account to do that."), error.serverMessage,
            Words::tr("Sign in with the account of a system administrator."),
            NextAction::SignInAgain};
}

ErrorText signInText(ErrorKind kind, const Error &error)
{
    if (kind == ErrorKind::SignInRefused)
        return {Words::tr("The name, the password or the token is wrong."),
                {},
                Words::tr("Check them and sign in again. After many wrong tries the server locks "
                          "the account."),
                NextAction::SignInAgain};
    if (kind == ErrorKind::MfaRequired)
        return {Words::tr("The server wants a one-time code."),
                Words::tr("It is the number that your sign-in app shows for this server."),
                Words::tr("Enter the code."), NextAction::EnterCode};
    if (kind == ErrorKind::MfaWrong)
        return {Words::tr("The one-time code was wrong or too old."),
                {},
                Words::tr("Wait for the next code in your sign-in app and enter it."),
                NextAction::EnterCode};
    if (kind == ErrorKind::AccountLocked)
        return {Words::tr("The account is locked after too many wrong tries."),
                {},
                Words::tr("Ask another administrator to unlock it, or use an access token."),
                NextAction::UseToken};
    if (kind == ErrorKind::AccountInactive)
        return {
            Words::tr("This account was deactivated, or its e-mail address was never confirmed."),
            {},
            Words::tr("Sign in with another administrator's account."),
            NextAction::SignInAgain};
    if (kind == ErrorKind::NotAdministrator)
        return {Words::tr("The account \"%1\" is no system administrator.")
                    .arg(fact(error, "username")),
                Words::tr("Only a system administrator may export or import a workspace."),
                Words::tr("Sign in with an administrator's account."), NextAction::SignInAgain};
    return {Words::tr("You have to sign in."),
            Words::tr("There is no valid sign-in for this server, or it has ended."),
            Words::tr("Sign in again. It then goes on where it stopped."), NextAction::SignInAgain};
}

ErrorText addressText(ErrorKind kind, const Error &error)
{
    const QString address = fact(error, "address");
    if (kind == ErrorKind::BadAddress)
        return {Words::tr("\"%1\" is no server address.").arg(fact(error, "typed")),
                {},
                Words::tr("Enter the address as in the browser, such as chat.example.com."),
                NextAction::ChangeAddress};
    if (kind == ErrorKind::InsecureAddress)
        return {Words::tr("%1 has no protected connection.").arg(hostFirst(error)),
                Words::tr("Passwords and messages could be read by others on the way."),
                Words::tr("Use an address that begins with https. Only if you trust the whole "
                          "network in between, "
                          "allow it."),
                NextAction::AllowPlainHttp};
    if (kind == ErrorKind::UnsupportedVersion)
        return {Words::tr("The server's version %1 is too old.").arg(fact(error, "version")),
                Words::tr("Export and import exist since version 5.34."),
                Words::tr("Ask its administrator to update it first."), NextAction::ChangeAddress};
    if (kind == ErrorKind::SameServer)
        return {Words::tr("Both addresses lead to the same server."),
                {},
                Words::tr("Enter the address of the new server as the destination."),
                NextAction::ChangeAddress};
    return {
        Words::tr("There is no Mattermost at %1.").arg(address.isEmpty() ? host(error) : address),
        Words::tr("Something else answers there."),
        Words::tr("Check the address. It is the one you open in the browser to chat."),
        NextAction::ChangeAddress};
}

ErrorText serverText(ErrorKind kind, const Error &error)
{
    const QString said = error.serverMessage.isEmpty()
                             ? QString()
                             : Words::tr("It says: \"%1\"").arg(error.serverMessage);
    if (kind == ErrorKind::Timeout)
        return {Words::tr("%1 does not answer.").arg(hostFirst(error)),
                {},
                tryAgainHint(),
                NextAction::TryAgain};
    if (kind == ErrorKind::NotSupported)
        return {Words::tr("The server cannot do that."),
                said.isEmpty()
                    ? Words::tr("Its version is too old, or the feature is switched off.")
                    : said,
                Words::tr("Ask its administrator, or save the details and ask for help."),
                NextAction::SaveDetails};
    if (kind == ErrorKind::RequestTooLarge)
        return {
            Words::tr("A computer in front of the destination refuses large uploads."),
            Words::tr("Even the smallest piece that Mattermost allows, 5 MB, is too much for it."),
            Words::tr("Ask the server's administrator to allow larger requests (nginx: "
                      "client_max_body_size)."),
            NextAction::TryAgain};
    if (kind == ErrorKind::FileTooLarge)
        return {
            Words::tr("The archive is larger than the destination allows."),
            Words::tr("The archive has %1.")
                .arg(sizeText(error.facts.value(QStringLiteral("size")).toLongLong())),
            Words::tr("Let mmigrate raise the limit for the migration, or raise it on the server."),
            NextAction::AdjustLimits};
    if (kind == ErrorKind::RateLimited)
        return {Words::tr("The server asks to go slower."),
                Words::tr("It limits how much one computer may ask."),
                Words::tr("Wait some minutes, then try again. Nothing is lost."),
                NextAction::TryAgain};
    if (kind == ErrorKind::ServerError)
        return {Words::tr("The server has a problem."), said, tryAgainHint(), NextAction::TryAgain};
    if (kind == ErrorKind::Protocol)
        return {Words::tr("The server gave an answer that makes no sense."),
                Words::tr("A proxy in between may have changed it."), tryAgainHint(),
                NextAction::TryAgain};
    return {Words::tr("The server refused the request."), said,
            Words::tr("Save the details and ask for help."), NextAction::SaveDetails};
}

} // namespace

ErrorText connectionErrorText(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Network:
        return networkText(error);
    case ErrorKind::Proxy:
        return proxyText(error);
    case ErrorKind::Tls:
        return tlsText(error);
    case ErrorKind::InsecureAddress:
    case ErrorKind::BadAddress:
    case ErrorKind::NotMattermost:
    case ErrorKind::UnsupportedVersion:
    case ErrorKind::SameServer:
        return addressText(error.kind, error);
    case ErrorKind::SignInRefused:
    case ErrorKind::MfaRequired:
    case ErrorKind::MfaWrong:
    case ErrorKind::AccountLocked:
    case ErrorKind::AccountInactive:
    case ErrorKind::SessionExpired:
    case ErrorKind::NotAdministrator:
        return signInText(error.kind, error);
    case ErrorKind::Forbidden:
        return forbiddenText(error);
    default:
        return serverText(error.kind, error);
    }
}

} // namespace mmigrate
