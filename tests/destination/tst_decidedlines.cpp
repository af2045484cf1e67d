// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

// Each decision with its lines before and after; every other byte must stay (lines of servers have
// no spaces between values).

#include "archive/correctionfixture.h"

#include <QFile>
#include <QRandomGenerator>

using namespace mmigrate;

namespace {

using Fate = NameDecisions::Fate;
using Lines = QByteArrayList;

/// ann is ann.k there, bob comes in as bob2, keep stays as it is, skip stays out; the team crew is
/// crew2, gone stays out; in crew the channel dev is dev2, junk stays out; emoji party is party2.
NameDecisions decisions()
{
    NameDecisions made;
    made.people = {{"ann", {Fate::Map, "ann.k"}},
                   {"bob", {Fate::Rename, "bob2"}},
                   {"keep", {Fate::Keep, {}}},
                   {"skip", {Fate::Skip, {}}}};
    made.teams = {{"crew", {Fate::Rename, "crew2"}}, {"gone", {Fate::Skip, {}}}};
    made.channels = {{"crew/dev", {Fate::Rename, "dev2"}}, {"crew/junk", {Fate::Skip, {}}}};
    made.emoji = {{"party", {Fate::Rename, "party2"}}, {"cake", {Fate::Skip, {}}}};
    return made;
}

const QByteArray crewTeam = R"({"type":"team","team":{"name":"crew","display_name":"C"}})";
const QByteArray crewTeam2 = R"({"type":"team","team":{"name":"crew2","display_name":"C"}})";

QByteArray postBy(const QByteArray &user, const QByteArray &more = {})
{
    return R"({"type":"post","post":{"team":"t","channel":"c","user":")" + user
           + R"(","message":"\u003cann\u003e bob @skip 1.50","create_at":17)" + more + "}}";
}

QByteArray directPost(const QByteArray &members, const QByteArray &user)
{
    return R"({"type":"direct_post","direct_post":{"channel_members":)" + members + R"(,"user":")"
           + user + R"(","message":"m","create_at":17}})";
}

QByteArray directChannel(const QByteArray &members, const QByteArray &more = {})
{
    return R"({"type":"direct_channel","direct_channel":{"members":)" + members + more + "}}";
}

void row(const char *name, const Lines &before, const Lines &after, const Counts &counts,
         int losses = 0)
{
    QTest::newRow(name) << before << after << counts << losses;
}

void addPeople()
{
    const QByteArray user = R"({"type":"user","user":{"username":"%","email":"x@x.org"}})";
    const auto named = [&user](const char *name) { return QByteArray(user).replace("%", name); };
    row("others stay", {named("eve")}, {named("eve")}, {});
    row("mapped account", {named("ANN")}, {}, {{"mapped-person", 1}});
    row("renamed account", {named("Bob")}, {named("bob2")}, {{"renamed-person", 1}});
    row("kept account", {named("keep")}, {}, {{"kept-person", 1}});
    row("skipped account", {named("skip")}, {}, {{"skipped-person", 1}}, 1);
    row("bot", {R"({"type":"bot","bot":{"username":"bob","owner":"ann","display_name":""}})"},
        {R"({"type":"bot","bot":{"username":"bob2","owner":"ann.k","display_name":""}})"},
        {{"renamed-person", 1}, {"mapped-person", 1}});
    row("bot of who stays out", {R"({"type":"bot","bot":{"username":"b","owner":"skip"}})"},
        {R"({"type":"bot","bot":{"username":"b","owner":"skip"}})"}, {});
    row("post", {postBy("ann")}, {postBy("ann.k")}, {{"mapped-person", 1}});
    row("post of who is kept", {postBy("keep")}, {postBy("keep")}, {});
    row("post of who stays out", {postBy("skip")}, {}, {{"skipped-person", 1}}, 1);
    row("reactions, flags, followers",
        {postBy("eve", R"(,"reactions":[{"user":"bob","emoji_name":"x"},{"user":"skip"}],)"
                       R"("flagged_by":["skip","ann","eve"],)"
                       R"("thread_followers":[{"user":"skip"},{"user":"bob","a":1}])")},
        {postBy("eve", R"(,"reactions":[{"user":"bob2","emoji_name":"x"}],)"
                       R"("flagged_by":["ann.k","eve"],)"
                       R"("thread_followers":[{"user":"bob2","a":1}])")},
        {{"mapped-person", 1}, {"renamed-person", 1}, {"skipped-person", 1}}, 1);
    row("nobody twice", {postBy("eve", R"(,"flagged_by":["ann.k","ann","Ann"])")},
        {postBy("eve", R"(,"flagged_by":["ann.k"])")}, {{"mapped-person", 2}});
    row("replies",
        {postBy("eve", R"(,"replies":[{"user":"skip","message":"a"},null,)"
                       R"({"user":"ann","message":"skip","flagged_by":["bob"]}])")},
        {postBy("eve", R"(,"replies":[{"user":"ann.k","message":"skip","flagged_by":["bob2"]}])")},
        {{"mapped-person", 1}, {"renamed-person", 1}, {"skipped-person", 1}, {"crashing-line", 1}},
        1);
}

