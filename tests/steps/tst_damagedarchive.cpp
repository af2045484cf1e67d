// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

//
// An archive whose bytes on disk are no longer those of the server.

#include "core/archive/zipplaces.h"
#include "steps/jobtesting.h"
#include "support/migrationpair.h"
#include "support/streamingzip.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

class DamagedArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void hashIsKept();
    void isFetchedAgain_data();
    void isFetchedAgain();
    void onlyOnce();
    void serverGoneMeanwhile();
    void whatIsNotDamagedStays();
    void placesOfEntries();

private:
    void fetch();
    void damage(qint64 at, qint64 bytes);
    RunOutcome check() { return m_pair->runSteps({StepId::CheckArchive}, {}, false); }
    QByteArray onDisk() const;
    ZipPlace placeOf(const char *name) const;

    std::unique_ptr<MigrationPair> m_pair;
    QString m_path;
    QByteArray m_original;
};

void DamagedArchiveTest::init()
{
    m_pair = std::make_unique<MigrationPair>();
    fetch();
}

QByteArray DamagedArchiveTest::onDisk() const
{
    QFile file(m_path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void DamagedArchiveTest::fetch()
{
    const RunOutcome outcome = m_pair->runSteps(
        {StepId::SignInSource, StepId::CreateExport, StepId::DownloadArchive}, {}, false);
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toLogLine() : QString()));
    m_pair->secrets = outcome.secrets;
    m_path = outcome.state.archive.path;
    m_original = onDisk();
    QVERIFY(m_original.size() > 1000);
}

void DamagedArchiveTest::damage(qint64 at, qint64 bytes)
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(at));
    QCOMPARE(file.write(QByteArray(bytes, 'X')), bytes);
}

ZipPlace DamagedArchiveTest::placeOf(const char *name) const
{
    const std::optional<QList<ZipPlace>> places = zipPlaces(m_path);
    if (!places)
        return {};
    const auto place = std::find_if(places->begin(), places->end(),
                                    [&](const ZipPlace &each) { return each.record.name == name; });
    return place == places->end() ? ZipPlace() : *place;
}

void DamagedArchiveTest::hashIsKept()
{
    const RunOutcome outcome = check();
    QVERIFY(!outcome.error);
    QCOMPARE(outcome.state.archive.sha256,
             QString::fromLatin1(
                 QCryptographicHash::hash(m_original, QCryptographicHash::Sha256).toHex()));
    QVERIFY(!outcome.state.archive.isRefetched);
    QCOMPARE(m_pair->saved().archive.sha256, outcome.state.archive.sha256);
}

void DamagedArchiveTest::isFetchedAgain_data()
{
    QTest::addColumn<int>("where");
    QTest::newRow("list of messages") << 0;
    QTest::newRow("two entries") << 1;
    QTest::newRow("beginning") << 2;
    QTest::newRow("directory") << 3;
}

void DamagedArchiveTest::isFetchedAgain()
{
    QFETCH(int, where);
    const ZipPlace list = placeOf("import.jsonl");
    QVERIFY(list.end > list.record.headerOffset + 200);
    if (where == 0 || where == 1)
        damage(list.record.headerOffset + 120, 5);
    if (where == 1) {
        const QList<ZipPlace> places = *zipPlaces(m_path);
        QVERIFY(places.size() > 2);
        const ZipPlace &last = places.last();
        damage((last.record.headerOffset + last.end) / 2, 3);
    }
    if (where == 2)
        damage(0, 8);
    if (where == 3)
        damage(m_original.size() - 30, 30);
    QVERIFY(onDisk() != m_original);
    const RunOutcome outcome = check();
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toLogLine() : QString()));
    QCOMPARE(onDisk(), m_original);
    QVERIFY(outcome.state.archive.isRefetched);
    QVERIFY(outcome.state.isFinished(StepId::DownloadArchive));
    QVERIFY(!QFile::exists(m_path + QStringLiteral(".part.ranges")));
}

void DamagedArchiveTest::onlyOnce()
{
    damage(placeOf("import.jsonl").record.headerOffset + 120, 5);
    QVERIFY(!check().error);
    damage(placeOf("import.jsonl").record.headerOffset + 120, 5);
    const RunOutcome again = check();
    QVERIFY(again.error);
    QCOMPARE(again.error->kind, ErrorKind::ArchiveInvalid);
    QVERIFY(!again.error->facts.value(QStringLiteral("setAside")).toString().isEmpty());
    QVERIFY(!again.state.isFinished(StepId::DownloadArchive));
}

void DamagedArchiveTest::serverGoneMeanwhile()
{
    damage(placeOf("import.jsonl").record.headerOffset + 120, 5);
    const int fault = m_pair->source().addFault({.pathPattern = QStringLiteral("/exports/"),
                                                 .times = 0,
                                                 .action = PracticeFault::Action::Respond,
                                                 .status = 503});
    const RunOutcome outcome = check();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::ServerError);
    QVERIFY(m_pair->source().faultHits(fault) > 0);
    m_pair->source().clearFaults();
    // What is missing is known, and fetched by the next run.
    const RunOutcome later =
        m_pair->runSteps({StepId::DownloadArchive, StepId::CheckArchive}, {}, false);
    QVERIFY2(!later.error, qPrintable(later.error ? later.error->toLogLine() : QString()));
    QCOMPARE(onDisk(), m_original);
}

/// Fetching it once more would bring the same.
void DamagedArchiveTest::whatIsNotDamagedStays()
{
    StreamingZip zip(m_path);
    zip.addStored("one.jsonl", "{}\n");
    zip.addStored("two.jsonl", "{}\n");
    zip.finish();
    const QByteArray before = onDisk();
    const RunOutcome outcome = check();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::ArchiveInvalid);
    QCOMPARE(outcome.error->facts.value(QStringLiteral("reason")).toString(),
             QStringLiteral("several-jsonl"));
    QVERIFY(!outcome.error->facts.contains(QStringLiteral("setAside")));
    QCOMPARE(onDisk(), before);
    QVERIFY(m_pair->saved().isFinished(StepId::DownloadArchive));
}

void DamagedArchiveTest::placesOfEntries()
{
    const std::optional<QList<ZipPlace>> places = zipPlaces(m_path);
    QVERIFY(places);
    qint64 reached = 0;
    for (const ZipPlace &place : *places) {
        QCOMPARE(m_original.mid(place.record.headerOffset, 4), QByteArrayLiteral("PK\x03\x04"));
        QCOMPARE(m_original.mid(place.record.headerOffset + 30, place.record.name.size()),
                 place.record.name);
        QCOMPARE(place.record.headerOffset, reached);
        reached = place.end;
    }
    QCOMPARE(m_original.mid(reached, 4), QByteArrayLiteral("PK\x01\x02"));
    // Garbage in, nothing out.
    for (qint64 at = reached; at < m_original.size(); at += 7)
        damage(at, 3);
    const std::optional<QList<ZipPlace>> garbage = zipPlaces(m_path);
    if (garbage) {
        for (const ZipPlace &place : *garbage)
            QVERIFY(place.end >= place.record.headerOffset && place.end <= m_original.size());
    }
}

QTEST_GUILESS_MAIN(DamagedArchiveTest)
#include "tst_damagedarchive.moc"
