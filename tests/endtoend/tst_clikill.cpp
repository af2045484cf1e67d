// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/state/migrationjournal.h"
#include "endtoend/cliprocess.h"
#include "support/migrationpair.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <map>
#include <mutex>
#include <optional>
#include <random>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

constexpr qint64 workspaceBytes = 300'000'000;
constexpr int deaths = 40;

/// As the command line runs them.
const QList<StepId> order{StepId::SignInSource,     StepId::SignInDestination,
                          StepId::CreateExport,     StepId::DownloadArchive,
                          StepId::CheckArchive,     StepId::PrepareArchive,
                          StepId::CheckDestination, StepId::UploadArchive,
                          StepId::RunImport,        StepId::Verify,
                          StepId::CleanUp};

const QString exportJob = QStringLiteral("export_process");
const QString importJob = QStringLiteral("import_process");
const QString exportPath = QStringLiteral("/exports/.+zip$");
const QString partPath = QStringLiteral("/uploads/[a-z0-9]{26}$");

/// When a program dies. Never by the clock alone: something that happened for certain comes first.
struct Death
{
    enum class Moment {
        Request, ///< a server has read the head of the step's n-th request; its fate is drawn
        Change,  ///< the same for the first request that creates or changes something; it is done
        Bytes,   ///< so many bytes of the archive have gone over the wire in this run
        Begun,   ///< the journal says that the step has begun
    };
    StepId step = StepId::None;
    Moment moment = Moment::Request;
    qint64 number = 1;
    int delayMs = 0;
    Action fate = Action::None; ///< of the request that the dead left behind
};

class Dice
{
public:
    explicit Dice(quint64 seed)
        : m_random(seed)
    {
    }
    qint64 between(qint64 from, qint64 to)
    {
        return from + qint64(m_random() % quint64(to - from + 1));
    }

private:
    std::mt19937_64 m_random;
};

