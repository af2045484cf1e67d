// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/state/servermemory.h"
#include "support/migrationpair.h"

#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;

PracticeServerOptions largerSource()
{
    PracticeServerOptions options = smallSource();
    options.size.attachmentBytes = 20 * 1000 * 1000;
    return options;
}

/// Bytes of each part that reached the server, in order.
QList<qint64> partsAt(const PracticeServer &server)
{
    QList<qint64> parts;
    const QList<PracticeRequest> requests =
        server.requests(QStringLiteral("POST"), QStringLiteral("^/api/v4/uploads/[a-z0-9]{26}$"));
    for (const PracticeRequest &request : requests) {
        if (request.bodyBytes > 0)
            parts.append(request.bodyBytes);
    }
    return parts;
}

} // namespace

/// What one migration learns of a server's way, the next one knows from the beginning.
class UploadMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void learnsWhatGotThrough();
    void beginsWithWhatIsKnown();
    void refusedSizeIsNotTried();
    void ownJournalKnowsBetter();

private:
    KnownServer known() const;
    void remember(const KnownServer &server);
    void run();

    std::unique_ptr<MigrationPair> m_pair = std::make_unique<MigrationPair>(largerSource());
};

KnownServer UploadMemoryTest::known() const
{
    return ServerMemory(m_pair->journalFolder()).recall(m_pair->destination().url());
}

void UploadMemoryTest::remember(const KnownServer &server)
{
    m_pair = std::make_unique<MigrationPair>(largerSource());
    m_pair->createJournal();
    QVERIFY(ServerMemory(m_pair->journalFolder()).remember(m_pair->destination().url(), server));
}

void UploadMemoryTest::run()
{
    const RunOutcome outcome = m_pair->run();
    QVERIFY2(!outcome.error, describe(outcome.error).constData());
}

void UploadMemoryTest::learnsWhatGotThrough()
{
    m_pair->createJournal([](MigrationState &state) { state.upload.chunkBytes = 5 * mebibyte; });
    QCOMPARE(known(), KnownServer());
    run();
    // 5 MiB, then 10 because that went well, and a rest that tells nothing.
    QCOMPARE(partsAt(m_pair->destination()).mid(0, 2),
             (QList<qint64>{5 * mebibyte, 10 * mebibyte}));
    QCOMPARE(known(), (KnownServer{10 * mebibyte, 0}));
}

void UploadMemoryTest::beginsWithWhatIsKnown()
{
    remember({7 * mebibyte, 0});
    run();
    QCOMPARE(partsAt(m_pair->destination()).constFirst(), 7 * mebibyte);
}

void UploadMemoryTest::refusedSizeIsNotTried()
{
    remember({6 * mebibyte, 12 * mebibyte});
    run();
    const QList<qint64> parts = partsAt(m_pair->destination());
    QVERIFY(parts.size() >= 3);
    for (const qint64 part : parts)
        QVERIFY(part <= 6 * mebibyte);
    QCOMPARE(known(), (KnownServer{6 * mebibyte, 12 * mebibyte}));
}

void UploadMemoryTest::ownJournalKnowsBetter()
{
    m_pair = std::make_unique<MigrationPair>(largerSource());
    m_pair->createJournal([](MigrationState &state) { state.upload.chunkBytes = 5 * mebibyte; });
    QVERIFY(ServerMemory(m_pair->journalFolder())
                .remember(m_pair->destination().url(), {8 * mebibyte, 0}));
    run();
    QCOMPARE(partsAt(m_pair->destination()).constFirst(), 5 * mebibyte);
}

QTEST_GUILESS_MAIN(UploadMemoryTest)
#include "tst_uploadmemory.moc"
