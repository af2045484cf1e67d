// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "archive/archivefixture.h"
#include "core/archive/listarchive.h"
#include "core/base/stepcontrol.h"

#include <QDir>
#include <QTest>

using namespace mmigrate;

/// An import.jsonl that somebody has by itself.
class ListArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isAList_data();
    void isAList();
    void archiveHoldsListAndFiles();
    void onlyFilesThatLinesName();
    void withoutFiles();
    void nothingIsLeftAfterCancel();

private:
    QString file(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &bytes) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ListArchiveTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void ListArchiveTest::write(const QString &name, const QByteArray &bytes) const
{
    QVERIFY(QDir(m_folder->path()).mkpath(QFileInfo(file(name)).path()));
    QFile written(file(name));
    QVERIFY(written.open(QIODevice::WriteOnly));
    QCOMPARE(written.write(bytes), bytes.size());
}

void ListArchiveTest::isAList_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isList");
    QTest::newRow("list") << versionLine + "\n{\"type\":\"team\"}\n" << true;
    QTest::newRow("version line alone") << versionLine << true;
    QTest::newRow("Windows line ends") << versionLine + "\r\n" << true;
    QTest::newRow("without a version line") << QByteArray("{\"type\":\"team\"}\n") << false;
    QTest::newRow("other JSON") << QByteArray("[1,2]\n") << false;
    QTest::newRow("text") << QByteArray("version\n") << false;
    QTest::newRow("one long line") << QByteArray(1'000'000, '{') << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void ListArchiveTest::isAList()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isList);
    write(QStringLiteral("list.jsonl"), bytes);
    QCOMPARE(isListAlone(file(QStringLiteral("list.jsonl"))), isList);
    // Whoever opens it as an archive is told.
    const Result<ArchiveReader> archive = ArchiveReader::open(file(QStringLiteral("list.jsonl")));
    QVERIFY(!archive);
    QCOMPARE(reasonOf(archive.error()) == QLatin1String("list-alone"), isList);
}

void ListArchiveTest::archiveHoldsListAndFiles()
{
    const QByteArray list =
        versionLine + "\n"
        + R"({"type":"post","post":{"attachments":[{"path":"a.txt"}],"replies":[{"attachments":)"
          R"([{"path":"data/deep/er/b.bin"},{"path":"link"},{"path":".hidden"}]}]}})"
          "\n";
    write(QStringLiteral("list.jsonl"), list);
    write(QStringLiteral("data/a.txt"), "a");
    write(QStringLiteral("data/deep/er/b.bin"), QByteArray(100'000, 'b'));
    write(QStringLiteral("data/.hidden"), "h");
    write(QStringLiteral("beside.txt"), "not this");
    QVERIFY(QFile::link(file(QStringLiteral("beside.txt")), file(QStringLiteral("data/link"))));
    const QString path = file(QStringLiteral("made.zip"));
    StepControl control;
    QVERIFY(wrapList(file(QStringLiteral("list.jsonl")), path, control));
    const Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(archive);
    QCOMPARE(archive->entryCount(), 3);
    QCOMPARE(readEntry(*archive, QStringLiteral("import.jsonl")), list);
    QCOMPARE(readEntry(*archive, QStringLiteral("data/a.txt")), QByteArray("a"));
    QCOMPARE(readEntry(*archive, QStringLiteral("data/deep/er/b.bin")), QByteArray(100'000, 'b'));
}

/// What else lies in that folder is nobody's business on a server.
void ListArchiveTest::onlyFilesThatLinesName()
{
    write(QStringLiteral("list.jsonl"),
          versionLine + "\n" + QByteArray(20 * 1024 * 1024, 'x')
              + "\nno JSON\n"
                R"({"type":"user","user":{"profile_image":"me.png"}})"
                "\n"
                R"({"type":"emoji","emoji":{"image":"../beside.txt"}})");
    write(QStringLiteral("data/me.png"), "me");
    write(QStringLiteral("data/taxes.pdf"), "private");
    write(QStringLiteral("beside.txt"), "private");
    StepControl control;
    const QString path = file(QStringLiteral("made.zip"));
    QVERIFY(wrapList(file(QStringLiteral("list.jsonl")), path, control));
    const Result<ArchiveReader> archive = ArchiveReader::open(path);
    QVERIFY(archive);
    QCOMPARE(archive->entryCount(), 2);
    QCOMPARE(readEntry(*archive, QStringLiteral("data/me.png")), QByteArray("me"));
}

void ListArchiveTest::withoutFiles()
{
    write(QStringLiteral("list.jsonl"), versionLine);
    StepControl control;
    QVERIFY(
        wrapList(file(QStringLiteral("list.jsonl")), file(QStringLiteral("made.zip")), control));
    QVERIFY(ArchiveReader::open(file(QStringLiteral("made.zip"))));
}

void ListArchiveTest::nothingIsLeftAfterCancel()
{
    write(QStringLiteral("list.jsonl"), versionLine);
    StepControl control;
    control.cancel();
    const Result<void> made =
        wrapList(file(QStringLiteral("list.jsonl")), file(QStringLiteral("made.zip")), control);
    QVERIFY(!made);
    QCOMPARE(made.error().kind, ErrorKind::Cancelled);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files),
             QStringList(QStringLiteral("list.jsonl")));
}

QTEST_GUILESS_MAIN(ListArchiveTest)

#include "tst_listarchive.moc"
