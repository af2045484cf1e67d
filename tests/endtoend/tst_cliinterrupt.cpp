// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "endtoend/clipair.h"
#include "endtoend/smalldisk.h"

#include <QDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <sys/resource.h>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

const QString json = QStringLiteral("json");

qint64 sizeOf(const QString &path)
{
    return QFileInfo(path).size();
}

} // namespace

/// Ctrl-C, death and full disks: what is left behind leads to the end.
class CliInterruptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_pair = std::make_unique<CliPair>(); }
    void cleanup() { m_pair.reset(); }
    void interruptThenResume_data();
    void interruptThenResume();
    void terminatedLikeInterrupted();
    void killedAtEachRequest();
    void twoProgramsOnOneMigration();
    void diskIsFullFromTheStart();
    void diskRunsFullInTheMiddle();

private:
    std::unique_ptr<CliPair> m_pair;
};

void CliInterruptTest::interruptThenResume_data()
{
    QTest::addColumn<bool>("atSource");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<Action>("action");
    QTest::newRow("download") << true << QStringLiteral("GET") << QStringLiteral("/exports/.+zip$")
                              << Action::StallResponse;
    QTest::newRow("upload") << false << QStringLiteral("POST")
                            << QStringLiteral("/uploads/[a-z0-9]{26}$") << Action::Stall;
    QTest::newRow("import") << false << QStringLiteral("GET")
                            << QStringLiteral("/teams/name/northwind$") << Action::Stall;
}

