// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizarddriver.h"

#include <QCheckBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QTimer>

using namespace mmigrate;
using namespace mmigrate::test;

using Stage = RunPage::Stage;

/// Whole ways through the wizard.
class WizardFlowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void practice_data();
    void practice();
    void byKeyboardAlone();
    void windowStaysAlive();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

void WizardFlowTest::practice_data()
{
    QTest::addColumn<PracticePersonality>("source");
    QTest::addColumn<PracticePersonality>("destination");
    QTest::newRow("11 to 11") << PracticePersonality::V11 << PracticePersonality::V11;
    QTest::newRow("5.37 to 11") << PracticePersonality::V5_37 << PracticePersonality::V11;
    QTest::newRow("5.37 to 5.37") << PracticePersonality::V5_37 << PracticePersonality::V5_37;
    QTest::newRow("11 to 5.37") << PracticePersonality::V11 << PracticePersonality::V5_37;
}

/// A person who presses Next, and nothing else but what a page asks for.
void WizardFlowTest::practice()
{
    QFETCH(PracticePersonality, source);
    QFETCH(PracticePersonality, destination);
    SessionOptions options = quickOptions(m_folder->path());
    options.practiceSource.personality = source;
    options.practiceDestination.personality = destination;
    // Fewer than the people of the smallest workspace.
    options.practiceDestination.config = {
        {QStringLiteral("TeamSettings"), QJsonObject{{QStringLiteral("MaxUsersPerTeam"), 5}}}};
    WizardDriver driver(m_folder->path(), nullptr, options);
    QCOMPARE(driver.page(), PageId::Welcome);
    driver.click("practiceRadioButton");
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Source));
    QVERIFY(driver.wizard().windowTitle().contains(QLatin1String("practice")));
    QVERIFY(driver.canGoOn()); // filled in
    driver.clickNext();
    QVERIFY2(driver.waitForPage(PageId::Export), qPrintable(driver.errorWords()));
    driver.clickNext();
    QVERIFY2(driver.waitForPage(PageId::Download), qPrintable(driver.errorWords()));
    QVERIFY2(driver.waitForStage(Stage::Done), qPrintable(driver.errorWords()));
    QVERIFY(driver.textOf("summaryLabel").contains(QLatin1String("Teams")));
    driver.clickNext();
    QCOMPARE(driver.page(), PageId::Destination);
    driver.clickNext();
    QVERIFY2(driver.waitForPage(PageId::Check), qPrintable(driver.errorWords()));
    QVERIFY2(driver.waitForStage(Stage::Done), qPrintable(driver.errorWords()));
    QVERIFY(!driver.canGoOn());
    driver.click("adjustCheckBox"); // raise them
    QVERIFY2(driver.waitForPage(PageId::Upload), qPrintable(driver.errorWords()));
    driver.clickNext();
    QVERIFY2(driver.waitForStage(Stage::Done), qPrintable(driver.errorWords()));
    driver.clickNext();
    QCOMPARE(driver.page(), PageId::Import);
    driver.clickNext();
    QVERIFY2(driver.waitForPage(PageId::Finish), qPrintable(driver.errorWords()));
    const QAbstractItemModel *proof = driver.find<QTableView>("proofTableView")->model();
    QCOMPARE(proof->rowCount(), 6);
    for (int row = 0; row < proof->rowCount(); ++row)
        QVERIFY2(proof->index(row, 4).data().toString().contains(QLatin1String("all there")),
                 qPrintable(proof->index(row, 0).data().toString()));
    PracticeServer &to = driver.session().practice()->destination();
    QCOMPARE(to.configValue(QStringLiteral("TeamSettings.MaxUsersPerTeam")), QJsonValue(5));
    const PracticeServer &from = driver.session().practice()->source();
    QVERIFY(to.counts().posts >= from.counts().posts);
    QVERIFY(to.passwordFits(to.adminUsername(), to.adminPassword()));
    driver.clickButton(QWizard::FinishButton);
    QVERIFY2(driver.waitForEnd(QDialog::Accepted), qPrintable(driver.errorWords()));
    QCOMPARE(from.openSessions(), 0);
    QCOMPARE(to.openSessions(), 0);
}

