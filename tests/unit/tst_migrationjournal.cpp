// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/state/journalschema.h"
#include "core/state/migrationjournal.h"
#include "filledstate.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

// The test starts itself with this argument to hold a journal as another program would.
constexpr auto holdArgument = "--hold-journal";

QString reasonOf(const Error &error)
{
    return error.facts.value(QStringLiteral("reason")).toString();
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool overwrite(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// Opens the journal and keeps it until standard input ends.
int holdJournal(const QString &folder, const QString &id)
{
    const auto journal = MigrationJournal::open(folder, id);
    QFile out;
    if (!out.open(stdout, QIODevice::WriteOnly) || !journal)
        return 1;
    out.write("held\n");
    out.flush();
    QFile in;
    if (in.open(stdin, QIODevice::ReadOnly))
        in.readAll();
    return 0;
}

} // namespace

class TestMigrationJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void createAndOpen();
    void savesAsAWhole();
    void fileIsForTheOwnerOnly();
    void noSecrets();
    void heldByAnotherObject();
    void heldByAnotherProcess();
    void lockOfADeadProcess();
    void cannotBeRead_data();
    void cannotBeRead();
    void readsVersionOne();
    void liftsStepByStep();
    void badIds_data();
    void badIds();
    void failedOpenLeavesNoLock();
    void lists();
    void listOfNothing();
    void unwritableFolder();
    void unwritableFile();
    void removes();
    void defaultFolder();

private:
    std::unique_ptr<MigrationJournal> make(MigrationState &state) const;

    std::unique_ptr<QTemporaryDir> m_temporary;
    QString m_folder;
};

void TestMigrationJournal::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    QVERIFY(m_temporary->isValid());
    m_folder = m_temporary->filePath(QStringLiteral("migrations"));
}

std::unique_ptr<MigrationJournal> TestMigrationJournal::make(MigrationState &state) const
{
    Result<std::unique_ptr<MigrationJournal>> made = MigrationJournal::create(m_folder, state);
    return made ? std::move(made).value() : nullptr;
}

void TestMigrationJournal::createAndOpen()
{
    MigrationState state = filledState();
    QString path;
    {
        const auto journal = make(state);
        QVERIFY(journal);
        QVERIFY(state.id != filledState().id);
        QVERIFY(state.createdAt.isValid());
        QCOMPARE(journal->state().toJson(), state.toJson());
        path = journal->path();
        QVERIFY(QFile::exists(path));
    }
    const auto opened = MigrationJournal::open(m_folder, state.id);
    QVERIFY(opened);
    QCOMPARE((*opened)->state().toJson(), state.toJson());
    QCOMPARE((*opened)->path(), path);
}

void TestMigrationJournal::savesAsAWhole()
{
    MigrationState state = filledState();
    const auto journal = make(state);
    QVERIFY(journal);
    state.upload.sessionId = QStringLiteral("another");
    QVERIFY(journal->save(state));
    QCOMPARE(journal->state().upload.sessionId, state.upload.sessionId);
    const auto onDisk =
        MigrationState::fromJson(QJsonDocument::fromJson(contents(journal->path())).object());
    QVERIFY(onDisk);
    QCOMPARE(onDisk->toJson(), journal->state().toJson());
    // Nothing half-written stays beside it: the journal and its lock.
    QCOMPARE(QDir(m_folder).entryList(QDir::Files | QDir::Hidden).size(), 2);
}

void TestMigrationJournal::fileIsForTheOwnerOnly()
{
    MigrationState state = filledState();
    const auto journal = make(state);
    QVERIFY(journal);
    QVERIFY(journal->save(state));
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFileInfo(journal->path()).permissions() & others, QFile::Permissions());
    QCOMPARE(QFileInfo(m_folder).permissions() & others, QFile::Permissions());
}

void TestMigrationJournal::noSecrets()
{
    MigrationState state = filledState();
    state.source.typedAddress = QStringLiteral("https://me:PLANTED@chat.example.com");
    const auto journal = make(state);
    QVERIFY(journal);
    const QByteArray bytes = contents(journal->path());
    QVERIFY(bytes.contains("chat.example.com"));
    for (const char *word : {"PLANTED", "password", "token", "secret", "credential"})
        QVERIFY2(!bytes.toLower().contains(QByteArray(word).toLower()), word);
}

