// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "transfer/downloadfixture.h"

using namespace mmigrate;
using namespace mmigrate::test;

class RangedDownloadTest : public DownloadFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { prepare(); }

    void fetchesWhole();
    void emptyFile();
    void goesOnAfterCuts();
    void goesOnAfterCutAt_data();
    void goesOnAfterCutAt();
    void goesOnAfterSilence();
    void dripArrives();
    void continuesPartOfEarlierRun();
    void completePartIsOnlyCompared();
    void completeTargetIsLeftAlone();
    void foreignTargetIsLeftAlone();
    void startsOverWhenContentChanged();
    void startsOverWhenSizeChanged();
    void startsOverWhenKnownSizeChanged();
    void startsOverWhenPartIsTooLong();
    void startsOverWhenFileShrinks();
    void keepsChanging();
    void rangeIgnored_data();
    void rangeIgnored();
    void wholeFileInTheMiddleIsNotAppended();
    void wrongContentRange_data();
    void wrongContentRange();
    void oneWrongContentRangeIsSurvived();
    void codedInSpiteOfIdentity();
};

void RangedDownloadTest::fetchesWhole()
{
    QList<Progress> progress;
    DownloadOptions options;
    options.progress = [&](const Progress &moment) { progress.append(moment); };
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->bytes, m_source.content.size());
    QCOMPARE(report->resumedFrom, 0);
    QVERIFY(report->restarts.isEmpty());
    QCOMPARE(QFile::permissions(m_target) & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
    QCOMPARE(m_server->requests().size(), 2);
    for (const SeenRequest &request : m_server->requests()) {
        QCOMPARE(request.header("accept-encoding"), "identity");
        QCOMPARE(request.header("authorization"), "Bearer token-of-the-test");
    }
    QCOMPARE(progress.last().activity, Activity::Flushing);
    QCOMPARE(progress.last().done, m_source.content.size());
    QCOMPARE(progress.last().total, m_source.content.size());
}

void RangedDownloadTest::emptyFile()
{
    m_source.content.clear();
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    QCOMPARE(report->bytes, 0);
    QVERIFY(QFile::exists(m_target));
    verifyComplete();
}

void RangedDownloadTest::goesOnAfterCuts()
{
    // Many more cuts than there are tries: each brings something.
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number > 1)
            answer.cutAfterBodyBytes = 300 * KiB;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QVERIFY(report->connectionsLost > 8);
    QVERIFY(report->restarts.isEmpty());
    QList<SeenRequest> requests = m_server->requests();
    QVERIFY(requests.last().rangeStart() > 2 * MiB);
}

void RangedDownloadTest::goesOnAfterCutAt_data()
{
    QTest::addColumn<qint64>("bytes");
    for (const qint64 bytes : {qint64(0), qint64(1), 64 * KiB, 64 * KiB + 1, 2 * MiB, 3 * MiB + 16})
        QTest::addRow("after %lld", static_cast<long long>(bytes)) << bytes;
}

void RangedDownloadTest::goesOnAfterCutAt()
{
    QFETCH(qint64, bytes);
    m_source.twist = [bytes](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = bytes;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    // Qt asks a second time by itself when the end came before it had looked at the answer.
    QVERIFY(report->connectionsLost <= 1);
    QVERIFY(report->restarts.isEmpty());
}

void RangedDownloadTest::goesOnAfterSilence()
{
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        answer.cutAfterBodyBytes = number == 1 || number == 3 ? 1 * MiB : -1;
        answer.stall = true;
        if (number == 1)
            answer.cutAfterBodyBytes = 0;
    };
    DownloadOptions options;
    options.silenceTimeoutMs = 200;
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->connectionsLost, 1);
}

void RangedDownloadTest::dripArrives()
{
    // Slower than the silence time-out as a whole, but never silent.
    m_source.content = noise(2000);
    m_source.twist = [](int, const SeenRequest &, ScriptedAnswer &answer) {
        answer.dripBytes = 10;
    };
    DownloadOptions options;
    options.silenceTimeoutMs = 500;
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->connectionsLost, 0);
}

void RangedDownloadTest::continuesPartOfEarlierRun()
{
    QVERIFY(leavePart(m_source.content.left(2 * MiB)));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->resumedFrom, 2 * MiB);
    QCOMPARE(m_server->requests().last().rangeStart(), 2 * MiB - 64 * KiB);
    QCOMPARE(QFile::permissions(m_target) & QFile::ReadOther, QFile::Permissions());
}

void RangedDownloadTest::completePartIsOnlyCompared()
{
    QVERIFY(leavePart(m_source.content));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(m_server->requests().size(), 2);
    QCOMPARE(m_server->requests().last().rangeStart(), m_source.content.size() - 64 * KiB);
}

void RangedDownloadTest::completeTargetIsLeftAlone()
{
    QVERIFY(writeFile(m_target, m_source.content));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    QVERIFY(report->alreadyThere);
    verifyComplete();
}

