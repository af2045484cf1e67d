// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/runpage.h"

#include "wizard/connectionsettingsdialog.h"
#include "wizard/errorpanel.h"
#include "wizard/migrationsession.h"
#include "wizard/migrationwizard.h"
#include "wizard/pageplan.h"
#include "wizard/progresspanel.h"
#include "wizard/supportdetails.h"
#include "wizard/supportrequestdialog.h"

#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace mmigrate {

RunPage::RunPage(PageId id, MigrationSession &session)
    : m_id(id)
    , m_session(session)
{
}

void RunPage::setParts(const Parts &parts)
{
    m_parts = parts;
    if (m_parts.result)
        m_parts.result->hide();
    ProgressPanel *progress = m_parts.progress;
    progress->setPausable(canPause());
    connect(progress, &ProgressPanel::cancelRequested, this, [this] {
        if (m_watched == Watched::Beside)
            m_session.cancelBeside();
        else
            m_session.cancel();
    });
    connect(progress, &ProgressPanel::pauseRequested, &m_session, &MigrationSession::pause);
    connect(progress, &ProgressPanel::resumeRequested, &m_session, &MigrationSession::resume);
    connect(progress, &ProgressPanel::tryNowRequested, &m_session, &MigrationSession::tryNow);
    connect(progress, &ProgressPanel::speedLimitChanged, &m_session,
            &MigrationSession::setSpeedLimit);
    connect(m_parts.error, &ErrorPanel::actionRequested, this, &RunPage::act);
    connectSession();
}

void RunPage::connectSession()
{
    const auto seesRun = [this] {
        return m_watched == Watched::Own || m_watched == Watched::Awaited;
    };
    connect(&m_session, &MigrationSession::stepStarted, this, [this, seesRun](StepId step) {
        if (seesRun())
            m_parts.progress->setStep(step);
    });
    connect(&m_session, &MigrationSession::progressChanged, this,
            [this, seesRun](const Progress &now) {
                if (seesRun())
                    m_parts.progress->setProgress(now);
            });
    connect(&m_session, &MigrationSession::runStateChanged, this, [this, seesRun] {
        if (!seesRun())
            return;
        m_parts.progress->setRunState(m_session.runState());
        // What goes on by itself can be left now. Another page's buttons are not this one's
        // business: QWizard would switch Back on there.
        if (isCurrent())
            showButtons();
    });
    connect(&m_session, &MigrationSession::finished, this, &RunPage::sessionFinished);
    connect(&m_session, &MigrationSession::besideFinished, this, [this](const auto &error) {
        if (m_watched == Watched::Beside)
            runFinished(error);
    });
}

MigrationWizard *RunPage::migrationWizard() const
{
    return qobject_cast<MigrationWizard *>(wizard());
}

void RunPage::initializePage()
{
    showState();
    m_parts.error->clear();
    setStage(isDone() ? Stage::Done : Stage::Form);
}

bool RunPage::isDone() const
{
    const MigrationState &state = m_session.state();
    const QList<StepId> steps = stepsOfPage(m_id, state.options.kind);
    return std::all_of(steps.begin(), steps.end(),
                       [&](StepId step) { return state.isFinished(step); });
}

bool RunPage::isComplete() const
{
    switch (m_stage) {
    case Stage::Form:
    case Stage::Failed:
        return isFormComplete();
    case Stage::Running:
        return mayGoOnMeanwhile();
    case Stage::Done:
        return true;
    }
    Q_UNREACHABLE();
}

bool RunPage::validatePage()
{
    if (m_stage == Stage::Done)
        return true;
    if (m_stage == Stage::Running)
        return mayGoOnMeanwhile();
    startRun();
    return false;
}

void RunPage::startSoon()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (isCurrent() && m_stage == Stage::Form && isComplete())
                startRun();
        },
        Qt::QueuedConnection);
}

void RunPage::startRun()
{
    if (m_session.isRunning())
        return startDuringDownload();
    applyForm();
    QList<StepId> steps = stepsDueOn(m_id, m_session.state());
    // What the person has changed about the own account shows at a new sign-in only.
    if (m_error && m_error->kind == ErrorKind::Collision)
        steps.prepend(StepId::SignInDestination);
    beginWatching(Watched::Own);
    m_session.start(steps);
}

