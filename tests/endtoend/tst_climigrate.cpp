// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "endtoend/clipair.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

const QByteArray plantedPassword = "Sehr-Geheim-4711";

QJsonObject readObject(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                          : QJsonObject();
}

/// Files below the folder that hold the text, apart from those that a person wrote it into.
QStringList filesWith(const QString &folder, const QByteArray &text)
{
    QStringList found;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.fileName().contains(QLatin1String("/secrets/")))
            continue;
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
            found.append(file.fileName());
    }
    return found;
}

QByteArrayList tokensSeenBy(const PracticeServer &server)
{
    QByteArrayList tokens;
    const QList<PracticeRequest> requests = server.requests();
    for (const PracticeRequest &request : requests) {
        const QByteArray value = request.header("Authorization");
        if (value.startsWith("Bearer ") && !tokens.contains(value.mid(7)))
            tokens.append(value.mid(7));
    }
    return tokens;
}

} // namespace

/// Migrations by mmigrate-cli as a process.
class CliMigrateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void migratesWithEvents();
    void migratesPlainly();
    void transferOptions();
    void secretsAreNowhere();
    void practiceMode();
    void exportThenImport();
    void limitsStopItOrAreRaised();
    void usesAnExport();
    void deletesWhatItIsToldTo();
    void failureLeavesAReport();
};

void CliMigrateTest::migratesWithEvents()
{
    CliPair pair;
    const QString report = pair.home.filePath(QStringLiteral("report.json"));
    const CliResult result =
        pair.home.run(pair.migrate({QStringLiteral("--progress"), QStringLiteral("json"),
                                    QStringLiteral("--report"), report}));
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QVERIFY2(result.err.isEmpty(), result.err.constData());

    const QList<QJsonObject> events = result.events();
    QStringList finished;
    QString running;
    for (const QJsonObject &event : events) {
        const QString kind = event.value(QLatin1String("event")).toString();
        const QString step = event.value(QLatin1String("step")).toString();
        if (kind == QLatin1String("step")) {
            const QString state = event.value(QLatin1String("state")).toString();
            QCOMPARE(state,
                     running.isEmpty() ? QStringLiteral("started") : QStringLiteral("finished"));
            if (running.isEmpty()) {
                running = step;
            } else {
                QCOMPARE(step, running);
                finished.append(step);
                running.clear();
            }
        } else if (kind == QLatin1String("progress")) {
            QCOMPARE(step, running);
            for (const char *amount : {"done", "total"}) {
                const QJsonValue value = event.value(QLatin1String(amount));
                QVERIFY(value.isDouble() || value.isNull());
            }
            QVERIFY(event.value(QLatin1String("unit")).isString());
        } else {
            QCOMPARE(kind, QStringLiteral("finished"));
        }
    }
    QCOMPARE(finished,
             QStringList({QStringLiteral("SignIn"), QStringLiteral("SignIn"),
                          QStringLiteral("CreateExport"), QStringLiteral("DownloadArchive"),
                          QStringLiteral("CheckArchive"), QStringLiteral("PrepareArchive"),
                          QStringLiteral("CheckDestination"), QStringLiteral("UploadArchive"),
                          QStringLiteral("RunImport"), QStringLiteral("Verify"),
                          QStringLiteral("CleanUp")}));
    const QJsonObject last = events.last();
    QCOMPARE(last.value(QLatin1String("event")).toString(), QStringLiteral("finished"));
    QCOMPARE(last.value(QLatin1String("result")).toString(), QStringLiteral("success"));
    QVERIFY(last.value(QLatin1String("error")).isNull());

    QCOMPARE(pair.whatIsWrong(), QString());
    const QJsonObject told = readObject(report);
    QCOMPARE(told.value(QLatin1String("result")).toString(), QStringLiteral("success"));
    QVERIFY(!told.value(QLatin1String("proof")).toArray().isEmpty());
    QCOMPARE(pair.openSessions(), 0);
}

