// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "importcases.h"
#include "practiceclient.h"
#include "recording.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QtTest>

#include <optional>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

PracticeServerOptions optionsFor(PracticePersonality personality)
{
    PracticeServerOptions options;
    options.personality = personality;
    options.jobWatchIntervalMs = 5;
    options.accounts = {{QStringLiteral("joe"), QStringLiteral("joe@example.com"),
                         QStringLiteral("Practice-2026")}};
    return options;
}

QString withoutIds(const QString &text)
{
    static const QRegularExpression id(QStringLiteral("\\b[a-z0-9]{26}\\b"));
    return QString(text).replace(id, QStringLiteral("ID"));
}

QString statusOf(const QJsonObject &job)
{
    return job.value(QLatin1String("status")).toString();
}

QString dataOf(const QJsonObject &job, const char *name)
{
    return job.value(QLatin1String("data")).toObject().value(QLatin1String(name)).toString();
}

/// What a recorded job of 5.37 said; 11.x puts other words around the same sentence, as 6.6.1 did.
QString recordedError(const QString &name, PracticePersonality personality)
{
    const bool old = personality == PracticePersonality::V5_37;
    const auto recording =
        loadRecording(old ? QStringLiteral("5.37.0") : QStringLiteral("6.6.1"), name);
    if (!recording)
        return QStringLiteral("no recording ") + name;
    QString error = dataOf(recording->answer.json().object(), "error");
    error.replace(QStringLiteral("We could not count the users. — "),
                  QStringLiteral("Error during job execution. — "));
    return withoutIds(error);
}

} // namespace

Q_DECLARE_METATYPE(Case)

/// The importer's rules, held against what real servers said about archives of the same kind.
class TestPracticeImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errors_data();
    void errors();
    void succeeds_data();
    void succeeds();
    void jobsWithoutAFile();
    void overwritesTheAdministrator();
    void doublesNothing();
    void crashes_data();
    void crashes();
    void keepsTheFileAfterAnError();
    void roundTrip_data();
    void roundTrip();
    void oldExportWithArchivedTeamStops();
};

void TestPracticeImport::errors_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<Case>("example");
    for (const Case &example : commonErrors()) {
        QTest::addRow("5.37 %s", example.name) << PracticePersonality::V5_37 << example;
        QTest::addRow("11 %s", example.name) << PracticePersonality::V11 << example;
    }
    for (const Case &example : oldErrors() + oldFileErrors())
        QTest::addRow("5.37 %s", example.name) << PracticePersonality::V5_37 << example;
}

void TestPracticeImport::errors()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(Case, example);
    PracticeServer server(optionsFor(personality));
    QVERIFY(server.start());
    for (auto it = example.config.begin(); it != example.config.end(); ++it)
        server.setConfigValue(it.key(), it.value());
    const QJsonObject job = PracticeClient(server).import(example.archive);
    QCOMPARE(statusOf(job), QStringLiteral("error"));
    QCOMPARE(job.value(QLatin1String("progress")).toInt(), -1);
    QCOMPARE(withoutIds(dataOf(job, "error")),
             recordedError(QLatin1String(example.name), personality));
    QCOMPARE(dataOf(job, "line_number"),
             example.line ? QLatin1String(example.line) : QLatin1String());
}

void TestPracticeImport::succeeds_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<Case>("example");
    for (const Case &example : commonSuccesses()) {
        QTest::addRow("5.37 %s", example.name) << PracticePersonality::V5_37 << example;
        QTest::addRow("11 %s", example.name) << PracticePersonality::V11 << example;
    }
    // What 5.37 refuses and 11.x takes.
    for (const Case &example : oldErrors()) {
        if (!QByteArray(example.name).contains("without_object"))
            QTest::addRow("11 %s", example.name) << PracticePersonality::V11 << example;
    }
    QTest::newRow("5.37 plain layout")
        << PracticePersonality::V5_37
        << Case{"plain",
                makeArchive(withLines({post("x", R"(,"attachments":[{"path":"a/one.txt"}])")}),
                            {{QStringLiteral("a/one.txt"), "one"}}),
                nullptr};
    QTest::newRow("5.37 lines in a folder")
        << PracticePersonality::V5_37
        << Case{"folder", makeZip({{QStringLiteral("sub/import.jsonl"), withLines({}).join('\n')}}),
                nullptr};
    QTest::newRow("11 files of replies, direct posts, emoji and profiles")
        << PracticePersonality::V11
        << Case{
               "files",
               makeArchive(
                   withLines(
                       {user("bob", R"(,"profile_image":"p.png")"),
                        post(
                            "x",
                            R"(,"replies":[{"user":"ann","message":"r","create_at":2000,"attachments":[{"path":"r.txt"}]}])"),
                        R"({"type":"emoji","emoji":{"name":"zzz","image":"e.png"}})",
                        R"({"type":"emoji","emoji":{"name":"smile","image":"e.png"}})",
                        directPost(R"("ann","bob")", R"(,"attachments":[{"path":"d.txt"}])")}),
                   {{QStringLiteral("data/p.png"), "p"},
                    {QStringLiteral("data/r.txt"), "r"},
                    {QStringLiteral("data/e.png"), "e"},
                    {QStringLiteral("data/d.txt"), "d"}}),
               nullptr};
}

