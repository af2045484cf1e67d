// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/destinationlimits.h"
#include "core/steps/createexport.h"
#include "core/steps/verify.h"

#include <QTest>

using namespace mmigrate;

namespace {

const QString archivedKey = QStringLiteral("include_archived_channels");
const QString attachmentsKey = QStringLiteral("include_attachments");
const QString picturesKey = QStringLiteral("include_profile_pictures");
const QString rolesKey = QStringLiteral("include_roles_and_schemes");
const QString jobId = QStringLiteral("abcdefghijklmnopqrstuvwxyz");
const QString namedAfterJob = jobId + QStringLiteral("_export.zip");
const QString old = QStringLiteral("old_export.zip");
const QString own = QStringLiteral("own_export.zip");
const QString foreign = QStringLiteral("foreign_export.zip");

Job jobIn(JobStatus status)
{
    Job job;
    job.id = jobId;
    job.status = status;
    return job;
}

QJsonObject config(qint64 maxFileSize, qint64 users, qint64 channels, bool files = true)
{
    return {{QStringLiteral("FileSettings"),
             QJsonObject{{QStringLiteral("MaxFileSize"), maxFileSize},
                         {QStringLiteral("EnableFileAttachments"), files}}},
            {QStringLiteral("TeamSettings"),
             QJsonObject{{QStringLiteral("MaxUsersPerTeam"), users},
                         {QStringLiteral("MaxChannelsPerTeam"), channels}}}};
}

ArchiveSummary summaryOf(qint64 members, qint64 channels)
{
    ArchiveSummary summary;
    summary.membersByTeam = {{QStringLiteral("a"), members}, {QStringLiteral("b"), 1}};
    summary.channelsByTeam = {{QStringLiteral("a"), 1}, {QStringLiteral("b"), channels}};
    return summary;
}

QStringList keys(const QList<TooLowLimit> &limits)
{
    QStringList list;
    for (const TooLowLimit &limit : limits)
        list.append(limit.key);
    return list;
}

QString verdictOf(const QList<VerifyRow> &rows, const char *what)
{
    for (const VerifyRow &row : rows) {
        if (row.what == QLatin1String(what))
            return row.verdict;
    }
    return {};
}

} // namespace

class TestStepFunctions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void optionsByVersion_data();
    void optionsByVersion();
    void optionsNotAskedFor();

    void fileNamedAfterItsJob();
    void singleRandomName();
    void foreignExportRanBefore();
    void foreignExportRunsAfter();
    void bothAppearAtOnce();
    void resumedInTheMiddle();
    void resumedWithTwoNewFiles();
    void noFileAtAll();
    void foreignOnlyIsNotOurs();

    void enoughRoom();
    void limitsTooLow_data();
    void limitsTooLow();
    void membersThatAreThereCount();
    void hiddenSettingsAreNotChecked();
    void fixedByEnvironment();
    void limitFacts();

    void proofOfEmptyDestination();
    void proofOfUsedDestination();
    void proofWithUnknowns();
};

void TestStepFunctions::optionsByVersion_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QStringList>("sent");
    QTest::addColumn<QStringList>("ignored");
    const QStringList all{archivedKey, attachmentsKey, picturesKey, rolesKey};
    const QStringList onlyNew{archivedKey, picturesKey, rolesKey};
    QTest::newRow("5.37") << QStringLiteral("5.37.0") << QStringList{attachmentsKey} << onlyNew;
    QTest::newRow("6.6") << QStringLiteral("6.6.1") << QStringList{attachmentsKey} << onlyNew;
    QTest::newRow("9.0") << QStringLiteral("9.0.5") << QStringList{attachmentsKey} << onlyNew;
    QTest::newRow("9.1") << QStringLiteral("9.1.0") << QStringList{archivedKey, attachmentsKey}
                         << QStringList{picturesKey, rolesKey};
    QTest::newRow("9.8") << QStringLiteral("9.8.0") << all << QStringList();
    QTest::newRow("11.6") << QStringLiteral("11.6.0") << all << QStringList();
}

