// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "endtoend/cliprocess.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <csignal>

namespace mmigrate::test {

namespace {

constexpr int longestRunMs = 90'000;

QStringList loginArguments(const CliHome &home, const PracticeServer &server, const QString &side)
{
    return {QStringLiteral("--") + side,
            server.url().toString(),
            QStringLiteral("--%1-user").arg(side),
            server.adminUsername(),
            QStringLiteral("--%1-password-file").arg(side),
            home.secretFile(side + QStringLiteral("-password"), server.adminPassword().toUtf8())};
}

} // namespace

QList<QJsonObject> CliResult::events() const
{
    QList<QJsonObject> events;
    const QList<QByteArray> lines = out.split('\n');
    for (const QByteArray &line : lines) {
        if (line.isEmpty())
            continue;
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(line, &error);
        if (error.error != QJsonParseError::NoError || !document.isObject())
            qFatal("no JSON object on standard output: %s", line.constData());
        events.append(document.object());
    }
    return events;
}

QByteArray CliResult::inWords() const
{
    return "exit " + QByteArray::number(exitStatus) + (crashed ? " (crashed)" : "") + "\n--- out\n"
           + out.right(3000) + "\n--- err\n" + err.right(3000);
}

CliHome::CliHome()
    : m_environment(QProcessEnvironment::systemEnvironment())
{
    const QStringList names = m_environment.keys();
    for (const QString &name : names) {
        if (name.startsWith(QLatin1String("MMIGRATE_")) || name.startsWith(QLatin1String("XDG_"))
            || name.startsWith(QLatin1String("QT_"))
            || name.endsWith(QLatin1String("_proxy"), Qt::CaseInsensitive))
            m_environment.remove(name);
    }
    setVariable(QStringLiteral("HOME"), path());
    setVariable(QStringLiteral("XDG_DATA_HOME"), filePath(QStringLiteral("data")));
    setVariable(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
}

QString CliHome::journalFolder() const
{
    return filePath(QStringLiteral("data/mmigrate/migrations"));
}

QStringList CliHome::journals() const
{
    QStringList ids;
    const QStringList names =
        QDir(journalFolder())
            .entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name | QDir::Reversed);
    for (const QString &name : names)
        ids.append(name.chopped(5));
    return ids;
}

QString CliHome::secretFile(const QString &name, const QByteArray &secret) const
{
    // Outside of what the program writes, so that a search for secrets does not find these.
    const QString folder = filePath(QStringLiteral("secrets"));
    QFile file(folder + QLatin1Char('/') + name);
    if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly)
        || file.write(secret + "\n") != secret.size() + 1)
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

void CliHome::setVariable(const QString &name, const QString &value)
{
    m_environment.insert(name, value);
}

void CliHome::unsetVariable(const QString &name)
{
    m_environment.remove(name);
}

CliResult CliHome::run(const QStringList &arguments) const
{
    return CliProcess(*this, arguments).finish();
}

CliProcess::CliProcess(const CliHome &home, const QStringList &arguments,
                       const std::function<void()> &inChild)
{
    m_process.setProcessEnvironment(home.environment());
    m_process.setWorkingDirectory(home.path());
    m_process.setStandardInputFile(QProcess::nullDevice());
    if (inChild)
        m_process.setChildProcessModifier(inChild);
    m_process.start(QStringLiteral(MMIGRATE_CLI), arguments);
    if (!m_process.waitForStarted())
        qFatal("mmigrate-cli does not start: %s", qPrintable(m_process.errorString()));
}

CliProcess::~CliProcess()
{
    if (isRunning()) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void CliProcess::collect()
{
    m_out += m_process.readAllStandardOutput();
    m_err += m_process.readAllStandardError();
}

bool CliProcess::waitUntil(const std::function<bool()> &condition)
{
    const QDeadlineTimer deadline(longestRunMs);
    while (!condition()) {
        if (!isRunning() || deadline.hasExpired())
            return false;
        m_process.waitForReadyRead(5);
        collect();
    }
    return true;
}

void CliProcess::signalWith(int signal)
{
    // Of a process that has ended the id is 0, which would mean this one and all its kin.
    if (isRunning())
        ::kill(pid_t(m_process.processId()), signal);
}

QByteArray CliProcess::out()
{
    collect();
    return m_out;
}

QByteArray CliProcess::soFar()
{
    collect();
    return m_out + "\n---\n" + m_err;
}

CliResult CliProcess::finish()
{
    if (isRunning() && !m_process.waitForFinished(longestRunMs))
        qFatal("mmigrate-cli does not end; so far: %s", m_process.readAllStandardError().data());
    collect();
    const bool crashed = m_process.exitStatus() == QProcess::CrashExit;
    return {m_process.exitCode(), crashed, m_out, m_err};
}

QStringList sourceArguments(const CliHome &home, const PracticeServer &server)
{
    return loginArguments(home, server, QStringLiteral("source"));
}

QStringList destinationArguments(const CliHome &home, const PracticeServer &server)
{
    return loginArguments(home, server, QStringLiteral("destination"));
}

QStringList resumeArguments(const CliHome &home, const PracticeServer &source,
                            const PracticeServer &destination)
{
    return QStringList{QStringLiteral("resume")} + sourceArguments(home, source).mid(2)
           + destinationArguments(home, destination).mid(2);
}

} // namespace mmigrate::test
