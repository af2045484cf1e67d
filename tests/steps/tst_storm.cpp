// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

const QString exportPath = QStringLiteral("/exports/.+zip$");
const QString partPath = QStringLiteral("/uploads/[a-z0-9]{26}$");

/// All that a calm run and a run in a storm have in common.
PracticeStorm onlyCuts(quint64 seed)
{
    PracticeStorm weather;
    weather.seed = seed;
    weather.refusedOneIn = weather.silentOneIn = 0;
    return weather;
}

PracticeServerOptions largeSource()
{
    PracticeServerOptions options = smallSource();
    options.size.attachmentBytes = 80'000'000;
    options.size.attachments = 40;
    return options;
}

/// The program's own time-outs are minutes.
StepTimings impatient()
{
    StepTimings timings = shortTimings();
    timings.retry = {8, 50, 2'000};
    timings.silenceTimeoutMs = timings.answerTimeoutMs = 1'000;
    return timings;
}

QByteArray sha256(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return file.open(QIODevice::ReadOnly) && hash.addData(&file) ? hash.result().toHex()
                                                                 : QByteArray();
}

qsizetype dataParts(const PracticeServer &server, const QString &method, const QString &path)
{
    QList<PracticeRequest> requests = server.requests(method, path);
    requests.removeIf([](const PracticeRequest &request) {
        return request.bodyBytes + request.answerBytes < 1000;
    });
    return requests.size();
}

qsizetype allRequests(MigrationPair &pair)
{
    return pair.source().requests().size() + pair.destination().requests().size();
}

/// A server is killed and started again. No real one is up again within a second, and the upload
/// relies on that (uploadtruth.cpp).
class Outage
{
public:
    explicit Outage(PracticeServer &server)
        : m_server(server)
    {
    }
    void begin()
    {
        m_server.stop();
        m_since.start();
    }
    bool isLongEnough() const { return m_since.hasExpired(1'200); }
    void end()
    {
        if (const Result<void> started = m_server.start(); !started)
            qFatal("the stand-in does not start again: %s",
                   qPrintable(started.error().toLogLine()));
    }

private:
    PracticeServer &m_server;
    QElapsedTimer m_since;
};

quint64 seedOfThisRun()
{
    bool isNumber = false;
    const quint64 given = qEnvironmentVariable("MMIGRATE_STORM_SEED").toULongLong(&isNumber);
    return isNumber ? given : 20'260'401;
}

} // namespace

/// A migration through bad weather ends by itself, with every byte in its place, and without asking
/// much more often than the weather makes it.
class StormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finishesByItself();

private:
    void verifyArrived(MigrationPair &pair, const RunOutcome &outcome);
};

void StormTest::verifyArrived(MigrationPair &pair, const RunOutcome &outcome)
{
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(pair.saved().isComplete());
    const MigrationState state = pair.saved();
    const QString exported =
        pair.source().storageFolder() + QStringLiteral("/export/") + state.exported.fileName;
    const QByteArray local = sha256(state.archive.path);
    QVERIFY(!local.isEmpty());
    QCOMPARE(local, sha256(exported));
    // What the destination held when the import took it; the corrected copy of the archive, kept.
    QCOMPARE(pair.destination().uploadSha256(state.upload.importName),
             sha256(state.archive.uploadPath()));
    const QString wrong =
        difference(pair.destination().posts(), expectedPosts(pair.source().posts(), {}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    QCOMPARE(MigrationPair::jobCount(pair.source(), "export_process"), 1);
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 1);
}

void StormTest::finishesByItself()
{
    // "At most 3 times the requests of a clean run". A run whose bodies all pass whole makes some
    // ten requests with data, and no client could fetch 80 MB with three times ten where each is
    // cut after 5 MB. So the clean run has the same cuts and nothing else: what is measured is what
    // refusals, silence and a restart cost on top. That the clean run itself is no waste is held
    // against what the cuts alone make necessary.
    const quint64 seed = seedOfThisRun();
    qInfo("MMIGRATE_STORM_SEED=%llu", seed);

    MigrationPair calm(largeSource());
    calm.options.keepPreparedArchive = true;
    calm.timings = impatient();
    calm.source().setStorm(onlyCuts(seed));
    calm.destination().setStorm(onlyCuts(seed + 1));
    verifyArrived(calm, calm.run());
    if (QTest::currentTestFailed())
        return;
    const qsizetype calmRequests = allRequests(calm);
    const qsizetype fetches = dataParts(calm.source(), QStringLiteral("GET"), exportPath);
    const qsizetype sends = dataParts(calm.destination(), QStringLiteral("POST"), partPath);
    const qint64 size = calm.saved().archive.size;
    constexpr qint64 meanCut = 5'000'000;
    qInfo("only cuts: %lld requests, %lld with data of %lld bytes fetched, %lld sent",
          qlonglong(calmRequests), qlonglong(fetches), qlonglong(size), qlonglong(sends));
    QVERIFY2(fetches <= 3 * (size / meanCut), QByteArray::number(fetches).constData());
    QVERIFY2(sends <= 6 * (size / meanCut), QByteArray::number(sends).constData());

    MigrationPair pair(largeSource());
    pair.options.keepPreparedArchive = true;
    pair.timings = impatient();
    PracticeStorm storm;
    storm.seed = seed;
    pair.source().setStorm(storm);
    storm.seed = seed + 1;
    pair.destination().setStorm(storm);
    Outage sourceDown(pair.source());
    Outage destinationDown(pair.destination());
    bool inTheDownload = false;
    bool inTheUpload = false;
    const RunOutcome outcome = pair.run(
        {{[&] { return dataParts(pair.source(), QStringLiteral("GET"), exportPath) >= 4; },
          [&](MigrationRunner &) {
              inTheDownload = !pair.finishedSteps().contains(StepId::DownloadArchive);
              sourceDown.begin();
          }},
         {[&] { return sourceDown.isLongEnough(); }, [&](MigrationRunner &) { sourceDown.end(); }},
         {[&] { return dataParts(pair.destination(), QStringLiteral("POST"), partPath) >= 4; },
          [&](MigrationRunner &) {
              inTheUpload = !pair.finishedSteps().contains(StepId::UploadArchive);
              destinationDown.begin();
          }},
         {[&] { return destinationDown.isLongEnough(); },
          [&](MigrationRunner &) { destinationDown.end(); }}});
    qInfo("storm: %lld requests, %lld with data fetched, %lld sent", qlonglong(allRequests(pair)),
          qlonglong(dataParts(pair.source(), QStringLiteral("GET"), exportPath)),
          qlonglong(dataParts(pair.destination(), QStringLiteral("POST"), partPath)));
    verifyArrived(pair, outcome);
    if (QTest::currentTestFailed())
        return;
    QVERIFY2(inTheDownload && inTheUpload, "a restart came too late to be in the middle");
    QVERIFY2(allRequests(pair) <= 3 * calmRequests,
             QByteArray::number(allRequests(pair)).constData());
}

QTEST_GUILESS_MAIN(StormTest)
#include "tst_storm.moc"
