// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/filenames.h"

#include <QTest>

using mmigrate::sanitizedFileName;

class FileNamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void longNamesKeepTheirExtension();
    void isItsOwnFixedPoint();
};

void FileNamesTest::names_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *tag, const QString &given, const QString &expected) {
        QTest::newRow(tag) << given << expected;
    };
    const QString plain = QStringLiteral("abc_export.zip");
    row("plain", plain, plain);
    row("empty", QString(), QStringLiteral("unnamed"));
    row("parent", QStringLiteral(".."), QStringLiteral("unnamed"));
    row("path", QStringLiteral("../../etc/abc_export.zip"), plain);
    row("absolute", QStringLiteral("/abc_export.zip"), plain);
    row("backslashes", QStringLiteral("C:\\temp\\abc_export.zip"), plain);
    row("ends in slash", QStringLiteral("folder/"), QStringLiteral("unnamed"));
    row("hidden", QStringLiteral(".bashrc"), QStringLiteral("bashrc"));
    row("trailing dots", QStringLiteral("a.zip. ."), QStringLiteral("a.zip"));
    row("control", QStringLiteral("a\nb\u0000c\u007f.zip"), QStringLiteral("a_b_c_.zip"));
    row("direction", QStringLiteral("a\u202Epiz.exe"), QStringLiteral("a_piz.exe"));
    row("windows characters", QStringLiteral("a:b*c?\"<>|.zip"), QStringLiteral("a_b_c_____.zip"));
    row("device", QStringLiteral("nul"), QStringLiteral("_nul"));
    row("device with extension", QStringLiteral("Com1.zip"), QStringLiteral("_Com1.zip"));
    row("device with space", QStringLiteral("aux .zip"), QStringLiteral("_aux .zip"));
    row("no device", QStringLiteral("console.zip"), QStringLiteral("console.zip"));
    row("unicode", QStringLiteral("Übung 日本 \U0001F600.zip"),
        QStringLiteral("Übung 日本 \U0001F600.zip"));
    QString lone = QStringLiteral("a?.zip");
    lone[1] = QChar(0xD800);
    row("lone surrogate", lone, QStringLiteral("a_.zip"));
}

void FileNamesTest::names()
{
    QFETCH(QString, given);
    QFETCH(QString, expected);
    QCOMPARE(sanitizedFileName(given), expected);
}

void FileNamesTest::longNamesKeepTheirExtension()
{
    const QString longName = QString(400, QChar(0x00E9)) + QStringLiteral(".zip");
    const QString safe = sanitizedFileName(longName);
    QVERIFY(safe.toUtf8().size() <= 180);
    QVERIFY(safe.toUtf8().size() > 170);
    QVERIFY(safe.endsWith(QStringLiteral(".zip")));

    const QString faces = QStringLiteral("\U0001F600").repeated(100);
    const QString cut = sanitizedFileName(faces);
    QVERIFY(cut.toUtf8().size() <= 180);
    QVERIFY(!cut.back().isHighSurrogate());
}

void FileNamesTest::isItsOwnFixedPoint()
{
    const QStringList given{QStringLiteral("../x"), QStringLiteral("nul.zip"), QString(500, u'.'),
                            QString(500, u'a') + QStringLiteral(" .zip"), QStringLiteral(" . x")};
    for (const QString &name : given) {
        const QString once = sanitizedFileName(name);
        QCOMPARE(sanitizedFileName(once), once);
    }
}

QTEST_GUILESS_MAIN(FileNamesTest)
#include "tst_filenames.moc"
