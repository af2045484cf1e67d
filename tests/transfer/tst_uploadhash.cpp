// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/splitbody.h"
#include "support/changebyte.h"
#include "transfer/uploadfixture.h"

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

QString hexHash(const QByteArray &bytes)
{
    return QString::fromLatin1(sha256(bytes));
}

} // namespace

/// What is sent must be what was checked, whatever size and time of the file say.
class UploadHashTest : public UploadFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareOnce(); }
    void init() { prepare(); }

    void unchangedFile_data();
    void unchangedFile();
    void byteChangedUnseen_data();
    void byteChangedUnseen();
    void smallFile_data();
    void smallFile();
    void resumed_data();
    void resumed();
    void split_data();
    void split();
    void pauseAndCancelWhileHashing();
};

void UploadHashTest::unchangedFile_data()
{
    QTest::addColumn<int>("cutPart");
    QTest::newRow("no trouble") << 0;
    QTest::newRow("first part broke") << 1;
    QTest::newRow("a part broke") << 2;
    QTest::newRow("last part broke") << 4;
}

void UploadHashTest::unchangedFile()
{
    QFETCH(int, cutPart);
    m_store->cuts = [=](int part) {
        return part == cutPart ? Cut{CutPhase::MidBody, 100 * KiB} : Cut();
    };
    m_options.sha256 = hexHash(m_bytes);
    verifyDone(upload(m_options));
}

void UploadHashTest::byteChangedUnseen_data()
{
    QTest::addColumn<qint64>("place");
    QTest::addColumn<qint64>("afterOffset");
    QTest::newRow("first byte, sent") << qint64(0) << 5 * MiB;
    QTest::newRow("in what was sent") << 7 * MiB << 10 * MiB;
    QTest::newRow("last byte that was sent") << 15 * MiB - 1 << 15 * MiB;
    QTest::newRow("in what comes later") << 12 * MiB << 5 * MiB;
    QTest::newRow("in the last part, unsent") << fileBytes - 1 << 15 * MiB;
}

/// Size and time are what they were.
void UploadHashTest::byteChangedUnseen()
{
    QFETCH(qint64, place);
    QFETCH(qint64, afterOffset);
    m_options.sha256 = hexHash(m_bytes);
    m_options.checkpoint = [=, this](const UploadCheckpoint &checkpoint) {
        if (checkpoint.offset == afterOffset && checkpoint.chunkInFlightBytes == 0)
            QVERIFY(changeByteUnseen(m_file, place));
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SourceFileChanged);
    QCOMPARE(report.error().facts.value(QStringLiteral("path")).toString(), m_file);
    // Nothing of the last part reached the server.
    QCOMPARE(partsSeen(), 3);
    QCOMPARE(m_store->offset, 15 * MiB);
    QVERIFY(!m_store->isDone);
}

void UploadHashTest::smallFile_data()
{
    QTest::addColumn<bool>("isChanged");
    QTest::newRow("unchanged") << false;
    QTest::newRow("changed") << true;
}

void UploadHashTest::smallFile()
{
    QFETCH(bool, isChanged);
    m_server.reset();
    m_store = std::make_unique<UploadStore>(1000);
    m_server = std::make_unique<ScriptedServer>(*m_store);
    QVERIFY(writeFile(m_file, m_bytes.left(1000)));
    m_options.sha256 = hexHash(m_bytes.left(1000));
    if (isChanged)
        QVERIFY(changeByteUnseen(m_file, 500));
    const Result<UploadReport> report = upload(m_options);
    QCOMPARE(bool(report), !isChanged);
    QCOMPARE(partsSeen(), isChanged ? 0 : 1);
    if (isChanged)
        QCOMPARE(report.error().kind, ErrorKind::SourceFileChanged);
    else
        QCOMPARE(m_store->content, m_bytes.left(1000));
}

void UploadHashTest::resumed_data()
{
    smallFile_data();
}

/// What an earlier run has sent is read as well.
void UploadHashTest::resumed()
{
    QFETCH(bool, isChanged);
    m_store->content = m_bytes.left(12 * MiB);
    m_store->offset = 12 * MiB;
    m_options.sessionIsNew = false;
    m_options.sha256 = hexHash(m_bytes);
    if (isChanged)
        QVERIFY(changeByteUnseen(m_file, MiB));
    const Result<UploadReport> report = upload(m_options);
    if (!isChanged) {
        verifyDone(report);
        return;
    }
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SourceFileChanged);
    QCOMPARE(partsSeen(), 0); // all that is left is the last part
}

