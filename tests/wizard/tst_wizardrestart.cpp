// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizardfixture.h"

#include <QCheckBox>
#include <QDir>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>

using namespace mmigrate;
using namespace mmigrate::test;

using Action = PracticeFault::Action;
using Stage = RunPage::Stage;

/// Closing the window, starting again, and the list of what can be continued.
class WizardRestartTest : public WizardFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_driver.reset(); }

    void closeAndContinue_data();
    void closeAndContinue();
    void closeAsksWhileSomethingRuns();
    void closeAsksBetweenTheSteps();
    void signInForTheCleanUp();
    void nothingBegunNothingListed();
    void removeFromTheList();
    void openInAnotherWindow();
    void settingsStillChanged();
    void damagedMigrationsAreTold();

private:
    void holdUpload();
};

void WizardRestartTest::init()
{
    prepare();
    startAgain();
}

void WizardRestartTest::closeAndContinue_data()
{
    QTest::addColumn<PageId>("stoppedAt");
    QTest::addColumn<PageId>("signIn");
    QTest::newRow("after the export") << PageId::Download << PageId::Source;
    QTest::newRow("after the download") << PageId::Destination << PageId::Destination;
    QTest::newRow("before the upload") << PageId::Upload << PageId::Destination;
    QTest::newRow("before the import") << PageId::Import << PageId::Destination;
    QTest::newRow("before the clean-up") << PageId::Finish << PageId::Finish;
}

void WizardRestartTest::closeAndContinue()
{
    QFETCH(PageId, stoppedAt);
    QFETCH(PageId, signIn);
    if (stoppedAt == PageId::Download) {
        m_driver->leadTo(PageId::Export, *m_source, *m_destination);
        QVERIFY2(exportAndStay(), qPrintable(m_driver->errorWords()));
    } else {
        m_driver->leadTo(stoppedAt, *m_source, *m_destination);
    }
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    QCOMPARE(m_source->openSessions(), 0);
    QCOMPARE(m_destination->openSessions(), 0);

    startAgain();
    QVERIFY(m_driver->find<QRadioButton>("continueRadioButton")->isChecked());
    auto *list = m_driver->find<QListWidget>("migrationsListWidget");
    QCOMPARE(list->count(), 1);
    QVERIFY2(list->item(0)->text().contains(QLatin1String("127.0.0.1")),
             qPrintable(list->item(0)->text()));
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), signIn);
    if (signIn != PageId::Finish) {
        const PracticeServer &server = signIn == PageId::Source ? *m_source : *m_destination;
        if (stoppedAt != PageId::Destination) { // there nothing had been typed yet
            QCOMPARE(m_driver->textOf("addressLineEdit"), server.url().toString());
            QCOMPARE(m_driver->textOf("loginLineEdit"), server.adminUsername());
        } else {
            m_driver->fillSignIn(server);
        }
        m_driver->type("passwordLineEdit", server.adminPassword());
        m_driver->clickNext();
        const PageId expected = stoppedAt == PageId::Destination ? PageId::Upload : stoppedAt;
        QVERIFY2(m_driver->waitForPage(expected), qPrintable(m_driver->errorWords()));
    }
    m_driver->leadTo(PageId::Finish, *m_source, *m_destination);
    m_driver->clickButton(QWizard::FinishButton);
    QVERIFY2(m_driver->waitForEnd(QDialog::Accepted), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_source->jobs().size(), 1);
    QVERIFY(m_destination->counts().posts >= m_source->counts().posts);
    startAgain();
    QVERIFY(!m_driver->isVisible("continueRadioButton"));
}

