// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/mendablearchive.h"
#include "wizard/migrationsession.h"
#include "wizard/runpage.h"
#include "wizarddriver.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using namespace mmigrate::test::mendable;

using Stage = RunPage::Stage;

/// An import that stops, and the ways on from there.
class WizardImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_driver.reset(); }

    void lineIsMended();
    void limitIsRaised();
    void raisedSettingsComeAgain();

private:
    void write(const QByteArray &personLine)
    {
        writeLater(m_path, {team, channel, personLine, post});
    }
    void leadToImport();
    int jobs(const char *type) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<PracticeServer> m_source;
    std::unique_ptr<PracticeServer> m_destination;
    std::unique_ptr<WizardDriver> m_driver;
    QString m_path;
};

void WizardImportTest::init()
{
    m_driver.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_source = startedServer({}, PracticeRole::Source);
    m_destination = startedServer({}, PracticeRole::Empty);
    m_path = m_folder->filePath(QStringLiteral("export.zip"));
}

int WizardImportTest::jobs(const char *type) const
{
    int count = 0;
    const QList<PracticeJob> all = m_destination->jobs();
    for (const PracticeJob &job : all)
        count += job.type == QLatin1String(type);
    return count;
}

/// With an archive of one's own.
void WizardImportTest::leadToImport()
{
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->click("archiveRadioButton");
    m_driver->type("archiveLineEdit", m_path);
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForPage(PageId::Import));
}

void WizardImportTest::lineIsMended()
{
    write(weakPerson);
    leadToImport();
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    const QString words = m_driver->errorWords();
    QVERIFY2(words.contains(QLatin1String("could not save an account")), qPrintable(words));
    QVERIFY2(words.contains(QLatin1String("line 4 of the archive's list")), qPrintable(words));
    QVERIFY2(words.contains(QString::fromUtf8(weakPerson)), qPrintable(words));
    QVERIFY2(words.contains(QLatin1String("in export.zip, then continue")), qPrintable(words));
    QVERIFY(m_driver->isVisible("saveDetailsButton"));
    write(person);
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForPage(PageId::Import));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    QCOMPARE(jobs("import_process"), 2);
}

/// The button does it, without a visit to the server.
void WizardImportTest::limitIsRaised()
{
    const QString setting = QStringLiteral("TeamSettings.MaxUsersPerTeam");
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->leadTo(PageId::Import, *m_source, *m_destination);
    m_destination->setConfigValue(setting, 2);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("more people")),
             qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->textOf("actionButton"), QStringLiteral("&Raise them for the migration"));
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_destination->configValue(setting), QJsonValue(2)); // put back
    QCOMPARE(jobs("import_process"), 2);
}

/// A failed import puts raised settings back; the next one needs them again.
void WizardImportTest::raisedSettingsComeAgain()
{
    const QString people = QStringLiteral("TeamSettings.MaxUsersPerTeam");
    const QString channels = QStringLiteral("TeamSettings.MaxChannelsPerTeam");
    m_destination->setConfigValue(people, 2);
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->leadTo(PageId::Check, *m_source, *m_destination);
    QVERIFY(m_driver->waitForStage(Stage::Done));
    m_driver->click("adjustCheckBox");
    QVERIFY(m_driver->waitForPage(PageId::Upload));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QVERIFY(m_destination->configValue(people).toInt() > 2);
    m_destination->setConfigValue(channels, 1);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForPage(PageId::Import));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QCOMPARE(m_destination->configValue(people), QJsonValue(2));
    m_destination->setConfigValue(channels, 2000);
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_destination->configValue(people), QJsonValue(2));
}

QTEST_MAIN(WizardImportTest)
#include "tst_wizardimport.moc"
