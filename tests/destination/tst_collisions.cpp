// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "api/practicetesting.h"
#include "archive/archivefixture.h"
#include "core/base/stepcontrol.h"
#include "core/destination/collisionlookup.h"

#include <QJsonDocument>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

QByteArray userLine(const QByteArray &name, const QByteArray &email, const QByteArray &more = {})
{
    return "{\"type\":\"user\",\"user\":{\"username\":\"" + name + "\",\"email\":\"" + email + "\""
           + more + "}}";
}

QByteArray teamLine(const QByteArray &name, const QByteArray &type)
{
    return R"({"type":"team","team":{"name":")" + name + R"(","display_name":"T","type":")" + type
           + "\"}}";
}

QByteArray channelLine(const QByteArray &team, const QByteArray &name, const QByteArray &type)
{
    return R"({"type":"channel","channel":{"team":")" + team + R"(","name":")" + name
           + R"(","display_name":"C","type":")" + type + "\"}}";
}

QByteArray emojiLine(const QByteArray &name)
{
    return R"({"type":"emoji","emoji":{"name":")" + name + R"(","image":"x"}})";
}

PracticeAccount account(const char *name, const char *email)
{
    PracticeAccount made;
    made.username = q(name);
    made.email = q(email);
    made.password = q("Practice-2026");
    return made;
}

/// "line kind severity name -> other".
QStringList words(const CollisionReport &report)
{
    QStringList list;
    for (const Collision &row : report.rows)
        list << QStringLiteral("%1 %2 %3 %4 -> %5")
                    .arg(row.line)
                    .arg(collisionKindName(row.kind), severityName(row.severity),
                         row.team.isEmpty() ? row.name
                                            : QString(row.team + QLatin1Char('/') + row.name),
                         row.otherName);
    return list;
}

} // namespace

/// What of an archive meets its like on a destination.
class CollisionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreStable();
    void decisions();
    void everyKind_data();
    void everyKind();
    void accountsInUse();
    void accountsInUseAreNotTold();
    void emptyDestinationTakesFewRequests();
    void namesGoInBatches();
    void longNamesMakeSmallerBatches();
    void fewAddressesAreAskedOneByOne();
    void manyAddressesAreFoundInTheList();
    void archivedPrivateChannels();
    void emojiSwitchedOff();
    void canBeCancelled();
    void errorsEndTheLook();
    void reportComesBack();
    void brokenReportsDoNoHarm();

private:
    ArchiveNames namesIn(const QByteArrayList &lines);
    static Result<CollisionReport> collisions(const PracticeServer &server,
                                              const ArchiveNames &names,
                                              const ProgressSink &progress = {});

    QTemporaryDir m_dir;
};

ArchiveNames CollisionsTest::namesIn(const QByteArrayList &lines)
{
    const Result<ArchiveReader> archive =
        ArchiveReader::open(writeArchive(m_dir.filePath(q("a.zip")), lines));
    StepControl control;
    ScanOptions options;
    options.withNames = true;
    const Result<ArchiveScan> scan = scanArchive(*archive, options, control);
    if (!scan)
        qFatal("%s", qPrintable(scan.error().toLogLine()));
    return scan->names;
}

Result<CollisionReport> CollisionsTest::collisions(const PracticeServer &server,
                                                   const ArchiveNames &names,
                                                   const ProgressSink &progress)
{
    return withAdministrator(server, [&](MattermostClient &client) -> Result<CollisionReport> {
        const Result<User> me = client.me();
        if (!me)
            return me.error();
        return findCollisions(client, names, me->id, progress);
    });
}