void TestMigrationJournal::heldByAnotherObject()
{
    MigrationState state = filledState();
    auto journal = make(state);
    QVERIFY(journal);
    const auto second = MigrationJournal::open(m_folder, state.id);
    QVERIFY(!second);
    QCOMPARE(second.error().kind, ErrorKind::Journal);
    QCOMPARE(reasonOf(second.error()), QStringLiteral("in-use"));
    QCOMPARE(second.error().facts.value(QStringLiteral("path")).toString(), journal->path());
    journal.reset();
    QVERIFY(MigrationJournal::open(m_folder, state.id));
}

void TestMigrationJournal::heldByAnotherProcess()
{
    MigrationState state = filledState();
    QVERIFY(make(state));
    QProcess other;
    other.start(QCoreApplication::applicationFilePath(),
                {QLatin1String(holdArgument), m_folder, state.id});
    QVERIFY(other.waitForReadyRead());
    QCOMPARE(other.readLine().trimmed(), QByteArray("held"));
    const auto here = MigrationJournal::open(m_folder, state.id);
    QVERIFY(!here);
    QCOMPARE(reasonOf(here.error()), QStringLiteral("in-use"));
    // Looking at the list needs no lock.
    QCOMPARE(MigrationJournal::list(m_folder).size(), 1);
    other.closeWriteChannel();
    QVERIFY(other.waitForFinished());
    QVERIFY(MigrationJournal::open(m_folder, state.id));
}

void TestMigrationJournal::lockOfADeadProcess()
{
    MigrationState state = filledState();
    QVERIFY(make(state));
    QProcess other;
    other.start(QCoreApplication::applicationFilePath(),
                {QLatin1String(holdArgument), m_folder, state.id});
    QVERIFY(other.waitForReadyRead());
    other.kill();
    QVERIFY(other.waitForFinished());
    QVERIFY(MigrationJournal::open(m_folder, state.id));
}

void TestMigrationJournal::cannotBeRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const QString damaged = QStringLiteral("damaged");
    QTest::newRow("empty") << QByteArray() << damaged;
    QTest::newRow("rubbish") << QByteArray("\x00\xff{{{", 6) << damaged;
    QTest::newRow("cut off") << QJsonDocument(filledState().toJson()).toJson().left(700) << damaged;
    QTest::newRow("a list") << QByteArray("[]") << damaged;
    QTest::newRow("another object") << QByteArray("{\"a\":1}") << damaged;
    QTest::newRow("deep") << QByteArray(100'000, '[') << damaged;
    QJsonObject newer = filledState().toJson();
    newer.insert(QStringLiteral("schemaVersion"), MigrationState::schemaVersion + 1);
    QTest::newRow("newer") << QJsonDocument(newer).toJson() << QStringLiteral("newer");
    QTest::newRow("newer and quite different")
        << QByteArray("{\"schemaVersion\":7,\"x\":[]}") << QStringLiteral("newer");
}

void TestMigrationJournal::cannotBeRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, reason);
    MigrationState state = filledState();
    const QString path = make(state)->path();
    QVERIFY(overwrite(path, bytes));
    const auto opened = MigrationJournal::open(m_folder, state.id);
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Journal);
    QCOMPARE(reasonOf(opened.error()), reason);
    QCOMPARE(opened.error().facts.value(QStringLiteral("path")).toString(), path);
    // It is still listed, so that a person can be told, and not touched.
    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(m_folder);
    QCOMPARE(listed.size(), 1);
    QCOMPARE(listed.first().id, state.id);
    QVERIFY(!listed.first().state);
    QCOMPARE(listed.first().problem, reason);
    QCOMPARE(contents(path), bytes);
}

