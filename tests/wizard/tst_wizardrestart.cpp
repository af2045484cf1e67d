// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizarddriver.h"

#include <QCheckBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>

using namespace mmigrate;
using namespace mmigrate::test;

using Action = PracticeFault::Action;
using Stage = RunPage::Stage;

/// Closing, starting again, and what is remembered.
class WizardRestartTest : public QObject
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
    void otherDestinationAfterTheUpload();
    void mistypedDestinationCostsNoUpload();
    void otherSourceBeginsAnew();
    void otherDestinationWithRaisedSettings();
    void otherSourceThanThatOfTheExport();
    void backFromContinueToNew();
    void sessionsOfWhatIsLeftAreClosed();
    void goingBackKeepsWhatWasNotStarted();
    void passwordOfAnotherServerIsNotOffered();
    void damagedMigrationsAreTold();
    void consentDoesNotMove();
    void sameServerTypedInAnotherWay();
    void keychain();
    void noKeychain();
    void keychainForgets();

private:
    void startAgain(CredentialStore *store = nullptr);
    void holdUpload();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<PracticeServer> m_source;
    std::unique_ptr<PracticeServer> m_destination;
    std::unique_ptr<MemoryCredentialStore> m_store;
    std::unique_ptr<WizardDriver> m_driver;
};

void WizardRestartTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_source = startedServer({}, PracticeRole::Source);
    m_destination = startedServer({}, PracticeRole::Empty);
    startAgain();
}

void WizardRestartTest::startAgain(CredentialStore *store)
{
    m_driver.reset();
    m_driver = std::make_unique<WizardDriver>(m_folder->path(), store);
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
        m_driver->find<QCheckBox>("goOnCheckBox")->setChecked(false);
        m_driver->clickNext();
        QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
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
    m_destination->setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 5);
    m_driver->leadTo(PageId::Upload, *m_source, *m_destination);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QVERIFY(m_destination->configValue(QStringLiteral("TeamSettings.MaxUsersPerTeam")) != 5);
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
    QCOMPARE(m_destination->configValue(QStringLiteral("TeamSettings.MaxUsersPerTeam")),
             QJsonValue(5));
}

void WizardRestartTest::otherDestinationAfterTheUpload()
{
    m_driver->leadTo(PageId::Import, *m_source, *m_destination);
    m_driver->clickBack();
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Destination);
    const auto other = startedServer({}, PracticeRole::Empty);
    m_driver->fillSignIn(*other);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
    m_driver->leadTo(PageId::Finish, *m_source, *other);
    QVERIFY(other->counts().posts >= m_source->counts().posts);
    QCOMPARE(m_destination->counts().posts, 0);
}

void WizardRestartTest::mistypedDestinationCostsNoUpload()
{
    m_driver->leadTo(PageId::Import, *m_source, *m_destination);
    const QString importName = m_driver->session().state().upload.importName;
    QVERIFY(!importName.isEmpty());
    m_driver->clickBack();
    m_driver->clickBack();
    m_driver->type("addressLineEdit", QStringLiteral("http://127.0.0.1:1"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->session().state().upload.importName.isEmpty());
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Done);
    QCOMPARE(m_driver->session().state().upload.importName, importName);
}

void WizardRestartTest::otherSourceBeginsAnew()
{
    m_driver->leadTo(PageId::Destination, *m_source, *m_destination);
    while (m_driver->page() != PageId::Source)
        m_driver->clickBack();
    PracticeServerOptions options;
    options.seed = 2;
    const auto other = startedServer(options, PracticeRole::Source);
    m_driver->fillSignIn(*other);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
    // What was begun with the first one is not lost.
    QCOMPARE(m_driver->session().interrupted().size(), 1);
    QCOMPARE(m_driver->session().interrupted().first().source.typedAddress,
             m_source->url().toString());
}

void WizardRestartTest::otherDestinationWithRaisedSettings()
{
    const QString limit = QStringLiteral("TeamSettings.MaxUsersPerTeam");
    m_destination->setConfigValue(limit, 5);
    m_driver->leadTo(PageId::Upload, *m_source, *m_destination);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickBack();
    const auto other = startedServer({}, PracticeRole::Empty);
    m_driver->fillSignIn(*other);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    m_driver->leadTo(PageId::Finish, *m_source, *other);
    QCOMPARE(other->configValue(limit), QJsonValue(50));
    // The first one is not forgotten: continuing it puts its settings back.
    const QList<MigrationState> left = m_driver->session().interrupted();
    QCOMPARE(left.size(), 1);
    QVERIFY(left.first().hasUnrestoredSettings());
    QCOMPARE(left.first().destination.typedAddress, m_destination->url().toString());
}

void WizardRestartTest::otherSourceThanThatOfTheExport()
{
    m_driver->leadTo(PageId::Download, *m_source, *m_destination); // leaves an export there
    m_driver = std::make_unique<WizardDriver>(m_folder->filePath(QStringLiteral("second")));
    m_driver->leadTo(PageId::Export, *m_source, *m_destination);
    m_driver->click("existingRadioButton");
    m_driver->find<QCheckBox>("goOnCheckBox")->setChecked(false);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickBack();
    PracticeServerOptions options;
    options.seed = 2;
    const auto other = startedServer(options, PracticeRole::Source);
    m_driver->fillSignIn(*other);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
    QVERIFY(m_driver->session().state().exported.fileName.isEmpty());
}

