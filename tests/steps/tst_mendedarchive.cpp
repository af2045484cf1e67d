// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/mendablearchive.h"
#include "core/destination/collisiondecisions.h"
#include "core/steps/runimport.h"
#include "steps/crewarchive.h"
#include "steps/jobtesting.h"
#include "text/errortext.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using namespace mmigrate::test::mendable;

namespace {

const QString saveError = QStringLiteral("app.user.save.app_error");

const QString uploadsPath = QStringLiteral("^/api/v4/uploads$");

} // namespace

/// An import that stops at a line of the archive; the person mends the line and goes on, without
/// exporting anything again.
class MendedArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nextRunTakesTheMendedOne();
    void sameArchiveIsNotUploadedAgain();
    void betweenTwoPages();
    void mendedAfterADownload();
    void lineOfACorrectedCopy();
    void nothingIsNoticedWithoutNeed();
    void copiesForOtherDecisionsGoAway();

private:
    void write(const QByteArrayList &lines) { writeLater(m_path, lines); }
    qsizetype uploads() const;
    int imports() const { return MigrationPair::jobCount(m_pair->destination(), "import_process"); }
    RunOutcome failedImport(const QString &id);

    std::unique_ptr<MigrationPair> m_pair;
    QString m_path;
};

void MendedArchiveTest::init()
{
    m_pair = std::make_unique<MigrationPair>();
    m_pair->options.kind = MigrationKind::ImportOnly;
    m_path = m_pair->folder() + QStringLiteral("/export.zip");
    m_pair->archivePath = m_path;
}

qsizetype MendedArchiveTest::uploads() const
{
    return m_pair->destination().requests(QStringLiteral("POST"), uploadsPath).size();
}

RunOutcome MendedArchiveTest::failedImport(const QString &id)
{
    RunOutcome failed = m_pair->run();
    if (!failed.error || failed.error->kind != ErrorKind::JobFailed
        || failed.error->serverErrorId != id)
        qWarning("%s", describe(failed.error).constData());
    return failed;
}

void MendedArchiveTest::nextRunTakesTheMendedOne()
{
    write({team, channel, weakPerson, post});
    const RunOutcome failed = failedImport(saveError);
    QVERIFY(failed.error);
    QCOMPARE(failed.error->serverErrorId, saveError);
    QCOMPARE(failed.error->facts.value(QStringLiteral("line")).toLongLong(), 4);
    QCOMPARE(failed.error->facts.value(QStringLiteral("lineText")).toByteArray(), weakPerson);
    QVERIFY(!failed.error->facts.value(QStringLiteral("ofCopy")).toBool());
    const ErrorText words = errorText(*failed.error);
    QVERIFY2(words.nextStep.contains(QLatin1String("export.zip")), qPrintable(words.nextStep));
    write({team, channel, person, post});
    const RunOutcome outcome = m_pair->run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(m_pair->finishedSteps().contains(StepId::CheckArchive));
    QCOMPARE(uploads(), 2);
    QCOMPARE(imports(), 2);
    QVERIFY(m_pair->saved().isComplete());
}

/// Somebody opened the file and saved it as it was; what was wrong was mended on the server.
void MendedArchiveTest::sameArchiveIsNotUploadedAgain()
{
    m_pair->destination().holdJobs(importJobs);
    write({team, channel, person, post});
    const RunOutcome failed =
        m_pair->run({{[&] { return imports() == 1; },
                      [&](MigrationRunner &) {
                          m_pair->destination().setConfigValue(
                              QStringLiteral("TeamSettings.MaxUsersPerTeam"), 0);
                          m_pair->destination().releaseJobs(importJobs);
                      }}});
    QVERIFY(failed.error);
    QCOMPARE(failed.error->serverErrorId,
             QStringLiteral("app.import.import_user_teams.save_members.max_accounts.app_error"));
    m_pair->destination().setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 50);
    write({team, channel, person, post});
    const RunOutcome outcome = m_pair->run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(m_pair->finishedSteps().contains(StepId::CheckArchive));
    QCOMPARE(uploads(), 1);
    QCOMPARE(imports(), 2);
}

/// The wizard runs the import alone: it must not import what was mended since.
void MendedArchiveTest::betweenTwoPages()
{
    write({team, channel, weakPerson, post});
    const RunOutcome failed = failedImport(saveError);
    QVERIFY(failed.error);
    write({team, channel, person, post});
    const RunOutcome refused =
        m_pair->runSteps({StepId::SignInDestination, StepId::RunImport}, {}, false);
    QVERIFY(refused.error);
    QCOMPARE(refused.error->kind, ErrorKind::SourceFileChanged);
    QCOMPARE(refused.error->facts.value(QStringLiteral("path")).toString(), m_path);
    QCOMPARE(imports(), 1);
    const RunOutcome outcome = m_pair->run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(uploads(), 2);
}