void WizardRestartTest::holdUpload()
{
    const int fault = m_destination->addFault({.method = QStringLiteral("POST"),
                                               .pathPattern = QStringLiteral("/uploads/"),
                                               .action = Action::Stall});
    m_driver->leadTo(PageId::Upload, *m_source, *m_destination);
    m_driver->clickNext();
    QVERIFY(QTest::qWaitFor([&] { return m_destination->faultHits(fault) == 1; }, 30'000));
}

void WizardRestartTest::closeAsksWhileSomethingRuns()
{
    holdUpload();
    m_driver->wizard().reject();
    auto *question = m_driver->wizard().findChild<QMessageBox *>(QStringLiteral("closeQuestion"));
    QVERIFY(question && question->isVisible());
    // Esc and the default keep going.
    QTest::keyClick(question, Qt::Key_Escape);
    QVERIFY(m_driver->wizard().isVisible());
    QCOMPARE(m_driver->runPage()->stage(), Stage::Running);
    QVERIFY(QTest::qWaitFor([&] {
        return !m_driver->wizard().findChild<QMessageBox *>(QStringLiteral("closeQuestion"));
    }));
    m_driver->wizard().reject();
    question = m_driver->wizard().findChild<QMessageBox *>(QStringLiteral("closeQuestion"));
    QVERIFY(question);
    question->findChild<QPushButton *>(QStringLiteral("closeLaterButton"))->click();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    QCOMPARE(m_destination->openSessions(), 0);
    startAgain();
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->type("passwordLineEdit", m_destination->adminPassword());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

void WizardRestartTest::closeAsksBetweenTheSteps()
{
    // Before anything was begun nothing would be lost.
    WizardDriver idle(m_folder->filePath(QStringLiteral("idle")));
    QTest::keyClick(&idle.wizard(), Qt::Key_Escape);
    QVERIFY(idle.waitForEnd(QDialog::Rejected));
    m_driver->leadTo(PageId::Destination, *m_source, *m_destination);
    QTest::keyClick(&m_driver->wizard(), Qt::Key_Escape);
    QVERIFY(m_driver->wizard().isVisible());
    QVERIFY(m_driver->wizard().findChild<QMessageBox *>(QStringLiteral("closeQuestion")));
}

/// Continued on the last page, where nobody has signed in to the source yet.
void WizardRestartTest::signInForTheCleanUp()
{
    m_driver->leadTo(PageId::Finish, *m_source, *m_destination);
    startAgain();
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Finish);
    m_driver->find<QCheckBox>("deleteExportCheckBox")->setChecked(true);
    m_driver->clickButton(QWizard::FinishButton);
    QVERIFY(m_driver->waitForError());
    m_driver->click("actionButton");
    QCOMPARE(m_driver->page(), PageId::Source);
    m_driver->type("passwordLineEdit", m_source->adminPassword());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->find<QCheckBox>("deleteExportCheckBox")->isChecked());
    m_driver->clickButton(QWizard::FinishButton);
    QVERIFY2(m_driver->waitForEnd(QDialog::Accepted), qPrintable(m_driver->errorWords()));
    QVERIFY(m_source->exportFiles().isEmpty());
}

void WizardRestartTest::nothingBegunNothingListed()
{
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
    m_driver->fillSignIn(*m_source, QStringLiteral("wrong"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    startAgain();
    QVERIFY(!m_driver->isVisible("continueRadioButton"));
    QVERIFY(m_driver->find<QRadioButton>("newRadioButton")->isChecked());
}

void WizardRestartTest::removeFromTheList()
{
    m_driver->leadTo(PageId::Destination, *m_source, *m_destination);
    startAgain();
    m_driver->click("removeButton");
    auto *question = m_driver->find<QMessageBox>("removeQuestion");
    question->findChild<QPushButton *>(QStringLiteral("removeForGoodButton"))->click();
    QVERIFY(!m_driver->isVisible("continueRadioButton"));
    QVERIFY(m_driver->canGoOn());
    startAgain();
    QVERIFY(!m_driver->isVisible("continueRadioButton"));
}

void WizardRestartTest::openInAnotherWindow()
{
    m_driver->leadTo(PageId::Destination, *m_source, *m_destination);
    WizardDriver second(m_folder->path());
    second.clickNext();
    QCOMPARE(second.page(), PageId::Welcome);
    QVERIFY2(second.textOf("continueLabel").contains(QLatin1String("another window")),
             qPrintable(second.textOf("continueLabel")));
}

void WizardRestartTest::settingsStillChanged()
{
    QVERIFY2(uploadRaisingPeopleLimit(5), qPrintable(m_driver->errorWords()));
    QVERIFY(m_destination->configValue(peopleLimit) != 5);
    startAgain(); // as after a crash: nothing was put back
    QVERIFY(m_driver->textOf("continueLabel").contains(QLatin1String("still changed")));
    QVERIFY(!m_driver->find<QPushButton>("removeButton")->isEnabled());
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->type("passwordLineEdit", m_destination->adminPassword());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Import), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_destination->configValue(peopleLimit), QJsonValue(5));
}

void WizardRestartTest::damagedMigrationsAreTold()
{
    QVERIFY(QDir().mkpath(m_folder->filePath(QStringLiteral("migrations"))));
    QFile damaged(m_folder->filePath(QStringLiteral("migrations/20260101-000000-abcd.json")));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("{ garbage");
    damaged.close();
    startAgain();
    QVERIFY(m_driver->isVisible("unreadableLabel"));
    QVERIFY(m_driver->textOf("unreadableLabel").contains(QLatin1Char('1')));
}

QTEST_MAIN(WizardRestartTest)
#include "tst_wizardrestart.moc"