void TestStepFunctions::optionsByVersion()
{
    QFETCH(QString, version);
    QFETCH(QStringList, sent);
    QFETCH(QStringList, ignored);
    MigrationOptions options;
    options.includeArchivedChannels = true;
    options.includeProfilePictures = true;
    const ExportJobOptions job = exportJobOptions(options, ServerVersion::fromString(version));
    QCOMPARE(QStringList(job.data.keys()), sent);
    // Members of a job's data are strings: a boolean is a 400.
    for (const QString &value : job.data)
        QCOMPARE(value, QStringLiteral("true"));
    QStringList left = job.ignored;
    left.sort();
    QCOMPARE(left, ignored);
}

void TestStepFunctions::optionsNotAskedFor()
{
    MigrationOptions options;
    options.includeAttachments = false;
    options.includeRolesAndSchemes = false;
    for (const ServerVersion &version : {ServerVersion{5, 37, 0}, ServerVersion{11, 6, 0}}) {
        const ExportJobOptions job = exportJobOptions(options, version);
        QVERIFY(job.data.isEmpty());
        QVERIFY(job.ignored.isEmpty());
    }
}

void TestStepFunctions::fileNamedAfterItsJob()
{
    ExportFileFinder finder(jobId, {old});
    finder.look(jobIn(JobStatus::Pending), {old, foreign});
    finder.look(jobIn(JobStatus::InProgress), {old, foreign, QStringLiteral("x.zip")});
    finder.look(jobIn(JobStatus::Success),
                {old, foreign, QStringLiteral("x.zip"), namedAfterJob, QStringLiteral("y.zip")});
    QCOMPARE(finder.result().valueOr({}), namedAfterJob);
}

void TestStepFunctions::singleRandomName()
{
    ExportFileFinder finder(jobId, {old});
    finder.look(jobIn(JobStatus::Pending), {old});
    finder.look(jobIn(JobStatus::InProgress), {old, own});
    finder.look(jobIn(JobStatus::Success), {own, old});
    QCOMPARE(finder.result().valueOr({}), own);
}

void TestStepFunctions::foreignExportRanBefore()
{
    ExportFileFinder finder(jobId, {old});
    finder.look(jobIn(JobStatus::Pending), {old});
    finder.look(jobIn(JobStatus::Pending), {old, foreign});
    finder.look(jobIn(JobStatus::InProgress), {old, foreign});
    finder.look(jobIn(JobStatus::InProgress), {old, foreign, own});
    finder.look(jobIn(JobStatus::Success), {old, foreign, own});
    QCOMPARE(finder.result().valueOr({}), own);
}

void TestStepFunctions::foreignExportRunsAfter()
{
    ExportFileFinder finder(jobId, {old});
    finder.look(jobIn(JobStatus::Pending), {old});
    finder.look(jobIn(JobStatus::InProgress), {old, own});
    finder.look(jobIn(JobStatus::InProgress), {old, own, foreign});
    finder.look(jobIn(JobStatus::Success), {old, own, foreign});
    QCOMPARE(finder.result().valueOr({}), own);
}

void TestStepFunctions::bothAppearAtOnce()
{
    ExportFileFinder finder(jobId, {old});
    finder.look(jobIn(JobStatus::Pending), {old});
    finder.look(jobIn(JobStatus::Success), {old, own, foreign});
    const Result<QString> result = finder.result();
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::ExportAmbiguous);
    QCOMPARE(result.error().facts.value(QStringLiteral("names")).toStringList(),
             (QStringList{own, foreign}));
}

void TestStepFunctions::resumedInTheMiddle()
{
    ExportFileFinder finder(jobId, {old});
    finder.look(jobIn(JobStatus::InProgress), {old, own});
    finder.look(jobIn(JobStatus::Success), {old, own});
    QCOMPARE(finder.result().valueOr({}), own);
}