void UploadHashTest::split_data()
{
    QTest::addColumn<QString>("changed");
    QTest::addColumn<qint64>("place");
    QTest::newRow("unchanged") << QString() << qint64(0);
    QTest::newRow("beginning, sent") << QStringLiteral("archive.zip") << 3 * MiB;
    QTest::newRow("its end, not sent") << QStringLiteral("archive.zip") << fileBytes - 1;
    QTest::newRow("tail") << QStringLiteral("archive.tail") << qint64(10);
}

void UploadHashTest::split()
{
    QFETCH(QString, changed);
    QFETCH(qint64, place);
    const qint64 from = 12 * MiB;
    const QByteArray tail = noise(4 * MiB + 123, 7);
    SplitBody::Parts parts;
    parts.beginning = std::make_shared<GrowingFile>();
    parts.beginning->setAvailable(m_file, fileBytes);
    parts.beginningBytes = from;
    parts.size = fileBytes;
    parts.tail = m_folder.filePath(QStringLiteral("archive.tail"));
    QVERIFY(writeFile(parts.tail, tail));
    parts.beginningSha256 = hexHash(m_bytes);
    parts.tailSha256 = hexHash(tail);
    SplitBody body(parts);
    m_options.checkpoint = [=, this](const UploadCheckpoint &checkpoint) {
        if (checkpoint.offset == 5 * MiB && checkpoint.chunkInFlightBytes == 0
            && !changed.isEmpty())
            QVERIFY(changeByteUnseen(m_folder.filePath(changed), place));
    };
    const Result<UploadReport> report =
        withSession(m_server->address(), *m_control, [&](HttpSession &session) {
            return ChunkedUpload(session, m_options).upload(QStringLiteral("session"), body);
        });
    if (changed.isEmpty()) {
        QVERIFY2(report, qPrintable(report ? QString() : report.error().toLogLine()));
        QCOMPARE(report->outcome, UploadOutcome::Done);
        QCOMPARE(sha256(m_store->content), sha256(m_bytes.left(from) + tail));
        return;
    }
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::SourceFileChanged);
    QCOMPARE(report.error().facts.value(QStringLiteral("path")).toString(),
             m_folder.filePath(changed));
    QCOMPARE(partsSeen(), 3);
    QVERIFY(!m_store->isDone);
}

/// All but the last bytes of a long file are at the server, and it takes long to read them again.
void UploadHashTest::pauseAndCancelWhileHashing()
{
    const qint64 longBytes = 16 * 1024 * MiB; // without anything on the disk
    m_server.reset();
    m_store = std::make_unique<UploadStore>(longBytes);
    m_store->offset = longBytes - 1000;
    m_server = std::make_unique<ScriptedServer>(*m_store);
    QVERIFY(writeFile(m_file, {}));
    QVERIFY(QFile::resize(m_file, longBytes));
    m_options.sessionIsNew = false;
    m_options.sha256 = hexHash("something else");
    QList<Activity> seen;
    qint64 checkedBefore = -1;
    m_options.progress = [&](const Progress &moment) {
        QVERIFY(moment.done == -1 || moment.done == longBytes - 1000);
        if (seen.isEmpty() || seen.last() != moment.activity)
            seen.append(moment.activity);
        const bool wasPaused = seen.contains(Activity::Paused);
        if (moment.activity == Activity::Checking && !wasPaused) {
            checkedBefore = moment.counts.value(checkedCount, -1);
            m_control->pause();
        } else if (moment.activity == Activity::Checking
                   && moment.counts.value(checkedCount) > checkedBefore) {
            m_control->cancel();
        } else if (moment.activity == Activity::Paused) {
            QMetaObject::invokeMethod(this, [this] { m_control->resume(); });
        }
    };
    const Result<UploadReport> report = upload(m_options);
    QVERIFY(QFile::resize(m_file, 0));
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
    QCOMPARE(seen.last(3),
             (QList<Activity>{Activity::Checking, Activity::Paused, Activity::Checking}));
    QVERIFY(checkedBefore >= 0);
    QCOMPARE(partsSeen(), 0);
}

QTEST_GUILESS_MAIN(UploadHashTest)
#include "tst_uploadhash.moc"
