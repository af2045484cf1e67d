// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/chunkpost.h"
#include "core/transfer/chunksizer.h"
#include "core/transfer/filewindow.h"
#include "transfer/uploadfixture.h"

#include <QThread>

#include <atomic>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

constexpr qint64 large = 1000 * MiB;

PassedChunk fast(qint64 bytes)
{
    return {bytes, 100, 10};
}

/// Answers a part only after the client has waited for a while.
class SlowAnswer : public RequestHandler
{
public:
    std::atomic<bool> isAllSent = false;
    static constexpr int holdMs = 60;

    ScriptedAnswer answer(const SeenRequest &) override
    {
        while (!isAllSent)
            QThread::yieldCurrentThread();
        for (QElapsedTimer timer = started(); timer.elapsed() < holdMs;)
            QThread::yieldCurrentThread();
        ScriptedAnswer answer;
        answer.status = 204;
        return answer;
    }

private:
    static QElapsedTimer started()
    {
        QElapsedTimer timer;
        timer.start();
        return timer;
    }
};

} // namespace

/// How large the parts of an upload are, and what that follows.
class ChunkSizesTest : public UploadFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareOnce(); }
    void init() { prepare(); }
    void startsAt32MiB();
    void shrinksAfterBreaks();
    void refusedSizesAreNotTriedAgain();
    void growsWhileFast();
    void growsPastTheLargestWhileThatIsFaster();
    void growsWhileTheAnswerIsWhatTakesTime();
    void slowLinkIsNoSlowAnswer();
    void restOfAFileTellsNothing();
    void knownRefusal_data();
    void knownRefusal();
    void answerTimeIsMeasured();
    void checkpointsTellWhatWasLearnt();
};

void ChunkSizesTest::startsAt32MiB()
{
    QCOMPARE(UploadOptions().chunkBytes, 32 * MiB);
    QCOMPARE(UploadOptions().largestChunkBytes, 256 * MiB);
}

void ChunkSizesTest::shrinksAfterBreaks()
{
    ChunkSizer sizer(64 * MiB, 256 * MiB);
    QCOMPARE(sizer.sizeAt(0, large), 64 * MiB);
    QCOMPARE(sizer.sizeAt(990 * MiB, large), 10 * MiB);
    QCOMPARE(sizer.sizeAt(0, 3 * MiB), 3 * MiB);
    for (int i = 0; i < 20; ++i)
        sizer.broke(sizer.size());
    QCOMPARE(sizer.sizeAt(0, large), 5 * MiB); // the server's rule for the first part
    QCOMPARE(sizer.sizeAt(5 * MiB, large), MiB);
    for (int i = 0; i < 100; ++i)
        sizer.passed(fast(sizer.size()));
    QCOMPARE(sizer.size(), 64 * MiB);
}

void ChunkSizesTest::refusedSizesAreNotTriedAgain()
{
    ChunkSizer sizer(64 * MiB, 256 * MiB);
    QCOMPARE(sizer.refusedBytes(), 0);
    QVERIFY(sizer.refused(64 * MiB, 0));
    QCOMPARE(sizer.size(), 32 * MiB);
    QCOMPARE(sizer.refusedBytes(), 64 * MiB);
    for (int i = 0; i < 100; ++i)
        sizer.passed(fast(sizer.size()));
    QCOMPARE(sizer.size(), 32 * MiB);
    QCOMPARE(sizer.passedBytes(), 32 * MiB);
    QVERIFY(sizer.refused(32 * MiB, 0));
    QVERIFY(sizer.refused(16 * MiB, 0));
    QVERIFY(sizer.refused(8 * MiB, 0));
    QCOMPARE(sizer.sizeAt(0, large), 5 * MiB);
    QVERIFY(!sizer.refused(5 * MiB, 0));
    QVERIFY(sizer.refused(5 * MiB, 5 * MiB));
    QCOMPARE(sizer.sizeAt(5 * MiB, large), 2 * MiB);
}

void ChunkSizesTest::growsWhileFast()
{
    ChunkSizer sizer(64 * MiB, 256 * MiB);
    sizer.passed(fast(64 * MiB));
    QCOMPARE(sizer.size(), 128 * MiB);
    sizer.passed({128 * MiB, 6000, 10});
    QCOMPARE(sizer.size(), 128 * MiB);
    sizer.passed({128 * MiB, 4999, 10});
    QCOMPARE(sizer.size(), 256 * MiB);
    sizer.broke(256 * MiB);
    QCOMPARE(sizer.size(), 128 * MiB);
    sizer.passed(fast(128 * MiB));
    QCOMPARE(sizer.size(), 128 * MiB);
}

void ChunkSizesTest::growsPastTheLargestWhileThatIsFaster()
{
    ChunkSizer sizer(128 * MiB, 256 * MiB);
    sizer.passed({128 * MiB, 1000, 10});
    QCOMPARE(sizer.size(), 256 * MiB);
    ChunkSizer same = sizer;
    same.passed({256 * MiB, 2000, 10}); // as fast as half of it
    QCOMPARE(same.size(), 256 * MiB);
    sizer.passed({256 * MiB, 1500, 10});
    QCOMPARE(sizer.size(), 512 * MiB);
    QCOMPARE(sizer.sizeAt(0, 400 * MiB), 400 * MiB); // all that is left
    ChunkSizer slow = sizer;
    slow.passed({512 * MiB, 5000, 10}); // too near to the timers of servers and proxies
    QCOMPARE(slow.size(), 512 * MiB);
}

