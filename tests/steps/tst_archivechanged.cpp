// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/changebyte.h"
#include "support/migrationpair.h"

#include <QCryptographicHash>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
const QString createPath = QStringLiteral("^/api/v4/uploads$");
const QString dataPath = QStringLiteral("^/api/v4/uploads/[a-z0-9]{26}$");

PracticeServerOptions sourceOf(qint64 attachmentBytes)
{
    PracticeServerOptions options = smallSource();
    options.size.attachmentBytes = attachmentBytes;
    return options;
}

QString sha256Of(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return file.open(QIODevice::ReadOnly) && hash.addData(&file)
               ? QString::fromLatin1(hash.result().toHex())
               : QString();
}

} // namespace

/// A byte of what is sent changes on disk while size and time stay: found before the upload ends,
/// and put right by the next run.
class ArchiveChangedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copy_data();
    void copy();
    void archiveAsItIs();
    void oldJournalWithoutHash();
    void split_data();
    void split();
    void anotherArchiveThanPrepared();

private:
    void prepareCopy();
    RunOutcome stoppedInSecondPart();
    void verifyFound(const RunOutcome &outcome, const QString &path);
    void verifyArrived(const RunOutcome &outcome);

    std::unique_ptr<MigrationPair> m_pair;
};

void ArchiveChangedTest::prepareCopy()
{
    m_pair = std::make_unique<MigrationPair>(sourceOf(20 * 1000 * 1000));
    m_pair->options.keepPreparedArchive = true;
    m_pair->createJournal([](MigrationState &state) { state.upload.chunkBytes = 5 * mebibyte; });
}

/// The first part is at the server.
RunOutcome ArchiveChangedTest::stoppedInSecondPart()
{
    const int fault = m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                                      .pathPattern = dataPath,
                                                      .skip = 1,
                                                      .action = Action::Stall});
    RunOutcome stopped = m_pair->run({{[&] { return m_pair->destination().faultHits(fault) == 1; },
                                       [](MigrationRunner &runner) { runner.cancel(); }}});
    m_pair->destination().clearFaults();
    return stopped;
}

void ArchiveChangedTest::verifyFound(const RunOutcome &outcome, const QString &path)
{
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->kind == ErrorKind::SourceFileChanged,
             describe(outcome.error).constData());
    QVERIFY(outcome.error->step == StepId::UploadArchive
            || outcome.error->step == StepId::CheckDestination);
    QCOMPARE(outcome.error->facts.value(QStringLiteral("path")).toString(), path);
    QCOMPARE(m_pair->destination().importFiles(), QStringList());
    QCOMPARE(MigrationPair::jobCount(m_pair->destination(), "import_process"), 0);
    // What the server has of it is not gone on with.
    QVERIFY(m_pair->saved().upload.sessionId.isEmpty());
    QVERIFY(!m_pair->saved().isFinished(StepId::PrepareArchive));
}

void ArchiveChangedTest::verifyArrived(const RunOutcome &outcome)
{
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(m_pair->saved().isComplete());
    QCOMPARE(MigrationPair::jobCount(m_pair->destination(), "import_process"), 1);
    for (const VerifyRow &row : outcome.state.proof)
        QVERIFY2(row.verdict != QLatin1String("missing"), qPrintable(row.what));
}

void ArchiveChangedTest::copy_data()
{
    QTest::addColumn<qint64>("place");
    QTest::newRow("in what was sent") << 2 * mebibyte;
    QTest::newRow("in what comes") << 8 * mebibyte;
}

void ArchiveChangedTest::copy()
{
    QFETCH(qint64, place);
    prepareCopy();
    const RunOutcome stopped = stoppedInSecondPart();
    QVERIFY(stopped.error);
    const ArchiveRecord archive = m_pair->saved().archive;
    QVERIFY(!archive.preparedPath.isEmpty());
    QCOMPARE(archive.preparedSha256, sha256Of(archive.preparedPath));
    QVERIFY(changeByteUnseen(archive.preparedPath, place));
    verifyFound(m_pair->run(), archive.preparedPath);
    QVERIFY(m_pair->saved().isFinished(StepId::CheckArchive));
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QCOMPARE(
        QString::fromLatin1(m_pair->destination().uploadSha256(outcome.state.upload.importName)),
        outcome.state.archive.preparedSha256);
}

