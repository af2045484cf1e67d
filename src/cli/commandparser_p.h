// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0
//
// What defines the options of a command (cliarguments.cpp) and reads them (cliargumentsread.cpp).

#pragma once

#include "cli/cliarguments.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace mmigrate::cli {

struct CommandLineWords
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

inline bool moves(Command command)
{
    return command == Command::Migrate || command == Command::Export || command == Command::Import
           || command == Command::Resume;
}

inline bool hasSource(Command command)
{
    return command == Command::Migrate || command == Command::Export || command == Command::Resume;
}

inline bool hasDestination(Command command)
{
    return command == Command::Migrate || command == Command::Import || command == Command::Resume
           || command == Command::Check;
}

inline bool imports(Command command)
{
    return hasDestination(command) && command != Command::Check;
}

/// Defines the options of one command and reads them.
class CommandParser
{
public:
    explicit CommandParser(Command command)
        : m_command(command)
    {
        // Not addHelpOption(): that one adds a second, Qt-specific help.
        flag("help", CommandLineWords::tr("Show this help."), QStringLiteral("h"));
        addServers();
        addExportOptions();
        addMigrationOptions();
        addOthers();
        flag("verbose", CommandLineWords::tr("Write more into the log."), QStringLiteral("v"));
        value("log-file", CommandLineWords::tr("Write the log to FILE."), "FILE");
    }

    ParseOutcome parse(const QStringList &words);

private:
    void flag(const char *name, const QString &text, const QString &shortName = {})
    {
        QStringList names{QLatin1String(name)};
        if (!shortName.isEmpty())
            names.prepend(shortName);
        m_parser.addOption(QCommandLineOption(names, text));
    }
    void value(const char *name, const QString &text, const char *placeholder)
    {
        m_parser.addOption(
            QCommandLineOption(QLatin1String(name), text, QLatin1String(placeholder)));
    }
    void addServers();
    void addExportOptions();
    void addMigrationOptions();
    void addOthers();

    bool isSet(const char *name) const
    {
        return m_parser.optionNames().contains(QLatin1String(name));
    }
    QString text(const char *name) const
    {
        return isSet(name) ? m_parser.value(QLatin1String(name)) : QString();
    }
    QString readInto(Arguments &arguments) const;
    QString readPositional(Arguments &arguments) const;
    QString readTransfer(Arguments &arguments) const;
    QString readPractice(Arguments &arguments) const;
    QString readProxy(Arguments &arguments) const;
    void readOptions(MigrationOptions &options) const;
    QString checked(const Arguments &arguments) const;

    Command m_command;
    QCommandLineParser m_parser;
};

} // namespace mmigrate::cli
