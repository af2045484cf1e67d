// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "apitesting.h"
#include "core/api/apijson.h"

#include <QJsonDocument>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

// JSON that lies: servers are not trusted, and whatever they say is refused with a kind, never with
// a crash.

namespace {

const QByteArray goodUser = R"({"id":"abcdefghijklmnopqrstuvwxyz","username":"anna",
    "email":"anna@example.com","roles":"system_user system_admin","auth_service":"",
    "delete_at":0,"is_bot":false})";
const QByteArray goodJob = R"({"id":"abcdefghijklmnopqrstuvwxyz","type":"export_process",
    "status":"in_progress","create_at":1795386825791,"start_at":1795386825792,
    "last_activity_at":1795386825793,"data":{"posts_exported":"12"}})";
const QByteArray goodUpload = R"({"id":"abcdefghijklmnopqrstuvwxyz","type":"import",
    "filename":"a.zip","file_size":12582912,"file_offset":5242880})";

/// A parser without its type: the error of what it makes of a body, or nothing.
using Refusal = std::optional<Error> (*)(const QByteArray &);

template <typename T, Result<T> (*parse)(const QJsonObject &)>
std::optional<Error> ofObject(const QByteArray &body)
{
    const Result<QJsonObject> object = apijson::object(body);
    if (!object)
        return object.error();
    const Result<T> parsed = parse(*object);
    return parsed ? std::optional<Error>() : parsed.error();
}

template <typename T, Result<T> (*parse)(const QJsonObject &)>
std::optional<Error> ofList(const QByteArray &body)
{
    const Result<QList<T>> parsed = apijson::listOf<T>(body, parse);
    return parsed ? std::optional<Error>() : parsed.error();
}

std::optional<Error> ofNames(const QByteArray &body)
{
    const Result<QStringList> parsed = apijson::names(body);
    return parsed ? std::optional<Error>() : parsed.error();
}

std::optional<Error> ofAnalytics(const QByteArray &body)
{
    const auto parsed = apijson::analytics(body);
    return parsed ? std::optional<Error>() : parsed.error();
}

/// Good, but with one member changed to the given JSON; no JSON takes the member out.
QByteArray changed(const QByteArray &good, const char *member, const QByteArray &json)
{
    QJsonObject object = QJsonDocument::fromJson(good).object();
    object.remove(QLatin1String(member));
    QByteArray body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    if (!json.isEmpty())
        body = body.chopped(1) + ",\"" + member + "\":" + json + "}";
    return body;
}

} // namespace

Q_DECLARE_METATYPE(Refusal)

class TestJsonLies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void good_data();
    void good();
    void noJson_data();
    void noJson();
    void members_data();
    void members();
    void whatMayBeMissing_data();
    void whatMayBeMissing();
    void unknownStatusIsNoError();
    void lists_data();
    void lists();
    void nullMeansEmpty();
    void analyticsLeaveOutTheUncounted();
    void flatTextsNeverFail();
    void byteOrderMark();
    void throughTheClient_data();
    void throughTheClient();
    void countsThatLie_data();
    void countsThatLie();
};

void TestJsonLies::good_data()
{
    QTest::addColumn<Refusal>("parse");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("user") << &ofObject<User, apijson::user> << goodUser;
    QTest::newRow("job") << &ofObject<Job, apijson::job> << goodJob;
    QTest::newRow("upload") << &ofObject<UploadSession, apijson::uploadSession> << goodUpload;
    QTest::newRow("jobs")
        << &ofList<Job, apijson::job> << QByteArray("[" + goodJob + "," + goodJob + "]");
    QTest::newRow("uploads")
        << &ofList<UploadSession, apijson::uploadSession> << QByteArray("[" + goodUpload + "]");
    QTest::newRow("names") << &ofNames << QByteArray(R"(["a_export.zip","ü.zip"])");
    QTest::newRow("analytics") << &ofAnalytics
                               << QByteArray(R"([{"name":"post_count","value":5}])");
}

