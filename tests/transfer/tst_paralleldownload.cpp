// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

//
// Several connections over one file: the same bytes as by one, whatever happens to single ones.

#include "transfer/downloadfixture.h"

#include <QSet>

using namespace mmigrate;
using namespace mmigrate::test;

class ParallelDownloadTest : public DownloadFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void bringsAll();
    void everyAnswerIsCut();
    void oneConnectionStalls();
    void refusedBesideOthers_data();
    void refusedBesideOthers();
    void rangeIgnoredInTheMiddle();
    void goesOnWithWhatIsMissing();
    void holesOfEarlierRunAreFilled();
    void otherBytesAtASeam_data();
    void otherBytesAtASeam();
    void sizeChangesInTheMiddle();
    void diskFull();
    void pauseKeepsAll();
    void signInExpires();
    void slowConnectionIsRelieved();
    void speedLimit();

private:
    DownloadOptions several() const;
    int connectionsSeen() const;
    /// Bytes that the answers from that request on were asked for.
    qint64 bytesAsked(qsizetype fromRequest) const;
};

void ParallelDownloadTest::init()
{
    prepare();
    m_source.content = noise(12 * MiB + 333);
}

DownloadOptions ParallelDownloadTest::several() const
{
    DownloadOptions options;
    options.connectionsAtFirst = 4;
    options.smallestPartBytes = MiB / 2;
    options.largestPartBytes = 2 * MiB;
    return options;
}

int ParallelDownloadTest::connectionsSeen() const
{
    QSet<int> connections;
    for (const SeenRequest &request : m_server->requests())
        connections.insert(request.connection);
    return static_cast<int>(connections.size());
}

qint64 ParallelDownloadTest::bytesAsked(qsizetype fromRequest) const
{
    qint64 bytes = 0;
    for (const SeenRequest &request : m_server->requests().mid(fromRequest)) {
        const QByteArray range = request.header("range");
        const QByteArray end = range.mid(range.indexOf('-') + 1);
        const qint64 last = end.isEmpty() ? m_source.content.size() - 1 : end.toLongLong();
        bytes += last - request.rangeStart() + 1;
    }
    return bytes;
}

void ParallelDownloadTest::bringsAll()
{
    const Result<DownloadReport> report = download(several());
    QVERIFY(report);
    verifyComplete();
    QVERIFY(connectionsSeen() >= 4);
    QCOMPARE(report->connectionsLost, 0);
    QVERIFY(report->restarts.isEmpty());
    const qsizetype requests = m_server->requests().size();
    // What one took over from another was asked for twice, but there is little of it.
    QVERIFY(bytesAsked(1) <= m_source.content.size() + 2 * MiB + requests * 64 * KiB);
}

void ParallelDownloadTest::everyAnswerIsCut()
{
    QRandomGenerator random(99);
    m_source.twist = [&](int, const SeenRequest &, ScriptedAnswer &answer) {
        if (answer.body.size() > 1)
            answer.cutAfterBodyBytes = 100 * KiB + random.bounded(600 * KiB);
    };
    const Result<DownloadReport> report = download(several());
    QVERIFY(report);
    verifyComplete();
    QVERIFY(report->connectionsLost > 4);
    QVERIFY(report->restarts.isEmpty());
}

void ParallelDownloadTest::oneConnectionStalls()
{
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 3) {
            answer.cutAfterBodyBytes = 100 * KiB;
            answer.stall = true;
        }
    };
    DownloadOptions options = several();
    options.silenceTimeoutMs = 300;
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->connectionsLost, 1);
}

void ParallelDownloadTest::refusedBesideOthers_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("429") << 429;
    QTest::newRow("503") << 503;
}

void ParallelDownloadTest::refusedBesideOthers()
{
    QFETCH(int, status);
    // The one that came first is served drop by drop, so the others come beside it.
    m_source.twist = [=](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.dripBytes = 16 * KiB;
        else if (number >= 3 && number <= 5)
            FileSource::refuse(status, "one at a time", answer);
    };
    int waits = 0;
    m_prepare = [&](HttpSession &session) {
        session.setWaitingSink([&](qint64, const Error &) { ++waits; });
    };
    const Result<DownloadReport> report = download(several());
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(waits, 0);
    // Nobody asked for several again.
    QCOMPARE(report->connectionsLost, 0);
}

void ParallelDownloadTest::rangeIgnoredInTheMiddle()
{
    m_source.twist = [this](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number >= 6) // the first parts have arrived
            FileSource::serveWhole(m_source.content, answer);
    };
    const Result<DownloadReport> report = download(several());
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::RangeIgnored});
}

void ParallelDownloadTest::goesOnWithWhatIsMissing()
{
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number > 1)
            answer.dripBytes = 32 * KiB;
    };
    DownloadOptions options = several();
    options.progress = [this](const Progress &moment) {
        if (moment.done > 4 * MiB)
            m_control->cancel();
    };
    const Result<DownloadReport> cancelled = download(options);
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);

    m_source.twist = {};
    m_control = std::make_unique<StepControl>();
    const qsizetype before = m_server->requests().size();
    const Result<DownloadReport> report = download(several());
    QVERIFY(report);
    verifyComplete();
    QVERIFY(report->resumedFrom > 4 * MiB);
    QVERIFY(report->restarts.isEmpty());
    const qint64 seams = (m_server->requests().size() - before) * 2 * 64 * KiB;
    QVERIFY(bytesAsked(before) <= m_source.content.size() - report->resumedFrom + seams);
}

