// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/log.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMutex>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace mmigrate {

Q_LOGGING_CATEGORY(logApi, "mmigrate.api")
Q_LOGGING_CATEGORY(logTransfer, "mmigrate.transfer")
Q_LOGGING_CATEGORY(logArchive, "mmigrate.archive")
Q_LOGGING_CATEGORY(logSteps, "mmigrate.steps")

namespace {

constexpr qsizetype shortestSecret = 4;
constexpr int olderFilesKept = 2;

// Qt's message handler is a plain function, so what it needs lives here, behind one mutex.
struct LogState
{
    QMutex mutex;
    QStringList secrets;
    std::unique_ptr<QFile> file;
    LogFileOptions options;
    QtMessageHandler previousHandler = nullptr;
};

LogState &logState()
{
    static LogState state;
    return state;
}

QString withoutSecrets(QString text, const QStringList &secrets)
{
    static const QString mark = QStringLiteral("[removed]");
    for (const QString &secret : secrets)
        text.replace(secret, mark);
    static const QRegularExpression bearer(QStringLiteral("(?i)(bearer\\s+)[^\\s\"',]+"));
    text.replace(bearer, QStringLiteral("\\1") + mark);
    // Up to the last at sign: a password may hold one itself.
    static const QRegularExpression userInfo(
        QStringLiteral("(?i)([a-z][a-z0-9+.-]*://)[^/\\s\"<>]+@"));
    text.replace(userInfo, QStringLiteral("\\1") + mark + QLatin1Char('@'));
    static const QRegularExpression field(
        QStringLiteral("(?i)(\"?(?:password|passwd|token|secret|authorization)\"?\\s*[:=]\\s*)(?:"
                       "\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s,;&}]+)"));
    text.replace(field, QStringLiteral("\\1") + mark);
    return text;
}

const char *levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return "error";
}

/// Opens for appending; nobody else may read it, not even for the moment after it was made.
bool openForOwner(QFile &file)
{
    constexpr QFile::Permissions owner = QFile::ReadOwner | QFile::WriteOwner;
    return file.open(QIODevice::WriteOnly | QIODevice::Append, owner) && file.setPermissions(owner);
}

/// One line: what a server or a person wrote must not be able to forge others.
QString onOneLine(QString text)
{
    text.replace(QLatin1Char('\n'), QStringLiteral("\\n"));
    return text.replace(QLatin1Char('\r'), QStringLiteral("\\r"));
}

void rotate(LogState &state)
{
    const QString path = state.file->fileName();
    state.file->close();
    for (int number = olderFilesKept; number >= 1; --number) {
        const QString from =
            number == 1 ? path : path + QLatin1Char('.') + QString::number(number - 1);
        const QString to = path + QLatin1Char('.') + QString::number(number);
        QFile::remove(to);
        QFile::rename(from, to);
    }
    openForOwner(*state.file);
}

void writeMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    LogState &state = logState();
    const QMutexLocker locker(&state.mutex);
    if (type == QtDebugMsg && !state.options.verbose)
        return;
    const QString line = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)
                         + QLatin1Char(' ') + QLatin1String(levelName(type)) + QLatin1Char(' ')
                         + QLatin1String(context.category ? context.category : "default")
                         + QStringLiteral(": ") + onOneLine(withoutSecrets(message, state.secrets))
                         + QLatin1Char('\n');
    const QByteArray bytes = line.toUtf8();
    if (state.file && state.file->isOpen()) {
        if (state.file->size() + bytes.size() > state.options.maxBytes)
            rotate(state);
        // A full disk must not stop a migration: what the log cannot take is lost, nothing else.
        state.file->write(bytes);
        state.file->flush();
    }
    if (state.options.alsoToStandardError || !state.file || type == QtFatalMsg)
        std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stderr);
}

} // namespace

QString redacted(const QString &text)
{
    LogState &state = logState();
    const QMutexLocker locker(&state.mutex);
    return withoutSecrets(text, state.secrets);
}

void registerSecret(const QString &secret)
{
    if (secret.size() < shortestSecret)
        return;
    LogState &state = logState();
    const QMutexLocker locker(&state.mutex);
    if (state.secrets.contains(secret))
        return;
    // The longest first: where one secret begins another, the rest of it must not stay behind.
    const auto place =
        std::find_if(state.secrets.cbegin(), state.secrets.cend(),
                     [&secret](const QString &other) { return other.size() < secret.size(); });
    state.secrets.insert(place, secret);
}

QString defaultLogFilePath()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)
           + QStringLiteral("/logs/mmigrate.log");
}

Result<void> installLogFile(const LogFileOptions &options)
{
    LogState &state = logState();
    const QMutexLocker locker(&state.mutex);
    state.options = options;
    if (state.options.path.isEmpty())
        state.options.path = defaultLogFilePath();
    const QFileInfo info(state.options.path);
    QDir().mkpath(info.absolutePath());
    state.file = std::make_unique<QFile>(info.absoluteFilePath());
    const bool opened = openForOwner(*state.file);
    const QString reason = state.file->errorString();
    if (!opened)
        state.file.reset();
    const QtMessageHandler previous = qInstallMessageHandler(writeMessage);
    if (previous != writeMessage)
        state.previousHandler = previous;
    if (!opened)
        return makeError(ErrorKind::Disk, reason)
            .with(QStringLiteral("path"), info.absoluteFilePath());
    return {};
}

void removeLogFile()
{
    LogState &state = logState();
    const QMutexLocker locker(&state.mutex);
    qInstallMessageHandler(state.previousHandler);
    state.file.reset();
}

} // namespace mmigrate
