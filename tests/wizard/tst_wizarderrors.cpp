// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizardfixture.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace mmigrate;
using namespace mmigrate::test;

using Action = PracticeFault::Action;
using Stage = RunPage::Stage;

/// What the pages say when something goes wrong before anything is uploaded, and that there is a
/// way on from there. tst_wizardimporterrors has what comes after.
class WizardErrorsTest : public WizardFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { prepare(); }
    void cleanup() { m_driver.reset(); }

    void tryAgain_data();
    void tryAgain();
    void oldServerSaysWhatItCannot();
    void useAnExportThatIsThere();
    void exportToUseIsGone();
    void folderCannotBeWritten();
    void diskIsFull();
    void plainHttpIsAsked();
    void downloadGoesOnAfterABreak();
    void stateCannotBeSaved();
    void signInEndsInTheMiddle();
    void wayBackToTheSignIn();
    void archiveThatIsNone_data();
    void archiveThatIsNone();
};

void WizardErrorsTest::tryAgain_data()
{
    QTest::addColumn<PageId>("page");
    QTest::addColumn<bool>("atSource");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::newRow("export") << PageId::Export << true << QStringLiteral("POST")
                            << QStringLiteral("/jobs$");
    QTest::newRow("limits") << PageId::Upload << false << QStringLiteral("GET")
                            << QStringLiteral("/config$");
    QTest::newRow("upload") << PageId::Upload << false << QStringLiteral("POST")
                            << QStringLiteral("/uploads");
    QTest::newRow("import") << PageId::Import << false << QStringLiteral("GET")
                            << QStringLiteral("/imports$");
    QTest::newRow("proof") << PageId::Import << false << QStringLiteral("GET")
                           << QStringLiteral("/analytics/old$");
}

/// The server is ill for so long that the engine gives up; then the person tries again.
void WizardErrorsTest::tryAgain()
{
    QFETCH(PageId, page);
    QFETCH(bool, atSource);
    QFETCH(QString, method);
    QFETCH(QString, path);
    start(page);
    PracticeServer &server = atSource ? *m_source : *m_destination;
    server.addFault({.method = method, .pathPattern = path, .times = 0, .action = Action::Respond});
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("problem")),
             qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->page(), page);
    server.clearFaults();
    m_driver->click("actionButton");
    QVERIFY2(waitForEndOf(page), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::oldServerSaysWhatItCannot()
{
    PracticeServerOptions options;
    options.personality = PracticePersonality::V5_37;
    m_source = startedServer(options, PracticeRole::Source);
    start(PageId::Export);
    QVERIFY(!m_driver->find<QCheckBox>("profilePicturesCheckBox")->isEnabled());
    QVERIFY(!m_driver->find<QCheckBox>("profilePicturesCheckBox")->isChecked());
    QVERIFY(m_driver->find<QCheckBox>("attachmentsCheckBox")->isEnabled());
    QVERIFY(m_driver->textOf("ignoredLabel").contains(QLatin1String("profile pictures")));
}

void WizardErrorsTest::useAnExportThatIsThere()
{
    chooseExistingExport();
    QCOMPARE(m_driver->find<QComboBox>("exportsComboBox")->count(), 2);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Download), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_source->jobs().size(), 1);
}

void WizardErrorsTest::exportToUseIsGone()
{
    chooseExistingExport();
    m_driver->find<QComboBox>("exportsComboBox")->setCurrentIndex(1);
    QVERIFY(QDir(m_source->storageFolder()).exists());
    QDir exports(m_source->storageFolder() + QStringLiteral("/export"));
    const QStringList names = m_source->exportFiles();
    QCOMPARE(names.size(), 1);
    QVERIFY(exports.remove(names.first()));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(names.first()), qPrintable(m_driver->errorWords()));
    m_driver->click("actionButton");
    m_driver->click("newRadioButton");
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Download), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::folderCannotBeWritten()
{
    start(PageId::Export);
    QVERIFY2(exportAndStay(), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Download);
    QFile plain(file(QStringLiteral("plain")));
    QVERIFY(plain.open(QIODevice::WriteOnly));
    m_driver->type("folderLineEdit", plain.fileName() + QStringLiteral("/below"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(plain.fileName()), qPrintable(m_driver->errorWords()));
    m_driver->click("actionButton");
    m_driver->find<QFileDialog>("folderDialog")->reject();
    m_driver->type("folderLineEdit", file(QStringLiteral("elsewhere")));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->session().state().archive.path.startsWith(file(QStringLiteral("elsewhere"))));
}

