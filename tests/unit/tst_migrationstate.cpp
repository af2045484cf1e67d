// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "filledstate.h"

#include <QJsonDocument>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

/// The members that are the same in both objects, with their paths; not entering lists.
QStringList sameMembers(const QJsonObject &a, const QJsonObject &b, const QString &path = {})
{
    QStringList same;
    for (auto it = a.begin(); it != a.end(); ++it) {
        const QString name = path + QLatin1Char('/') + it.key();
        const QJsonValue other = b.value(it.key());
        if (it->isObject() && other.isObject() && !it->toObject().isEmpty())
            same += sameMembers(it->toObject(), other.toObject(), name);
        else if (*it == other)
            same.append(name);
    }
    return same;
}

std::optional<MigrationState> again(const QJsonObject &object)
{
    // Through text, as on the disk.
    return MigrationState::fromJson(
        QJsonDocument::fromJson(QJsonDocument(object).toJson()).object());
}

} // namespace

class TestMigrationState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFieldComesBack();
    void defaultsComeBack();
    void unknownsStayUnknown();
    void largeNumbersKeepTheirDigits();
    void otherSchemas_data();
    void otherSchemas();
    void unknownMembersAreSkipped();
    void wrongTypesKeepDefaults();
    void typedPasswordsAreNotWritten_data();
    void typedPasswordsAreNotWritten();
    void unrestoredSettings();
    void completeness();
    void plans();
};

void TestMigrationState::everyFieldComesBack()
{
    const QJsonObject written = filledState().toJson();
    // Guards the test itself: what still has its default would come back by chance.
    QCOMPARE(sameMembers(written, MigrationState().toJson()),
             QStringList{QStringLiteral("/schemaVersion")});
    const std::optional<MigrationState> read = again(written);
    QVERIFY(read);
    QCOMPARE(read->toJson(), written);
    QCOMPARE(read->source.licence.sku, QStringLiteral("enterprise"));
    QCOMPARE(read->destination.address, filledState().destination.address);
    QCOMPARE(read->exported.counts.teams, std::optional<qint64>(102));
    QCOMPARE(read->import.countsBefore.users, std::optional<qint64>(201));
    QCOMPARE(read->import.countsAfter.postsWithFiles, std::optional<qint64>(306));
    QCOMPARE(read->steps.value(StepId::CleanUp).finishedAt, someTime(20));
    QCOMPARE(read->options.extractContent, std::optional(false));
    QCOMPARE(read->adjustedSettings.value(1).newValue, QJsonValue(true));
    QCOMPARE(read->proof.value(0).after, std::optional<qint64>(4));
}

void TestMigrationState::defaultsComeBack()
{
    MigrationState state;
    state.id = QStringLiteral("x");
    const std::optional<MigrationState> read = again(state.toJson());
    QVERIFY(read);
    QCOMPARE(read->toJson(), state.toJson());
    QCOMPARE(read->upload.inFlightFrom, -1);
    QVERIFY(!read->createdAt.isValid());
}

void TestMigrationState::unknownsStayUnknown()
{
    MigrationState state;
    state.id = QStringLiteral("x");
    state.exported.counts.users = 0;
    state.proof = {{QStringLiteral("teams"), {}, 2, {}, {}, QStringLiteral("unknown")}};
    const std::optional<MigrationState> read = again(state.toJson());
    QVERIFY(read);
    QCOMPARE(read->exported.counts.users, std::optional<qint64>(0));
    QVERIFY(!read->exported.counts.teams);
    QVERIFY(!read->options.extractContent);
    QVERIFY(!read->proof.value(0).source);
    QCOMPARE(read->proof.value(0).archive, std::optional<qint64>(2));
}

void TestMigrationState::largeNumbersKeepTheirDigits()
{
    MigrationState state;
    state.id = QStringLiteral("x");
    state.archive.size = (qint64(1) << 53) + 1;
    QCOMPARE(again(state.toJson())->archive.size, state.archive.size);
}

void TestMigrationState::otherSchemas_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("newer") << QStringLiteral("schemaVersion")
                           << QJsonValue(MigrationState::schemaVersion + 1);
    QTest::newRow("older") << QStringLiteral("schemaVersion") << QJsonValue(0);
    QTest::newRow("schema as text")
        << QStringLiteral("schemaVersion") << QJsonValue(QStringLiteral("1"));
    QTest::newRow("no schema") << QStringLiteral("schemaVersion") << QJsonValue();
    QTest::newRow("huge schema") << QStringLiteral("schemaVersion") << QJsonValue(1e300);
    QTest::newRow("no id") << QStringLiteral("id") << QJsonValue(QString());
    QTest::newRow("id is a number") << QStringLiteral("id") << QJsonValue(5);
    QTest::newRow("unknown kind") << QStringLiteral("kind") << QJsonValue(QStringLiteral("both"));
    QTest::newRow("no kind") << QStringLiteral("kind") << QJsonValue();
}

void TestMigrationState::otherSchemas()
{
    QFETCH(QString, member);
    QFETCH(QJsonValue, value);
    QJsonObject object = filledState().toJson();
    object.insert(member, value);
    QVERIFY(!MigrationState::fromJson(object));
    QVERIFY(!MigrationState::fromJson({}));
}

