// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/proxysettings.h"
#include "core/state/migrationstate.h"

#include <QStringList>
#include <QVersionNumber>

#include <optional>

namespace mmigrate::cli {

enum class Command { Migrate, Export, Import, Inspect, Check, Resume, PracticeServer };

enum class ProgressFormat { Auto, Plain, Json, None };

/// Where one server's login comes from; the secrets themselves are never arguments.
struct LoginArguments
{
    QString user{};
    QString passwordFile{};
    QString tokenFile{};
};

/// What the command line said.
struct Arguments
{
    Command command = Command::Migrate;
    QString sourceAddress{};
    QString destinationAddress{};
    LoginArguments sourceLogin{};
    LoginArguments destinationLogin{};
    ProxySettings proxy{}; ///< without a password
    QString proxyPasswordFile{};
    MigrationOptions options{};
    std::optional<int> connections{};       ///< of a download, at most
    std::optional<qint64> bytesPerSecond{}; ///< 0: no limit
    bool noOverlap = false;                 ///< no upload beside the download
    QString archive{};                      ///< import, inspect, check
    QString migrationId{};                  ///< resume; empty: the newest unfinished one
    bool list = false;
    bool practice = false;
    QString practicePersonality = QStringLiteral("11");
    QString practiceRole = QStringLiteral("source");
    bool practiceSmall = false;
    QString practiceReadyExport{};
    int practiceJobIntervalMs = 1000;
    int practiceImportMs = 0;
    quint16 port = 0;
    QString reportFile{};
    ProgressFormat progress = ProgressFormat::Auto;
    QString logFile{};
    bool verbose = false;
    bool json = false;           ///< inspect, check: --json
    QVersionNumber forVersion{}; ///< inspect: of the server that is to import; null: a recent one
    QString findingsFile{};      ///< inspect, check: for all findings, .json or .csv
    QString collisionsFile{};    ///< check: for all names that meet, .json or .csv
    QString saveMappingFile{};   ///< check: for the decisions
};

/// What parsing came to: arguments, or a text to print and the status to end with.
struct ParseOutcome
{
    std::optional<Arguments> arguments{};
    QString output{}; ///< help or version, for standard output
    QString error{};  ///< for standard error
    int exitStatus = 0;
};

/// @param words the process's arguments without the program's name
ParseOutcome parseArguments(const QStringList &words);

} // namespace mmigrate::cli
