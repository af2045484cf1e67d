// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizardfixture.h"

using namespace mmigrate;
using namespace mmigrate::test;

using Action = PracticeFault::Action;
using Stage = RunPage::Stage;

/// Cancel and Pause, and going on from there: with the same choices and with others.
class WizardStoppingTest : public WizardFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { prepare(); }
    void cleanup() { m_driver.reset(); }

    void anotherFolderAfterACancel();
    void uploadGoesOnWhereItStopped();
    void otherChoicesAfterACancel();
    void pauseAndResume();
    void cancelThenContinue_data();
    void cancelThenContinue();

private:
    /// In the middle of a download that the fault holds up.
    bool startDownload(PracticeFault fault);
};

bool WizardStoppingTest::startDownload(PracticeFault fault)
{
    fault.method = QStringLiteral("GET");
    fault.pathPattern = QStringLiteral("/exports/.+zip$");
    fault.times = 0;
    m_source->addFault(fault);
    start(PageId::Export);
    m_driver->clickNext();
    return m_driver->waitForPage(PageId::Download) && m_driver->waitForStage(Stage::Running);
}

void WizardStoppingTest::anotherFolderAfterACancel()
{
    QVERIFY2(startDownload({.action = Action::StallResponse, .bytes = 1000}),
             qPrintable(m_driver->errorWords()));
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForError());
    m_source->clearFaults();
    m_driver->type("folderLineEdit", file(QStringLiteral("elsewhere")));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->session().state().archive.path.startsWith(file(QStringLiteral("elsewhere"))));
}

void WizardStoppingTest::uploadGoesOnWhereItStopped()
{
    m_source = startedServer({}, PracticeRole::Source, 18'000'000);
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

void WizardStoppingTest::otherChoicesAfterACancel()
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

void WizardStoppingTest::pauseAndResume()
{
    QVERIFY2(startDownload({.action = Action::Drip, .bytes = 20'000, .pauseMs = 50}),
             qPrintable(m_driver->errorWords()));
    m_driver->click("pauseButton");
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->session().runState() == MigrationRunner::State::Paused; }));
    QVERIFY(m_driver->textOf("pauseButton").contains(QLatin1String("Resume")));
    QVERIFY(m_driver->textOf("detailLabel").contains(QLatin1String("Paused")));
    m_source->clearFaults();
    m_driver->click("pauseButton");
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

void WizardStoppingTest::cancelThenContinue_data()
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

void WizardStoppingTest::cancelThenContinue()
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
    QVERIFY2(waitForEndOf(page), qPrintable(m_driver->errorWords()));
}

QTEST_MAIN(WizardStoppingTest)
#include "tst_wizardstopping.moc"
