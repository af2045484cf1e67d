// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "core/steps/downloadcheck.h"
#include "core/transfer/growingfile.h"

#include <QCryptographicHash>
#include <QTest>

using namespace mmigrate;

namespace {

QString hashOf(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

} // namespace

/// The check of an archive that grows.
class DownloadCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void readsWhatIsThere();
    void beginsAnewWithTheFile();
    void nothingOfAnotherFile();
    void endsAtAnyTime();

private:
    QTemporaryDir m_folder;
    QString m_path;
    QByteArray m_bytes;
    std::shared_ptr<GrowingFile> m_growing;
};

void DownloadCheckTest::init()
{
    m_path = writeArchive(m_folder.filePath(QStringLiteral("export.zip")), {},
                          {{"data/a", QByteArray(2'000'000, 'a')}, {"data/b", "b"}});
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_bytes = file.readAll();
    m_growing = std::make_shared<GrowingFile>();
}

void DownloadCheckTest::readsWhatIsThere()
{
    DownloadCheck check(m_growing);
    m_growing->setAvailable(m_path, 1'000'000);
    QTRY_COMPARE(check.readBytes(), 1'000'000);
    m_growing->setAvailable(m_path, m_bytes.size());
    QTRY_COMPARE(check.readBytes(), m_bytes.size());
    // As at the end of a download.
    const QString moved = m_path + QStringLiteral(".moved");
    QVERIFY(m_growing->moveTo(moved, [&]() -> Result<void> {
        return QFile::rename(m_path, moved) ? Result<void>() : makeError(ErrorKind::Disk);
    }));
    std::optional<DownloadCheck::Known> known = check.take();
    QVERIFY(known);
    QCOMPARE(known->bytes, m_bytes.size());
    QCOMPARE(known->hash.take(), hashOf(m_bytes));
    QCOMPARE(known->entries.entries().size(), 3);
    QFile::remove(moved);
}

void DownloadCheckTest::beginsAnewWithTheFile()
{
    DownloadCheck check(m_growing);
    m_growing->setAvailable(m_path, m_bytes.size());
    QTRY_COMPARE(check.readBytes(), m_bytes.size());
    m_growing->forget();
    QTRY_COMPARE(check.readBytes(), 0);
    m_growing->setAvailable(m_path, 500'000);
    QTRY_COMPARE(check.readBytes(), 500'000);
    std::optional<DownloadCheck::Known> known = check.take();
    QVERIFY(known);
    QCOMPARE(known->hash.take(), hashOf(m_bytes.first(500'000)));
    QCOMPARE(known->entries.entries().size(), 1);
}

void DownloadCheckTest::nothingOfAnotherFile()
{
    DownloadCheck check(m_growing);
    m_growing->setAvailable(m_path, m_bytes.size());
    QTRY_COMPARE(check.readBytes(), m_bytes.size());
    const std::optional<DownloadCheck::Known> known = check.take();
    QVERIFY(known);
    // Whoever asks later than the file changed gets nothing.
    DownloadCheck other(m_growing);
    QTRY_COMPARE(other.readBytes(), m_bytes.size());
    m_growing->forget();
    const std::optional<DownloadCheck::Known> gone = other.take();
    QVERIFY(!gone || gone->bytes == 0);
}

void DownloadCheckTest::endsAtAnyTime()
{
    for (int round = 0; round < 50; ++round) {
        DownloadCheck check(m_growing);
        m_growing->setAvailable(m_path, round % 2 ? m_bytes.size() : 0);
    }
}

QTEST_GUILESS_MAIN(DownloadCheckTest)

#include "tst_downloadcheck.moc"
