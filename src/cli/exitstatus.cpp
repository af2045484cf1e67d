// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/exitstatus.h"

namespace mmigrate::cli {

int exitStatusOf(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Cancelled:
        return exitCancelled;
    case ErrorKind::SignInRefused:
    case ErrorKind::MfaRequired:
    case ErrorKind::MfaWrong:
    case ErrorKind::AccountLocked:
    case ErrorKind::AccountInactive:
    case ErrorKind::SessionExpired:
    case ErrorKind::NotAdministrator:
        return exitSignInRefused;
    case ErrorKind::BadAddress:
        return exitUsage;
    case ErrorKind::InsecureAddress:
    case ErrorKind::UnsupportedVersion:
    case ErrorKind::SameServer:
    case ErrorKind::ImportsRefused:
    case ErrorKind::LimitsTooLow:
    case ErrorKind::Collision:
    case ErrorKind::ArchiveInvalid:
    case ErrorKind::SourceFileChanged:
    case ErrorKind::MappingInvalid:
    case ErrorKind::DestinationUnfit:
        return exitCheckStopped;
    default:
        return exitFailed;
    }
}

} // namespace mmigrate::cli