QList<Death> drawDeaths(quint64 seed)
{
    Dice dice(seed);
    QList<Death> plan;
    const auto request = [&](StepId step, qint64 most, int times = 1) {
        static const QList<Action> fates{Action::None, Action::None, Action::LoseAnswer,
                                         Action::CutUnprocessed};
        for (int i = 0; i < times; ++i)
            plan.append({step, Death::Moment::Request, dice.between(1, most), 0,
                         fates.at(dice.between(0, fates.size() - 1))});
    };
    const auto change = [&](StepId step) {
        plan.append({step, Death::Moment::Change, 1, 0, Action::None});
    };
    const auto bytes = [&](StepId step, qint64 most, int times) {
        for (int i = 0; i < times; ++i)
            plan.append({step, Death::Moment::Bytes, dice.between(1, most), int(dice.between(0, 3)),
                         Action::None});
    };
    const auto begun = [&](StepId step, int latestMs, int times = 1) {
        for (int i = 0; i < times; ++i)
            plan.append(
                {step, Death::Moment::Begun, 0, int(dice.between(0, latestMs)), Action::None});
    };
    request(StepId::SignInSource, 4, 2);
    request(StepId::SignInDestination, 4);
    request(StepId::CreateExport, 2);
    change(StepId::CreateExport);
    request(StepId::CreateExport, 6, 2);
    begun(StepId::CreateExport, 1'500);
    request(StepId::SignInSource, 3);
    request(StepId::DownloadArchive, 2, 2);
    bytes(StepId::DownloadArchive, workspaceBytes / 8, 3);
    begun(StepId::CheckArchive, 0);
    begun(StepId::CheckArchive, 150, 2);
    begun(StepId::PrepareArchive, 0);
    begun(StepId::PrepareArchive, 250, 2);
    request(StepId::PrepareArchive, 1);
    request(StepId::CheckDestination, 1);
    change(StepId::CheckDestination);
    request(StepId::CheckDestination, 5);
    change(StepId::UploadArchive);
    request(StepId::UploadArchive, 3);
    bytes(StepId::UploadArchive, workspaceBytes / 2, 3);
    request(StepId::SignInDestination, 3);
    change(StepId::RunImport);
    request(StepId::RunImport, 4);
    begun(StepId::RunImport, 1'500);
    begun(StepId::RunImport, 300);
    request(StepId::SignInDestination, 3);
    request(StepId::Verify, 1);
    request(StepId::Verify, 3, 2);
    request(StepId::CleanUp, 1);
    change(StepId::CleanUp);
    return plan;
}

bool isLastOf(const QList<Death> &plan, qsizetype index, StepId step)
{
    if (plan.at(index).step != step)
        return false;
    return std::none_of(plan.begin() + index + 1, plan.end(),
                        [step](const Death &later) { return later.step == step; });
}

QByteArray sha256(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return file.open(QIODevice::ReadOnly) && hash.addData(&file) ? hash.result().toHex()
                                                                 : QByteArray();
}

/// Kills one program at its moment. The servers' threads ask it about each request.
class Killer
{
public:
    explicit Killer(const QString &journalFolder)
        : m_journalFolder(journalFolder)
    {
    }

    void aimAt(const Death &death, const QDateTime &since)
    {
        const std::lock_guard lock(m_mutex);
        m_death = death;
        m_since = since;
        m_seen = 0;
        m_victim = 0;
        m_diedIn = StepId::None;
    }
    /// The program that is to die; until then it waits for its first answer.
    void setVictim(qint64 processId)
    {
        const std::lock_guard lock(m_mutex);
        m_victim = pid_t(processId);
    }

    /// The step at work by the journal, which is written before a step does anything; None between
    /// two steps and before the first one.
    StepId stepNow() const
    {
        const QList<MigrationJournal::Listed> listed = MigrationJournal::list(m_journalFolder);
        StepId now = StepId::None;
        if (listed.isEmpty() || !listed.first().state)
            return now;
        const QMap<StepId, StepRecord> &steps = listed.first().state->steps;
        for (auto it = steps.begin(); it != steps.end(); ++it) {
            // Those that an earlier run died in are "started" as well.
            if (it->status == StepStatus::Started && it->startedAt >= m_since)
                now = it.key();
        }
        return now;
    }
    bool hasReached(StepId now) const
    {
        return now != StepId::None && order.indexOf(now) >= order.indexOf(m_death.step);
    }

    std::optional<PracticeFault> judge(const QString &method, const QString &path)
    {
        const std::lock_guard lock(m_mutex);
        if (m_victim != 0 && isTheMoment(method)) {
            kill(stepNow());
            if (m_death.fate != Action::None)
                return PracticeFault{.action = m_death.fate};
            return std::nullopt;
        }
        // Slow enough to die in the middle of it.
        static const QRegularExpression archive(exportPath);
        if (method == QLatin1String("GET") && archive.match(path).hasMatch())
            return PracticeFault{.action = Action::Drip, .bytes = 128 * 1024, .pauseMs = 1};
        return std::nullopt;
    }

    void killNow()
    {
        const std::lock_guard lock(m_mutex);
        if (m_victim != 0)
            kill(stepNow());
    }
    StepId diedIn() const { return m_diedIn; }

private:
    bool isTheMoment(const QString &method)
    {
        const bool byRequest = m_death.moment == Death::Moment::Request;
        if (!byRequest && m_death.moment != Death::Moment::Change)
            return false;
        const StepId now = stepNow();
        // Too late for that step (it made fewer requests): a later one is as good.
        if (now != m_death.step)
            return hasReached(now);
        const bool counts = byRequest || method != QLatin1String("GET");
        return counts && ++m_seen >= m_death.number;
    }

    void kill(StepId now)
    {
        ::kill(m_victim, SIGKILL);
        m_victim = 0;
        m_diedIn = now;
    }

    const QString m_journalFolder;
    std::mutex m_mutex;
    Death m_death;
    QDateTime m_since;
    pid_t m_victim = 0;
    int m_seen = 0;
    StepId m_diedIn = StepId::None;
};

} // namespace

/// Forty deaths by SIGKILL in one migration, in every step.
class CliKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void diesFortyTimes();

private:
    QStringList arguments() const;
    std::optional<StepId> die(Killer &killer, const Death &death);
    qint64 bytesOnTheWire(const Death &death) const;
    void verifyArrived(const MigrationState &state);
    void verifyNothingLeftOver(const MigrationState &state);

    std::unique_ptr<PracticeServer> m_source;
    std::unique_ptr<PracticeServer> m_destination;
    std::unique_ptr<CliHome> m_home;
};

