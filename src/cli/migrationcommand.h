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

    /// Until the end; the exit status.
    int run();

private:
    std::optional<int> prepare();
    Result<void> prepareNew(RunRequest &request);
    Result<void> prepareResume(RunRequest &request);
    Result<void> addLogins();
    std::optional<int> askForMissingLogins();
    QString idToResume() const;
    void keepAwake();
    void start();
    void finished(const RunOutcome &outcome);
    /// True when the person answered and the run goes on.
    bool askAndGoOn(const RunOutcome &outcome);
    MigrationState shownState() const;
    int conclude(const std::optional<Error> &error);
    int fail(const Error &error);

    Arguments m_arguments;
    ProgressPrinter m_printer;
    QString m_journalFolder;
    std::unique_ptr<QTemporaryDir> m_practiceFolder;
    std::unique_ptr<PracticePair> m_practice;
    std::unique_ptr<MigrationRunner> m_runner;
    RunRequest m_request;
    int m_questions = 0;
};

/// resume --list
int listMigrations();

} // namespace mmigrate::cli