void addConversations()
{
    row("conversation", {directChannel(R"(["ann","bob"])")}, {directChannel(R"(["ann.k","bob2"])")},
        {{"mapped-person", 1}, {"renamed-person", 1}});
    row("with whom one is now", {directChannel(R"(["ann","ann.k"])")},
        {directChannel(R"(["ann.k","ann.k"])")}, {{"mapped-person", 1}});
    row("group with whom one is now", {directChannel(R"(["ann","ann.k","eve"])")},
        {directChannel(R"(["ann.k","eve"])")}, {{"mapped-person", 1}});
    row("favorites",
        {directChannel(R"(["ann","eve"])", R"(,"favorited_by":["ann"],"shown_by":["eve"])")},
        {directChannel(R"(["ann.k","eve"])", R"(,"favorited_by":["ann.k"],"shown_by":["eve"])")},
        {{"mapped-person", 1}});
    const QByteArray participants =
        R"({"type":"direct_channel","direct_channel":{"participants":[{"username":"%","a":{}},)"
        R"({"username":"eve"}]}})";
    row("participants", {QByteArray(participants).replace("%", "bob")},
        {QByteArray(participants).replace("%", "bob2")}, {{"renamed-person", 1}});
    row("without who stays out it is none", {directChannel(R"(["skip","eve","ann"])")}, {},
        {{"skipped-person", 1}}, 1);
    row("direct post", {directPost(R"(["bob","ann"])", "bob")},
        {directPost(R"(["bob2","ann.k"])", "bob2")}, {{"mapped-person", 1}, {"renamed-person", 1}});
    row("direct post with who stays out", {directPost(R"(["skip","eve"])", "eve")}, {},
        {{"skipped-person", 1}}, 1);
}

