// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/rulecases.h"
#include "core/archive/check/imagesize.h"
#include "core/base/stepcontrol.h"

#include <QTest>

using namespace mmigrate;

namespace {

CheckReport checked(const QString &path, const CheckContext &context)
{
    StepControl control;
    const Result<ArchiveReader> archive = ArchiveReader::open(path);
    if (!archive)
        qFatal("%s", qPrintable(archive.error().toLogLine()));
    const Result<CheckReport> report = checkArchive(*archive, context, control);
    if (!report)
        qFatal("%s", qPrintable(report.error().toLogLine()));
    return *report;
}

QStringList rulesOf(const CheckReport &report)
{
    QStringList names;
    for (const FindingGroup &group : report.groups)
        names.append(checkRuleName(group.rule));
    return names;
}

} // namespace

/// Each rule finds what breaks it, and nothing else.
class CheckRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goodLinesAreClean();
    void eachRule_data();
    void eachRule();
    void noRuleWithoutCase();
    void allAtOnce();
    void placesAndSubjects();
    void bytesThatAreNoUtf8();
    void linesThatAreTooLong();
    void filesThemselves();
    void imageSizes();
    void examplesAreFew();
    void reportIsKept();
    void rulesAreKept();
    void nothingIsMendedUnasked();
    void whatTheDestinationHas();
    void severityFollowsTheVersion();
    void fieldsThatCameLater();
    void namesThatComeLater();
    void linesMadeOfMistakes();
    void realExports_data();
    void realExports();

private:
    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    QTemporaryDir m_folder;
    const RuleCases m_cases;
};

void CheckRulesTest::goodLinesAreClean()
{
    const QString archive =
        m_cases.write(path("good.zip"), {QString(), {}, m_cases.base(), m_cases.context()});
    QCOMPARE(rulesOf(checked(archive, m_cases.context())), QStringList());
    CheckContext old = m_cases.context();
    old.destinationVersion = QVersionNumber(5, 37);
    QCOMPARE(rulesOf(checked(archive, old)), QStringList());
}

void CheckRulesTest::eachRule_data()
{
    QTest::addColumn<qsizetype>("index");
    QMap<QString, int> times;
    for (qsizetype index = 0; index < m_cases.all().size(); ++index) {
        const QString &rule = m_cases.all().at(index).rule;
        QTest::addRow("%s %d", qPrintable(rule), ++times[rule]) << index;
    }
}

void CheckRulesTest::eachRule()
{
    QFETCH(qsizetype, index);
    const RuleCase &ruleCase = m_cases.all().at(index);
    const CheckReport report = checked(m_cases.write(path("case.zip"), ruleCase), ruleCase.context);
    QCOMPARE(rulesOf(report), QStringList(ruleCase.rule));
    QCOMPARE(report.groups.first().count, 1);
    QCOMPARE(report.lines, ruleCase.lines.size() + 1);
    const Finding &finding = report.groups.first().examples.first();
    QCOMPARE(finding.line, ruleCase.first.isEmpty() ? report.lines : 1);
}

void CheckRulesTest::noRuleWithoutCase()
{
    QSet<QString> covered;
    for (const RuleCase &ruleCase : m_cases.all())
        covered.insert(ruleCase.rule);
    // Not lines that JSON can hold; tested below.
    covered.insert(checkRuleName(CheckRule::LineNotUtf8));
    covered.insert(checkRuleName(CheckRule::LineTooLong));
    for (const CheckRule rule :
         {CheckRule::ImageTooLarge, CheckRule::FileUnreadable, CheckRule::FileNotNamed,
          CheckRule::ExportWarnings, CheckRule::EmojiNotExported, CheckRule::LineOrder})
        covered.insert(checkRuleName(rule));
    QStringList missing;
    for (const CheckRuleInfo &info : allCheckRules()) {
        const QString name = checkRuleName(info.rule);
        QCOMPARE(checkRuleFromName(name), info.rule);
        if (!covered.contains(name))
            missing.append(name);
    }
    QCOMPARE(missing, QStringList());
}

