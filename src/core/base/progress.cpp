// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/progress.h"

namespace mmigrate {

QString progressUnitName(ProgressUnit unit)
{
    switch (unit) {
    case ProgressUnit::None:
        return QStringLiteral("none");
    case ProgressUnit::Bytes:
        return QStringLiteral("bytes");
    case ProgressUnit::Entries:
        return QStringLiteral("entries");
    case ProgressUnit::Lines:
        return QStringLiteral("lines");
    case ProgressUnit::Posts:
        return QStringLiteral("posts");
    }
    Q_UNREACHABLE();
}

QString activityName(Activity activity)
{
    switch (activity) {
    case Activity::Working:
        return QStringLiteral("working");
    case Activity::Connecting:
        return QStringLiteral("connecting");
    case Activity::WaitingForServer:
        return QStringLiteral("waiting-for-server");
    case Activity::ServerWorking:
        return QStringLiteral("server-working");
    case Activity::ServerSilent:
        return QStringLiteral("server-silent");
    case Activity::WaitingToRetry:
        return QStringLiteral("waiting-to-retry");
    case Activity::WaitingForFile:
        return QStringLiteral("waiting-for-file");
    case Activity::Flushing:
        return QStringLiteral("flushing");
    case Activity::Checking:
        return QStringLiteral("checking");
    case Activity::Paused:
        return QStringLiteral("paused");
    }
    Q_UNREACHABLE();
}

} // namespace mmigrate
