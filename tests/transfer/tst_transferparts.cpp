// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/stepcontrol.h"
#include "core/transfer/connectiontuner.h"
#include "core/transfer/contentrange.h"
#include "core/transfer/filewindow.h"
#include "core/transfer/partfile.h"
#include "core/transfer/progressmeter.h"
#include "core/transfer/speedlimit.h"
#include "core/transfer/uploadbody.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace mmigrate;

class TransferPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contentRange_data();
    void contentRange();
    void windowCannotBeRewound();
    void windowNoticesAShorterFile();
    void partFileIsPrivateAndRemembers();
    void sideFileThatCannotBeTrusted_data();
    void sideFileThatCannotBeTrusted();
    void sideFileOfARemovedFile();
    void rangesAddUp();
    void speedLimitHolds();
    void connectionsAreTuned();
    void progressIsThrottled();

private:
    QTemporaryDir m_folder;
    static constexpr qint64 MiB = 1024 * 1024;
};

void TransferPartsTest::contentRange_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isValid");
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("last");
    QTest::addColumn<qint64>("total");
    const auto row = [](const char *text, bool isValid, qint64 first, qint64 last, qint64 total) {
        QTest::newRow(text) << QByteArray(text) << isValid << first << last << total;
    };
    row("bytes 0-0/100", true, 0, 0, 100);
    row("bytes 5-9/*", true, 5, 9, -1);
    row("Bytes 5000000000-5000000001/6000000000", true, 5000000000, 5000000001, 6000000000);
    row("bytes */100", true, -1, -1, 100);
    row("bytes */0", true, -1, -1, 0);
    row("", false, 0, 0, 0);
    row("bytes", false, 0, 0, 0);
    row("bytes 0-0", false, 0, 0, 0);
    row("bytes 9-5/100", false, 0, 0, 0);
    row("bytes 0-100/100", false, 0, 0, 0);
    row("bytes -5-9/100", false, 0, 0, 0);
    row("bytes 0-9/-100", false, 0, 0, 0);
    row("bytes 0-9/99999999999999999999", false, 0, 0, 0);
    row("items 0-9/10", false, 0, 0, 0);
}

void TransferPartsTest::contentRange()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isValid);
    const std::optional<ContentRange> range = ContentRange::parse(text);
    QCOMPARE(range.has_value(), isValid);
    if (!range)
        return;
    QTEST(range->first, "first");
    QTEST(range->last, "last");
    QTEST(range->total, "total");
}

void TransferPartsTest::windowCannotBeRewound()
{
    QFile file(m_folder.filePath(QStringLiteral("window")));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write("0123456789");
    file.flush();
    FileBody body(file.fileName());
    QVERIFY(body.open());
    FileWindow window(body, 2, 5);
    QVERIFY(window.isSequential());
    QCOMPARE(window.bytesAvailable(), 5);
    QCOMPARE(window.read(3), QByteArray("234"));
    QVERIFY(!window.reset());
    QVERIFY(!window.atEnd());
    QCOMPARE(window.read(100), QByteArray("56"));
    QVERIFY(window.atEnd());
    QVERIFY(!window.hasFailed());
}

void TransferPartsTest::windowNoticesAShorterFile()
{
    QFile file(m_folder.filePath(QStringLiteral("short")));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write("0123");
    file.flush();
    FileBody body(file.fileName());
    QVERIFY(body.open());
    FileWindow window(body, 2, 5);
    QCOMPARE(window.read(2), QByteArray("23"));
    QCOMPARE(window.read(1), QByteArray());
    QVERIFY(window.hasFailed());
}

