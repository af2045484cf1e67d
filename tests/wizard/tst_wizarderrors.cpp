// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/supportdetails.h"
#include "wizard/wizarddriver.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QTableView>

#include <KZip>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace mmigrate;
using namespace mmigrate::test;

using Action = PracticeFault::Action;
using Stage = RunPage::Stage;

/// What each page says when something goes wrong, and that there is a way on from there.
class WizardErrorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_driver.reset(); }

    void tryAgain_data();
    void tryAgain();
    void oldServerSaysWhatItCannot();
    void useAnExportThatIsThere();
    void exportToUseIsGone();
    void folderCannotBeWritten();
    void diskIsFull();
    void plainHttpIsAsked();
    void limitsFixedOnTheServer();
    void proxyRefusesEverything();
    void importShowsNoSignOfLife();
    void somebodyHasTheOperatorsEmail();
    void downloadGoesOnAfterABreak();
    void anotherFolderAfterACancel();
    void uploadGoesOnWhereItStopped();
    void importFileIsGone();
    void otherChoicesAfterACancel();
    void stateCannotBeSaved();
    void pauseAndResume();
    void signInEndsInTheMiddle();
    void wayBackToTheSignIn();
    void destinationDiskFull();
    void importStopsAtALine();
    void notEverythingArrived();
    void archiveThatIsNone_data();
    void archiveThatIsNone();
    void cleanUpFails();
    void saveDetails();
    void savedDetailsHoldNoMessages();
    void saveReport();
    void cancelThenContinue_data();
    void cancelThenContinue();

private:
    void start(PageId page, const SessionOptions &options = {});
    QString file(const QString &name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<PracticeServer> m_source;
    std::unique_ptr<PracticeServer> m_destination;
    std::unique_ptr<WizardDriver> m_driver;
};

void WizardErrorsTest::init()
{
    m_driver.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_source = startedServer({}, PracticeRole::Source);
    m_destination = startedServer({}, PracticeRole::Empty);
}

void WizardErrorsTest::start(PageId page, const SessionOptions &options)
{
    m_driver = std::make_unique<WizardDriver>(m_folder->path(), nullptr, options);
    m_driver->leadTo(page, *m_source, *m_destination);
}

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
    QVERIFY2(
        QTest::qWaitFor(
            [&] { return m_driver->page() != page || m_driver->runPage()->stage() == Stage::Done; },
            60'000),
        qPrintable(m_driver->errorWords()));
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
    start(PageId::Download); // makes one
    m_driver = std::make_unique<WizardDriver>(file(QStringLiteral("second")));
    m_driver->leadTo(PageId::Export, *m_source, *m_destination);
    m_driver->click("existingRadioButton");
    QCOMPARE(m_driver->find<QComboBox>("exportsComboBox")->count(), 2);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Download), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_source->jobs().size(), 1);
}

