// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/error.h"
#include "text/errortext.h"
#include "wizard/pageid.h"

#include <QWizardPage>

#include <optional>

namespace mmigrate {

class ErrorPanel;
class MigrationSession;
class MigrationWizard;
class ProgressPanel;

/// A page that does one part of the migration: first its form, then the run with its progress, then
/// what came of it. "Next" starts the run, and once that is done it goes on.
class RunPage : public QWizardPage
{
    Q_OBJECT
public:
    enum class Stage { Form, Running, Failed, Done };

    Stage stage() const { return m_stage; }
    PageId id() const { return m_id; }

    void initializePage() override;
    void cleanupPage() override; ///< going back never loses what was typed
    bool validatePage() override;
    bool isComplete() const override;
    /// The page is shown, or shown again.
    void entered();
    /// Starts as if Next had been pressed, once the page is shown.
    void startSoon();
    /// The page has led on by itself, as the person wanted; told once.
    bool hasGoneOn();
    /// Something on another page's work has to be changed here first.
    virtual void focusOn(NextAction action);

protected:
    struct Parts
    {
        QWidget *form = nullptr;
        ProgressPanel *progress = nullptr;
        ErrorPanel *error = nullptr;
        QWidget *result = nullptr; ///< may be missing
    };
    RunPage(PageId id, MigrationSession &session);
    void setParts(const Parts &parts);
    MigrationSession &session() const { return m_session; }
    MigrationWizard *migrationWizard() const;
    ErrorPanel &errorPanel() const { return *m_parts.error; }

    /// The form from the state.
    virtual void showState() = 0;
    /// What was chosen, into the state's options: before a run and before going back.
    virtual void saveForm() { }
    /// The state from the form, right before a run.
    virtual void applyForm() { saveForm(); }
    virtual bool isFormComplete() const { return true; }
    /// The page's work is done, as the state says.
    virtual bool isDone() const;
    virtual void showResult() { }
    virtual void stageChanged() { }
    /// What has the focus once the work is done: the button that leads on, unless something has to
    /// be chosen first.
    virtual QWidget *resultFocus() const { return defaultButton(); }
    /// What "Next" is called while it starts the work; empty: Next.
    virtual QString startText() const { return {}; }
    virtual bool canPause() const { return false; }
    /// Whether the person may go on while this page's work goes on by itself.
    virtual bool mayGoOnMeanwhile() const { return false; }
    /// Whether the page's work, a sign-in, can be done while the archive is downloaded.
    virtual bool runsBeside() const { return false; }
    /// Next was pressed, and what has to come first, the download, still runs.
    virtual void prepareMeanwhile() { }
    /// Whether the next page comes by itself after success.
    virtual bool goesOn() const { return false; }
    /// True: the error was dealt with, and is not to be shown.
    virtual bool handleError(const Error &) { return false; }
    /// What the button of an error does; false: not this page's business.
    virtual bool handleAction(NextAction) { return false; }

    void setStage(Stage stage);
    void startRun();
    /// The work is to be done anew, and the form is there again.
    void startOver();
    void goOn();
    void showButtons();
    bool isCurrent() const;
    QWidget *defaultButton() const;

private:
    /// Of whose work the progress panel tells.
    enum class Watched {
        Nothing,
        Own,
        Beside,  ///< own, while the download runs
        Awaited, ///< the download; own work comes after it
    };

    void connectSession();
    void beginWatching(Watched watched);
    void startDuringDownload();
    void sessionFinished(const std::optional<Error> &error);
    void runFinished(const std::optional<Error> &error);
    void act(NextAction action);
    void startIfComplete();
    void scrollToError();
    void saveDetails();
    void moveFocus();
    /// The first field that is empty; where there is none, the choice that is made; else the Next
    /// button.
    QWidget *firstField() const;

    const PageId m_id;
    MigrationSession &m_session;
    Parts m_parts;
    Stage m_stage = Stage::Form;
    Watched m_watched = Watched::Nothing;
    bool m_hasGoneOn = false;
    std::optional<Error> m_error;
};

} // namespace mmigrate
