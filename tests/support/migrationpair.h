// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/run/migrationrunner.h"
#include "practice/practiceserver.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <optional>

namespace mmigrate::test {

/// A small believable workspace that looks for jobs every 10 ms.
PracticeServerOptions smallSource(PracticePersonality personality = PracticePersonality::V11);
/// Only the administrator; looks for jobs every 10 ms.
PracticeServerOptions emptyDestination(PracticePersonality personality = PracticePersonality::V11);
/// The steps wait for milliseconds instead of seconds.
StepTimings shortTimings();

/// Something to do in the caller's thread, once, as soon as the condition holds.
struct Trigger
{
    std::function<bool()> when;
    std::function<void(MigrationRunner &)> then;
};

/// Two stand-ins, and one migration between them with its journal in a folder of its own.
class MigrationPair
{
public:
    explicit MigrationPair(const PracticeServerOptions &source = smallSource(),
                           const PracticeServerOptions &destination = emptyDestination());
    Q_DISABLE_COPY_MOVE(MigrationPair)

    // To be changed before the first run.
    MigrationOptions options;
    // To be changed before any run.
    RunSecrets secrets;
    StepTimings timings = shortTimings();
    QString archivePath{}; ///< of an import

    PracticeServer &source() { return m_source; }
    PracticeServer &destination() { return m_destination; }
    QString folder() const { return m_folder.path(); }
    QString journalFolder() const { return m_folder.path() + QStringLiteral("/journal"); }
    QString journalId() const { return m_id; }

    /// All that is still to be done: the first time with a new journal, later from the journal on
    /// disk, as a fresh program would. Triggers fire one after the other.
    RunOutcome run(const QList<Trigger> &triggers = {});
    /// Only these steps, in the journal of the migration.
    RunOutcome runSteps(const QList<StepId> &steps, const QList<Trigger> &triggers = {},
                        bool signOutAtEnd = true);
    /// Makes the journal without running anything; edits the state before it is saved.
    void createJournal(const std::function<void(MigrationState &)> &edit = {});
    /// What lies on the disk.
    MigrationState saved() const;
    /// Replaces what lies on the disk.
    void save(const MigrationState &state);

    /// In the order in which they were reported in the last run.
    const QList<StepId> &startedSteps() const { return m_started; }
    const QList<StepId> &finishedSteps() const { return m_finished; }
    const QList<Progress> &progress() const { return m_progress; }
    bool isStarted(StepId step) const { return m_started.contains(step); }

    /// Jobs of that type on a server.
    static int jobCount(const PracticeServer &server, const char *type);
    /// Without those that were cancelled before they did anything.
    static int uncancelledJobCount(const PracticeServer &server, const char *type);

private:
    RunOutcome execute(std::unique_ptr<MigrationJournal> journal, RunRequest request,
                       const QList<Trigger> &triggers);

    PracticeServer m_source;
    PracticeServer m_destination;
    QTemporaryDir m_folder;
    QString m_id;
    QList<StepId> m_started;
    QList<StepId> m_finished;
    QList<Progress> m_progress;
};

/// The first member of `actual` that differs from `expected`, in words; empty when they are equal.
QString difference(const QList<PracticePost> &actual, const QList<PracticePost> &expected);
/// What of a source's posts comes through an export of one version and an import into another.
struct Passage
{
    PracticePersonality from = PracticePersonality::V11;
    PracticePersonality to = PracticePersonality::V11;
    bool withFiles = true;
};
QList<PracticePost> expectedPosts(const QList<PracticePost> &posts, const Passage &passage);
/// An error in one line for a failing test; "no error".
QByteArray describe(const std::optional<Error> &error);

} // namespace mmigrate::test