void RangedDownloadTest::foreignTargetIsLeftAlone()
{
    for (const QByteArray &foreign : {QByteArray("mine"), noise(m_source.content.size(), 99)}) {
        QVERIFY(writeFile(m_target, foreign));
        const Result<DownloadReport> report = download();
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Disk);
        QCOMPARE(report.error().facts.value(QStringLiteral("reason")).toString(),
                 QStringLiteral("exists"));
        QCOMPARE(readFile(m_target), foreign);
    }
}

void RangedDownloadTest::startsOverWhenContentChanged()
{
    QVERIFY(leavePart(noise(2 * MiB, 7)));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::ContentChanged});
    QCOMPARE(report->resumedFrom, 0);
}

void RangedDownloadTest::startsOverWhenSizeChanged()
{
    m_source.before = [this](int number) {
        if (number == 3)
            m_source.content = noise(2 * MiB, 5);
    };
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = 1 * MiB;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::SizeChanged});
    QCOMPARE(report->bytes, 2 * MiB);
}

void RangedDownloadTest::startsOverWhenKnownSizeChanged()
{
    QVERIFY(leavePart(m_source.content.left(MiB)));
    DownloadOptions options;
    options.knownSize = 2 * MiB;
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::SizeChanged});
}

void RangedDownloadTest::startsOverWhenPartIsTooLong()
{
    QVERIFY(leavePart(noise(4 * MiB, 3)));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::PartTooLong});
}

void RangedDownloadTest::startsOverWhenFileShrinks()
{
    // The continuation is refused with 416: the file is shorter now than what is here.
    m_source.before = [this](int number) {
        if (number == 3)
            m_source.content = noise(MiB, 5);
    };
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = 2 * MiB;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::SizeChanged});
}

void RangedDownloadTest::keepsChanging()
{
    m_source.before = [this](int number) { m_source.content = noise(2 * MiB + number, number); };
    m_source.twist = [](int, const SeenRequest &, ScriptedAnswer &answer) {
        answer.cutAfterBodyBytes = MiB;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Protocol);
}

void RangedDownloadTest::rangeIgnored_data()
{
    QTest::addColumn<bool>("isChunked");
    QTest::addColumn<bool>("withoutLength");
    QTest::addColumn<bool>("sizeKnown");
    QTest::newRow("with length") << false << false << true;
    QTest::newRow("chunked") << true << false << false;
    QTest::newRow("until the connection closes") << false << true << false;
}

void RangedDownloadTest::rangeIgnored()
{
    QFETCH(bool, isChunked);
    QFETCH(bool, withoutLength);
    QFETCH(bool, sizeKnown);
    QVERIFY(leavePart(m_source.content.left(MiB)));
    m_source.twist = [=, this](int, const SeenRequest &, ScriptedAnswer &answer) {
        FileSource::serveWhole(m_source.content, answer);
        answer.isChunked = isChunked;
        answer.withoutLength = withoutLength;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->sizeKnown, sizeKnown);
    QCOMPARE(report->bytes, m_source.content.size());
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::RangeIgnored});
}

void RangedDownloadTest::wholeFileInTheMiddleIsNotAppended()
{
    QVERIFY(leavePart(m_source.content.left(MiB)));
    m_source.twist = [this](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            FileSource::serveWhole(m_source.content, answer);
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::RangeIgnored});
    QCOMPARE(report->resumedFrom, 0);
}

void RangedDownloadTest::wrongContentRange_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("other start") << QByteArray("bytes 5-3145744/3145745");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("garbage") << QByteArray("bytes what/ever");
}

void RangedDownloadTest::wrongContentRange()
{
    QFETCH(QByteArray, header);
    m_source.twist = [header](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number > 1)
            answer.headers = {{"Content-Range", header}};
    };
    QVERIFY(leavePart(m_source.content.left(MiB)));
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Protocol);
    QCOMPARE(part(), m_source.content.left(MiB));
}

void RangedDownloadTest::oneWrongContentRangeIsSurvived()
{
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.headers = {{"Content-Range", "bytes 5-3145744/3145745"}};
    };
    QVERIFY(download());
    verifyComplete();
}

void RangedDownloadTest::codedInSpiteOfIdentity()
{
    m_source.content = QByteArray(2 * MiB, 'x') + noise(100 * KiB);
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        // zlib's own framing is what HTTP calls "deflate"; qCompress puts a length of 4 bytes
        // before it.
        answer.body = qCompress(answer.body).mid(4);
        answer.headers.append(qMakePair(QByteArray("Content-Encoding"), QByteArray("deflate")));
        if (number == 3)
            answer.cutAfterBodyBytes = answer.body.size() / 2;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
}

QTEST_GUILESS_MAIN(RangedDownloadTest)
#include "tst_rangeddownload.moc"