void CliKillTest::initTestCase()
{
    PracticeServerOptions source = smallSource();
    source.size.attachmentBytes = workspaceBytes;
    source.size.attachments = 60;
    m_source = std::make_unique<PracticeServer>(source);
    m_destination = std::make_unique<PracticeServer>(emptyDestination());
    m_home = std::make_unique<CliHome>();
    QVERIFY(m_source->start());
    QVERIFY(m_destination->start());
}

QStringList CliKillTest::arguments() const
{
    const QStringList from = sourceArguments(*m_home, *m_source);
    const QStringList to = destinationArguments(*m_home, *m_destination);
    const QStringList both{QStringLiteral("--adjust-limits"), QStringLiteral("--progress"),
                           QStringLiteral("json")};
    if (!m_home->journals().isEmpty())
        return QStringList{QStringLiteral("resume")} + from.mid(2) + to.mid(2) + both;
    return QStringList{QStringLiteral("migrate"), QStringLiteral("--folder"),
                       m_home->filePath(QStringLiteral("archives"))}
           + from + to + both;
}

qint64 CliKillTest::bytesOnTheWire(const Death &death) const
{
    qint64 bytes = 0;
    const bool isDownload = death.step == StepId::DownloadArchive;
    const QList<PracticeRequest> requests =
        isDownload ? m_source->requests(QStringLiteral("GET"), exportPath)
                   : m_destination->requests(QStringLiteral("POST"), partPath);
    for (const PracticeRequest &request : requests)
        bytes += isDownload ? request.answerBytes : request.bodyBytes;
    return bytes;
}

/// Runs the program until it dies. The step in which it did; nothing when it came to its end.
std::optional<StepId> CliKillTest::die(Killer &killer, const Death &death)
{
    m_source->clearRequests();
    m_destination->clearRequests();
    killer.aimAt(death, QDateTime::currentDateTimeUtc());
    CliProcess process(*m_home, arguments());
    killer.setVictim(process.processId());
    if (death.moment == Death::Moment::Begun || death.moment == Death::Moment::Bytes) {
        process.waitUntil([&] {
            const StepId now = killer.stepNow();
            return death.moment == Death::Moment::Begun || now != death.step
                       ? killer.hasReached(now)
                       : bytesOnTheWire(death) >= death.number;
        });
        QElapsedTimer delay;
        delay.start();
        process.waitUntil(
            [&] { return delay.hasExpired(death.delayMs) || killer.stepNow() != death.step; });
        killer.killNow();
    }
    const CliResult result = process.finish();
    if (!result.crashed)
        qWarning("did not die: %s", result.inWords().constData());
    return result.crashed ? std::optional(killer.diedIn()) : std::nullopt;
}

