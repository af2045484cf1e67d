// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/correctionfixture.h"
#include "archive/rulecases.h"

#include <QTest>

using namespace mmigrate;

namespace {

QByteArray inBase(const QByteArray &type, const QByteArray &members)
{
    return "{\"type\":\"" + type + "\",\"" + type + "\":{" + members + "}}";
}

QByteArray post(const QByteArray &members)
{
    return inBase("post", R"("team":"red","channel":"general",)" + members);
}

} // namespace

/// What the rules find is mended where it can be, and nothing else is touched.
class LineRepairTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachCaseIsMended_data();
    void eachCaseIsMended();
    void lines_data();
    void lines();
    void longMessageKeepsEveryLetter();
    void namesChangeEverywhere();
    void whatCannotBeMendedIsTold();
    void goodLinesKeepTheirBytes();
    void operatorsPostsStay();

private:
    CorrectionContext contextOf(const RuleCase &ruleCase) const
    {
        CorrectionContext context;
        context.destinationVersion = ruleCase.context.destinationVersion;
        context.check = ruleCase.context;
        context.repairs = true;
        return context;
    }
    Corrected corrected(const QByteArrayList &lines, CorrectionContext context = {})
    {
        context.repairs = true;
        context.check.permissions = m_cases.context().permissions;
        const QString path = m_folder.filePath(QStringLiteral("source.zip"));
        return correctArchive(
            m_folder, m_cases.write(path, {QString(), {}, m_cases.base() + lines, {}}), context);
    }

    QTemporaryDir m_folder;
    const RuleCases m_cases;
};

void LineRepairTest::eachCaseIsMended_data()
{
    QTest::addColumn<qsizetype>("index");
    QMap<QString, int> times;
    for (qsizetype index = 0; index < m_cases.all().size(); ++index) {
        const RuleCase &ruleCase = m_cases.all().at(index);
        const std::optional<CheckRule> rule = checkRuleFromName(ruleCase.rule);
        if (rule && checkRuleInfo(*rule).repair != Repair::None && ruleCase.first.isEmpty())
            QTest::addRow("%s %d", qPrintable(ruleCase.rule), ++times[ruleCase.rule]) << index;
    }
}

/// A mended archive passes the check, and all lines but the bad one are as they were.
void LineRepairTest::eachCaseIsMended()
{
    QFETCH(qsizetype, index);
    const RuleCase &ruleCase = m_cases.all().at(index);
    const CheckRule rule = *checkRuleFromName(ruleCase.rule);
    const Severity severity =
        severityOf(rule, destinationTraits(ruleCase.context.destinationVersion));
    const QString source = m_cases.write(m_folder.filePath(QStringLiteral("case.zip")), ruleCase);
    const Corrected result = correctArchive(m_folder, source, contextOf(ruleCase));
    const QByteArrayList before = ruleCase.lines.first(ruleCase.lines.size() - 1);
    QCOMPARE(result.lines.first(before.size()), before);
    if (severity == Severity::Note)
        return;
    QVERIFY(!result.report.isEmpty());
    QVERIFY2(result.report.left.isClean(),
             QJsonDocument(result.report.left.toJson()).toJson().constData());

    StepControl control;
    const Result<ArchiveReader> copy = ArchiveReader::open(result.report.targetPath);
    QVERIFY(copy);
    const Result<CheckReport> again = checkArchive(*copy, ruleCase.context, control);
    QVERIFY(again);
    for (const FindingGroup &group : again->groups)
        QVERIFY2(group.severity == Severity::Note, qPrintable(checkRuleName(group.rule)));
}

/// \a after is empty for a line that is dropped.
static void row(const char *name, const QByteArray &before, const QByteArray &after,
                const char *rule, bool loses)
{
    QTest::newRow(name) << before << after << QString::fromLatin1(rule) << loses;
}

