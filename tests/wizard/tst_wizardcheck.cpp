// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "core/destination/collisiondecisions.h"
#include "wizard/collisionmodel.h"
#include "wizard/foundmodel.h"
#include "wizard/migrationsession.h"
#include "wizardfixture.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
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

namespace {

const QByteArray team =
    R"({"type":"team","team":{"name":"sales","display_name":"Sales","type":"O"}})";
const QByteArray channel =
    R"({"type":"channel","channel":{"team":"sales","name":"lunch","display_name":"Lunch","type":"O"}})";

QByteArray person(const QByteArray &name)
{
    return R"({"type":"user","user":{"username":")" + name + R"(","email":")" + name
           + R"(@example.com","teams":[{"name":"sales","channels":[{"name":"lunch"}]}]}})";
}

QByteArray post(const QByteArray &rest, int number = 0)
{
    return R"({"type":"post","post":{"team":"sales","channel":"lunch","user":"anna",)" + rest
           + R"(,"create_at":)" + QByteArray::number(Q_INT64_C(1700000000000) + number) + "}}";
}

} // namespace

/// All that could be in the import's way, on one page.
class WizardCheckTest : public WizardFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_driver.reset(); }

    void nothingFound();
    void findingsAreToldAndShown();
    void allFindingsAreSaved();
    void manyFindings();
    void settingsAreAskedFor();
    void namesAreDecided();
    void decisionsForAllThatAreShown();
    void decisionsAreUsedAgain();
    void otherDecisionsAfterTheUpload();
    void checkedAgain();
    void choicesOutliveTheWindow();
    void newNamesAreProposedFor();
    void badNewNamesAreRefused();
    void repairedAlsoTheSecondTime();
    void cloudIsAskedForHelp();
    void listAloneBecomesAnArchive();
    void fitsTheWindow_data();
    void fitsTheWindow();

private:
    /// From the archive of these lines to the end of the check.
    void check(const QByteArrayList &lines);
    void answer(const char *dialog, const QString &path) const;
    /// From the menu of files.
    void choose(const char *action) const { m_driver->find<QAction>(action)->trigger(); }
    QAbstractItemModel *table(const char *name) const
    {
        return m_driver->find<QTableView>(name)->model();
    }
    /// The row of the name in the table of names; -1: not shown.
    int rowOf(const QString &name) const;
    QString decisionOn(const QString &name) const;
    bool decide(const QString &name, Decision decision) const;
};

void WizardCheckTest::init()
{
    m_driver.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_destination = startedServer({}, PracticeRole::Empty);
}

void WizardCheckTest::check(const QByteArrayList &lines)
{
    const QString path =
        writeArchive(file(QStringLiteral("export.zip")), QByteArrayList{team, channel} + lines);
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    m_driver->click("archiveRadioButton");
    m_driver->type("archiveLineEdit", path);
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->fillSignIn(*m_destination);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Check), qPrintable(m_driver->errorWords()));
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

/// As if the person had chosen that file.
void WizardCheckTest::answer(const char *dialog, const QString &path) const
{
    auto *chooser =
        m_driver->wizard().currentPage()->findChild<QFileDialog *>(QLatin1String(dialog));
    QVERIFY2(chooser, dialog);
    Q_EMIT chooser->fileSelected(path);
    chooser->close();
}

int WizardCheckTest::rowOf(const QString &name) const
{
    const QAbstractItemModel *names = table("namesTableView");
    for (int row = 0; row < names->rowCount(); ++row) {
        if (names->index(row, CollisionModel::Here).data().toString().startsWith(name))
            return row;
    }
    return -1;
}

QString WizardCheckTest::decisionOn(const QString &name) const
{
    return table("namesTableView")
        ->index(rowOf(name), CollisionModel::WhatBecomes)
        .data()
        .toString();
}

