// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"
#include "support/streamingzip.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

Q_DECLARE_METATYPE(mmigrate::PracticePersonality)
Q_DECLARE_METATYPE(std::optional<bool>)

/// Whole migrations between stand-ins of both versions.
class WholePlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void migrates_data();
    void migrates();
    void requestsOfAWholeRun();
    void proofFits();
    void proofThatDoesNotFit();
    void exportAlone();
    void importAlone();
    void exportOptionsByVersion_data();
    void exportOptionsByVersion();
    void profilePicturesIntoAnOldServer();
    void contentExtraction_data();
    void contentExtraction();
    void latestIsNoFailedExport();
    void emptyArchiveIsRefused();
    void archivesThatWouldHarmAreCorrected();
};

void WholePlanTest::migrates_data()
{
    using enum PracticePersonality;
    QTest::addColumn<PracticePersonality>("from");
    QTest::addColumn<PracticePersonality>("to");
    QTest::addColumn<bool>("withFiles");
    for (const bool withFiles : {true, false}) {
        const QByteArray suffix = withFiles ? "" : ", without files";
        QTest::newRow(QByteArray("5.37 to 11" + suffix).constData()) << V5_37 << V11 << withFiles;
        QTest::newRow(QByteArray("11 to 11" + suffix).constData()) << V11 << V11 << withFiles;
        QTest::newRow(QByteArray("5.37 to 5.37" + suffix).constData())
            << V5_37 << V5_37 << withFiles;
        QTest::newRow(QByteArray("11 to 5.37" + suffix).constData()) << V11 << V5_37 << withFiles;
    }
}

