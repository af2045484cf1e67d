// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/checkfixture.h"
#include "wizard/foundmodel.h"
#include "wizard/migrationsession.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QPlainTextEdit>
#include <QScopeGuard>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>

using namespace mmigrate;
using namespace mmigrate::test;

using Stage = RunPage::Stage;

/// All that could be in the import's way, on one page.
class WizardCheckTest : public CheckFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { prepareDestination(); }
    void cleanup() { m_driver.reset(); }

    void nothingFound();
    void findingsAreToldAndShown();
    void destinationIsAskedWhoIsThere();
    void whatNobodyMendsStopsHere();
    void allFindingsAreSaved();
    void settingsAreAskedFor();
    void checkedAgain();
    void repairedAlsoTheSecondTime();
    void cloudIsAskedForHelp();
    void listAloneBecomesAnArchive();
    void fitsTheWindow_data();
    void fitsTheWindow();

private:
    QStringList effects() const;
};

/// Of all rows that were found.
QStringList WizardCheckTest::effects() const
{
    QStringList all;
    const QAbstractItemModel *found = table("foundTableView");
    for (int row = 0; row < found->rowCount(); ++row)
        all.append(found->index(row, FoundModel::Effect).data().toString());
    return all;
}

void WizardCheckTest::nothingFound()
{
    check({person("anna"), post(R"("message":"hello")")});
    QVERIFY2(m_driver->textOf("summaryLabel").contains(QLatin1String("Nothing stands in the way")),
             qPrintable(m_driver->textOf("summaryLabel")));
    QVERIFY(m_driver->canGoOn());
    QVERIFY(!m_driver->isVisible("adjustCheckBox"));
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Upload);
}

void WizardCheckTest::findingsAreToldAndShown()
{
    check({person("anna"), post(R"("message":"hello","reactions":[{"user":"nobody",)"
                                R"("emoji_name":"x","create_at":1700000000009}])")});
    const QAbstractItemModel *found = table("foundTableView");
    QVERIFY(found->rowCount() > 0);
    QCOMPARE(found->index(0, FoundModel::Effect).data().toString(), QStringLiteral("Is mended"));
    QCOMPARE(found->index(0, FoundModel::Count).data().toString(), QStringLiteral("1"));
    QVERIFY(m_driver->canGoOn());
    auto *details = m_driver->find<QTextBrowser>("detailBrowser");
    QVERIFY2(details->toPlainText().contains(QLatin1String("line 5")),
             qPrintable(details->toPlainText()));
    Q_EMIT details->anchorClicked(QUrl(QStringLiteral("0")));
    auto *dialog =
        m_driver->wizard().currentPage()->findChild<QDialog *>(QStringLiteral("lineDialog"));
    QVERIFY(dialog);
    auto *text = dialog->findChild<QPlainTextEdit *>(QStringLiteral("lineTextEdit"));
    QTRY_VERIFY(text->toPlainText().contains(QLatin1String("\"nobody\"")));
    QCOMPARE(text->extraSelections().size(), 1);
    QVERIFY2(text->extraSelections().constFirst().cursor.selectedText().contains(
                 QLatin1String("nobody")),
             qPrintable(text->extraSelections().constFirst().cursor.selectedText()));
}

/// The archive does not bring them, and that may be right.
void WizardCheckTest::destinationIsAskedWhoIsThere()
{
    m_destination->addAccount({QStringLiteral("there"), QStringLiteral("t@example.org"), {}});
    check({person("anna"), post(R"("message":"hello","reactions":[{"user":"there",)"
                                R"("emoji_name":"x","create_at":1700000000009}])")});
    QCOMPARE(effects(), QStringList(QStringLiteral("Good to know"))); // of the mail settings
    choose("saveFindingsAction");
    answer("saveFindingsDialog", file(QStringLiteral("found.csv")));
    QTRY_VERIFY2(m_driver->textOf("savingLabel").contains(QLatin1String("Findings: 0")),
                 qPrintable(m_driver->textOf("savingLabel")));
}

void WizardCheckTest::whatNobodyMendsStopsHere()
{
    check({person("anna"), post(R"("message":"one","message":"two")"),
           post(R"("message":"hello","reactions":[{"user":"nobody",)"
                R"("emoji_name":"x","create_at":1700000000009}])")});
    QCOMPARE(effects(), QStringList({QStringLiteral("Stops the import"),
                                     QStringLiteral("Is mended"), QStringLiteral("Good to know")}));
    QVERIFY(!m_driver->canGoOn());
    const QString advice = m_driver->find<QTextBrowser>("detailBrowser")->toPlainText();
    QVERIFY2(advice.contains(QLatin1String("choose the archive again")), qPrintable(advice));
}