void CollisionsTest::namesAreStable()
{
    QStringList names;
    const QList<CollisionKind> kinds = allCollisionKinds();
    for (const CollisionKind kind : kinds) {
        names << collisionKindName(kind);
        QCOMPARE(collisionKindFromName(names.last()), std::optional(kind));
    }
    QCOMPARE(names.removeDuplicates(), 0);
    QCOMPARE(names.size(), int(CollisionKind::EmojiExists) + 1);
    for (const Decision decision : {Decision::Leave, Decision::Rename, Decision::Map,
                                    Decision::Keep, Decision::Skip, Decision::Stop})
        QCOMPARE(decisionFromName(decisionName(decision)), std::optional(decision));
    QVERIFY(!collisionKindFromName(q("x")) && !decisionFromName(q("x")));
}

void CollisionsTest::decisions()
{
    const QList<CollisionKind> kinds = allCollisionKinds();
    for (const CollisionKind kind : kinds)
        QVERIFY2(possibleDecisions(kind).contains(suggestedDecision(kind)),
                 qPrintable(collisionKindName(kind)));
    QVERIFY(!possibleDecisions(CollisionKind::OwnAccount).contains(Decision::Leave));
    QVERIFY(!possibleDecisions(CollisionKind::SameEmailOtherName).contains(Decision::Leave));
    QVERIFY(!possibleDecisions(CollisionKind::TeamExists).contains(Decision::Map));
}

void CollisionsTest::everyKind_data()
{
    addPersonalities();
}

void CollisionsTest::everyKind()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    PracticeAccount boss = account("boss", "boss@x.org");
    boss.roles = q("system_admin system_user");
    PracticeAccount gone = account("gone", "gone@x.org");
    gone.deactivated = true;
    PracticeAccount robo = account("robo", "robo@localhost");
    robo.isBot = true;
    PracticeAccount helper = account("helper", "helper@localhost");
    helper.isBot = true;
    options.accounts = {boss,
                        gone,
                        robo,
                        helper,
                        account("same", "Same@x.org"),
                        account("twin", "twin@there.org"),
                        account("owner", "taken@x.org"),
                        account("cross", "cross@x.org")};
    PracticeServer server(options);
    QVERIFY(server.start());
    server.addTeam(
        {q("crew"),
         q("O"),
         false,
         {{q("dev"), q("O"), false}, {q("ops"), q("O"), false}, {q("old"), q("O"), true}}});
    server.addTeam({q("closed"), q("I"), false, {}});
    server.addTeam({q("past"), q("O"), true, {}});
    server.addEmoji(q("party"));

    const ArchiveNames names = namesIn({
        teamLine("crew", "O"),                               // 2
        teamLine("closed", "O"),                             // 3
        teamLine("past", "O"),                               // 4
        teamLine("fresh", "O"),                              // 5
        channelLine("crew", "town-square", "O"),             // 6: every team has it
        channelLine("crew", "dev", "O"),                     // 7
        channelLine("crew", "ops", "P"),                     // 8
        channelLine("crew", "old", "O"),                     // 9
        channelLine("crew", "fresh", "O"),                   // 10
        channelLine("fresh", "dev", "O"),                    // 11
        userLine("Admin", "admin@example.com"),              // 12: who runs the import
        userLine("boss", "boss@x.org"),                      // 13
        userLine("gone", "gone@x.org"),                      // 14
        userLine("robo", "robo@x.org"),                      // 15
        userLine("helper", "helper@localhost"),              // 16: a bot of an old export
        userLine("SAME", "same@X.org"),                      // 17
        userLine("twin", "twin@x.org"),                      // 18
        userLine("other", "Taken@x.org"),                    // 19
        userLine("cross", "twin@there.org"),                 // 20: name of one, address of other
        userLine("new", "new@x.org"),                        // 21
        userLine("left", "left@x.org", R"(,"delete_at":1)"), // 22
        R"({"type":"bot","bot":{"username":"owner","owner":"x"}})", // 23
        emojiLine("party"),                                         // 24
        emojiLine("confetti"),                                      // 25
    });
    const Result<CollisionReport> report = collisions(server, names);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toLogLine()));
    const QStringList expected{
        q("19 same-email-other-name stops other -> owner"),
        q("20 same-email-other-name stops cross -> twin"),
        q("13 other-administrator loses boss -> boss"),
        q("18 same-name-other-email loses twin -> twin"),
        q("15 bot-against-user loses robo -> robo"),
        q("23 bot-against-user loses owner -> owner"),
        q("4 team-deleted loses past -> past"),
        q("9 channel-deleted loses crew/old -> old"),
        q("12 own-account note Admin -> admin"),
        q("14 deactivated note gone -> gone"),
        q("16 same-person note helper -> helper"),
        q("17 same-person note SAME -> same"),
        q("3 team-type-differs note closed -> closed"),
        q("2 team-exists note crew -> crew"),
        q("8 channel-type-differs note crew/ops -> ops"),
        q("7 channel-exists note crew/dev -> dev"),
        q("24 emoji-exists note party -> party"),
    };
    QCOMPARE(words(*report), expected);
    QCOMPARE(report->newPeople, 2); // other and new; left is deactivated
    QCOMPARE(report->rows.first().otherEmail, q("taken@x.org"));
    QCOMPARE(report->counts().value(CollisionKind::SamePerson), 2);
}