void TestStepFunctions::resumedWithTwoNewFiles()
{
    // The start was not seen, so nothing tells the two apart: better asked than guessed.
    ExportFileFinder finder(jobId, {old});
    finder.look(jobIn(JobStatus::InProgress), {old, own});
    finder.look(jobIn(JobStatus::Success), {old, own, foreign});
    QCOMPARE(finder.result().error().kind, ErrorKind::ExportAmbiguous);
    finder.look(jobIn(JobStatus::Success), {old, own, foreign, namedAfterJob});
    QCOMPARE(finder.result().valueOr({}), namedAfterJob);
}

void TestStepFunctions::noFileAtAll()
{
    ExportFileFinder finder(jobId, {old});
    finder.look(jobIn(JobStatus::Pending), {old});
    finder.look(jobIn(JobStatus::Success), {old});
    const Result<QString> result = finder.result();
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::NotFound);
    QCOMPARE(result.error().facts.value(QStringLiteral("export")).toString(), namedAfterJob);
}

void TestStepFunctions::foreignOnlyIsNotOurs()
{
    ExportFileFinder finder(jobId, {});
    finder.look(jobIn(JobStatus::Pending), {foreign});
    finder.look(jobIn(JobStatus::Success), {foreign});
    QCOMPARE(finder.result().error().kind, ErrorKind::NotFound);
}

void TestStepFunctions::enoughRoom()
{
    QVERIFY(tooLowLimits(summaryOf(50, 10), 100, {}, config(100, 50, 12), {}).isEmpty());
    QVERIFY(tooLowLimits({}, 0, {}, config(100, 50, 1), {}).isEmpty());
}

void TestStepFunctions::limitsTooLow_data()
{
    QTest::addColumn<QJsonObject>("config");
    QTest::addColumn<QStringList>("keys");
    QTest::addColumn<QJsonValue>("needed");
    QTest::newRow("file size") << config(99, 50, 12) << QStringList{QStringLiteral("MaxFileSize")}
                               << QJsonValue(100);
    QTest::newRow("people") << config(100, 49, 12) << QStringList{QStringLiteral("MaxUsersPerTeam")}
                            << QJsonValue(50);
    // Town-square and off-topic count, too.
    QTest::newRow("channels") << config(100, 50, 11)
                              << QStringList{QStringLiteral("MaxChannelsPerTeam")}
                              << QJsonValue(12);
    QTest::newRow("files at all") << config(100, 50, 12, false)
                                  << QStringList{QStringLiteral("EnableFileAttachments")}
                                  << QJsonValue(true);
    QTest::newRow("all") << config(1, 1, 1, false)
                         << QStringList{QStringLiteral("EnableFileAttachments"),
                                        QStringLiteral("MaxFileSize"),
                                        QStringLiteral("MaxUsersPerTeam"),
                                        QStringLiteral("MaxChannelsPerTeam")}
                         << QJsonValue(true);
}

void TestStepFunctions::limitsTooLow()
{
    QFETCH(QJsonObject, config);
    QFETCH(QStringList, keys);
    QFETCH(QJsonValue, needed);
    const QList<TooLowLimit> limits = tooLowLimits(summaryOf(50, 10), 100, {}, config, {});
    QCOMPARE(::keys(limits), keys);
    QCOMPARE(limits.first().needed, needed);
    QVERIFY(!limits.first().fixedByEnvironment);
}

void TestStepFunctions::membersThatAreThereCount()
{
    const QList<TooLowLimit> limits = tooLowLimits(
        summaryOf(50, 10), 100, {{{QStringLiteral("a"), 3}, {QStringLiteral("other"), 500}}, {}},
        config(100, 50, 12), {});
    QCOMPARE(keys(limits), QStringList{QStringLiteral("MaxUsersPerTeam")});
    QCOMPARE(limits.first().needed, QJsonValue(53));
    QCOMPARE(limits.first().current, QJsonValue(50));
}