/// Keys go to whatever has the focus, as at a keyboard.
void WizardFlowTest::byKeyboardAlone()
{
    SessionOptions options = quickOptions(m_folder->path());
    options.practiceDestination.config = {
        {QStringLiteral("TeamSettings"), QJsonObject{{QStringLiteral("MaxUsersPerTeam"), 5}}}};
    WizardDriver driver(m_folder->path(), nullptr, options);
    driver.wizard().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&driver.wizard()));
    const auto press = [&driver](Qt::Key key) {
        QWidget *focus = driver.wizard().focusWidget();
        QTest::keyClick(focus ? focus : &driver.wizard(), key);
    };
    const auto returnLeadsTo = [&](PageId page) {
        press(Qt::Key_Return);
        return driver.waitForPage(page);
    };
    press(Qt::Key_Down); // archive
    press(Qt::Key_Down); // practice
    QVERIFY(returnLeadsTo(PageId::Source));
    QTest::qWait(0);
    QVERIFY(returnLeadsTo(PageId::Export));
    QTest::qWait(0);
    QVERIFY(returnLeadsTo(PageId::Download));
    QVERIFY(driver.waitForStage(Stage::Done));
    QVERIFY(returnLeadsTo(PageId::Destination));
    QTest::qWait(0);
    QVERIFY(returnLeadsTo(PageId::Check));
    QVERIFY(driver.waitForStage(Stage::Done));
    QTest::qWait(0);
    press(Qt::Key_Space); // what has to be chosen has the focus
    QVERIFY(returnLeadsTo(PageId::Upload));
    QTest::qWait(0);
    press(Qt::Key_Return);
    QVERIFY2(driver.waitForStage(Stage::Done), qPrintable(driver.errorWords()));
    QVERIFY(returnLeadsTo(PageId::Import));
    QTest::qWait(0);
    QVERIFY(returnLeadsTo(PageId::Finish));
    QTest::qWait(0);
    press(Qt::Key_Return);
    QVERIFY2(driver.waitForEnd(QDialog::Accepted), qPrintable(driver.errorWords()));
}

/// Nothing in the window's thread takes long while a large archive is downloaded, checked and
/// uploaded. The longest gap is told; as a test it only fails where the window would freeze.
void WizardFlowTest::windowStaysAlive()
{
    const qint64 megabytes = qEnvironmentVariableIntValue("MMIGRATE_HEARTBEAT_MB");
    SessionOptions options = quickOptions(m_folder->path());
    options.practiceSource.size.attachmentBytes = std::max<qint64>(megabytes, 60) * 1'000'000;
    options.practiceSource.size.attachments = 20;
    options.practiceDestination.config = {
        {QStringLiteral("FileSettings"),
         QJsonObject{{QStringLiteral("MaxFileSize"), 4'000'000'000LL}}}};
    WizardDriver driver(m_folder->path(), nullptr, options);
    driver.click("practiceRadioButton");
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Source, 300'000));

    qint64 longestMs = 0;
    QElapsedTimer sinceBeat;
    QTimer heart;
    heart.setInterval(5);
    connect(&heart, &QTimer::timeout, &heart,
            [&] { longestMs = std::max(longestMs, sinceBeat.restart()); });
    sinceBeat.start();
    heart.start();
    constexpr int longMs = 300'000;
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Export, longMs));
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Download, longMs));
    QVERIFY2(driver.waitForStage(Stage::Done, longMs), qPrintable(driver.errorWords()));
    driver.clickNext();
    driver.clickNext();
    QVERIFY(driver.waitForPage(PageId::Upload, longMs));
    driver.clickNext();
    QVERIFY2(driver.waitForStage(Stage::Done, longMs), qPrintable(driver.errorWords()));
    heart.stop();
    qInfo("longest gap of the window's thread: %lld ms, archive of %lld MB", longestMs,
          driver.session().state().archive.size / 1'000'000);
    // The promise is 100 ms on a machine that does nothing else (MMIGRATE_HEARTBEAT_MB=1000); two
    // servers and a test next to it share two cores here.
    QVERIFY(longestMs < (megabytes > 0 ? 100 : 1000));
}

QTEST_MAIN(WizardFlowTest)
#include "tst_wizardflow.moc"