void TransferPartsTest::partFileIsPrivateAndRemembers()
{
    const QString path = m_folder.filePath(QStringLiteral("a.part"));
    {
        PartFile part(path);
        QVERIFY(part.open());
        QVERIFY(part.write(5, "world", 5));
        QVERIFY(part.write(0, "hello", 5));
        part.setExpectedSize(20);
        part.checkpointAtEnd();
    }
    QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther),
             QFile::Permissions());
    PartFile part(path);
    QVERIFY(part.open());
    QVERIFY(!part.hadUnknownBytes());
    QCOMPARE(part.held(), 10);
    QCOMPARE(part.knownTotal(), 20);
    QVERIFY(part.matches(3, "lowo", 4));
    QVERIFY(!part.matches(3, "lowx", 4));
    QVERIFY(!part.matches(8, "ldx", 3));
    QVERIFY(part.moveTo(m_folder.filePath(QStringLiteral("a"))));
    QVERIFY(!QFile::exists(path));
    QVERIFY(!QFile::exists(rangesFileName(path)));
    PartFile nowhere(m_folder.filePath(QStringLiteral("missing/a.part")));
    const Result<void> refused = nowhere.open();
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Disk);
    QVERIFY(!refused.error().facts.value(QStringLiteral("path")).toString().isEmpty());
}

void TransferPartsTest::sideFileThatCannotBeTrusted_data()
{
    QTest::addColumn<QByteArray>("sideFile");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("cut off") << QByteArray("{\"version\":1,\"ranges\":[[0,");
    QTest::newRow("no list") << QByteArray("{\"version\":1,\"ranges\":[[0]]}");
    QTest::newRow("backwards") << QByteArray("{\"version\":1,\"ranges\":[[4,6],[0,2]]}");
    QTest::newRow("negative") << QByteArray("{\"version\":1,\"ranges\":[[-4,6]]}");
    QTest::newRow("more than is there") << QByteArray("{\"version\":1,\"ranges\":[[0,11]]}");
    QTest::newRow("newer") << QByteArray("{\"version\":2,\"ranges\":[[0,10]]}");
}

