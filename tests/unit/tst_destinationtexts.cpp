// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivesummary.h"
#include "text/collisiontext.h"
#include "text/destinationfindingtext.h"
#include "text/supportrequesttext.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace mmigrate;

namespace {

QString q(const char *text)
{
    return QString::fromUtf8(text);
}

constexpr std::array decisions{Decision::Leave, Decision::Rename, Decision::Map,
                               Decision::Keep,  Decision::Skip,   Decision::Stop};

/// What is wrong with these words as words for people; empty when nothing is.
QString flaw(const QString &text)
{
    static const QRegularExpression placeholder(q("%[0-9Ln]"));
    // "upload-too-large", "UploadTooLarge": ours. Environment variables and settings are wanted.
    static const QRegularExpression ourNames(
        q("[a-z]+-too-|[a-z]-(off|there|differs)\\b|TooLarge"));
    if (text.trimmed().isEmpty())
        return q("empty");
    if (placeholder.match(text).hasMatch())
        return q("a placeholder is left: ") + text;
    if (ourNames.match(text).hasMatch())
        return q("a name of ours: ") + text;
    if (text.contains(q("JSON"), Qt::CaseInsensitive) || text.contains(QLatin1Char('{')))
        return q("a format: ") + text;
    if (text.contains(q("  ")) || text.contains(q("\"\"")) || text.contains(q("()")))
        return q("something is left out: ") + text;
    return {};
}

QString sentenceFlaw(const QString &text)
{
    return text.endsWith(QLatin1Char('.')) ? flaw(text) : q("no sentence: ") + text;
}

/// With every fact that some rule documents.
DestinationFinding finding(DestinationRule rule, const QVariantMap &more = {})
{
    QVariantMap facts{{q("version"), q("5.30.1")},
                      {q("oldest"), q("5.34.0")},
                      {q("source"), q("11.6.0")},
                      {q("lost"), QStringList{q("bots"), q("files")}},
                      {q("sku"), q("cloud-professional")},
                      {q("by"), q("identity")},
                      {q("address"), q("https://chat.example.com")},
                      {q("username"), q("anna")},
                      {q("hours"), 8},
                      {q("setting"), q("FileSettings.MaxFileSize")},
                      {q("seconds"), -600},
                      {q("jobs"), 1},
                      {q("since"), qint64(1'700'000'000'000)},
                      {q("active"), true},
                      {q("settings"), QStringList{q("FileSettings.MaxFileSize")}},
                      {q("current"), 104'857'600},
                      {q("needed"), qint64(6'000'000'000)},
                      {q("fixed"), false},
                      {q("file"), q("data/film.mp4")},
                      {q("team"), q("crew")},
                      {q("limit"), qint64(16'383)},
                      {q("longest"), 20'000},
                      {q("new"), 1'234'567},
                      {q("there"), 10},
                      {q("hard"), false},
                      {q("emoji"), 12},
                      {q("people"), 34},
                      {q("service"), q("gitlab")},
                      {q("licensed"), true},
                      {q("size"), qint64(6'000'000'000)},
                      {q("mendedIn"), q("11.7.0")}};
    facts.insert(more);
    return {rule, destinationRuleInfo(rule).severity, Remedy::Explain, facts};
}

QVariantMap setting(const char *name, const QVariant &current, const QVariant &needed)
{
    return {{q("setting"), q(name)}, {q("current"), current}, {q("needed"), needed}};
}

Collision collision(CollisionKind kind, const char *name = "ann")
{
    Collision row;
    row.kind = kind;
    row.name = q(name);
    row.team = isAboutChannels(kind) ? q("crew") : QString();
    row.email = isAboutPeople(kind) ? q("ann@x.org") : QString();
    row.type = q("O");
    row.otherName = q("annie");
    row.otherEmail = isAboutPeople(kind) ? q("annie@x.org") : QString();
    row.otherType = q("P");
    return row;
}

MigrationState migration()
{
    MigrationState state;
    state.source.version = {7, 8, 1};
    state.source.address = QUrl(q("https://old.example.com"));
    state.destination.address = QUrl(q("https://crew.cloud.mattermost.com"));
    state.destination.username = q("admin");
    state.archive.path = q("/home/anna/Downloads/export.zip");
    state.archive.size = 6'000'000'001;
    state.archive.sha256 = QString(64, QLatin1Char('a'));
    ArchiveSummary summary;
    summary.users = 1234;
    summary.teams = 3;
    summary.posts = 2'000'000;
    summary.replies = 5;
    summary.attachmentFiles = 4321;
    summary.attachmentBytes = 5'000'000'000;
    state.archive.summary = summary.toJson();
    return state;
}

} // namespace

/// Every rule and every kind has words of its own, which a person can read.
class TestDestinationTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void everyRule();
    void sentences_data();
    void sentences();
    void advice_data();
    void advice();
    void fixedByTheEnvironment();
    void findingsOfAJournal();
    void destinationReport();
    void everyKind();
    void everyDecision();
    void collisionReport();
    void supportRequest();
    void supportRequestOfACorrectedCopy();
    void supportRequestWithoutASource();
};

void TestDestinationTexts::everyRule()
{
    QSet<QString> seen;
    QSet<QString> seenAdvice;
    for (const DestinationRuleInfo &info : allDestinationRules()) {
        for (const Remedy remedy : {Remedy::Explain, Remedy::Adjust, Remedy::SwitchOn}) {
            DestinationFinding one = finding(info.rule);
            one.remedy = remedy;
            QCOMPARE(sentenceFlaw(destinationFindingSentence(one)), QString());
            QCOMPARE(sentenceFlaw(destinationFindingAdvice(one)), QString());
        }
        const QString sentence = destinationFindingSentence(finding(info.rule));
        QVERIFY2(!seen.contains(sentence), qPrintable(sentence));
        seen.insert(sentence);
        seenAdvice.insert(destinationFindingAdvice(finding(info.rule)));
        // Facts that an old journal does not have are no reason for nonsense or a crash.
        const DestinationFinding bare{info.rule, info.severity, Remedy::Explain, {}};
        QVERIFY(destinationFindingSentence(bare).endsWith(QLatin1Char('.')));
        QVERIFY(destinationFindingAdvice(bare).endsWith(QLatin1Char('.')));
    }
    QVERIFY2(seenAdvice.size() >= 18, qPrintable(QString::number(seenAdvice.size())));
}

void TestDestinationTexts::sentences_data()
{
    QTest::addColumn<DestinationFinding>("one");
    QTest::addColumn<QStringList>("words");
    using enum DestinationRule;
    QTest::newRow("size") << finding(UploadTooLarge) << QStringList{q("104.9 MB"), q("6.0 GB")};
    QTest::newRow("people in a team")
        << finding(TeamTooLarge, setting("TeamSettings.MaxUsersPerTeam", 50, 1234))
        << QStringList{q("is 50"), q("1,234"), q("crew")};
    QTest::newRow("largest file") << finding(AttachmentTooLarge) << QStringList{q("film.mp4")};
    QTest::newRow("what is lost") << finding(OlderThanSource)
                                  << QStringList{q("bots, some files"), q("11.6.0")};
    QTest::newRow("nothing is lost") << finding(OlderThanSource, {{q("lost"), QStringList()}})
                                     << QStringList{q("older than the old server's 11.6.0.")};
    QTest::newRow("behind") << finding(ClockDiffers) << QStringList{q("10 minutes behind")};
    QTest::newRow("ahead") << finding(ClockDiffers, {{q("seconds"), 7200}})
                           << QStringList{q("2 hours ahead")};
    QTest::newRow("same address") << finding(SameServer, {{q("by"), q("address")}})
                                  << QStringList{q("same address")};
    QTest::newRow("other address") << finding(SameServer) << QStringList{q("under another")};
    QTest::newRow("busy") << finding(BusyImporting) << QStringList{q("another import")};
    QTest::newRow("silent") << finding(BusyExporting, {{q("active"), false}})
                            << QStringList{q("no sign of life")};
    QTest::newRow("hidden") << finding(SettingsHidden) << QStringList{q("largest file")};
    QTest::newRow("hard limit") << finding(UserLimit, {{q("hard"), true}})
                                << QStringList{q("at most"), q("1,234,567")};
    QTest::newRow("history") << finding(MessageHistoryLimit)
                             << QStringList{q("16,383"), q("1,234,577")};
    QTest::newRow("service") << finding(AuthServiceOff) << QStringList{q("34"), q("GitLab")};
    QTest::newRow("patience") << finding(
        StorageTimeout, setting("FileSettings.AmazonS3RequestTimeoutMilliseconds", 30'000, 300'000))
                              << QStringList{q("30 seconds")};
}

void TestDestinationTexts::sentences()
{
    QFETCH(DestinationFinding, one);
    QFETCH(QStringList, words);
    const QString sentence = destinationFindingSentence(one);
    for (const QString &word : words)
        QVERIFY2(sentence.contains(word), qPrintable(sentence));
}

void TestDestinationTexts::advice_data()
{
    QTest::addColumn<DestinationFinding>("one");
    QTest::addColumn<Remedy>("remedy");
    QTest::addColumn<QStringList>("words");
    using enum DestinationRule;
    QTest::newRow("raise") << finding(UploadTooLarge) << Remedy::Adjust
                           << QStringList{q("from 104.9 MB to 6.0 GB"), q("puts it back")};
    QTest::newRow("switch on and off again")
        << finding(AttachmentsOff, setting("FileSettings.EnableFileAttachments", false, true))
        << Remedy::Adjust << QStringList{q("files in messages"), q("off again")};
    QTest::newRow("switch on for good")
        << finding(CustomEmojiOff, setting("ServiceSettings.EnableCustomEmoji", false, true))
        << Remedy::SwitchOn << QStringList{q("custom emoji"), q("for good")};
    QTest::newRow("licence") << finding(GuestAccountsOff, {{q("licensed"), false}})
                             << Remedy::Explain << QStringList{q("licence")};
    QTest::newRow("support") << finding(CloudRefusesImports) << Remedy::Explain
                             << QStringList{q("support")};
    QTest::newRow("mended in") << finding(StorageTooLarge) << Remedy::Explain
                               << QStringList{q("11.7.0")};
}

void TestDestinationTexts::advice()
{
    QFETCH(DestinationFinding, one);
    QFETCH(Remedy, remedy);
    QFETCH(QStringList, words);
    one.remedy = remedy;
    const QString text = destinationFindingAdvice(one);
    for (const QString &word : words)
        QVERIFY2(text.contains(word), qPrintable(text));
}

void TestDestinationTexts::fixedByTheEnvironment()
{
    QVariantMap facts = setting("TeamSettings.MaxUsersPerTeam", 50, 1234);
    facts.insert(q("fixed"), true);
    facts.insert(q("environment"), q("MM_TEAMSETTINGS_MAXUSERSPERTEAM"));
    facts.insert(q("write"), q("1234"));
    const QString text = destinationFindingAdvice(finding(DestinationRule::TeamTooLarge, facts));
    QVERIFY2(text.contains(q("MM_TEAMSETTINGS_MAXUSERSPERTEAM=1234")), qPrintable(text));
    QVERIFY2(text.contains(q("most people in a team")), qPrintable(text));
    QVERIFY2(text.contains(q("(now: 50)")), qPrintable(text));
    QVERIFY2(text.contains(q("starts it anew")), qPrintable(text));
    // E-mail needs more than the one variable.
    facts.insert(setting("EmailSettings.SendEmailNotifications", false, true));
    facts.insert(q("environment"), q("MM_EMAILSETTINGS_SENDEMAILNOTIFICATIONS"));
    const QString mail = destinationFindingAdvice(finding(DestinationRule::MailNotSetUp, facts));
    QVERIFY2(mail.contains(q("SMTP")) && mail.contains(q("SENDEMAILNOTIFICATIONS=")),
             qPrintable(mail));
}

void TestDestinationTexts::findingsOfAJournal()
{
    // Numbers come back from the journal as another type.
    DestinationReport report;
    report.findings = {finding(DestinationRule::UploadTooLarge)};
    const DestinationReport read = DestinationReport::fromJson(report.toJson());
    QCOMPARE(destinationFindingSentence(read.findings.first()),
             destinationFindingSentence(report.findings.first()));
}

void TestDestinationTexts::destinationReport()
{
    DestinationReport report;
    QCOMPARE(destinationReportText(report), q("Nothing on the new server is in the way.\n"));
    report.findings = {finding(DestinationRule::UploadTooLarge),
                       finding(DestinationRule::MailNotSetUp)};
    const QString text = destinationReportText(report);
    for (const DestinationFinding &one : report.findings) {
        QVERIFY(text.contains(destinationFindingSentence(one)));
        QVERIFY(text.contains(destinationFindingAdvice(one)));
    }
    QVERIFY(text.startsWith(q("Stops the import: ")));
}

void TestDestinationTexts::everyKind()
{
    QSet<QString> names;
    QSet<QString> sentences;
    const QList<CollisionKind> kinds = allCollisionKinds();
    for (const CollisionKind kind : kinds) {
        QCOMPARE(flaw(collisionKindText(kind)), QString());
        QCOMPARE(sentenceFlaw(collisionSentence(collision(kind))), QString());
        QVERIFY(collisionSentence(collision(kind)).contains(q("ann")));
        names.insert(collisionKindText(kind));
        sentences.insert(collisionSentence(collision(kind)));
    }
    QCOMPARE(names.size(), kinds.size());
    QCOMPARE(sentences.size(), kinds.size());
    const QString address = collisionSentence(collision(CollisionKind::SameEmailOtherName));
    QVERIFY2(address.contains(q("annie")) && address.contains(q("ann@x.org")), qPrintable(address));
    const QString types = collisionSentence(collision(CollisionKind::ChannelTypeDiffers));
    QVERIFY2(types.contains(q("public in the archive, but private")), qPrintable(types));
    Collision used = collision(CollisionKind::SamePerson);
    used.isInUse = true;
    QCOMPARE(sentenceFlaw(collisionSentence(used)), QString());
    QVERIFY(collisionSentence(used).contains(q("not sign in any more")));
    // A bot has no address.
    Collision bot = collision(CollisionKind::BotAgainstUser);
    bot.email.clear();
    QCOMPARE(sentenceFlaw(collisionSentence(bot)), QString());
}

void TestDestinationTexts::everyDecision()
{
    QSet<QString> names;
    for (const Decision decision : decisions) {
        QCOMPARE(flaw(decisionText(decision)), QString());
        names.insert(decisionText(decision));
    }
    QCOMPARE(names.size(), qsizetype(decisions.size()));
    const QList<CollisionKind> kinds = allCollisionKinds();
    for (const CollisionKind kind : kinds) {
        QSet<QString> effects;
        for (const Decision decision : decisions) {
            const QString effect = decisionEffect(kind, decision);
            QCOMPARE(sentenceFlaw(effect), QString());
            QCOMPARE(effect == q("That is not possible here."),
                     !possibleDecisions(kind).contains(decision));
            effects.insert(effect);
        }
        const qsizetype possible = possibleDecisions(kind).size();
        QCOMPARE(effects.size(), possible + (possible < qsizetype(decisions.size()) ? 1 : 0));
    }
}

void TestDestinationTexts::collisionReport()
{
    CollisionReport report;
    QCOMPARE(collisionReportText(report),
             q("Nothing of the archive meets its like on the new server.\n"));
    for (const char *name : {"ann", "bob", "cem", "dan", "eve"})
        report.rows.append(collision(CollisionKind::SamePerson, name));
    report.rows.append(collision(CollisionKind::ChannelDeleted, "dev"));
    CollisionDecisions decided;
    decided.names = {
        {CollisionDecisions::About::Person, {}, q("bob"), Decision::Rename, q("bob.old")}};
    const QString text = collisionReportText(report, decided);
    QVERIFY2(text.contains(q("Same person: 5\n")), qPrintable(text));
    QVERIFY2(text.contains(q("ann -> Merge\n")), qPrintable(text));
    QVERIFY2(text.contains(q("bob -> Import under another name: bob.old\n")), qPrintable(text));
    QVERIFY2(text.contains(q("and 2 more\n")), qPrintable(text));
    QVERIFY2(!text.contains(q("dan")), qPrintable(text));
    QVERIFY2(text.contains(q("crew/dev -> Merge\n")), qPrintable(text));
}

void TestDestinationTexts::supportRequest()
{
    const QString text = supportRequestText(migration());
    QCOMPARE(flaw(text), QString());
    for (const char *word :
         {"File: export.zip", "6.0 GB (6000000001 bytes)", "https://old.example.com", "7.8.1",
          "https://crew.cloud.mattermost.com", "People: 1,234", "Teams: 3", "Messages: 2,000,005",
          "Attached files: 4,321 (5.0 GB)"})
        QVERIFY2(text.contains(q(word)), word);
    QVERIFY(text.contains(q("SHA-256: ") + QString(64, QLatin1Char('a'))));
    QVERIFY(!text.contains(q("/home/anna"))); // nobody else's business
}

void TestDestinationTexts::supportRequestOfACorrectedCopy()
{
    QTemporaryDir folder;
    MigrationState state = migration();
    state.archive.preparedPath = folder.filePath(q("export-prepared.zip"));
    state.archive.preparedSha256 = QString(64, QLatin1Char('b'));
    QFile copy(state.archive.preparedPath);
    QVERIFY(copy.open(QIODevice::WriteOnly));
    QCOMPARE(copy.write(QByteArray(777, 'x')), qint64(777));
    copy.close();
    const QString text = supportRequestText(state);
    QVERIFY(text.contains(q("File: export-prepared.zip")));
    QVERIFY(text.contains(q("777 bytes")));
    QVERIFY(text.contains(QString(64, QLatin1Char('b'))));
    QVERIFY(!text.contains(QString(64, QLatin1Char('a'))));
}

void TestDestinationTexts::supportRequestWithoutASource()
{
    // An archive that somebody brought: nothing is known of the server that made it.
    MigrationState state = migration();
    state.source = {};
    const QString text = supportRequestText(state);
    QCOMPARE(flaw(text), QString());
    QVERIFY(text.contains(q("Mattermost version: not known")));
    QVERIFY(!text.contains(q("old.example.com")));
}

QTEST_GUILESS_MAIN(TestDestinationTexts)
#include "tst_destinationtexts.moc"