namespace {

/// 250 people who are there already, every tenth of them active.
PracticeServerOptions inUse(PracticePersonality personality)
{
    PracticeServerOptions options = smallServer(personality);
    for (int i = 0; i < 250; ++i) {
        const QByteArray name = "u" + QByteArray::number(i);
        PracticeAccount made = account(name.constData(), QByteArray(name + "@x.org").constData());
        made.lastActivityAt = i % 10 == 0 ? 1'700'000'000'000 : 0;
        options.accounts.append(made);
    }
    return options;
}

QByteArrayList everybody()
{
    QByteArrayList lines;
    for (int i = 0; i < 250; ++i) {
        const QByteArray name = "u" + QByteArray::number(i);
        lines << userLine(name, name + "@x.org");
    }
    return lines;
}

} // namespace

void CollisionsTest::accountsInUse()
{
    for (const auto personality : {PracticePersonality::V5_37, PracticePersonality::V11}) {
        PracticeServer server(inUse(personality));
        QVERIFY(server.start());
        const Result<CollisionReport> report = collisions(server, namesIn(everybody()));
        QVERIFY2(report, report ? "" : qPrintable(report.error().toLogLine()));
        QCOMPARE(report->rows.size(), 250);
        for (const Collision &row : report->rows)
            QCOMPARE(row.isInUse, row.name.mid(1).toInt() % 10 == 0);
        QCOMPARE(server.requests(q("POST"), q("/users/status/ids$")).size(), 2);
    }
}

void CollisionsTest::accountsInUseAreNotTold()
{
    PracticeServer server(inUse(PracticePersonality::V11));
    QVERIFY(server.start());
    server.addFault({.method = q("POST"),
                     .pathPattern = q("/users/status/ids$"),
                     .times = 0,
                     .action = PracticeFault::Action::Respond,
                     .status = 403,
                     .body = R"({"id":"api.x","message":"no","status_code":403})"});
    const Result<CollisionReport> report = collisions(server, namesIn(everybody()));
    QVERIFY2(report, report ? "" : qPrintable(report.error().toLogLine()));
    QCOMPARE(report->rows.size(), 250);
    for (const Collision &row : report->rows)
        QVERIFY(!row.isInUse);
}

void CollisionsTest::emptyDestinationTakesFewRequests()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    QByteArrayList lines{teamLine("t", "O")};
    for (int i = 0; i < 300; ++i) {
        lines << userLine("u" + QByteArray::number(i), QByteArray::number(i) + "@x.org");
        lines << channelLine("t", "c" + QByteArray::number(i), "O");
    }
    const ArchiveNames names = namesIn(lines);
    server.clearRequests();
    const Result<CollisionReport> report = collisions(server, names);
    QVERIFY(report);
    QCOMPARE(words(*report), QStringList());
    QCOMPARE(report->newPeople, 300);
    // Sign-in, me, names, accounts, one page of them, one team.
    QCOMPARE(server.requests().size(), 6);
}