/// What was downloaded is mended in the same way: neither export nor download come again.
void MendedArchiveTest::mendedAfterADownload()
{
    m_pair = std::make_unique<MigrationPair>();
    m_pair->options.keepPreparedArchive = true;
    m_pair->destination().holdJobs(importJobs);
    const RunOutcome failed =
        m_pair->run({{[&] { return imports() == 1; },
                      [&](MigrationRunner &) {
                          m_pair->destination().setConfigValue(
                              QStringLiteral("TeamSettings.MaxUsersPerTeam"), 2);
                          m_pair->destination().releaseJobs(importJobs);
                      }}});
    QVERIFY(failed.error);
    QCOMPARE(failed.error->kind, ErrorKind::JobFailed);
    m_path = failed.state.archive.path;
    m_pair->destination().setConfigValue(QStringLiteral("TeamSettings.MaxUsersPerTeam"), 50);
    write({team, channel, person, post});
    const RunOutcome outcome = m_pair->run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(MigrationPair::jobCount(m_pair->source(), "export_process"), 1);
    QVERIFY(!m_pair->isStarted(StepId::DownloadArchive));
    QCOMPARE(uploads(), 2);
}

/// A blank line is corrected away, so that the lines behind it move.
void MendedArchiveTest::lineOfACorrectedCopy()
{
    write({team, QByteArray(), channel, weakPerson, post});
    const RunOutcome failed = failedImport(saveError);
    QVERIFY(failed.error);
    const QVariantMap facts = failed.error->facts;
    QCOMPARE(facts.value(QStringLiteral("line")).toLongLong(), 4);
    QCOMPARE(facts.value(QStringLiteral("lineText")).toByteArray(), weakPerson);
    QVERIFY(facts.value(QStringLiteral("ofCopy")).toBool());
    QVERIFY(errorText(*failed.error).explanation.contains(QLatin1String("corrected list")));
    // Not the copy is to be mended.
    QVERIFY(errorText(*failed.error).nextStep.contains(QLatin1String("in export.zip,")));
}

void MendedArchiveTest::nothingIsNoticedWithoutNeed()
{
    write({team, channel, weakPerson, post});
    MigrationState state = failedImport(saveError).state;
    MigrationState before = state;
    QVERIFY(!noticeMendedArchive(state));
    QVERIFY(state.isFinished(StepId::UploadArchive));
    // An archive that is gone cannot be uploaded again; what the server has can still be imported.
    QVERIFY(QFile::rename(m_path, m_path + QStringLiteral(".away")));
    QVERIFY(!noticeMendedArchive(state));
    write({team, channel, person, post});
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(120),
                             QFileDevice::FileModificationTime));
    file.close();
    // A job that is under way is followed, whatever lies on the disk.
    state.import.jobId = QString(26, QLatin1Char('a'));
    QVERIFY(!noticeMendedArchive(state));
    state.import.jobId.clear();
    QVERIFY(noticeMendedArchive(state));
    QVERIFY(!state.isFinished(StepId::CheckArchive) && !state.isFinished(StepId::UploadArchive));
    QVERIFY(!noticeMendedArchive(state)); // once is enough
}

/// They hold everybody's messages, and nobody would ever look for them.
void MendedArchiveTest::copiesForOtherDecisionsGoAway()
{
    MigrationPair pair(smallSource(), with({account("ann", "other@x.org")}));
    writeArchive(pair, crewLines());
    const QString mapping = pair.folder() + q("/mapping.json");
    const auto prepare = [&](Decision decision) {
        const Result<void> saved = CollisionDecisions{
            {{CollisionDecisions::About::Person, {}, q("ann"), decision, {}}},
            {}}.save(mapping);
        if (!saved)
            qFatal("%s", qPrintable(saved.error().toLogLine()));
        pair.options.mappingFile = mapping;
        return pair.runSteps(
            {StepId::SignInDestination, StepId::CheckArchive, StepId::PrepareArchive});
    };
    RunOutcome outcome = prepare(Decision::Skip);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    const QString copy = outcome.state.archive.preparedPath;
    QVERIFY(QFile::exists(copy));
    outcome = prepare(Decision::Leave);
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QCOMPARE(outcome.state.archive.preparedPath, QString());
    QVERIFY(!QFile::exists(copy));
}

QTEST_GUILESS_MAIN(MendedArchiveTest)
#include "tst_mendedarchive.moc"
