// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

// Needs 4.1 GB of disk for a moment and some seconds: label "large".

#include "archive/correctionfixture.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QTest>

using namespace mmigrate;

class TestLargeArchives : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void correctedCopyPast4GB();
};

void TestLargeArchives::correctedCopyPast4GB()
{
    const qint64 size = Q_INT64_C(4'400'000'000);
    const QTemporaryDir dir;
    const QString source = dir.filePath(QStringLiteral("big.zip"));
    StreamingZip zip(source);
    zip.addDeflated("import.jsonl", versionLine + "\n{\"type\":\"post\"}\n");
    zip.addZeros("data/zeros", size);
    zip.addStored("data/behind", "behind");
    zip.finish();

    Result<ArchiveReader> archive = ArchiveReader::open(source);
    QVERIFY(archive.hasValue());
    StepControl control;
    const Result<ArchiveScan> scan = scanArchive(*archive, {}, control);
    QVERIFY(scan.hasValue());
    const QString target = dir.filePath(QStringLiteral("copy.zip"));
    QElapsedTimer timer;
    timer.start();
    const Result<CorrectionReport> report =
        writeCorrected(*archive, scan.value(), contextFor("11.6.0"), target, control);
    qInfo("4.4 GB copied in %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(report.hasValue());

    Result<ArchiveReader> copy = ArchiveReader::open(target);
    QVERIFY(copy.hasValue());
    QCOMPARE(copy->find(QStringLiteral("data/zeros"))->size, size);
    QCOMPARE(copy->find(QStringLiteral("data/zeros"))->crc32,
             archive->find(QStringLiteral("data/zeros"))->crc32);
    QCOMPARE(readEntry(*copy, QStringLiteral("data/behind")), QByteArray("behind"));
    QCOMPARE(readEntry(*copy, QStringLiteral("import.jsonl")), QByteArray(versionLine + '\n'));
    QVERIFY(copy->verifyCrc(control).hasValue());
}

QTEST_GUILESS_MAIN(TestLargeArchives)
#include "tst_largearchives.moc"