void WizardErrorsTest::exportToUseIsGone()
{
    start(PageId::Download);
    m_driver = std::make_unique<WizardDriver>(file(QStringLiteral("second")));
    m_driver->leadTo(PageId::Export, *m_source, *m_destination);
    m_driver->click("existingRadioButton");
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
    m_driver->find<QCheckBox>("goOnCheckBox")->setChecked(false);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
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
    m_driver->find<QCheckBox>("goOnCheckBox")->setChecked(false);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
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
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
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

void WizardErrorsTest::limitsFixedOnTheServer()
{
    PracticeServerOptions options;
    options.fixedByEnvironment = {QStringLiteral("TeamSettings.MaxUsersPerTeam")};
    options.config = {
        {QStringLiteral("TeamSettings"), QJsonObject{{QStringLiteral("MaxUsersPerTeam"), 5}}}};
    m_destination = startedServer(options, PracticeRole::Empty);
    start(PageId::Upload);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("fixed")),
             qPrintable(m_driver->errorWords()));
    m_destination->setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 50);
    m_driver->click("actionButton"); // Try again
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::proxyRefusesEverything()
{
    m_destination->addFault({.method = QStringLiteral("POST"),
                             .pathPattern = QStringLiteral("/uploads/[a-z0-9]{26}$"),
                             .times = 0,
                             .action = Action::Respond,
                             .status = 413,
                             .body = "<html>Request Entity Too Large</html>"});
    start(PageId::Upload);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("refuses large uploads")),
             qPrintable(m_driver->errorWords()));
    m_destination->clearFaults();
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::importShowsNoSignOfLife()
{
    SessionOptions options = quickOptions(m_folder->path());
    options.timings.longestSilenceMs = 300;
    start(PageId::Import, options);
    m_destination->holdJobs(QStringLiteral("import_process"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("no sign of life")),
             qPrintable(m_driver->errorWords()));
    m_destination->restart(); // as the page advises
    m_destination->releaseJobs(QStringLiteral("import_process"));
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::somebodyHasTheOperatorsEmail()
{
    PracticeServerOptions from;
    PracticeAccount rival;
    rival.username = QStringLiteral("rival");
    rival.email = QStringLiteral("boss@example.com");
    rival.password = QStringLiteral("Rival-2026");
    from.accounts = {rival};
    m_source = startedServer(from, PracticeRole::Source);
    PracticeServerOptions to;
    to.adminEmail = QStringLiteral("Boss@example.com");
    m_destination = startedServer(to, PracticeRole::Empty);
    start(PageId::Upload);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("rival")),
             qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->canGoOn());
    // Trying again asks the server anew who signed in.
    m_destination->clearRequests();
    m_driver->click("actionButton");
    QVERIFY(QTest::qWaitFor([&] {
        return !m_destination->requests(QStringLiteral("GET"), QStringLiteral("/users/me$"))
                    .isEmpty();
    }));
    QVERIFY(m_driver->waitForError());
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

void WizardErrorsTest::anotherFolderAfterACancel()
{
    m_source->addFault({.method = QStringLiteral("GET"),
                        .pathPattern = QStringLiteral("/exports/.+zip$"),
                        .times = 0,
                        .action = Action::StallResponse,
                        .bytes = 1000});
    start(PageId::Export);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Download), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->waitForStage(Stage::Running));
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForError());
    m_source->clearFaults();
    m_driver->type("folderLineEdit", file(QStringLiteral("elsewhere")));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->session().state().archive.path.startsWith(file(QStringLiteral("elsewhere"))));
}

void WizardErrorsTest::uploadGoesOnWhereItStopped()
{
    PracticeServerOptions options;
    options.role = PracticeRole::Source;
    options.size = PracticeWorkspaceSize::small();
    options.size.attachmentBytes = 18'000'000;
    options.jobWatchIntervalMs = 20;
    m_source = std::make_unique<PracticeServer>(options);
    QVERIFY(m_source->start());
    const QString data = QStringLiteral("/uploads/[a-z0-9]{26}$");
    const int fault = m_destination->addFault({.method = QStringLiteral("POST"),
                                               .pathPattern = data,
                                               .action = Action::CutRequest,
                                               .bytes = 8'000'000});
    const int stall = m_destination->addFault({.method = QStringLiteral("POST"),
                                               .pathPattern = data,
                                               .skip = 1,
                                               .action = Action::Stall});
    start(PageId::Upload);
    m_driver->clickNext();
    QVERIFY(QTest::qWaitFor([&] { return m_destination->faultHits(stall) == 1; }, 60'000));
    QCOMPARE(m_destination->faultHits(fault), 1);
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForError());
    m_destination->clearFaults();
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    // One session, one corrected copy: what was there was not sent again.
    QCOMPARE(m_destination->requests(QStringLiteral("POST"), QStringLiteral("/uploads$")).size(),
             1);
    qint64 sent = 0;
    for (const PracticeRequest &request : m_destination->requests(QStringLiteral("POST"), data))
        sent += request.bodyBytes;
    QVERIFY2(sent < 20'000'000, QByteArray::number(sent).constData());
}

void WizardErrorsTest::importFileIsGone()
{
    start(PageId::Import);
    const QStringList names = m_destination->importFiles();
    QCOMPARE(names.size(), 1);
    QVERIFY(QFile::remove(m_destination->storageFolder() + QStringLiteral("/data/import/")
                          + names.first())
            || QFile::remove(m_destination->storageFolder() + QStringLiteral("/import/")
                             + names.first()));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("uploads it again")),
             qPrintable(m_driver->errorWords()));
    m_driver->click("actionButton");
    QVERIFY(m_driver->waitForPage(PageId::Upload));
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::otherChoicesAfterACancel()
{
    m_source->holdJobs(QStringLiteral("export_process"));
    start(PageId::Export);
    m_driver->clickNext();
    QVERIFY(QTest::qWaitFor([&] { return m_source->jobs().size() == 1; }, 30'000));
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->textOf("stepLabel").contains(QLatin1String("Export")); }));
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForError());
    m_driver->click("attachmentsCheckBox");
    m_source->releaseJobs(QStringLiteral("export_process"));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Download), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_source->jobs().size(), 2);
    QVERIFY(!m_source->jobs().constFirst().data.contains(QLatin1String("include_attachments"))
            || m_source->jobs().constFirst().data.value(QLatin1String("include_attachments"))
                   != QLatin1String("true"));
}

