// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/apijson.h"
#include "core/api/apitypes.h"
#include "core/api/httpsession.h"

#include <QTest>

using namespace mmigrate;

class TestApiTypes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void versions_data();
    void versions();
    void versionsCompare();
    void jobNames();
    void jobCounts();
    void jobErrorText_data();
    void jobErrorText();
    void jobErrorLine();
    void finishedJobs();
    void ids_data();
    void ids();
    void administrators();
    void pausesGrow();
    void pausesStayInBounds();
};

void TestApiTypes::versions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("version");
    QTest::newRow("release") << QStringLiteral("6.6.1..d264d0b949321b4601fe60d52f6d6f11.true")
                             << QStringLiteral("6.6.1");
    QTest::newRow("dots in the build number")
        << QStringLiteral("11.6.0.11.6.0-rc2.d264d0b9.false") << QStringLiteral("11.6.0");
    QTest::newRow("numbers only") << QStringLiteral("5.37.10") << QStringLiteral("5.37.10");
    QTest::newRow("two numbers") << QStringLiteral("5.37") << QStringLiteral("0.0.0");
    QTest::newRow("with a v") << QStringLiteral("v5.37.0") << QStringLiteral("0.0.0");
    QTest::newRow("words") << QStringLiteral("dev.build.x") << QStringLiteral("0.0.0");
    QTest::newRow("empty") << QString() << QStringLiteral("0.0.0");
    QTest::newRow("negative") << QStringLiteral("-5.1.0") << QStringLiteral("0.0.0");
    QTest::newRow("too large for a number")
        << QStringLiteral("99999999999999999999.1.0") << QStringLiteral("0.0.0");
}

void TestApiTypes::versions()
{
    QFETCH(QString, text);
    QFETCH(QString, version);
    QCOMPARE(ServerVersion::fromString(text).toString(), version);
    QCOMPARE(ServerVersion::fromString(text).isNull(), version == QLatin1String("0.0.0"));
}

void TestApiTypes::versionsCompare()
{
    QVERIFY((ServerVersion{5, 9, 0} < ServerVersion{5, 10, 0}));
    QVERIFY((ServerVersion{9, 11, 9} < ServerVersion{10, 0, 0}));
    QVERIFY((ServerVersion{5, 33, 9} < oldestSupportedVersion));
    QVERIFY((ServerVersion{5, 34, 0} >= oldestSupportedVersion));
    QVERIFY((ServerVersion{5, 34, 0} == ServerVersion::fromString(QStringLiteral("5.34.0.x"))));
}

void TestApiTypes::jobNames()
{
    QCOMPARE(jobTypeName(JobType::Export), QStringLiteral("export_process"));
    QCOMPARE(jobTypeName(JobType::Import), QStringLiteral("import_process"));
    QCOMPARE(jobTypeName(JobType::ExtractContent), QStringLiteral("extract_content"));
    QCOMPARE(jobStatusName(JobStatus::InProgress), QStringLiteral("in_progress"));
    QCOMPARE(jobStatusName(JobStatus::Cancelled), QStringLiteral("canceled"));
    QCOMPARE(jobStatusName(JobStatus::CancelRequested), QStringLiteral("cancel_requested"));
}

void TestApiTypes::jobCounts()
{
    Job job;
    job.data = {{QStringLiteral("posts_exported"), QStringLiteral("1000")},
                {QStringLiteral("skipped_direct_channels"), QStringLiteral(",id,id")},
                {QStringLiteral("empty"), QString()}};
    QCOMPARE(job.count(QStringLiteral("posts_exported")), std::optional<qint64>(1000));
    QVERIFY(!job.count(QStringLiteral("skipped_direct_channels")));
    QVERIFY(!job.count(QStringLiteral("empty")));
    QVERIFY(!job.count(QStringLiteral("missing")));
}

void TestApiTypes::jobErrorText_data()
{
    QTest::addColumn<QString>("raw");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const char *raw, const char *text) {
        QTest::newRow(name) << QString::fromUtf8(raw) << QString::fromUtf8(text);
    };
    row("6.6 puts a misleading sentence in front",
        "We could not count the users. — importTeam: Invalid team name., detail",
        "importTeam: Invalid team name., detail");
    row("6.6, another dash later", "We could not count the users. — a: b — c", "a: b — c");
    row("5.37 begins with what happened", "Invalid type for channel. — the detail",
        "Invalid type for channel. — the detail");
    row("the sentence alone says nothing, but it is all there is", "We could not count the users.",
        "We could not count the users.");
    row("a hyphen is no dash", "We could not count the users. - x",
        "We could not count the users. - x");
    row("nothing", "", "");
}

