// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/state/migrationjournal.h"

#include "core/archive/diskerror.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qint64 largestJournal = 64 * 1024 * 1024;

Error journalError(const QString &path, const QString &reason, const QString &detail = {})
{
    return makeError(ErrorKind::Journal, detail)
        .with(QStringLiteral("path"), path)
        .with(QStringLiteral("reason"), reason);
}

QString journalPath(const QString &folder, const QString &id)
{
    return folder + QLatin1Char('/') + id + QStringLiteral(".json");
}

bool isJournalId(const QString &id)
{
    static const QRegularExpression form(QStringLiteral("^[0-9]{8}-[0-9]{6}-[a-z0-9]{4}$"));
    return form.match(id).hasMatch();
}

QString newId()
{
    static constexpr char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    QString id = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-"));
    for (int i = 0; i < 4; ++i)
        id += QLatin1Char(letters[QRandomGenerator::global()->bounded(36)]);
    return id;
}

Result<MigrationState> readState(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return journalError(path, QStringLiteral("missing"));
    if (!file.open(QIODevice::ReadOnly))
        return journalError(path, QStringLiteral("damaged"), file.errorString());
    const QByteArray bytes = file.read(largestJournal);
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    if (object.value(QLatin1String("schemaVersion")).toInt() > MigrationState::schemaVersion)
        return journalError(path, QStringLiteral("newer"));
    std::optional<MigrationState> state = MigrationState::fromJson(object);
    if (!state)
        return journalError(path, QStringLiteral("damaged"));
    return *state;
}

} // namespace

QString MigrationJournal::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)
           + QStringLiteral("/migrations");
}

MigrationJournal::MigrationJournal(const QString &folder, const QString &id)
    : m_path(journalPath(folder, id))
    , m_lock(m_path + QStringLiteral(".lock"))
{
    // A migration may hold the lock for days; QLockFile still notices when its process is gone.
    m_lock.setStaleLockTime(0);
}

Result<void> MigrationJournal::lock()
{
    if (m_lock.tryLock(0))
        return {};
    // After a crash the lock file is left behind; tryLock has removed it if its process is gone.
    const bool inUse = m_lock.error() == QLockFile::LockFailedError;
    Error error =
        journalError(m_path, inUse ? QStringLiteral("in-use") : QStringLiteral("unwritable"));
    qint64 process = 0;
    QString host;
    QString program;
    // Only the computer itself can tell whether that process still runs.
    if (inUse && m_lock.getLockInfo(&process, &host, &program)
        && host != QSysInfo::machineHostName()) {
        error.facts.insert(QStringLiteral("host"), host);
        error.facts.insert(QStringLiteral("lock"), m_lock.fileName());
    }
    return error;
}

Result<std::unique_ptr<MigrationJournal>> MigrationJournal::create(const QString &folder,
                                                                   MigrationState &state)
{
    if (!QDir().mkpath(folder))
        return journalError(folder, QStringLiteral("unwritable"));
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    do {
        state.id = newId();
    } while (QFile::exists(journalPath(folder, state.id)));
    state.createdAt = QDateTime::currentDateTimeUtc();
    std::unique_ptr<MigrationJournal> journal(new MigrationJournal(folder, state.id));
    if (Result<void> locked = journal->lock(); !locked)
        return locked.error();
    if (Result<void> saved = journal->save(state); !saved)
        return saved.error();
    state = journal->state();
    return journal;
}

Result<std::unique_ptr<MigrationJournal>> MigrationJournal::open(const QString &folder,
                                                                 const QString &id)
{
    if (!isJournalId(id))
        return journalError(journalPath(folder, id.left(100)), QStringLiteral("missing"));
    std::unique_ptr<MigrationJournal> journal(new MigrationJournal(folder, id));
    if (!QFile::exists(journal->path()))
        return journalError(journal->path(), QStringLiteral("missing"));
    if (Result<void> locked = journal->lock(); !locked)
        return locked.error();
    Result<MigrationState> state = readState(journal->path());
    if (!state)
        return state.error();
    journal->m_state = *state;
    return journal;
}

QList<MigrationJournal::Listed> MigrationJournal::list(const QString &folder)
{
    QList<Listed> listed;
    const QStringList names =
        QDir(folder).entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    for (auto name = names.crbegin(); name != names.crend(); ++name) {
        const QString id = name->chopped(5);
        if (!isJournalId(id))
            continue;
        Result<MigrationState> state = readState(journalPath(folder, id));
        if (state)
            listed.append({id, *state, {}});
        else
            listed.append(
                {id, std::nullopt, state.error().facts.value(QStringLiteral("reason")).toString()});
    }
    return listed;
}

Result<void> MigrationJournal::save(const MigrationState &state)
{
    MigrationState updated = state;
    updated.updatedAt = QDateTime::currentDateTimeUtc();
    const QByteArray bytes = QJsonDocument(updated.toJson()).toJson();
    if (const Result<void> saved = savePrivately(m_path, bytes); !saved)
        return journalError(m_path, QStringLiteral("unwritable"), saved.error().detail);
    m_state = updated;
    return {};
}

Result<void> MigrationJournal::remove()
{
    if (QFile::exists(m_path) && !QFile::remove(m_path))
        return journalError(m_path, QStringLiteral("unwritable"));
    m_lock.unlock();
    return {};
}

} // namespace mmigrate