bool WizardCheckTest::decide(const QString &name, Decision decision) const
{
    QAbstractItemModel *names = table("namesTableView");
    return names->setData(names->index(rowOf(name), CollisionModel::WhatBecomes),
                          static_cast<int>(decision), CollisionModel::DecisionRole);
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

/// The page stays usable, and the window alive.
void WizardCheckTest::manyFindings()
{
    QByteArrayList lines;
    for (int number = 0; number < 300; ++number) {
        const QByteArray name = "p" + QByteArray::number(number);
        lines.append(person(name));
        m_destination->addAccount(
            {QString::fromLatin1(name), QString::fromLatin1(name + "@example.org"), {}});
    }
    check(lines);
    QCOMPARE(table("namesTableView")->rowCount(), 300);
    m_driver->find<QLineEdit>("filterLineEdit")->setText(QStringLiteral("p29"));
    QCOMPARE(table("namesTableView")->rowCount(), 11);
}

void WizardCheckTest::settingsAreAskedFor()
{
    m_destination->setConfigValue(peopleLimit, 1);
    check({person("anna"), person("bob")});
    QVERIFY(!m_driver->canGoOn());
    QVERIFY(m_driver->isVisible("adjustLabel"));
    m_driver->click("adjustCheckBox");
    QVERIFY(m_driver->canGoOn());
    // Nothing has been changed yet.
    QCOMPARE(m_destination->configValue(peopleLimit), QJsonValue(1));
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QVERIFY(m_destination->configValue(peopleLimit).toInt() > 1);
}

void WizardCheckTest::namesAreDecided()
{
    m_destination->addAccount({QStringLiteral("ann"), QStringLiteral("anna@example.com"), {}});
    check({person("anna"), post(R"("message":"hello")")});
    // What mmigrate proposes: the same address is the same person.
    QCOMPARE(decisionOn(QStringLiteral("anna")), QStringLiteral("Belongs to another person there"));
    QVERIFY(m_driver->canGoOn());
    QVERIFY(decide(QStringLiteral("anna"), Decision::Stop));
    QVERIFY(!m_driver->canGoOn());
    QVERIFY2(m_driver->textOf("openLabel").contains(QLatin1String("Names to decide on: 1")),
             qPrintable(m_driver->textOf("openLabel")));
    QVERIFY(decide(QStringLiteral("anna"), Decision::Map));
    QVERIFY(m_driver->canGoOn());
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForPage(PageId::Import));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    const QList<PracticePost> posts = m_destination->posts();
    QVERIFY(std::any_of(posts.begin(), posts.end(), [](const PracticePost &one) {
        return one.message == QLatin1String("hello") && one.user == QLatin1String("ann");
    }));
}

void WizardCheckTest::decisionsForAllThatAreShown()
{
    for (const char *name : {"anna", "bob", "bert"})
        m_destination->addAccount(
            {QLatin1String(name), QLatin1String(name) + QLatin1String("@example.org"), {}});
    check({person("anna"), person("bob"), person("bert")});
    m_driver->find<QTabWidget>("tabWidget")->setCurrentIndex(1);
    m_driver->find<QLineEdit>("filterLineEdit")->setText(QStringLiteral("b"));
    auto *decision = m_driver->find<QComboBox>("decisionComboBox");
    decision->setCurrentIndex(decision->findData(static_cast<int>(Decision::Keep)));
    m_driver->find<QLineEdit>("filterLineEdit")->setText(QStringLiteral("bob"));
    m_driver->click("decideButton");
    m_driver->find<QLineEdit>("filterLineEdit")->clear();
    QCOMPARE(decisionOn(QStringLiteral("bob")), QStringLiteral("Keep the account there as it is"));
    QVERIFY(decisionOn(QStringLiteral("bert")) != decisionOn(QStringLiteral("bob")));
    // All of a kind are decided as a kind: the file stays short.
    decision->setCurrentIndex(decision->findData(static_cast<int>(Decision::Rename)));
    m_driver->click("decideButton");
    const Result<CollisionDecisions> kept =
        CollisionDecisions::load(m_driver->session().state().options.mappingFile);
    QVERIFY(kept);
    QVERIFY(kept->names.isEmpty());
    QCOMPARE(table("namesTableView")
                 ->index(rowOf(QStringLiteral("bert")), CollisionModel::NewName)
                 .data()
                 .toString(),
             QStringLiteral("bert-imported"));
}

void WizardCheckTest::decisionsAreUsedAgain()
{
    m_destination->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
    check({person("anna")});
    QVERIFY(decide(QStringLiteral("anna"), Decision::Skip));
    m_driver->find<QTabWidget>("tabWidget")->setCurrentIndex(1);
    const QString path = file(QStringLiteral("decisions.json"));
    choose("saveDecisionsAction");
    answer("saveDecisionsDialog", path);
    QVERIFY(decide(QStringLiteral("anna"), Decision::Leave));
    choose("loadDecisionsAction");
    answer("loadDecisionsDialog", path);
    QCOMPARE(decisionOn(QStringLiteral("anna")), QStringLiteral("Leave out"));
    // What is no such file is told, and changes nothing.
    choose("loadDecisionsAction");
    answer("loadDecisionsDialog", m_driver->session().state().archive.path);
    QVERIFY2(m_driver->textOf("namesLabel").contains(QLatin1String("export.zip")),
             qPrintable(m_driver->textOf("namesLabel")));
    QCOMPARE(decisionOn(QStringLiteral("anna")), QStringLiteral("Leave out"));
    choose("saveNamesAction");
    answer("saveNamesDialog", file(QStringLiteral("names.csv")));
    QFile table(file(QStringLiteral("names.csv")));
    QVERIFY(table.open(QIODevice::ReadOnly));
    QVERIFY(table.readAll().contains("anna@example.org"));
}

