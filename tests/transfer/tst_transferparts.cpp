// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/chunkedupload.h"
#include "core/transfer/chunksizer.h"
#include "core/transfer/contentrange.h"
#include "core/transfer/filewindow.h"
#include "core/transfer/partfile.h"
#include "core/transfer/progressmeter.h"

#include <QTemporaryDir>
#include <QTest>

using namespace mmigrate;

class TransferPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contentRange_data();
    void contentRange();
    void chunkSizes();
    void chunkSizesAtAProxy();
    void chunksGrowWhileFast();
    void windowCannotBeRewound();
    void windowNoticesAShorterFile();
    void partFileIsPrivateAndRemembers();
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

void TransferPartsTest::chunkSizes()
{
    ChunkSizer sizer(64 * MiB, 256 * MiB);
    QCOMPARE(sizer.sizeAt(0, 1000 * MiB), 64 * MiB);
    QCOMPARE(sizer.sizeAt(990 * MiB, 1000 * MiB), 10 * MiB);
    QCOMPARE(sizer.sizeAt(0, 3 * MiB), 3 * MiB);
    for (int i = 0; i < 20; ++i)
        sizer.broke(sizer.size());
    QCOMPARE(sizer.sizeAt(0, 1000 * MiB), 5 * MiB); // the server's rule for the first part
    QCOMPARE(sizer.sizeAt(5 * MiB, 1000 * MiB), MiB);
    for (int i = 0; i < 100; ++i)
        sizer.passed(100);
    QCOMPARE(sizer.size(), 64 * MiB);
}

void TransferPartsTest::chunkSizesAtAProxy()
{
    ChunkSizer sizer(64 * MiB, 256 * MiB);
    QVERIFY(sizer.refused(64 * MiB, 0));
    QCOMPARE(sizer.size(), 32 * MiB);
    for (int i = 0; i < 100; ++i)
        sizer.passed(100);
    QCOMPARE(sizer.size(), 32 * MiB); // what was refused is not tried again
    QVERIFY(sizer.refused(32 * MiB, 0));
    QVERIFY(sizer.refused(16 * MiB, 0));
    QVERIFY(sizer.refused(8 * MiB, 0));
    QCOMPARE(sizer.sizeAt(0, 1000 * MiB), 5 * MiB);
    QVERIFY(!sizer.refused(5 * MiB, 0));
    QVERIFY(sizer.refused(5 * MiB, 5 * MiB));
    QCOMPARE(sizer.sizeAt(5 * MiB, 1000 * MiB), 2 * MiB);
}

void TransferPartsTest::chunksGrowWhileFast()
{
    ChunkSizer sizer(64 * MiB, 256 * MiB);
    sizer.passed(100);
    QCOMPARE(sizer.size(), 128 * MiB);
    sizer.passed(6000);
    QCOMPARE(sizer.size(), 128 * MiB);
    sizer.passed(100);
    sizer.passed(100);
    QCOMPARE(sizer.size(), 256 * MiB);
    sizer.broke(256 * MiB);
    QCOMPARE(sizer.size(), 128 * MiB);
    sizer.passed(100);
    QCOMPARE(sizer.size(), 128 * MiB);
}

void TransferPartsTest::windowCannotBeRewound()
{
    QFile file(m_folder.filePath(QStringLiteral("window")));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write("0123456789");
    file.flush();
    FileWindow window(file, 2, 5);
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
    FileWindow window(file, 2, 5);
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
        QVERIFY(part.write(0, "hello", 5));
        QVERIFY(part.write(5, "world", 5));
        QVERIFY(part.sync());
    }
    QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther),
             QFile::Permissions());
    PartFile part(path);
    QVERIFY(part.open());
    QCOMPARE(part.size(), 10);
    QVERIFY(part.matches(3, "lowo", 4));
    QVERIFY(!part.matches(3, "lowx", 4));
    QVERIFY(!part.matches(8, "ldx", 3));
    QVERIFY(part.moveTo(m_folder.filePath(QStringLiteral("a"))));
    QVERIFY(!QFile::exists(path));
    PartFile nowhere(m_folder.filePath(QStringLiteral("missing/a.part")));
    const Result<void> refused = nowhere.open();
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Disk);
    QVERIFY(!refused.error().facts.value(QStringLiteral("path")).toString().isEmpty());
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