/// Where a server stops at the first, all are told.
void CheckRulesTest::allAtOnce()
{
    QByteArrayList lines = m_cases.base();
    for (const RuleCase &ruleCase : m_cases.all()) {
        if (ruleCase.first.isEmpty() && ruleCase.context.destinationVersion.isNull())
            lines.append(ruleCase.lines.last());
    }
    const CheckReport report =
        checked(m_cases.write(path("all.zip"), {QString(), {}, lines, m_cases.context()}),
                m_cases.context());
    QVERIFY2(report.groups.size() > 120, qPrintable(rulesOf(report).join(QLatin1Char(' '))));
    Severity last = Severity::Stops;
    for (const FindingGroup &group : report.groups) {
        QVERIFY(group.severity >= last);
        last = group.severity;
    }
}

void CheckRulesTest::placesAndSubjects()
{
    const QByteArray post =
        R"({"type":"post","post":{"team":"red","channel":"general","user":"ann","message":"secret",)"
        R"("create_at":5,"replies":[{"user":"bob","message":"x","create_at":6},)"
        R"({"user":"bob","message":"x","create_at":6,"reactions":[{"user":"nobody",)"
        R"("emoji_name":"+1","create_at":7}]}]}})";
    const CheckReport report =
        checked(m_cases.write(path("place.zip"),
                              {QString(), {}, m_cases.base() + QByteArrayList{post}, {}}),
                m_cases.context());
    QCOMPARE(rulesOf(report), QStringList(QStringLiteral("reaction-user-unknown")));
    const Finding &finding = report.groups.first().examples.first();
    QCOMPARE(finding.line, 8);
    QCOMPARE(finding.place, QStringLiteral("post.replies[1].reactions[0]"));
    QCOMPARE(finding.subject, QStringLiteral("nobody"));
    QVERIFY(!QJsonDocument(report.toJson()).toJson().contains("secret"));
}

void CheckRulesTest::bytesThatAreNoUtf8()
{
    const QByteArray line =
        "{\"type\":\"team\",\"team\":{\"name\":\"blue\",\"display_name\":\"B\xff\","
        "\"type\":\"X\"}}";
    const CheckReport report =
        checked(m_cases.write(path("bytes.zip"),
                              {QString(), {}, m_cases.base() + QByteArrayList{line}, {}}),
                m_cases.context());
    // The rest of the line is looked at as well.
    QCOMPARE(rulesOf(report),
             QStringList({QStringLiteral("team-type"), QStringLiteral("line-not-utf-8")}));
}

void CheckRulesTest::linesThatAreTooLong()
{
    QByteArrayList lines = m_cases.base();
    lines.append(QByteArray(16 * 1024 * 1024, 'x'));
    lines.append(R"({"type":"webhook"})");
    lines.append(QByteArray(40'000'000, 'y'));
    lines.append(
        R"({"type":"post","post":{"team":"red","channel":"general","user":"ann","message":"m","create_at":5}})");
    const CheckReport report =
        checked(m_cases.write(path("long.zip"), {QString(), {}, lines, {}}), m_cases.context());
    QCOMPARE(rulesOf(report),
             QStringList({QStringLiteral("line-too-long"), QStringLiteral("line-type")}));
    QCOMPARE(report.count(CheckRule::LineTooLong), 2);
    QCOMPARE(report.groups.first().examples.at(0).line, 8);
    QCOMPARE(report.groups.first().examples.at(1).line, 10);
    QCOMPARE(report.lines, 11);
}