void CollisionsTest::namesGoInBatches()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    QByteArrayList lines;
    for (int i = 0; i < 2500; ++i)
        lines << userLine("person" + QByteArray::number(i), {});
    const Result<CollisionReport> report = collisions(server, namesIn(lines));
    QVERIFY2(report, report ? "" : qPrintable(report.error().toLogLine()));
    QCOMPARE(report->newPeople, 2500);
    const QList<PracticeRequest> asked = server.requests(q("POST"), q("/users/usernames$"));
    QCOMPARE(asked.size(), 3);
    for (const PracticeRequest &request : asked)
        QVERIFY(request.bodyBytes <= MattermostClient::mostBytesPerCall);
}

void CollisionsTest::longNamesMakeSmallerBatches()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    QByteArrayList lines;
    for (int i = 0; i < 1000; ++i)
        lines << userLine(QByteArray(190, 'x') + QByteArray::number(i), {});
    lines << userLine(QByteArray(100'000, 'y'), {}); // is not even asked for
    const Result<CollisionReport> report = collisions(server, namesIn(lines));
    QVERIFY2(report, report ? "" : qPrintable(report.error().toLogLine()));
    const QList<PracticeRequest> asked = server.requests(q("POST"), q("/users/usernames$"));
    QVERIFY(asked.size() > 1);
    for (const PracticeRequest &request : asked) {
        QCOMPARE(request.status, 200);
        QVERIFY(request.bodyBytes <= MattermostClient::mostBytesPerCall);
    }
}

void CollisionsTest::fewAddressesAreAskedOneByOne()
{
    PracticeServerOptions options = smallServer(PracticePersonality::V5_37);
    for (int i = 0; i < 450; ++i)
        options.accounts.append(account(qPrintable(QStringLiteral("u%1").arg(i)),
                                        qPrintable(QStringLiteral("u%1@x.org").arg(i))));
    PracticeServer server(options);
    QVERIFY(server.start());
    const Result<CollisionReport> report =
        collisions(server, namesIn({userLine("a", "U7@x.org"), userLine("b", "b+1@x.org")}));
    QVERIFY(report);
    QCOMPARE(words(*report), QStringList(q("2 same-email-other-name stops a -> u7")));
    QCOMPARE(server.requests(q("GET"), q("/users/email/")).size(), 2);
    QCOMPARE(server.requests(q("GET"), q("/users$")).size(), 0);
}

void CollisionsTest::manyAddressesAreFoundInTheList()
{
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    for (int i = 0; i < 450; ++i)
        options.accounts.append(account(qPrintable(QStringLiteral("u%1").arg(i)),
                                        qPrintable(QStringLiteral("u%1@x.org").arg(i))));
    PracticeServer server(options);
    QVERIFY(server.start());
    QByteArrayList lines;
    for (int i = 400; i < 500; ++i)
        lines << userLine("new" + QByteArray::number(i), 'U' + QByteArray::number(i) + "@x.org");
    QList<Progress> told;
    const Result<CollisionReport> report = collisions(
        server, namesIn(lines), [&told](const Progress &progress) { told.append(progress); });
    QVERIFY(report);
    QCOMPARE(report->counts().value(CollisionKind::SameEmailOtherName), 50);
    QCOMPARE(report->newPeople, 100);
    QCOMPARE(server.requests(q("GET"), q("/users/email/")).size(), 0);
    QCOMPARE(server.requests(q("GET"), q("/users$")).size(), 3);
    QCOMPARE(told.last().done, 100);
    QCOMPARE(told.last().total, 100);
    QCOMPARE(told.last().counts.value(q("people")), 100);
    QCOMPARE(told.last().counts.value(q("addresses")), 451);
}

void CollisionsTest::archivedPrivateChannels()
{
    // They are in no list; only their name finds them.
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    server.addTeam({q("t"), q("O"), false, {{q("secret"), q("P"), true}}});
    const int hidden = server.addFault({.method = q("GET"),
                                        .pathPattern = q("/channels/deleted$"),
                                        .times = 0,
                                        .action = PracticeFault::Action::Respond,
                                        .status = 200,
                                        .body = "[]"});
    const Result<CollisionReport> report =
        collisions(server, namesIn({teamLine("t", "O"), channelLine("t", "secret", "P"),
                                    channelLine("t", "new", "O")}));
    QVERIFY(report);
    QCOMPARE(server.faultHits(hidden), 1);
    QCOMPARE(words(*report), QStringList({q("3 channel-deleted loses t/secret -> secret"),
                                          q("2 team-exists note t -> t")}));
}

void CollisionsTest::emojiSwitchedOff()
{
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    options.config = {{q("ServiceSettings"), QJsonObject{{q("EnableCustomEmoji"), false}}}};
    PracticeServer server(options);
    QVERIFY(server.start());
    server.addEmoji(q("party"));
    const Result<CollisionReport> report = collisions(server, namesIn({emojiLine("party")}));
    QVERIFY(report);
    QCOMPARE(words(*report), QStringList());
}

void CollisionsTest::canBeCancelled()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    QByteArrayList lines;
    for (int i = 0; i < 50; ++i)
        lines << teamLine("t" + QByteArray::number(i), "O");
    const ArchiveNames names = namesIn(lines);
    const Result<CollisionReport> report =
        withAdministrator(server, [&](MattermostClient &client) -> Result<CollisionReport> {
            StepControl &control = client.session().control();
            return findCollisions(client, names, {},
                                  [&control](const Progress &) { control.cancel(); });
        });
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
    QVERIFY(server.requests(q("GET"), q("/teams/name/")).size() < 50);
}