void WizardRestartTest::backFromContinueToNew()
{
    m_driver->leadTo(PageId::Import, *m_source, *m_destination);
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    startAgain();
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->clickBack();
    m_driver->click("newRadioButton");
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Source);
    m_driver->fillSignIn(*m_source);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
}

void WizardRestartTest::sessionsOfWhatIsLeftAreClosed()
{
    m_driver->leadTo(PageId::Export, *m_source, *m_destination);
    QCOMPARE(m_source->openSessions(), 1);
    m_driver->clickBack();
    m_driver->clickBack();
    const QString archive = m_folder->filePath(QStringLiteral("a.zip"));
    QFile file(archive);
    QVERIFY(file.open(QIODevice::WriteOnly));
    m_driver->click("archiveRadioButton");
    m_driver->type("archiveLineEdit", archive);
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    QCOMPARE(m_source->openSessions(), 0);
}

void WizardRestartTest::goingBackKeepsWhatWasNotStarted()
{
    m_driver->leadTo(PageId::Export, *m_source, *m_destination);
    m_driver->click("attachmentsCheckBox");
    m_driver->click("archivedChannelsCheckBox");
    m_driver->clickBack();
    m_driver->type("caFileLineEdit", QString());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    QVERIFY(!m_driver->find<QCheckBox>("attachmentsCheckBox")->isChecked());
    QVERIFY(m_driver->find<QCheckBox>("archivedChannelsCheckBox")->isChecked());
    // An address that was typed over the known one is still there after going back from it.
    m_driver->clickBack();
    m_driver->type("addressLineEdit", QStringLiteral("new.example.com"));
    m_driver->clickBack();
    m_driver->clickNext();
    QCOMPARE(m_driver->textOf("addressLineEdit"), QStringLiteral("new.example.com"));
}

void WizardRestartTest::passwordOfAnotherServerIsNotOffered()
{
    m_driver->leadTo(PageId::Download, *m_source, *m_destination);
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    startAgain();
    m_driver->click("newRadioButton");
    m_driver->clickNext();
    const auto other = startedServer({}, PracticeRole::Source);
    m_driver->fillSignIn(*other, QStringLiteral("OtherServer-77"));
    m_driver->clickBack();
    m_driver->click("continueRadioButton");
    m_driver->clickNext();
    if (m_driver->page() == PageId::Source) {
        QCOMPARE(m_driver->textOf("addressLineEdit"), m_source->url().toString());
        QCOMPARE(m_driver->textOf("passwordLineEdit"), QString());
    } else { // the download was quicker than the closing
        QCOMPARE(m_driver->page(), PageId::Destination);
        QCOMPARE(m_driver->textOf("passwordLineEdit"), QString());
    }
    QVERIFY(!m_driver->canGoOn());
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

void WizardRestartTest::consentDoesNotMove()
{
    const QString limit = QStringLiteral("TeamSettings.MaxUsersPerTeam");
    m_destination->setConfigValue(limit, 5);
    m_driver->leadTo(PageId::Upload, *m_source, *m_destination);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickBack();
    const auto other = startedServer({}, PracticeRole::Empty);
    other->setConfigValue(limit, 5);
    m_driver->fillSignIn(*other);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError()); // asked again
    QCOMPARE(other->configValue(limit), QJsonValue(5));
}

void WizardRestartTest::sameServerTypedInAnotherWay()
{
    m_driver->leadTo(PageId::Import, *m_source, *m_destination);
    m_driver->clickBack();
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->type("addressLineEdit", m_destination->url().toString() + QLatin1Char('/'));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Done);
}

void WizardRestartTest::keychain()
{
    m_store = std::make_unique<MemoryCredentialStore>();
    MemoryCredentialStore &store = *m_store;
    startAgain(&store);
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
    m_driver->fillSignIn(*m_source);
    QVERIFY(m_driver->find<QCheckBox>("rememberCheckBox")->isEnabled());
    QVERIFY(!m_driver->find<QCheckBox>("rememberCheckBox")->isChecked()); // off by default
    m_driver->find<QCheckBox>("rememberCheckBox")->setChecked(true);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(store.all().size(), 1);
    // Typed again in another migration: the password comes by itself.
    startAgain(&store);
    m_driver->click("newRadioButton");
    m_driver->clickNext();
    m_driver->type("addressLineEdit", m_source->url().toString());
    m_driver->type("loginLineEdit", m_source->adminUsername());
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->textOf("passwordLineEdit") == m_source->adminPassword(); }));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

void WizardRestartTest::keychainForgets()
{
    m_store = std::make_unique<MemoryCredentialStore>();
    MemoryCredentialStore &store = *m_store;
    startAgain(&store);
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
    m_driver->fillSignIn(*m_source);
    m_driver->find<QCheckBox>("rememberCheckBox")->setChecked(true);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    m_driver->clickBack();
    m_driver->click("rememberCheckBox");
    QVERIFY(QTest::qWaitFor([&] { return store.all().isEmpty(); }));
}

void WizardRestartTest::noKeychain()
{
    m_store = std::make_unique<MemoryCredentialStore>(CredentialStore::Availability::Unavailable);
    startAgain(m_store.get());
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
    QVERIFY(!m_driver->find<QCheckBox>("rememberCheckBox")->isEnabled());
    QVERIFY(m_driver->isVisible("rememberLabel"));
    QVERIFY(m_driver->textOf("rememberLabel").contains(QLatin1String("no keychain")));
}

QTEST_MAIN(WizardRestartTest)
#include "tst_wizardrestart.moc"