void WizardErrorsTest::diskIsFull()
{
#ifdef Q_OS_UNIX
    start(PageId::Export);
    QVERIFY2(exportAndStay(), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    // A limit on the size of files is a full disk that every user can make.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 100'000;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    m_driver->clickNext();
    const bool failed = m_driver->waitForError();
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(failed);
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("not enough room")),
             qPrintable(m_driver->errorWords()));
    m_driver->type("folderLineEdit", file(QStringLiteral("roomy")));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->session().state().archive.path.startsWith(file(QStringLiteral("roomy"))));
#endif
}

void WizardErrorsTest::plainHttpIsAsked()
{
    start(PageId::Source);
    m_driver->type("addressLineEdit", QStringLiteral("http://chat.invalid"));
    m_driver->type("loginLineEdit", QStringLiteral("admin"));
    m_driver->type("passwordLineEdit", QStringLiteral("secret"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("protected")),
             qPrintable(m_driver->errorWords()));
    QVERIFY(!m_driver->find<QAbstractButton>("actionButton")->hasFocus());
    m_driver->click("actionButton");
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->errorWords().contains(QLatin1String("no server called")); },
        60'000));
    // Agreed to for that address only.
    m_driver->type("addressLineEdit", QStringLiteral("http://other.invalid"));
    m_driver->clickNext();
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->errorWords().contains(QLatin1String("protected")); }, 60'000));
}

void WizardErrorsTest::downloadGoesOnAfterABreak()
{
    m_source->addFault({.method = QStringLiteral("GET"),
                        .pathPattern = QStringLiteral("/exports/.+zip$"),
                        .times = 2,
                        .action = Action::CutResponse,
                        .bytes = 50'000});
    start(PageId::Download);
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::stateCannotBeSaved()
{
    const QString journals = file(QStringLiteral("migrations"));
    QFile inTheWay(journals);
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    start(PageId::Source);
    m_driver->fillSignIn(*m_source);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("could not be saved")),
             qPrintable(m_driver->errorWords()));
    QVERIFY(inTheWay.remove());
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::signInEndsInTheMiddle()
{
    // With the password in memory nobody has to be asked.
    start(PageId::Upload);
    m_destination->expireSessions();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::wayBackToTheSignIn()
{
    PracticeServerOptions options;
    options.adminMfaCode = QStringLiteral("123456");
    m_destination = startedServer(options, PracticeRole::Empty);
    start(PageId::Destination);
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_driver->type("codeLineEdit", options.adminMfaCode);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    // The password alone does not open a new session: the person is asked.
    m_destination->expireSessions();
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("sign in")),
             qPrintable(m_driver->errorWords()));
    m_driver->click("actionButton");
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_driver->type("codeLineEdit", options.adminMfaCode);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::archiveThatIsNone_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("something else") << QByteArray("no archive at all");
    QTest::newRow("nothing") << QByteArray();
}

void WizardErrorsTest::archiveThatIsNone()
{
    QFETCH(QByteArray, content);
    const QString path = file(QStringLiteral("holiday.zip"));
    QFile picture(path);
    QVERIFY(picture.open(QIODevice::WriteOnly));
    picture.write(content);
    picture.close();
    startAgain();
    m_driver->click("archiveRadioButton");
    QVERIFY(!m_driver->canGoOn());
    m_driver->type("archiveLineEdit", path);
    QVERIFY(m_driver->canGoOn());
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Check), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("holiday.zip")),
             qPrintable(m_driver->errorWords()));
    m_driver->click("actionButton");
    QCOMPARE(m_driver->page(), PageId::Welcome);
}

QTEST_MAIN(WizardErrorsTest)
#include "tst_wizarderrors.moc"
