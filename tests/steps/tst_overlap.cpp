// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
constexpr qint64 attachedBytes = 36 * mebibyte;
const QString exportPath = QStringLiteral("/exports/.+zip$");
const QString createPath = QStringLiteral("^/api/v4/uploads$");
const QString dataPath = QStringLiteral("^/api/v4/uploads/[a-z0-9]{26}$");
const QString maxFileSize = QStringLiteral("FileSettings.MaxFileSize");

PracticeServerOptions largeSource()
{
    PracticeServerOptions options = smallSource();
    options.size.attachmentBytes = attachedBytes;
    options.size.attachments = 30;
    return options;
}

qint64 bytesOf(const QList<PracticeRequest> &requests)
{
    qint64 bytes = 0;
    for (const PracticeRequest &request : requests)
        bytes += request.bodyBytes;
    return bytes;
}

} // namespace

/// The upload that begins while the download still runs: it saves time where it can, and where
/// something comes between, the migration goes on as if it had not begun.
class OverlapTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void followsTheDownload();
    void versions_data();
    void versions();
    void offByOption();
    void notForKeptCopies();
    void limitIsTooLow();
    void cancelledAndContinued();
    void destinationIsAway();
    void archiveStartsOver();
    void damagedArchiveIsSentAnew();
    void correctionsNeedMoreRoom();
    void tailIsMadeAgain();
    void directoryIsSomewhereElse();

private:
    void slowDownload(int pauseMs = 4);
    qint64 sentDuring(StepId step) const;
    qint64 sentInAll() const;
    qint64 checkedAfterwards() const;
    int sessions() const;
    Trigger cancelAt(StepId step) const;
    void verifyArrived(const RunOutcome &outcome, const Passage &passage = {});

    std::unique_ptr<MigrationPair> m_pair;
};

void OverlapTest::init()
{
    m_pair = std::make_unique<MigrationPair>(largeSource());
    m_pair->options.adjustLimits = true;
}

/// Long enough for the upload to begin: the bytes that are wanted come in small pieces.
void OverlapTest::slowDownload(int pauseMs)
{
    m_pair->source().addFault({.method = QStringLiteral("GET"),
                               .pathPattern = exportPath,
                               .times = 0,
                               .action = Action::Drip,
                               .bytes = 128 * 1024,
                               .pauseMs = pauseMs});
}

qint64 OverlapTest::sentDuring(StepId step) const
{
    qint64 sent = -1;
    for (const Progress &progress : m_pair->progress()) {
        if (progress.step == step)
            sent = std::max(sent, progress.counts.value(sentAheadCount, -1));
    }
    return sent;
}

qint64 OverlapTest::sentInAll() const
{
    return bytesOf(m_pair->destination().requests(QStringLiteral("POST"), dataPath));
}

/// Bytes of files that had to be read once more when the download was over.
qint64 OverlapTest::checkedAfterwards() const
{
    qint64 bytes = 0;
    for (const Progress &progress : m_pair->progress()) {
        if (progress.step == StepId::CheckArchive)
            bytes = std::max(bytes, progress.total);
    }
    return bytes;
}

int OverlapTest::sessions() const
{
    return int(m_pair->destination().requests(QStringLiteral("POST"), createPath).size());
}

Trigger OverlapTest::cancelAt(StepId step) const
{
    return {[this, step] { return m_pair->isStarted(step); },
            [](MigrationRunner &runner) { runner.cancel(); }};
}

void OverlapTest::verifyArrived(const RunOutcome &outcome, const Passage &passage)
{
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
    QVERIFY(m_pair->saved().isComplete());
    const QString wrong =
        difference(m_pair->destination().posts(), expectedPosts(m_pair->source().posts(), passage));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    QCOMPARE(MigrationPair::jobCount(m_pair->destination(), "import_process"), 1);
    for (const VerifyRow &row : outcome.state.proof)
        QVERIFY2(row.verdict != QLatin1String("missing"), qPrintable(row.what));
    PracticeServer fresh(emptyDestination());
    QCOMPARE(m_pair->destination().configValue(maxFileSize), fresh.configValue(maxFileSize));
    QCOMPARE(m_pair->source().openSessions(), 0);
    QCOMPARE(m_pair->destination().openSessions(), 0);
}