void ChunkSizesTest::growsWhileTheAnswerIsWhatTakesTime()
{
    ChunkSizer sizer(32 * MiB, 64 * MiB);
    sizer.passed({32 * MiB, 12'000, 10'000}); // much too slow to grow by speed
    QCOMPARE(sizer.size(), 64 * MiB);
    sizer.passed({64 * MiB, 14'000, 10'000});
    QCOMPARE(sizer.size(), 128 * MiB);
    sizer.passed({128 * MiB, 20'000, 10'000}); // sending takes about as long by now
    QCOMPARE(sizer.size(), 128 * MiB);
    ChunkSizer far(32 * MiB, 64 * MiB);
    far.passed({32 * MiB, 130'000, 100'000}); // twice as long to send could meet a proxy's timer
    QCOMPARE(far.size(), 32 * MiB);
}

void ChunkSizesTest::slowLinkIsNoSlowAnswer()
{
    // 1 MB/s: what the system holds of a body takes seconds after its last byte was handed over.
    ChunkSizer sizer(8 * MiB, 64 * MiB);
    sizer.passed({8 * MiB, 8'000, 4'100});
    QCOMPARE(sizer.size(), 8 * MiB);
    ChunkSizer larger(32 * MiB, 64 * MiB);
    larger.passed({32 * MiB, 32'000, 4'100});
    QCOMPARE(larger.size(), 32 * MiB);
}

void ChunkSizesTest::restOfAFileTellsNothing()
{
    ChunkSizer sizer(32 * MiB, 256 * MiB);
    sizer.passed(fast(3 * MiB));
    QCOMPARE(sizer.size(), 32 * MiB);
    QCOMPARE(sizer.passedBytes(), 0);
}

void ChunkSizesTest::knownRefusal_data()
{
    QTest::addColumn<qint64>("preferred");
    QTest::addColumn<qint64>("refused");
    QTest::addColumn<qint64>("start");
    QTest::addColumn<qint64>("end");
    QTest::newRow("nothing known") << 32 * MiB << qint64(0) << 32 * MiB << 64 * MiB;
    QTest::newRow("far above") << 32 * MiB << 100 * MiB << 32 * MiB << 64 * MiB;
    QTest::newRow("next step") << 32 * MiB << 64 * MiB << 32 * MiB << 32 * MiB;
    QTest::newRow("below the start") << 32 * MiB << 20 * MiB << 10 * MiB << 10 * MiB;
    QTest::newRow("absurd") << 32 * MiB << qint64(1) << 32 * MiB << 32 * MiB;
}

void ChunkSizesTest::knownRefusal()
{
    QFETCH(qint64, preferred);
    QFETCH(qint64, refused);
    ChunkSizer sizer(preferred, 256 * MiB, refused);
    QTEST(sizer.size(), "start");
    sizer.passed(fast(sizer.size()));
    QTEST(sizer.size(), "end");
}

void ChunkSizesTest::answerTimeIsMeasured()
{
    SlowAnswer handler;
    ScriptedServer server(handler);
    const ChunkPostResult result =
        withSession(server.address(), *m_control, [&](HttpSession &session) {
            FileBody body(m_file);
            const bool isOpen = bool(body.open());
            FileWindow window(body, 0, isOpen ? 5 * MiB : 0);
            ChunkPostOptions options;
            options.path = QStringLiteral("/api/v4/uploads/session");
            options.sent = [&handler](qint64 sent) { handler.isAllSent = sent >= 5 * MiB; };
            return postChunk(session, window, options);
        });
    QCOMPARE(result.end, ChunkPostEnd::Answered);
    QVERIFY2(result.answerMs >= SlowAnswer::holdMs, qPrintable(QString::number(result.answerMs)));
    QVERIFY(result.answerMs <= result.elapsedMs);
}

void ChunkSizesTest::checkpointsTellWhatWasLearnt()
{
    m_store->refusals = [](int, const SeenRequest &request) -> std::unique_ptr<ScriptedAnswer> {
        return request.contentLength > 6 * MiB ? refusalOf(413, "<html>Too Large</html>") : nullptr;
    };
    UploadCheckpoint last;
    m_options.chunkBytes = 12 * MiB;
    m_options.checkpoint = [&last](const UploadCheckpoint &checkpoint) { last = checkpoint; };
    verifyDone(upload(m_options));
    QCOMPARE(last.refusedChunkBytes, 12 * MiB);
    QCOMPARE(last.passedChunkBytes, 6 * MiB);
    // The next upload asks for nothing that is known to be refused.
    prepare();
    m_options.chunkBytes = 12 * MiB;
    m_options.refusedChunkBytes = last.refusedChunkBytes;
    verifyDone(upload(m_options));
    const QList<SeenRequest> requests = m_server->requests();
    for (const SeenRequest &request : requests)
        QVERIFY(request.contentLength <= 6 * MiB);
}

QTEST_GUILESS_MAIN(ChunkSizesTest)
#include "tst_chunksizes.moc"
