// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "endtoend/cliprocess.h"
#include "endtoend/smalldisk.h"
#include "support/migrationpair.h"

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
    void cleanup();
    void journalFromTheStart();
    void journalInTheMiddle_data();
    void journalInTheMiddle();
    void logFromTheStart();
    void logInTheMiddle();

private:
    QStringList migrate(const QStringList &more = {}) const;
    QStringList resume() const;
    void verifyArrived();

    std::unique_ptr<PracticeServer> m_source;
    std::unique_ptr<PracticeServer> m_destination;
    std::unique_ptr<CliHome> m_home;
};

void CliFullDiskTest::init()
{
    PracticeServerOptions source = smallSource();
    source.size.attachmentBytes = 12'000'000; // several parts
    m_source = std::make_unique<PracticeServer>(source);
    m_destination = std::make_unique<PracticeServer>(emptyDestination());
    m_home = std::make_unique<CliHome>();
    QVERIFY(m_source->start());
    QVERIFY(m_destination->start());
}

void CliFullDiskTest::cleanup()
{
    m_home.reset();
    m_destination.reset();
    m_source.reset();
}

QStringList CliFullDiskTest::migrate(const QStringList &more) const
{
    return QStringList{QStringLiteral("migrate"), QStringLiteral("--folder"),
                       m_home->filePath(QStringLiteral("archives"))}
           + sourceArguments(*m_home, *m_source) + destinationArguments(*m_home, *m_destination)
           + more;
}

QStringList CliFullDiskTest::resume() const
{
    return resumeArguments(*m_home, *m_source, *m_destination);
}

void CliFullDiskTest::verifyArrived()
{
    const QString wrong =
        difference(m_destination->posts(), expectedPosts(m_source->posts(), Passage{}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    QCOMPARE(MigrationPair::jobCount(*m_source, "export_process"), 1);
    QCOMPARE(MigrationPair::jobCount(*m_destination, "import_process"), 1);
}

void CliFullDiskTest::journalFromTheStart()
{
    DataDisk disk(*m_home);
    if (!disk.isMounted())
        QSKIP("this user may not mount a file system; journalInTheMiddle() has a way without");
    disk.fill();
    const CliResult full = m_home->run(migrate());
    QVERIFY2(full.exitStatus == 1, full.inWords().constData());
    QVERIFY2(full.err.contains(m_home->journalFolder().toUtf8()), full.err.constData());
    QVERIFY2(full.err.contains("Make room"), full.err.constData());
    // Nothing was begun that nobody would know of.
    QCOMPARE(m_source->requests().size() + m_destination->requests().size(), 0);
    QVERIFY(disk.makeRoom());
    const CliResult again = m_home->run(migrate());
    QVERIFY2(again.exitStatus == 0, again.inWords().constData());
    verifyArrived();
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
    DataDisk disk(*m_home);
    if (!disk.isPossible())
        QSKIP(noWay);
    PracticeServer &server = atSource ? *m_source : *m_destination;
    const QRegularExpression pattern(path);
    std::atomic<bool> isFull = false;
    server.setFaultSource(
        [&](const QString &method, const QString &asked) -> std::optional<PracticeFault> {
            if (method == QLatin1String("POST") && pattern.match(asked).hasMatch()
                && !isFull.exchange(true))
                disk.fill();
            return std::nullopt;
        });
    CliProcess process(*m_home, migrate(), ignoreLimit);
    disk.setVictim(process.processId());
    const CliResult full = process.finish();
    QVERIFY(isFull);
    QVERIFY2(full.exitStatus == 1 && !full.crashed, full.inWords().constData());
    QVERIFY2(full.err.contains(m_home->journalFolder().toUtf8()), full.err.constData());
    QVERIFY2(full.err.contains("Make room"), full.err.constData());
    QVERIFY2(full.err.contains("mmigrate-cli resume"), full.err.constData());
    server.setFaultSource({});
    QVERIFY(disk.makeRoom());
    const CliResult resumed = m_home->run(resume());
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(m_home->journals().size(), 1);
    verifyArrived();
}

void CliFullDiskTest::logFromTheStart()
{
    const QString folder = m_home->filePath(QStringLiteral("logs"));
    SmallDisk disk(folder);
    if (!disk.fill())
        QSKIP("this user may not mount a file system");
    const QString log = folder + QStringLiteral("/mmigrate.log");
    const CliResult result = m_home->run(migrate({QStringLiteral("--log-file"), log}));
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QCOMPARE(QFileInfo(log).size(), 0);
    verifyArrived();
}

void CliFullDiskTest::logInTheMiddle()
{
    const QString folder = m_home->filePath(QStringLiteral("logs"));
    SmallDisk disk(folder);
    if (!disk.isMounted())
        QSKIP("this user may not mount a file system");
    const QString log = folder + QStringLiteral("/mmigrate.log");
    std::atomic<bool> isFull = false;
    m_source->setFaultSource(
        [&](const QString &method, const QString &) -> std::optional<PracticeFault> {
            if (method == QLatin1String("POST") && !isFull.exchange(true))
                disk.fill();
            return std::nullopt;
        });
    const CliResult result =
        m_home->run(migrate({QStringLiteral("--verbose"), QStringLiteral("--log-file"), log}));
    QVERIFY(isFull);
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QVERIFY(QFileInfo(log).size() > 0);
    verifyArrived();
}

QTEST_GUILESS_MAIN(CliFullDiskTest)
#include "tst_clifulldisk.moc"
