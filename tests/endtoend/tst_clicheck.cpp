// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/collisiondecisions.h"
#include "endtoend/clipair.h"
#include "steps/crewarchive.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

/// A destination with a home for mmigrate-cli and an archive in it.
struct Check
{
    explicit Check(const PracticeServerOptions &options = emptyDestination(),
                   const QByteArrayList &lines = crewLines())
        : server(options)
        , archive(home.filePath(q("made.zip")))
    {
        StreamingZip zip(archive);
        zip.addDeflated("import.jsonl", lines.join('\n') + '\n');
        zip.finish();
        if (!server.start())
            qFatal("the stand-in did not start");
        // Nothing is to be left there.
        if (!QDir().mkpath(temporary()))
            qFatal("no folder for temporary files");
        home.setVariable(q("TMPDIR"), temporary());
    }

    QString temporary() const { return home.filePath(q("tmp")); }
    QStringList arguments(const char *command, const QStringList &more = {}) const
    {
        return QStringList{q(command), archive} + destinationArguments(home, server) + more;
    }
    CliResult run(const QStringList &more = {}) const { return home.run(arguments("check", more)); }

    /// Files that were not there before and are not the log.
    QStringList left() const
    {
        QStringList files;
        QDirIterator all(home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            const QString name = all.next();
            if (name != archive && !name.contains(q("/secrets/")) && !name.contains(q("/logs/")))
                files << name;
        }
        return files;
    }

    PracticeServer server;
    CliHome home;
    QString archive;
};

PracticeServerOptions narrow()
{
    PracticeServerOptions options = with({account("annie", "ann@x.org")});
    options.config = {{q("TeamSettings"), QJsonObject{{q("MaxUsersPerTeam"), 2}}}};
    return options;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString written(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("a file could not be written");
    return path;
}

} // namespace

/// mmigrate-cli check: what would stop an import, told before it begins.
class CliCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingInTheWay();
    void whatIsInTheWay();
    void everythingSettled();
    void decidedByAFile();
    void nameThatIsTaken();
    void filesAndDecisions();
    void asJson();
    void whatIsMendedStopsNothing();
    void archiveThatStops();
    void fixedByTheEnvironment();
    void cloud();
    void wrongPassword();
    void badArchive();
    void badMapping();
    void interrupted();
    void importFollows();
};

void CliCheckTest::nothingInTheWay()
{
    const Check check;
    const CliResult result = check.run();
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QVERIFY2(result.out.contains("In the archive:"), result.out.constData());
    QVERIFY2(result.out.contains("No problems were found."), result.out.constData());
    QVERIFY2(result.out.contains(check.server.url().toString().toUtf8()), result.out.constData());
    QVERIFY2(result.out.contains("Nothing of the archive meets its like"), result.out.constData());
    QVERIFY2(result.out.contains("Nothing stops the import."), result.out.constData());
    // Nothing remains: no migration to go on with, no file, no session, nothing on the server.
    QCOMPARE(check.home.journals(), QStringList());
    QCOMPARE(check.left(), QStringList());
    QCOMPARE(check.server.openSessions(), 0);
    QVERIFY(check.server.requests(q("POST"), q("/uploads|/jobs")).isEmpty());
    QVERIFY(check.server.requests(q("PUT"), {}).isEmpty());
}

void CliCheckTest::whatIsInTheWay()
{
    const Check check(narrow());
    const CliResult result = check.run();
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    for (const char *says :
         {"limit of people in a team is 2; the team \"crew\" will have 3",
          "mmigrate can raise \"most people in a team\" from 2 to 3", "--adjust-limits",
          "Same e-mail address, other name: 1", "ann -> Stop", "--save-mapping FILE",
          "To be decided or changed before the import: 1 on the new server, 1 about names."})
        QVERIFY2(result.out.contains(says), result.inWords().constData());
    QCOMPARE(check.server.configValue(q("TeamSettings.MaxUsersPerTeam")), QJsonValue(2));
    QCOMPARE(check.left(), QStringList());
}

void CliCheckTest::everythingSettled()
{
    const Check check(narrow());
    const QString mapping = check.home.filePath(q("mapping.json"));
    CliResult result = check.run({q("--save-mapping"), mapping});
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    result = check.run({q("--mapping"), mapping, q("--adjust-limits")});
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QVERIFY2(result.out.contains("ann -> Belongs to another person there: annie"),
             result.out.constData());
    QCOMPARE(check.server.configValue(q("TeamSettings.MaxUsersPerTeam")), QJsonValue(2));
}

