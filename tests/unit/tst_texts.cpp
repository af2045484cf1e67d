// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/archiveerrortext.h"
#include "text/errortext.h"
#include "text/findingtext.h"
#include "text/steptext.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace mmigrate;

namespace {

QString q(const char *text)
{
    return QString::fromUtf8(text);
}

/// An error of that kind with every fact that some kind documents.
Error errorWithFacts(ErrorKind kind)
{
    Error error = makeError(kind, q("raw detail"));
    error.httpStatus = 418;
    error.serverErrorId = q("api.some.id");
    error.serverMessage = q("The server's own sentence.");
    error.facts = {
        {q("host"), q("chat.example.com")},
        {q("address"), q("https://chat.example.com")},
        {q("typed"), q("chat example")},
        {q("subject"), q("Subject")},
        {q("issuer"), q("Issuer")},
        {q("validUntil"), q("2025-01-02T00:00:00Z")},
        {q("version"), q("5.30.1")},
        {q("username"), q("anna")},
        {q("operator"), q("admin")},
        {q("email"), q("anna@example.com")},
        {q("size"), qint64(6'000'000'000)},
        {q("limit"), 100'000'000},
        {q("error"), q("Something broke")},
        {q("line"), 17},
        {q("lineText"), q("{\"type\":\"post\"}")},
        {q("path"), q("/data/export.zip")},
        {q("needed"), 5'000'000},
        {q("free"), 1'000},
        {q("names"), QStringList{q("a.zip"), q("b.zip")}},
        {q("missing"), QStringList{q("users"), q("posts")}},
        {q("limits"), QVariantList{QVariantMap{{q("setting"), q("FileSettings.MaxFileSize")},
                                               {q("current"), 100},
                                               {q("needed"), 200},
                                               {q("fixed"), false}}}},
    };
    return error;
}

/// What is wrong with these words, judged as text; empty when nothing is.
QString flaw(const ErrorText &text)
{
    static const QRegularExpression placeholder(q("%[0-9nL]"));
    static const QRegularExpression jargon(q(
        "\\b(HTTP|HTTPS|JSON|API|URL|TLS|SSL|TCP|DNS|GET|POST|PUT|id|ID|errno|null|token rejected|"
        "exception|status code|endpoint|parse[rd]?|payload|timeout|socket)\\b"));
    static const QRegularExpression emptyPart(q("\"\"|\\(\\)|  |: *\\.|\\. *\\.$"));
    static const QRegularExpression end(q("[.?!]$"));
    for (const QString &part : {text.headline, text.explanation, text.nextStep}) {
        if (placeholder.match(part).hasMatch())
            return q("placeholder left: ") + part;
        if (emptyPart.match(part).hasMatch())
            return q("a part is empty: ") + part;
        if (part != part.trimmed())
            return q("blanks around: ") + part;
    }
    if (text.headline.isEmpty() || text.nextStep.isEmpty())
        return q("headline or next step is missing");
    if (!end.match(text.headline).hasMatch() || !end.match(text.nextStep).hasMatch())
        return q("no sentence: ") + text.headline + q(" / ") + text.nextStep;
    if (jargon.match(text.headline).hasMatch())
        return q("jargon: ") + text.headline;
    if (text.headline.size() > 160)
        return q("headline too long: ") + text.headline;
    return {};
}

} // namespace

class TestTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void everyKind_data();
    void everyKind();
    void everyKindWithoutFacts_data();
    void everyKindWithoutFacts();
    void kindsAreTold();
    void factsAreShown_data();
    void factsAreShown();
    void percentSignsInFacts();
    void reasons_data();
    void reasons();
    void unknownReasons_data();
    void unknownReasons();
    void limits();
    void limitFixedByEnvironment();
    void jobFailures();
    void actions_data();
    void actions();

    void corrections();
    void findings();
    void steps();
    void progress_data();
    void progress();
    void options();
    void sizes();
};

void TestTexts::everyKind_data()
{
    QTest::addColumn<int>("kind");
    for (int number = 0; number <= int(ErrorKind::Internal); ++number)
        QTest::newRow(qPrintable(errorKindName(ErrorKind(number)))) << number;
}

void TestTexts::everyKind()
{
    QFETCH(int, kind);
    const QString problem = flaw(errorText(errorWithFacts(ErrorKind(kind))));
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestTexts::everyKindWithoutFacts_data()
{
    everyKind_data();
}

void TestTexts::everyKindWithoutFacts()
{
    // These kinds cannot be worded without what they are about.
    static const QList<ErrorKind> needFacts{
        ErrorKind::BadAddress,     ErrorKind::UnsupportedVersion, ErrorKind::NotAdministrator,
        ErrorKind::Collision,      ErrorKind::ArchiveInvalid,     ErrorKind::SourceFileChanged,
        ErrorKind::Disk,           ErrorKind::DiskFull,           ErrorKind::ExportAmbiguous,
        ErrorKind::VerifyMismatch,
    };
    QFETCH(int, kind);
    const ErrorText text = errorText(makeError(ErrorKind(kind)));
    QVERIFY(!text.headline.isEmpty() && !text.nextStep.isEmpty());
    if (needFacts.contains(ErrorKind(kind)))
        return;
    QVERIFY2(flaw(text).isEmpty(), qPrintable(flaw(text)));
    QVERIFY(!text.headline.at(0).isLower() || ErrorKind(kind) == ErrorKind::Internal);
}

void TestTexts::kindsAreTold()
{
    // No two kinds share a headline.
    QMap<QString, QString> kinds;
    for (int number = 0; number <= int(ErrorKind::Internal); ++number) {
        const auto kind = ErrorKind(number);
        const QString headline = errorText(errorWithFacts(kind)).headline;
        QVERIFY2(!kinds.contains(headline),
                 qPrintable(kinds.value(headline) + q(" = ") + errorKindName(kind)));
        kinds.insert(headline, errorKindName(kind));
    }
}

void TestTexts::factsAreShown_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("shown");
    const auto row = [](ErrorKind kind, const char *shown) {
        QTest::addRow("%s: %s", qPrintable(errorKindName(kind)), shown) << int(kind) << q(shown);
    };
    row(ErrorKind::Network, "chat.example.com");
    row(ErrorKind::Timeout, "chat.example.com");
    row(ErrorKind::Tls, "chat.example.com");
    row(ErrorKind::InsecureAddress, "chat.example.com");
    row(ErrorKind::BadAddress, "chat example");
    row(ErrorKind::NotMattermost, "https://chat.example.com");
    row(ErrorKind::UnsupportedVersion, "5.30.1");
    row(ErrorKind::NotAdministrator, "anna");
    row(ErrorKind::Forbidden, "The server's own sentence.");
    row(ErrorKind::ServerError, "The server's own sentence.");
    row(ErrorKind::BadRequest, "The server's own sentence.");
    row(ErrorKind::FileTooLarge, "6.0 GB");
    row(ErrorKind::JobFailed, "Something broke");
    row(ErrorKind::JobFailed, "line 17");
    row(ErrorKind::JobFailed, "{\"type\":\"post\"}");
    row(ErrorKind::Collision, "anna@example.com");
    row(ErrorKind::Collision, "admin");
    row(ErrorKind::SourceFileChanged, "/data/export.zip");
    row(ErrorKind::Disk, "/data/export.zip");
    row(ErrorKind::DiskFull, "5.0 MB");
    row(ErrorKind::DiskFull, "1.0 kB");
    row(ErrorKind::ExportAmbiguous, "a.zip, b.zip");
    row(ErrorKind::VerifyMismatch, "people, messages");
}

void TestTexts::factsAreShown()
{
    QFETCH(int, kind);
    QFETCH(QString, shown);
    const ErrorText text = errorText(errorWithFacts(ErrorKind(kind)));
    const QString all = text.headline + text.explanation + text.nextStep;
    QVERIFY2(all.contains(shown), qPrintable(all));
}

void TestTexts::percentSignsInFacts()
{
    // Values that look like placeholders must come out as they are.
    Error error = errorWithFacts(ErrorKind::Collision);
    error.facts.insert(q("username"), q("100%2"));
    error.facts.insert(q("email"), q("x%1"));
    const QString headline = errorText(error).headline;
    QVERIFY(headline.contains(q("\"100%2\"")));
    QVERIFY(headline.contains(q("x%1")));
    error.kind = ErrorKind::JobFailed;
    error.facts.insert(q("error"), q("50% of %1 %n"));
    QVERIFY(errorText(error).explanation.contains(q("50% of %1 %n")));
}

void TestTexts::reasons_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("reason");
    const auto rows = [](ErrorKind kind, std::initializer_list<const char *> reasons) {
        for (const char *reason : reasons)
            QTest::addRow("%s %s", qPrintable(errorKindName(kind)), reason)
                << int(kind) << q(reason);
    };
    rows(ErrorKind::Network, {"host-not-found", "refused", "closed"});
    rows(ErrorKind::Proxy, {"login-wanted", "login-wrong", "refused", "closed"});
    rows(ErrorKind::Tls,
         {"self-signed", "expired", "not-yet-valid", "wrong-host", "untrusted", "old-protocol"});
    rows(ErrorKind::Journal, {"missing", "damaged", "newer", "in-use", "unwritable"});
    rows(ErrorKind::ArchiveInvalid,
         {"not-zip", "truncated", "encrypted", "no-jsonl", "several-jsonl", "bad-name",
          "damaged-entry", "slack-export", "empty", "bad-line"});
}

void TestTexts::reasons()
{
    QFETCH(int, kind);
    QFETCH(QString, reason);
    Error error = errorWithFacts(ErrorKind(kind));
    const auto wordsOf = [](const Error &of) -> QString {
        const ErrorText text = errorText(of);
        return text.headline + text.explanation + text.nextStep;
    };
    error.facts.insert(q("reason"), q("none of those"));
    const QString other = wordsOf(error);
    error.facts.insert(q("reason"), reason);
    error.facts.insert(q("problem"), q("no object"));
    error.facts.insert(q("entry"), q("data/../x"));
    const QString problem = flaw(errorText(error));
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    const bool isTheOthers =
        reason == q("closed") || reason == q("untrusted") || reason == q("unwritable");
    QCOMPARE(wordsOf(error) == other, isTheOthers);
}

void TestTexts::unknownReasons_data()
{
    QTest::addColumn<int>("kind");
    for (const ErrorKind kind : {ErrorKind::Network, ErrorKind::Tls, ErrorKind::Journal,
                                 ErrorKind::ArchiveInvalid, ErrorKind::NotFound})
        QTest::newRow(qPrintable(errorKindName(kind))) << int(kind);
}

void TestTexts::unknownReasons()
{
    QFETCH(int, kind);
    Error error = errorWithFacts(ErrorKind(kind));
    error.facts.insert(q("reason"), q("from the future"));
    const QString problem = flaw(errorText(error));
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestTexts::limits()
{
    Error error = makeError(ErrorKind::LimitsTooLow);
    QVariantList all;
    for (const char *setting :
         {"FileSettings.MaxFileSize", "TeamSettings.MaxUsersPerTeam",
          "TeamSettings.MaxChannelsPerTeam", "FileSettings.EnableFileAttachments", "Some.Other"})
        all.append(
            QVariantMap{{q("setting"), q(setting)}, {q("current"), 50}, {q("needed"), 1234}});
    error.facts.insert(q("limits"), all);
    const ErrorText text = errorText(error);
    QVERIFY(flaw(text).isEmpty());
    // A sentence for each limit, with its numbers and the name an administrator knows it by.
    QCOMPARE(text.explanation.split(QLatin1Char('\n')).size(), 5);
    QVERIFY(text.explanation.contains(
        q("now 50 bytes, needed 1.2 kB (setting FileSettings.MaxFileSize)")));
    QVERIFY(text.explanation.contains(
        q("now 50, needed 1,234 (setting TeamSettings.MaxUsersPerTeam)")));
    QCOMPARE(text.action, NextAction::AdjustLimits);
}

void TestTexts::limitFixedByEnvironment()
{
    Error error = makeError(ErrorKind::LimitsTooLow);
    error.facts.insert(q("limits"),
                       QVariantList{QVariantMap{{q("setting"), q("FileSettings.MaxFileSize")},
                                                {q("current"), 1},
                                                {q("needed"), 2},
                                                {q("fixed"), true}}});
    const ErrorText text = errorText(error);
    QVERIFY(text.explanation.contains(q("MM_FILESETTINGS_MAXFILESIZE")));
    QVERIFY(text.action != NextAction::AdjustLimits);
}

void TestTexts::jobFailures()
{
    Error error = errorWithFacts(ErrorKind::JobFailed);
    error.facts.insert(q("job"), q("import"));
    const ErrorText import = errorText(error);
    error.facts.insert(q("job"), q("export"));
    const ErrorText exported = errorText(error);
    QVERIFY(import.headline != exported.headline);
    QVERIFY(flaw(import).isEmpty());
    QVERIFY(flaw(exported).isEmpty());
    // The line of a huge message is cut.
    error.facts.insert(q("lineText"), QString(100'000, QLatin1Char('x')));
    QVERIFY(errorText(error).explanation.size() < 1000);
}

void TestTexts::actions_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("action");
    const auto row = [](ErrorKind kind, NextAction action) {
        QTest::newRow(qPrintable(errorKindName(kind))) << int(kind) << int(action);
    };
    row(ErrorKind::MfaRequired, NextAction::EnterCode);
    row(ErrorKind::MfaWrong, NextAction::EnterCode);
    row(ErrorKind::SessionExpired, NextAction::SignInAgain);
    row(ErrorKind::SignInRefused, NextAction::SignInAgain);
    row(ErrorKind::BadAddress, NextAction::ChangeAddress);
    row(ErrorKind::InsecureAddress, NextAction::AllowPlainHttp);
    row(ErrorKind::DiskFull, NextAction::ChooseFolder);
    row(ErrorKind::ExportAmbiguous, NextAction::ChooseExport);
    row(ErrorKind::ArchiveInvalid, NextAction::ChooseArchive);
    row(ErrorKind::LimitsTooLow, NextAction::AdjustLimits);
    row(ErrorKind::Cancelled, NextAction::Continue);
    row(ErrorKind::Internal, NextAction::SaveDetails);
}

void TestTexts::actions()
{
    QFETCH(int, kind);
    QFETCH(int, action);
    QCOMPARE(int(errorText(errorWithFacts(ErrorKind(kind))).action), action);
}

void TestTexts::corrections()
{
    static const QRegularExpression leftover(q("%[0-9nL]"));
    QSet<QString> seen;
    for (const CorrectionRule rule : allCorrectionRules) {
        for (const qint64 count : {qint64(0), qint64(1), qint64(12), qint64(5'000'000'000)}) {
            const QString text = correctionText(rule, count);
            QVERIFY2(text.endsWith(QLatin1Char('.')), qPrintable(text));
            QVERIFY2(!leftover.match(text).hasMatch(), qPrintable(text));
        }
        seen.insert(correctionText(rule, 12));
        const bool countless =
            rule == CorrectionRule::OperatorAccount || rule == CorrectionRule::VersionInfo;
        QCOMPARE(correctionText(rule, 12).contains(q("12")), !countless);
    }
    QCOMPARE(seen.size(), qsizetype(allCorrectionRules.size()));
}

/// Each rule of the check has words, no name or id of the servers shows through.
void TestTexts::findings()
{
    for (const CheckRuleInfo &info : allCheckRules()) {
        const QString sentence = findingSentence(info.rule);
        QVERIFY2(sentence != checkRuleName(info.rule), info.name);
        QVERIFY2(sentence.endsWith(QLatin1Char('.')), qPrintable(sentence));
        QVERIFY2(!sentence.contains(q("app.")) && !sentence.contains(QLatin1Char('{')),
                 qPrintable(sentence));
        const FindingGroup one{info.rule, info.severity, 1, {}};
        CheckReport report{{one}};
        QVERIFY2(findingAdvice(one, report).endsWith(QLatin1Char('.')), info.name);
        report.unknown.isComplete = false;
        QVERIFY(!findingAdvice(one, report).contains(q("mmigrate mends")));
    }
    WorkingSpace space{q("/here"), 2'000'000, 5'000'000};
    QVERIFY(workingSpaceText(space).contains(q("2.0 MB; 5.0 MB are free.")));
    space.free = 1'000'000;
    QVERIFY(workingSpaceText(space).contains(q("only 1.0 MB are free. Make room")));
    CheckReport report;
    QCOMPARE(checkReportText(report), q("No problems were found.\n"));
    FindingGroup group{CheckRule::PostMessageLength, Severity::Stops, 1234567, {}};
    for (int line = 1; line < 6; ++line)
        group.examples.append({group.rule, line, q("post.message"), q("red/general")});
    report.groups = {group};
    const QString text = checkReportText(report);
    QVERIFY2(text.contains(q("line 1, post.message (red/general)")), qPrintable(text));
    QVERIFY2(text.contains(q("and 1,234,564 more")), qPrintable(text));
}

void TestTexts::steps()
{
    QSet<QString> titles;
    for (const StepId step : allSteps)
        titles.insert(stepTitle(step));
    QCOMPARE(titles.size(), qsizetype(allSteps.size()));
    QVERIFY(!titles.contains(QString()));
    QCOMPARE(stepTitle(StepId::None), QString());
}

void TestTexts::progress_data()
{
    QTest::addColumn<Progress>("progress");
    QTest::addColumn<QString>("text");
    Progress p;
    QTest::newRow("nothing known") << p << QString();
    p.unit = ProgressUnit::Bytes;
    p.done = 1'200'000'000;
    QTest::newRow("bytes without total") << p << q("1.2 GB");
    p.total = 3'400'000'000;
    QTest::newRow("bytes") << p << q("1.2 GB of 3.4 GB");
    p.unit = ProgressUnit::Lines;
    p.done = 1234;
    p.total = 5678;
    QTest::newRow("lines") << p << q("1,234 of 5,678");
    p.activity = Activity::WaitingToRetry;
    p.retryInMs = 1001;
    QTest::newRow("retry") << p << q("connection lost, trying again in 2 s");
    Progress checking;
    checking.activity = Activity::Checking;
    QTest::newRow("checking") << checking << q("checking that the file is unchanged");
    checking.total = 5'000'000;
    checking.counts = {{checkedCount, 2'000'000}};
    QTest::newRow("checking, how far")
        << checking << q("checking that the file is unchanged: 2.0 MB of 5.0 MB");
    Progress importing;
    importing.activity = Activity::ServerWorking;
    importing.done = 0;
    importing.total = 5678;
    importing.counts = {{importedTeamsCount, 1}, {expectedTeamsCount, 2}};
    QTest::newRow("import, teams")
        << importing << q("the server is working, about 1 of 2 teams are there");
    importing.counts.insert({{importedUsersCount, 4}, {expectedUsersCount, 12}});
    QTest::newRow("import, people")
        << importing << q("the server is working, about 4 of 12 people are there");
    importing.done = 1234;
    QTest::newRow("import, messages")
        << importing << q("the server is working, about 1,234 of 5,678 messages are there");
    importing.activity = Activity::ServerSilent;
    importing.unchangedMs = 25 * 60'000;
    QTest::newRow("import, silent")
        << importing
        << q("nothing has changed for 25 min, it may be stuck. Ask whoever runs the server to look "
             "at its log. You can close this program and come back later.");
    p = {};
    p.activity = Activity::ServerWorking;
    QTest::newRow("server") << p << q("the server is working");
    p.counts = {{q("users_exported"), 12}};
    QTest::newRow("server, people") << p << q("the server is working, people so far: 12");
    p.counts.insert(q("posts_exported"), 3456);
    QTest::newRow("server, messages") << p << q("the server is working, messages so far: 3,456");
}

void TestTexts::progress()
{
    QFETCH(Progress, progress);
    QFETCH(QString, text);
    QCOMPARE(progressText(progress), text);
    for (int activity = int(Activity::Connecting); activity <= int(Activity::Paused); ++activity) {
        progress.activity = Activity(activity);
        QVERIFY(!progressText(progress).isEmpty());
        QVERIFY(!progressText(progress).contains(QLatin1Char('%')));
    }
}

void TestTexts::options()
{
    for (const char *option :
         {"include_archived_channels", "include_profile_pictures", "include_roles_and_schemes"})
        QVERIFY(!exportOptionText(q(option)).contains(QLatin1Char('_')));
    QCOMPARE(exportOptionText(q("from_the_future")), q("from_the_future"));
}

void TestTexts::sizes()
{
    QCOMPARE(sizeText(512), q("512 bytes"));
    QCOMPARE(sizeText(3'400'000), q("3.4 MB"));
    QCOMPARE(sizeText(0), q("0 bytes"));
}

QTEST_GUILESS_MAIN(TestTexts)
#include "tst_texts.moc"
