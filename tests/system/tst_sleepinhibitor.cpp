// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "endtoend/cliprocess.h"
#include "support/migrationpair.h"
#include "system/keepawake.h"
#include "system/sleepinhibitor.h"
#include "system/sleepservices.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

const QString exportJob = QStringLiteral("export_process");
const QString nowhere = QStringLiteral("unix:path=/nonexistent/bus");

} // namespace

/// The real calls on a real bus, with the test in the place of logind and of the desktop.
class SleepInhibitorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void runIsPausedAndCancelled();
    void runnerThatGoes();
    void heldAndReleasedAtOnce();
    void commandLine();
    void commandLineIsInterrupted();
    void commandLineIsKilled();
    void desktopsToo_data();
    void desktopsToo();
    void nobodyThere_data();
    void nobodyThere();

private:
    QStringList migrate() const;
    std::unique_ptr<CliHome> homeWith(const QString &system, const QString &session) const;
    /// The bus delivers to this thread; a CliProcess alone would not let it.
    static bool waitFor(CliProcess &process, const std::function<bool()> &condition);

    PrivateBus m_bus;
    std::unique_ptr<QDBusConnection> m_services;
    std::unique_ptr<Login1> m_login;
    std::unique_ptr<Portal> m_portal;
    std::unique_ptr<PortalRequest> m_request;
    std::unique_ptr<PowerManagement> m_power;
    std::unique_ptr<MigrationPair> m_pair;
    std::unique_ptr<CliHome> m_home;
};

void SleepInhibitorTest::initTestCase()
{
    if (!m_bus.isRunning())
        QSKIP("dbus-daemon is not installed");
    // Before anything asks for them: Qt opens each of the two once.
    qputenv("DBUS_SYSTEM_BUS_ADDRESS", m_bus.address().toUtf8());
    qputenv("DBUS_SESSION_BUS_ADDRESS", nowhere.toUtf8());
    m_services = std::make_unique<QDBusConnection>(
        QDBusConnection::connectToBus(m_bus.address(), QStringLiteral("services")));
    QVERIFY(m_services->isConnected());
    QVERIFY(m_services->registerService(QStringLiteral("org.freedesktop.login1")));
}

void SleepInhibitorTest::init()
{
    m_login = std::make_unique<Login1>();
    m_portal = std::make_unique<Portal>();
    m_request = std::make_unique<PortalRequest>();
    m_power = std::make_unique<PowerManagement>();
    const auto offer = [this](const char *path, QObject *object) {
        m_services->unregisterObject(QLatin1String(path));
        QVERIFY(m_services->registerObject(QLatin1String(path), object,
                                           QDBusConnection::ExportScriptableSlots));
    };
    offer("/org/freedesktop/login1", m_login.get());
    offer("/org/freedesktop/portal/desktop", m_portal.get());
    offer("/org/freedesktop/portal/desktop/request/1", m_request.get());
    offer("/org/freedesktop/PowerManagement/Inhibit", m_power.get());
    m_pair = std::make_unique<MigrationPair>();
    m_home = homeWith(m_bus.address(), nowhere);
}

void SleepInhibitorTest::cleanup()
{
    m_services->unregisterService(QStringLiteral("org.freedesktop.portal.Desktop"));
    m_services->unregisterService(QStringLiteral("org.freedesktop.PowerManagement"));
    m_home.reset();
    m_pair.reset();
}

std::unique_ptr<CliHome> SleepInhibitorTest::homeWith(const QString &system,
                                                      const QString &session) const
{
    auto home = std::make_unique<CliHome>();
    home->setVariable(QStringLiteral("DBUS_SYSTEM_BUS_ADDRESS"), system);
    home->setVariable(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), session);
    return home;
}

QStringList SleepInhibitorTest::migrate() const
{
    return QStringList{QStringLiteral("migrate"), QStringLiteral("-v"), QStringLiteral("--folder"),
                       m_home->filePath(QStringLiteral("archives"))}
           + sourceArguments(*m_home, m_pair->source())
           + destinationArguments(*m_home, m_pair->destination());
}

bool SleepInhibitorTest::waitFor(CliProcess &process, const std::function<bool()> &condition)
{
    return process.waitUntil([&condition] {
        QCoreApplication::processEvents();
        return condition();
    });
}

