// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/checkfixture.h"

#include "wizard/collisionmodel.h"

#include <QFileDialog>

namespace mmigrate::test {

using Stage = RunPage::Stage;

QByteArray person(const QByteArray &name)
{
    return R"({"type":"user","user":{"username":")" + name + R"(","email":")" + name
           + R"(@example.com","teams":[{"name":"sales","channels":[{"name":"lunch"}]}]}})";
}

QByteArray post(const QByteArray &rest, int number)
{
    return R"({"type":"post","post":{"team":"sales","channel":"lunch","user":"anna",)" + rest
           + R"(,"create_at":)" + QByteArray::number(Q_INT64_C(1700000000000) + number) + "}}";
}

void CheckFixture::prepareDestination()
{
    m_driver.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_destination = startedServer({}, PracticeRole::Empty);
}

void CheckFixture::check(const QByteArrayList &lines)
{
    const QString path = writeArchive(file(QStringLiteral("export.zip")),
                                      QByteArrayList{checkedTeam, checkedChannel} + lines);
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

void CheckFixture::answer(const char *dialog, const QString &path) const
{
    auto *chooser =
        m_driver->wizard().currentPage()->findChild<QFileDialog *>(QLatin1String(dialog));
    QVERIFY2(chooser, dialog);
    Q_EMIT chooser->fileSelected(path);
    chooser->close();
}

int CheckFixture::rowOf(const QString &name) const
{
    const QAbstractItemModel *names = table("namesTableView");
    for (int row = 0; row < names->rowCount(); ++row) {
        if (names->index(row, CollisionModel::Here).data().toString().startsWith(name))
            return row;
    }
    return -1;
}

QString CheckFixture::decisionOn(const QString &name) const
{
    return table("namesTableView")
        ->index(rowOf(name), CollisionModel::WhatBecomes)
        .data()
        .toString();
}

bool CheckFixture::decide(const QString &name, Decision decision) const
{
    QAbstractItemModel *names = table("namesTableView");
    return names->setData(names->index(rowOf(name), CollisionModel::WhatBecomes),
                          static_cast<int>(decision), CollisionModel::DecisionRole);
}

QString CheckFixture::newNameOf(const QString &name) const
{
    return table("namesTableView")->index(rowOf(name), CollisionModel::NewName).data().toString();
}

bool CheckFixture::rename(const QString &name, const QString &newName) const
{
    QAbstractItemModel *names = table("namesTableView");
    return names->setData(names->index(rowOf(name), CollisionModel::NewName), newName);
}

void CheckFixture::upload()
{
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForStage(Stage::Done), qPrintable(m_driver->errorWords()));
}

void CheckFixture::importToTheEnd()
{
    m_driver->clickNext();
    QVERIFY(m_driver->waitForPage(PageId::Import));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Finish), qPrintable(m_driver->errorWords()));
}

} // namespace mmigrate::test
