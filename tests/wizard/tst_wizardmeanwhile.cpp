// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizardfixture.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

using Stage = RunPage::Stage;

namespace {

constexpr qint64 attachedBytes = 40'000'000;
const QString exportPath = QStringLiteral("/exports/.+zip$");
const QString dataPath = QStringLiteral("^/api/v4/uploads/[a-z0-9]{26}$");
const QString maxFileSize = QStringLiteral("FileSettings.MaxFileSize");
const QJsonValue lowLimit(1'000'000);

} // namespace

/// Whoever need not wait for the download goes on, signs in and lets the upload begin.
class WizardMeanwhileTest : public WizardFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void uploadBeginsMeanwhile();
    void nothingIsSentUnasked();
    void downloadStopsMeanwhile();
    void wrongPasswordMeanwhile();
    void signInIsCancelled();
    void anotherServerMeanwhile();
    void cancelOnTheUploadPage();
    void closedMeanwhile();
    void wasSignedInAlready();
    void noWayBackInTheMiddle();
    void askedAgainOnTheDownloadPage();
    void closedWhileSigningIn();
    void sideListTellsTheTruth();

private:
    void slowDownload(int pauseMs = 12);
    void goToDestination();
    void signIn();
    qint64 sentBytes() const;
    qsizetype creates() const;
    QString stepText(PageId page);
    /// On the Check page: has the limits raised, and lets the upload begin.
    void upload();
    /// The same; true as soon as the destination has some of the archive.
    bool uploadSome();
    /// From there over the Upload page, until all is there.
    bool finishUpload();
    /// Without anything that slows the download down.
    bool uploadWhole();
    void verifyArrived();
    void verifySignedOut();
};

void WizardMeanwhileTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_source = startedServer({}, PracticeRole::Source, attachedBytes);
    m_destination = startedServer({}, PracticeRole::Empty);
    m_destination->setConfigValue(maxFileSize, lowLimit);
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
}

void WizardMeanwhileTest::cleanup()
{
    m_driver.reset();
    m_source.reset();
    m_destination.reset();
}

/// Some seconds, unless clearFaults() ends it: enough for a person's clicks.
void WizardMeanwhileTest::slowDownload(int pauseMs)
{
    m_source->addFault({.method = QStringLiteral("GET"),
                        .pathPattern = exportPath,
                        .times = 0,
                        .action = Action::Drip,
                        .bytes = 128 * 1024,
                        .pauseMs = pauseMs});
}

void WizardMeanwhileTest::goToDestination()
{
    slowDownload();
    m_driver->leadTo(PageId::Download, *m_source, *m_destination);
    QVERIFY(m_driver->waitForStage(Stage::Running));
    QTRY_VERIFY(m_driver->canGoOn());
    QTRY_VERIFY(m_driver->isVisible("meanwhileLabel"));
    QVERIFY(!m_driver->wizard().button(QWizard::BackButton)->isEnabled());
    QCOMPARE(m_driver->wizard().button(QWizard::NextButton)->text(), QStringLiteral("&Next"));
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    QVERIFY(m_driver->session().isFetching());
}

void WizardMeanwhileTest::signIn()
{
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Check), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->session().isSignedIn(ServerSide::Destination));
}

qint64 WizardMeanwhileTest::sentBytes() const
{
    qint64 bytes = 0;
    const QList<PracticeRequest> requests =
        m_destination->requests(QStringLiteral("POST"), dataPath);
    for (const PracticeRequest &request : requests)
        bytes += request.bodyBytes;
    return bytes;
}

qsizetype WizardMeanwhileTest::creates() const
{
    return m_destination->requests(QStringLiteral("POST"), QStringLiteral("^/api/v4/uploads$"))
        .size();
}

QString WizardMeanwhileTest::stepText(PageId page)
{
    const QList<QLabel *> labels = m_driver->wizard().findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->accessibleName().startsWith(page == PageId::Download ? QLatin1String("Download,")
                                                                        : QLatin1String("none")))
            return label->accessibleName();
    }
    return {};
}

void WizardMeanwhileTest::upload()
{
    auto *meanwhile = m_driver->find<QCheckBox>("meanwhileCheckBox");
    if (meanwhile->isVisible())
        meanwhile->click();
    m_driver->find<QCheckBox>("limitsCheckBox")->click();
    m_driver->clickNext();
}

bool WizardMeanwhileTest::finishUpload()
{
    if (!m_driver->waitForPage(PageId::Upload))
        return false;
    m_driver->clickNext();
    return m_driver->waitForStage(Stage::Done);
}