void WizardErrorsTest::stateCannotBeSaved()
{
    const QString journals = file(QStringLiteral("migrations"));
    QFile inTheWay(journals);
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
    m_driver->fillSignIn(*m_source);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("could not be saved")),
             qPrintable(m_driver->errorWords()));
    QVERIFY(inTheWay.remove());
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::pauseAndResume()
{
    m_source->addFault({.method = QStringLiteral("GET"),
                        .pathPattern = QStringLiteral("/exports/.+zip$"),
                        .times = 0,
                        .action = Action::Drip,
                        .bytes = 20'000,
                        .pauseMs = 50});
    start(PageId::Export);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Download), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->waitForStage(Stage::Running));
    m_driver->click("pauseButton");
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->session().runState() == MigrationRunner::State::Paused; }));
    QVERIFY(m_driver->textOf("pauseButton").contains(QLatin1String("Resume")));
    QVERIFY(m_driver->textOf("detailLabel").contains(QLatin1String("Paused")));
    m_source->clearFaults();
    m_driver->click("pauseButton");
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
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

void WizardErrorsTest::destinationDiskFull()
{
    m_destination->addFault({.method = QStringLiteral("POST"),
                             .pathPattern = QStringLiteral("/uploads/[a-z0-9]{26}$"),
                             .times = 0,
                             .action = Action::DiskFull,
                             .bytes = 1000});
    start(PageId::Upload);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_destination->clearFaults();
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::importStopsAtALine()
{
    start(PageId::Import);
    m_destination->setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 2);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    const QString words = m_driver->errorWords();
    QVERIFY2(words.contains(QLatin1String("line")), qPrintable(words));
    m_destination->setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 50);
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
}

void WizardErrorsTest::notEverythingArrived()
{
    start(PageId::Import);
    m_destination->addFault(
        {.method = QStringLiteral("GET"),
         .pathPattern = QStringLiteral("/analytics/old$"),
         .times = 0,
         .action = Action::Respond,
         .status = 200,
         .body =
             R"([{"name":"post_count","value":3},{"name":"file_post_count","value":1},)"
             R"({"name":"channel_open_count","value":1},{"name":"channel_private_count","value":0}])"});
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->textOf("leadLabel").contains(QLatin1String("not everything")));
    const QAbstractItemModel *proof = m_driver->find<QTableView>("proofTableView")->model();
    bool anyMissing = false;
    for (int row = 0; row < proof->rowCount(); ++row)
        anyMissing |= proof->index(row, 4).data().toString().contains(QLatin1String("missing"));
    QVERIFY(anyMissing);
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
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->click("archiveRadioButton");
    QVERIFY(!m_driver->canGoOn());
    m_driver->type("archiveLineEdit", path);
    QVERIFY(m_driver->canGoOn());
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("holiday.zip")),
             qPrintable(m_driver->errorWords()));
    m_driver->click("actionButton");
    QCOMPARE(m_driver->page(), PageId::Welcome);
}

void WizardErrorsTest::cleanUpFails()
{
    start(PageId::Finish);
    m_source->addFault({.method = QStringLiteral("DELETE"),
                        .pathPattern = QStringLiteral("/exports/"),
                        .times = 0,
                        .action = Action::Respond});
    m_driver->find<QCheckBox>("deleteExportCheckBox")->setChecked(true);
    m_driver->clickButton(QWizard::FinishButton);
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->wizard().isVisible());
    m_source->clearFaults();
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForEnd(QDialog::Accepted), qPrintable(m_driver->errorWords()));
    QVERIFY(m_source->exportFiles().isEmpty());
}