void CliKillTest::diesFortyTimes()
{
    bool isNumber = false;
    quint64 seed = qEnvironmentVariable("MMIGRATE_KILL_SEED").toULongLong(&isNumber);
    if (!isNumber)
        seed = 1;
    qInfo("MMIGRATE_KILL_SEED=%llu", seed);
    const QList<Death> plan = drawDeaths(seed);
    QCOMPARE(plan.size(), deaths);
    Killer killer(m_home->journalFolder());
    const auto judge = [&killer](const QString &method, const QString &path) {
        return killer.judge(method, path);
    };
    m_source->setFaultSource(judge);
    m_destination->setFaultSource(judge);
    std::map<StepId, int> perStep;
    QElapsedTimer clock;
    clock.start();
    // The jobs end only after all but one of the deaths in their steps.
    m_source->holdJobs(exportJob);
    m_destination->holdJobs(importJob);
    for (qsizetype i = 0; i < plan.size(); ++i) {
        const Death &death = plan.at(i);
        if (isLastOf(plan, i, StepId::CreateExport))
            m_source->releaseJobs(exportJob);
        if (isLastOf(plan, i, StepId::RunImport))
            m_destination->releaseJobs(importJob);
        const std::optional<StepId> step = die(killer, death);
        QVERIFY(step);
        qInfo("%6.1f s: aimed at %s, died in %s", double(clock.elapsed()) / 1000,
              qPrintable(stepName(death.step)), qPrintable(stepName(*step)));
        ++perStep[*step];
    }
    m_source->setFaultSource({});
    m_destination->setFaultSource({});
    for (const StepId step : order)
        QVERIFY2(perStep[step] > 0, qPrintable(stepName(step)));

    const CliResult last = m_home->run(arguments());
    QVERIFY2(last.exitStatus == 0, last.inWords().constData());
    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(m_home->journalFolder());
    QCOMPARE(listed.size(), 1);
    QVERIFY(listed.first().state);
    QVERIFY(listed.first().state->isComplete());
    verifyArrived(*listed.first().state);
    verifyNothingLeftOver(*listed.first().state);
}

void CliKillTest::verifyArrived(const MigrationState &state)
{
    QCOMPARE(MigrationPair::jobCount(*m_source, "export_process"), 1);
    QCOMPARE(MigrationPair::jobCount(*m_destination, "import_process"), 1);
    const QByteArray local = sha256(state.archive.path);
    QVERIFY(!local.isEmpty());
    QCOMPARE(local, sha256(m_source->storageFolder() + QStringLiteral("/export/")
                           + state.exported.fileName));
    const QString wrong =
        difference(m_destination->posts(), expectedPosts(m_source->posts(), Passage{}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    QVERIFY(!state.proof.isEmpty());
    for (const VerifyRow &row : state.proof)
        QVERIFY2(row.verdict != QLatin1String("missing"), qPrintable(row.what));
    const PracticeCounts from = m_source->counts();
    const PracticeCounts to = m_destination->counts();
    QCOMPARE(to.teams, from.teams);
    QCOMPARE(to.channels, from.channels);
    QCOMPARE(to.users, from.users);
    QCOMPARE(to.posts, from.posts);
    QCOMPARE(to.files, from.files);
    QCOMPARE(to.fileBytes, from.fileBytes);
}

void CliKillTest::verifyNothingLeftOver(const MigrationState &state)
{
    // The export stays, as nobody asked to delete it, and is named at the end.
    QCOMPARE(m_source->exportFiles(), QStringList{state.exported.fileName});
    QCOMPARE(m_destination->importFiles(), QStringList());
    // Uploads that could not be trusted any more lie there until the server clears them away.
    const QStringList unfinished =
        QDir(m_destination->storageFolder() + QStringLiteral("/import")).entryList(QDir::Files);
    for (const QString &name : unfinished)
        QVERIFY2(state.upload.abandoned.contains(name.chopped(4)), qPrintable(name));
    QVERIFY(!state.hasUnrestoredSettings());
    PracticeServer fresh(emptyDestination());
    const QString key = QStringLiteral("FileSettings.MaxFileSize");
    QCOMPARE(m_destination->configValue(key), fresh.configValue(key));
    // At home: the archive, and the list of what was corrected in it.
    const QFileInfo archive(state.archive.path);
    const QStringList files = archive.dir().entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : files) {
        const QString path = archive.dir().filePath(name);
        QVERIFY2(path == state.archive.path || path == state.archive.changesPath,
                 qPrintable(files.join(QLatin1Char(' '))));
    }
}

QTEST_GUILESS_MAIN(CliKillTest)
#include "tst_clikill.moc"
