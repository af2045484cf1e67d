// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizardfixture.h"

#include <QCheckBox>

using namespace mmigrate;
using namespace mmigrate::test;

using Stage = RunPage::Stage;

/// Going back and choosing another server, or another migration: what was begun is neither lost nor
/// mixed up with what is chosen now.
class WizardGoingBackTest : public WizardFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_driver.reset(); }

    void otherDestinationAfterTheUpload();
    void mistypedDestinationCostsNoUpload();
    void otherDestinationWithRaisedSettings();
    void consentDoesNotMove();
    void sameServerTypedInAnotherWay();
    void otherSourceBeginsAnew();
    void otherSourceThanThatOfTheExport();
    void backFromContinueToNew();
    void sessionsOfWhatIsLeftAreClosed();
    void goingBackKeepsWhatWasNotStarted();
    void passwordOfAnotherServerIsNotOffered();

private:
    /// With other content than the first one.
    static std::unique_ptr<PracticeServer> anotherSource();
    /// On a sign-in page: to that server, and on to the next page.
    void goBackToDestination();
    bool signIn(const PracticeServer &server, PageId next);
};

void WizardGoingBackTest::init()
{
    prepare();
    startAgain();
}

std::unique_ptr<PracticeServer> WizardGoingBackTest::anotherSource()
{
    PracticeServerOptions options;
    options.seed = 2;
    return startedServer(options, PracticeRole::Source);
}

void WizardGoingBackTest::goBackToDestination()
{
    while (m_driver->page() != PageId::Destination)
        m_driver->clickBack();
}

bool WizardGoingBackTest::signIn(const PracticeServer &server, PageId next)
{
    m_driver->fillSignIn(server);
    m_driver->clickNext();
    return m_driver->waitForPage(next);
}

void WizardGoingBackTest::otherDestinationAfterTheUpload()
{
    m_driver->leadTo(PageId::Import, *m_source, *m_destination);
    goBackToDestination();
    const auto other = startedServer({}, PracticeRole::Empty);
    QVERIFY2(signIn(*other, PageId::Upload), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
    m_driver->leadTo(PageId::Finish, *m_source, *other);
    QVERIFY(other->counts().posts >= m_source->counts().posts);
    QCOMPARE(m_destination->counts().posts, 0);
}

void WizardGoingBackTest::mistypedDestinationCostsNoUpload()
{
    m_driver->leadTo(PageId::Import, *m_source, *m_destination);
    const QString importName = m_driver->session().state().upload.importName;
    QVERIFY(!importName.isEmpty());
    goBackToDestination();
    m_driver->type("addressLineEdit", QStringLiteral("http://127.0.0.1:1"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->session().state().upload.importName.isEmpty());
    QVERIFY2(signIn(*m_destination, PageId::Upload), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Done);
    QCOMPARE(m_driver->session().state().upload.importName, importName);
}

void WizardGoingBackTest::otherDestinationWithRaisedSettings()
{
    QVERIFY2(uploadRaisingPeopleLimit(5), qPrintable(m_driver->errorWords()));
    goBackToDestination();
    const auto other = startedServer({}, PracticeRole::Empty);
    QVERIFY2(signIn(*other, PageId::Upload), qPrintable(m_driver->errorWords()));
    m_driver->leadTo(PageId::Finish, *m_source, *other);
    QCOMPARE(other->configValue(peopleLimit), QJsonValue(50));
    // The first one is not forgotten: continuing it puts its settings back.
    const QList<MigrationState> left = m_driver->session().interrupted();
    QCOMPARE(left.size(), 1);
    QVERIFY(left.first().hasUnrestoredSettings());
    QCOMPARE(left.first().destination.typedAddress, m_destination->url().toString());
}

void WizardGoingBackTest::consentDoesNotMove()
{
    QVERIFY2(uploadRaisingPeopleLimit(5), qPrintable(m_driver->errorWords()));
    goBackToDestination();
    const auto other = startedServer({}, PracticeRole::Empty);
    other->setConfigValue(peopleLimit, 5);
    QVERIFY2(signIn(*other, PageId::Check), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->waitForStage(Stage::Done));
    QVERIFY(!m_driver->canGoOn()); // asked again
    QCOMPARE(other->configValue(peopleLimit), QJsonValue(5));
}

void WizardGoingBackTest::sameServerTypedInAnotherWay()
{
    m_driver->leadTo(PageId::Import, *m_source, *m_destination);
    goBackToDestination();
    m_driver->type("addressLineEdit", m_destination->url().toString() + QLatin1Char('/'));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Done);
}

void WizardGoingBackTest::otherSourceBeginsAnew()
{
    m_driver->leadTo(PageId::Destination, *m_source, *m_destination);
    while (m_driver->page() != PageId::Source)
        m_driver->clickBack();
    const auto other = anotherSource();
    QVERIFY2(signIn(*other, PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
    // What was begun with the first one is not lost.
    QCOMPARE(m_driver->session().interrupted().size(), 1);
    QCOMPARE(m_driver->session().interrupted().first().source.typedAddress,
             m_source->url().toString());
}

void WizardGoingBackTest::otherSourceThanThatOfTheExport()
{
    chooseExistingExport();
    QVERIFY2(exportAndStay(), qPrintable(m_driver->errorWords()));
    m_driver->clickBack();
    const auto other = anotherSource();
    QVERIFY2(signIn(*other, PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
    QVERIFY(m_driver->session().state().exported.fileName.isEmpty());
}

void WizardGoingBackTest::backFromContinueToNew()
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
    QVERIFY2(signIn(*m_source, PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
}

void WizardGoingBackTest::sessionsOfWhatIsLeftAreClosed()
{
    m_driver->leadTo(PageId::Export, *m_source, *m_destination);
    QCOMPARE(m_source->openSessions(), 1);
    m_driver->clickBack();
    m_driver->clickBack();
    const QString archive = file(QStringLiteral("a.zip"));
    QFile empty(archive);
    QVERIFY(empty.open(QIODevice::WriteOnly));
    m_driver->click("archiveRadioButton");
    m_driver->type("archiveLineEdit", archive);
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    QCOMPARE(m_source->openSessions(), 0);
}

void WizardGoingBackTest::goingBackKeepsWhatWasNotStarted()
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

void WizardGoingBackTest::passwordOfAnotherServerIsNotOffered()
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

QTEST_MAIN(WizardGoingBackTest)
#include "tst_wizardgoingback.moc"
