// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/collisionmodel.h"
#include "wizard/wizardfixture.h"

#include <QCheckBox>
#include <QTableView>
#include <QTextBrowser>

using namespace mmigrate;
using namespace mmigrate::test;

using Action = PracticeFault::Action;
using Stage = RunPage::Stage;

/// What the pages say when something goes wrong at the destination or at the end, from the upload
/// to the clean-up, and that there is a way on from there.
class WizardImportErrorsTest : public WizardFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { prepare(); }
    void cleanup() { m_driver.reset(); }

    void limitsFixedOnTheServer();
    void proxyRefusesEverything();
    void somebodyHasTheOperatorsEmail();
    void destinationDiskFull();
    void importFileIsGone();
    void importShowsNoSignOfLife();
    void importStopsAtALine();
    void notEverythingArrived();
    void cleanUpFails();
};

void WizardImportErrorsTest::limitsFixedOnTheServer()
{
    PracticeServerOptions options;
    options.fixedByEnvironment = {peopleLimit};
    options.config = {
        {QStringLiteral("TeamSettings"), QJsonObject{{QStringLiteral("MaxUsersPerTeam"), 5}}}};
    m_destination = startedServer(options, PracticeRole::Empty);
    start(PageId::Check);
    QVERIFY(m_driver->waitForStage(Stage::Done));
    QVERIFY(!m_driver->canGoOn());
    QVERIFY(!m_driver->isVisible("adjustCheckBox"));
    QVERIFY2(m_driver->find<QTextBrowser>("detailBrowser")
                 ->toPlainText()
                 .contains(QLatin1String("MM_TEAMSETTINGS_MAXUSERSPERTEAM")),
             qPrintable(m_driver->find<QTextBrowser>("detailBrowser")->toPlainText()));
    m_destination->setConfigValue(peopleLimit, 50);
    m_driver->click("againButton");
    QTRY_VERIFY(m_driver->canGoOn());
}

void WizardImportErrorsTest::proxyRefusesEverything()
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

void WizardImportErrorsTest::somebodyHasTheOperatorsEmail()
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
    start(PageId::Check);
    QVERIFY(m_driver->waitForStage(Stage::Done));
    // The same address is the same person, unless somebody knows better.
    QAbstractItemModel *names = m_driver->find<QTableView>("namesTableView")->model();
    QModelIndex place;
    for (int row = 0; row < names->rowCount(); ++row) {
        if (names->index(row, CollisionModel::Here)
                .data()
                .toString()
                .startsWith(QLatin1String("rival")))
            place = names->index(row, CollisionModel::WhatBecomes);
    }
    QVERIFY(place.isValid());
    QVERIFY(m_driver->canGoOn());
    QVERIFY(names->setData(place, static_cast<int>(Decision::Stop), CollisionModel::DecisionRole));
    QVERIFY(!m_driver->canGoOn());
}

void WizardImportErrorsTest::destinationDiskFull()
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

void WizardImportErrorsTest::importFileIsGone()
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

void WizardImportErrorsTest::importShowsNoSignOfLife()
{
    SessionOptions options = quickOptions(m_folder->path());
    options.timings.longestSilenceMs = 300;
    options.timings.importSilenceMs = 100;
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

void WizardImportErrorsTest::importStopsAtALine()
{
    start(PageId::Import);
    m_destination->setConfigValue(peopleLimit, 2);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    const QString words = m_driver->errorWords();
    QVERIFY2(words.contains(QLatin1String("line")), qPrintable(words));
    m_destination->setConfigValue(peopleLimit, 50);
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
}

void WizardImportErrorsTest::notEverythingArrived()
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

void WizardImportErrorsTest::cleanUpFails()
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

QTEST_MAIN(WizardImportErrorsTest)
#include "tst_wizardimporterrors.moc"
