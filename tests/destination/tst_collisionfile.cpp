// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/collisionfile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace mmigrate;

namespace {

QString q(const char *text)
{
    return QString::fromUtf8(text);
}

CollisionReport report()
{
    CollisionReport made;
    made.rows = {{CollisionKind::SameEmailOtherName,
                  Severity::Stops,
                  7,
                  q("ann"),
                  {},
                  q("ann@x.org"),
                  {},
                  q("annie"),
                  q("ann@x.org"),
                  {}},
                 {CollisionKind::ChannelTypeDiffers,
                  Severity::Note,
                  3,
                  q("=cmd, \"x\""),
                  q("crew"),
                  {},
                  q("O"),
                  q("dev"),
                  {},
                  q("P")}};
    return made;
}

CollisionDecisions decisions()
{
    CollisionDecisions made;
    made.names = {{CollisionDecisions::About::Person, {}, q("ann"), Decision::Map, q("annie")}};
    return made;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// The table of collisions as a file.
class CollisionFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table();
    void json();
    void onlyForItsOwner();
    void cannotBeWritten();
};

void CollisionFileTest::table()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(q("all.csv"));
    QVERIFY(writeCollisions(path, report(), decisions()));
    const QByteArrayList lines = contents(path).split('\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines.at(0), QByteArray("severity,kind,line,team,name,email,type,other_name,"
                                     "other_email,other_type,decision,to"));
    QCOMPARE(lines.at(1),
             QByteArray(R"("stops","same-email-other-name","7","","ann","ann@x.org","","annie",)"
                        R"("ann@x.org","","map","annie")"));
    // Names come from strangers: no formula for a spreadsheet.
    QVERIFY2(!lines.at(2).contains(R"("=cmd)"), lines.at(2).constData());
    QVERIFY2(lines.at(2).endsWith(R"("dev","","P","leave","")"), lines.at(2).constData());
    QVERIFY(lines.at(3).isEmpty());
}

void CollisionFileTest::json()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(q("all.JSON"));
    QVERIFY(writeCollisions(path, report()));
    const QJsonArray list = QJsonDocument::fromJson(contents(path)).array();
    QCOMPARE(list.size(), 2);
    const QJsonObject first = list.at(0).toObject();
    QCOMPARE(first.value(q("kind")).toString(), q("same-email-other-name"));
    QCOMPARE(first.value(q("line")).toInt(), 7);
    QCOMPARE(first.value(q("decision")).toString(), q("stop")); // nobody has decided
    QCOMPARE(list.at(1).toObject().value(q("name")).toString(), q("=cmd, \"x\""));
}

void CollisionFileTest::onlyForItsOwner()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(q("all.csv"));
    QVERIFY(writeCollisions(path, report()));
    QVERIFY(!(QFile::permissions(path) & (QFile::ReadOther | QFile::ReadGroup)));
}

void CollisionFileTest::cannotBeWritten()
{
    const QTemporaryDir folder;
    const Result<void> written = writeCollisions(folder.filePath(q("none/all.csv")), report());
    QVERIFY(!written);
    QCOMPARE(written.error().kind, ErrorKind::Disk);
    QVERIFY(QDir(folder.path()).isEmpty());
}

QTEST_GUILESS_MAIN(CollisionFileTest)
#include "tst_collisionfile.moc"
