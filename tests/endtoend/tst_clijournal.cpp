// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/state/migrationjournal.h"
#include "endtoend/clipair.h"

#include <QDir>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void overwrite(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

void copyFiles(const QString &from, const QString &to)
{
    QDir().mkpath(to);
    const QStringList names = QDir(from).entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : names) {
        if (!QFile::copy(from + QLatin1Char('/') + name, to + QLatin1Char('/') + name))
            qFatal("cannot copy %s", qPrintable(name));
    }
}

} // namespace

/// Journals that cannot be read, are somebody else's, or came from another computer.
class CliJournalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_pair.reset(); }
    void cannotBeRead_data();
    void cannotBeRead();
    void lockedOnAnotherComputer();
    void onAnotherComputer_data();
    void onAnotherComputer();
    void otherArchiveInItsPlace();
    void archiveOfTheirOwnIsGone();

private:
    /// Kills a migration at a request of that kind, the first one after some; its id.
    QString interruptAt(PracticeServer &server, const QString &method, const QString &path,
                        int skip = 0);

    std::unique_ptr<CliPair> m_pair;
};

void CliJournalTest::init()
{
    PracticeServerOptions source = smallSource();
    source.size.attachmentBytes = 12'000'000;
    m_pair = std::make_unique<CliPair>(source);
}

QString CliJournalTest::interruptAt(PracticeServer &server, const QString &method,
                                    const QString &path, int skip)
{
    const int fault = server.addFault(
        {.method = method, .pathPattern = path, .skip = skip, .action = Action::Stall});
    CliProcess process(m_pair->home, m_pair->migrate());
    if (!process.waitUntil([&] { return server.faultHits(fault) == 1; }))
        qFatal("not reached: %s", process.soFar().constData());
    process.signalWith(SIGKILL);
    process.finish();
    server.clearFaults();
    return m_pair->home.journals().value(0);
}

void CliJournalTest::cannotBeRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("sentence");
    QTest::addColumn<QByteArray>("choice");
    QTest::addColumn<QByteArray>("inTheList");
    const QByteArray startNew = "Start a new migration";
    QTest::newRow("empty, as after a power loss")
        << QByteArray() << QByteArray("cannot be read") << startNew << QByteArray("cannot be read");
    QTest::newRow("damaged") << QByteArray("{\"schemaVersion\": 1, \"id\": ")
                             << QByteArray("cannot be read") << startNew
                             << QByteArray("cannot be read");
    QTest::newRow("newer") << QByteArray("{\"schemaVersion\": 1000}")
                           << QByteArray("saved by a newer version")
                           << QByteArray("Continue it with that version")
                           << QByteArray("saved by a newer version");
}

void CliJournalTest::cannotBeRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, sentence);
    QFETCH(QByteArray, choice);
    QFETCH(QByteArray, inTheList);
    const QString id =
        interruptAt(m_pair->source, QStringLiteral("POST"), QStringLiteral("^/api/v4/jobs$"));
    const QString path =
        m_pair->home.journalFolder() + QLatin1Char('/') + id + QStringLiteral(".json");
    overwrite(path, bytes);

    QStringList byName = m_pair->resume();
    byName.insert(1, id);
    const CliResult refused = m_pair->home.run(byName);
    QVERIFY2(refused.exitStatus == 1 && !refused.crashed, refused.inWords().constData());
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
    QVERIFY2(refused.err.contains(choice), refused.err.constData());
    const CliResult list = m_pair->home.run({QStringLiteral("resume"), QStringLiteral("--list")});
    QCOMPARE(list.exitStatus, 0);
    QVERIFY2(list.out.contains(id.toUtf8()) && list.out.contains(inTheList), list.out.constData());
    // Without a name there is nothing that can be continued, but it is told why.
    const CliResult newest = m_pair->home.run(m_pair->resume());
    QVERIFY2(newest.exitStatus == 0, newest.inWords().constData());
    QVERIFY2(newest.err.contains(id.toUtf8()), newest.err.constData());
    QCOMPARE(contents(path), bytes);
}

