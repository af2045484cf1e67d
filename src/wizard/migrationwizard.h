// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "text/errortext.h"
#include "wizard/migrationsession.h"
#include "wizard/pageid.h"

#include <QWizard>

#include <memory>
#include <optional>

namespace mmigrate {

class ConnectionSettings;
class ConnectionSettingsDialog;
class CredentialStore;
class RunPage;
class SidePanel;
class WelcomePage;

/// The window: pages, step list, and the way from page to page. What is known of the migration
/// lives in MigrationSession.
class MigrationWizard : public QWizard
{
    Q_OBJECT
public:
    MigrationWizard(const SessionOptions &options, CredentialStore &store,
                    QWidget *parent = nullptr);
    ~MigrationWizard() override;

    MigrationSession &session() { return m_session; }
    int nextId() const override;
    bool validateCurrentPage() override;

    /// Starts the practice servers and goes on to the source, as the button on the first page does.
    void startPractice();
    /// To the page on which a person can mend what went wrong in that step.
    void goToMend(NextAction action, StepId step);
    /// Back to a page that was visited, whose work is due again, and starts it.
    void goBackAndStart(PageId target);
    /// Opens the dialog, which deletes itself; nobody waits for it.
    ConnectionSettingsDialog *openConnectionSettings();

public Q_SLOTS:
    void accept() override;
    void reject() override;

private:
    void addPages(CredentialStore &store);
    RunPage *runPage(PageId id) const;
    PageId currentPageId() const { return static_cast<PageId>(currentId()); }
    PageId pageAfter(PageId page) const;
    RunPage *pageThatStarts(PageId page) const;
    void continued();
    void goTo(PageId target);
    void pageShown();
    void showTitle();
    void showSide();
    void showDownload(const Progress &progress);
    void askToClose();
    void closeAs(DialogCode code);
    void signedOut();

    MigrationSession m_session;
    ConnectionSettings *m_connection;
    SidePanel *m_side;
    WelcomePage *m_welcome = nullptr;
    /// Pages before this one that are done are not shown: an interrupted migration goes on there.
    std::optional<PageId> m_heading;
    std::optional<PageId> m_jump;
    std::optional<DialogCode> m_closing;
};

} // namespace mmigrate