bool WizardMeanwhileTest::uploadSome()
{
    upload();
    return m_driver->waitForStage(Stage::Running)
           && QTest::qWaitFor([this] { return sentBytes() > 5'000'000; }, 30'000);
}

bool WizardMeanwhileTest::uploadWhole()
{
    m_source->clearFaults();
    upload();
    return finishUpload();
}

void WizardMeanwhileTest::verifyArrived()
{
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Import);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_destination->counts().files, m_source->counts().files);
    QVERIFY(m_destination->counts().posts >= m_source->counts().posts);
    m_driver->clickButton(QWizard::FinishButton);
    QVERIFY2(m_driver->waitForEnd(QDialog::Accepted), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_destination->configValue(maxFileSize), lowLimit);
    verifySignedOut();
}

void WizardMeanwhileTest::verifySignedOut()
{
    QCOMPARE(m_source->openSessions(), 0);
    QCOMPARE(m_destination->openSessions(), 0);
}

void WizardMeanwhileTest::uploadBeginsMeanwhile()
{
    goToDestination();
    QTRY_VERIFY(stepText(PageId::Download).contains(QLatin1String("still running")));
    signIn();
    QVERIFY(m_driver->session().isFetching());
    QVERIFY(m_driver->textOf("fileLabel").contains(QLatin1String("still being downloaded")));
    QVERIFY(uploadSome());
    QVERIFY(m_driver->session().isFetching());
    QTRY_VERIFY(m_driver->textOf("detailLabel").contains(QLatin1String("sent to the new server")));
    m_source->clearFaults();
    QVERIFY2(finishUpload(), qPrintable(m_driver->errorWords()));
    QVERIFY(stepText(PageId::Download).contains(QLatin1String("done")));
    QCOMPARE(creates(), 1);
    QCOMPARE(sentBytes(), m_driver->session().state().upload.declaredSize);
    verifyArrived();
}

/// Signed in is not agreed: before Upload is pressed, and without leave to change the destination,
/// it gets nothing.
void WizardMeanwhileTest::nothingIsSentUnasked()
{
    goToDestination();
    signIn();
    m_driver->clickNext(); // the limits are not to be raised
    QVERIFY(m_driver->waitForStage(Stage::Running));
    QVERIFY(m_driver->session().isFetching());
    m_source->clearFaults();
    QVERIFY(m_driver->waitForStage(Stage::Done));
    QVERIFY(!m_driver->canGoOn());
    QVERIFY(m_driver->isVisible("adjustLabel"));
    QCOMPARE(creates(), 0);
    QCOMPARE(m_destination->configValue(maxFileSize), lowLimit);
    m_driver->click("adjustCheckBox");
    QVERIFY(m_driver->canGoOn());
    QVERIFY2(finishUpload(), qPrintable(m_driver->errorWords()));
    verifyArrived();
}

/// The failure is shown where the person is by now, and can be mended there.
void WizardMeanwhileTest::downloadStopsMeanwhile()
{
    goToDestination();
    signIn();
    QVERIFY(uploadSome());
    m_source->stop();
    QVERIFY(m_driver->waitForError());
    QVERIFY(stepText(PageId::Download).contains(QLatin1String("stopped")));
    QVERIFY(m_source->start());
    m_source->clearFaults();
    m_driver->clickNext();
    QVERIFY2(finishUpload(), qPrintable(m_driver->errorWords()));
    QCOMPARE(creates(), 1);
    verifyArrived();
}

void WizardMeanwhileTest::wrongPasswordMeanwhile()
{
    goToDestination();
    m_driver->fillSignIn(*m_destination, QStringLiteral("wrong"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->session().isFetching());
    signIn();
    QVERIFY2(uploadWhole(), qPrintable(m_driver->errorWords()));
    verifyArrived();
}

/// The sign-in's own Cancel stops the sign-in, not the download.
void WizardMeanwhileTest::signInIsCancelled()
{
    m_destination->addFault(
        {.pathPattern = QStringLiteral("/users/login$"), .times = 1, .action = Action::Stall});
    goToDestination();
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForStage(Stage::Running));
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForStage(Stage::Failed));
    QVERIFY(m_driver->session().isFetching());
    m_destination->clearFaults();
    signIn();
    QVERIFY2(uploadWhole(), qPrintable(m_driver->errorWords()));
    verifyArrived();
}

/// Back from the Upload page to another destination: that waits until the download is over.
void WizardMeanwhileTest::anotherServerMeanwhile()
{
    goToDestination();
    signIn();
    const std::unique_ptr<PracticeServer> other = startedServer({}, PracticeRole::Empty);
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->fillSignIn(*other);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForStage(Stage::Running));
    QVERIFY(m_driver->session().isFetching());
    m_source->clearFaults();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->session().state().destination.address, other->url());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QCOMPARE(creates(), 0);
    QCOMPARE(other->importFiles().size(), 1);
}

