// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/supportdetails.h"
#include "wizard/wizardfixture.h"

#include <QFileDialog>

#include <KZip>

using namespace mmigrate;
using namespace mmigrate::test;

/// What the person can save, the details of an error and the report, and what must not be in it.
class WizardSavingTest : public WizardFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { prepare(); }
    void cleanup() { m_driver.reset(); }

    void saveDetails();
    void savedDetailsHoldNoMessages();
    void saveReport();
};

void WizardSavingTest::saveDetails()
{
    start(PageId::Source);
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

void WizardSavingTest::savedDetailsHoldNoMessages()
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

void WizardSavingTest::saveReport()
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

QTEST_MAIN(WizardSavingTest)
#include "tst_wizardsaving.moc"
