// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/stepid.h"

#include <QMetaType>
#include <QString>
#include <QVariantMap>

namespace mmigrate {

/// What kind of thing went wrong. Each kind has its sentence and its next step in
/// src/text/errortext.cpp.
enum class ErrorKind {
    Cancelled,          ///< the person asked to stop; what was done stays and can be continued
    Network,            ///< no connection, or one that broke and stayed broken through all tries
    Timeout,            ///< the other side stayed silent for longer than allowed
    Proxy,              ///< the proxy on the way; facts: "reason" (login-wanted|login-wrong|
                        ///< unreachable|closed|refused), "proxy" (host:port, where it is known)
    Tls,                ///< the certificate is not trusted; facts: "reason"
                        ///< (self-signed|expired|wrong-host|untrusted), "subject", "issuer"; or the
                        ///< server knows only old protocols ("reason" old-protocol); without
                        ///< a reason nobody speaks TLS there
    InsecureAddress,    ///< only plain http answers, and the person has not agreed to it
    BadAddress,         ///< what was typed is no server address
    NotMattermost,      ///< something answers there, but no Mattermost server
    UnsupportedVersion, ///< facts: "version"
    SignInRefused,      ///< wrong name, password or token
    MfaRequired,        ///< the server wants a one-time code
    MfaWrong,           ///< the one-time code was refused
    AccountLocked,      ///< too many wrong tries
    AccountInactive,    ///< the account was deactivated
    SessionExpired,     ///< 401 in the middle: sign in again
    NotAdministrator,   ///< the account is no system administrator; facts: "username"
    Forbidden,          ///< 403 for another reason
    NotFound,           ///< the thing asked for is not there
    NotSupported,       ///< the server does not know this feature (404 of its router, 501)
    RequestTooLarge,    ///< 413 of a proxy: the body is too large for it
    FileTooLarge,       ///< the server's own limit for files; facts: "size", "limit"
    RateLimited,        ///< 429 through all tries
    ServerError,        ///< 5xx through all tries
    BadRequest,         ///< 4xx with an error id that has no kind of its own
    Protocol,  ///< an answer that no Mattermost server gives: wrong type, missing field, too large
    JobFailed, ///< export or import ended with an error; facts: "job", "error", "line",
               ///< "lineText", "lineIsNear", "ofCopy", "archive", and names of ServerWords
    JobCancelled,   ///< the job was cancelled on the server
    JobStalled,     ///< no sign of life from the job
    ImportsRefused, ///< Cloud: this server takes no imports
    LimitsTooLow,   ///< facts: "limits" (list of maps: setting, current, needed, fixed)
    Collision,      ///< an account of the archive collides with the operator's; facts: "username",
                    ///< "email"
    ArchiveInvalid, ///< not a ZIP, not an export, damaged; facts: "reason"
    Integrity,      ///< bytes on the two sides differ in a way that trying again does not mend
    MappingInvalid, ///< the file of decisions about names; facts: "path", "reason", "entry", see
                    ///< destination/collisiondecisions.h and collisiontargets.h
    DestinationUnfit,  ///< facts: "findings" (list of maps: rule, severity, facts)
    SourceFileChanged, ///< a local file changed while it was used; facts: "path"
    Disk,              ///< a local file could not be read or written; facts: "path"
    DiskFull,          ///< facts: "path", "needed", "free"
    Journal,           ///< the saved state is damaged, newer, or in use; facts: "path", "reason"
    SameServer,        ///< source and destination are one server
    ExportAmbiguous,   ///< several new exports and no way to tell which is ours; facts: "names"
    VerifyMismatch,    ///< counts differ after the import
    Internal,          ///< a mistake of ours
};

/// The stable name of a kind, for the log and the JSON events.
QString errorKindName(ErrorKind kind);

/// What went wrong, as facts without prose. Sentences for people are made in src/text.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    StepId step = StepId::None;
    int httpStatus = 0;      ///< 0: no HTTP answer
    QString serverErrorId{}; ///< e.g. "app.upload.create.upload_too_large.app_error"
    QString serverMessage{}; ///< the server's own sentence, cut to 500 characters
    QString requestId{};     ///< X-Request-Id, to be found in the server's log
    QString detail{};        ///< raw English detail for the log and for support; never a secret
    QVariantMap facts{};     ///< values that the sentence needs, see ErrorKind

    /// True when the same call may go through later without anybody changing anything.
    bool isTransient() const;
    /// One line for the log.
    QString toLogLine() const;

    Error &&with(const QString &name, const QVariant &value) &&
    {
        facts.insert(name, value);
        return std::move(*this);
    }
};

/// An error with nothing but kind and detail.
inline Error makeError(ErrorKind kind, const QString &detail = {})
{
    Error error;
    error.kind = kind;
    error.detail = detail;
    return error;
}

} // namespace mmigrate

Q_DECLARE_METATYPE(mmigrate::Error)
