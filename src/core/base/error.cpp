// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/error.h"

namespace mmigrate {

QString errorKindName(ErrorKind kind)
{
    switch (kind) {
#define MMIGRATE_KIND(name)                                                                        \
    case ErrorKind::name:                                                                          \
        return QStringLiteral(#name)
        MMIGRATE_KIND(Cancelled);
        MMIGRATE_KIND(Network);
        MMIGRATE_KIND(Timeout);
        MMIGRATE_KIND(Proxy);
        MMIGRATE_KIND(Tls);
        MMIGRATE_KIND(InsecureAddress);
        MMIGRATE_KIND(BadAddress);
        MMIGRATE_KIND(NotMattermost);
        MMIGRATE_KIND(UnsupportedVersion);
        MMIGRATE_KIND(SignInRefused);
        MMIGRATE_KIND(MfaRequired);
        MMIGRATE_KIND(MfaWrong);
        MMIGRATE_KIND(AccountLocked);
        MMIGRATE_KIND(AccountInactive);
        MMIGRATE_KIND(SessionExpired);
        MMIGRATE_KIND(NotAdministrator);
        MMIGRATE_KIND(Forbidden);
        MMIGRATE_KIND(NotFound);
        MMIGRATE_KIND(NotSupported);
        MMIGRATE_KIND(RequestTooLarge);
        MMIGRATE_KIND(FileTooLarge);
        MMIGRATE_KIND(RateLimited);
        MMIGRATE_KIND(ServerError);
        MMIGRATE_KIND(BadRequest);
        MMIGRATE_KIND(Protocol);
        MMIGRATE_KIND(JobFailed);
        MMIGRATE_KIND(JobCancelled);
        MMIGRATE_KIND(JobStalled);
        MMIGRATE_KIND(ImportsRefused);
        MMIGRATE_KIND(LimitsTooLow);
        MMIGRATE_KIND(Collision);
        MMIGRATE_KIND(ArchiveInvalid);
        MMIGRATE_KIND(Integrity);
        MMIGRATE_KIND(MappingInvalid);
        MMIGRATE_KIND(DestinationUnfit);
        MMIGRATE_KIND(SourceFileChanged);
        MMIGRATE_KIND(Disk);
        MMIGRATE_KIND(DiskFull);
        MMIGRATE_KIND(Journal);
        MMIGRATE_KIND(SameServer);
        MMIGRATE_KIND(ExportAmbiguous);
        MMIGRATE_KIND(VerifyMismatch);
        MMIGRATE_KIND(Internal);
#undef MMIGRATE_KIND
    }
    Q_UNREACHABLE();
}

bool Error::isTransient() const
{
    switch (kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
    case ErrorKind::ServerError:
        return true;
    case ErrorKind::Proxy:
        // What stands behind a proxy comes and goes as anything else; a login does not mend itself.
        return !facts.value(QStringLiteral("reason")).toString().startsWith(QLatin1String("login"));
    default:
        return false;
    }
}

QString Error::toLogLine() const
{
    QStringList parts{errorKindName(kind)};
    if (step != StepId::None)
        parts << QStringLiteral("step=") + stepName(step);
    if (httpStatus != 0)
        parts << QStringLiteral("status=") + QString::number(httpStatus);
    if (!serverErrorId.isEmpty())
        parts << QStringLiteral("id=") + serverErrorId;
    if (!requestId.isEmpty())
        parts << QStringLiteral("request=") + requestId;
    if (!detail.isEmpty())
        parts << detail;
    return parts.join(QLatin1Char(' '));
}

} // namespace mmigrate
