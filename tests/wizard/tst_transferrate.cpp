// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/speedgraph.h"
#include "wizard/transferrate.h"

#include <QImage>
#include <QTest>

using namespace mmigrate;

/// What the pages say of speed and time left, from amounts at known times.
class TransferRateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void steady();
    void aStallDoesNotMatter();
    void wildSpeedsTellNothing();
    void beginsAnew();
    void graphShowsTheLastMinute();
    void graphIsDrawn_data();
    void graphIsDrawn();

private:
    static constexpr qint64 MB = 1'000'000;
};

void TransferRateTest::steady()
{
    TransferRate rate;
    QVERIFY(!rate.perSecond());
    QVERIFY(!rate.secondsLeft(100 * MB));
    for (qint64 ms = 0; ms <= 20'000; ms += 100) {
        rate.add(ms, ms * MB / 1000);
        if (ms < 2000)
            QVERIFY(!rate.perSecond());
        if (ms < 5000)
            QVERIFY(!rate.secondsLeft(100 * MB));
    }
    QCOMPARE(qRound(*rate.perSecond() / 1000), 1000);
    QCOMPARE(*rate.secondsLeft(100 * MB), 80);
}

void TransferRateTest::aStallDoesNotMatter()
{
    TransferRate rate;
    qint64 done = 0;
    for (qint64 ms = 0; ms <= 14'000; ms += 100) {
        const bool isStalled = ms > 8000 && ms <= 10'000;
        done += isStalled ? 0 : MB / 10;
        rate.add(ms, done);
    }
    const qint64 left = *rate.secondsLeft(done + 60 * MB);
    QVERIFY2(left >= 58 && left <= 62, qPrintable(QString::number(left)));
}

void TransferRateTest::wildSpeedsTellNothing()
{
    TransferRate rate;
    qint64 done = 0;
    for (qint64 ms = 0; ms <= 14'000; ms += 100) {
        done += (ms / 1000) % 2 == 0 ? MB : MB / 100;
        rate.add(ms, done);
    }
    QVERIFY(rate.perSecond());
    QVERIFY(!rate.secondsLeft(100 * done));
}

void TransferRateTest::beginsAnew()
{
    TransferRate rate;
    for (qint64 ms = 0; ms <= 10'000; ms += 100)
        rate.add(ms, ms * MB / 1000);
    QVERIFY(rate.secondsLeft(100 * MB));
    rate.add(10'100, 0); // the server's file was another one
    QVERIFY(!rate.perSecond());
    QVERIFY(!rate.secondsLeft(100 * MB));
}

void TransferRateTest::graphShowsTheLastMinute()
{
    SpeedGraph graph;
    for (qint64 ms = 0; ms <= 90'000; ms += 100)
        graph.add(ms, ms * MB / 1000);
    QCOMPARE(graph.speeds().size(), size_t(60));
    QCOMPARE(graph.speeds().back(), double(MB));
    graph.add(95'000, 90 * MB); // five seconds without news: nothing moved
    QCOMPARE(graph.speeds().back(), 0.0);
    QCOMPARE(*(graph.speeds().end() - 5), 0.0);
    QVERIFY(!graph.toolTip().isEmpty());
    graph.add(95'100, 0);
    graph.add(96'100, MB);
    QCOMPARE(graph.speeds().back(), double(MB));
    graph.reset();
    QVERIFY(graph.speeds().empty());
}

void TransferRateTest::graphIsDrawn_data()
{
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::newRow("left to right") << Qt::LeftToRight;
    QTest::newRow("right to left") << Qt::RightToLeft;
}

void TransferRateTest::graphIsDrawn()
{
    QFETCH(Qt::LayoutDirection, direction);
    SpeedGraph graph;
    graph.setLayoutDirection(direction);
    graph.resize(300, 40);
    QPalette palette = graph.palette();
    palette.setColor(QPalette::Window, Qt::white);
    palette.setColor(QPalette::Highlight, Qt::blue);
    graph.setPalette(palette);
    for (qint64 ms = 0; ms <= 20'000; ms += 100)
        graph.add(ms, ms * MB / 1000);
    const QImage image = graph.grab().toImage();
    const auto isPainted = [&](double share) {
        const QColor colour =
            image.pixelColor(static_cast<int>(image.width() * share), image.height() / 2);
        return colour != QColor(Qt::white);
    };
    const bool isMirrored = direction == Qt::RightToLeft;
    QCOMPARE(isPainted(0.9), !isMirrored); // the present
    QCOMPARE(isPainted(0.1), isMirrored);
}

QTEST_MAIN(TransferRateTest)
#include "tst_transferrate.moc"
