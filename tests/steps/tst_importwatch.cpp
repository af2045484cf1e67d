// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "support/migrationpair.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

constexpr int people = 6;
constexpr int posts = 40;
// The version line, the team, the channel.
constexpr int firstPersonLine = 4;
constexpr int firstPostLine = firstPersonLine + people;
const QString analyticsPath = QStringLiteral("/analytics/old");

QByteArrayList lines()
{
    QByteArrayList all{
        R"({"type":"team","team":{"name":"sales","display_name":"Sales","type":"O"}})",
        R"({"type":"channel","channel":{"team":"sales","name":"lunch","display_name":"Lunch","type":"O"}})"};
    for (int person = 0; person < people; ++person) {
        const QByteArray name = "p" + QByteArray::number(person);
        all.append(R"({"type":"user","user":{"username":")" + name + R"(","email":")" + name
                   + R"(@example.com","teams":[{"name":"sales","channels":[{"name":"lunch"}]}]}})");
    }
    for (int post = 0; post < posts; ++post)
        all.append(R"({"type":"post","post":{"team":"sales","channel":"lunch","user":"p0",)"
                   R"("message":"m","create_at":)"
                   + QByteArray::number(Q_INT64_C(1700000000000) + post) + "}}");
    return all;
}

} // namespace

/// How far an import is, although its job does not say.
class ImportWatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void countsWhatHasCome();
    void saysWhenNothingChanges();
    void whatGrowsIsAlive();
    void busyServerIsNotCalledStuck();
    void goesOnWithoutCounts_data();
    void goesOnWithoutCounts();

private:
    /// The last progress of the import fulfils that.
    Trigger when(const std::function<bool(const Progress &)> &condition,
                 const std::function<void()> &then) const;

    std::unique_ptr<MigrationPair> m_pair;
};

void ImportWatchTest::init()
{
    m_pair = std::make_unique<MigrationPair>();
    m_pair->options.kind = MigrationKind::ImportOnly;
    m_pair->archivePath = writeArchive(m_pair->folder() + QStringLiteral("/export.zip"), lines());
    m_pair->timings.importCountMs = 10;
}

Trigger ImportWatchTest::when(const std::function<bool(const Progress &)> &condition,
                              const std::function<void()> &then) const
{
    return {[this, condition] {
                return !m_pair->progress().isEmpty()
                       && m_pair->progress().last().step == StepId::RunImport
                       && condition(m_pair->progress().last());
            },
            [then](MigrationRunner &) { then(); }};
}

void ImportWatchTest::countsWhatHasCome()
{
    PracticeServer &destination = m_pair->destination();
    destination.holdImportsAtLine(firstPersonLine + 4);
    const RunOutcome outcome =
        m_pair->run({when(
                         [](const Progress &now) {
                             return now.counts.value(importedUsersCount) == 4
                                    && now.counts.value(importedTeamsCount) == 1;
                         },
                         [&] { destination.holdImportsAtLine(firstPostLine + 25); }),
                     when([](const Progress &now) { return now.done == 25; },
                          [&] { destination.holdImportsAtLine(0); })});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    bool hasTold = false;
    qint64 before = 0;
    for (const Progress &progress : m_pair->progress()) {
        if (progress.step != StepId::RunImport || progress.done < 0)
            continue;
        hasTold = true;
        QCOMPARE(progress.unit, ProgressUnit::Posts);
        QCOMPARE(progress.total, posts);
        QVERIFY(progress.done >= before && progress.done <= posts);
        before = progress.done;
        QCOMPARE(progress.counts.value(expectedUsersCount), people);
        QCOMPARE(progress.counts.value(expectedTeamsCount), 1);
        QCOMPARE(progress.activity, Activity::ServerWorking);
    }
    QVERIFY(hasTold);
}

