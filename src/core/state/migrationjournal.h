// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "core/state/migrationstate.h"

#include <QLockFile>

#include <memory>

namespace mmigrate {

/// The state of one migration on disk: one JSON file, replaced as a whole and synced (QSaveFile),
/// held by one program at a time (QLockFile). No secrets.
///
/// Order of writing, kept by every step: the intent, then the act, then the fact.
class MigrationJournal
{
public:
    /// <application data>/migrations
    static QString defaultFolder();

    /// A new migration with an id of its own. Errors: Journal, DiskFull.
    static Result<std::unique_ptr<MigrationJournal>> create(const QString &folder,
                                                            MigrationState &state);
    /// Errors: Journal with facts "path" and "reason" (missing|damaged|newer|in-use|unwritable),
    /// and "host" when it is in use on another computer, or was when the folder was copied from
    /// there.
    static Result<std::unique_ptr<MigrationJournal>> open(const QString &folder, const QString &id);

    struct Listed
    {
        QString id{};
        std::optional<MigrationState> state{}; ///< nothing when the file is damaged or newer
        QString problem{}; ///< then "damaged" or "newer", as the reason of open()
    };
    /// All migrations in the folder, the newest first; reads only, locks nothing.
    static QList<Listed> list(const QString &folder);

    const MigrationState &state() const { return m_state; }
    QString path() const { return m_path; }
    /// Errors: Journal or DiskFull; the file on disk is then the one before.
    Result<void> save(const MigrationState &state);
    /// Removes the journal for good.
    Result<void> remove();

private:
    MigrationJournal(const QString &folder, const QString &id);
    Result<void> lock();

    QString m_path;
    QLockFile m_lock;
    MigrationState m_state;
};

} // namespace mmigrate
