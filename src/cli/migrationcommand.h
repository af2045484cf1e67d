// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/cliarguments.h"
#include "cli/progressprinter.h"
#include "core/run/migrationrunner.h"
#include "practice/practicepair.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>

namespace mmigrate::cli {

/// migrate, export, import and resume: makes or opens the journal, runs the plan, asks where a
/// person sits at the terminal, and tells how it ended.
class MigrationCommand : public QObject
{
    Q_OBJECT
public:
    explicit MigrationCommand(const Arguments &arguments);
    ~MigrationCommand() override = default;
    Q_DISABLE_COPY_MOVE(MigrationCommand)

    /// Until the end; the exit status.
    int run();

protected:
    /// Makes the journal and the runner.
    virtual Result<void> prepareNew(RunRequest &request);
    /// True when the person answered, or something else is to be done, and the run goes on.
    virtual bool askAndGoOn(const RunOutcome &outcome);
    /// Tells how it ended; the exit status.
    virtual int conclude(const std::optional<Error> &error);

    const Arguments &arguments() const { return m_arguments; }
    RunRequest &request() { return m_request; }
    ProgressPrinter &printer() { return m_printer; }
    /// The journal comes into a folder of its own, which goes at the end; its path.
    QString useTemporaryFolder();
    Result<void> createJournal(MigrationState state);

private:
    std::optional<int> prepare();
    Result<void> prepareResume(RunRequest &request);
    Result<void> addLogins();
    std::optional<int> askForMissingLogins();
    QString idToResume() const;
    void keepAwake();
    void start();
    void finished(const RunOutcome &outcome);
    MigrationState shownState() const;
    int fail(const Error &error);

    Arguments m_arguments;
    ProgressPrinter m_printer;
    QString m_journalFolder;
    std::unique_ptr<QTemporaryDir> m_temporaryFolder;
    std::unique_ptr<PracticePair> m_practice;
    std::unique_ptr<MigrationRunner> m_runner;
    RunRequest m_request;
    int m_questions = 0;
};

/// resume --list
int listMigrations();

} // namespace mmigrate::cli