void ParallelDownloadTest::holesOfEarlierRunAreFilled()
{
    ByteRanges there;
    there.add(MiB, 3 * MiB);
    there.add(5 * MiB, 6 * MiB + 7);
    there.add(m_source.content.size() - 100, m_source.content.size());
    QByteArray bytes(m_source.content.size(), '\0');
    for (auto span = there.nextSpan(0); span; span = there.nextSpan(span->end))
        bytes.replace(span->begin, span->length(),
                      m_source.content.mid(span->begin, span->length()));
    for (const int connections : {1, 4}) {
        QFile::remove(m_target);
        QVERIFY(writeFile(partFileName(m_target), bytes));
        QVERIFY(writeRangesFile(partFileName(m_target), there, m_source.content.size()));
        DownloadOptions options = several();
        options.connectionsAtFirst = connections;
        const Result<DownloadReport> report = download(options);
        QVERIFY(report);
        verifyComplete();
        QCOMPARE(report->resumedFrom, there.total());
        QVERIFY(report->restarts.isEmpty());
    }
}

void ParallelDownloadTest::otherBytesAtASeam_data()
{
    QTest::addColumn<qint64>("begin");
    QTest::addColumn<qint64>("end");
    QTest::newRow("before the hole") << qint64(0) << 2 * MiB;
    QTest::newRow("behind the hole") << 4 * MiB << 6 * MiB;
    QTest::newRow("the end") << 11 * MiB << 12 * MiB + 333;
}

void ParallelDownloadTest::otherBytesAtASeam()
{
    QFETCH(qint64, begin);
    QFETCH(qint64, end);
    // Same name and same size, but another file.
    ByteRanges there;
    there.add(begin, end);
    QVERIFY(writeFile(partFileName(m_target), noise(m_source.content.size(), 5)));
    QVERIFY(writeRangesFile(partFileName(m_target), there, m_source.content.size()));
    const Result<DownloadReport> report = download(several());
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::ContentChanged});
}

void ParallelDownloadTest::sizeChangesInTheMiddle()
{
    m_source.before = [this](int number) {
        if (number == 5)
            m_source.content = noise(11 * MiB, 8);
    };
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number > 1 && number < 5)
            answer.dripBytes = 64 * KiB;
    };
    const Result<DownloadReport> report = download(several());
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::SizeChanged});
    QCOMPARE(report->bytes, 11 * MiB);
}

void ParallelDownloadTest::diskFull()
{
#ifdef Q_OS_UNIX
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 5 * MiB;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Result<DownloadReport> full = download(several());
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(!full);
    QCOMPARE(full.error().kind, ErrorKind::DiskFull);
    const Result<DownloadReport> report = download(several()); // there is room again
    QVERIFY(report);
    QVERIFY(report->resumedFrom > 0);
    verifyComplete();
#else
    QSKIP("this system has no limit on the size of files");
#endif
}

void ParallelDownloadTest::pauseKeepsAll()
{
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number > 1)
            answer.dripBytes = 16 * KiB;
    };
    bool wasPaused = false;
    DownloadOptions options = several();
    options.progress = [&](const Progress &moment) {
        if (moment.done > 2 * MiB && !wasPaused)
            m_control->pause();
        if (moment.activity != Activity::Paused)
            return;
        wasPaused = true;
        QMetaObject::invokeMethod(this, [this] { m_control->resume(); });
    };
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    QVERIFY(wasPaused);
    QCOMPARE(report->connectionsLost, 0);
    QVERIFY(report->restarts.isEmpty());
    verifyComplete();
}

void ParallelDownloadTest::signInExpires()
{
    int renewals = 0;
    m_prepare = [&](HttpSession &session) { renewSignIn(session, renewals); };
    m_source.twist = [](int number, const SeenRequest &request, ScriptedAnswer &answer) {
        if (number > 4 && !hasRenewedSignIn(request))
            FileSource::refuse(401, "{\"id\":\"api.context.session_expired.app_error\"}", answer);
    };
    QVERIFY(download(several()));
    verifyComplete();
    QCOMPARE(renewals, 1);
}

void ParallelDownloadTest::slowConnectionIsRelieved()
{
    // One part comes drop by drop: others take the second halves of what is left of it.
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.dripBytes = 4 * KiB;
    };
    DownloadOptions options = several();
    options.smallestPartBytes = 128 * KiB;
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    const QList<SeenRequest> requests = m_server->requests();
    const qint64 slowBegin = requests.at(1).rangeStart();
    QVERIFY(std::any_of(requests.begin() + 2, requests.end(), [&](const SeenRequest &request) {
        return request.rangeStart() > slowBegin && request.rangeStart() < slowBegin + MiB;
    }));
}

void ParallelDownloadTest::speedLimit()
{
    m_source.content = noise(3 * MiB);
    DownloadOptions options = several();
    m_control->setSpeedLimit(4 * MiB);
    QElapsedTimer timer;
    timer.start();
    options.silenceTimeoutMs = 1000;
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->connectionsLost, 0);
    QVERIFY(timer.elapsed() >= 400);
}

QTEST_GUILESS_MAIN(ParallelDownloadTest)
#include "tst_paralleldownload.moc"