void TestMigrationJournal::readsVersionOne()
{
    // Recorded from the program as it was when version 1 was all there was: a migration from 5.37
    // that was interrupted while its import ran. Every later version has to go on with it.
    QVERIFY(QDir().mkpath(m_folder));
    const QString id = QStringLiteral("20261123-113125-v6jm");
    QVERIFY(QFile::copy(QStringLiteral(MMIGRATE_TEST_DATA "/data/journals/version-1.json"),
                        m_folder + QLatin1Char('/') + id + QStringLiteral(".json")));
    const auto opened = MigrationJournal::open(m_folder, id);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().toLogLine()));
    const MigrationState &state = (*opened)->state();
    QCOMPARE(state.id, id);
    QCOMPARE(state.options.kind, MigrationKind::Full);
    QVERIFY(state.options.adjustLimits);
    QCOMPARE(state.source.version, (ServerVersion{5, 37, 0}));
    QCOMPARE(state.destination.username, QStringLiteral("admin"));
    QCOMPARE(state.exported.fileName, QStringLiteral("5fe9cd5wz3ke3ofew3ewsqbgg3_export.zip"));
    QCOMPARE(state.exported.counts.posts, std::optional<qint64>(120));
    QCOMPARE(state.archive.size, 280'724);
    QVERIFY(state.archive.isPrepared);
    QVERIFY(state.archive.preparedPath.endsWith(QLatin1String("-prepared.zip")));
    QVERIFY(!state.archive.operatorMemberships.isEmpty());
    QVERIFY(state.upload.importName.endsWith(state.upload.fileName));
    QVERIFY(state.isFinished(StepId::UploadArchive));
    QVERIFY(!state.isFinished(StepId::RunImport));
    QVERIFY(state.import.intended);
    QCOMPARE(state.import.jobId, QStringLiteral("ne6ckcwibw6iup6ufzw4kgyqwa"));
    QVERIFY(state.import.countsBeforeKnown);
    QVERIFY(!state.isComplete());
    // Saved again it is of the version of today.
    QVERIFY((*opened)->save(state));
    const QJsonObject saved = QJsonDocument::fromJson(contents((*opened)->path())).object();
    QCOMPARE(saved.value(QLatin1String("schemaVersion")).toInt(), MigrationState::schemaVersion);
    QCOMPARE(MigrationState::fromJson(saved)->toJson(), (*opened)->state().toJson());
}

void TestMigrationJournal::liftsStepByStep()
{
    const QLatin1String names("names");
    const QList<SchemaLift> lifts{
        [&](QJsonObject object) {
            object.insert(names, QJsonArray{object.take(QLatin1String("name"))});
            return object;
        },
        [&](QJsonObject object) {
            object.insert(QLatin1String("count"), object.value(names).toArray().size());
            return object;
        }};
    const QJsonObject first{{QStringLiteral("schemaVersion"), 1},
                            {QStringLiteral("name"), QStringLiteral("a")},
                            {QStringLiteral("other"), true}};
    const QJsonObject third{{QStringLiteral("schemaVersion"), 3},
                            {QStringLiteral("names"), QJsonArray{QStringLiteral("a")}},
                            {QStringLiteral("count"), 1},
                            {QStringLiteral("other"), true}};
    QCOMPARE(liftToSchema(first, lifts), std::optional(third));
    QCOMPARE(liftToSchema(third, lifts), std::optional(third));
    const std::optional<QJsonObject> second = liftToSchema(first, lifts.mid(0, 1));
    QCOMPARE(second->value(QLatin1String("schemaVersion")).toInt(), 2);
    QCOMPARE(liftToSchema(*second, lifts), std::optional(third));
    // A newer one is nothing to guess about.
    QCOMPARE(liftToSchema(third, lifts.mid(0, 1)), std::nullopt);
    QCOMPARE(liftToSchema({}, lifts), std::nullopt);
    QCOMPARE(schemaLifts().size(), MigrationState::schemaVersion - 1);
}

