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
    /// Requests that the servers counted.
    struct Asked
    {
        qsizetype all = 0;
        qsizetype fetches = 0; ///< of the export's bytes
        qsizetype sends = 0;   ///< of the upload's bytes
    };
    static Asked asked(MigrationPair &pair);
    void runWithCuts(quint64 seed);
    void runInTheStorm(quint64 seed);
    void verifyArrived(MigrationPair &pair, const RunOutcome &outcome);

    Asked m_calm;
    Asked m_stormy;
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

StormTest::Asked StormTest::asked(MigrationPair &pair)
{
    return {pair.source().requests().size() + pair.destination().requests().size(),
            dataParts(pair.source(), QStringLiteral("GET"), exportPath),
            dataParts(pair.destination(), QStringLiteral("POST"), partPath)};
}

void StormTest::runWithCuts(quint64 seed)
{
    MigrationPair pair(largeSource());
    pair.options.keepPreparedArchive = true;
    pair.timings = impatient();
    pair.source().setStorm(onlyCuts(seed));
    pair.destination().setStorm(onlyCuts(seed + 1));
    verifyArrived(pair, pair.run());
    m_calm = asked(pair);
    constexpr qint64 meanCut = 5'000'000;
    const qint64 needed = pair.saved().archive.size / meanCut;
    qInfo("only cuts: %lld requests, %lld for data, %lld with data", qlonglong(m_calm.all),
          qlonglong(m_calm.fetches), qlonglong(m_calm.sends));
    QVERIFY2(m_calm.fetches <= 3 * needed, QByteArray::number(m_calm.fetches).constData());
    QVERIFY2(m_calm.sends <= 6 * needed, QByteArray::number(m_calm.sends).constData());
}

void StormTest::runInTheStorm(quint64 seed)
{
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
    m_stormy = asked(pair);
    qInfo("storm: %lld requests, %lld for data, %lld with data", qlonglong(m_stormy.all),
          qlonglong(m_stormy.fetches), qlonglong(m_stormy.sends));
    verifyArrived(pair, outcome);
    QVERIFY2(inTheDownload && inTheUpload, "a restart came too late to be in the middle");
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
    runWithCuts(seed);
    if (QTest::currentTestFailed())
        return;
    runInTheStorm(seed);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(m_stormy.all <= 3 * m_calm.all);
    // The requests with data alone as well: the others are many, and would hide a waste of these.
    QVERIFY(m_stormy.fetches + m_stormy.sends <= 3 * (m_calm.fetches + m_calm.sends));
}

QTEST_GUILESS_MAIN(StormTest)
#include "tst_storm.moc"
