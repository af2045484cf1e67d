// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "recording.h"
#include "replayer.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

QJsonObject testFile(const QString &name)
{
    QFile file(QStringLiteral(MMIGRATE_TEST_DATA "/practice/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        qFatal("%s: %s at %d", qPrintable(name), qPrintable(error.errorString()), error.offset);
    return document.object();
}

const QStringList versions{QStringLiteral("5.37.0"), QStringLiteral("6.6.1")};

QString stepName(const QJsonValue &step)
{
    return step.isString() ? step.toString()
                           : step.toObject().value(QLatin1String("name")).toString();
}

/// A difference that is known, and why it is left.
struct Known
{
    QString version;
    QRegularExpression names;
    QRegularExpression difference;
    QString reason;
    bool used = false;
};

} // namespace

/// The stand-in answers as the recorded servers did; what is different is listed in
/// differences.json with its reason, and nothing else may be there.
class TestPracticeRecordings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void replay_data();
    void replay();
    void everyRecordingIsReplayedOrExcused_data();
    void everyRecordingIsReplayedOrExcused();
    void knownDifferencesAreStillThere();

private:
    QStringList unknownOf(const QString &version, const Replayer::Step &step);

    QJsonObject m_plan;
    QList<Known> m_known;
};

void TestPracticeRecordings::initTestCase()
{
    m_plan = testFile(QStringLiteral("replay.json"));
    const QJsonArray known =
        testFile(QStringLiteral("differences.json")).value(QLatin1String("differences")).toArray();
    for (const QJsonValue &value : known) {
        const QJsonObject entry = value.toObject();
        const auto pattern = [&entry](const char *name) {
            return QRegularExpression(
                QRegularExpression::anchoredPattern(entry.value(QLatin1String(name)).toString()));
        };
        m_known.append({entry.value(QLatin1String("version")).toString(), pattern("names"),
                        pattern("difference"), entry.value(QLatin1String("reason")).toString()});
        QVERIFY2(!m_known.last().reason.isEmpty(), "each difference needs its reason");
    }
}

void TestPracticeRecordings::replay_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QJsonObject>("group");
    const QJsonArray groups = m_plan.value(QLatin1String("groups")).toArray();
    for (const QString &version : versions) {
        for (const QJsonValue &group : groups) {
            const QString name = group.toObject().value(QLatin1String("name")).toString();
            QTest::addRow("%s %s", qPrintable(version), qPrintable(name))
                << version << group.toObject();
        }
    }
}

QStringList TestPracticeRecordings::unknownOf(const QString &version, const Replayer::Step &step)
{
    QStringList unknown;
    for (const QString &difference : step.differences) {
        bool excused = false;
        for (Known &known : m_known) {
            const bool fits = (known.version.isEmpty() || known.version == version)
                              && known.names.match(step.name).hasMatch()
                              && known.difference.match(difference).hasMatch();
            known.used = known.used || fits;
            excused = excused || fits;
        }
        if (!excused)
            unknown.append(step.name + QStringLiteral(": ") + difference);
    }
    return unknown;
}

void TestPracticeRecordings::replay()
{
    QFETCH(QString, version);
    QFETCH(QJsonObject, group);
    const QList<Replayer::Step> steps = Replayer(version, group).run();
    QCOMPARE(steps.size(), group.value(QLatin1String("steps")).toArray().size());
    QStringList unknown;
    for (const Replayer::Step &step : steps)
        unknown += unknownOf(version, step);
    for (const QString &line : std::as_const(unknown))
        qWarning().noquote() << line;
    QVERIFY(unknown.isEmpty());
}

void TestPracticeRecordings::everyRecordingIsReplayedOrExcused_data()
{
    QTest::addColumn<QString>("version");
    for (const QString &version : versions)
        QTest::newRow(qPrintable(version)) << version;
}

void TestPracticeRecordings::everyRecordingIsReplayedOrExcused()
{
    QFETCH(QString, version);
    QSet<QString> replayed;
    const QJsonArray groups = m_plan.value(QLatin1String("groups")).toArray();
    for (const QJsonValue &group : groups) {
        const QJsonArray steps = group.toObject().value(QLatin1String("steps")).toArray();
        for (const QJsonValue &step : steps)
            replayed.insert(stepName(step));
    }
    QStringList left =
        QDir(recordingsFolder(version)).entryList({QStringLiteral("*.json")}, QDir::Files);
    left.replaceInStrings(QRegularExpression(QStringLiteral("\\.json$")), {});
    QVERIFY(left.size() > 600);
    left.removeIf([&replayed](const QString &name) { return replayed.contains(name); });
    const QJsonArray excuses = m_plan.value(QLatin1String("notReplayed")).toArray();
    for (const QJsonValue &excuse : excuses) {
        const QRegularExpression pattern(
            excuse.toObject().value(QLatin1String("pattern")).toString());
        const qsizetype taken = left.removeIf(
            [&pattern](const QString &name) { return pattern.match(name).hasMatch(); });
        QVERIFY2(taken > 0,
                 qPrintable(pattern.pattern() + QStringLiteral(" excuses nothing any more")));
        QVERIFY(!excuse.toObject().value(QLatin1String("reason")).toString().isEmpty());
    }
    QVERIFY2(left.isEmpty(), qPrintable(left.join(QLatin1Char('\n'))));
}

/// Runs after the replays: an entry that excuses nothing any more has to go.
void TestPracticeRecordings::knownDifferencesAreStillThere()
{
    // Only when all groups ran: a single one chosen by hand cannot tell.
    for (const Known &known : std::as_const(m_known)) {
        QVERIFY2(known.used, qPrintable(known.version + QLatin1Char(' ') + known.names.pattern()
                                        + QLatin1Char(' ') + known.difference.pattern()));
    }
}

QTEST_GUILESS_MAIN(TestPracticeRecordings)
#include "tst_practice_recordings.moc"