void TestMigrationJournal::badIds_data()
{
    QTest::addColumn<QString>("id");
    QTest::newRow("unknown") << QStringLiteral("20261123-050000-zz99");
    QTest::newRow("empty") << QString();
    QTest::newRow("climbs out") << QStringLiteral("../20261123-050000-zz99");
    QTest::newRow("absolute") << QStringLiteral("/etc/passwd");
    QTest::newRow("word") << QStringLiteral("latest");
    QTest::newRow("with a line end") << QStringLiteral("20261123-050000-zz99\n");
    QTest::newRow("long") << QString(10'000, QLatin1Char('x'));
}

void TestMigrationJournal::badIds()
{
    QFETCH(QString, id);
    QVERIFY(QDir().mkpath(m_folder));
    const auto opened = MigrationJournal::open(m_folder, id);
    QVERIFY(!opened);
    QCOMPARE(reasonOf(opened.error()), QStringLiteral("missing"));
    QCOMPARE(QDir(m_folder).entryList(QDir::Files | QDir::Hidden), QStringList());
}

void TestMigrationJournal::failedOpenLeavesNoLock()
{
    MigrationState state = filledState();
    const QString path = make(state)->path();
    const QByteArray good = contents(path);
    QVERIFY(overwrite(path, "{"));
    QVERIFY(!MigrationJournal::open(m_folder, state.id));
    QVERIFY(overwrite(path, good));
    QVERIFY(MigrationJournal::open(m_folder, state.id));
}

void TestMigrationJournal::lists()
{
    QVERIFY(QDir().mkpath(m_folder));
    MigrationState state = filledState();
    const QStringList ids{QStringLiteral("20250101-000000-aaaa"),
                          QStringLiteral("20261231-235959-aaaa"),
                          QStringLiteral("20260101-000000-bbbb")};
    for (const QString &id : ids) {
        state.id = id;
        QVERIFY(overwrite(m_folder + QLatin1Char('/') + id + QStringLiteral(".json"),
                          QJsonDocument(state.toJson()).toJson()));
    }
    for (const char *name : {"notes.json", "20260101-000000-bbbb.json.lock", "readme.txt"})
        QVERIFY(overwrite(m_folder + QLatin1Char('/') + QLatin1String(name), "{}"));
    QStringList found;
    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(m_folder);
    for (const MigrationJournal::Listed &item : listed) {
        found.append(item.id);
        QVERIFY(item.state);
        QCOMPARE(item.state->id, item.id);
    }
    QCOMPARE(found, (QStringList{ids[1], ids[2], ids[0]}));
}

void TestMigrationJournal::listOfNothing()
{
    QVERIFY(MigrationJournal::list(m_folder).isEmpty());
}

void TestMigrationJournal::unwritableFolder()
{
    // A file stands where the folder should be: not even root can make one there.
    QVERIFY(overwrite(m_folder, "x"));
    MigrationState state = filledState();
    const auto made = MigrationJournal::create(m_folder, state);
    QVERIFY(!made);
    QCOMPARE(made.error().kind, ErrorKind::Journal);
    QCOMPARE(reasonOf(made.error()), QStringLiteral("unwritable"));
}

void TestMigrationJournal::unwritableFile()
{
    MigrationState state = filledState();
    const auto journal = make(state);
    QVERIFY(journal);
    const QJsonObject before = journal->state().toJson();
    // The whole folder goes away under the journal.
    QVERIFY(QDir(m_folder).removeRecursively());
    state.upload.sessionId = QStringLiteral("lost");
    const Result<void> saved = journal->save(state);
    QVERIFY(!saved);
    QCOMPARE(saved.error().kind, ErrorKind::Journal);
    QCOMPARE(reasonOf(saved.error()), QStringLiteral("unwritable"));
    QCOMPARE(journal->state().toJson(), before);
}

void TestMigrationJournal::removes()
{
    MigrationState state = filledState();
    const auto journal = make(state);
    QVERIFY(journal);
    QVERIFY(journal->remove());
    QVERIFY(journal->remove());
    QCOMPARE(QDir(m_folder).entryList(QDir::Files | QDir::Hidden), QStringList());
    QCOMPARE(reasonOf(MigrationJournal::open(m_folder, state.id).error()),
             QStringLiteral("missing"));
}

void TestMigrationJournal::defaultFolder()
{
    QVERIFY(MigrationJournal::defaultFolder().endsWith(QLatin1String("/migrations")));
}

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String(holdArgument))
        return holdJournal(arguments.value(2), arguments.value(3));
    TestMigrationJournal test;
    return QTest::qExec(&test, arguments);
}

#include "tst_migrationjournal.moc"
