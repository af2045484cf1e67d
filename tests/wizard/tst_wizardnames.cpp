// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/collisiondecisions.h"
#include "wizard/checkfixture.h"
#include "wizard/collisionmodel.h"
#include "wizard/migrationsession.h"

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QTabWidget>
#include <QTableView>

using namespace mmigrate;
using namespace mmigrate::test;

using Stage = RunPage::Stage;

/// The names that both sides have, and what becomes of them.
class WizardNamesTest : public CheckFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { prepareDestination(); }
    void cleanup() { m_driver.reset(); }

    void manyFindings();
    void namesAreDecided();
    void decisionsForAllThatAreShown();
    void decisionsAreUsedAgain();
    void otherDecisionsAfterTheUpload();
    void choicesOutliveTheWindow();
    void newNamesAreProposedFor();
    void badNewNamesAreRefused();
    void takenNewNamesStopHere();
    void namesThatComeLaterLeadBack();
    void anotherDestinationDecidesAnew();
    void veryManyNames();
};

/// The page stays usable, and the window alive.
void WizardNamesTest::manyFindings()
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

void WizardNamesTest::namesAreDecided()
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
    upload();
    importToTheEnd();
    const QList<PracticePost> posts = m_destination->posts();
    QVERIFY(std::any_of(posts.begin(), posts.end(), [](const PracticePost &one) {
        return one.message == QLatin1String("hello") && one.user == QLatin1String("ann");
    }));
}

void WizardNamesTest::decisionsForAllThatAreShown()
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
    QCOMPARE(newNameOf(QStringLiteral("bert")), QStringLiteral("bert-imported"));
}

void WizardNamesTest::decisionsAreUsedAgain()
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
void WizardNamesTest::otherDecisionsAfterTheUpload()
{
    m_destination->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
    check({person("anna"), person("bob"), post(R"("message":"hello")")});
    upload();
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Check);
    QCOMPARE(m_driver->runPage()->stage(), Stage::Done);
    QVERIFY(decide(QStringLiteral("anna"), Decision::Rename));
    QVERIFY(m_driver->canGoOn());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Form);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    importToTheEnd();
    QCOMPARE(m_destination->emailOf(QStringLiteral("anna")), QStringLiteral("anna@example.org"));
    QCOMPARE(m_destination->emailOf(QStringLiteral("anna-imported")),
             QStringLiteral("anna@example.com"));
    m_driver->clickButton(QWizard::FinishButton);
    QVERIFY(m_driver->waitForEnd(QDialog::Accepted));
    QVERIFY(!QFile::exists(m_driver->session().state().options.mappingFile));
}

void WizardNamesTest::choicesOutliveTheWindow()
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
    importToTheEnd();
    QCOMPARE(m_destination->emailOf(QStringLiteral("anna")), QStringLiteral("anna@example.org"));
    QCOMPARE(m_destination->emailOf(QStringLiteral("anna-imported")),
             QStringLiteral("anna@example.com"));
}

/// What came after the first look is not left to the importer.
void WizardNamesTest::newNamesAreProposedFor()
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
    QCOMPARE(newNameOf(QStringLiteral("anna")), QStringLiteral("anna-imported"));
}

void WizardNamesTest::badNewNamesAreRefused()
{
    m_destination->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
    check({person("anna")});
    QVERIFY(decide(QStringLiteral("anna"), Decision::Rename));
    for (const char *bad : {"Anna K", "", "a/b", "system"})
        QVERIFY2(!rename(QStringLiteral("anna"), QString::fromLatin1(bad)), bad);
    QVERIFY2(m_driver->textOf("namesLabel").contains(QLatin1String("no name like \"system\"")),
             qPrintable(m_driver->textOf("namesLabel")));
    QVERIFY(rename(QStringLiteral("anna"), QStringLiteral("anna.k")));
    QVERIFY(CollisionDecisions::load(m_driver->session().state().options.mappingFile));
}

/// Not after minutes of upload.
void WizardNamesTest::takenNewNamesStopHere()
{
    m_destination->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
    m_destination->addAccount({QStringLiteral("taken"), QStringLiteral("t@example.org"), {}});
    check({person("anna"), person("bob"), post(R"("message":"hello")")});
    QVERIFY(decide(QStringLiteral("anna"), Decision::Rename));
    QVERIFY(rename(QStringLiteral("anna"), QStringLiteral("taken")));
    QVERIFY(m_driver->canGoOn());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->page(), PageId::Check);
    QVERIFY(!m_driver->canGoOn());
    QVERIFY2(m_driver->textOf("openLabel").contains(QLatin1String("new name for anna is taken")),
             qPrintable(m_driver->textOf("openLabel")));
    QVERIFY(rename(QStringLiteral("anna"), QStringLiteral("anna.k")));
    QVERIFY(m_driver->canGoOn());
    upload();
    importToTheEnd();
    QCOMPARE(m_destination->emailOf(QStringLiteral("anna.k")), QStringLiteral("anna@example.com"));
}