void TestPracticeImport::succeeds()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(Case, example);
    PracticeServer server(optionsFor(personality));
    QVERIFY(server.start());
    const QJsonObject job = PracticeClient(server).import(example.archive);
    QVERIFY2(statusOf(job) == QLatin1String("success"), qPrintable(dataOf(job, "error")));
    QVERIFY2(server.importFiles().isEmpty(), "the file goes with success");
}

void TestPracticeImport::jobsWithoutAFile()
{
    for (const PracticePersonality personality :
         {PracticePersonality::V5_37, PracticePersonality::V11}) {
        PracticeServer server(optionsFor(personality));
        QVERIFY(server.start());
        PracticeClient client(server);
        const QList<std::pair<QString, QJsonObject>> cases{
            {QStringLiteral("job_import_no_data_error"), {}},
            {QStringLiteral("job_import_no_file_key_error"),
             {{QStringLiteral("other"), QStringLiteral("x")}}},
            {QStringLiteral("job_import_missing_file_error"),
             {{QStringLiteral("import_file"), QStringLiteral("none.zip")}}},
        };
        for (const auto &[name, data] : cases) {
            const QJsonObject created = client.createJob(QStringLiteral("import_process"), data);
            const QJsonObject job =
                client.waitForJob(created.value(QLatin1String("id")).toString());
            QCOMPARE(dataOf(job, "error"), recordedError(name, personality));
        }
    }
}

/// The trap for which the engine has a guard: success, and the operator is locked out.
void TestPracticeImport::overwritesTheAdministrator()
{
    PracticeServer server(optionsFor(PracticePersonality::V11));
    QVERIFY(server.start());
    PracticeClient client(server);
    const QJsonObject job = client.import(makeArchive(
        withLines({user("admin", R"(,"first_name":"Boss")", "boss@elsewhere.example")})));
    // Nobody may look at the job any more, but it ran to its end.
    QCOMPARE(job.value(QLatin1String("status_code")).toInt(), 403);
    QTRY_COMPARE(server.jobs().constFirst().status, QStringLiteral("success"));
    QVERIFY(!server.passwordFits(QStringLiteral("admin"), server.adminPassword()));
    QCOMPARE(server.rolesOf(QStringLiteral("admin")), QStringLiteral("system_user"));
    QCOMPARE(server.emailOf(QStringLiteral("admin")), QStringLiteral("boss@elsewhere.example"));
    QCOMPARE(client.http().get("/api/v4/users/me").status, 200);
    QCOMPARE(client.http().get("/api/v4/exports").status, 403);
    RawHttp other(server.url());
    QVERIFY(other.login(QStringLiteral("admin"), server.adminPassword()).isEmpty());
}

void TestPracticeImport::doublesNothing()
{
    PracticeServer server(optionsFor(PracticePersonality::V11));
    QVERIFY(server.start());
    PracticeClient client(server);
    const QByteArray archive = makeArchive(
        withLines(
            {post(
                 "hello",
                 R"(,"attachments":[{"path":"a.txt"}],"reactions":[{"user":"ann","emoji_name":"tada","create_at":1500}])"),
             directPost(R"("ann","joe")")}),
        {{QStringLiteral("data/a.txt"), "content"}});
    QCOMPARE(statusOf(client.import(archive)), QStringLiteral("success"));
    const PracticeCounts first = server.counts();
    QCOMPARE(first.posts, 2);
    QCOMPARE(first.files, 1);
    QCOMPARE(first.reactions, 1);
    QCOMPARE(statusOf(client.import(archive)), QStringLiteral("success"));
    QVERIFY(server.counts() == first);
}

void TestPracticeImport::crashes_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<QByteArray>("line");
    for (const PracticePersonality personality :
         {PracticePersonality::V5_37, PracticePersonality::V11}) {
        const char *name = personality == PracticePersonality::V11 ? "11" : "5.37";
        QTest::addRow("%s post", name) << personality << QByteArray(R"({"type":"post"})");
        QTest::addRow("%s attachment", name) << personality << post("x", R"(,"attachments":[{}])");
    }
    QTest::newRow("11 user") << PracticePersonality::V11 << QByteArray(R"({"type":"user"})");
    QTest::newRow("11 upper-case channel")
        << PracticePersonality::V11 << post("x").replace("\"one\"", "\"One\"");
}

