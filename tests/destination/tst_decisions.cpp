// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "api/practicetesting.h"
#include "archive/correctionfixture.h"
#include "core/destination/collisiondecisions.h"
#include "core/destination/collisiontargets.h"

#include <QFile>
#include <QJsonDocument>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

using About = CollisionDecisions::About;
using Fate = NameDecisions::Fate;

const QByteArray head = R"({"format":"mmigrate-mapping","version":1)";

CollisionDecisions everyDecision()
{
    CollisionDecisions decisions;
    decisions.names = {{About::Person, {}, q("ann"), Decision::Map, q("ann.k")},
                       {About::Person, {}, q("bob"), Decision::Rename, q("bob-old")},
                       {About::Person, {}, q("Zoë"), Decision::Keep, {}},
                       {About::Person, {}, q("max"), Decision::Skip, {}},
                       {About::Team, {}, q("crew"), Decision::Rename, q("crew-old")},
                       {About::Channel, q("crew"), q("dev"), Decision::Skip, {}},
                       {About::Channel, q("other"), q("dev"), Decision::Stop, {}},
                       {About::Emoji, {}, q("Party"), Decision::Rename, q("party_old")}};
    decisions.kinds = {{CollisionKind::OtherAdministrator, {Decision::Keep, {}}},
                       {CollisionKind::TeamDeleted, {Decision::Rename, q("-2")}}};
    return decisions;
}

Collision collision(CollisionKind kind, const char *name, const char *other = "",
                    const char *team = "")
{
    Collision row;
    row.kind = kind;
    row.name = q(name);
    row.otherName = q(other);
    row.team = q(team);
    return row;
}

QString reason(const Result<CollisionDecisions> &result)
{
    if (result)
        return q("ok");
    return reasonOf(result.error()) + QLatin1Char(' ')
           + result.error().facts.value(q("entry")).toString();
}

} // namespace

/// Decisions about names: the file, what follows from it, and whether it can be carried out.
class DecisionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fileComesBack();
    void fileIsReadable();
    void hostileFiles_data();
    void hostileFiles();
    void filesThatAreNoFiles();
    void ofNameGoesBeforeOfKind();
    void withoutDecisions();
    void longNamesGetTheirSuffix();
    void suggestionsAreValid();
    void whoUsesTheAccountKeepsIt();
    void forTheArchive();
    void targets_data();
    void targets();

private:
    QTemporaryDir m_dir;
};

void DecisionsTest::fileComesBack()
{
    const QString path = m_dir.filePath(q("mapping.json"));
    const CollisionDecisions decisions = everyDecision();
    QVERIFY(decisions.save(path));
    const Result<CollisionDecisions> again = CollisionDecisions::load(path);
    QVERIFY2(again, again ? "" : qPrintable(reason(again)));
    QCOMPARE(*again, decisions);
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(path) & others));
    QVERIFY(CollisionDecisions().isEmpty() && !decisions.isEmpty());
    QCOMPARE(*CollisionDecisions::fromJson(CollisionDecisions().toJson()), CollisionDecisions());
}

void DecisionsTest::fileIsReadable()
{
    const QByteArray text = everyDecision().toJson();
    QVERIFY(text.count('\n') > 20);
    QVERIFY(text.contains("\"decision\": \"map\""));
    QVERIFY(text.contains("\"to\": \"ann.k\""));
}