void WizardErrorsTest::saveDetails()
{
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
    m_driver->fillSignIn(*m_source, QStringLiteral("Geheim-4711"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_driver->click("saveDetailsButton");
    const QString path = file(QStringLiteral("details.zip"));
    auto *dialog = m_driver->find<QFileDialog>("saveDetailsDialog");
    Q_EMIT dialog->fileSelected(path);
    dialog->reject();
    QVERIFY(m_driver->textOf("savedLabel").contains(QLatin1String("details.zip")));
    KZip zip(path);
    QVERIFY(zip.open(QIODevice::ReadOnly));
    const QStringList names = zip.directory()->entries();
    QVERIFY(names.contains(QStringLiteral("migration.json")));
    for (const QString &name : names) {
        const QByteArray content = zip.directory()->file(name)->data();
        QVERIFY2(!content.contains("Geheim-4711"), qPrintable(name));
    }
}

void WizardErrorsTest::savedDetailsHoldNoMessages()
{
    Error error = makeError(ErrorKind::JobFailed, QStringLiteral("stopped"))
                      .with(QStringLiteral("job"), QStringLiteral("import"))
                      .with(QStringLiteral("line"), 12)
                      .with(QStringLiteral("lineText"), QStringLiteral("dinner at eight"));
    const QString path = file(QStringLiteral("bundle.zip"));
    const Result<void> saved = saveSupportDetails(path, MigrationState{}, error);
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().toLogLine()));
    KZip zip(path);
    QVERIFY(zip.open(QIODevice::ReadOnly));
    const QByteArray words = zip.directory()->file(QStringLiteral("summary.txt"))->data();
    QVERIFY(words.contains("line 12"));
    for (const QString &name : zip.directory()->entries())
        QVERIFY2(!zip.directory()->file(name)->data().contains("dinner"), qPrintable(name));
}

void WizardErrorsTest::saveReport()
{
    start(PageId::Finish);
    for (const QString &name : {QStringLiteral("report.txt"), QStringLiteral("report.json")}) {
        m_driver->click("reportButton");
        auto *dialog = m_driver->find<QFileDialog>("reportDialog");
        Q_EMIT dialog->fileSelected(file(name));
        dialog->setObjectName(QString());
        dialog->reject();
        QFile saved(file(name));
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QVERIFY(saved.size() > 200);
        QVERIFY(!saved.readAll().contains(m_source->adminPassword().toUtf8()));
    }
}

void WizardErrorsTest::cancelThenContinue_data()
{
    QTest::addColumn<PageId>("page");
    QTest::addColumn<bool>("atSource");
    QTest::addColumn<QString>("path");
    QTest::addColumn<Action>("action");
    QTest::newRow("export") << PageId::Export << true << QStringLiteral("/jobs/[a-z0-9]{26}$")
                            << Action::Stall;
    QTest::newRow("upload") << PageId::Upload << false << QStringLiteral("/uploads/[a-z0-9]{26}$")
                            << Action::Stall;
    QTest::newRow("import") << PageId::Import << false << QStringLiteral("/jobs/[a-z0-9]{26}$")
                            << Action::Stall;
}

void WizardErrorsTest::cancelThenContinue()
{
    QFETCH(PageId, page);
    QFETCH(bool, atSource);
    QFETCH(QString, path);
    QFETCH(Action, action);
    start(page);
    PracticeServer &server = atSource ? *m_source : *m_destination;
    const int fault = server.addFault({.pathPattern = path, .action = action});
    m_driver->clickNext();
    QVERIFY(QTest::qWaitFor([&] { return server.faultHits(fault) == 1; }, 30'000));
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->errorWords().contains(QLatin1String("Stopped")));
    m_driver->click("actionButton");
    QVERIFY2(
        QTest::qWaitFor(
            [&] { return m_driver->page() != page || m_driver->runPage()->stage() == Stage::Done; },
            60'000),
        qPrintable(m_driver->errorWords()));
}

QTEST_MAIN(WizardErrorsTest)
#include "tst_wizarderrors.moc"