void CheckRulesTest::filesThemselves()
{
    const QString archive = path("files.zip");
    const QByteArray pixels = QByteArray::fromHex("89504e470d0a1a0a0000000d49484452")
                              + QByteArray::fromHex("0000200000002000") + QByteArray(20'000, 'x');
    writeArchive(
        archive,
        m_cases.base()
            + QByteArrayList{R"({"type":"post","post":{"team":"red","channel":"general","user":"ann","message":"m",)"
                             R"("create_at":5,"attachments":[{"path":"large.png"},{"path":"text.png"}]}})"},
        {{"data/large.png", pixels},
         {"data/text.png", QByteArray(20'000, 'y')},
         {"data/forgotten.txt", "nobody names me"},
         {"warnings.txt", "first\nsecond\n\n"}});
    CheckContext context = m_cases.context();
    context.exportedEmoji = 2;
    const CheckReport report = checked(archive, context);
    QCOMPARE(rulesOf(report),
             QStringList({QStringLiteral("image-too-large"), QStringLiteral("emoji-not-exported"),
                          QStringLiteral("file-not-named"), QStringLiteral("export-warnings")}));
    QCOMPARE(report.count(CheckRule::EmojiNotExported), 2);
    QCOMPARE(report.count(CheckRule::ExportWarnings), 2);
    QCOMPARE(report.groups.at(0).examples.first().subject, QStringLiteral("data/large.png"));
    QCOMPARE(report.groups.at(2).examples.first().subject, QStringLiteral("data/forgotten.txt"));
    QCOMPARE(report.groups.at(3).examples.at(1).subject, QStringLiteral("second"));

    // A damaged picture is told, the rest is looked at all the same.
    QFile file(archive);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 at = file.readAll().indexOf(QByteArray(100, 'y'));
    QVERIFY(at > 0 && file.seek(at) && file.write("z") == 1);
    file.close();
    const CheckReport damaged = checked(archive, context);
    QCOMPARE(damaged.count(CheckRule::FileUnreadable), 1);
    QCOMPARE(damaged.count(CheckRule::FileNotNamed), 1);
}

void CheckRulesTest::imageSizes()
{
    const auto pixels = [](const char *hex) {
        return imagePixels(QByteArray::fromHex(hex)).value_or(-1);
    };
    QCOMPARE(pixels("89504e470d0a1a0a0000000d494844520000000300000005"), 15);
    QCOMPARE(pixels("47494638396103000500"), 15);
    // JPEG: a comment segment before the frame.
    QCOMPARE(pixels("ffd8fffe00046162ffc000110800050003030122"), 15);
    QCOMPARE(pixels("424d00000000000000000000000028000000"
                    "03000000fbffffff"),
             15); // BMP, upside down
    QCOMPARE(pixels("52494646000000005745425056503858"
                    "0a000000000000000200000400"
                    "00"),
             15); // WebP with extensions
    QCOMPARE(pixels("89504e47"), -1);
    QCOMPARE(pixels("ffd8fffe"), -1);
    QCOMPARE(pixels("ffd800000000000000000000"), -1);
    QCOMPARE(pixels(""), -1);
}

void CheckRulesTest::examplesAreFew()
{
    QByteArrayList lines = m_cases.base();
    for (int i = 0; i < 50; ++i)
        lines.append(R"({"type":"webhook"})");
    const QString archive = m_cases.write(path("many.zip"), {QString(), {}, lines, {}});
    const CheckReport report = checked(archive, m_cases.context());
    QCOMPARE(report.count(CheckRule::LineType), 50);
    QCOMPARE(report.count(Severity::Stops), 50);
    QCOMPARE(report.groups.first().examples.size(), 20);

    // Who wants all of them gets all.
    QList<Finding> all;
    StepControl control;
    const Result<ArchiveReader> reader = ArchiveReader::open(archive);
    QVERIFY(reader);
    QVERIFY(checkArchive(*reader, m_cases.context(), control, {}, [&all](const Finding &finding) {
        all.append(finding);
        return Result<void>();
    }));
    QCOMPARE(all.size(), 50);
    QCOMPARE(all.last().line, 57);
    const Result<CheckReport> full =
        checkArchive(*reader, m_cases.context(), control, {},
                     [](const Finding &) { return Result<void>(makeError(ErrorKind::DiskFull)); });
    QVERIFY(!full);
    QCOMPARE(full.error().kind, ErrorKind::DiskFull);
}

void CheckRulesTest::reportIsKept()
{
    const CheckReport report =
        checked(m_cases.write(path("kept.zip"), m_cases.all().constLast()), m_cases.context());
    QVERIFY(!report.isClean());
    QCOMPARE(CheckReport::fromJson(report.toJson()), report);
    QCOMPARE(CheckReport::fromJson({}), CheckReport());
    QCOMPARE(CheckReport::fromJson({{QStringLiteral("findings"), QJsonArray{1, QJsonObject()}}}),
             CheckReport());
}

void CheckRulesTest::rulesAreKept()
{
    CheckContext rules = m_cases.context();
    rules.destinationVersion = QVersionNumber(7, 6, 1);
    rules.largestFileBytes = Q_INT64_C(5'000'000'000);
    rules.permissions = {"create_post", "edit_post"};
    rules.users = {"ann", "bj\xC3\xB6rn"};
    rules.teams = {"crew"};
    rules.channels = {{"crew", {"dev", "ops"}}, {"red", {}}};
    rules.schemes = {"strict"};
    rules.exportedEmoji = 12;
    QCOMPARE(CheckContext::fromJson(rules.toJson()), rules);
    QCOMPARE(CheckContext::fromJson({}), CheckContext());
    QCOMPARE(CheckContext::fromJson({{QStringLiteral("users"), 5}}), CheckContext());
}

/// Where not all names could be asked for, a repair might drop what is there.
void CheckRulesTest::nothingIsMendedUnasked()
{
    const FindingGroup mendable{CheckRule::PostUserUnknown, Severity::Stops, 1, {}};
    const FindingGroup repeated{CheckRule::RepeatedKey, Severity::Stops, 1, {}};
    const FindingGroup lost{CheckRule::AttachmentMissing, Severity::Loses, 1, {}};
    CheckReport report{{mendable, repeated, lost}};
    QVERIFY(report.isMended(mendable) && !report.isFinal(mendable));
    QVERIFY(!report.isMended(repeated) && report.isFinal(repeated));
    QVERIFY(!report.isMended(lost) && !report.isFinal(lost));
    report.unknown.isComplete = false;
    QVERIFY(!report.isMended(mendable) && report.isFinal(mendable));
}

/// People, teams and channels that are there already may be referred to.
void CheckRulesTest::whatTheDestinationHas()
{
    const QByteArrayList lines{
        R"({"type":"channel","channel":{"team":"old","name":"new","display_name":"N","type":"O"}})",
        R"({"type":"post","post":{"team":"old","channel":"there","user":"veteran","message":"m","create_at":5}})"};
    const QString archive = m_cases.write(path("there.zip"), {QString(), {}, lines, {}});
    CheckContext context = m_cases.context();
    QCOMPARE(checked(archive, context).count(Severity::Stops), 3);
    context.teams = {"old"};
    context.channels = {{"old", {"there"}}};
    context.users = {"veteran"};
    QCOMPARE(rulesOf(checked(archive, context)), QStringList());
}

void CheckRulesTest::severityFollowsTheVersion()
{
    const auto severity = [](CheckRule rule, const char *version) {
        return severityOf(rule,
                          destinationTraits(QVersionNumber::fromString(QLatin1String(version))));
    };
    QCOMPARE(severity(CheckRule::AttachmentMissing, "6.6.1"), Severity::Stops);
    QCOMPARE(severity(CheckRule::AttachmentMissing, "7.6.0"), Severity::Loses);
    QCOMPARE(severity(CheckRule::AttachmentMissing, "11.6.0"), Severity::Loses);
    QCOMPARE(severity(CheckRule::ReplyBeforePost, "6.6.1"), Severity::Stops);
    QCOMPARE(severity(CheckRule::ReplyBeforePost, "7.6.0"), Severity::Note);
    QCOMPARE(severity(CheckRule::TeamType, "7.6.0"), Severity::Stops);
}

/// Servers pass over what they do not know, whatever it holds.
void CheckRulesTest::fieldsThatCameLater()
{
    QByteArrayList lines = m_cases.base();
    lines.append(R"({"type":"post","post":{"team":"red","channel":"general","user":"ann",)"
                 R"("message":"m","create_at":1600000000000,"is_pinned":"true"}})");
    const QString archive = m_cases.write(path("later.zip"), {QString(), {}, lines, {}});
    CheckContext context = m_cases.context();
    context.destinationVersion = QVersionNumber(7, 6);
    QCOMPARE(checked(archive, context).count(CheckRule::FieldType), 1);
    context.destinationVersion = QVersionNumber(6, 6);
    QCOMPARE(checked(archive, context).count(CheckRule::FieldType), 0);
}

/// To leave out what refers to them would lose what is there.
void CheckRulesTest::namesThatComeLater()
{
    QByteArrayList lines = m_cases.base();
    const QByteArray post =
        R"({"type":"post","post":{"team":"late","channel":"room","user":"zoe","message":"m","create_at":5}})";
    lines.append(post);
    lines.append(R"({"type":"team","team":{"name":"late","display_name":"L","type":"O"}})");
    lines.append(
        R"({"type":"channel","channel":{"team":"late","name":"room","display_name":"R","type":"O"}})");
    lines.append(R"({"type":"user","user":{"username":"zoe","email":"zoe@example.com"}})");
    CheckContext context = m_cases.context();
    const CheckReport report =
        checked(m_cases.write(path("order.zip"), {QString(), {}, lines, {}}), context);
    QCOMPARE(report.count(CheckRule::LineOrder), 3);
    QVERIFY(!report.mayBeMended());
    for (const FindingGroup &group : report.groups)
        QVERIFY2(report.isFinal(group), qPrintable(checkRuleName(group.rule)));
}

/// Of one line a thousand things are told, and nothing takes for ever.
void CheckRulesTest::linesMadeOfMistakes()
{
    QByteArray many = R"({"type":"team","team":{"name":"blue","display_name":"B","type":"O"})";
    for (int key = 0; key < 200'000; ++key)
        many += ",\"k" + QByteArray::number(key) + "\":1";
    many += '}';
    QByteArrayList lines = m_cases.base();
    lines.append(many);
    QCOMPARE(rulesOf(checked(m_cases.write(path("keys.zip"), {QString(), {}, lines, {}}),
                             m_cases.context())),
             QStringList());
    lines.last().insert(lines.last().size() - 1, ",\"K7\":2");
    QCOMPARE(rulesOf(checked(m_cases.write(path("twice.zip"), {QString(), {}, lines, {}}),
                             m_cases.context())),
             QStringList(checkRuleName(CheckRule::RepeatedKey)));
    QByteArray flagged =
        R"({"type":"post","post":{"team":"red","channel":"general","user":"ann","message":"m","create_at":5,"flagged_by":["nobody")";
    for (int name = 0; name < 100'000; ++name)
        flagged += ",\"nobody\"";
    lines.last() = flagged + "]}}";
    QCOMPARE(
        checked(m_cases.write(path("names.zip"), {QString(), {}, lines, {}}), m_cases.context())
            .count(CheckRule::FlaggerUnknown),
        qint64(LineChecker::mostFound));
}

void CheckRulesTest::realExports_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QMap<QString, qint64>>("found");
    const QString missing = QStringLiteral("attachment-missing");
    QTest::newRow("5.37") << QStringLiteral("export-5.37.0-without-files.zip")
                          << QMap<QString, qint64>{{missing, 2},
                                                   {QStringLiteral("channel-team-unknown"), 1},
                                                   {QStringLiteral("emoji-image"), 1}};
    QTest::newRow("6.6") << QStringLiteral("export-6.6.1-without-files.zip")
                         << QMap<QString, qint64>{{missing, 4}, {QStringLiteral("emoji-image"), 1}};
}

/// What real servers wrote is taken by real servers; see the fact sheet for what is not.
void CheckRulesTest::realExports()
{
    QFETCH(QString, name);
    using Counts = QMap<QString, qint64>;
    QFETCH(Counts, found);
    const QString archive = QStringLiteral(MMIGRATE_TEST_DATA "/data/archives/") + name;
    CheckContext context = m_cases.context();
    context.destinationVersion = QVersionNumber(7, 6);
    const CheckReport report = checked(archive, context);
    QMap<QString, qint64> counts;
    for (const FindingGroup &group : report.groups)
        counts.insert(checkRuleName(group.rule), group.count);
    QCOMPARE(counts, found);
}

QTEST_GUILESS_MAIN(CheckRulesTest)
#include "tst_checkrules.moc"