static void postRows()
{
    row("no JSON", R"({"type":"post")", {}, "unreadable-line", true);
    row("no author", post(R"("message":"m","create_at":5)"), {}, "unusable-item", true);
    row("unknown author", post(R"("user":"nobody","message":"m","create_at":5)"), {},
        "unknown-reference", true);
    row("unknown reaction",
        post(
            R"("user":"ann", "message":"m","create_at":5,"reactions":[{"user":"nobody","emoji_name":"x","create_at":6},{"user":"bob","emoji_name":"x","create_at":6}])"),
        post(
            R"("user":"ann","message":"m","create_at":5,"reactions":[{"user":"bob","emoji_name":"x","create_at":6}])"),
        "unknown-reference", true);
    row("early reaction",
        post(
            R"("user":"ann","message":"m","create_at":5,"reactions":[{"user":"bob","emoji_name":"x","create_at":4}])"),
        post(
            R"("user":"ann","message":"m","create_at":5,"reactions":[{"user":"bob","emoji_name":"x","create_at":5}])"),
        "time-order", false);
    row("early reaction of a reply",
        post(
            R"("user":"ann","message":"m","create_at":5,"replies":[{"user":"bob","message":"r","create_at":9,"reactions":[{"user":"bob","emoji_name":"x","create_at":4}]}])"),
        post(
            R"("user":"ann","message":"m","create_at":5,"replies":[{"user":"bob","message":"r","create_at":9,"reactions":[{"user":"bob","emoji_name":"x","create_at":9}]}])"),
        "time-order", false);
    row("NUL", post(R"("user":"ann","message":"a\u0000b\\u0000","create_at":5)"),
        post(R"("user":"ann","message":"ab\\u0000","create_at":5)"), "nul-character", false);
}

static void peopleAndPlaceRows()
{
    row("channel without type", inBase("channel", R"("team":"red","name":"new")"),
        inBase("channel", R"("team":"red","type":"P","name":"new")"), "invalid-value", false);
    row("long purpose",
        inBase("channel",
               R"("team":"red","name":"new","type":"O","purpose":")" + QByteArray(260, 'p') + '"'),
        inBase("channel",
               R"("team":"red","name":"new","type":"O","purpose":")" + QByteArray(250, 'p') + '"'),
        "shortened", true);
    row("login of nobody's service",
        inBase("user",
               R"("username":"cid","email":"c@x","auth_service":"myspace","auth_data":"7")"),
        inBase("user", R"("username":"cid","email":"c@x")"), "login-service", true);
    row("guest here and there",
        inBase(
            "user",
            R"("username":"cid","email":"c@x","roles":"system_guest","teams":[{"name":"red","roles":"team_user","channels":[{"name":"general"}]}])"),
        inBase(
            "user",
            R"("username":"cid","email":"c@x","roles":"system_guest","teams":[{"name":"red","roles":"team_guest","channels":[{"name":"general","roles":"channel_guest"}]}])"),
        "guest-roles", false);
    row("preference", inBase("user", R"("username":"cid","email":"c@x","formatting":"perhaps")"),
        inBase("user", R"("username":"cid","email":"c@x")"), "invalid-value", true);
    row("permission",
        inBase("role", R"("name":"r","display_name":"R","permissions":["fly","create_post"])"),
        inBase("role", R"("name":"r","display_name":"R","permissions":["create_post"])"),
        "unknown-permission", true);
    row("e-mail of another", inBase("user", R"("username":"cid","email":"ann@example.com")"),
        inBase("user", R"("username":"cid","email":"cid@localhost")"), "invalid-value", true);
}

void LineRepairTest::lines_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<bool>("loses");
    postRows();
    peopleAndPlaceRows();
}

void LineRepairTest::lines()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QString, rule);
    QFETCH(bool, loses);
    const Corrected result = corrected({before});
    QCOMPARE(result.lines,
             m_cases.base() + (after.isEmpty() ? QByteArrayList() : QByteArrayList{after}));
    QCOMPARE(result.counts(), (QMap<QString, qint64>{{rule, 1}}));
    QCOMPARE(result.losses(), loses ? 1 : 0);
}

