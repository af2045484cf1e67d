// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/jsonedit.h"
#include "core/archive/jsontree.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace mmigrate;

class TestJsonTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsAndRefuses_data();
    void acceptsAndRefuses();
    void decodesStrings_data();
    void decodesStrings();
    void integers_data();
    void integers();
    void findsMembersAsGoDoes();
    void walksChildren();
    void damagedTextNeverCrashes();
    void agreesWithQtOnDamage();
    void editsTouchNothingElse_data();
    void editsTouchNothingElse();
    void quotesText();
};

void TestJsonTree::acceptsAndRefuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("problem");
    const auto bad = [](const char *name, const QByteArray &text, const char *problem) {
        QTest::newRow(name) << text << QString::fromLatin1(problem);
    };
    const auto good = [](const char *name, const QByteArray &text) {
        QTest::newRow(name) << text << QString();
    };
    good("empty object", "{}");
    good("spaces", " \t{ \"a\" : [ 1 , 2 ] } \r\n");
    good("all kinds", R"({"a":null,"b":true,"c":false,"d":-0.5e+3,"e":"x","f":[{}],"g":0})");
    good("escapes", R"(["\"\\\/\b\f\n\r\t\u0000\uD83D\uDE00\ud800"])");
    good("deep", QByteArray(500, '[') + QByteArray(500, ']'));
    bad("too deep", QByteArray(502, '[') + QByteArray(502, ']'), "too-deep");
    bad("very deep", QByteArray(1'000'000, '['), "too-deep");
    bad("very deep objects", QByteArray("{\"a\":").repeated(100'000), "too-deep");
    bad("empty", "", "not-json");
    bad("word", "nul", "not-json");
    bad("word in capitals", "True", "not-json");
    bad("two values", "{} {}", "not-json");
    bad("comma at the end", "[1,]", "not-json");
    bad("comma in object", "{\"a\":1,}", "not-json");
    bad("no colon", "{\"a\" 1}", "not-json");
    bad("key is no string", "{1:1}", "not-json");
    bad("open string", "\"abc", "not-json");
    bad("open object", "{\"a\":1", "not-json");
    bad("open escape", "\"\\", "not-json");
    bad("unknown escape", "\"\\x\"", "not-json");
    bad("short escape", "\"\\u12\"", "not-json");
    bad("escape that is no hex", "\"\\u12g4\"", "not-json");
    bad("newline in string", "\"a\nb\"", "not-json");
    bad("NUL in string", QByteArray("\"a\0b\"", 5), "not-json");
    bad("NUL behind", QByteArray("{}\0", 3), "not-json");
    bad("NUL behind a backslash", QByteArray("\"\\\0\"", 4), "not-json");
    bad("leading zero", "01", "not-json");
    bad("no digits", "-", "not-json");
    bad("no fraction", "1.", "not-json");
    bad("no exponent", "1e", "not-json");
    bad("plus", "+1", "not-json");
    bad("hex", "0x10", "not-json");
    bad("NaN", "NaN", "not-json");
    bad("infinite", "1e999", "bad-number");
    bad("very long number", QByteArray(400, '9'), "bad-number");
    bad("byte order mark", "\xEF\xBB\xBF{}", "not-json");
    bad("Latin-1", "\"\xE9\"", "not-utf8");
    bad("overlong", "\"\xC0\xAF\"", "not-utf8");
    bad("surrogate", "\"\xED\xA0\x80\"", "not-utf8");
    bad("beyond Unicode", "\"\xF4\x90\x80\x80\"", "not-utf8");
    bad("too many values", '[' + QByteArray("0,").repeated(4'000'001) + "0]", "too-complex");
}

void TestJsonTree::acceptsAndRefuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, problem);
    JsonTree tree;
    QCOMPARE(tree.parse(text), problem.isEmpty());
    if (!problem.isEmpty())
        QCOMPARE(tree.problem(), problem);
}

