// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/practiceserver.h"

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <functional>

namespace mmigrate::test {

/// What a run of the command line left behind.
struct CliResult
{
    int exitStatus = -1;
    bool crashed = false;
    QByteArray out{};
    QByteArray err{};

    /// Standard output line by line as JSON objects; fails hard when a line is none.
    QList<QJsonObject> events() const;
    /// For a failing test.
    QByteArray inWords() const;
};

/// A home of its own for mmigrate-cli: nothing is read from or left in the real one.
class CliHome
{
public:
    CliHome();

    QString path() const { return m_folder.path(); }
    QString filePath(const QString &name) const { return m_folder.filePath(name); }
    /// <application data>/migrations
    QString journalFolder() const;
    /// The migrations that have a journal, the newest first.
    QStringList journals() const;
    /// Writes a file with a secret, as a person would; its path.
    QString secretFile(const QString &name, const QByteArray &secret) const;
    QProcessEnvironment environment() const { return m_environment; }
    void setVariable(const QString &name, const QString &value);
    void unsetVariable(const QString &name);

    /// As when the computer is not there any more; false when it cannot be removed.
    bool remove() { return m_folder.remove(); }

    /// Runs to the end.
    CliResult run(const QStringList &arguments) const;

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

/// A run that something is done to.
class CliProcess
{
public:
    CliProcess(const CliHome &home, const QStringList &arguments,
               const std::function<void()> &inChild = {});
    ~CliProcess();
    Q_DISABLE_COPY_MOVE(CliProcess)

    /// Waits until the condition holds or the process ends; false in the latter case.
    bool waitUntil(const std::function<bool()> &condition);
    void signalWith(int signal);
    qint64 processId() const { return m_process.processId(); }
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    QByteArray out();
    /// For a failing test.
    QByteArray soFar();
    /// Waits for the end.
    CliResult finish();

private:
    void collect();

    QProcess m_process;
    QByteArray m_out;
    QByteArray m_err;
};

/// --source with user and password file for a stand-in.
QStringList sourceArguments(const CliHome &home, const PracticeServer &server);
/// --destination with user and password file for a stand-in.
QStringList destinationArguments(const CliHome &home, const PracticeServer &server);
/// To continue the newest migration, with both logins.
QStringList resumeArguments(const CliHome &home, const PracticeServer &source,
                            const PracticeServer &destination);

} // namespace mmigrate::test
