// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

Q_DECLARE_METATYPE(mmigrate::PracticePersonality)

/// Whole migrations between stand-ins of both versions.
class WholePlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void migrates_data();
    void migrates();
};

void WholePlanTest::migrates_data()
{
    using enum PracticePersonality;
    QTest::addColumn<PracticePersonality>("from");
    QTest::addColumn<PracticePersonality>("to");
    QTest::addColumn<bool>("withFiles");
    for (const bool withFiles : {true, false}) {
        const QByteArray suffix = withFiles ? "" : ", without files";
        QTest::newRow(QByteArray("5.37 to 11" + suffix).constData()) << V5_37 << V11 << withFiles;
        QTest::newRow(QByteArray("11 to 11" + suffix).constData()) << V11 << V11 << withFiles;
        QTest::newRow(QByteArray("5.37 to 5.37" + suffix).constData())
            << V5_37 << V5_37 << withFiles;
        QTest::newRow(QByteArray("11 to 5.37" + suffix).constData()) << V11 << V5_37 << withFiles;
    }
}

void WholePlanTest::migrates()
{
    QFETCH(PracticePersonality, from);
    QFETCH(PracticePersonality, to);
    QFETCH(bool, withFiles);
    MigrationPair pair(smallSource(from), emptyDestination(to));
    pair.options.includeAttachments = withFiles;
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const QString wrong = difference(pair.destination().posts(),
                                     expectedPosts(pair.source().posts(), {from, to, withFiles}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

QTEST_GUILESS_MAIN(WholePlanTest)
#include "tst_wholeplan.moc"