void WizardMeanwhileTest::cancelOnTheUploadPage()
{
    goToDestination();
    signIn();
    QVERIFY(uploadSome());
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForError());
    QVERIFY(!m_driver->session().isRunning());
    // Nothing goes on behind the person's back, and the destination is as it was.
    QTRY_COMPARE(m_destination->configValue(maxFileSize), lowLimit);
    const qint64 sent = sentBytes();
    m_source->clearFaults();
    QVERIFY(sent < attachedBytes);
    m_driver->click("actionButton"); // continue
    QVERIFY2(finishUpload(), qPrintable(m_driver->errorWords()));
    QCOMPARE(creates(), 1);
    verifyArrived();
}

void WizardMeanwhileTest::closedMeanwhile()
{
    goToDestination();
    signIn();
    QVERIFY(uploadSome());
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    QCOMPARE(m_destination->configValue(maxFileSize), lowLimit);
    verifySignedOut();
}

/// A destination that is known from the beginning, as in practice: the upload still waits for its
/// page.
void WizardMeanwhileTest::wasSignedInAlready()
{
    goToDestination();
    signIn();
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Destination);
    QVERIFY(m_driver->canGoOn());
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Download);
    QCOMPARE(m_driver->runPage()->stage(), Stage::Running);
    QVERIFY(m_driver->session().isFetching());
    QCOMPARE(creates(), 0);
    m_source->clearFaults();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Check);
    QVERIFY(m_driver->textOf("fileLabel").contains(QLatin1String(".zip")));
}

/// Going back in the middle of a run would leave it alone.
void WizardMeanwhileTest::noWayBackInTheMiddle()
{
    const QAbstractButton *back = m_driver->wizard().button(QWizard::BackButton);
    slowDownload();
    m_driver->leadTo(PageId::Download, *m_source, *m_destination);
    QVERIFY(m_driver->waitForStage(Stage::Running));
    QTRY_VERIFY(m_driver->canGoOn());
    QVERIFY(!back->isEnabled());
    m_driver->clickNext();
    QVERIFY(back->isEnabled());
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Download);
    QTest::qWait(0);
    QVERIFY(!back->isEnabled());
    m_driver->clickNext();
    signIn();
    upload();
    QVERIFY(m_driver->waitForStage(Stage::Running));
    m_driver->session().pause();
    QVERIFY(!back->isEnabled());
    m_driver->session().resume();
    QVERIFY(!back->isEnabled());
    m_source->clearFaults();
    QVERIFY2(finishUpload(), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Import);
    m_destination->holdJobs(QStringLiteral("import_process"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForStage(Stage::Running));
    QTRY_VERIFY(m_driver->session().isRunning());
    QVERIFY(!back->isEnabled());
    m_destination->releaseJobs(QStringLiteral("import_process"));
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
}

/// The person signed in, went back and has the download go on there: nobody has asked for an
/// upload.
void WizardMeanwhileTest::askedAgainOnTheDownloadPage()
{
    goToDestination();
    signIn();
    m_driver->clickBack();
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Download);
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForError());
    m_destination->clearRequests();
    m_driver->click("actionButton"); // continue
    QVERIFY(m_driver->waitForStage(Stage::Running));
    m_source->clearFaults();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_destination->requests().size(), 0);
}

/// The download is over, the sign-in beside it not yet: what it has opened is closed.
void WizardMeanwhileTest::closedWhileSigningIn()
{
    m_destination->addFault(
        {.pathPattern = QStringLiteral("/license/client"), .times = 0, .action = Action::Stall});
    goToDestination();
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForStage(Stage::Running));
    QTRY_COMPARE(m_destination->openSessions(), 1);
    m_source->clearFaults();
    QTRY_VERIFY(!m_driver->session().isRunning());
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    m_driver.reset();
    verifySignedOut();
}

/// The Check page fetches what is missing, and checks: then nothing is being downloaded any more.
void WizardMeanwhileTest::sideListTellsTheTruth()
{
    goToDestination();
    signIn();
    QVERIFY(uploadSome());
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForError());
    m_source->clearFaults();
    // What comes after the download waits.
    m_destination->addFault({.pathPattern = QStringLiteral("/users/me$"), .action = Action::Stall});
    std::optional<StepId> step;
    connect(&m_driver->session(), &MigrationSession::stepStarted, this,
            [&step](StepId started) { step = started; });
    m_driver->click("actionButton"); // continue
    QTRY_VERIFY_WITH_TIMEOUT(step == StepId::LookAtDestination, 60'000);
    QVERIFY(m_driver->session().isRunning());
    QVERIFY(!m_driver->session().isFetching());
    QVERIFY2(stepText(PageId::Download).contains(QLatin1String("done")),
             qPrintable(stepText(PageId::Download)));
    m_destination->clearFaults();
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
}

QTEST_MAIN(WizardMeanwhileTest)
#include "tst_wizardmeanwhile.moc"