void TestJsonTree::decodesStrings_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray("\"abc\"") << QByteArray("abc");
    QTest::newRow("empty") << QByteArray("\"\"") << QByteArray();
    QTest::newRow("UTF-8") << QByteArray("\"\xC3\xA9\"") << QByteArray("\xC3\xA9");
    QTest::newRow("simple") << QByteArray(R"("\"\\\/\b\f\n\r\t")") << QByteArray("\"\\/\b\f\n\r\t");
    QTest::newRow("Go's own") << QByteArray(R"("\u003ca\u003e \u0026")") << QByteArray("<a> &");
    QTest::newRow("two bytes") << QByteArray(R"("\u00e9x")") << QByteArray("\xC3\xA9x");
    QTest::newRow("three bytes") << QByteArray(R"("\u20AC")") << QByteArray("\xE2\x82\xAC");
    QTest::newRow("pair") << QByteArray(R"("\uD83D\uDE00!")") << QByteArray("\xF0\x9F\x98\x80!");
    QTest::newRow("lone high") << QByteArray(R"("\uD83Dx")") << QByteArray("\xEF\xBF\xBDx");
    QTest::newRow("lone low") << QByteArray(R"("\uDE00")") << QByteArray("\xEF\xBF\xBD");
    QTest::newRow("high twice") << QByteArray(R"("\uD83D\uD83D\uDE00")")
                                << QByteArray("\xEF\xBF\xBD\xF0\x9F\x98\x80");
    QTest::newRow("NUL") << QByteArray(R"("a\u0000b")") << QByteArray("a\0b", 3);
}

void TestJsonTree::decodesStrings()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, text);
    JsonTree tree;
    QVERIFY(tree.parse(json));
    QCOMPARE(tree.root().utf8(), text);
    // And back.
    const QByteArray quoted = JsonEdit::quoted(text);
    QVERIFY(tree.parse(quoted));
    QCOMPARE(tree.root().utf8(), text);
}

void TestJsonTree::integers_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("whole");
    QTest::addColumn<qint64>("value");
    QTest::newRow("time") << QByteArray("1795386761136") << true << Q_INT64_C(1795386761136);
    QTest::newRow("negative") << QByteArray("-7") << true << qint64(-7);
    QTest::newRow("largest") << QByteArray("9223372036854775807") << true
                             << Q_INT64_C(9223372036854775807);
    QTest::newRow("too large") << QByteArray("9223372036854775808") << false << qint64(0);
    QTest::newRow("fraction") << QByteArray("1.0") << false << qint64(0);
    QTest::newRow("exponent") << QByteArray("1e3") << false << qint64(0);
    QTest::newRow("string") << QByteArray("\"1\"") << false << qint64(0);
    QTest::newRow("null") << QByteArray("null") << false << qint64(0);
}

void TestJsonTree::integers()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, whole);
    QFETCH(qint64, value);
    JsonTree tree;
    QVERIFY(tree.parse(json));
    const std::optional<qint64> found = tree.root().integer();
    QCOMPARE(found.has_value(), whole);
    QCOMPARE(found.value_or(0), value);
}

void TestJsonTree::findsMembersAsGoDoes()
{
    const QByteArray text = R"({"name":1,"NAME":2,"na\u006de":3,"other":{"name":4}})";
    JsonTree tree;
    QVERIFY(tree.parse(text));
    QCOMPARE(tree.root().member("name").integer().value_or(0), 3);
    QCOMPARE(tree.root().member("Other").member("name").integer().value_or(0), 4);
    QVERIFY(!tree.root().member("none").isValid());
    // Questions to what is not there are answered with no.
    const JsonNode none = tree.root().member("none").member("deeper");
    QVERIFY(none.isNothing() && !none.isObject() && !none.isString() && !none.integer());
    QVERIFY(none.utf8().isEmpty() && none.raw().isEmpty() && !none.firstChild().isValid());
    QVERIFY(!none.nextSibling().isValid() && !none.hasKey("a"));
}

void TestJsonTree::walksChildren()
{
    const QByteArray text = R"([ 1,[2,3], {"a":4} ,"x"])";
    JsonTree tree;
    QVERIFY(tree.parse(text));
    QList<QByteArray> seen;
    for (JsonNode child = tree.root().firstChild(); child.isValid(); child = child.nextSibling())
        seen << child.raw().toByteArray();
    QCOMPARE(seen, QList<QByteArray>({"1", "[2,3]", "{\"a\":4}", "\"x\""}));
    QCOMPARE(tree.root().childCount(), 4);
}

const QByteArray sample =
    R"({"type":"post","post":{"team":"a","message":"caf\u00e9 \"x\"","props":{},"create_at":1795386761054,)"
    R"("reactions":[{"user":"u","create_at":-1.5e3}],"replies":null,"attachments":[{"path":"a/b"},{}]}})";