void CliCheckTest::decidedByAFile()
{
    const Check check(with({account("ann", "other@x.org")}));
    const QString mapping = written(
        check.home.filePath(q("own.json")),
        R"({"format":"mmigrate-mapping","version":1,"people":[{"name":"ann","decision":"stop"}]})");
    const QString copy = check.home.filePath(q("copy.json"));
    const CliResult result = check.run({q("--mapping"), mapping, q("--save-mapping"), copy});
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    QVERIFY2(result.out.contains("ann -> Stop"), result.out.constData());
    // What the person decided, not what mmigrate would propose.
    const Result<CollisionDecisions> saved = CollisionDecisions::load(copy);
    QVERIFY(saved);
    QCOMPARE(*saved, *CollisionDecisions::load(mapping));
}

void CliCheckTest::nameThatIsTaken()
{
    const Check check(with({account("ann", "other@x.org"), account("taken", "taken@x.org")}));
    const QString mapping = written(check.home.filePath(q("own.json")),
                                    R"({"format":"mmigrate-mapping","version":1,"people":)"
                                    R"([{"name":"ann","decision":"rename","to":"taken"}]})");
    const CliResult result = check.run({q("--mapping"), mapping});
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    QVERIFY2(result.out.contains("The new name for ann is taken already."),
             result.inWords().constData());
    QVERIFY2(result.out.contains("1 about names"), result.inWords().constData());
}

void CliCheckTest::filesAndDecisions()
{
    const Check check(narrow(), crewLines() << R"({"type":"post"})");
    for (const char *ending : {"csv", "json"}) {
        const QString findings = check.home.filePath(q("findings.") + q(ending));
        const QString collisions = check.home.filePath(q("collisions.") + q(ending));
        const CliResult result =
            check.run({q("--findings"), findings, q("--collisions"), collisions});
        QVERIFY2(result.exitStatus == 3, result.inWords().constData());
        QVERIFY2(contents(findings).contains("line-object"), contents(findings).constData());
        QVERIFY2(contents(collisions).contains("same-email-other-name"),
                 contents(collisions).constData());
        QVERIFY(!(QFile::permissions(collisions) & QFile::ReadOther));
    }
    QCOMPARE(
        QJsonDocument::fromJson(contents(check.home.filePath(q("collisions.json")))).array().size(),
        1);
    const CliResult nowhere = check.run({q("--collisions"), q("/nonexistent/all.csv")});
    QVERIFY2(nowhere.exitStatus == 1, nowhere.inWords().constData());
    QVERIFY2(nowhere.err.contains("/nonexistent"), nowhere.err.constData());
}

void CliCheckTest::asJson()
{
    const Check check(narrow());
    const CliResult result = check.run({q("--json")});
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    const QJsonObject all = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(all.value(q("ready")), QJsonValue(false));
    QCOMPARE(all.value(q("archive")).toObject().value(q("users")).toInt(), 3);
    QVERIFY(all.value(q("check")).isObject());
    const QJsonArray findings =
        all.value(q("destination")).toObject().value(q("findings")).toArray();
    QCOMPARE(findings.first().toObject().value(q("rule")).toString(), q("team-too-large"));
    const QJsonObject collisions = all.value(q("collisions")).toObject();
    QCOMPARE(collisions.value(q("counts")).toObject(),
             (QJsonObject{{q("same-email-other-name"), 1}}));
    QCOMPARE(collisions.value(q("open")).toArray().size(), 1);
    QCOMPARE(collisions.value(q("new_people")).toInt(), 3);
}

void CliCheckTest::whatIsMendedStopsNothing()
{
    const Check check(emptyDestination(), crewLines() << R"({"type":"post"})");
    const CliResult mended = check.run();
    QVERIFY2(mended.exitStatus == 0, mended.inWords().constData());
    QVERIFY2(mended.out.contains("A line has no content"), mended.out.constData());
    QVERIFY2(mended.out.contains("mmigrate leaves it out"), mended.out.constData());
}

void CliCheckTest::archiveThatStops()
{
    // Nobody can tell which of the two values is meant.
    const Check check(emptyDestination(), crewLines()
                                              << postLine("ann", "one", R"(,"message":"two")"));
    const CliResult result = check.run();
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    for (const char *says : {"A line says one thing twice", "line 12", "choose the archive again",
                             "To be decided or changed before the import: 1 in the archive."})
        QVERIFY2(result.out.contains(says), result.inWords().constData());
    QCOMPARE(check.left(), QStringList());
}

