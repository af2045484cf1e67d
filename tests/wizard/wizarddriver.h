// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/secrets/credentialstore.h"
#include "practice/practiceserver.h"
#include "wizard/migrationwizard.h"
#include "wizard/runpage.h"

#include <QAbstractButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace mmigrate::test {

/// The real wizard, in a window, driven as a person does: by the widgets' names, clicks and keys.
/// Journal and downloads lie in a folder of its own; a second driver in the same folder is the
/// program started again.
class WizardDriver
{
public:
    explicit WizardDriver(const QString &folder, CredentialStore *store = nullptr,
                          const SessionOptions &options = {});
    ~WizardDriver();

    MigrationWizard &wizard() { return *m_wizard; }
    MigrationSession &session() { return m_wizard->session(); }
    MemoryCredentialStore &ownStore() { return m_ownStore; }

    PageId page() const { return static_cast<PageId>(m_wizard->currentId()); }
    RunPage *runPage() const { return qobject_cast<RunPage *>(m_wizard->currentPage()); }
    /// Of the current page, by object name; the test fails hard when it is not there.
    template <typename Widget>
    Widget *find(const char *name) const
    {
        auto *widget = m_wizard->currentPage()->findChild<Widget *>(QLatin1String(name));
        if (!widget)
            qFatal("no %s on page %d", name, m_wizard->currentId());
        return widget;
    }

    bool isVisible(const char *name) const { return find<QWidget>(name)->isVisible(); }
    QString textOf(const char *name) const;
    bool hasError() const;
    /// What the error panel says, all of it; empty without an error.
    QString errorWords() const;

    void type(const char *lineEdit, const QString &text);
    void click(const char *button);
    void clickNext() { clickButton(QWizard::NextButton); }
    void clickBack() { clickButton(QWizard::BackButton); }
    void clickButton(QWizard::WizardButton which);
    bool canGoOn() const { return m_wizard->button(QWizard::NextButton)->isEnabled(); }

    /// Passes the Check page on its way.
    bool waitForPage(PageId page, int milliseconds = 60'000);
    bool waitForStage(RunPage::Stage stage, int milliseconds = 60'000);
    bool waitForError(int milliseconds = 60'000);
    /// Closes the window, and says yes when it asks.
    void closeWindow();
    /// Until the dialog has ended, with that result.
    bool waitForEnd(QDialog::DialogCode result, int milliseconds = 60'000);

    /// Fills the sign-in form in; does not press anything.
    void fillSignIn(const PracticeServer &server, const QString &password = {});
    /// From the Welcome page with two servers to the page, with what is chosen by default.
    void leadTo(PageId page, const PracticeServer &source, const PracticeServer &destination);

private:
    void passCheck();

    MemoryCredentialStore m_ownStore;
    std::unique_ptr<MigrationWizard> m_wizard;
    std::optional<int> m_ended;
};

/// Options for short waits and small practice servers.
SessionOptions quickOptions(const QString &folder);
/// A stand-in for tests of pages; started.
std::unique_ptr<PracticeServer> startedServer(PracticeServerOptions options, PracticeRole role,
                                              qint64 attachmentBytes = 0);

} // namespace mmigrate::test