/// It is said, and the import goes on.
void ImportWatchTest::saysWhenNothingChanges()
{
    m_pair->timings.importSilenceMs = 50;
    PracticeServer &destination = m_pair->destination();
    destination.holdImportsAtLine(firstPostLine + 5);
    qint64 unchangedMs = -1;
    const RunOutcome outcome = m_pair->run(
        {when([](const Progress &now) { return now.activity == Activity::ServerSilent; },
              [&] {
                  unchangedMs = m_pair->progress().last().unchangedMs;
                  destination.holdImportsAtLine(0);
              })});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(unchangedMs > 50);
}

/// Its job says nothing for longer than any job may, and what is there grows.
void ImportWatchTest::whatGrowsIsAlive()
{
    m_pair->timings.longestSilenceMs = 2000;
    m_pair->timings.importSilenceMs = 100;
    PracticeServer &destination = m_pair->destination();
    destination.holdImportsAtLine(firstPostLine + 1);
    QElapsedTimer held;
    QList<Trigger> triggers;
    constexpr int looks = 4;
    for (int look = 1; look <= looks; ++look) {
        const bool isLast = look == looks;
        triggers.append({[&held, look, this] {
                             const QList<Progress> &all = m_pair->progress();
                             if (all.isEmpty() || all.last().done != look)
                                 return false;
                             if (!held.isValid())
                                 held.start();
                             return held.elapsed() > look * 700;
                         },
                         [&destination, look, isLast](MigrationRunner &) {
                             destination.holdImportsAtLine(isLast ? 0 : firstPostLine + look + 1);
                         }});
    }
    const RunOutcome outcome = m_pair->run(triggers);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(held.elapsed() > m_pair->timings.longestSilenceMs);
}

/// It answers late or not at all while it works hard: that says nothing of the import.
void ImportWatchTest::busyServerIsNotCalledStuck()
{
    m_pair->timings.importSilenceMs = 300;
    PracticeServer &destination = m_pair->destination();
    destination.holdImportsAtLine(firstPostLine + 5);
    int fault = -1;
    QElapsedTimer busy;
    const Trigger refuse{[this] { return m_pair->isStarted(StepId::RunImport); },
                         [&](MigrationRunner &) {
                             fault = destination.addFault({.pathPattern = analyticsPath,
                                                           .times = 0,
                                                           .action = Action::Respond,
                                                           .status = 503});
                             busy.start();
                         }};
    // Much longer than what is called silence otherwise.
    const Trigger release{[&] { return destination.faultHits(fault) > 0 && busy.elapsed() > 900; },
                          [&](MigrationRunner &) {
                              destination.clearFaults();
                              destination.holdImportsAtLine(0);
                          }};
    const RunOutcome outcome = m_pair->run({refuse, release});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const QList<Progress> &all = m_pair->progress();
    QVERIFY(std::none_of(all.begin(), all.end(), [](const Progress &progress) {
        return progress.activity == Activity::ServerSilent;
    }));
}

void ImportWatchTest::goesOnWithoutCounts_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("refused") << 403;
    QTest::newRow("not there") << 404;
}

/// Nothing depends on the counts while it runs.
void ImportWatchTest::goesOnWithoutCounts()
{
    QFETCH(int, status);
    PracticeServer &destination = m_pair->destination();
    destination.holdImportsAtLine(firstPostLine + 5);
    int fault = -1;
    const Trigger refuse{[this] { return m_pair->isStarted(StepId::RunImport); },
                         [&](MigrationRunner &) {
                             fault = destination.addFault({.pathPattern = analyticsPath,
                                                           .times = 0,
                                                           .action = Action::Respond,
                                                           .status = status});
                         }};
    const Trigger release{[&] { return destination.faultHits(fault) > 0; },
                          [&](MigrationRunner &) {
                              destination.clearFaults();
                              destination.holdImportsAtLine(0);
                          }};
    const RunOutcome outcome = m_pair->run({refuse, release});
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(m_pair->saved().isComplete());
}

QTEST_GUILESS_MAIN(ImportWatchTest)

#include "tst_importwatch.moc"