void CliCheckTest::fixedByTheEnvironment()
{
    PracticeServerOptions options = narrow();
    options.accounts.clear();
    options.fixedByEnvironment = QStringList(q("TeamSettings.MaxUsersPerTeam"));
    const Check check(options);
    const CliResult result = check.run({q("--adjust-limits")});
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    QVERIFY2(result.out.contains("MM_TEAMSETTINGS_MAXUSERSPERTEAM=3"), result.out.constData());
}

void CliCheckTest::cloud()
{
    PracticeServerOptions options = emptyDestination();
    options.licence = PracticeLicence::Cloud;
    const Check check(options);
    const CliResult result = check.run();
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    QVERIFY2(result.out.contains("takes no imports from its customers"), result.out.constData());
    QVERIFY2(result.out.contains("Hello,"), result.out.constData());
    QVERIFY2(result.out.contains("made.zip"), result.out.constData());
    QCOMPARE(check.server.openSessions(), 0);
    const CliResult json = check.run({q("--json")});
    QVERIFY2(json.exitStatus == 3, json.inWords().constData());
    QVERIFY(QJsonDocument::fromJson(json.out).object().contains(q("support_request")));
}

void CliCheckTest::wrongPassword()
{
    const Check check;
    const QString wrong = check.home.secretFile(q("wrong"), "not this one");
    const CliResult result =
        check.home.run({q("check"), check.archive, q("--destination"),
                        check.server.url().toString(), q("--destination-user"),
                        check.server.adminUsername(), q("--destination-password-file"), wrong});
    QVERIFY2(result.exitStatus == 4, result.inWords().constData());
    QVERIFY2(!result.err.contains("resume"), result.err.constData());
    QCOMPARE(check.left(), QStringList());
}

void CliCheckTest::badArchive()
{
    const Check check;
    written(check.archive, "no ZIP at all");
    const CliResult result = check.run();
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    QVERIFY(result.out.isEmpty());
    QCOMPARE(check.left(), QStringList());
}

void CliCheckTest::badMapping()
{
    const Check check;
    const QString mapping = written(check.home.filePath(q("own.json")), "{");
    const CliResult result = check.run({q("--mapping"), mapping});
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    QVERIFY2(result.err.contains("own.json"), result.err.constData());
}

void CliCheckTest::interrupted()
{
    Check check;
    const int fault = check.server.addFault({.method = q("GET"),
                                             .pathPattern = q("^/api/v4/config$"),
                                             .times = 0,
                                             .action = Action::Respond,
                                             .status = 503,
                                             .body = "busy"});
    CliProcess process(check.home, check.arguments("check"));
    QVERIFY2(process.waitUntil([&] { return check.server.faultHits(fault) > 0; }),
             process.soFar().constData());
    process.signalWith(SIGINT);
    const CliResult result = process.finish();
    QVERIFY2(result.exitStatus == 130, result.inWords().constData());
    QCOMPARE(check.left(), QStringList());
    QCOMPARE(check.server.openSessions(), 0);
}

void CliCheckTest::importFollows()
{
    // The decisions and the switch go the same way into an import.
    PracticeServerOptions options = narrow();
    options.config.insert(q("ServiceSettings"), QJsonObject{{q("EnableCustomEmoji"), false}});
    Check check(options);
    StreamingZip zip(check.archive);
    zip.addDeflated(
        "import.jsonl",
        (crewLines() << R"({"type":"emoji","emoji":{"name":"party","image":"p.png"}})").join('\n')
            + '\n');
    zip.addStored("data/p.png", "\x89PNG\r\n\x1a\n");
    zip.finish();
    const QString mapping = check.home.filePath(q("mapping.json"));
    const CliResult checked = check.run({q("--save-mapping"), mapping});
    QVERIFY2(checked.out.contains("--switch-on ServiceSettings.EnableCustomEmoji"),
             checked.out.constData());
    const CliResult result = check.home.run(
        check.arguments("import", {q("--mapping"), mapping, q("--adjust-limits"), q("--switch-on"),
                                   q("ServiceSettings.EnableCustomEmoji")}));
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QCOMPARE(check.server.configValue(q("ServiceSettings.EnableCustomEmoji")), QJsonValue(true));
    QCOMPARE(check.server.configValue(q("TeamSettings.MaxUsersPerTeam")), QJsonValue(2));
    QVERIFY(check.server.rolesOf(q("ann")).isEmpty()); // became annie
    QVERIFY(check.server.membershipsOf(q("annie")).contains(q("crew/dev")));
}

QTEST_GUILESS_MAIN(CliCheckTest)
#include "tst_clicheck.moc"