void TransferPartsTest::sideFileThatCannotBeTrusted()
{
    QFETCH(QByteArray, sideFile);
    const QString path = m_folder.filePath(QStringLiteral("b.part"));
    QFile::remove(rangesFileName(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("0123456789") == 10);
    file.close();
    if (!sideFile.isEmpty()) {
        QFile side(rangesFileName(path));
        QVERIFY(side.open(QIODevice::WriteOnly) && side.write(sideFile) == sideFile.size());
    }
    PartFile part(path);
    QVERIFY(part.open());
    QVERIFY(part.hadUnknownBytes());
    QCOMPARE(part.held(), 0);
}

void TransferPartsTest::sideFileOfARemovedFile()
{
    const QString path = m_folder.filePath(QStringLiteral("c.part"));
    ByteRanges ranges;
    ranges.add(0, 10);
    QVERIFY(writeRangesFile(path, ranges, 10));
    {
        PartFile part(path);
        QVERIFY(part.open());
        QVERIFY(part.write(90, "0123456789", 10)); // the program dies before a checkpoint
    }
    PartFile part(path);
    QVERIFY(part.open());
    QCOMPARE(part.held(), 0);
    QVERIFY(part.hadUnknownBytes());
}

void TransferPartsTest::rangesAddUp()
{
    // Against the plainest model there is: one flag a byte.
    QRandomGenerator random(4711);
    ByteRanges ranges;
    QByteArray model(200, 0);
    for (int i = 0; i < 3000; ++i) {
        const int begin = random.bounded(200);
        const int end = begin + random.bounded(1, 40);
        const bool isRemoval = random.bounded(3) == 0;
        isRemoval ? ranges.remove(begin, std::min(end, 200))
                  : ranges.add(begin, std::min(end, 200));
        for (int at = begin; at < std::min(end, 200); ++at)
            model[at] = isRemoval ? 0 : 1;
        QCOMPARE(ranges.total(), model.count('\1'));
        const int at = random.bounded(200);
        const auto hole = model.indexOf('\0', at);
        QCOMPARE(ranges.heldUntil(at), model.at(at) ? (hole < 0 ? 200 : hole) : at);
        QCOMPARE(ranges.nextHeld(at), model.indexOf('\1', at));
        const std::optional<ByteSpan> gap = ranges.nextGap(at, 200);
        QCOMPARE(gap ? gap->begin : -1, hole);
        const auto behind = hole < 0 ? -1 : model.indexOf('\1', hole);
        if (gap)
            QCOMPARE(gap->end, behind < 0 ? 200 : behind);
        qint64 since = at;
        while (since > 0 && model.at(static_cast<qsizetype>(since - 1)))
            --since;
        QCOMPARE(ranges.heldSince(at), since);
        QCOMPARE(*ByteRanges::fromJson(ranges.toJson()), ranges);
    }
}

void TransferPartsTest::speedLimitHolds()
{
    StepControl control;
    control.setSpeedLimit(10 * MiB);
    SpeedLimit limit(control);
    QElapsedTimer timer;
    timer.start();
    qint64 taken = 0;
    while (timer.elapsed() < 300) {
        const qint64 now = limit.take(256 * 1024);
        taken += now;
        if (now == 0)
            QTest::qSleep(limit.waitMs());
    }
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    QVERIFY(taken > 0);
    QVERIFY(static_cast<double>(taken) <= 10 * MiB * seconds + 2 * MiB);
    control.setSpeedLimit(0);
    QCOMPARE(limit.take(12345), 12345);
    QCOMPARE(limit.take(1000 * MiB), 1000 * MiB);
}

/// Feeds a tuner with a link of that many bytes a second for each number of connections.
static int settledConnections(ConnectionTuner &tuner,
                              const std::function<qint64(int)> &bytesPerSecond)
{
    qint64 bytes = 0;
    QMap<int, int> seconds;
    for (qint64 now = 0; now < 120'000; now += 100) {
        tuner.note(now, bytes);
        bytes += bytesPerSecond(tuner.wanted()) / 10;
        ++seconds[tuner.wanted()];
    }
    const auto most = std::max_element(seconds.begin(), seconds.end());
    return most.key();
}

void TransferPartsTest::connectionsAreTuned()
{
    ConnectionTuner farAndSlow(4, 100);
    QCOMPARE(farAndSlow.wanted(), 4);
    QCOMPARE(settledConnections(farAndSlow, [](int n) { return n * 10 * MiB; }), 4);
    ConnectionTuner farAndFull(4, 100);
    QCOMPARE(settledConnections(farAndFull, [](int) { return 10 * MiB; }), 1);
    ConnectionTuner near(4, 1);
    QCOMPARE(near.wanted(), 1);
    QCOMPARE(settledConnections(near, [](int) { return 900 * MiB; }), 1);
    ConnectionTuner nearButThrottled(4, 1);
    QCOMPARE(settledConnections(nearButThrottled, [](int n) { return n * 10 * MiB; }), 4);
    ConnectionTuner refused(6, 100);
    refused.limitTo(2);
    QCOMPARE(settledConnections(refused, [](int n) { return n * 10 * MiB; }), 2);
}

void TransferPartsTest::progressIsThrottled()
{
    QList<Progress> seen;
    ProgressMeter meter([&](const Progress &progress) { seen.append(progress); },
                        StepId::UploadArchive);
    meter.setTotal(100'000);
    QElapsedTimer timer;
    timer.start();
    for (qint64 i = 0; i < 100'000; ++i)
        meter.bytes(i);
    QVERIFY(seen.size() <= 1 + timer.elapsed() / 100);
    meter.bytes(100'000, true);
    QCOMPARE(seen.last().done, 100'000);
    QCOMPARE(seen.last().total, 100'000);
    QCOMPARE(seen.last().unit, ProgressUnit::Bytes);
    QCOMPARE(seen.last().step, StepId::UploadArchive);
}

QTEST_GUILESS_MAIN(TransferPartsTest)
#include "tst_transferparts.moc"