void RunPage::beginWatching(Watched watched)
{
    m_error.reset();
    m_parts.error->clear();
    m_parts.progress->setSpeedLimit(m_session.state().options.bytesPerSecond);
    m_parts.progress->begin();
    m_watched = watched;
    setStage(Stage::Running);
    moveFocus();
}

/// Either at once, or as soon as the archive is here.
void RunPage::startDuringDownload()
{
    if (!m_session.isFetching())
        return;
    if (runsBeside()) {
        applyForm();
        beginWatching(Watched::Beside);
        m_session.signInBeside();
        m_parts.progress->setStep(StepId::SignInDestination);
        m_parts.progress->setRunState(MigrationRunner::State::Running);
        return;
    }
    saveForm();
    beginWatching(Watched::Awaited);
    m_parts.progress->setStep(StepId::DownloadArchive);
    m_parts.progress->setRunState(m_session.runState());
    prepareMeanwhile();
}

void RunPage::sessionFinished(const std::optional<Error> &error)
{
    const bool isAwaited = m_watched == Watched::Awaited;
    if (!isAwaited && m_watched != Watched::Own)
        return;
    if (!isAwaited || error)
        return runFinished(error);
    m_watched = Watched::Nothing;
    // The page whose work it was has to hear of it first.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (isCurrent())
                startRun();
            else
                setStage(Stage::Form);
        },
        Qt::QueuedConnection);
}

void RunPage::startOver()
{
    setStage(Stage::Form);
    moveFocus();
}

void RunPage::cleanupPage()
{
    if (m_stage == Stage::Form || m_stage == Stage::Failed)
        saveForm();
}

void RunPage::runFinished(const std::optional<Error> &error)
{
    m_watched = Watched::Nothing;
    m_parts.progress->end();
    m_error = error;
    if (error) {
        setStage(Stage::Failed);
        if (!handleError(*error))
            m_parts.error->showError(*error);
        QMetaObject::invokeMethod(this, &RunPage::scrollToError, Qt::QueuedConnection);
        return;
    }
    setStage(Stage::Done);
    moveFocus();
    if (goesOn() && isCurrent())
        goOn();
}

void RunPage::goOn()
{
    // From the event loop: the page must have come to rest before the next one is shown.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!isCurrent() || m_stage != Stage::Done)
                return;
            m_hasGoneOn = true;
            wizard()->next();
        },
        Qt::QueuedConnection);
}

/// Once the panel has its place.
void RunPage::scrollToError()
{
    auto *area = findChild<QScrollArea *>();
    if (!area || !m_parts.error->hasError())
        return;
    area->ensureWidgetVisible(m_parts.error);
    area->horizontalScrollBar()->setValue(0); // a sentence is read from its beginning
}

bool RunPage::hasGoneOn()
{
    return std::exchange(m_hasGoneOn, false);
}

bool RunPage::isCurrent() const
{
    return wizard() && wizard()->currentPage() == this;
}

void RunPage::setStage(Stage stage)
{
    m_stage = stage;
    m_parts.form->setEnabled(stage == Stage::Form || stage == Stage::Failed);
    if (m_parts.result) {
        // What was chosen gives way to what is done, and to what came of it.
        m_parts.form->setVisible(stage == Stage::Form || stage == Stage::Failed);
        m_parts.result->setVisible(stage == Stage::Done);
    }
    stageChanged();
    if (stage == Stage::Done)
        showResult();
    showButtons();
}

/// A widget that is hidden or disabled passes its focus on to the next one, and that may be a
/// button: Return would then close the window.
void RunPage::moveFocus()
{
    if (!isCurrent())
        return;
    if (m_stage == Stage::Running)
        m_parts.progress->takeFocus();
    else if (m_stage == Stage::Done)
        resultFocus()->setFocus();
    else if (m_stage == Stage::Form)
        firstField()->setFocus();
}

QWidget *RunPage::firstField() const
{
    const QList<QLineEdit *> fields = m_parts.form->findChildren<QLineEdit *>();
    for (QLineEdit *field : fields) {
        if (field->isVisible() && field->isEnabled() && field->text().isEmpty())
            return field;
    }
    const QList<QRadioButton *> choices = m_parts.form->findChildren<QRadioButton *>();
    for (QRadioButton *choice : choices) {
        if (choice->isVisible() && choice->isEnabled() && choice->isChecked() && fields.isEmpty())
            return choice;
    }
    return defaultButton();
}