void TestJsonTree::damagedTextNeverCrashes()
{
    JsonTree tree;
    for (qsizetype length = 0; length < sample.size(); ++length)
        QVERIFY(!tree.parse(sample.first(length)));
    QVERIFY(tree.parse(sample));
}

void TestJsonTree::agreesWithQtOnDamage()
{
    QRandomGenerator random(77);
    const QByteArray alphabet = "{}[]\",:\\ 019eE+-.truefalsn\n\xC3\xA9";
    JsonTree tree;
    int accepted = 0;
    for (int round = 0; round < 50'000; ++round) {
        QByteArray text = sample;
        const int changes = random.bounded(1, 4);
        for (int change = 0; change < changes; ++change) {
            const auto at = random.bounded(static_cast<int>(text.size()));
            text[at] = alphabet.at(random.bounded(static_cast<int>(alphabet.size())));
        }
        const bool ours = tree.parse(text);
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(text, &error);
        // Qt takes control characters in strings, leading zeros and some numbers without digits; we
        // never take what Qt refuses.
        QVERIFY2(!ours || !document.isNull(), text.constData());
        accepted += ours;
        // Go's way finds keys in capitals, Qt's does not.
        if (ours && document.object().contains(QLatin1String("type"))) {
            QCOMPARE(tree.root().member("type").string(),
                     document.object().value(QLatin1String("type")).toString());
        }
    }
    QVERIFY(accepted > 100);
}

void TestJsonTree::editsTouchNothingElse_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("none") << QByteArray(R"( {"keep" : 1.50 , "x":{"y" :[ 1 ]} } )")
                          << QByteArray(R"({"keep" : 1.50 , "x":{"y" :[ 1 ]} })");
    QTest::newRow("first") << QByteArray(R"({"remove":1,"b":1.50,"c":"\u003c"})")
                           << QByteArray(R"({"b":1.50,"c":"\u003c"})");
    QTest::newRow("middle") << QByteArray(R"({"a":0,"remove":{"z":[]},"c":1e5})")
                            << QByteArray(R"({"a":0,"c":1e5})");
    QTest::newRow("last") << QByteArray(R"({"a":0,"remove":1})") << QByteArray(R"({"a":0})");
    QTest::newRow("only") << QByteArray(R"({"remove":1})") << QByteArray("{}");
    QTest::newRow("both of two") << QByteArray(R"({"remove":1,"a":0,"REMOVE":2})")
                                 << QByteArray(R"({"a":0})");
    QTest::newRow("value") << QByteArray(R"({"a":0,"replace":"old","c":12345678901234567890})")
                           << QByteArray(R"({"a":0,"replace":[7],"c":12345678901234567890})");
    QTest::newRow("member") << QByteArray(R"({"a":0,"rename":[1,2],"c":2})")
                            << QByteArray(R"({"a":0,"new":8,"c":2})");
    QTest::newRow("inside") << QByteArray(R"({"a":{"b":[{"remove":1,"c":"\/"},2]},"d":0.10})")
                            << QByteArray(R"({"a":{"b":[{"c":"\/"},2]},"d":0.10})");
}

void TestJsonTree::editsTouchNothingElse()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    JsonTree tree;
    QVERIFY(tree.parse(before));
    JsonEdit edit;
    const std::function<void(JsonNode)> visit = [&](JsonNode node) {
        edit.removeMember(node, "remove");
        if (const JsonNode value = node.member("replace"); value.isValid())
            edit.replace(value, "[7]");
        if (const JsonNode member = node.member("rename"); member.isValid())
            edit.replaceMember(member, "\"new\":8");
        for (JsonNode child = node.firstChild(); child.isValid(); child = child.nextSibling())
            visit(child);
    };
    visit(tree.root());
    QCOMPARE(edit.apply(tree.root()), after);
    edit.clear();
    QVERIFY(edit.isEmpty());
}

void TestJsonTree::quotesText()
{
    const QByteArray expected = "\"a\\\"b\\\\c\\u000a\\u0001\"";
    QCOMPARE(JsonEdit::quoted("a\"b\\c\n\x01"), expected);
}

QTEST_GUILESS_MAIN(TestJsonTree)
#include "tst_jsontree.moc"