/// The error on a later page leads to where it is decided.
void WizardNamesTest::namesThatComeLaterLeadBack()
{
    m_destination->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
    check({person("anna"), person("bob"), post(R"("message":"hello")")});
    QVERIFY(decide(QStringLiteral("anna"), Decision::Keep));
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Upload);
    m_destination->addAccount({QStringLiteral("robert"), QStringLiteral("bob@example.com"), {}});
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("robert")),
             qPrintable(m_driver->errorWords()));
    m_driver->click("actionButton");
    QTRY_COMPARE(m_driver->page(), PageId::Check);
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    QCOMPARE(decisionOn(QStringLiteral("bob")), QStringLiteral("Belongs to another person there"));
    QCOMPARE(decisionOn(QStringLiteral("anna")), QStringLiteral("Keep the account there as it is"));
    upload();
    importToTheEnd();
}

/// What was allowed and decided for one server is not meant for another.
void WizardNamesTest::anotherDestinationDecidesAnew()
{
    const auto other = startedServer({}, PracticeRole::Empty);
    for (PracticeServer *server : {m_destination.get(), other.get()}) {
        server->addAccount({QStringLiteral("anna"), QStringLiteral("anna@example.org"), {}});
        server->setConfigValue(peopleLimit, 1);
        server->setConfigValue(QStringLiteral("ServiceSettings.EnableCustomEmoji"), false);
    }
    check({person("anna"), person("bob"),
           R"({"type":"emoji","emoji":{"name":"party","image":"data/p.png"}})"});
    QVERIFY(decide(QStringLiteral("anna"), Decision::Skip));
    m_driver->click("adjustCheckBox");
    QTRY_VERIFY(m_driver->isVisible("switchOnCheckBox"));
    m_driver->click("switchOnCheckBox");
    QVERIFY(!m_driver->session().state().options.switchOn.isEmpty());
    const QString decisions = m_driver->session().state().options.mappingFile;
    QVERIFY(!decisions.isEmpty());
    m_driver->clickBack();
    QCOMPARE(m_driver->page(), PageId::Destination);
    m_driver->fillSignIn(*other);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Check), qPrintable(m_driver->errorWords()));
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
    const MigrationOptions &options = m_driver->session().state().options;
    QVERIFY(options.switchOn.isEmpty());
    QVERIFY(!options.adjustLimits);
    QVERIFY(decisionOn(QStringLiteral("anna")) != QLatin1String("Leave out"));
    QVERIFY(!m_driver->canGoOn());
}

/// Nothing takes a time that grows faster than their number.
void WizardNamesTest::veryManyNames()
{
    constexpr int many = 20'000;
    CollisionReport report;
    for (int number = 0; number < many; ++number) {
        const QString name = QStringLiteral("person%1").arg(number);
        Collision row;
        row.kind = number % 2 == 0 ? CollisionKind::SameNameOtherEmail : CollisionKind::SamePerson;
        row.name = row.otherName = name;
        row.email = name + QStringLiteral("@example.com");
        report.rows.append(row);
    }
    CollisionModel model;
    model.setReport(report, withProposals({}, report));
    QList<int> some;
    for (int row = 0; row < many; row += 4)
        some.append(row);
    model.decide(some, Decision::Skip);
    const auto decisionOf = [&model](int row) {
        return model.index(row, CollisionModel::WhatBecomes).data(CollisionModel::DecisionRole);
    };
    for (int row = 0; row < many; ++row)
        QCOMPARE(decisionOf(row).toInt() == int(Decision::Skip), row % 4 == 0);
    QVERIFY(model.setData(model.index(2, CollisionModel::WhatBecomes), int(Decision::Rename),
                          CollisionModel::DecisionRole));
    const Result<CollisionDecisions> read =
        CollisionDecisions::fromJson(model.decisions().toJson());
    QVERIFY(read);
    QCOMPARE(*read, model.decisions());
    QCOMPARE(read->forArchive(report).people.size(), some.size() + 1);
    CollisionFilter filter;
    filter.setSourceModel(&model);
    filter.setText(QStringLiteral("person1999"));
    QCOMPARE(filter.rowCount(), 11);
}

QTEST_MAIN(WizardNamesTest)
#include "tst_wizardnames.moc"