void DecisionsTest::hostileFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &text, const char *expected) {
        QTest::newRow(name) << text << q(expected);
    };
    const auto people = [](const QByteArray &entries) {
        return QByteArray(head + ",\"people\":[" + entries + "]}");
    };
    row("empty", "", "not-json 0");
    row("cut", head, "not-json 40");
    row("binary", QByteArray("\0\xff\xfe", 3), "not-json 1");
    row("list", "[]", "not-mapping ");
    row("another file", "{\"version\":1}", "not-mapping ");
    row("no version", R"({"format":"mmigrate-mapping"})", "not-mapping ");
    row("newer", R"({"format":"mmigrate-mapping","version":2})", "newer ");
    row("nothing in it", head + "}", "ok");
    row("deep", QByteArray(100'000, '['), "not-json 1025");
    row("list is none", head + R"(,"people":{}})", "bad-entry people");
    row("entry is none", people("7"), "bad-entry people[0]");
    row("no name", people(R"({"decision":"skip"})"), "bad-entry people[0]");
    row("name is a number", people(R"({"name":7,"decision":"skip"})"), "bad-entry people[0]");
    row("endless name", people(R"({"name":")" + QByteArray(2000, 'x') + R"(","decision":"skip"})"),
        "bad-entry people[0]");
    row("team of a person", people(R"({"name":"a","team":"t","decision":"skip"})"),
        "bad-entry people[0]");
    row("channel without team", head + R"(,"channels":[{"name":"c","decision":"skip"}]})",
        "bad-entry channels[0]");
    row("unknown decision", people(R"({"name":"a","decision":"merge"})"), "bad-decision people[0]");
    row("no decision", people(R"({"name":"a","decison":"skip"})"), "bad-decision people[0]");
    row("map of a team", head + R"(,"teams":[{"name":"t","decision":"map","to":"x"}]})",
        "bad-decision teams[0]");
    row("no target", people(R"({"name":"a","decision":"rename"})"), "bad-name people[0]");
    row("bad target", people(R"({"name":"a","decision":"rename","to":"A B"})"),
        "bad-name people[0]");
    row("path as target", people(R"({"name":"a","decision":"map","to":"../../x"})"),
        "bad-name people[0]");
    row("reserved team", head + R"(,"teams":[{"name":"t","decision":"rename","to":"api"}]})",
        "bad-name teams[0]");
    row("bad emoji", head + R"(,"emoji":[{"name":"t","decision":"rename","to":":x:"}]})",
        "bad-name emoji[0]");
    row("twice", people(R"({"name":"a","decision":"skip"},{"name":"A","decision":"keep"})"),
        "repeated people[1]");
    row("two to one name",
        people(R"({"name":"a","decision":"rename","to":"x"},)"
               R"({"name":"b","decision":"rename","to":"x"})"),
        "target-taken people[1]");
    row("two are one",
        people(R"({"name":"a","decision":"map","to":"x"},{"name":"b","decision":"map","to":"x"})"),
        "ok");
    row("channels of two teams",
        head
            + R"(,"channels":[{"team":"a","name":"c","decision":"rename","to":"dd"},)"
              R"({"team":"b","name":"c","decision":"rename","to":"dd"}]})",
        "ok");
    row("emoji differ in case",
        head + R"(,"emoji":[{"name":"a","decision":"skip"},{"name":"A","decision":"skip"}]})",
        "ok");
    row("kinds are none", head + R"(,"all":7})", "bad-entry all");
    row("unknown kind", head + R"(,"all":[{"kind":"x","decision":"skip"}]})", "bad-entry all[0]");
    row("not for that kind",
        head + R"(,"all":[{"kind":"same-email-other-name","decision":"leave"}]})",
        "bad-decision all[0]");
    row("bad suffix",
        head + R"(,"all":[{"kind":"same-person","decision":"rename","suffix":" x"}]})",
        "bad-name all[0]");
    row("kind twice",
        head
            + R"(,"all":[{"kind":"same-person","decision":"skip"},)"
              R"({"kind":"same-person","decision":"keep"}]})",
        "repeated all[1]");
    row("unknown members",
        head
            + R"(,"comment":"by hand","people":[{"name":"a",)"
              R"("decision":"skip","why":"gone"}]})",
        "ok");
}

void DecisionsTest::hostileFiles()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    const Result<CollisionDecisions> read = CollisionDecisions::fromJson(text);
    QCOMPARE(reason(read), expected);
    if (!read)
        QCOMPARE(read.error().kind, ErrorKind::MappingInvalid);
}

void DecisionsTest::filesThatAreNoFiles()
{
    const Result<CollisionDecisions> missing =
        CollisionDecisions::load(m_dir.filePath(q("nowhere.json")));
    QVERIFY(!missing);
    QCOMPARE(missing.error().kind, ErrorKind::Disk);
    const Result<CollisionDecisions> folder = CollisionDecisions::load(m_dir.path());
    QVERIFY(!folder);
    const QString path = m_dir.filePath(q("bad.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{") == 1);
    file.close();
    const Result<CollisionDecisions> bad = CollisionDecisions::load(path);
    QVERIFY(!bad);
    QCOMPARE(bad.error().facts.value(q("path")).toString(), path);
    QVERIFY(!everyDecision().save(m_dir.filePath(q("no/folder/x.json"))));
}

void DecisionsTest::ofNameGoesBeforeOfKind()
{
    const CollisionDecisions decisions = everyDecision();
    QCOMPARE(decisions.decisionFor(collision(CollisionKind::SamePerson, "ANN")).to, q("ann.k"));
    QCOMPARE(decisions.decisionFor(collision(CollisionKind::OtherAdministrator, "bob")).decision,
             Decision::Rename);
    QCOMPARE(decisions.decisionFor(collision(CollisionKind::OtherAdministrator, "eve")).decision,
             Decision::Keep);
    const auto renamed = decisions.decisionFor(collision(CollisionKind::TeamDeleted, "Past"));
    QCOMPARE(renamed.decision, Decision::Rename);
    QCOMPARE(renamed.to, q("past-2"));
    QCOMPARE(
        decisions.decisionFor(collision(CollisionKind::ChannelExists, "dev", "", "crew")).decision,
        Decision::Skip);
    QCOMPARE(
        decisions.decisionFor(collision(CollisionKind::ChannelExists, "dev", "", "third")).decision,
        Decision::Leave);
    // Emoji names are other ones in other cases.
    QCOMPARE(decisions.decisionFor(collision(CollisionKind::EmojiExists, "party")).decision,
             Decision::Leave);
    // A name that is free would not free the address.
    QCOMPARE(decisions.decisionFor(collision(CollisionKind::SameEmailOtherName, "bob")).decision,
             Decision::Stop);
}

void DecisionsTest::withoutDecisions()
{
    CollisionReport report;
    report.rows = {collision(CollisionKind::SameEmailOtherName, "a", "b"),
                   collision(CollisionKind::SamePerson, "c"),
                   collision(CollisionKind::OwnAccount, "admin"),
                   collision(CollisionKind::TeamDeleted, "t")};
    const QList<Collision> stopping = CollisionDecisions().stopping(report);
    QCOMPARE(stopping.size(), 1);
    QCOMPARE(stopping.first().name, q("a"));
    QVERIFY(CollisionDecisions().forArchive(report).isEmpty());
}

void DecisionsTest::longNamesGetTheirSuffix()
{
    CollisionDecisions decisions;
    decisions.kinds = {{CollisionKind::SamePerson, {Decision::Rename, {}}}};
    const QByteArray name(64, 'x');
    const QString to =
        decisions.decisionFor(collision(CollisionKind::SamePerson, name.constData())).to;
    QCOMPARE(to.size(), 64);
    QVERIFY(to.endsWith(q("x-imported")));
}

void DecisionsTest::suggestionsAreValid()
{
    CollisionReport report;
    const QList<CollisionKind> kinds = allCollisionKinds();
    for (const CollisionKind kind : kinds)
        report.rows.append(collision(kind, "name", "other", isAboutChannels(kind) ? "t" : ""));
    const CollisionDecisions suggested = suggestedDecisions(report);
    QCOMPARE(*CollisionDecisions::fromJson(suggested.toJson()), suggested);
    QVERIFY(suggested.stopping(report).isEmpty());
    const NameDecisions decisions = suggested.forArchive({{report.rows.at(1)}, 0});
    QCOMPARE(decisions.people.value("name").fate, Fate::Map);
    QCOMPARE(decisions.people.value("name").to, QByteArray("other"));
}

void DecisionsTest::whoUsesTheAccountKeepsIt()
{
    CollisionReport report;
    report.rows = {collision(CollisionKind::SamePerson, "ann", "ann"),
                   collision(CollisionKind::SamePerson, "bob", "bob"),
                   collision(CollisionKind::OtherAdministrator, "boss", "boss")};
    report.rows[1].isInUse = report.rows[2].isInUse = true;
    const CollisionDecisions suggested = suggestedDecisions(report);
    QCOMPARE(suggested.decisionFor(report.rows.at(0)).decision, Decision::Leave);
    QCOMPARE(suggested.decisionFor(report.rows.at(1)).decision, Decision::Keep);
    QCOMPARE(suggested.decisionFor(report.rows.at(2)).decision, Decision::Keep);
    QCOMPARE(suggested.names.size(), 1); // only what its kind does not say
    QCOMPARE(*CollisionDecisions::fromJson(suggested.toJson()), suggested);
    QCOMPARE(CollisionReport::fromJson(report.toJson()), report);
}

void DecisionsTest::forTheArchive()
{
    CollisionDecisions decisions = everyDecision();
    decisions.names.append({About::Person, {}, q("Admin"), Decision::Keep, {}});
    CollisionReport report;
    report.rows = {collision(CollisionKind::OwnAccount, "admin", "admin"),
                   collision(CollisionKind::OtherAdministrator, "Boss", "boss")};
    const NameDecisions made = decisions.forArchive(report);
    QCOMPARE(made.people.size(), 5);
    QCOMPARE(made.people.value("ann").fate, Fate::Map);
    QCOMPARE(made.people.value("bob").to, QByteArray("bob-old"));
    QCOMPARE(made.people.value("zo\xc3\xab").fate, Fate::Keep);
    QCOMPARE(made.people.value("max").fate, Fate::Skip);
    QCOMPARE(made.people.value("boss").fate, Fate::Keep);
    QCOMPARE(made.teams.value("crew").to, QByteArray("crew-old"));
    QCOMPARE(made.channels.size(), 1);
    QCOMPARE(made.channels.value("crew/dev").fate, Fate::Skip);
    QCOMPARE(made.emoji.value("Party").to, QByteArray("party_old"));
}

void DecisionsTest::targets_data()
{
    QTest::addColumn<QByteArray>("mapping");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &lists, const char *expected) {
        QTest::newRow(name) << QByteArray(head + ',' + lists + '}') << q(expected);
    };
    row("fits",
        R"("people":[{"name":"ann","decision":"rename","to":"free"},)"
        R"({"name":"bob","decision":"map","to":"there"}],)"
        R"("teams":[{"name":"crew","decision":"rename","to":"free"}],)"
        R"("channels":[{"team":"crew","name":"dev","decision":"rename","to":"free"}],)"
        R"("emoji":[{"name":"party","decision":"rename","to":"free"}])",
        "ok");
    row("not in the archive", R"("people":[{"name":"eve","decision":"keep"}])", "ok");
    row("taken there", R"("people":[{"name":"ann","decision":"rename","to":"there"}])",
        "target-taken ann");
    row("taken in the archive", R"("people":[{"name":"ann","decision":"rename","to":"bob"}])",
        "target-taken ann");
    row("nobody there", R"("people":[{"name":"ann","decision":"map","to":"nobody"}])",
        "target-missing ann");
    row("nothing to keep", R"("people":[{"name":"ann","decision":"keep"}])", "target-missing ann");
    row("team there", R"("teams":[{"name":"crew","decision":"rename","to":"home"}])",
        "target-taken crew");
    row("team in the archive", R"("teams":[{"name":"crew","decision":"rename","to":"two"}])",
        "target-taken crew");
    row("channel in the archive",
        R"("channels":[{"team":"crew","name":"dev","decision":"rename","to":"ops"}])",
        "target-taken crew/dev");
    row("channel there",
        R"("channels":[{"team":"home","name":"dev","decision":"rename","to":"old"}])",
        "target-taken home/dev");
    row("emoji in the archive", R"("emoji":[{"name":"party","decision":"rename","to":"cake"}])",
        "target-taken party");
}