void addPlaces()
{
    row("team", {crewTeam}, {crewTeam2}, {{"renamed-place", 1}});
    row("team that stays out",
        {R"({"type":"team","team":{"name":"gone"}})",
         R"({"type":"channel","channel":{"team":"gone","name":"c"}})",
         R"({"type":"post","post":{"team":"gone","channel":"c","user":"u"}})"},
        {}, {{"skipped-place", 3}}, 3);
    row("channel",
        {crewTeam, R"({"type":"channel","channel":{"team":"crew","name":"dev","a":1}})",
         R"({"type":"post","post":{"team":"crew","channel":"dev","user":"u"}})",
         R"({"type":"post","post":{"team":"crew","channel":"ops","user":"u"}})"},
        {crewTeam2, R"({"type":"channel","channel":{"team":"crew2","name":"dev2","a":1}})",
         R"({"type":"post","post":{"team":"crew2","channel":"dev2","user":"u"}})",
         R"({"type":"post","post":{"team":"crew2","channel":"ops","user":"u"}})"},
        {{"renamed-place", 4}});
    row("channel of another team", {R"({"type":"channel","channel":{"team":"t","name":"dev"}})"},
        {R"({"type":"channel","channel":{"team":"t","name":"dev"}})"}, {});
    row("channel that stays out",
        {crewTeam, R"({"type":"channel","channel":{"team":"crew","name":"junk"}})",
         R"({"type":"post","post":{"team":"crew","channel":"junk","user":"u"}})"},
        {crewTeam2}, {{"renamed-place", 1}, {"skipped-place", 2}}, 2);
    row("memberships",
        {crewTeam,
         R"({"type":"user","user":{"username":"u","teams":[{"name":"gone","channels":[]},)"
         R"({"name":"crew","roles":"r","channels":[{"name":"dev"},{"name":"junk"},{"name":"x"}]}]}})"},
        {crewTeam2, R"({"type":"user","user":{"username":"u","teams":[)"
                    R"({"name":"crew2","roles":"r","channels":[{"name":"dev2"},{"name":"x"}]}]}})"},
        {{"renamed-place", 2}, {"skipped-place", 2}}, 2);
    row("emoji",
        {R"({"type":"emoji","emoji":{"name":"party","image":"a"}})",
         R"({"type":"emoji","emoji":{"name":"cake","image":"b"}})",
         R"({"type":"emoji","emoji":{"name":"Party","image":"a"}})",
         postBy("u", R"(,"reactions":[{"user":"u","emoji_name":"party"},{"user":"v",)"
                     R"("emoji_name":"cake"}])")},
        {R"({"type":"emoji","emoji":{"name":"party2","image":"a"}})",
         R"({"type":"emoji","emoji":{"name":"Party","image":"a"}})",
         postBy("u", R"(,"reactions":[{"user":"u","emoji_name":"party2"},{"user":"v",)"
                     R"("emoji_name":"cake"}])")},
        {{"renamed-place", 2}, {"skipped-place", 1}}, 1);
}

} // namespace

class DecidedLinesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lines_data();
    void lines();
    void nothingDecidedNothingChanged();
    void membershipsAreRemembered();
    void filesOfWhoStaysOut();
    void listOfChanges();
    void repairKnowsWhoIsThere();
    void damagedLinesNeverCrash();

private:
    Corrected corrected(const Lines &lines, const ArchiveFiles &files = {}, bool repairs = false);

    QTemporaryDir m_dir;
};

Corrected DecidedLinesTest::corrected(const Lines &lines, const ArchiveFiles &files, bool repairs)
{
    const QString path =
        writeArchive(m_dir.filePath(QStringLiteral("a.zip")), Lines{team, channel} + lines, files);
    CorrectionContext context = contextFor("11.6.0");
    context.decisions = decisions();
    context.repairs = repairs;
    return correctArchive(m_dir, path, context);
}

void DecidedLinesTest::lines_data()
{
    QTest::addColumn<Lines>("before");
    QTest::addColumn<Lines>("after");
    QTest::addColumn<Counts>("counts");
    QTest::addColumn<int>("losses");
    addPeople();
    addConversations();
    addPlaces();
}

void DecidedLinesTest::lines()
{
    QFETCH(Lines, before);
    QFETCH(Lines, after);
    QFETCH(Counts, counts);
    QFETCH(int, losses);
    const Corrected done = corrected(before, {{"data/a", "a"}, {"data/b", "b"}});
    QCOMPARE(done.lines.mid(2), after);
    QCOMPARE(done.counts(), rulesOf(counts));
    QCOMPARE(done.losses(), losses);
}

void DecidedLinesTest::nothingDecidedNothingChanged()
{
    const Lines before{team, channel, postBy("ann"), directChannel(R"(["ann","skip"])")};
    const QString path = writeArchive(m_dir.filePath(QStringLiteral("b.zip")), before);
    const Corrected done = correctArchive(m_dir, path, contextFor("11.6.0"));
    QCOMPARE(done.lines, before);
    QVERIFY(done.report.isEmpty());
}