/// Nothing is to be corrected in a copy that was corrected before.
void ArchiveChangedTest::archiveAsItIs()
{
    prepareCopy();
    const RunOutcome first = m_pair->run();
    QVERIFY2(!first.error, describe(first.error).constData());
    const std::unique_ptr<MigrationPair> before = std::move(m_pair);
    m_pair = std::make_unique<MigrationPair>();
    m_pair->options.kind = MigrationKind::ImportOnly;
    m_pair->archivePath = first.state.archive.preparedPath;
    m_pair->createJournal([](MigrationState &state) { state.upload.chunkBytes = 5 * mebibyte; });
    QVERIFY(stoppedInSecondPart().error);
    const ArchiveRecord archive = m_pair->saved().archive;
    QCOMPARE(archive.uploadPath(), archive.path);
    QVERIFY(changeByteUnseen(archive.path, 2 * mebibyte));
    verifyFound(m_pair->run(), archive.path);
    // The check says what is the matter with it.
    const RunOutcome damaged = m_pair->run();
    QVERIFY(damaged.error);
    QCOMPARE(damaged.error->kind, ErrorKind::ArchiveInvalid);
    QVERIFY(changeByteUnseen(archive.path, 2 * mebibyte)); // back
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QCOMPARE(
        QString::fromLatin1(m_pair->destination().uploadSha256(outcome.state.upload.importName)),
        outcome.state.archive.sha256);
}

/// What an older version has prepared is sent as that did.
void ArchiveChangedTest::oldJournalWithoutHash()
{
    prepareCopy();
    QVERIFY(stoppedInSecondPart().error);
    MigrationState state = m_pair->saved();
    state.archive.preparedSha256.clear();
    m_pair->save(state);
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QCOMPARE(m_pair->destination().requests(QStringLiteral("POST"), createPath).size(), 1);
}

void ArchiveChangedTest::split_data()
{
    QTest::addColumn<bool>("inTail");
    QTest::addColumn<bool>("inDirectory");
    QTest::newRow("beginning, sent beside the download") << false << false;
    QTest::newRow("the archive's own directory, which is not sent") << false << true;
    QTest::newRow("tail") << true << false;
}

void ArchiveChangedTest::split()
{
    QFETCH(bool, inTail);
    QFETCH(bool, inDirectory);
    m_pair = std::make_unique<MigrationPair>(sourceOf(60 * mebibyte));
    m_pair->options.adjustLimits = true;
    // Long enough for the upload to begin: the bytes that are wanted come in small pieces.
    m_pair->source().addFault({.method = QStringLiteral("GET"),
                               .pathPattern = QStringLiteral("/exports/.+zip$"),
                               .times = 0,
                               .action = Action::Drip,
                               .bytes = 128 * 1024,
                               .pauseMs = 4});
    const RunOutcome stopped =
        m_pair->run({{[&] { return m_pair->isStarted(StepId::CheckDestination); },
                      [](MigrationRunner &runner) { runner.cancel(); }}});
    QVERIFY(stopped.error);
    m_pair->source().clearFaults();
    const ArchiveRecord archive = m_pair->saved().archive;
    QVERIFY(!archive.tailPath.isEmpty());
    QCOMPARE(archive.preparedSha256, sha256Of(archive.tailPath));
    const QString path = inTail ? archive.tailPath : archive.path;
    const qint64 place = inTail ? 1000 : inDirectory ? archive.size - 1 : 2 * mebibyte;
    QVERIFY(changeByteUnseen(path, place));
    verifyFound(m_pair->run(), path);
    QCOMPARE(m_pair->saved().isFinished(StepId::CheckArchive), inTail);
    if (!inTail) {
        const RunOutcome damaged = m_pair->run();
        QVERIFY(damaged.error);
        QCOMPARE(damaged.error->kind, ErrorKind::ArchiveInvalid); // set aside, and fetched anew
    }
    verifyArrived(m_pair->run());
}

/// The check finds another archive than that of which a copy was made and sent in part.
void ArchiveChangedTest::anotherArchiveThanPrepared()
{
    prepareCopy();
    QVERIFY(stoppedInSecondPart().error);
    MigrationState state = m_pair->saved();
    const QString session = state.upload.sessionId;
    QVERIFY(!session.isEmpty());
    state.archive.sha256 = QString(64, QLatin1Char('0'));
    state.steps[StepId::CheckArchive].status = StepStatus::NotStarted;
    m_pair->save(state);
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QVERIFY(outcome.state.upload.sessionId != session);
    QVERIFY(m_pair->finishedSteps().contains(StepId::PrepareArchive));
}

QTEST_GUILESS_MAIN(ArchiveChangedTest)
#include "tst_archivechanged.moc"