/// Awake while it works, free while it is paused or over.
void SleepInhibitorTest::runIsPausedAndCancelled()
{
    m_pair->source().holdJobs(exportJob);
    const auto waits = [this] { return m_pair->jobCount(m_pair->source(), "export_process") == 1; };
    int heldWhenPaused = -1;
    const RunOutcome outcome = m_pair->run({
        {[] { return true; }, [](MigrationRunner &runner) { keepAwakeWhileRunning(runner); }},
        {[&] { return waits() && m_login->heldLocks() == 1; },
         [](MigrationRunner &runner) { runner.pause(); }},
        {[&] { return m_login->heldLocks() == 0; },
         [&](MigrationRunner &runner) {
             heldWhenPaused = m_login->heldLocks();
             runner.resume();
         }},
        {[&] { return m_login->heldLocks() == 1; },
         [](MigrationRunner &runner) { runner.cancel(); }},
    });
    QVERIFY(outcome.error);
    QCOMPARE(errorKindName(outcome.error->kind), QStringLiteral("Cancelled"));
    QCOMPARE(heldWhenPaused, 0);
    QCOMPARE(m_login->calls(), 2);
    for (qsizetype i = 0; i < 2; ++i) {
        QCOMPARE(m_login->call(i).value(0), QStringLiteral("sleep:idle"));
        QCOMPARE(m_login->call(i).value(1), QStringLiteral("mmigrate"));
        QVERIFY(!m_login->call(i).value(2).isEmpty());
        QCOMPARE(m_login->call(i).value(3), QStringLiteral("block"));
    }
    QTRY_COMPARE(m_login->heldLocks(), 0);
}

/// As when the window leaves a migration: nothing tells the end but the runner's own.
void SleepInhibitorTest::runnerThatGoes()
{
    m_pair->source().holdJobs(exportJob);
    m_pair->createJournal();
    Result<std::unique_ptr<MigrationJournal>> journal =
        MigrationJournal::open(m_pair->journalFolder(), m_pair->journalId());
    QVERIFY(journal);
    RunRequest request;
    request.state = (*journal)->state();
    request.secrets = m_pair->secrets;
    auto runner = std::make_unique<MigrationRunner>(std::move(*journal));
    keepAwakeWhileRunning(*runner);
    QCOMPARE(m_login->calls(), 0); // idle
    runner->start(request);
    QTRY_COMPARE(m_login->heldLocks(), 1);
    runner.reset();
    QTRY_COMPARE(m_login->heldLocks(), 0);
}

/// The answer comes when nobody wants it any more.
void SleepInhibitorTest::heldAndReleasedAtOnce()
{
    SleepInhibitor inhibitor(QStringLiteral("test"));
    const QSignalSpy unavailable(&inhibitor, &SleepInhibitor::unavailable);
    inhibitor.hold();
    inhibitor.hold();
    QVERIFY(inhibitor.isWanted());
    inhibitor.release();
    QVERIFY(!inhibitor.isWanted());
    inhibitor.hold();
    // Of the first it is up to chance whether it was asked for at all.
    QTRY_COMPARE(m_login->heldLocks(), 1);
    inhibitor.release();
    QTRY_COMPARE(m_login->heldLocks(), 0);
    QCOMPARE(unavailable.count(), 0);
}

void SleepInhibitorTest::commandLine()
{
    m_pair->source().holdJobs(exportJob);
    CliProcess process(*m_home, migrate());
    QVERIFY2(waitFor(process, [this] { return m_login->heldLocks() == 1; }),
             process.soFar().constData());
    m_pair->source().releaseJobs(exportJob);
    QVERIFY(!waitFor(process, [] { return false; })); // until it ends
    const CliResult result = process.finish();
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QCOMPARE(m_login->calls(), 1);
    QCOMPARE(m_login->heldLocks(), 0);
    QVERIFY2(!result.err.contains("sleep"), result.inWords().constData());
}