void TestApiTypes::jobErrorText()
{
    QFETCH(QString, raw);
    QFETCH(QString, text);
    Job job;
    QCOMPARE(job.errorText(), QString());
    job.data.insert(QStringLiteral("error"), raw);
    QCOMPARE(job.errorText(), text);
}

void TestApiTypes::jobErrorLine()
{
    Job job;
    QCOMPARE(job.errorLine(), 0);
    job.data.insert(QStringLiteral("line_number"), QStringLiteral("17"));
    QCOMPARE(job.errorLine(), 17);
    job.data.insert(QStringLiteral("line_number"), QStringLiteral("seventeen"));
    QCOMPARE(job.errorLine(), 0);
}

void TestApiTypes::finishedJobs()
{
    for (const JobStatus status :
         {JobStatus::Success, JobStatus::Error, JobStatus::Warning, JobStatus::Cancelled}) {
        Job job;
        job.status = status;
        QVERIFY(job.isFinished());
    }
    // A cancelled export or import that runs goes on: cancel_requested is no end.
    for (const JobStatus status : {JobStatus::Pending, JobStatus::InProgress,
                                   JobStatus::CancelRequested, JobStatus::Unknown}) {
        Job job;
        job.status = status;
        QVERIFY(!job.isFinished());
    }
}

void TestApiTypes::ids_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("id") << QStringLiteral("y6a5zjxks3dmtpgfqfgsip1rxr") << true;
    QTest::newRow("short") << QStringLiteral("y6a5zjxks3dmtpgfqfgsip1rx") << false;
    QTest::newRow("long") << QStringLiteral("y6a5zjxks3dmtpgfqfgsip1rxrr") << false;
    QTest::newRow("slash") << QStringLiteral("y6a5zjxks3dmtpgfqfgsip1rx/") << false;
    QTest::newRow("climbing") << QStringLiteral("../../../../../../../../..") << false;
    QTest::newRow("capital") << QStringLiteral("Y6a5zjxks3dmtpgfqfgsip1rxr") << false;
    QTest::newRow("other digits") << QStringLiteral("y6a5zjxks3dmtpgfqfgsip1rx\u0663") << false;
    QTest::newRow("empty") << QString() << false;
}

void TestApiTypes::ids()
{
    QFETCH(QString, text);
    QFETCH(bool, good);
    QCOMPARE(apijson::isId(text), good);
}

void TestApiTypes::administrators()
{
    User user;
    user.roles = QStringList{QStringLiteral("system_user")};
    QVERIFY(!user.isSystemAdministrator());
    user.roles.append(QStringLiteral("system_admin_of_something"));
    QVERIFY(!user.isSystemAdministrator());
    user.roles.append(QStringLiteral("system_admin"));
    QVERIFY(user.isSystemAdministrator());
}

void TestApiTypes::pausesGrow()
{
    const RetryPolicy policy;
    // Twice the pause before, with up to a quarter of jitter: the ranges do not overlap.
    for (int attempt = 1; attempt <= 6; ++attempt) {
        for (int i = 0; i < 50; ++i) {
            const qint64 base = 500LL << (attempt - 1);
            const qint64 pause = policy.pauseBefore(attempt);
            QVERIFY(pause >= base && pause <= base + base / 4);
        }
    }
}

void TestApiTypes::pausesStayInBounds()
{
    const RetryPolicy policy;
    for (const int attempt : {-5, 0, 1, 7, 20, 1000, std::numeric_limits<int>::max()}) {
        const qint64 pause = policy.pauseBefore(attempt);
        QVERIFY(pause >= 500);
        QVERIFY(pause <= 30'000 + 7'500);
    }
    const RetryPolicy none{3, 0, 0};
    QCOMPARE(none.pauseBefore(2), 0);
}

QTEST_GUILESS_MAIN(TestApiTypes)
#include "tst_apitypes.moc"