void CliMigrateTest::migratesPlainly()
{
    CliPair pair(smallSource(PracticePersonality::V5_37));
    const CliResult result = pair.home.run(pair.migrate());
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    for (const char *words : {"In the archive:", "What arrived:", "Passwords do not move"})
        QVERIFY2(result.out.contains(words), result.inWords().constData());
    QVERIFY2(!result.out.contains("MISSING"), result.out.constData());
    // Options that 5.37 does not know are told.
    QVERIFY2(result.out.contains("Not exported"), result.out.constData());
    // Progress is no result.
    QVERIFY(result.err.contains("..."));
    QVERIFY(!result.out.contains(": done"));
    // The archive is for its owner's eyes only.
    const QFileInfo archive(pair.archives() + QLatin1Char('/') + pair.zips().value(0));
    QVERIFY(archive.isFile());
    QCOMPARE(archive.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

    const CliResult silent = pair.home.run({QStringLiteral("resume"), QStringLiteral("--list")});
    QVERIFY(silent.out.contains("no migration to continue"));
}

/// What is said about the transfers holds for the migration, and for its continuation unless that
/// says otherwise.
void CliMigrateTest::transferOptions()
{
    CliPair pair;
    pair.destination.addFault({.method = QStringLiteral("POST"),
                               .pathPattern = QStringLiteral("/jobs$"),
                               .action = Action::Respond,
                               .status = 403});
    const QString report = pair.home.filePath(QStringLiteral("report.json"));
    const auto told = [&](const char *name) {
        return readObject(report)
            .value(QLatin1String("options"))
            .toObject()
            .value(QLatin1String(name));
    };
    const CliResult first = pair.home.run(
        pair.migrate({QStringLiteral("--connections"), QStringLiteral("2"),
                      QStringLiteral("--speed-limit"), QStringLiteral("50.5"),
                      QStringLiteral("--no-overlap"), QStringLiteral("--report"), report}));
    QVERIFY2(first.exitStatus != 0, first.inWords().constData());
    QCOMPARE(told("connections"), QJsonValue(2));
    QCOMPARE(told("bytesPerSecond"), QJsonValue(50'500'000));
    QCOMPARE(told("overlap"), QJsonValue(false));
    const CliResult second =
        pair.home.run(pair.resume()
                      + QStringList{QStringLiteral("--connections"), QStringLiteral("3"),
                                    QStringLiteral("--report"), report});
    QVERIFY2(second.exitStatus == 0, second.inWords().constData());
    QCOMPARE(told("connections"), QJsonValue(3));
    QCOMPARE(told("bytesPerSecond"), QJsonValue(50'500'000));
    QCOMPARE(told("overlap"), QJsonValue(false));
}

void CliMigrateTest::secretsAreNowhere()
{
    PracticeServerOptions source = smallSource();
    source.adminPassword = QString::fromLatin1(plantedPassword);
    PracticeServerOptions destination = emptyDestination();
    destination.adminPassword = QString::fromLatin1(plantedPassword) + QStringLiteral("-2");
    CliPair pair(source, destination);
    // A success, and a failure in the middle, both as talkative as can be.
    const QStringList talkative{QStringLiteral("-v"), QStringLiteral("--report"),
                                pair.home.filePath(QStringLiteral("report.json"))};
    pair.destination.addFault({.method = QStringLiteral("POST"),
                               .pathPattern = QStringLiteral("^/api/v4/uploads$"),
                               .action = Action::Respond,
                               .status = 403});
    CliResult result = pair.home.run(pair.migrate(talkative));
    QCOMPARE(result.exitStatus, 1);
    QStringList resume{QStringLiteral("resume"), QStringLiteral("--progress"),
                       QStringLiteral("json")};
    const QStringList logins = sourceArguments(pair.home, pair.source).mid(2)
                               + destinationArguments(pair.home, pair.destination).mid(2);
    const CliResult second = pair.home.run(resume + logins + talkative);
    QVERIFY2(second.exitStatus == 0, second.inWords().constData());
    QByteArrayList secrets = tokensSeenBy(pair.source) + tokensSeenBy(pair.destination);
    QVERIFY(secrets.size() >= 3);
    secrets.append(plantedPassword);
    for (const QByteArray &secret : secrets) {
        QCOMPARE(filesWith(pair.home.path(), secret), QStringList());
        QVERIFY(!result.out.contains(secret) && !result.err.contains(secret));
        QVERIFY(!second.out.contains(secret) && !second.err.contains(secret));
    }
    // The search does find things.
    QVERIFY(!filesWith(pair.home.path(), pair.home.journals().value(0).toUtf8()).isEmpty());
    QVERIFY(!filesWith(pair.home.path(), "SignInSource").isEmpty());
}

void CliMigrateTest::practiceMode()
{
    const CliHome home;
    const CliResult result =
        home.run({QStringLiteral("migrate"), QStringLiteral("--practice"),
                  QStringLiteral("--practice-version"), QStringLiteral("5.37"),
                  QStringLiteral("--no-attachments"), QStringLiteral("--adjust-limits")});
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QVERIFY(result.out.contains("What arrived:") && !result.out.contains("MISSING"));
    QVERIFY(home.journals().isEmpty());
}

void CliMigrateTest::exportThenImport()
{
    CliPair pair;
    const CliResult exported = pair.home.run(pair.exportOnly());
    QVERIFY2(exported.exitStatus == 0, exported.inWords().constData());
    QCOMPARE(pair.zips().size(), 1);
    QVERIFY(pair.destination.requests().isEmpty());
    const QString archive = pair.archives() + QLatin1Char('/') + pair.zips().first();
    const CliResult imported = pair.home.run(pair.importOnly(archive));
    QVERIFY2(imported.exitStatus == 0, imported.inWords().constData());
    QCOMPARE(pair.whatIsWrong(), QString());
    // The archive given stays as it was, and the corrected copy goes.
    QCOMPARE(pair.zips().size(), 1);
}

void CliMigrateTest::limitsStopItOrAreRaised()
{
    CliPair pair(smallSource(), crampedDestination());
    const CliResult stopped = pair.home.run(pair.migrate());
    QVERIFY2(stopped.exitStatus == 3, stopped.inWords().constData());
    QVERIFY2(stopped.err.contains("5"), stopped.err.constData());
    QVERIFY2(stopped.err.contains("resume"), stopped.err.constData());
    QVERIFY(
        pair.destination.requests(QStringLiteral("POST"), QStringLiteral("/uploads")).isEmpty());
    const CliResult list = pair.home.run({QStringLiteral("resume"), QStringLiteral("--list")});
    QVERIFY2(list.out.contains(pair.home.journals().value(0).toUtf8()), list.inWords().constData());

    const CliResult raised =
        pair.home.run(QStringList{QStringLiteral("resume"), pair.home.journals().value(0),
                                  QStringLiteral("--adjust-limits")}
                      + destinationArguments(pair.home, pair.destination).mid(2));
    QVERIFY2(raised.exitStatus == 0, raised.inWords().constData());
    QCOMPARE(pair.destination.configValue(QStringLiteral("TeamSettings.MaxUsersPerTeam")),
             QJsonValue(5));
    QCOMPARE(MigrationPair::jobCount(pair.source, "export_process"), 1);
}

void CliMigrateTest::usesAnExport()
{
    CliPair pair;
    const CliResult none =
        pair.home.run(pair.exportOnly({QStringLiteral("--use-export"), QStringLiteral("latest")}));
    QVERIFY2(none.exitStatus == 1, none.inWords().constData());
    const CliResult made = pair.home.run(pair.exportOnly());
    QVERIFY2(made.exitStatus == 0, made.inWords().constData());
    const QString name = pair.source.exportFiles().value(0);
    for (const QString &wanted : {name, QStringLiteral("latest")}) {
        QVERIFY(QFile::remove(pair.archives() + QLatin1Char('/') + name));
        const CliResult used =
            pair.home.run(pair.exportOnly({QStringLiteral("--use-export"), wanted}));
        QVERIFY2(used.exitStatus == 0, used.inWords().constData());
        QCOMPARE(pair.zips(), QStringList(name));
    }
    QCOMPARE(MigrationPair::jobCount(pair.source, "export_process"), 1);
    const CliResult missing = pair.home.run(
        pair.exportOnly({QStringLiteral("--use-export"), QStringLiteral("other.zip")}));
    QVERIFY2(missing.exitStatus == 1, missing.inWords().constData());
    QVERIFY2(missing.err.contains("other.zip"), missing.err.constData());
}

void CliMigrateTest::deletesWhatItIsToldTo()
{
    CliPair pair;
    const CliResult kept = pair.home.run(pair.migrate({QStringLiteral("--keep-archive")}));
    QVERIFY2(kept.exitStatus == 0, kept.inWords().constData());
    QCOMPARE(pair.zips().size(), 2); // the archive and its corrected copy
    QCOMPARE(pair.source.exportFiles().size(), 1);

    CliPair other;
    const CliResult deleted = other.home.run(
        other.migrate({QStringLiteral("--delete-archive"), QStringLiteral("--delete-export")}));
    QVERIFY2(deleted.exitStatus == 0, deleted.inWords().constData());
    QCOMPARE(other.zips(), QStringList());
    QCOMPARE(other.source.exportFiles(), QStringList());
}

void CliMigrateTest::failureLeavesAReport()
{
    CliPair pair;
    pair.source.addFault({.method = QStringLiteral("POST"),
                          .pathPattern = QStringLiteral("^/api/v4/jobs$"),
                          .action = Action::Respond,
                          .status = 501,
                          .body = R"({"id":"x.y.app_error","message":"no","status_code":501})"});
    const QString report = pair.home.filePath(QStringLiteral("report.json"));
    const CliResult result = pair.home.run(pair.exportOnly({QStringLiteral("--report"), report}));
    QVERIFY2(result.exitStatus == 1, result.inWords().constData());
    const QJsonObject told = readObject(report);
    QCOMPARE(told.value(QLatin1String("result")).toString(), QStringLiteral("failed"));
    QCOMPARE(told.value(QLatin1String("error")).toObject().value(QLatin1String("step")).toString(),
             QStringLiteral("CreateExport"));
    QCOMPARE(QFileInfo(report).permissions() & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

QTEST_GUILESS_MAIN(CliMigrateTest)
#include "tst_climigrate.moc"