void SleepInhibitorTest::commandLineIsInterrupted()
{
    m_pair->source().holdJobs(exportJob);
    CliProcess process(*m_home, migrate());
    QVERIFY2(waitFor(process, [this] { return m_login->heldLocks() == 1; }),
             process.soFar().constData());
    process.signalWith(SIGINT);
    QVERIFY(!waitFor(process, [] { return false; }));
    QCOMPARE(process.finish().exitStatus, 130);
    QCOMPARE(m_login->heldLocks(), 0);
}

void SleepInhibitorTest::commandLineIsKilled()
{
    m_pair->source().holdJobs(exportJob);
    CliProcess process(*m_home, migrate());
    QVERIFY2(waitFor(process, [this] { return m_login->heldLocks() == 1; }),
             process.soFar().constData());
    process.signalWith(SIGKILL);
    QTRY_COMPARE(m_login->heldLocks(), 0);
    QVERIFY(process.finish().crashed);
}

void SleepInhibitorTest::desktopsToo_data()
{
    QTest::addColumn<bool>("portal");
    QTest::addColumn<bool>("loginRefuses");
    QTest::newRow("portal besides logind") << true << false;
    QTest::newRow("portal instead of logind") << true << true;
    QTest::newRow("PowerManagement besides logind") << false << false;
    QTest::newRow("PowerManagement instead of logind") << false << true;
}

void SleepInhibitorTest::desktopsToo()
{
    QFETCH(bool, portal);
    QFETCH(bool, loginRefuses);
    m_login->refuses = loginRefuses;
    const QString service = portal ? QStringLiteral("org.freedesktop.portal.Desktop")
                                   : QStringLiteral("org.freedesktop.PowerManagement");
    QVERIFY(m_services->registerService(service));
    m_home = homeWith(m_bus.address(), m_bus.address());
    m_pair->source().holdJobs(exportJob);
    CliProcess process(*m_home, migrate());
    QVERIFY2(
        waitFor(process, [&] { return portal ? m_portal->calls == 1 : m_power->who.size() == 1; }),
        process.soFar().constData());
    QCOMPARE(m_login->heldLocks(), loginRefuses ? 0 : 1);
    if (portal) {
        QCOMPARE(m_portal->flags, 12U);
        QVERIFY(!m_portal->reason.isEmpty());
    } else {
        QVERIFY(m_power->who.first().startsWith(QLatin1String("mmigrate: ")));
    }
    QCOMPARE(m_request->closed, 0);
    QVERIFY(m_power->givenBack.isEmpty());
    m_pair->source().releaseJobs(exportJob);
    QVERIFY(!waitFor(process, [] { return false; }));
    const CliResult result = process.finish();
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QVERIFY2(!result.err.contains("sleep"), result.inWords().constData());
    if (portal)
        QTRY_COMPARE(m_request->closed, 1);
    else
        QTRY_COMPARE(m_power->givenBack, QList<uint>{41});
}

void SleepInhibitorTest::nobodyThere_data()
{
    QTest::addColumn<QString>("system");
    QTest::addColumn<QString>("session");
    QTest::newRow("no bus at all") << nowhere << nowhere;
    QTest::newRow("logind refuses, no session") << m_bus.address() << nowhere;
    QTest::newRow("logind refuses, nobody on the session's bus")
        << m_bus.address() << m_bus.address();
}

void SleepInhibitorTest::nobodyThere()
{
    QFETCH(QString, system);
    QFETCH(QString, session);
    m_login->refuses = true;
    m_home = homeWith(system, session);
    m_pair->source().holdJobs(exportJob);
    CliProcess process(*m_home, migrate());
    QVERIFY2(waitFor(process, [&process] { return process.soFar().contains("go to sleep"); }),
             process.soFar().constData());
    m_pair->source().releaseJobs(exportJob);
    QVERIFY(!waitFor(process, [] { return false; }));
    const CliResult result = process.finish();
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QCOMPARE(result.err.count("go to sleep"), 1);
    QFile log(m_home->filePath(QStringLiteral("data/mmigrate/logs/mmigrate.log")));
    QVERIFY(log.open(QIODevice::ReadOnly));
    QCOMPARE(log.readAll().count("nothing keeps this computer from sleeping"), 1);
}

QTEST_GUILESS_MAIN(SleepInhibitorTest)
#include "tst_sleepinhibitor.moc"
