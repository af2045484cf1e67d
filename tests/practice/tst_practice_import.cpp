// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

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

const QByteArray version = R"({"type":"version","version":1})";
const QByteArray team =
    R"({"type":"team","team":{"name":"acme","display_name":"Acme","type":"O"}})";
const QByteArray channel =
    R"({"type":"channel","channel":{"team":"acme","name":"one","display_name":"One","type":"O"}})";

QByteArray user(const QByteArray &name, const QByteArray &more = {}, const QByteArray &email = {})
{
    return R"({"type":"user","user":{"username":")" + name + R"(","email":")"
           + (email.isEmpty() ? name + "@example.com" : email)
           + R"(","roles":"system_user","teams":[{"name":"acme","roles":"team_user","channels":[{"name":"one","roles":"channel_user"}]}])"
           + more + "}}";
}

QByteArray post(const QByteArray &message, const QByteArray &more = {},
                const QByteArray &createAt = "1000")
{
    return R"({"type":"post","post":{"team":"acme","channel":"one","user":"ann","message":")"
           + message + R"(","create_at":)" + createAt + more + "}}";
}

QByteArray directPost(const QByteArray &members, const QByteArray &more = {})
{
    return R"({"type":"direct_post","direct_post":{"channel_members":[)" + members
           + R"(],"user":"ann","message":"direct","create_at":1000)" + more + "}}";
}

/// Version, team, channel and ann on lines 1 to 4, then these.
QList<QByteArray> withLines(const QList<QByteArray> &more)
{
    return QList<QByteArray>{version, team, channel, user("ann")} + more;
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
                  QStringLiteral("Error while executing the job. — "));
    return withoutIds(error);
}

struct Case
{
    const char *name; ///< of the recorded job
    QByteArray archive;
    const char *line; ///< as told; nullptr: none
    QJsonObject config{};
};

const QByteArray bigLine =
    R"({"type":"post","post":{"message":")" + QByteArray(17 * 1024 * 1024, 'x') + "\"}}";

/// Errors that both versions tell.
QList<Case> commonErrors()
{
    const QByteArray emptyMessage =
        R"({"type":"post","post":{"team":"acme","channel":"one","user":"ann","create_at":1}})";
    return {
        {"job_import_bad_channel_type_error",
         makeArchive(
             {version, team,
              R"({"type":"channel","channel":{"team":"acme","name":"one","display_name":"One","type":"X"}})"}),
         "3"},
        {"job_import_bad_json_in_middle_error", makeArchive(withLines({"{bad json"})), "5"},
        {"job_import_bad_username_error", makeArchive(withLines({user("no blanks")})), "5"},
        {"job_import_blank_line_error", makeArchive(withLines({"", user("bob")})), "5"},
        {"job_import_direct_post_nine_members_error",
         makeArchive(withLines({directPost(R"("a","b","c","d","e","f","g","h","i")")})), "5"},
        {"job_import_email_of_another_user_error",
         makeArchive(withLines({user("jim", {}, "joe@example.com")})), "5"},
        {"job_import_invalid_post_line_error", makeArchive(withLines({emptyMessage})), "5"},
        {"job_import_line_over_16MiB_error", makeArchive(withLines({bigLine})), "0"},
        {"job_import_max_channels_per_team_error",
         makeArchive(
             {version, team, channel,
              R"({"type":"channel","channel":{"team":"acme","name":"two","display_name":"Two","type":"O"}})"}),
         "4",
         {{QStringLiteral("TeamSettings.MaxChannelsPerTeam"), 3}}},
        {"job_import_max_users_per_team_error",
         makeArchive(withLines({user("bob"), user("cas")})),
         "6",
         {{QStringLiteral("TeamSettings.MaxUsersPerTeam"), 2}}},
        {"job_import_no_jsonl_error", makeZip({{QStringLiteral("readme.txt"), "x"}}), nullptr},
        {"job_import_no_version_error", makeArchive({team}), "1"},
        {"job_import_not_a_zip_error", QByteArray(2000, 'n'), nullptr},
        {"job_import_truncated_zip_error", makeArchive(withLines({})).left(200), nullptr},
        {"job_import_post_16384_chars_error",
         makeArchive(withLines({post(QByteArray(16384, 'x'))})), "5"},
        {"job_import_post_create_at_zero_error", makeArchive(withLines({post("x", {}, "0")})), "5"},
        {"job_import_reaction_before_parent_error",
         makeArchive(withLines(
             {post("x", R"(,"reactions":[{"user":"ann","emoji_name":"tada","create_at":1}])")})),
         "5"},
        {"job_import_reserved_team_name_error",
         makeArchive({version,
                      R"({"type":"team","team":{"name":"admins","display_name":"A","type":"O"}})"}),
         "2"},
        {"job_import_unknown_channel_in_post_error",
         makeArchive(withLines({post("x").replace("\"one\"", "\"does-not-exist\"")})), "0"},
        {"job_import_unknown_type_error",
         makeArchive(withLines({R"({"type":"no_such_type","x":{}})"})), "5"},
        {"job_import_unknown_user_in_post_error",
         makeArchive(withLines({post("x").replace("\"ann\"", "\"nobody\"")})), "0"},
        {"danger_upper_case_author_error",
         makeArchive(withLines({post("x").replace("\"ann\"", "\"Ann\"")})), "0"},
        {"danger_flagged_by_unknown_error",
         makeArchive(withLines({post("x", R"(,"flagged_by":["nobody"])")})), "0"},
        {"danger_team_without_object_error", makeArchive({version, R"({"type":"team"})"}), "2"},
        {"danger_user_of_unknown_team_error",
         makeArchive(withLines({user("bob").replace("\"acme\"", "\"does-not-exist\"")})), "5"},
        {"job_import_users_before_channels_error", makeArchive({version, team, user("ann")}), "3"},
        {"job_import_utf8_bom_error", makeArchive({"\xEF\xBB\xBF" + version}), "1"},
        {"job_import_version_2_error", makeArchive({R"({"type":"version","version":2})"}), "1"},
        {"job_import_weak_password_error",
         makeArchive(withLines({user("u1-weakpw", R"(,"password":"short")")})), "5"},
    };
}

