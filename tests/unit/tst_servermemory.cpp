// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/state/migrationjournal.h"
#include "core/state/servermemory.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <vector>

using namespace mmigrate;

namespace {
constexpr qint64 MiB = 1024 * 1024;
const QUrl chat(QStringLiteral("https://chat.example.com/chat"));
const QUrl other(QStringLiteral("https://other.example.com"));
} // namespace

class ServerMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void remembersByAddress();
    void noFolderNoMemory();
    void holdsNoSecrets();
    void damagedFileIsNothing_data();
    void damagedFileIsNothing();
    void oldKnowledgeIsForgotten();
    void severalProgramsAtOnce();
    void isNoMigration();

private:
    QString file() const { return m_folder->filePath(QStringLiteral("known-servers.json")); }
    void write(const QByteArray &bytes);
    QByteArray content() const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ServerMemoryTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void ServerMemoryTest::write(const QByteArray &bytes)
{
    QFile target(file());
    QVERIFY(target.open(QIODevice::WriteOnly));
    QCOMPARE(target.write(bytes), bytes.size());
}

QByteArray ServerMemoryTest::content() const
{
    QFile source(file());
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

void ServerMemoryTest::remembersByAddress()
{
    const ServerMemory memory(m_folder->path());
    QCOMPARE(memory.recall(chat), KnownServer());
    QVERIFY(memory.remember(chat, {32 * MiB, 64 * MiB}));
    QVERIFY(memory.remember(other, {256 * MiB, 0}));
    const ServerMemory later(m_folder->path());
    QCOMPARE(later.recall(chat), (KnownServer{32 * MiB, 64 * MiB}));
    QCOMPARE(later.recall(QUrl(chat.toString() + QLatin1Char('/'))), later.recall(chat));
    QCOMPARE(later.recall(other), (KnownServer{256 * MiB, 0}));
    QCOMPARE(later.recall(QUrl(QStringLiteral("https://chat.example.com"))), KnownServer());
    QVERIFY(later.remember(chat, {16 * MiB, 0}));
    QCOMPARE(memory.recall(chat), (KnownServer{16 * MiB, 0}));
}

void ServerMemoryTest::noFolderNoMemory()
{
    const ServerMemory none;
    QVERIFY(!none.remember(chat, {MiB, 0}));
    QCOMPARE(none.recall(chat), KnownServer());
    const ServerMemory missing(m_folder->filePath(QStringLiteral("missing")));
    QVERIFY(!missing.remember(chat, {MiB, 0}));
    QCOMPARE(missing.recall(chat), KnownServer());
}

void ServerMemoryTest::holdsNoSecrets()
{
    const QUrl typed(
        QStringLiteral("https://anna:Secret-1@chat.example.com/chat?token=Secret-2#x"));
    const ServerMemory memory(m_folder->path());
    QVERIFY(memory.remember(typed, {MiB, 0}));
    QVERIFY2(!content().contains("Secret") && !content().contains("anna"), content().constData());
    QCOMPARE(memory.recall(chat), (KnownServer{MiB, 0}));
    QCOMPARE(QFile::permissions(file()) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void ServerMemoryTest::damagedFileIsNothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{\"servers\": {");
    QTest::newRow("array") << QByteArray("[1, 2]");
    QTest::newRow("other types") << QByteArray(
        R"({"servers": {"https://chat.example.com/chat": ["32"]}})");
    QTest::newRow("lies") << QByteArray(
        R"({"servers": {"https://chat.example.com/chat": {"passedChunkBytes": -7,)"
        R"( "refusedChunkBytes": "x", "seenAt": "2999-01-01T00:00:00Z"}}})");
}

void ServerMemoryTest::damagedFileIsNothing()
{
    QFETCH(QByteArray, bytes);
    write(bytes);
    const ServerMemory memory(m_folder->path());
    QCOMPARE(memory.recall(chat), KnownServer());
    QVERIFY(memory.remember(chat, {8 * MiB, 0}));
    QCOMPARE(memory.recall(chat), (KnownServer{8 * MiB, 0}));
}

void ServerMemoryTest::oldKnowledgeIsForgotten()
{
    const ServerMemory memory(m_folder->path());
    QVERIFY(memory.remember(chat, {8 * MiB, 16 * MiB}));
    QByteArray aged = content();
    const QByteArray year =
        '"' + QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyy")).toUtf8();
    QVERIFY(aged.contains(year));
    aged.replace(year, "\"2001");
    write(aged);
    QCOMPARE(memory.recall(chat), KnownServer());
    QVERIFY(memory.remember(other, {8 * MiB, 0}));
    QVERIFY(!content().contains("chat.example.com"));
}

void ServerMemoryTest::severalProgramsAtOnce()
{
    const QString folder = m_folder->path();
    const auto addressOf = [](int number) {
        return QUrl(QStringLiteral("https://chat%1.example.com").arg(number));
    };
    constexpr int programs = 4;
    std::vector<std::thread> threads;
    for (int i = 0; i < programs; ++i) {
        threads.emplace_back([&folder, &addressOf, i] {
            while (!ServerMemory(folder).remember(addressOf(i), {(i + 1) * MiB, 0})) { }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    for (int i = 0; i < programs; ++i)
        QCOMPARE(ServerMemory(folder).recall(addressOf(i)), (KnownServer{(i + 1) * MiB, 0}));
}

void ServerMemoryTest::isNoMigration()
{
    QVERIFY(ServerMemory(m_folder->path()).remember(chat, {MiB, 0}));
    QVERIFY(MigrationJournal::list(m_folder->path()).isEmpty());
}

QTEST_GUILESS_MAIN(ServerMemoryTest)
#include "tst_servermemory.moc"
