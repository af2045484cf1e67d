// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QLoggingCategory>
#include <QString>

namespace mmigrate {

Q_DECLARE_LOGGING_CATEGORY(logApi)
Q_DECLARE_LOGGING_CATEGORY(logTransfer)
Q_DECLARE_LOGGING_CATEGORY(logArchive)
Q_DECLARE_LOGGING_CATEGORY(logSteps)

/// Takes out of a text whatever must never be written: registered secrets, bearer tokens, passwords
/// in URLs.
QString redacted(const QString &text);

/// From now on redacted() replaces this value wherever it stands. Values under 4 characters are
/// refused (replacing them would only garble the log). Thread-safe.
void registerSecret(const QString &secret);

/// The log file: redacted lines, 0600, at most maxBytes, keeping two older files (NAME.1, NAME.2).
struct LogFileOptions
{
    QString path{}; ///< empty: defaultLogFilePath()
    qint64 maxBytes = 5 * 1024 * 1024;
    bool verbose = false; ///< debug lines too
    bool alsoToStandardError = false;
};

/// Sends every Qt message of the process to the log file from now on. Error kind Disk when it
/// cannot be opened; logging then goes on to standard error.
Result<void> installLogFile(const LogFileOptions &options);
/// Closes the file and restores Qt's own handler.
void removeLogFile();
/// <application data>/logs/mmigrate.log
QString defaultLogFilePath();

} // namespace mmigrate