/// Errors of 5.37 only: the newer one takes these.
QList<Case> oldErrors()
{
    const Members exporterLayout{{QStringLiteral("data/20210101/x/one.txt"), "one"}};
    return {
        {"job_import_attachment_missing_error",
         makeArchive(withLines({post("x", R"(,"attachments":[{"path":"att/none.txt"}])")})), "5"},
        {"job_import_exporter_layout_error",
         makeArchive(withLines({post("x", R"(,"attachments":[{"path":"20210101/x/one.txt"}])")}),
                     exporterLayout),
         "5"},
        {"job_import_bot_line_error",
         makeArchive(withLines({R"({"type":"bot","bot":{"username":"b","owner":"ann"}})"})), "5"},
        {"job_import_role_line_error",
         makeArchive({version, R"({"type":"role","role":{"name":"r"}})"}), "2"},
        {"job_import_props_too_large_error",
         makeArchive(withLines({post("x", R"(,"props":{"a":")" + QByteArray(9000, 'p') + "\"}")})),
         "5"},
        {"job_import_reply_before_parent_error",
         makeArchive(
             withLines({post("x", R"(,"replies":[{"user":"ann","message":"r","create_at":1}])")})),
         "5"},
        {"job_import_upper_case_username_error", makeArchive(withLines({user("Upper")})), "5"},
        {"danger_user_without_object_error", makeArchive({version, R"({"type":"user"})"}), "2"},
    };
}

/// Errors of 5.37 that 11.x shares when the file is missing too, but with another text.
QList<Case> oldFileErrors()
{
    return {
        {"job_import_direct_post_attachment_error",
         makeArchive(
             withLines({directPost(R"("ann","joe")", R"(,"attachments":[{"path":"att/d.txt"}])")}),
             {{QStringLiteral("att/d.txt"), "d"}}),
         "5"},
        {"job_import_reply_attachment_error",
         makeArchive(
             withLines({post(
                 "x",
                 R"(,"replies":[{"user":"ann","message":"r","create_at":2000,"attachments":[{"path":"att/r.txt"}]}])")}),
             {{QStringLiteral("att/r.txt"), "r"}}),
         "5"},
        {"job_import_emoji_error",
         makeArchive({version, R"({"type":"emoji","emoji":{"name":"zzz_emo","image":"e.png"}})"},
                     {{QStringLiteral("e.png"), "e"}}),
         "2"},
        {"job_import_system_emoji_name_error",
         makeArchive({version, R"({"type":"emoji","emoji":{"name":"smile","image":"e.png"}})"},
                     {{QStringLiteral("e.png"), "e"}}),
         "2"},
        {"job_import_profile_image_error",
         makeArchive(withLines({user("bob", R"(,"profile_image":"p.png")")}),
                     {{QStringLiteral("p.png"), "p"}}),
         "5"},
    };
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
    const QList<Case> both{
        {"crlf",
         QByteArray(makeZip({{QStringLiteral("import.jsonl"), withLines({}).join("\r\n")}})),
         nullptr},
        {"empty", makeZip({{QStringLiteral("import.jsonl"), ""}}), nullptr},
        {"one member",
         makeArchive(
             withLines({R"({"type":"direct_channel","direct_channel":{"members":["ann"]}})"})),
         nullptr},
        {"with oneself",
         makeArchive(withLines(
             {R"({"type":"direct_channel","direct_channel":{"members":["ann","ann"]}})"})),
         nullptr},
        {"unknown fields", makeArchive(withLines({user("bob", R"(,"zodiac":"lion")")})), nullptr},
        {"unknown role",
         makeArchive(withLines({user("bob").replace("system_user", "system_user no_such_role")})),
         nullptr},
        {"good password", makeArchive(withLines({user("bob", R"(,"password":"Str0ng-enough")")})),
         nullptr},
    };
    for (const Case &example : both) {
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