void WholePlanTest::migrates()
{
    QFETCH(PracticePersonality, from);
    QFETCH(PracticePersonality, to);
    QFETCH(bool, withFiles);
    MigrationPair pair(smallSource(from), emptyDestination(to));
    pair.options.includeAttachments = withFiles;
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const QString wrong = difference(pair.destination().posts(),
                                     expectedPosts(pair.source().posts(), {from, to, withFiles}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

/// What no request of a migration may do, whatever the step (the traps of the API).
void WholePlanTest::requestsOfAWholeRun()
{
    MigrationPair pair(smallSource(PracticePersonality::V5_37));
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const QList<PracticeRequest> all = pair.source().requests() + pair.destination().requests();
    QVERIFY(all.size() > 40);
    for (const PracticeRequest &request : all) {
        const QByteArray what = request.method.toLatin1() + ' ' + request.target;
        QVERIFY2(request.method != QLatin1String("HEAD"), what.constData());
        QVERIFY2(request.header("If-Range").isEmpty(), what.constData());
        QVERIFY2(!request.target.contains("per_page=0&") && !request.target.endsWith("per_page=0"),
                 what.constData());
        QVERIFY2(!request.target.contains("token="), what.constData());
        QVERIFY2(!request.path.contains(QLatin1String("//")), what.constData());
        QVERIFY2(request.header("Cookie").isEmpty(), what.constData());
        const bool isData = request.path.startsWith(QLatin1String("/api/v4/uploads/"));
        QVERIFY2(isData || request.bodyBytes < 300'000, what.constData());
        if (request.path.contains(QLatin1String("/exports/")))
            QCOMPARE(request.header("Accept-Encoding"), QByteArray("identity"));
    }
}

void WholePlanTest::proofFits()
{
    MigrationPair pair;
    const PracticeCounts before = pair.destination().counts();
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const PracticeCounts after = pair.destination().counts();
    QMap<QString, VerifyRow> rows;
    for (const VerifyRow &row : outcome.state.proof) {
        rows.insert(row.what, row);
        QVERIFY2(row.verdict == QLatin1String("arrived")
                     || row.what == QLatin1String("postsWithFiles"),
                 qPrintable(row.what + QLatin1Char(' ') + row.verdict));
    }
    QCOMPARE(rows.value(QStringLiteral("posts")).after, std::optional<qint64>(after.posts));
    QCOMPARE(rows.value(QStringLiteral("posts")).before, std::optional<qint64>(before.posts));
    QCOMPARE(rows.value(QStringLiteral("teams")).after, std::optional<qint64>(after.teams));
    QCOMPARE(after.teams, pair.source().counts().teams);
    QCOMPARE(after.files, pair.source().counts().files);
    QCOMPARE(after.fileBytes, pair.source().counts().fileBytes);
    QVERIFY(outcome.state.isComplete());
}

void WholePlanTest::proofThatDoesNotFit()
{
    MigrationPair pair;
    pair.destination().addFault({.method = QStringLiteral("GET"),
                                 .pathPattern = QStringLiteral("^/api/v4/analytics/old$"),
                                 .skip = 1,
                                 .times = 0,
                                 .action = PracticeFault::Action::Respond,
                                 .status = 200,
                                 .body = R"([{"name":"post_count","value":3},)"
                                         R"({"name":"team_count","value":3}])"});
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::VerifyMismatch);
    QVERIFY(outcome.error->facts.value(QStringLiteral("missing"))
                .toStringList()
                .contains(QStringLiteral("posts")));
    // It can be looked at again without importing again.
    pair.destination().clearFaults();
    const RunOutcome again = pair.run();
    QVERIFY2(!again.error, describe(again.error).constData());
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 1);
}

void WholePlanTest::exportAlone()
{
    MigrationPair pair;
    pair.options.kind = MigrationKind::ExportOnly;
    pair.options.deleteArchive = true; // an export is made to have it
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(QFileInfo::exists(outcome.state.archive.path));
    QVERIFY(!QFileInfo::exists(outcome.state.archive.path + QStringLiteral(".part")));
    QVERIFY(pair.destination().requests().isEmpty());
    QVERIFY(outcome.state.isComplete());
    QCOMPARE(outcome.state.archive.summary.value(QLatin1String("posts")).toInt()
                 + outcome.state.archive.summary.value(QLatin1String("replies")).toInt()
                 + outcome.state.archive.summary.value(QLatin1String("directPosts")).toInt()
                 + outcome.state.archive.summary.value(QLatin1String("directReplies")).toInt(),
             pair.source().counts().posts);
}

void WholePlanTest::importAlone()
{
    MigrationPair first;
    first.options.kind = MigrationKind::ExportOnly;
    const RunOutcome exported = first.run();
    QVERIFY2(!exported.error, describe(exported.error).constData());
    QFile archive(exported.state.archive.path);
    QVERIFY(archive.open(QIODevice::ReadOnly));
    const QByteArray bytes = archive.readAll();

    MigrationPair second;
    second.options.kind = MigrationKind::ImportOnly;
    second.archivePath = archive.fileName();
    const RunOutcome imported = second.run();
    QVERIFY2(!imported.error, describe(imported.error).constData());
    QVERIFY(second.source().requests().isEmpty());
    const QString wrong =
        difference(second.destination().posts(), expectedPosts(first.source().posts(), Passage{}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    // The original is never touched.
    QVERIFY(archive.seek(0));
    QCOMPARE(archive.readAll(), bytes);
}

void WholePlanTest::exportOptionsByVersion_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<QStringList>("sent");
    QTest::addColumn<QStringList>("ignored");
    const QString attachments = QStringLiteral("include_attachments");
    const QStringList newer{QStringLiteral("include_archived_channels"),
                            QStringLiteral("include_profile_pictures"),
                            QStringLiteral("include_roles_and_schemes")};
    QTest::newRow("5.37") << PracticePersonality::V5_37 << QStringList{attachments} << newer;
    QTest::newRow("11") << PracticePersonality::V11 << newer + QStringList{attachments}
                        << QStringList();
}

void WholePlanTest::exportOptionsByVersion()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(QStringList, sent);
    QFETCH(QStringList, ignored);
    MigrationPair pair(smallSource(personality));
    pair.options.includeArchivedChannels = true;
    pair.options.includeProfilePictures = true;
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const QJsonObject data = pair.source().jobs().first().data;
    QStringList asked = data.keys().filter(QStringLiteral("include_"));
    asked.sort();
    sent.sort();
    QCOMPARE(asked, sent);
    QStringList told = outcome.state.exported.ignoredOptions;
    told.sort();
    QCOMPARE(told, ignored);
}

void WholePlanTest::profilePicturesIntoAnOldServer()
{
    // Trap 19: they break the import of 5.37, so they are left out and said so.
    MigrationPair pair(smallSource(), emptyDestination(PracticePersonality::V5_37));
    pair.options.includeProfilePictures = true;
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(!outcome.state.archive.corrections.isEmpty());
}

void WholePlanTest::contentExtraction_data()
{
    QTest::addColumn<PracticePersonality>("personality");
    QTest::addColumn<std::optional<bool>>("wanted");
    QTest::addColumn<QString>("sent");
    using Wish = std::optional<bool>;
    using enum PracticePersonality;
    QTest::newRow("11, as the server does") << V11 << Wish() << QStringLiteral("true");
    QTest::newRow("11, wanted") << V11 << Wish(true) << QStringLiteral("true");
    QTest::newRow("11, not wanted") << V11 << Wish(false) << QStringLiteral("false");
    QTest::newRow("5.37 does not know it") << V5_37 << Wish(true) << QString();
}

void WholePlanTest::contentExtraction()
{
    QFETCH(PracticePersonality, personality);
    QFETCH(std::optional<bool>, wanted);
    QFETCH(QString, sent);
    MigrationPair pair(smallSource(), emptyDestination(personality));
    pair.options.extractContent = wanted;
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(pair.destination().jobs().size(), 1);
    QCOMPARE(
        pair.destination().jobs().first().data.value(QLatin1String("extract_content")).toString(),
        sent);
}

void WholePlanTest::latestIsNoFailedExport()
{
    // Trap 1: what a failed export left behind is in the list, a valid ZIP that lacks its files.
    MigrationPair pair(smallSource(PracticePersonality::V5_37));
    const QString data = pair.source().storageFolder() + QStringLiteral("/data");
    QVERIFY(QDir().rename(data, data + QStringLiteral("-away")));
    QVERIFY(pair.run().error);
    QVERIFY(QDir().rename(data + QStringLiteral("-away"), data));
    QCOMPARE(pair.source().exportFiles().size(), 1);
    MigrationState state = pair.saved();
    state.options.useExport = QStringLiteral("latest");
    pair.save(state);
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::NotFound);
}

void WholePlanTest::emptyArchiveIsRefused()
{
    // Trap 11: a server answers "success" to an empty import.jsonl.
    MigrationPair pair;
    pair.options.kind = MigrationKind::ImportOnly;
    pair.archivePath = pair.folder() + QStringLiteral("/empty.zip");
    StreamingZip zip(pair.archivePath);
    zip.addDeflated("import.jsonl", QByteArray());
    zip.finish();
    const RunOutcome outcome = pair.run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::ArchiveInvalid);
    QCOMPARE(MigrationPair::jobCount(pair.destination(), "import_process"), 0);
}

void WholePlanTest::archivesThatWouldHarmAreCorrected()
{
    // Trap 16: one such line takes the whole server down.
    MigrationPair pair;
    pair.options.kind = MigrationKind::ImportOnly;
    pair.archivePath = pair.folder() + QStringLiteral("/harmful.zip");
    StreamingZip zip(pair.archivePath);
    zip.addDeflated("import.jsonl",
                    R"({"type":"version","version":1})"
                    "\n"
                    R"({"type":"team","team":{"name":"crew","display_name":"Crew","type":"O"}})"
                    "\n"
                    R"({"type":"post"})"
                    "\n");
    zip.finish();
    const RunOutcome outcome = pair.run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(!pair.destination().log().join(QLatin1Char(' ')).contains(QLatin1String("panic")));
    QCOMPARE(pair.destination().counts().teams, 1);
}

QTEST_GUILESS_MAIN(WholePlanTest)
#include "tst_wholeplan.moc"