void WizardCheckTest::allFindingsAreSaved()
{
    QByteArrayList lines{person("anna")};
    for (int number = 0; number < 50; ++number)
        lines.append(post(R"("message":"m","reactions":[{"user":"nobody","emoji_name":"x",)"
                          R"("create_at":1800000000000}])",
                          number));
    check(lines);
    choose("saveFindingsAction");
    const QString path = file(QStringLiteral("found.csv"));
    answer("saveFindingsDialog", path);
    QTRY_VERIFY2(m_driver->textOf("savingLabel").contains(QLatin1String("50")),
                 qPrintable(m_driver->textOf("savingLabel")));
    QFile saved(path);
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(saved.readAll().count('\n'), 51);
    // Where nothing can be written, it is said.
    choose("saveFindingsAction");
    answer("saveFindingsDialog", file(QStringLiteral("none/found.csv")));
    QTRY_VERIFY2(m_driver->textOf("savingLabel").contains(QLatin1String("none")),
                 qPrintable(m_driver->textOf("savingLabel")));
}

void WizardCheckTest::settingsAreAskedFor()
{
    m_destination->setConfigValue(peopleLimit, 1);
    check({person("anna"), person("bob")});
    QVERIFY(!m_driver->canGoOn());
    QVERIFY(m_driver->isVisible("adjustLabel"));
    QCOMPARE(effects().constFirst(), QStringLiteral("Stops the import"));
    m_driver->click("adjustCheckBox");
    QCOMPARE(effects().constFirst(), QStringLiteral("Is changed"));
    QVERIFY2(!m_driver->textOf("openLabel").contains(QLatin1String("Mended")),
             qPrintable(m_driver->textOf("openLabel")));
    QVERIFY(m_driver->canGoOn());
    // Nothing has been changed yet.
    QCOMPARE(m_destination->configValue(peopleLimit), QJsonValue(1));
    upload();
    QVERIFY(m_destination->configValue(peopleLimit).toInt() > 1);
}

void WizardCheckTest::checkedAgain()
{
    m_destination->setConfigValue(peopleLimit, 1);
    check({person("anna"), person("bob")});
    QVERIFY(!m_driver->canGoOn());
    m_destination->setConfigValue(peopleLimit, 50);
    m_driver->click("againButton");
    QVERIFY(m_driver->waitForStage(Stage::Done));
    QTRY_VERIFY(m_driver->canGoOn());
}

/// "Upload again" forgets what was prepared, and nothing of what was found.
void WizardCheckTest::repairedAlsoTheSecondTime()
{
    check({person("anna"), post(R"("message":"hello","reactions":[{"user":"nobody",)"
                                R"("emoji_name":"x","create_at":1800000000000}])")});
    upload();
    m_driver->click("againButton");
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    importToTheEnd();
}

/// No dead end: what only Mattermost's support can do, they are asked for.
void WizardCheckTest::cloudIsAskedForHelp()
{
    PracticeServerOptions options;
    options.licence = PracticeLicence::Cloud;
    m_destination = startedServer(options, PracticeRole::Empty);
    const QString path =
        writeArchive(file(QStringLiteral("export.zip")), {checkedTeam, checkedChannel});
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->click("archiveRadioButton");
    m_driver->type("archiveLineEdit", path);
    m_driver->clickNext();
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_driver->click("actionButton");
    auto *dialog = m_driver->wizard().currentPage()->findChild<QDialog *>(
        QStringLiteral("supportRequestDialog"));
    QVERIFY(dialog);
    auto *text = dialog->findChild<QPlainTextEdit *>(QStringLiteral("supportTextEdit"));
    QFile archive(path);
    QVERIFY(archive.open(QIODevice::ReadOnly));
    const QString sha256 = QString::fromLatin1(
        QCryptographicHash::hash(archive.readAll(), QCryptographicHash::Sha256).toHex());
    QTRY_VERIFY2(text->toPlainText().contains(sha256), qPrintable(text->toPlainText()));
    QVERIFY(text->toPlainText().contains(QLatin1String("export.zip")));
    dialog->findChild<QAbstractButton *>(QStringLiteral("copyButton"))->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), text->toPlainText());
    dialog->findChild<QAbstractButton *>(QStringLiteral("saveButton"))->click();
    auto *chooser = dialog->findChild<QFileDialog *>(QStringLiteral("saveRequestDialog"));
    QVERIFY(chooser);
    Q_EMIT chooser->fileSelected(file(QStringLiteral("request.txt")));
    chooser->close();
    QFile saved(file(QStringLiteral("request.txt")));
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(saved.readAll()), text->toPlainText());
}