void CollisionsTest::errorsEndTheLook()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    server.addFault({.method = q("GET"),
                     .pathPattern = q("/teams/name/"),
                     .times = 0,
                     .action = PracticeFault::Action::Respond,
                     .status = 500,
                     .body = "{}"});
    const Result<CollisionReport> report = collisions(server, namesIn({teamLine("t", "O")}));
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::ServerError);
}

void CollisionsTest::reportComesBack()
{
    CollisionReport report;
    report.newPeople = 7;
    report.rows = {{CollisionKind::ChannelTypeDiffers,
                    Severity::Note,
                    5,
                    q("dev"),
                    q("crew"),
                    {},
                    q("O"),
                    q("dev"),
                    {},
                    q("P")},
                   {CollisionKind::SameEmailOtherName,
                    Severity::Stops,
                    9,
                    q("a"),
                    {},
                    q("a@x.org"),
                    {},
                    q("b"),
                    q("A@x.org"),
                    {}}};
    const QByteArray text = QJsonDocument(report.toJson()).toJson();
    QCOMPARE(CollisionReport::fromJson(QJsonDocument::fromJson(text).object()), report);
    report.sort();
    QCOMPARE(report.rows.first().kind, CollisionKind::SameEmailOtherName);
}

void CollisionsTest::brokenReportsDoNoHarm()
{
    QVERIFY(CollisionReport::fromJson({}).rows.isEmpty());
    const QByteArray text = R"({"newPeople":"x","rows":[1,{},{"kind":"x","severity":"note"},
        {"kind":"same-person","severity":"note","line":"y","name":5}]})";
    const CollisionReport report =
        CollisionReport::fromJson(QJsonDocument::fromJson(text).object());
    QCOMPARE(report.rows.size(), 1);
    QCOMPARE(report.rows.first().name, QString());
}

QTEST_GUILESS_MAIN(CollisionsTest)
#include "tst_collisions.moc"