void TestPracticeImport::crashes()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(QByteArray, line);
    PracticeServer server(optionsFor(personality));
    QVERIFY(server.start());
    PracticeClient client(server);
    RawHttp idle(server.url());
    idle.connectToServer();
    const QString name = client.upload(makeArchive(withLines({line})));
    server.holdJobs(QStringLiteral("import_process"));
    const QString id =
        client.createJob(QStringLiteral("import_process"), {{QStringLiteral("import_file"), name}})
            .value(QLatin1String("id"))
            .toString();
    QCOMPARE(statusOf(client.waitForJob(id, QStringLiteral("in_progress"))),
             QStringLiteral("in_progress"));
    server.releaseJobs(QStringLiteral("import_process"));
    QVERIFY(idle.waitForClose());
    // After the start the job hangs for ever, and another one goes all the same.
    QCOMPARE(statusOf(client.job(id)), QStringLiteral("in_progress"));
    QCOMPARE(server.importFiles(), QStringList{name});
    QCOMPARE(statusOf(client.import(makeArchive(withLines({})))), QStringLiteral("success"));
    QCOMPARE(statusOf(client.job(id)), QStringLiteral("in_progress"));
}

void TestPracticeImport::keepsTheFileAfterAnError()
{
    PracticeServer server(optionsFor(PracticePersonality::V11));
    QVERIFY(server.start());
    server.setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 1);
    PracticeClient client(server);
    const QByteArray archive = makeArchive(withLines({user("bob")}));
    const QJsonObject job = client.import(archive);
    QCOMPARE(statusOf(job), QStringLiteral("error"));
    QCOMPARE(server.importFiles(), QStringList{dataOf(job, "import_file")});
    // What was done stays, and the same file works once the limit is higher.
    QCOMPARE(server.counts().teams, 1);
    server.setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 50);
    const QJsonObject again =
        client.createJob(QStringLiteral("import_process"),
                         {{QStringLiteral("import_file"), dataOf(job, "import_file")}});
    QCOMPARE(statusOf(client.waitForJob(again.value(QLatin1String("id")).toString())),
             QStringLiteral("success"));
}

void TestPracticeImport::roundTrip_data()
{
    QTest::addColumn<PracticePersonality>("from");
    QTest::newRow("5.37 to 11") << PracticePersonality::V5_37;
    QTest::newRow("11 to 11") << PracticePersonality::V11;
}

/// A whole workspace by its archive: everything that archives carry arrives.
void TestPracticeImport::roundTrip()
{
    QFETCH(PracticePersonality, from);
    PracticeServerOptions options = optionsFor(from);
    options.role = PracticeRole::Source;
    options.size = PracticeWorkspaceSize::small();
    options.exportArchivedTeamChannels = false;
    PracticeServer source(options);
    PracticeServer destination(optionsFor(PracticePersonality::V11));
    QVERIFY(source.start());
    QVERIFY(destination.start());
    const QByteArray archive = PracticeClient(source).exportArchive(
        {{QStringLiteral("include_attachments"), QStringLiteral("true")}});
    QVERIFY(archive.startsWith("PK"));
    PracticeClient(destination).import(archive);
    QTRY_COMPARE(destination.jobs().constFirst().status, QStringLiteral("success"));
    const PracticeCounts before = source.counts();
    const PracticeCounts after = destination.counts();
    QCOMPARE(after.teams, before.teams);
    QCOMPARE(after.channels, before.channels);
    QCOMPARE(after.posts, before.posts);
    QCOMPARE(after.reactions, before.reactions);
    const bool old = from == PracticePersonality::V5_37;
    // 5.37 writes bots as people and emoji as they are; 11.x the other way round.
    QCOMPARE(after.allUsers, before.allUsers + (old ? before.bots : 0));
    QCOMPARE(after.emoji, old ? before.emoji : 0);
    QVERIFY(old ? after.files >= before.files : after.files == before.files);
    QList<PracticePost> sent = source.posts();
    QList<PracticePost> arrived = destination.posts();
    for (QList<PracticePost> *list : {&sent, &arrived}) {
        for (PracticePost &item : *list) {
            // 5.37 knows no types and doubles the files of replies.
            if (old) {
                item.type.clear();
                item.files.clear();
            }
        }
    }
    QCOMPARE(arrived.size(), sent.size());
    QVERIFY(arrived == sent);
}

void TestPracticeImport::oldExportWithArchivedTeamStops()
{
    PracticeServerOptions options = optionsFor(PracticePersonality::V5_37);
    options.role = PracticeRole::Source;
    options.size = PracticeWorkspaceSize::small();
    PracticeServer source(options);
    PracticeServer destination(optionsFor(PracticePersonality::V11));
    QVERIFY(source.start());
    QVERIFY(destination.start());
    const QJsonObject job =
        PracticeClient(destination).import(PracticeClient(source).exportArchive({}));
    QCOMPARE(statusOf(job), QStringLiteral("error"));
    QVERIFY(dataOf(job, "error")
                .contains(QStringLiteral("Team with name \"former-branch\" could not be found.")));
}

QTEST_GUILESS_MAIN(TestPracticeImport)
#include "tst_practice_import.moc"
