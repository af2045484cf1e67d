// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/prettyline.h"

#include <QTest>

using namespace mmigrate;

/// A line as a person reads it, with one value marked.
class PrettyLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marks_data();
    void marks();
    void eachMemberHasItsLine();
    void whatIsNoJsonStays();
};

void PrettyLineTest::marks_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("marked");
    QTest::newRow("member") << QStringLiteral("type") << QStringLiteral("\"post\"");
    QTest::newRow("deep") << QStringLiteral("post.replies[1].create_at") << QStringLiteral("7");
    QTest::newRow("element") << QStringLiteral("post.replies[0]")
                             << QStringLiteral("{\n        \"create_at\": 6\n      }");
    QTest::newRow("escaped") << QStringLiteral("post.message") << QStringLiteral("\"a\\nb ü\"");
    QTest::newRow("not there") << QStringLiteral("post.user") << QString();
    QTest::newRow("whole line") << QString() << QString();
}

void PrettyLineTest::marks()
{
    QFETCH(QString, place);
    QFETCH(QString, marked);
    const PrettyLine line =
        prettyLine(QString::fromUtf8(R"({"type":"post","post":{"message":"a\nb ü","replies":)"
                                     R"([{"create_at":6},{"create_at":7}],"none":[],"empty":{}}})"),
                   place);
    QCOMPARE(line.text.mid(line.markedFrom, line.markedLength), marked);
}

void PrettyLineTest::eachMemberHasItsLine()
{
    const PrettyLine line =
        prettyLine(QStringLiteral(R"({"b":1,"a":[true,null],"c":{}})"), QString());
    QCOMPARE(line.text, QStringLiteral("{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ],\n"
                                       "  \"c\": {}\n}"));
}

void PrettyLineTest::whatIsNoJsonStays()
{
    for (const QString &text : {QStringLiteral("{\"type\":"), QStringLiteral("no"), QString()}) {
        const PrettyLine line = prettyLine(text, QStringLiteral("type"));
        QCOMPARE(line.text, text);
        QCOMPARE(line.markedLength, 0);
    }
}

QTEST_GUILESS_MAIN(PrettyLineTest)

#include "tst_prettyline.moc"
