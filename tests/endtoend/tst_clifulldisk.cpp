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

namespace {

constexpr auto noWay = "neither may this user mount a file system, nor can the system limit the "
                       "size of another process's files";

/// The disk of the data folder runs full at a moment, and has room again later. Without the right
/// to mount one, the size of the program's files is limited in mid-run: its writes fail all the
/// same.
class DataDisk
{
public:
    explicit DataDisk(const CliHome &home)
        : m_disk(home.filePath(QStringLiteral("data")))
    {
    }

    bool isPossible() const
    {
#ifdef Q_OS_LINUX
        return true;
#else
        return m_disk.isMounted();
#endif
    }
    void setVictim(qint64 processId)
    {
        m_victim = processId;
    }
    /// From any thread. Waits for the victim to be known.
    void fill()
    {
        if (m_disk.isMounted()) {
            if (!m_disk.fill())
                qFatal("the small disk cannot be filled");
            return;
        }
#ifdef Q_OS_LINUX
        while (m_victim == 0) { }
        const rlimit limit{1, RLIM_INFINITY};
        if (::prlimit(pid_t(m_victim), RLIMIT_FSIZE, &limit, nullptr) != 0)
            qFatal("the limit cannot be set");
#endif
    }
    /// A new process has no limit.
    bool makeRoom()
    {
        return !m_disk.isMounted() || m_disk.makeRoom();
    }
    bool isMounted() const
    {
        return m_disk.isMounted();
    }

private:
    SmallDisk m_disk;
    std::atomic<qint64> m_victim = 0;
};

void ignoreLimit()
{
    std::signal(SIGXFSZ, SIG_IGN);
}

} // namespace

/// The disks of the journal and of the log are full; tst_cliinterrupt has the one of the archive.
class CliFullDiskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_pair.reset(); }
    void journalFromTheStart();
    void journalInTheMiddle_data();
    void journalInTheMiddle();
    void logFromTheStart();
    void logInTheMiddle();

private:
    std::unique_ptr<CliPair> m_pair;
};

void CliFullDiskTest::init()
{
    PracticeServerOptions source = smallSource();
    source.size.attachmentBytes = 12'000'000; // several parts
    m_pair = std::make_unique<CliPair>(source);
}

void CliFullDiskTest::journalFromTheStart()
{
    DataDisk disk(m_pair->home);
    if (!disk.isMounted())
        QSKIP("this user may not mount a file system; journalInTheMiddle() has a way without");
    disk.fill();
    const CliResult full = m_pair->home.run(m_pair->migrate());
    QVERIFY2(full.exitStatus == 1, full.inWords().constData());
    QVERIFY2(full.err.contains(m_pair->home.journalFolder().toUtf8()), full.err.constData());
    QVERIFY2(full.err.contains("Make room"), full.err.constData());
    // Nothing was begun that nobody would know of.
    QCOMPARE(m_pair->source.requests().size() + m_pair->destination.requests().size(), 0);
    QVERIFY(disk.makeRoom());
    const CliResult again = m_pair->home.run(m_pair->migrate());
    QVERIFY2(again.exitStatus == 0, again.inWords().constData());
    QCOMPARE(m_pair->whatIsWrong(), QString());
}

void CliFullDiskTest::journalInTheMiddle_data()
{
    QTest::addColumn<bool>("atSource");
    QTest::addColumn<QString>("path");
    const auto row = [](const char *tag, bool atSource, const char *path) {
        QTest::newRow(tag) << atSource << QString::fromLatin1(path);
    };
    row("at the export job", true, "^/api/v4/jobs$");
    row("at the upload session", false, "^/api/v4/uploads$");
    row("at a part of the upload", false, "^/api/v4/uploads/[a-z0-9]{26}$");
    row("at the import job", false, "^/api/v4/jobs$");
}

void CliFullDiskTest::journalInTheMiddle()
{
    QFETCH(bool, atSource);
    QFETCH(QString, path);
    DataDisk disk(m_pair->home);
    if (!disk.isPossible())
        QSKIP(noWay);
    PracticeServer &server = atSource ? m_pair->source : m_pair->destination;
    const QRegularExpression pattern(path);
    std::atomic<bool> isFull = false;
    server.setFaultSource(
        [&](const QString &method, const QString &asked) -> std::optional<PracticeFault> {
            if (method == QLatin1String("POST") && pattern.match(asked).hasMatch()
                && !isFull.exchange(true))
                disk.fill();
            return std::nullopt;
        });
    CliProcess process(m_pair->home, m_pair->migrate(), ignoreLimit);
    disk.setVictim(process.processId());
    const CliResult full = process.finish();
    QVERIFY(isFull);
    QVERIFY2(full.exitStatus == 1 && !full.crashed, full.inWords().constData());
    QVERIFY2(full.err.contains(m_pair->home.journalFolder().toUtf8()), full.err.constData());
    QVERIFY2(full.err.contains("Make room"), full.err.constData());
    QVERIFY2(full.err.contains("mmigrate-cli resume"), full.err.constData());
    server.setFaultSource({});
    QVERIFY(disk.makeRoom());
    const CliResult resumed = m_pair->home.run(m_pair->resume());
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(m_pair->home.journals().size(), 1);
    QCOMPARE(m_pair->whatIsWrong(), QString());
}

void CliFullDiskTest::logFromTheStart()
{
    const QString folder = m_pair->home.filePath(QStringLiteral("logs"));
    SmallDisk disk(folder);
    if (!disk.fill())
        QSKIP("this user may not mount a file system");
    const QString log = folder + QStringLiteral("/mmigrate.log");
    const CliResult result = m_pair->home.run(m_pair->migrate({QStringLiteral("--log-file"), log}));
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QCOMPARE(QFileInfo(log).size(), 0);
    QCOMPARE(m_pair->whatIsWrong(), QString());
}

void CliFullDiskTest::logInTheMiddle()
{
    const QString folder = m_pair->home.filePath(QStringLiteral("logs"));
    SmallDisk disk(folder);
    if (!disk.isMounted())
        QSKIP("this user may not mount a file system");
    const QString log = folder + QStringLiteral("/mmigrate.log");
    std::atomic<bool> isFull = false;
    m_pair->source.setFaultSource(
        [&](const QString &method, const QString &) -> std::optional<PracticeFault> {
            if (method == QLatin1String("POST") && !isFull.exchange(true))
                disk.fill();
            return std::nullopt;
        });
    const CliResult result = m_pair->home.run(
        m_pair->migrate({QStringLiteral("--verbose"), QStringLiteral("--log-file"), log}));
    QVERIFY(isFull);
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QVERIFY(QFileInfo(log).size() > 0);
    QCOMPARE(m_pair->whatIsWrong(), QString());
}

QTEST_GUILESS_MAIN(CliFullDiskTest)
#include "tst_clifulldisk.moc"