void LineRepairTest::longMessageKeepsEveryLetter()
{
    QByteArray message;
    for (int i = 0; message.size() < 40'000; ++i)
        message += "Wort" + QByteArray::number(i) + "ä ";
    const QByteArray reply = R"({"user":"bob","message":"short","create_at":9})";
    for (const QByteArray &replies :
         {QByteArray(), QByteArray(R"(,"replies":[])"), QByteArray(R"(,"replies":null)"),
          QByteArray(R"(,"replies":[)" + reply + ']')}) {
        const Corrected result = corrected(
            {post(R"("user":"ann","message":")" + message + R"(","create_at":5)" + replies)});
        QCOMPARE(result.counts(), (QMap<QString, qint64>{{QStringLiteral("long-message"), 1}}));
        const QJsonObject changed = QJsonDocument::fromJson(result.lines.last())
                                        .object()
                                        .value(QLatin1String("post"))
                                        .toObject();
        QString all = changed.value(QLatin1String("message")).toString();
        const QJsonArray parts = changed.value(QLatin1String("replies")).toArray();
        const qsizetype others = replies.contains("short") ? 1 : 0;
        QCOMPARE(parts.size(), 2 + others);
        for (qsizetype i = 0; i < 2; ++i) {
            const QJsonObject part = parts.at(i).toObject();
            QCOMPARE(part.value(QLatin1String("user")).toString(), QStringLiteral("ann"));
            QCOMPARE(part.value(QLatin1String("create_at")).toInteger(), 6 + i);
            all += part.value(QLatin1String("message")).toString();
        }
        QCOMPARE(all.toUtf8(), message);
    }
    // A long reply is followed by its rest.
    const Corrected inReply = corrected(
        {post(R"("user":"ann","message":"m","create_at":5,"replies":[{"user":"bob","message":")"
              + QByteArray(20'000, 'x') + R"(","create_at":7},)" + reply + ']')});
    const QJsonArray parts = QJsonDocument::fromJson(inReply.lines.last())
                                 .object()
                                 .value(QLatin1String("post"))
                                 .toObject()
                                 .value(QLatin1String("replies"))
                                 .toArray();
    QCOMPARE(parts.size(), 3);
    QCOMPARE(parts.at(1).toObject().value(QLatin1String("message")).toString().size(),
             20'000 - 16'383);
    QCOMPARE(parts.at(2).toObject().value(QLatin1String("message")).toString(),
             QStringLiteral("short"));
}

/// As remote people have it: user:server.
void LineRepairTest::namesChangeEverywhere()
{
    const Corrected result = corrected(
        {inBase("team", R"("name":"Api Team","display_name":"A","type":"O")"),
         inBase("channel", R"("team":"Api Team","name":"Q & A","display_name":"Q","type":"O")"),
         inBase(
             "user",
             R"("username":"zoe:partner","email":"z@x","teams":[{"name":"Api Team","channels":[{"name":"Q & A"}]}])"),
         inBase(
             "post",
             R"("team":"Api Team","channel":"Q & A","user":"zoe:partner","message":"m","create_at":5,"reactions":[{"user":"zoe:partner","emoji_name":"x","create_at":6}])"),
         inBase(
             "direct_post",
             R"("channel_members":["ann","zoe:partner"],"user":"zoe:partner","message":"m","create_at":5)")});
    const QByteArrayList expected{
        inBase("team", R"("name":"team-api-team","display_name":"A","type":"O")"),
        inBase("channel", R"("team":"team-api-team","name":"q---a","display_name":"Q","type":"O")"),
        inBase(
            "user",
            R"("username":"zoe-partner","email":"z@x","teams":[{"name":"team-api-team","channels":[{"name":"q---a"}]}])"),
        inBase(
            "post",
            R"("team":"team-api-team","channel":"q---a","user":"zoe-partner","message":"m","create_at":5,"reactions":[{"user":"zoe-partner","emoji_name":"x","create_at":6}])"),
        inBase(
            "direct_post",
            R"("channel_members":["ann","zoe-partner"],"user":"zoe-partner","message":"m","create_at":5)")};
    QCOMPARE(result.lines.mid(m_cases.base().size()), expected);
    QCOMPARE(result.counts(), (QMap<QString, qint64>{{QStringLiteral("invalid-name"), 3}}));
    QCOMPARE(result.losses(), 0);
}

void LineRepairTest::whatCannotBeMendedIsTold()
{
    CorrectionContext context;
    context.check.largestFileBytes = 3;
    const QByteArray line = post(
        R"("user":"ann","message":"m","create_at":5,"attachments":[{"path":"2026/note.txt"}])");
    const Corrected result = corrected({line}, context);
    QCOMPARE(result.lines.last(), line);
    QCOMPARE(result.report.left.count(CheckRule::AttachmentTooLarge), 1);
    QCOMPARE(CorrectionReport::fromJson(result.report.toJson()), result.report);
}

void LineRepairTest::goodLinesKeepTheirBytes()
{
    const QByteArray odd =
        R"( {"type" : "post", "post":{"team":"red","channel":"general","user":"ann","message":"\u00e4\/","create_at":5,"extra":[1.0, 2]}} )";
    const Corrected result = corrected({odd});
    QVERIFY(result.report.isEmpty());
    QCOMPARE(result.lines.last(), odd);
}

/// The operator's account is taken out of the archive; the destination has it.
void LineRepairTest::operatorsPostsStay()
{
    CorrectionContext context;
    context.operatorUsername = QStringLiteral("ann");
    const QByteArray line = post(R"("user":"ann","message":"m","create_at":5)");
    const Corrected result = corrected({line}, context);
    QCOMPARE(result.lines.last(), line);
    QCOMPARE(result.counts(), (QMap<QString, qint64>{{QStringLiteral("operator-account"), 1}}));
}

QTEST_GUILESS_MAIN(LineRepairTest)
#include "tst_linerepair.moc"