/// What was uploaded followed the decisions of its time.
void WizardCheckTest::otherDecisionsAfterTheUpload()
{
    m_destination->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
    check({person("anna"), person("bob"), post(R"("message":"hello")")});
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Check);
    QCOMPARE(m_driver->runPage()->stage(), Stage::Done);
    QVERIFY(decide(QStringLiteral("anna"), Decision::Rename));
    QVERIFY(m_driver->canGoOn());
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Upload);
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_destination->emailOf(QStringLiteral("anna")), QStringLiteral("anna@example.org"));
    QCOMPARE(m_destination->emailOf(QStringLiteral("anna-imported")),
             QStringLiteral("anna@example.com"));
    m_driver->clickButton(QWizard::FinishButton);
    QVERIFY(m_driver->waitForEnd(QDialog::Accepted));
    QVERIFY(!QFile::exists(m_driver->session().state().options.mappingFile));
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

void WizardCheckTest::choicesOutliveTheWindow()
{
    m_destination->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
    m_destination->setConfigValue(peopleLimit, 1);
    check({person("anna"), person("bob"), post(R"("message":"hello")")});
    QVERIFY(decide(QStringLiteral("anna"), Decision::Rename));
    m_driver->click("adjustCheckBox");
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    startAgain();
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->type("passwordLineEdit", m_destination->adminPassword());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_destination->emailOf(QStringLiteral("anna")), QStringLiteral("anna@example.org"));
    QCOMPARE(m_destination->emailOf(QStringLiteral("anna-imported")),
             QStringLiteral("anna@example.com"));
}

/// What came after the first look is not left to the importer.
void WizardCheckTest::newNamesAreProposedFor()
{
    m_destination->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
    check({person("anna"), person("bob")});
    QVERIFY(decide(QStringLiteral("anna"), Decision::Rename));
    PracticeAccount other{QStringLiteral("bob"), QStringLiteral("bob@example.org"), {}};
    other.roles = QStringLiteral("system_user system_admin");
    m_destination->addAccount(other);
    m_driver->click("againButton");
    QTRY_VERIFY(rowOf(QStringLiteral("bob")) >= 0);
    QCOMPARE(decisionOn(QStringLiteral("bob")), QStringLiteral("Keep the account there as it is"));
    QCOMPARE(table("namesTableView")
                 ->index(rowOf(QStringLiteral("anna")), CollisionModel::NewName)
                 .data()
                 .toString(),
             QStringLiteral("anna-imported"));
}

void WizardCheckTest::badNewNamesAreRefused()
{
    m_destination->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
    check({person("anna")});
    QVERIFY(decide(QStringLiteral("anna"), Decision::Rename));
    QAbstractItemModel *names = table("namesTableView");
    const QModelIndex name = names->index(0, CollisionModel::NewName);
    for (const char *bad : {"Anna K", "", "a/b", "system"})
        QVERIFY2(!names->setData(name, QString::fromLatin1(bad)), bad);
    QVERIFY(names->setData(name, QStringLiteral("anna.k")));
    QVERIFY(CollisionDecisions::load(m_driver->session().state().options.mappingFile));
}

/// "Upload again" forgets what was prepared, and nothing of what was found.
void WizardCheckTest::repairedAlsoTheSecondTime()
{
    check({person("anna"), post(R"("message":"hello","reactions":[{"user":"nobody",)"
                                R"("emoji_name":"x","create_at":1800000000000}])")});
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->click("againButton");
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
}

/// No dead end: what only Mattermost's support can do, they are asked for.
void WizardCheckTest::cloudIsAskedForHelp()
{
    PracticeServerOptions options;
    options.licence = PracticeLicence::Cloud;
    m_destination = startedServer(options, PracticeRole::Empty);
    const QString path = writeArchive(file(QStringLiteral("export.zip")), {team, channel});
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
    list.write((QByteArrayList{versionLine, team, channel, person("anna"),
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
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
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