void DecisionsTest::targets()
{
    QFETCH(QByteArray, mapping);
    QFETCH(QString, expected);
    PracticeServerOptions options = smallServer(PracticePersonality::V11);
    options.accounts = {{q("there"), {}, q("Practice-2026")}};
    PracticeServer server(options);
    QVERIFY(server.start());
    server.addTeam({q("home"), q("O"), false, {{q("old"), q("O"), true}}});
    ArchiveNames names;
    names.people = {{2, q("Ann"), {}, {}, false, false}, {3, q("bob"), {}, {}, false, false}};
    names.teams = {{4, q("crew"), q("O")}, {5, q("two"), q("O")}, {6, q("home"), q("O")}};
    names.channels = {{q("crew"), {{7, q("dev"), q("O")}, {8, q("ops"), q("O")}}},
                      {q("home"), {{9, q("dev"), q("O")}}}};
    names.emoji = {{10, q("party"), {}}, {11, q("cake"), {}}};
    const Result<CollisionDecisions> decisions = CollisionDecisions::fromJson(mapping);
    QVERIFY2(decisions, decisions ? "" : qPrintable(reason(decisions)));
    const Result<void> checked =
        withAdministrator(server, [&](MattermostClient &client) -> Result<void> {
            return checkTargets(client, decisions->forArchive({}), names);
        });
    const QString seen = checked ? q("ok")
                                 : reasonOf(checked.error()) + QLatin1Char(' ')
                                       + checked.error().facts.value(q("entry")).toString();
    QCOMPARE(seen, expected);
}

QTEST_GUILESS_MAIN(DecisionsTest)
#include "tst_decisions.moc"
