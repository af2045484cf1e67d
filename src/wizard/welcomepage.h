// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/error.h"
#include "core/state/migrationstate.h"

#include <QWizardPage>

#include <memory>

namespace Ui {
class WelcomePage;
}

namespace mmigrate {

class MigrationSession;

/// Where a migration begins: new, continued, from an archive, or for practice.
class WelcomePage : public QWizardPage
{
    Q_OBJECT
public:
    enum class Choice { New, Continue, Archive, Practice };

    explicit WelcomePage(MigrationSession &session);
    ~WelcomePage() override;

    void cleanupPage() override { }
    bool isComplete() const override;
    bool validatePage() override;

    void choose(Choice choice);
    /// The page is shown, or shown again.
    void entered();

Q_SIGNALS:
    /// An interrupted migration was opened: the wizard leads to where it stopped.
    void continued();

private:
    Choice choice() const;
    /// Tab and the arrow keys begin at the button that is chosen, as everywhere.
    void focusOnChoice();
    void listInterrupted();
    void showChosenMigration();
    void showArchiveHint();
    void showPracticeHint(const QString &text = {});
    QString chosenMigration() const;
    void browse();
    void askToRemove();
    void removeChosen();
    void practiceReady(const std::optional<Error> &error);
    bool beginChosen();

    std::unique_ptr<Ui::WelcomePage> m_ui;
    MigrationSession &m_session;
    QList<MigrationState> m_interrupted;
    /// What the running migration was begun with: pressing Next again must not begin another.
    std::optional<Choice> m_begun;
    QString m_begunArchive;
    bool m_isWaiting = false; ///< for the practice servers
};

} // namespace mmigrate
