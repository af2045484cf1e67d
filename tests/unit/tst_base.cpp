// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/stepcontrol.h"
#include "core/base/stepid.h"
#include "core/run/progressgate.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QSemaphore>
#include <QSet>
#include <QTest>

#include <memory>
#include <thread>

using namespace mmigrate;

namespace {

constexpr qint64 aMinute = 60'000;

/// Runs sleep() or another wait of the worker in a thread that says when it has begun.
class Waiter
{
public:
    template <typename Function>
    explicit Waiter(Function function)
        : m_thread([this, function] {
            m_begun.release();
            m_answer = function();
            m_ended.release();
        })
    {
        m_begun.acquire();
    }
    ~Waiter() { m_thread.join(); }
    Q_DISABLE_COPY_MOVE(Waiter)

    bool hasEnded(int withinMs) { return m_ended.tryAcquire(1, withinMs); }
    bool answer() const { return m_answer; }

private:
    QSemaphore m_begun;
    QSemaphore m_ended;
    bool m_answer = false;
    std::thread m_thread;
};

} // namespace

class TestBase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resultHoldsValueOrError();
    void resultMovesItsValue();
    void resultOfNothing();
    void errorFacts();
    void errorLogLine();
    void transientKinds();
    void kindsHaveNames();
    void stepNames();
    void progressNames();

    void cancelStays();
    void cancelEndsSleep();
    void cancelEndsPause();
    void cancelFinishesToken();
    void cancelledControlNeverSleeps();
    void wakeEndsSleep();
    void resumeEndsPause();
    void sleepEndsByItself();
    void notPausedGoesOn();

    void gateLetsChangesThrough();
    void gateHoldsRepetitionsBack();
};

void TestBase::resultHoldsValueOrError()
{
    const Result<int> good = 7;
    QVERIFY(good.hasValue());
    QVERIFY(bool(good));
    QCOMPARE(*good, 7);
    QCOMPARE(good.valueOr(1), 7);

    const Result<int> bad = makeError(ErrorKind::Disk, QStringLiteral("why"));
    QVERIFY(!bad);
    QCOMPARE(bad.error().kind, ErrorKind::Disk);
    QCOMPARE(bad.error().detail, QStringLiteral("why"));
    QCOMPARE(bad.valueOr(1), 1);

    Result<QString> text = QStringLiteral("abc");
    QCOMPARE(text->size(), 3);
    text = makeError(ErrorKind::Network);
    QCOMPARE(text.error().kind, ErrorKind::Network);
}

void TestBase::resultMovesItsValue()
{
    Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
    const std::unique_ptr<int> taken = std::move(result).value();
    QCOMPARE(*taken, 5);
}

void TestBase::resultOfNothing()
{
    const Result<void> good;
    QVERIFY(good.hasValue());
    const Result<void> bad = makeError(ErrorKind::Timeout);
    QVERIFY(!bad);
    QCOMPARE(bad.error().kind, ErrorKind::Timeout);
}

void TestBase::errorFacts()
{
    const Error error = makeError(ErrorKind::DiskFull)
                            .with(QStringLiteral("path"), QStringLiteral("/tmp"))
                            .with(QStringLiteral("needed"), 12);
    QCOMPARE(error.facts.value(QStringLiteral("path")).toString(), QStringLiteral("/tmp"));
    QCOMPARE(error.facts.value(QStringLiteral("needed")).toInt(), 12);
}

void TestBase::errorLogLine()
{
    Error error = makeError(ErrorKind::ServerError, QStringLiteral("broken"));
    QCOMPARE(error.toLogLine(), QStringLiteral("ServerError broken"));
    error.step = StepId::Verify;
    error.httpStatus = 503;
    error.serverErrorId = QStringLiteral("a.b");
    error.requestId = QStringLiteral("xyz");
    QCOMPARE(error.toLogLine(),
             QStringLiteral("ServerError step=Verify status=503 id=a.b request=xyz broken"));
}

void TestBase::transientKinds()
{
    for (int number = 0; number <= int(ErrorKind::Internal); ++number) {
        const auto kind = ErrorKind(number);
        const bool expected = kind == ErrorKind::Network || kind == ErrorKind::Timeout
                              || kind == ErrorKind::RateLimited || kind == ErrorKind::ServerError
                              || kind == ErrorKind::Proxy;
        QVERIFY2(makeError(kind).isTransient() == expected, qPrintable(errorKindName(kind)));
    }
    // A login does not mend itself, and must not be tried again and again.
    for (const char *reason : {"login-wanted", "login-wrong"})
        QVERIFY(!makeError(ErrorKind::Proxy)
                     .with(QStringLiteral("reason"), QLatin1String(reason))
                     .isTransient());
}

void TestBase::kindsHaveNames()
{
    QSet<QString> names;
    for (int number = 0; number <= int(ErrorKind::Internal); ++number)
        names.insert(errorKindName(ErrorKind(number)));
    QCOMPARE(names.size(), qsizetype(ErrorKind::Internal) + 1);
    QVERIFY(!names.contains(QString()));
}

