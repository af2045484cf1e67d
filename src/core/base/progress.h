// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/stepid.h"

#include <QMap>
#include <QMetaType>
#include <QString>

#include <functional>

namespace mmigrate {

enum class ProgressUnit { None, Bytes, Entries, Lines, Posts };

/// What a step is doing at this moment; each has its words in src/text.
enum class Activity {
    Working, ///< amounts tell the rest
    Connecting,
    WaitingForServer, ///< the job is pending: the server looks for jobs every 15 s
    ServerWorking,    ///< the job runs
    ServerSilent,     ///< it runs, but nothing has changed for unchangedMs: it may be stuck
    WaitingToRetry,   ///< connection lost; retryInMs tells when it is tried again
    WaitingForFile,   ///< the server's file still grows
    Flushing,
    Checking, ///< whether the file is still what it was; done stays, checkedCount grows to total
    Paused,
};

/// A moment of a step. Amounts are real: done and total are -1 when nobody knows them.
struct Progress
{
    StepId step = StepId::None;
    Activity activity = Activity::Working;
    ProgressUnit unit = ProgressUnit::None;
    qint64 done = -1;
    qint64 total = -1;
    qint64 elapsedMs = -1;
    qint64 retryInMs = -1;
    qint64 unchangedMs = -1;
    qint64 leftMs = -1;             ///< estimated; -1: see the amounts
    QMap<QString, qint64> counts{}; ///< e.g. posts_exported, as the server's job tells
};

/// Among Progress::counts: bytes that the upload has sent already while another step runs.
inline constexpr QLatin1String sentAheadCount("bytes_sent_ahead");
/// Among Progress::counts of Activity::Checking: bytes that were read so far.
inline constexpr QLatin1String checkedCount("bytes_checked");
/// Among Progress::counts of an import: teams and people that have come, about, of those in the
/// archive.
inline constexpr QLatin1String importedTeamsCount("teams_imported");
inline constexpr QLatin1String expectedTeamsCount("teams_expected");
inline constexpr QLatin1String importedUsersCount("users_imported");
inline constexpr QLatin1String expectedUsersCount("users_expected");

using ProgressSink = std::function<void(const Progress &)>;

QString progressUnitName(ProgressUnit unit);
QString activityName(Activity activity);

} // namespace mmigrate

Q_DECLARE_METATYPE(mmigrate::Progress)