void CliJournalTest::lockedOnAnotherComputer()
{
    const QString id =
        interruptAt(m_pair->source, QStringLiteral("POST"), QStringLiteral("^/api/v4/jobs$"));
    const QString lock =
        m_pair->home.journalFolder() + QLatin1Char('/') + id + QStringLiteral(".json.lock");
    // As QLockFile writes it: process, program, computer.
    overwrite(lock, "1\nmmigrate-cli\nanns-laptop\n");
    const CliResult refused = m_pair->home.run(m_pair->resume());
    QVERIFY2(refused.exitStatus == 1, refused.inWords().constData());
    QVERIFY2(refused.err.contains("anns-laptop"), refused.err.constData());
    QVERIFY2(refused.err.contains(lock.toUtf8()), refused.err.constData());
    QVERIFY(QFile::remove(lock));
    const CliResult resumed = m_pair->home.run(m_pair->resume());
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(m_pair->whatIsWrong(), QString());
}

void CliJournalTest::onAnotherComputer_data()
{
    QTest::addColumn<bool>("atSource");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("skip");
    QTest::addColumn<QStringList>("along"); ///< suffixes of the files that come along
    QTest::addColumn<bool>("needsFolder");  ///< for an archive that is fetched again
    const QStringList nothing;
    const QStringList all{QStringLiteral("")};
    const QStringList archiveOnly{QStringLiteral("_export.zip")};
    const auto row = [](const char *tag, bool atSource, const char *method, const char *path,
                        const QStringList &along, bool needsFolder, int skip = 0) {
        QTest::newRow(tag) << atSource << QString::fromLatin1(method) << QString::fromLatin1(path)
                           << skip << along << needsFolder;
    };
    const char *data = "/exports/.+zip$";
    const char *part = "^/api/v4/uploads/[a-z0-9]{26}$";
    const char *session = "^/api/v4/uploads$";
    const char *jobs = "^/api/v4/jobs$";
    row("before the download", true, "GET", data, nothing, true);
    row("in the upload, with all files", false, "POST", part, all, false);
    row("in the upload, with the archive", false, "POST", part, archiveOnly, false);
    row("in the upload, with nothing", false, "POST", part, nothing, true);
    row("before the upload, with nothing", false, "POST", session, nothing, true);
    row("at the import, with nothing", false, "POST", jobs, nothing, false);
    row("in the import, with nothing", false, "GET", "^/api/v4/jobs/[a-z0-9]{26}$", nothing, false);
    // Two questions at the check of the destination.
    row("at the proof, with nothing", false, "GET", "/analytics/old$", nothing, false, 2);
}

void CliJournalTest::onAnotherComputer()
{
    QFETCH(bool, atSource);
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(int, skip);
    QFETCH(QStringList, along);
    QFETCH(bool, needsFolder);
    interruptAt(atSource ? m_pair->source : m_pair->destination, method, path, skip);
    CliHome other;
    copyFiles(m_pair->home.journalFolder(), other.journalFolder());
    const QDir archives(m_pair->archives());
    const QStringList names = archives.entryList(QDir::Files);
    const QString downloads = other.filePath(QStringLiteral("Downloads"));
    QDir().mkpath(downloads);
    for (const QString &name : names) {
        for (const QString &suffix : std::as_const(along)) {
            if (name.endsWith(suffix))
                QVERIFY(QFile::copy(archives.filePath(name), downloads + QLatin1Char('/') + name));
        }
    }
    const qsizetype came = QDir(downloads).entryList(QDir::Files).size();
    // The old computer is not there. Where its folder was a folder cannot even be made.
    const QString oldPath = m_pair->home.path();
    QVERIFY(m_pair->home.remove());
    overwrite(oldPath, "another file");
    m_pair->source.clearRequests();
    QStringList again = resumeArguments(other, m_pair->source, m_pair->destination);
    CliResult resumed = other.run(again);
    QCOMPARE(resumed.exitStatus, needsFolder ? 1 : 0);
    if (needsFolder) {
        QVERIFY2(resumed.err.contains(oldPath.toUtf8()), resumed.err.constData());
        QVERIFY2(resumed.err.contains("--folder"), resumed.err.constData());
        again += {QStringLiteral("--folder"), downloads};
        resumed = other.run(again);
    }
    QVERIFY(QFile::remove(oldPath));
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(m_pair->whatIsWrong(), QString());
    qint64 fetched = 0;
    const QList<PracticeRequest> requests =
        m_pair->source.requests(QStringLiteral("GET"), QStringLiteral("/exports/.+zip$"));
    for (const PracticeRequest &request : requests)
        fetched += request.answerBytes;
    QVERIFY2(came == 0 || fetched == 0, "the archive that came along was fetched again");
}