void TestStepFunctions::hiddenSettingsAreNotChecked()
{
    QVERIFY(tooLowLimits(summaryOf(5000, 5000), 1'000'000'000, {}, {}, {}).isEmpty());
    // And what lies about its type is none.
    QVERIFY(tooLowLimits(summaryOf(5000, 1), 100, {},
                         {{QStringLiteral("TeamSettings"), QStringLiteral("x")},
                          {QStringLiteral("FileSettings"),
                           QJsonObject{{QStringLiteral("MaxFileSize"), QStringLiteral("1")}}}},
                         {})
                .isEmpty());
}

void TestStepFunctions::fixedByEnvironment()
{
    const QJsonObject environment{
        {QStringLiteral("FileSettings"), QJsonObject{{QStringLiteral("MaxFileSize"), true}}}};
    const QList<TooLowLimit> limits =
        tooLowLimits(summaryOf(50, 10), 100, {}, config(1, 1, 12), environment);
    QCOMPARE(limits.size(), 2);
    QVERIFY(limits.at(0).fixedByEnvironment);
    QVERIFY(!limits.at(1).fixedByEnvironment);
}

void TestStepFunctions::limitFacts()
{
    const TooLowLimit limit{QStringLiteral("FileSettings"), QStringLiteral("MaxFileSize"), 100,
                            qint64(6'000'000'000), true};
    const QVariantMap facts = limit.toFacts();
    QCOMPARE(facts.value(QStringLiteral("setting")).toString(),
             QStringLiteral("FileSettings.MaxFileSize"));
    QCOMPARE(facts.value(QStringLiteral("current")).toLongLong(), 100);
    QCOMPARE(facts.value(QStringLiteral("needed")).toLongLong(), 6'000'000'000);
    QCOMPARE(facts.value(QStringLiteral("fixed")).toBool(), true);
}

void TestStepFunctions::proofOfEmptyDestination()
{
    ArchiveSummary summary;
    summary.users = 10;
    summary.teams = 2;
    summary.channels = 5;
    summary.privateChannels = 2;
    summary.posts = 90;
    summary.replies = 10;
    const ServerCounts before{1, 0, 0, 0, 3, 0};
    const auto rows = proofRows(summary, {}, before, {10, 2, 3, 2, 103, 0});
    QCOMPARE(rows.size(), 6);
    for (const char *what : {"users", "teams", "publicChannels", "privateChannels", "posts"})
        QCOMPARE(verdictOf(rows, what), QStringLiteral("arrived"));
    // In an empty destination the posts have to come on top of those that were there.
    const auto short1 = proofRows(summary, {}, before, {9, 1, 2, 1, 102, 0});
    for (const char *what : {"users", "teams", "publicChannels", "privateChannels", "posts"})
        QCOMPARE(verdictOf(short1, what), QStringLiteral("missing"));
}

void TestStepFunctions::proofOfUsedDestination()
{
    ArchiveSummary summary;
    summary.teams = 2;
    summary.posts = 100;
    // Imported a second time: everything was there before, nothing came on top.
    const ServerCounts all{1, 2, 3, 2, 100, 0};
    const auto rows = proofRows(summary, all, all, all);
    QCOMPARE(verdictOf(rows, "teams"), QStringLiteral("arrived"));
    QCOMPARE(verdictOf(rows, "posts"), QStringLiteral("arrived"));
}

void TestStepFunctions::proofWithUnknowns()
{
    ArchiveSummary summary;
    summary.users = 5;
    const auto rows = proofRows(summary, {}, {}, {});
    for (const VerifyRow &row : rows)
        QCOMPARE(row.verdict, QStringLiteral("unknown"));
    QCOMPARE(verdictOf(rows, "postsWithFiles"), QStringLiteral("unknown"));
}

QTEST_GUILESS_MAIN(TestStepFunctions)
#include "tst_stepfunctions.moc"