void DecidedLinesTest::membershipsAreRemembered()
{
    const Corrected done = corrected(
        {crewTeam,
         R"({"type":"user","user":{"username":"ann","teams":[{"name":"crew","roles":"team_admin",)"
         R"("channels":[{"name":"dev","roles":"channel_admin","favorite":true},{"name":"junk"}]},)"
         R"({"name":"gone"}]}})",
         R"({"type":"user","user":{"username":"keep","teams":null}})"});
    const QList<OperatorMemberships> &kept = done.report.keptMemberships;
    QCOMPARE(kept.size(), 2);
    QCOMPARE(kept.at(0).username, QStringLiteral("ann.k"));
    QCOMPARE(kept.at(0).teams.size(), 1);
    const OperatorMemberships::Team crew = kept.at(0).teams.first();
    QCOMPARE(crew.name, QStringLiteral("crew2"));
    QCOMPARE(crew.roles, QStringLiteral("team_admin"));
    QCOMPARE(crew.channels.size(), 1);
    QCOMPARE(crew.channels.first().name, QStringLiteral("dev2"));
    QVERIFY(crew.channels.first().favorite);
    QCOMPARE(kept.at(1).username, QStringLiteral("keep"));
    QCOMPARE(CorrectionReport::fromJson(done.report.toJson()), done.report);
}

void DecidedLinesTest::filesOfWhoStaysOut()
{
    const Corrected done =
        corrected({postBy("skip", "," + attachments({"a", "both"})),
                   postBy("eve", ',' + attachments({"both"}) + R"(,"replies":[{"user":"skip",)"
                                     + attachments({"r"}) + "}]")},
                  {{"data/a", "a"}, {"data/both", "b"}, {"data/r", "r"}, {"data/other", "o"}});
    QCOMPARE(done.entries, names({"data/both", "data/other"}));
    QCOMPARE(done.report.filesLeftOut, 2);
}

void DecidedLinesTest::listOfChanges()
{
    const Corrected done = corrected({postBy("ann"), postBy("skip")});
    QFile list(done.report.changesPath);
    QVERIFY(list.open(QIODevice::ReadOnly));
    QCOMPARE(list.readAll(), QByteArray("line,rule,what\n"
                                        "4,mapped-person,\"ann -> ann.k\"\n"
                                        "5,skipped-person,\"leave out a message of skip\"\n"));
}

void DecidedLinesTest::repairKnowsWhoIsThere()
{
    // Nobody of the archive is called ann.k or keep any more, but they are on the destination.
    const Corrected done =
        corrected({R"({"type":"user","user":{"username":"ann","email":"a@x.org"}})",
                   R"({"type":"user","user":{"username":"keep","email":"k@x.org"}})",
                   R"({"type":"post","post":{"team":"t","channel":"c","user":"ann","message":"m",)"
                   R"("create_at":17}})",
                   R"({"type":"post","post":{"team":"t","channel":"c","user":"keep","message":"m",)"
                   R"("create_at":17}})"},
                  {}, true);
    QCOMPARE(done.report.count(CorrectionRule::UnknownReference), 0);
    const QByteArray all = done.lines.join('\n');
    QVERIFY(all.contains(R"("user":"ann.k")") && all.contains(R"("user":"keep")"));
}

void DecidedLinesTest::damagedLinesNeverCrash()
{
    const Lines lines{
        R"({"type":"user","user":{"username":"ann","teams":[{"name":"t","channels":[{"name":"c"}]}]}})",
        postBy("skip", R"(,"replies":[{"user":"bob","reactions":[{"user":"skip"}]}])"),
        directChannel(R"(["ann","bob",{"username":"skip"}])"),
        directPost(R"(["ann","ann.k","bob"])", "ann")};
    const QByteArray alphabet = "{}[]\",:\\ 0nulT.abe";
    QRandomGenerator random(7);
    int done = 0;
    for (int round = 0; round < 400; ++round) {
        Lines damaged = lines;
        QByteArray &line = damaged[random.bounded(int(lines.size()))];
        line[random.bounded(int(line.size()))] = alphabet.at(random.bounded(int(alphabet.size())));
        StepControl control;
        const QString path =
            writeArchive(m_dir.filePath(QStringLiteral("d.zip")), Lines{team, channel} + damaged);
        const Result<ArchiveReader> archive = ArchiveReader::open(path);
        const Result<ArchiveScan> scan = scanArchive(*archive, {}, control);
        if (!scan)
            continue;
        CorrectionContext context = contextFor("11.6.0");
        context.decisions = decisions();
        correctArchive(m_dir, path, context);
        ++done;
    }
    QVERIFY(done > 30);
}

QTEST_GUILESS_MAIN(DecidedLinesTest)
#include "tst_decidedlines.moc"