void TestBase::stepNames()
{
    QSet<QString> names;
    for (const StepId step : allSteps) {
        names.insert(stepName(step));
        QCOMPARE(stepFromName(stepName(step)), std::optional(step));
    }
    QCOMPARE(names.size(), qsizetype(allSteps.size()));
    QCOMPARE(stepFromName(QStringLiteral("None")), std::optional<StepId>());
    QCOMPARE(stepFromName(QStringLiteral("signinsource")), std::optional<StepId>());
    QCOMPARE(stepFromName(QString()), std::optional<StepId>());
}

void TestBase::progressNames()
{
    QSet<QString> units;
    for (int unit = 0; unit <= int(ProgressUnit::Posts); ++unit)
        units.insert(progressUnitName(ProgressUnit(unit)));
    QCOMPARE(units.size(), 5);
    QSet<QString> activities;
    for (int activity = 0; activity <= int(Activity::Paused); ++activity)
        activities.insert(activityName(Activity(activity)));
    QCOMPARE(activities.size(), 10);
}

void TestBase::cancelStays()
{
    StepControl control;
    QVERIFY(!control.isCancelled());
    control.cancel();
    control.cancel();
    control.resume();
    control.wake();
    QVERIFY(control.isCancelled());
    QVERIFY(!control.waitWhilePaused());
}

void TestBase::cancelEndsSleep()
{
    StepControl control;
    Waiter sleeper([&control] { return control.sleep(10 * aMinute); });
    control.cancel();
    QVERIFY(sleeper.hasEnded(aMinute));
    QVERIFY(!sleeper.answer());
}

void TestBase::cancelEndsPause()
{
    StepControl control;
    control.pause();
    Waiter waiter([&control] { return control.waitWhilePaused(); });
    QVERIFY(!waiter.hasEnded(20));
    control.cancel();
    QVERIFY(waiter.hasEnded(aMinute));
    QVERIFY(!waiter.answer());
}

void TestBase::cancelFinishesToken()
{
    StepControl control;
    QFutureWatcher<void> watcher;
    QSemaphore seen;
    connect(&watcher, &QFutureWatcherBase::finished, this, [&seen] { seen.release(); });
    watcher.setFuture(control.cancelled());
    QVERIFY(!control.cancelled().isFinished());
    std::thread other([&control] { control.cancel(); });
    QTRY_COMPARE(seen.available(), 1);
    other.join();
    QVERIFY(control.cancelled().isFinished());
}

void TestBase::cancelledControlNeverSleeps()
{
    StepControl control;
    control.cancel();
    QVERIFY(!control.sleep(10 * aMinute));
}

void TestBase::wakeEndsSleep()
{
    StepControl control;
    Waiter sleeper([&control] { return control.sleep(10 * aMinute); });
    // A wake before the sleep has begun is for nobody, so it is repeated until it arrives.
    bool ended = false;
    for (int i = 0; i < 10'000 && !ended; ++i) {
        control.wake();
        ended = sleeper.hasEnded(10);
    }
    QVERIFY(ended);
    QVERIFY(sleeper.answer());
}

void TestBase::resumeEndsPause()
{
    StepControl control;
    control.pause();
    QVERIFY(control.isPaused());
    Waiter waiter([&control] { return control.waitWhilePaused(); });
    QVERIFY(!waiter.hasEnded(20));
    control.resume();
    QVERIFY(waiter.hasEnded(aMinute));
    QVERIFY(waiter.answer());
    QVERIFY(!control.isPaused());
}

void TestBase::sleepEndsByItself()
{
    StepControl control;
    QVERIFY(control.sleep(0));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(control.sleep(30));
    QVERIFY(timer.elapsed() >= 25);
}

void TestBase::notPausedGoesOn()
{
    StepControl control;
    QVERIFY(control.waitWhilePaused());
    control.pause();
    control.resume();
    QVERIFY(control.waitWhilePaused());
}

void TestBase::gateLetsChangesThrough()
{
    QList<Progress> passed;
    ProgressGate gate([&passed](const Progress &progress) { passed.append(progress); });
    Progress progress;
    progress.total = 100;
    for (const StepId step : {StepId::DownloadArchive, StepId::UploadArchive}) {
        for (const Activity activity : {Activity::Connecting, Activity::Working}) {
            progress.step = step;
            progress.activity = activity;
            gate.pass(progress);
        }
    }
    QCOMPARE(passed.size(), 4);
    progress.done = 100;
    gate.pass(progress);
    QCOMPARE(passed.size(), 5);
    QCOMPARE(passed.last().done, 100);
}

void TestBase::gateHoldsRepetitionsBack()
{
    QList<qint64> passed;
    ProgressGate gate([&passed](const Progress &progress) { passed.append(progress.done); });
    Progress progress;
    progress.step = StepId::DownloadArchive;
    progress.total = 1'000'000'000;
    QElapsedTimer timer;
    timer.start();
    qint64 sent = 0;
    for (; timer.elapsed() < 250; ++sent) {
        progress.done = sent;
        gate.pass(progress);
    }
    // 10 a second at most: by the clock there was room for the first and one each 100 ms.
    QVERIFY(passed.size() <= 1 + timer.elapsed() / 100);
    QVERIFY(passed.size() >= 2);
    QCOMPARE(passed.first(), 0);
}

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
