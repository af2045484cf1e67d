// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizarddriver.h"

#include "wizard/errorpanel.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>

namespace mmigrate::test {

SessionOptions quickOptions(const QString &folder)
{
    SessionOptions options;
    options.journalFolder = folder + QStringLiteral("/migrations");
    options.settingsFile = folder + QStringLiteral("/settings.ini");
    options.downloadFolder = folder + QStringLiteral("/downloads");
    options.timings.firstPollMs = 20;
    options.timings.longestPollMs = 100;
    options.timings.fileGrowthPollMs = 20;
    options.timings.retry = {4, 10, 50};
    for (PracticeServerOptions *practice :
         {&options.practiceSource, &options.practiceDestination}) {
        practice->size = PracticeWorkspaceSize::small();
        practice->jobWatchIntervalMs = 20;
    }
    return options;
}

std::unique_ptr<PracticeServer> startedServer(PracticeServerOptions options, PracticeRole role,
                                              qint64 attachmentBytes)
{
    options.role = role;
    options.size = PracticeWorkspaceSize::small();
    if (attachmentBytes > 0)
        options.size.attachmentBytes = attachmentBytes;
    options.jobWatchIntervalMs = 20;
    auto server = std::make_unique<PracticeServer>(options);
    if (!server->start())
        qFatal("the practice server does not start");
    return server;
}

WizardDriver::WizardDriver(const QString &folder, CredentialStore *store,
                           const SessionOptions &options)
{
    const SessionOptions used = options.journalFolder.isEmpty() ? quickOptions(folder) : options;
    m_wizard = std::make_unique<MigrationWizard>(used, store ? *store : m_ownStore);
    QObject::connect(m_wizard.get(), &QDialog::finished, m_wizard.get(),
                     [this](int result) { m_ended = result; });
    m_wizard->show();
    if (!QTest::qWaitForWindowExposed(m_wizard.get()))
        qFatal("the window does not come");
}

WizardDriver::~WizardDriver() = default;

QString WizardDriver::textOf(const char *name) const
{
    const QWidget *widget = find<QWidget>(name);
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->text();
    if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
        return edit->text();
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return button->text();
    qFatal("%s has no text", name);
}

bool WizardDriver::hasError() const
{
    const auto *panel = m_wizard->currentPage()->findChild<ErrorPanel *>();
    return panel && panel->isVisible();
}

QString WizardDriver::errorWords() const
{
    return hasError() ? textOf("headlineLabel") + QLatin1Char('\n') + textOf("explanationLabel")
                            + QLatin1Char('\n') + textOf("nextStepLabel")
                      : QString();
}

void WizardDriver::type(const char *lineEdit, const QString &text)
{
    auto *field = find<QLineEdit>(lineEdit);
    field->setFocus();
    field->selectAll();
    QTest::keyClick(field, Qt::Key_Delete);
    QTest::keyClicks(field, text);
    Q_EMIT field->editingFinished();
}

void WizardDriver::click(const char *button)
{
    auto *widget = find<QAbstractButton>(button);
    if (!widget->isVisible() || !widget->isEnabled())
        qFatal("%s cannot be clicked", button);
    // On its beginning: a radio button is not clickable in the middle of its row.
    QTest::mouseClick(widget, Qt::LeftButton, {}, QPoint(8, widget->height() / 2));
}

void WizardDriver::clickButton(QWizard::WizardButton which)
{
    QAbstractButton *button = m_wizard->button(which);
    if (!button->isVisible() || !button->isEnabled())
        qFatal("wizard button %d cannot be clicked on page %d: %s", int(which),
               m_wizard->currentId(), qPrintable(errorWords()));
    QTest::mouseClick(button, Qt::LeftButton);
}

bool WizardDriver::waitForPage(PageId wanted, int milliseconds)
{
    return QTest::qWaitFor(
        [&] {
            if (wanted > PageId::Check)
                passCheck();
            return page() == wanted;
        },
        milliseconds);
}

/// As a person does who agrees with all that is proposed.
void WizardDriver::passCheck()
{
    if (page() != PageId::Check || !canGoOn())
        return;
    const RunPage::Stage stage = runPage()->stage();
    if (stage == RunPage::Stage::Done || stage == RunPage::Stage::Form)
        clickNext();
}

bool WizardDriver::waitForStage(RunPage::Stage stage, int milliseconds)
{
    return QTest::qWaitFor([&] { return runPage() && runPage()->stage() == stage; }, milliseconds);
}

bool WizardDriver::waitForError(int milliseconds)
{
    return QTest::qWaitFor([&] { return hasError(); }, milliseconds);
}

void WizardDriver::closeWindow()
{
    m_wizard->close();
    auto *question = m_wizard->findChild<QMessageBox *>(QStringLiteral("closeQuestion"));
    if (question)
        question->findChild<QAbstractButton *>(QStringLiteral("closeLaterButton"))->click();
}

bool WizardDriver::waitForEnd(QDialog::DialogCode result, int milliseconds)
{
    return QTest::qWaitFor([&] { return m_ended == result; }, milliseconds);
}

void WizardDriver::fillSignIn(const PracticeServer &server, const QString &password)
{
    type("addressLineEdit", server.url().toString());
    type("loginLineEdit", server.adminUsername());
    type("passwordLineEdit", password.isEmpty() ? server.adminPassword() : password);
}

void WizardDriver::leadTo(PageId wanted, const PracticeServer &source,
                          const PracticeServer &destination)
{
    while (page() != wanted) {
        const PageId before = page();
        if (before == PageId::Check) {
            if (!waitForPage(PageId::Upload))
                qFatal("the check does not end: %s", qPrintable(errorWords()));
            continue;
        }
        if (before == PageId::Source)
            fillSignIn(source);
        else if (before == PageId::Destination)
            fillSignIn(destination);
        clickNext();
        const bool moved = QTest::qWaitFor(
            [&] {
                return page() != before || hasError()
                       || (runPage() && runPage()->stage() == RunPage::Stage::Done);
            },
            60'000);
        if (!moved || hasError())
            qFatal("stuck on page %d: %s", int(before), qPrintable(errorWords()));
        // Pages that lead on by themselves do so from the event loop.
        QTest::qWait(0);
        if (page() == before && runPage() && runPage()->stage() == RunPage::Stage::Done
            && (before == PageId::Download || before == PageId::Upload)) {
            if (wanted == before)
                return;
            clickNext();
        } else if (!QTest::qWaitFor([&] { return page() != before; }, 5000)) {
            qFatal("page %d does not lead on", int(before));
        }
        if (page() == PageId::Download && wanted != PageId::Download
            && !waitForStage(RunPage::Stage::Done))
            qFatal("the download does not end: %s", qPrintable(errorWords()));
    }
}

} // namespace mmigrate::test
