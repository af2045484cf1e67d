// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizarddriver.h"

#include <QCheckBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>

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
    QVERIFY2(driver.waitForPage(PageId::Upload), qPrintable(driver.errorWords()));
    driver.clickNext();
    QVERIFY(driver.waitForError());
    QVERIFY(driver.errorWords().contains(QLatin1String("MaxUsersPerTeam")));
    driver.click("actionButton"); // raise them
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

QTEST_MAIN(WizardFlowTest)
#include "tst_wizardflow.moc"