QWidget *RunPage::defaultButton() const
{
    return wizard()->button(isFinalPage() ? QWizard::FinishButton : QWizard::NextButton);
}

/// Once for each visit: QWizard hides and shows its pages at every change of a button.
void RunPage::entered()
{
    // Another page's work may have taken this one's back.
    if (m_stage == Stage::Done && !isDone())
        setStage(Stage::Form);
    else if (m_stage == Stage::Done)
        showResult(); // later work may have found out more
    // QWizard has set them for a page on which nothing runs.
    if (m_stage == Stage::Running)
        showButtons();
    QMetaObject::invokeMethod(
        this,
        [this] {
            // Whoever led here may have chosen a field.
            const QWidget *focus = wizard() ? wizard()->focusWidget() : nullptr;
            if (!focus || !m_parts.form->isAncestorOf(focus))
                moveFocus();
        },
        Qt::QueuedConnection);
}

void RunPage::showButtons()
{
    const bool goesOnMeanwhile = m_stage == Stage::Running && mayGoOnMeanwhile();
    const bool starts = m_stage != Stage::Done && !goesOnMeanwhile && !startText().isEmpty();
    setButtonText(QWizard::NextButton, starts ? startText() : tr("&Next"));
    Q_EMIT completeChanged();
    // After QWizard has set its buttons: going back in the middle of a run would leave it alone.
    if (isCurrent())
        wizard()->button(QWizard::BackButton)->setEnabled(m_stage != Stage::Running);
}

void RunPage::focusOn(NextAction) { }

void RunPage::act(NextAction action)
{
    if (action == NextAction::SaveDetails)
        return saveDetails();
    if (handleAction(action))
        return;
    switch (action) {
    case NextAction::SignInAgain:
    case NextAction::EnterCode:
    case NextAction::UseToken:
    case NextAction::ChangeAddress:
    case NextAction::ChooseCaFile:
    case NextAction::ChooseExport:
    case NextAction::ChooseFolder:
    case NextAction::ChooseArchive:
        migrationWizard()->goToMend(action, m_error ? m_error->step : StepId::None);
        return;
    case NextAction::ShowCheck:
        m_session.lookAgain();
        migrationWizard()->goBackAndStart(PageId::Check);
        return;
    case NextAction::AskSupport:
        (new SupportRequestDialog(m_session.state(), this))->open();
        return;
    case NextAction::ConnectionSettings:
        connect(migrationWizard()->openConnectionSettings(), &QDialog::accepted, this,
                &RunPage::startIfComplete);
        return;
    case NextAction::AllowPlainHttp: {
        MigrationOptions options = m_session.state().options;
        options.allowInsecureHttp = true;
        m_session.setOptions(options);
        break;
    }
    case NextAction::WrapList: {
        MigrationOptions options = m_session.state().options;
        options.wrapList = true;
        m_session.setOptions(options);
        break;
    }
    case NextAction::AdjustLimits: {
        MigrationOptions options = m_session.state().options;
        options.adjustLimits = true;
        m_session.setOptions(options);
        break;
    }
    case NextAction::TryAgain:
    case NextAction::Continue:
    case NextAction::SaveDetails:
        break;
    }
    startIfComplete();
}

void RunPage::startIfComplete()
{
    if (isComplete())
        startRun();
    else
        firstField()->setFocus(); // what is missing comes first
}

void RunPage::saveDetails()
{
    auto *dialog = new QFileDialog(this, tr("Save details"));
    dialog->setObjectName(QStringLiteral("saveDetailsDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("zip"));
    dialog->setNameFilter(tr("ZIP files (*.zip)"));
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->selectFile(QStringLiteral("mmigrate-details.zip"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const Result<void> saved = saveSupportDetails(path, m_session.state(), m_error);
        m_parts.error->showSaved(saved ? tr("Saved as %1. Send this file to whoever helps you.")
                                             .arg(QDir::toNativeSeparators(path))
                                       : errorText(saved.error()).headline + QLatin1Char(' ')
                                             + errorText(saved.error()).nextStep);
    });
    dialog->open();
}

} // namespace mmigrate
