// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/httperror.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QSslCertificate>

#include <array>

namespace mmigrate {

namespace {

constexpr auto tlsFactsProperty = "mmigrate.tlsFacts";
constexpr qsizetype longestMessage = 500;

struct KindOfId
{
    QLatin1String prefix;
    ErrorKind kind = ErrorKind::BadRequest;
};

// Ids that mean the same in every version, whatever their status (the status of some changed over
// time).
constexpr std::array kindsOfIds{
    KindOfId{QLatin1String("api.context.session_expired"), ErrorKind::SessionExpired},
    KindOfId{QLatin1String("api.context.token_provided"), ErrorKind::SessionExpired},
    KindOfId{QLatin1String("api.context.404"), ErrorKind::NotSupported},
    KindOfId{QLatin1String("api.context.permissions"), ErrorKind::Forbidden},
    KindOfId{QLatin1String("api.user.login.invalid_credentials"), ErrorKind::SignInRefused},
    KindOfId{QLatin1String("api.user.login.blank_pwd"), ErrorKind::SignInRefused},
    KindOfId{QLatin1String("api.user.login.inactive"), ErrorKind::AccountInactive},
    KindOfId{QLatin1String("api.user.login.not_verified"), ErrorKind::AccountInactive},
    KindOfId{QLatin1String("mfa.validate_token.authenticate"), ErrorKind::MfaRequired},
    KindOfId{QLatin1String("api.user.check_user_mfa.bad_code"), ErrorKind::MfaWrong},
    KindOfId{QLatin1String("api.user.check_user_login_attempts.too_many"),
             ErrorKind::AccountLocked},
    KindOfId{QLatin1String("app.upload.create.upload_too_large"), ErrorKind::FileTooLarge},
    KindOfId{QLatin1String("api.upload.create.upload_too_large"), ErrorKind::FileTooLarge},
    KindOfId{QLatin1String("api.file.cloud_upload"), ErrorKind::ImportsRefused},
    KindOfId{QLatin1String("jobs.request_cancellation.status"), ErrorKind::BadRequest},
};

ErrorKind kindOfStatus(int status)
{
    switch (status) {
    case 401:
        return ErrorKind::SessionExpired;
    case 403:
        return ErrorKind::Forbidden;
    case 404:
        return ErrorKind::NotFound;
    case 407:
        return ErrorKind::Proxy;
    case 408:
        return ErrorKind::Timeout;
    case 413:
        return ErrorKind::RequestTooLarge;
    case 429:
        return ErrorKind::RateLimited;
    case 501:
        return ErrorKind::NotSupported;
    default:
        return status >= 500 ? ErrorKind::ServerError : ErrorKind::BadRequest;
    }
}

QString tlsReason(QSslError::SslError error)
{
    switch (error) {
    // With its authority's own certificate in the chain a server is not self-signed.
    case QSslError::SelfSignedCertificate:
        return QStringLiteral("self-signed");
    case QSslError::CertificateExpired:
        return QStringLiteral("expired");
    case QSslError::CertificateNotYetValid:
        return QStringLiteral("not-yet-valid");
    case QSslError::HostNameMismatch:
        return QStringLiteral("wrong-host");
    default:
        return QStringLiteral("untrusted");
    }
}

QString connectionReason(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::HostNotFoundError:
        return QStringLiteral("host-not-found");
    case QNetworkReply::ConnectionRefusedError:
        return QStringLiteral("refused");
    case QNetworkReply::RemoteHostClosedError:
        return QStringLiteral("closed");
    default:
        return QStringLiteral("other");
    }
}

/// The server knows no protocol that we take. OpenSSL tells it in words only: by the server's alert
/// or by its own judgement.
bool isOldProtocol(const QString &detail)
{
    return detail.contains(QLatin1String("alert protocol version"))
           || detail.contains(QLatin1String("unsupported protocol"));
}

/// Empty when it was no proxy.
QString proxyReason(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return QStringLiteral("login-wanted");
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
        return QStringLiteral("unreachable");
    case QNetworkReply::ProxyConnectionClosedError:
        return QStringLiteral("closed");
    case QNetworkReply::UnknownProxyError:
        return QStringLiteral("refused");
    default:
        return {};
    }
}

} // namespace

Error errorFromStatus(int status, const QByteArray &body)
{
    Error error;
    error.kind = kindOfStatus(status);
    error.httpStatus = status;
    if (error.kind == ErrorKind::Proxy)
        error.facts.insert(QStringLiteral("reason"), QStringLiteral("login-wanted"));
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const QString id = object.value(QLatin1String("id")).toString();
    if (id.isEmpty()) {
        error.detail = QStringLiteral("HTTP %1: %2")
                           .arg(status)
                           .arg(QString::fromUtf8(body.left(longestMessage)).simplified());
        return error;
    }
    error.serverErrorId = id.left(longestMessage);
    error.serverMessage = object.value(QLatin1String("message")).toString().left(longestMessage);
    error.requestId = object.value(QLatin1String("request_id")).toString().left(longestMessage);
    error.detail = object.value(QLatin1String("detailed_error")).toString().left(longestMessage);
    for (const KindOfId &known : kindsOfIds) {
        if (id.startsWith(known.prefix))
            error.kind = known.kind;
    }
    return error;
}

Error errorFromConnection(const QNetworkReply &reply)
{
    Error error;
    error.detail = reply.errorString();
    const QVariantMap tlsFacts = reply.property(tlsFactsProperty).toMap();
    if (!tlsFacts.isEmpty() || reply.error() == QNetworkReply::SslHandshakeFailedError) {
        error.kind = ErrorKind::Tls;
        error.facts = tlsFacts;
        if (tlsFacts.isEmpty() && isOldProtocol(error.detail))
            error.facts.insert(QStringLiteral("reason"), QStringLiteral("old-protocol"));
        error.facts.insert(QStringLiteral("host"), reply.url().host());
        return error;
    }
    if (reply.error() == QNetworkReply::UnknownContentError) {
        // The bytes came, but unpacking them failed, or would have filled the memory.
        error.kind = ErrorKind::Protocol;
        return error;
    }
    if (const QString reason = proxyReason(reply.error()); !reason.isEmpty()) {
        error.kind = ErrorKind::Proxy;
        error.facts.insert(QStringLiteral("reason"), reason);
        error.facts.insert(QStringLiteral("host"), reply.url().host());
        return error;
    }
    error.kind =
        reply.error() == QNetworkReply::TimeoutError ? ErrorKind::Timeout : ErrorKind::Network;
    error.facts.insert(QStringLiteral("reason"), connectionReason(reply.error()));
    error.facts.insert(QStringLiteral("host"), reply.url().host());
    return error;
}

void rememberTlsErrors(QNetworkReply &reply, const QList<QSslError> &errors)
{
    if (errors.isEmpty())
        return;
    // A wrong host or an expired certificate says more than "self-signed", which often comes with
    // it.
    QSslError chosen = errors.first();
    for (const QSslError &error : errors) {
        if (error.error() == QSslError::HostNameMismatch
            || error.error() == QSslError::CertificateExpired)
            chosen = error;
    }
    const QSslCertificate certificate = chosen.certificate();
    reply.setProperty(
        tlsFactsProperty,
        QVariantMap{
            {QStringLiteral("reason"), tlsReason(chosen.error())},
            {QStringLiteral("subject"), certificate.subjectDisplayName()},
            {QStringLiteral("issuer"), certificate.issuerDisplayName()},
            {QStringLiteral("validUntil"), certificate.expiryDate().toString(Qt::ISODate)},
        });
}

} // namespace mmigrate