void TestJsonLies::good()
{
    QFETCH(Refusal, parse);
    QFETCH(QByteArray, body);
    const std::optional<Error> refusal = parse(body);
    QVERIFY2(!refusal, refusal ? qPrintable(refusal->toLogLine()) : "");
}

void TestJsonLies::noJson_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("blank") << QByteArray("  \n ");
    QTest::newRow("HTML") << QByteArray("<!DOCTYPE html><html></html>");
    QTest::newRow("number") << QByteArray("5");
    QTest::newRow("text") << QByteArray("\"abc\"");
    QTest::newRow("true") << QByteArray("true");
    QTest::newRow("cut") << goodJob.left(goodJob.size() / 2);
    QTest::newRow("one brace too few") << goodJob.chopped(1);
    QTest::newRow("rubbish behind") << QByteArray(goodJob + "x");
    QTest::newRow("two objects") << QByteArray(goodJob + goodJob);
    QTest::newRow("two lists") << QByteArray("[][]");
    QTest::newRow("not UTF-8") << QByteArray("{\"id\":\"\xc3\x28\"}");
    QTest::newRow("half a surrogate") << QByteArray("{\"id\":\"\xed\xa0\x80\"}");
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe{\0}\0", 6);
    QTest::newRow("zero bytes") << QByteArray(64, '\0');
    QTest::newRow("comment") << QByteArray("/* x */ {}");
    QTest::newRow("single quotes") << QByteArray("{'id':'x'}");
    QTest::newRow("deep lists") << QByteArray(QByteArray(10'000, '[') + QByteArray(10'000, ']'));
    QTest::newRow("deep objects") << QByteArray(QByteArray("{\"a\":").repeated(10'000) + "1"
                                                + QByteArray(10'000, '}'));
    QTest::newRow("deep and cut") << QByteArray(1'000'000, '[');
    QTest::newRow("deep within a member")
        << QByteArray("{\"data\":" + QByteArray(10'000, '[') + QByteArray(10'000, ']') + "}");
}

void TestJsonLies::noJson()
{
    QFETCH(QByteArray, body);
    const QList<Refusal> parsers{&ofObject<User, apijson::user>,
                                 &ofObject<Job, apijson::job>,
                                 &ofObject<UploadSession, apijson::uploadSession>,
                                 &ofList<Job, apijson::job>,
                                 &ofList<UploadSession, apijson::uploadSession>,
                                 &ofNames,
                                 &ofAnalytics};
    for (const Refusal parse : parsers) {
        const std::optional<Error> refusal = parse(body);
        QVERIFY(refusal);
        QCOMPARE(refusal->kind, ErrorKind::Protocol);
        QVERIFY(refusal->detail.size() < 500);
    }
}

void TestJsonLies::members_data()
{
    QTest::addColumn<Refusal>("parse");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("member");
    const auto rows = [](Refusal parse, const QByteArray &good, const char *member,
                         const QList<QByteArray> &lies) {
        for (const QByteArray &lie : lies)
            QTest::addRow("%s: %s", member, lie.isEmpty() ? "missing" : lie.left(40).constData())
                << parse << changed(good, member, lie) << QString::fromLatin1(member);
    };
    const QByteArray longText = "\"" + QByteArray(200'000, 'x') + "\"";
    const QList<QByteArray> badIds{"",
                                   "null",
                                   "5",
                                   "true",
                                   "[]",
                                   "{}",
                                   "\"\"",
                                   "\"short\"",
                                   "\"../../../etc/passwd/../../\"",
                                   "\"abcdefghijklm/opqrstuvwxyz\"",
                                   "\"abcdefghijklm%2fopqrstuvwx\"",
                                   "\"ABCDEFGHIJKLMNOPQRSTUVWXYZ\"",
                                   "\"abcdefghijklmnopqrstuvwxy\\u0000\"",
                                   longText};
    const QList<QByteArray> badTexts{"5", "true", "[]", "{}", longText};
    const QList<QByteArray> badRequired = badTexts + QList<QByteArray>{"", "null"};
    const QList<QByteArray> badNumbers{
        "\"5\"", "true", "[]", "{}", "1.5", "1e300", "-1e300", "9007199254740994", "1e-5"};
    const QList<QByteArray> badRequiredNumbers = badNumbers + QList<QByteArray>{"", "null"};

    const Refusal user = &ofObject<User, apijson::user>;
    rows(user, goodUser, "id", badIds);
    rows(user, goodUser, "username", badRequired);
    rows(user, goodUser, "email", badTexts);
    rows(user, goodUser, "roles", badTexts);
    rows(user, goodUser, "auth_service", badTexts);
    rows(user, goodUser, "delete_at", badNumbers);

    const Refusal job = &ofObject<Job, apijson::job>;
    rows(job, goodJob, "id", badIds);
    rows(job, goodJob, "type", badRequired);
    rows(job, goodJob, "status", badRequired);
    rows(job, goodJob, "create_at", badRequiredNumbers);
    rows(job, goodJob, "start_at", badNumbers);
    rows(job, goodJob, "last_activity_at", badNumbers);

    const Refusal upload = &ofObject<UploadSession, apijson::uploadSession>;
    rows(upload, goodUpload, "id", badIds);
    rows(upload, goodUpload, "filename", badRequired);
    rows(upload, goodUpload, "file_size",
         badRequiredNumbers + QList<QByteArray>{"-1", "0", "5242879"});
    rows(upload, goodUpload, "file_offset",
         badRequiredNumbers + QList<QByteArray>{"-1", "12582913"});
}

void TestJsonLies::members()
{
    QFETCH(Refusal, parse);
    QFETCH(QByteArray, body);
    QFETCH(QString, member);
    const std::optional<Error> refusal = parse(body);
    QVERIFY(refusal);
    QCOMPARE(refusal->kind, ErrorKind::Protocol);
    // For the log: which member it was.
    QVERIFY2(refusal->detail.contains(member)
                 || refusal->detail.contains(QLatin1String("file_offset")),
             qPrintable(refusal->detail));
}

void TestJsonLies::whatMayBeMissing_data()
{
    QTest::addColumn<Refusal>("parse");
    QTest::addColumn<QByteArray>("body");
    const auto rows = [](Refusal parse, const QByteArray &good,
                         std::initializer_list<const char *> names) {
        for (const char *name : names) {
            QTest::addRow("%s missing", name) << parse << changed(good, name, {});
            QTest::addRow("%s null", name) << parse << changed(good, name, "null");
        }
    };
    rows(&ofObject<User, apijson::user>, goodUser,
         {"email", "roles", "auth_service", "delete_at", "is_bot"});
    rows(&ofObject<Job, apijson::job>, goodJob, {"start_at", "last_activity_at", "data"});
    rows(&ofObject<UploadSession, apijson::uploadSession>, goodUpload, {"type"});
}

void TestJsonLies::whatMayBeMissing()
{
    good();
}

void TestJsonLies::unknownStatusIsNoError()
{
    const Result<QJsonObject> object =
        apijson::object(changed(goodJob, "status", "\"from_the_future\""));
    const Result<Job> job = apijson::job(*object);
    QVERIFY(job);
    QCOMPARE(job->status, JobStatus::Unknown);
    // Members of data that are no strings say nothing.
    const Result<QJsonObject> odd = apijson::object(
        changed(goodJob, "data", R"({"posts_exported":5,"error":["x"],"line_number":"x"})"));
    const Result<Job> oddJob = apijson::job(*odd);
    QVERIFY(oddJob);
    QVERIFY(!oddJob->count(QStringLiteral("posts_exported")));
    QCOMPARE(oddJob->errorText(), QString());
    QCOMPARE(oddJob->errorLine(), 0);
}

void TestJsonLies::lists_data()
{
    QTest::addColumn<Refusal>("parse");
    QTest::addColumn<QByteArray>("body");
    const QByteArray longName = "[\"" + QByteArray(2'000, 'x') + "\"]";
    QTest::newRow("job without id")
        << &ofList<Job, apijson::job> << QByteArray("[" + goodJob + ",{}]");
    QTest::newRow("job is null") << &ofList<Job, apijson::job> << QByteArray("[null]");
    QTest::newRow("job is a list") << &ofList<Job, apijson::job> << QByteArray("[[]]");
    QTest::newRow("an object") << &ofList<Job, apijson::job> << goodJob;
    QTest::newRow("name is a number") << &ofNames << QByteArray("[\"a.zip\",5]");
    QTest::newRow("name is null") << &ofNames << QByteArray("[null]");
    QTest::newRow("name is an object") << &ofNames << QByteArray("[{\"name\":\"a.zip\"}]");
    QTest::newRow("name is too long") << &ofNames << longName;
    QTest::newRow("names are an object") << &ofNames << QByteArray("{\"a\":\"b\"}");
    QTest::newRow("row without name") << &ofAnalytics << QByteArray("[{\"value\":5}]");
    QTest::newRow("row is a number") << &ofAnalytics << QByteArray("[5]");
    QTest::newRow("name of a row is a list")
        << &ofAnalytics << QByteArray("[{\"name\":[],\"value\":5}]");
}

void TestJsonLies::lists()
{
    QFETCH(Refusal, parse);
    QFETCH(QByteArray, body);
    const std::optional<Error> refusal = parse(body);
    QVERIFY(refusal);
    QCOMPARE(refusal->kind, ErrorKind::Protocol);
}

void TestJsonLies::nullMeansEmpty()
{
    // How Go writes a list that was never made.
    QVERIFY(apijson::names("null")->isEmpty());
    QVERIFY(apijson::names(" null\n")->isEmpty());
    QVERIFY(apijson::listOf<Job>("null", apijson::job)->isEmpty());
    QVERIFY(apijson::analytics("null")->isEmpty());
    QVERIFY(!apijson::object("null"));
}

void TestJsonLies::analyticsLeaveOutTheUncounted()
{
    const auto counts = apijson::analytics(
        R"([{"name":"post_count","value":-1},{"name":"huge","value":1e300},{"name":"text","value":"5"},
            {"name":"none"},{"name":"nothing","value":null},{"name":"team_count","value":3}])");
    QVERIFY(counts);
    QCOMPARE(*counts, (QMap<QString, qint64>{{QStringLiteral("team_count"), 3}}));
}

void TestJsonLies::flatTextsNeverFail()
{
    // Nothing of these is needed; what lies is not said.
    const QByteArray lies = R"({"SiteURL":5,"TelemetryId":[],"EnableSignInWithEmail":true,
        "MaxFileSize":"9999999999999999999999","EnableFileAttachments":null,"IsLicensed":1,"Cloud":{}})";
    const ClientConfig config = apijson::clientConfig(*apijson::object(lies));
    QCOMPARE(config.siteUrl, QString());
    QCOMPARE(config.telemetryId, QString());
    QVERIFY(!config.maxFileSize);
    const Licence licence = apijson::licence(*apijson::object(lies));
    QVERIFY(!licence.licensed);
    QVERIFY(!licence.cloud);
    // And what is kept in the journal is short.
    const QByteArray text(1'000'000, 'x');
    const auto large = apijson::object("{\"TelemetryId\":\"" + text + "\",\"SiteURL\":\"" + text
                                       + "\",\"SkuShortName\":\"" + text + "\"}");
    QVERIFY(apijson::clientConfig(*large).telemetryId.size() <= 1'000);
    QVERIFY(apijson::clientConfig(*large).siteUrl.size() <= 1'000);
    QVERIFY(apijson::licence(*large).sku.size() <= 1'000);
}

void TestJsonLies::byteOrderMark()
{
    // Readers may skip it (RFC 8259, 8.1); what stands behind it counts as ever.
    QVERIFY(!ofNames("\xef\xbb\xbf[]"));
    QCOMPARE(ofNames("\xef\xbb\xbf[5]")->kind, ErrorKind::Protocol);
}

void TestJsonLies::throughTheClient_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("HTML") << QByteArray("<html></html>");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("20 MB list") << QByteArray("[" + QByteArray("1,").repeated(10'000'000) + "1]");
    QTest::newRow("15 MB list of numbers")
        << QByteArray("[" + QByteArray("1,").repeated(7'500'000) + "1]");
    QTest::newRow("15 MB text") << QByteArray("[\"" + QByteArray(15'000'000, 'x') + "\"]");
    QTest::newRow("deep") << QByteArray(10'000, '[');
    QTest::newRow("not UTF-8") << QByteArray("[\"\xff\"]");
}

void TestJsonLies::throughTheClient()
{
    QFETCH(QByteArray, body);
    Script script([&body](const SeenRequest &) { return jsonAnswer(200, body); });
    ScriptedServer server(script);
    StepControl control;
    const auto kinds = withSession(server.address(), control, [](HttpSession &session) {
        MattermostClient client(session);
        const QString id = QStringLiteral("abcdefghijklmnopqrstuvwxyz");
        const auto kind = [](const auto &result) {
            return result ? ErrorKind::Internal : result.error().kind;
        };
        return QList<ErrorKind>{kind(client.me()),
                                kind(client.clientConfig()),
                                kind(client.licence()),
                                kind(client.job(id)),
                                kind(client.jobs(JobType::Export)),
                                kind(client.createJob(JobType::Export, {})),
                                kind(client.exports()),
                                kind(client.imports()),
                                kind(client.exportSize(QStringLiteral("a.zip"))),
                                kind(client.upload(id)),
                                kind(client.myUploads()),
                                kind(client.createImportUpload(QStringLiteral("a"), 1)),
                                kind(client.config()),
                                kind(client.patchConfig({})),
                                kind(client.environmentConfig()),
                                kind(client.counts()),
                                kind(client.userByUsername(QStringLiteral("a"))),
                                kind(client.userByEmail(QStringLiteral("a@b"))),
                                kind(client.teamByName(QStringLiteral("a"))),
                                kind(client.teamMemberCount(id)),
                                kind(client.channelByName(id, QStringLiteral("a"))),
                                kind(client.usersByNames({QStringLiteral("a")})),
                                kind(client.lastActivity({id})),
                                kind(client.users(0)),
                                kind(client.usersOfTeam(id, 0)),
                                kind(client.channels(id, ChannelList::Archived, 0)),
                                kind(client.emojiNames(0)),
                                kind(client.schemeNames(0)),
                                kind(client.serverLimits())};
    });
    for (const ErrorKind kind : kinds)
        QCOMPARE(errorKindName(kind), QStringLiteral("Protocol"));
}

void TestJsonLies::countsThatLie_data()
{
    QTest::addColumn<QByteArray>("number");
    for (const char *number : {"1e300", "-1e300", "-1", "\"5\"", "null", "true", "[]", "0.5"})
        QTest::newRow(number) << QByteArray(number);
}

void TestJsonLies::countsThatLie()
{
    QFETCH(QByteArray, number);
    Script script([&number](const SeenRequest &request) {
        if (request.target.contains("/analytics/"))
            return jsonAnswer(200, "[{\"name\":\"post_count\",\"value\":" + number + "}]");
        return jsonAnswer(200, "{\"total_users_count\":" + number + ",\"total_count\":" + number
                                   + ",\"total_member_count\":" + number + "}");
    });
    ScriptedServer server(script);
    StepControl control;
    const auto answers = withSession(server.address(), control, [](HttpSession &session) {
        MattermostClient client(session);
        return std::pair(client.counts(), client.teamMemberCount(QStringLiteral("x")));
    });
    QVERIFY(answers.first);
    QVERIFY(!answers.first->users);
    QVERIFY(!answers.first->teams);
    QVERIFY(number == "0.5" || !answers.first->posts);
    QVERIFY(answers.second);
    QCOMPARE(*answers.second, 0);
}

QTEST_GUILESS_MAIN(TestJsonLies)
#include "tst_jsonlies.moc"