void WizardCheckTest::listAloneBecomesAnArchive()
{
    const QString path = file(QStringLiteral("mine.jsonl"));
    QFile list(path);
    QVERIFY(list.open(QIODevice::WriteOnly));
    list.write((QByteArrayList{versionLine, checkedTeam, checkedChannel, person("anna"),
                               post(R"("message":"hello","attachments":[{"path":"20/a.txt"}])")}
                    .join('\n')
                + '\n'));
    list.close();
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("data/20")));
    QFile attached(file(QStringLiteral("data/20/a.txt")));
    QVERIFY(attached.open(QIODevice::WriteOnly));
    attached.write("attached");
    attached.close();
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->click("archiveRadioButton");
    m_driver->type("archiveLineEdit", path);
    m_driver->clickNext();
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForPage(PageId::Check));
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("without an archive")),
             qPrintable(m_driver->errorWords()));
    m_driver->click("actionButton");
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QVERIFY(m_driver->session().state().archive.path.endsWith(QLatin1String("/mine.zip")));
    upload();
    importToTheEnd();
    QCOMPARE(m_destination->counts().files, 1);
    QVERIFY(QFile::exists(path));
}

void WizardCheckTest::fitsTheWindow_data()
{
    QTest::addColumn<int>("findings");
    QTest::addColumn<int>("percent");
    QTest::addColumn<bool>("dark");
    for (const int findings : {0, 3, 300}) {
        QTest::addRow("%d, 100", findings) << findings << 100 << false;
        QTest::addRow("%d, 200", findings) << findings << 200 << false;
    }
    QTest::newRow("3, dark") << 3 << 100 << true;
}

/// Nobody scrolls sideways, whatever was found. Pictures go to MMIGRATE_SCREENSHOTS.
void WizardCheckTest::fitsTheWindow()
{
    QFETCH(int, findings);
    QFETCH(int, percent);
    QFETCH(bool, dark);
    const QFont before = QApplication::font();
    const QPalette palette = QApplication::palette();
    QFont font = before;
    font.setPointSizeF(font.pointSizeF() * percent / 100);
    QApplication::setFont(font);
    if (dark)
        QApplication::setPalette(QPalette(QColor(0x2b, 0x2b, 0x2b)));
    const auto restore = qScopeGuard([&] {
        QApplication::setFont(before);
        QApplication::setPalette(palette);
    });
    QByteArrayList lines{person("anna")};
    for (int number = 0; number < findings; ++number) {
        const QByteArray name = "person.with-a-long_name." + QByteArray::number(number);
        lines.append(person(name));
        m_destination->addAccount(
            {QString::fromLatin1(name), QString::fromLatin1(name + "@example.org"), {}});
        lines.append(post(R"("message":"m","reactions":[{"user":"nobody","emoji_name":"x",)"
                          R"("create_at":1800000000000}])",
                          number));
    }
    if (findings > 0) {
        m_destination->setConfigValue(peopleLimit, 1);
        m_destination->setConfigValue(QStringLiteral("FileSettings.MaxFileSize"), 1000);
        lines.append("{");
        lines.append(post(R"("message":")" + QByteArray(20'000, 'x') + R"(")", findings));
    }
    check(lines);
    auto *area = m_driver->find<QScrollArea>("scrollArea");
    auto *tabs = m_driver->find<QTabWidget>("tabWidget");
    const QByteArray tag = QByteArray(QTest::currentDataTag()).replace(", ", "-");
    for (const int tab : {0, 1}) {
        tabs->setCurrentIndex(tab);
        QTest::qWait(0); // layouts settle
        QCOMPARE(area->verticalScrollBar()->value(), 0);
        const QString folder = qEnvironmentVariable("MMIGRATE_SCREENSHOTS");
        if (!folder.isEmpty())
            m_driver->wizard().grab().save(
                QStringLiteral("%1/check-%2-%3.png")
                    .arg(folder, QString::fromUtf8(tag), QString::number(tab)));
        QCOMPARE(area->horizontalScrollBar()->maximum(), 0);
    }
}

QTEST_MAIN(WizardCheckTest)
#include "tst_wizardcheck.moc"