void OverlapTest::followsTheDownload()
{
    slowDownload();
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    // Most of it was there when the download ended, and nothing went twice.
    QVERIFY2(sentDuring(StepId::DownloadArchive) > attachedBytes / 2,
             qPrintable(QString::number(sentDuring(StepId::DownloadArchive))));
    QCOMPARE(sentDuring(StepId::RunImport), -1);
    QVERIFY2(checkedAfterwards() < attachedBytes / 2,
             qPrintable(QString::number(checkedAfterwards())));
    QCOMPARE(sessions(), 1);
    const UploadRecord &upload = outcome.state.upload;
    QVERIFY(upload.isAhead());
    QCOMPARE(sentInAll(), upload.declaredSize);
    QCOMPARE(m_pair->destination().uploadSize(upload.importName), upload.declaredSize);
    // No copy was made, and what was made is gone.
    QVERIFY(outcome.state.archive.preparedPath.isEmpty());
    QVERIFY(!outcome.state.archive.tailPath.isEmpty());
    QVERIFY(!QFile::exists(outcome.state.archive.tailPath));
    QVERIFY(QFile::exists(outcome.state.archive.changesPath));
    QVERIFY(QFile::exists(outcome.state.archive.path));
}

void OverlapTest::versions_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::newRow("5.37 to 11") << int(PracticePersonality::V5_37) << int(PracticePersonality::V11);
    QTest::newRow("11 to 5.37") << int(PracticePersonality::V11) << int(PracticePersonality::V5_37);
    QTest::newRow("5.37 to 5.37") << int(PracticePersonality::V5_37)
                                  << int(PracticePersonality::V5_37);
}

void OverlapTest::versions()
{
    QFETCH(int, from);
    QFETCH(int, to);
    PracticeServerOptions source = smallSource(PracticePersonality(from));
    source.size = largeSource().size;
    m_pair = std::make_unique<MigrationPair>(source, emptyDestination(PracticePersonality(to)));
    m_pair->options.adjustLimits = true;
    slowDownload();
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome, {PracticePersonality(from), PracticePersonality(to)});
    QVERIFY(sentDuring(StepId::DownloadArchive) > 0);
    QCOMPARE(sessions(), 1);
}

void OverlapTest::offByOption()
{
    m_pair->options.overlap = false;
    slowDownload();
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QCOMPARE(sentDuring(StepId::DownloadArchive), -1);
    QVERIFY(checkedAfterwards() >= attachedBytes);
    QVERIFY(!outcome.state.upload.isAhead());
    // No second copy either.
    QVERIFY(outcome.state.archive.preparedPath.isEmpty());
    QVERIFY(!outcome.state.archive.tailPath.isEmpty());
}

void OverlapTest::notForKeptCopies()
{
    m_pair->options.keepPreparedArchive = true;
    slowDownload();
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QVERIFY(!outcome.state.upload.isAhead());
    QVERIFY(QFile::exists(outcome.state.archive.preparedPath));
}

/// Nobody has allowed to change the destination: nothing is sent, and the check says why.
void OverlapTest::limitIsTooLow()
{
    m_pair->destination().setConfigValue(maxFileSize, mebibyte);
    m_pair->options.adjustLimits = false;
    slowDownload();
    const RunOutcome outcome = m_pair->run();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::LimitsTooLow);
    QCOMPARE(sessions(), 0);
    QCOMPARE(m_pair->destination().configValue(maxFileSize).toInteger(), mebibyte);
    QVERIFY(!m_pair->saved().upload.isAhead());
}

void OverlapTest::cancelledAndContinued()
{
    slowDownload();
    const Trigger cancel{[this] { return sentDuring(StepId::DownloadArchive) > 10 * mebibyte; },
                         [](MigrationRunner &runner) { runner.cancel(); }};
    const RunOutcome stopped = m_pair->run({cancel});
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->kind, ErrorKind::Cancelled);
    QVERIFY(m_pair->saved().upload.isAhead());
    verifyArrived(m_pair->run());
    // In the same session; what was cut off is asked for, not sent again.
    QCOMPARE(sessions(), 1);
    QCOMPARE(sentInAll(), m_pair->saved().upload.declaredSize);
}

/// The destination is away during the download: that goes on, and the upload comes later.
void OverlapTest::destinationIsAway()
{
    slowDownload();
    m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                    .pathPattern = dataPath,
                                    .skip = 1,
                                    .times = 0,
                                    .action = Action::Respond,
                                    .status = 503});
    const Trigger back{[this] { return m_pair->isStarted(StepId::UploadArchive); },
                       [this](MigrationRunner &) { m_pair->destination().clearFaults(); }};
    verifyArrived(m_pair->run({back}));
    const QList<PracticeRequest> sent =
        m_pair->destination().requests(QStringLiteral("POST"), dataPath);
    QVERIFY(std::any_of(sent.begin(), sent.end(),
                        [](const PracticeRequest &request) { return request.status == 503; }));
}