void CliInterruptTest::interruptThenResume()
{
    QFETCH(bool, atSource);
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(Action, action);
    PracticeServer &server = atSource ? m_pair->source : m_pair->destination;
    // The first requests ask for one byte, to learn whether the file still grows; the data follow.
    const int skip = action == Action::StallResponse ? 2 : 0;
    const int fault = server.addFault(
        {.method = method, .pathPattern = path, .skip = skip, .action = action, .bytes = 50'000});
    CliProcess process(m_pair->home, m_pair->migrate({QStringLiteral("--progress"), json}));
    QVERIFY2(process.waitUntil([&] { return server.faultHits(fault) == 1; }),
             process.soFar().constData());
    process.signalWith(SIGINT);
    const CliResult stopped = process.finish();
    QVERIFY2(stopped.exitStatus == 130 && !stopped.crashed, stopped.inWords().constData());
    QCOMPARE(stopped.events().last().value(QLatin1String("result")).toString(),
             QStringLiteral("cancelled"));
    const QString id = m_pair->home.journals().value(0);
    QVERIFY2(stopped.err.contains(QByteArray("mmigrate-cli resume " + id.toUtf8())),
             stopped.inWords().constData());
    QCOMPARE(m_pair->openSessions(), 0);

    const CliResult resumed = m_pair->home.run(m_pair->resume());
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(m_pair->whatIsWrong(), QString());
    QCOMPARE(m_pair->openSessions(), 0);
}

void CliInterruptTest::terminatedLikeInterrupted()
{
    const int fault = m_pair->source.addFault({.method = QStringLiteral("POST"),
                                               .pathPattern = QStringLiteral("^/api/v4/jobs$"),
                                               .action = Action::Stall});
    CliProcess process(m_pair->home, m_pair->migrate());
    QVERIFY(process.waitUntil([&] { return m_pair->source.faultHits(fault) == 1; }));
    process.signalWith(SIGTERM);
    const CliResult stopped = process.finish();
    QVERIFY2(stopped.exitStatus == 130 && !stopped.crashed, stopped.inWords().constData());
}

void CliInterruptTest::killedAtEachRequest()
{
    // The process dies the moment a server sees the n-th request that changes something, before and
    // after it is done; the next one goes on from what is there.
    const auto counts = [](const QString &method, const QString &path) {
        return method != QLatin1String("GET") && !path.endsWith(QLatin1String("/login"))
               && !path.endsWith(QLatin1String("/logout"));
    };
    std::atomic<int> seen = 0;
    std::atomic<qint64> victim = 0;
    constexpr int deaths = 4; // export, upload session, its data, import
    for (int death = 1; death <= deaths; ++death) {
        const auto kill = [&, death](const QString &method,
                                     const QString &path) -> std::optional<PracticeFault> {
            if (!counts(method, path) || ++seen != death)
                return std::nullopt;
            ::kill(pid_t(victim.load()), SIGKILL);
            return PracticeFault{.action =
                                     death % 2 == 0 ? Action::LoseAnswer : Action::CutUnprocessed};
        };
        m_pair->source.setFaultSource(kill);
        m_pair->destination.setFaultSource(kill);
        CliProcess process(m_pair->home, death == 1 ? m_pair->migrate() : m_pair->resume());
        victim = process.processId();
        const CliResult killed = process.finish();
        QVERIFY2(killed.crashed, killed.inWords().constData());
        QCOMPARE(seen.load(), death);
    }
    m_pair->source.setFaultSource({});
    m_pair->destination.setFaultSource({});
    const CliResult resumed = m_pair->home.run(m_pair->resume());
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(m_pair->home.journals().size(), 1);
    QCOMPARE(m_pair->whatIsWrong(), QString());
}

void CliInterruptTest::twoProgramsOnOneMigration()
{
    const int fault = m_pair->source.addFault({.method = QStringLiteral("POST"),
                                               .pathPattern = QStringLiteral("^/api/v4/jobs$"),
                                               .action = Action::Stall});
    CliProcess first(m_pair->home, m_pair->migrate());
    QVERIFY(first.waitUntil([&] { return m_pair->source.faultHits(fault) == 1; }));
    const CliResult second = m_pair->home.run(m_pair->resume());
    QVERIFY2(second.exitStatus == 1, second.inWords().constData());
    QVERIFY2(second.err.contains("already open"), second.err.constData());
    QVERIFY2(second.err.contains("Close the other one"), second.err.constData());
    first.signalWith(SIGINT);
    QCOMPARE(first.finish().exitStatus, 130);
}

void CliInterruptTest::diskIsFullFromTheStart()
{
    const QString folder = m_pair->archives();
    SmallDisk disk(folder);
    if (!disk.isMounted())
        return; // only who may mount can; diskRunsFullInTheMiddle() has a way without
    QVERIFY(disk.fill());
    const CliResult full = m_pair->home.run(m_pair->migrate());
    QVERIFY2(full.exitStatus == 1, full.inWords().constData());
    QVERIFY2(full.err.contains(folder.toUtf8()), full.err.constData());
    QVERIFY(disk.makeRoom());
    const CliResult resumed = m_pair->home.run(m_pair->resume());
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(m_pair->whatIsWrong(), QString());
    QCOMPARE(m_pair->openSessions(), 0);
}

void CliInterruptTest::diskRunsFullInTheMiddle()
{
    // Room goes while the download is under way. Without the right to mount a small file system a
    // limit on the size of files takes its place: the write fails all the same.
    const QString folder = m_pair->archives();
    SmallDisk disk(folder);
    constexpr rlim_t largestFile = 100 * 1024;
    std::function<void()> limitFiles;
    if (!disk.isMounted()) {
        limitFiles = [] {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{largestFile, RLIM_INFINITY};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        };
    }
    m_pair->source.addFault({.method = QStringLiteral("GET"),
                             .pathPattern = QStringLiteral("/exports/.+zip$"),
                             .skip = 2,
                             .action = Action::Drip,
                             .bytes = 20'000,
                             .pauseMs = 20});
    CliProcess process(m_pair->home, m_pair->migrate(), limitFiles);
    const auto part = [&] {
        const QStringList parts = QDir(folder).entryList({QStringLiteral("*.part")}, QDir::Files);
        return parts.isEmpty() ? QString() : folder + QLatin1Char('/') + parts.first();
    };
    if (disk.isMounted()) {
        QVERIFY2(process.waitUntil([&] { return sizeOf(part()) > 0; }),
                 process.soFar().constData());
        QVERIFY(disk.fill());
    }
    const CliResult full = process.finish();
    QVERIFY2(full.exitStatus == 1, full.inWords().constData());
    QVERIFY2(full.err.contains(folder.toUtf8()), full.err.constData());
    const qint64 kept = sizeOf(part());
    QVERIFY2(kept > 0, full.inWords().constData());

    if (disk.isMounted())
        QVERIFY(disk.makeRoom());
    m_pair->source.clearFaults();
    m_pair->source.clearRequests();
    const CliResult resumed = m_pair->home.run(m_pair->resume());
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(m_pair->whatIsWrong(), QString());
    QCOMPARE(m_pair->openSessions(), 0);
    // It went on where it was instead of beginning again.
    qint64 fetched = 0;
    const QList<PracticeRequest> requests =
        m_pair->source.requests(QStringLiteral("GET"), QStringLiteral("/exports/.+zip$"));
    for (const PracticeRequest &request : requests)
        fetched += request.answerBytes;
    const qint64 whole = sizeOf(folder + QLatin1Char('/')
                                + QDir(folder).entryList({QStringLiteral("*.zip")}).value(0));
    QVERIFY2(fetched < whole + 64 * 1024 + 10, QByteArray::number(fetched).constData());
}

QTEST_GUILESS_MAIN(CliInterruptTest)
#include "tst_cliinterrupt.moc"