void CliJournalTest::otherArchiveInItsPlace()
{
    const QString id = interruptAt(m_pair->destination, QStringLiteral("POST"),
                                   QStringLiteral("^/api/v4/uploads$"));
    const QList<MigrationJournal::Listed> listed =
        MigrationJournal::list(m_pair->home.journalFolder());
    QVERIFY(listed.size() == 1 && listed.first().state);
    const QString archive = listed.first().state->archive.path;
    const QByteArray bytes = contents(archive);
    QVERIFY(bytes.size() > 1'000'000);
    overwrite(archive, bytes.left(bytes.size() / 2));
    const CliResult refused = m_pair->home.run(m_pair->resume());
    QVERIFY2(refused.exitStatus == 3, refused.inWords().constData());
    QVERIFY2(refused.err.contains(archive.toUtf8()), refused.err.constData());
    QCOMPARE(MigrationPair::jobCount(m_pair->destination, "import_process"), 0);
    // Once it is out of the way the right one is fetched.
    QVERIFY(QFile::remove(archive));
    const CliResult resumed = m_pair->home.run(m_pair->resume());
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(contents(archive), bytes);
    QCOMPARE(m_pair->whatIsWrong(), QString());
}

void CliJournalTest::archiveOfTheirOwnIsGone()
{
    // An import of a file: nobody but the person knows where it went.
    const CliResult exported = m_pair->home.run(
        QStringList{QStringLiteral("export"), QStringLiteral("--folder"), m_pair->home.path()}
        + sourceArguments(m_pair->home, m_pair->source));
    QVERIFY2(exported.exitStatus == 0, exported.inWords().constData());
    const QString archive = m_pair->home.filePath(m_pair->source.exportFiles().value(0));
    const int fault =
        m_pair->destination.addFault({.method = QStringLiteral("POST"),
                                      .pathPattern = QStringLiteral("^/api/v4/uploads$"),
                                      .action = Action::Stall});
    {
        CliProcess process(m_pair->home, m_pair->importOnly(archive));
        QVERIFY(process.waitUntil([&] { return m_pair->destination.faultHits(fault) == 1; }));
        process.signalWith(SIGKILL);
        process.finish();
    }
    m_pair->destination.clearFaults();
    QVERIFY(QFile::rename(archive, archive + QStringLiteral(".elsewhere")));
    const CliResult gone = m_pair->home.run(m_pair->resume());
    QVERIFY2(gone.exitStatus == 1, gone.inWords().constData());
    QVERIFY2(gone.err.contains(archive.toUtf8()), gone.err.constData());
    QVERIFY(QFile::rename(archive + QStringLiteral(".elsewhere"), archive));
    const CliResult resumed = m_pair->home.run(m_pair->resume());
    QVERIFY2(resumed.exitStatus == 0, resumed.inWords().constData());
    QCOMPARE(m_pair->whatIsWrong(), QString());
}

QTEST_GUILESS_MAIN(CliJournalTest)
#include "tst_clijournal.moc"