void TestMigrationState::unknownMembersAreSkipped()
{
    QJsonObject object = filledState().toJson();
    const QJsonObject before = object;
    object.insert(QStringLiteral("fromTheFuture"), QJsonObject{{QStringLiteral("a"), 1}});
    QJsonObject steps = object.value(QStringLiteral("steps")).toObject();
    steps.insert(QStringLiteral("NoSuchStep"), QJsonObject{{QStringLiteral("status"), 2}});
    object.insert(QStringLiteral("steps"), steps);
    const std::optional<MigrationState> read = MigrationState::fromJson(object);
    QVERIFY(read);
    QCOMPARE(read->toJson(), before);
}

void TestMigrationState::wrongTypesKeepDefaults()
{
    // A journal that was edited by hand must not crash anything, and unknown must not become zero.
    QJsonObject object = filledState().toJson();
    const QStringList members = object.keys();
    for (const QString &member : members) {
        for (const QJsonValue &lie :
             {QJsonValue(), QJsonValue(-5), QJsonValue(1e300), QJsonValue(QStringLiteral("x")),
              QJsonValue(true), QJsonValue(QJsonArray{1, QJsonArray{}, QJsonObject{}})}) {
            QJsonObject changed = object;
            changed.insert(member, lie);
            const std::optional<MigrationState> read = MigrationState::fromJson(changed);
            if (read)
                QVERIFY(!read->id.isEmpty());
        }
    }
    object.insert(QStringLiteral("sourceCounts"),
                  QJsonObject{{QStringLiteral("users"), QStringLiteral("many")},
                              {QStringLiteral("teams"), 1e300}});
    object.insert(QStringLiteral("options"),
                  QJsonObject{{QStringLiteral("extractContent"), QStringLiteral("yes")}});
    object.insert(
        QStringLiteral("steps"),
        QJsonObject{{QStringLiteral("Verify"), QJsonObject{{QStringLiteral("status"), 99}}}});
    const std::optional<MigrationState> read = MigrationState::fromJson(object);
    QVERIFY(read);
    QVERIFY(!read->exported.counts.users);
    QVERIFY(!read->exported.counts.teams);
    QVERIFY(!read->options.extractContent);
    QVERIFY(!read->isFinished(StepId::Verify));
}

void TestMigrationState::typedPasswordsAreNotWritten_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("kept");
    QTest::newRow("with scheme") << QStringLiteral("https://me:PLANTED@chat.example.com/mm")
                                 << QStringLiteral("https://chat.example.com/mm");
    QTest::newRow("without scheme")
        << QStringLiteral("me:PLANTED@chat.example.com") << QStringLiteral("chat.example.com");
    QTest::newRow("at sign in it") << QStringLiteral("https://me:x@PLANTED@chat.example.com")
                                   << QStringLiteral("https://chat.example.com");
    QTest::newRow("at sign in the path") << QStringLiteral("https://chat.example.com/team/@anna")
                                         << QStringLiteral("https://chat.example.com/team/@anna");
}

void TestMigrationState::typedPasswordsAreNotWritten()
{
    QFETCH(QString, typed);
    QFETCH(QString, kept);
    MigrationState state;
    state.id = QStringLiteral("x");
    state.source.typedAddress = typed;
    QCOMPARE(again(state.toJson())->source.typedAddress, kept);
}

void TestMigrationState::unrestoredSettings()
{
    MigrationState state;
    QVERIFY(!state.hasUnrestoredSettings());
    state.adjustedSettings.append({QStringLiteral("A"), QStringLiteral("b"), 1, 2, true});
    QVERIFY(!state.hasUnrestoredSettings());
    state.adjustedSettings.append({QStringLiteral("A"), QStringLiteral("c"), 1, 2, false});
    QVERIFY(state.hasUnrestoredSettings());
}

void TestMigrationState::completeness()
{
    MigrationState state;
    state.options.kind = MigrationKind::ExportOnly;
    QVERIFY(!state.isComplete());
    for (const StepId step : stepsOf(MigrationKind::ExportOnly))
        state.steps[step].status = StepStatus::Finished;
    QVERIFY(state.isComplete());
    state.adjustedSettings.append({QStringLiteral("A"), QStringLiteral("b"), 1, 2, false});
    QVERIFY(!state.isComplete());
    state.adjustedSettings.clear();
    state.steps[StepId::CreateExport].status = StepStatus::Failed;
    QVERIFY(!state.isComplete());
}

void TestMigrationState::plans()
{
    // Looking only is in no plan.
    QCOMPARE(stepsOf(MigrationKind::Full).size(), qsizetype(allSteps.size()) - 1);
    QVERIFY(!stepsOf(MigrationKind::ExportOnly).contains(StepId::SignInDestination));
    QVERIFY(!stepsOf(MigrationKind::ImportOnly).contains(StepId::SignInSource));
    for (const MigrationKind kind :
         {MigrationKind::Full, MigrationKind::ExportOnly, MigrationKind::ImportOnly}) {
        QCOMPARE(stepsOf(kind).last(), StepId::CleanUp);
        QVERIFY(!stepsOf(kind).contains(StepId::LookAtDestination));
    }
}

QTEST_GUILESS_MAIN(TestMigrationState)
#include "tst_migrationstate.moc"