/// Another file lies on the source by now: what was sent of the former one is worth nothing.
void OverlapTest::archiveStartsOver()
{
    slowDownload();
    const Trigger cancel{[this] { return sentDuring(StepId::DownloadArchive) > 10 * mebibyte; },
                         [](MigrationRunner &runner) { runner.cancel(); }};
    QVERIFY(m_pair->run({cancel}).error);
    QCOMPARE(sessions(), 1);
    const MigrationState state = m_pair->saved();
    const QString first = state.upload.sessionId;
    // All that is here of it lies; the server's own is in order.
    QFile part(state.archive.path + QStringLiteral(".part"));
    QVERIFY(part.open(QIODevice::ReadWrite));
    QCOMPARE(part.write(QByteArray(qsizetype(part.size()), 'x')), part.size());
    part.close();
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QCOMPARE(sessions(), 2);
    QVERIFY(outcome.state.upload.sessionId != first);
    QVERIFY(std::any_of(outcome.state.upload.abandoned.begin(),
                        outcome.state.upload.abandoned.end(),
                        [&](const QString &name) { return name.startsWith(first); }));
}

/// What the check finds damaged is fetched again, and so is not what was sent.
void OverlapTest::damagedArchiveIsSentAnew()
{
    slowDownload();
    const RunOutcome fetched = m_pair->runSteps({StepId::SignInSource, StepId::SignInDestination,
                                                 StepId::CreateExport, StepId::DownloadArchive},
                                                {}, false);
    QVERIFY2(!fetched.error, describe(fetched.error).constData());
    QVERIFY(m_pair->saved().upload.isAhead());
    m_pair->secrets = fetched.secrets;
    QFile file(m_pair->saved().archive.path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(file.size() / 2));
    file.write(QByteArray(100, 'x'));
    file.close();
    const RunOutcome mended = m_pair->runSteps({StepId::CheckArchive}, {}, false);
    QVERIFY2(!mended.error, describe(mended.error).constData());
    QVERIFY(mended.state.archive.isRefetched);
    m_pair->secrets = mended.secrets;
    verifyArrived(m_pair->run());
    QCOMPARE(sessions(), 2);
}

void OverlapTest::correctionsNeedMoreRoom()
{
    slowDownload();
    QVERIFY(m_pair->run({cancelAt(StepId::PrepareArchive)}).error);
    MigrationState state = m_pair->saved();
    QVERIFY(state.upload.isAhead());
    state.upload.declaredSize = state.upload.declaredFrom + 100;
    state.steps[StepId::PrepareArchive].status = StepStatus::NotStarted;
    m_pair->save(state);
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QVERIFY(!outcome.state.upload.isAhead());
    // A longer tail, or a copy where none is sound.
    QVERIFY(!outcome.state.archive.tailPath.isEmpty());
    QCOMPARE(sessions(), 2);
}

/// Of a tail that the server has in part, another one must not be the rest.
void OverlapTest::tailIsMadeAgain()
{
    slowDownload();
    m_pair->destination().addFault({.method = QStringLiteral("POST"),
                                    .pathPattern = QStringLiteral("/jobs$"),
                                    .times = 0,
                                    .action = Action::Respond,
                                    .status = 403});
    const RunOutcome stopped = m_pair->run();
    QVERIFY(stopped.error);
    QCOMPARE(stopped.error->step, StepId::RunImport);
    m_pair->destination().clearFaults();
    MigrationState state = m_pair->saved();
    QVERIFY(state.upload.tailBegun);
    QVERIFY(QFile::remove(state.archive.tailPath));
    state.steps[StepId::UploadArchive].status = StepStatus::Failed;
    state.steps[StepId::RunImport].status = StepStatus::NotStarted;
    state.upload.importName.clear();
    m_pair->save(state);
    const RunOutcome gone = m_pair->run();
    QVERIFY(gone.error);
    QCOMPARE(gone.error->kind, ErrorKind::Disk);
    verifyArrived(m_pair->run());
    QCOMPARE(sessions(), 2);
}

/// The file is not laid out as it was said to be.
void OverlapTest::directoryIsSomewhereElse()
{
    slowDownload();
    QVERIFY(m_pair->run({cancelAt(StepId::CheckArchive)}).error);
    MigrationState state = m_pair->saved();
    state.upload.declaredFrom -= 1000;
    m_pair->save(state);
    const RunOutcome outcome = m_pair->run();
    verifyArrived(outcome);
    QVERIFY(!outcome.state.upload.isAhead());
}

QTEST_GUILESS_MAIN(OverlapTest)
#include "tst_overlap.moc"
