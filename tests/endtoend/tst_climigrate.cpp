// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "certificates.h"
#include "endtoend/cliprocess.h"
#include "support/migrationpair.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

const QByteArray plantedPassword = "Sehr-Geheim-4711";

/// Two stand-ins and a home.
struct Setting
{
    explicit Setting(const PracticeServerOptions &sourceOptions = smallSource(),
                     const PracticeServerOptions &destinationOptions = emptyDestination())
        : source(sourceOptions)
        , destination(destinationOptions)
    {
        if (!source.start() || !destination.start())
            qFatal("a stand-in did not start");
    }

    QString archives() const { return home.filePath(QStringLiteral("archives")); }
    QStringList migrate(const QStringList &more = {}) const
    {
        return QStringList{QStringLiteral("migrate"), QStringLiteral("--folder"), archives()}
               + sourceArguments(home, source) + destinationArguments(home, destination) + more;
    }
    QStringList exportOnly(const QStringList &more = {}) const
    {
        return QStringList{QStringLiteral("export"), QStringLiteral("--folder"), archives()}
               + sourceArguments(home, source) + more;
    }
    QStringList zips() const
    {
        return QDir(archives()).entryList({QStringLiteral("*.zip")}, QDir::Files, QDir::Name);
    }

    PracticeServer source;
    PracticeServer destination;
    CliHome home;
};

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
    void wrongPassword();
    void accessTokenAndMfaByEnvironment();
    void limitsStopItOrAreRaised();
    void usesAnExport();
    void deletesWhatItIsToldTo();
    void failureLeavesAReport();
    void certificates();
    void kindsOfAddresses_data();
    void kindsOfAddresses();
    void plainHttpElsewhereIsRefused();
};

void CliMigrateTest::migratesWithEvents()
{
    Setting s;
    const QString report = s.home.filePath(QStringLiteral("report.json"));
    const CliResult result =
        s.home.run(s.migrate({QStringLiteral("--progress"), QStringLiteral("json"),
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

    const QString wrong =
        difference(s.destination.posts(), expectedPosts(s.source.posts(), Passage{}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const QJsonObject told = readObject(report);
    QCOMPARE(told.value(QLatin1String("result")).toString(), QStringLiteral("success"));
    QVERIFY(!told.value(QLatin1String("proof")).toArray().isEmpty());
    QCOMPARE(s.source.openSessions() + s.destination.openSessions(), 0);
}

void CliMigrateTest::migratesPlainly()
{
    Setting s(smallSource(PracticePersonality::V5_37));
    const CliResult result = s.home.run(s.migrate());
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
    const QFileInfo archive(s.archives() + QLatin1Char('/') + s.zips().value(0));
    QVERIFY(archive.isFile());
    QCOMPARE(archive.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

    const CliResult silent = s.home.run({QStringLiteral("resume"), QStringLiteral("--list")});
    QVERIFY(silent.out.contains("no migration to continue"));
}

/// What is said about the transfers holds for the migration, and for its continuation unless that
/// says otherwise.
void CliMigrateTest::transferOptions()
{
    Setting s;
    s.destination.addFault({.method = QStringLiteral("POST"),
                            .pathPattern = QStringLiteral("/jobs$"),
                            .action = PracticeFault::Action::Respond,
                            .status = 403});
    const QString report = s.home.filePath(QStringLiteral("report.json"));
    const auto told = [&](const char *name) {
        return readObject(report)
            .value(QLatin1String("options"))
            .toObject()
            .value(QLatin1String(name));
    };
    const CliResult first =
        s.home.run(s.migrate({QStringLiteral("--connections"), QStringLiteral("2"),
                              QStringLiteral("--speed-limit"), QStringLiteral("50.5"),
                              QStringLiteral("--no-overlap"), QStringLiteral("--report"), report}));
    QVERIFY2(first.exitStatus != 0, first.inWords().constData());
    QCOMPARE(told("connections"), QJsonValue(2));
    QCOMPARE(told("bytesPerSecond"), QJsonValue(50'500'000));
    QCOMPARE(told("overlap"), QJsonValue(false));
    const CliResult second =
        s.home.run(resumeArguments(s.home, s.source, s.destination)
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
    Setting s(source, destination);
    // A success, and a failure in the middle, both as talkative as can be.
    const QStringList talkative{QStringLiteral("-v"), QStringLiteral("--report"),
                                s.home.filePath(QStringLiteral("report.json"))};
    s.destination.addFault({.method = QStringLiteral("POST"),
                            .pathPattern = QStringLiteral("^/api/v4/uploads$"),
                            .action = Action::Respond,
                            .status = 403});
    CliResult result = s.home.run(s.migrate(talkative));
    QCOMPARE(result.exitStatus, 1);
    QStringList resume{QStringLiteral("resume"), QStringLiteral("--progress"),
                       QStringLiteral("json")};
    const QStringList logins = sourceArguments(s.home, s.source).mid(2)
                               + destinationArguments(s.home, s.destination).mid(2);
    const CliResult second = s.home.run(resume + logins + talkative);
    QVERIFY2(second.exitStatus == 0, second.inWords().constData());
    QByteArrayList secrets = tokensSeenBy(s.source) + tokensSeenBy(s.destination);
    QVERIFY(secrets.size() >= 3);
    secrets.append(plantedPassword);
    for (const QByteArray &secret : secrets) {
        QCOMPARE(filesWith(s.home.path(), secret), QStringList());
        QVERIFY(!result.out.contains(secret) && !result.err.contains(secret));
        QVERIFY(!second.out.contains(secret) && !second.err.contains(secret));
    }
    // The search does find things.
    QVERIFY(!filesWith(s.home.path(), s.home.journals().value(0).toUtf8()).isEmpty());
    QVERIFY(!filesWith(s.home.path(), "SignInSource").isEmpty());
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
    Setting s;
    const CliResult exported = s.home.run(s.exportOnly());
    QVERIFY2(exported.exitStatus == 0, exported.inWords().constData());
    QCOMPARE(s.zips().size(), 1);
    QVERIFY(s.destination.requests().isEmpty());
    const QString archive = s.archives() + QLatin1Char('/') + s.zips().first();
    const CliResult imported = s.home.run(QStringList{QStringLiteral("import"), archive}
                                          + destinationArguments(s.home, s.destination));
    QVERIFY2(imported.exitStatus == 0, imported.inWords().constData());
    const QString wrong =
        difference(s.destination.posts(), expectedPosts(s.source.posts(), Passage{}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    // The archive given stays as it was, and the corrected copy goes.
    QCOMPARE(s.zips().size(), 1);
}

void CliMigrateTest::wrongPassword()
{
    Setting s;
    QStringList arguments = s.exportOnly({QStringLiteral("--progress"), QStringLiteral("json")});
    arguments += {QStringLiteral("--source-password-file"),
                  s.home.secretFile(QStringLiteral("wrong"), "no such password")};
    const CliResult result = s.home.run(arguments);
    QVERIFY2(result.exitStatus == 4, result.inWords().constData());
    const QList<QJsonObject> events = result.events();
    QCOMPARE(events.last().value(QLatin1String("result")).toString(), QStringLiteral("failed"));
    const QJsonObject error = events.last().value(QLatin1String("error")).toObject();
    QCOMPARE(error.value(QLatin1String("kind")).toString(),
             errorKindName(ErrorKind::SignInRefused));
    QCOMPARE(error.value(QLatin1String("step")).toString(), QStringLiteral("SignIn"));
    bool failed = false;
    for (const QJsonObject &event : events)
        failed = failed || event.value(QLatin1String("state")) == QLatin1String("failed");
    QVERIFY(failed);
    QVERIFY(!result.err.isEmpty());
}

void CliMigrateTest::accessTokenAndMfaByEnvironment()
{
    PracticeServerOptions source = smallSource();
    source.adminMfaCode = QStringLiteral("246810");
    Setting s(source);
    s.home.setVariable(QStringLiteral("MMIGRATE_SOURCE_USER"), s.source.adminUsername());
    s.home.setVariable(QStringLiteral("MMIGRATE_SOURCE_PASSWORD"), s.source.adminPassword());
    const QStringList arguments{QStringLiteral("export"), QStringLiteral("--source"),
                                s.source.url().toString(), QStringLiteral("--folder"),
                                s.archives()};
    const CliResult asked = s.home.run(arguments);
    QVERIFY2(asked.exitStatus == 4, asked.inWords().constData());
    s.home.setVariable(QStringLiteral("MMIGRATE_SOURCE_MFA"), QStringLiteral("246810"));
    const CliResult result = s.home.run(arguments);
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QCOMPARE(s.zips().size(), 1);
    // A token that no server gave out.
    s.home.setVariable(QStringLiteral("MMIGRATE_SOURCE_TOKEN"), QString(26, QLatin1Char('t')));
    const CliResult refused = s.home.run(arguments);
    QVERIFY2(refused.exitStatus == 4, refused.inWords().constData());
}

void CliMigrateTest::limitsStopItOrAreRaised()
{
    PracticeServerOptions destination = emptyDestination();
    destination.config = {
        {QStringLiteral("TeamSettings"), QJsonObject{{QStringLiteral("MaxUsersPerTeam"), 5}}}};
    Setting s(smallSource(), destination);
    const CliResult stopped = s.home.run(s.migrate());
    QVERIFY2(stopped.exitStatus == 3, stopped.inWords().constData());
    QVERIFY2(stopped.err.contains("5"), stopped.err.constData());
    QVERIFY2(stopped.err.contains("resume"), stopped.err.constData());
    QVERIFY(s.destination.requests(QStringLiteral("POST"), QStringLiteral("/uploads")).isEmpty());
    const CliResult list = s.home.run({QStringLiteral("resume"), QStringLiteral("--list")});
    QVERIFY2(list.out.contains(s.home.journals().value(0).toUtf8()), list.inWords().constData());

    const CliResult raised =
        s.home.run(QStringList{QStringLiteral("resume"), s.home.journals().value(0),
                               QStringLiteral("--adjust-limits")}
                   + destinationArguments(s.home, s.destination).mid(2));
    QVERIFY2(raised.exitStatus == 0, raised.inWords().constData());
    QCOMPARE(s.destination.configValue(QStringLiteral("TeamSettings.MaxUsersPerTeam")),
             QJsonValue(5));
    QCOMPARE(MigrationPair::jobCount(s.source, "export_process"), 1);
}

void CliMigrateTest::usesAnExport()
{
    Setting s;
    const CliResult none =
        s.home.run(s.exportOnly({QStringLiteral("--use-export"), QStringLiteral("latest")}));
    QVERIFY2(none.exitStatus == 1, none.inWords().constData());
    const CliResult made = s.home.run(s.exportOnly());
    QVERIFY2(made.exitStatus == 0, made.inWords().constData());
    const QString name = s.source.exportFiles().value(0);
    for (const QString &wanted : {name, QStringLiteral("latest")}) {
        QVERIFY(QFile::remove(s.archives() + QLatin1Char('/') + name));
        const CliResult used = s.home.run(s.exportOnly({QStringLiteral("--use-export"), wanted}));
        QVERIFY2(used.exitStatus == 0, used.inWords().constData());
        QCOMPARE(s.zips(), QStringList(name));
    }
    QCOMPARE(MigrationPair::jobCount(s.source, "export_process"), 1);
    const CliResult missing =
        s.home.run(s.exportOnly({QStringLiteral("--use-export"), QStringLiteral("other.zip")}));
    QVERIFY2(missing.exitStatus == 1, missing.inWords().constData());
    QVERIFY2(missing.err.contains("other.zip"), missing.err.constData());
}

void CliMigrateTest::deletesWhatItIsToldTo()
{
    Setting s;
    const CliResult kept = s.home.run(s.migrate({QStringLiteral("--keep-archive")}));
    QVERIFY2(kept.exitStatus == 0, kept.inWords().constData());
    QCOMPARE(s.zips().size(), 2); // the archive and its corrected copy
    QCOMPARE(s.source.exportFiles().size(), 1);

    Setting t;
    const CliResult deleted = t.home.run(
        t.migrate({QStringLiteral("--delete-archive"), QStringLiteral("--delete-export")}));
    QVERIFY2(deleted.exitStatus == 0, deleted.inWords().constData());
    QCOMPARE(t.zips(), QStringList());
    QCOMPARE(t.source.exportFiles(), QStringList());
}

void CliMigrateTest::failureLeavesAReport()
{
    Setting s;
    s.source.addFault({.method = QStringLiteral("POST"),
                       .pathPattern = QStringLiteral("^/api/v4/jobs$"),
                       .action = Action::Respond,
                       .status = 501,
                       .body = R"({"id":"x.y.app_error","message":"no","status_code":501})"});
    const QString report = s.home.filePath(QStringLiteral("report.json"));
    const CliResult result = s.home.run(s.exportOnly({QStringLiteral("--report"), report}));
    QVERIFY2(result.exitStatus == 1, result.inWords().constData());
    const QJsonObject told = readObject(report);
    QCOMPARE(told.value(QLatin1String("result")).toString(), QStringLiteral("failed"));
    QCOMPARE(told.value(QLatin1String("error")).toObject().value(QLatin1String("step")).toString(),
             QStringLiteral("CreateExport"));
    QCOMPARE(QFileInfo(report).permissions() & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void CliMigrateTest::certificates()
{
    QTemporaryDir folder;
    const auto secured = [&folder](const char *name, const CertificateWish &wish) {
        const QString sub = folder.filePath(QLatin1String(name));
        QDir().mkpath(sub);
        return makeCertificate(sub, wish);
    };
    const TestCertificate trusted = secured("trusted", {});
    const TestCertificate selfSigned = secured("self-signed", {.selfSigned = true});
    const TestCertificate expired = secured("expired", {.expired = true});
    const TestCertificate wrongHost =
        secured("wrong-host", {.address = QStringLiteral("other.example.com")});
    PracticeServerOptions destination = emptyDestination();
    destination.certificateFile = trusted.certificateFile;
    destination.privateKeyFile = trusted.keyFile;

    struct Case
    {
        const TestCertificate &certificate;
        bool withCaFile;
        int exitStatus;
    };
    const Case cases[] = {
        {trusted, true, 0},    {trusted, false, 1}, {selfSigned, false, 1},
        {selfSigned, true, 0}, {expired, true, 1},  {wrongHost, true, 1},
    };
    for (const Case &c : cases) {
        PracticeServerOptions source = smallSource();
        source.certificateFile = c.certificate.certificateFile;
        source.privateKeyFile = c.certificate.keyFile;
        Setting s(source, destination);
        QStringList arguments = s.exportOnly();
        if (c.withCaFile)
            arguments += {QStringLiteral("--ca-file"), c.certificate.authorityFile};
        const CliResult result = s.home.run(arguments);
        QVERIFY2(result.exitStatus == c.exitStatus, result.inWords().constData());
        // Nothing is said to a server that is not trusted.
        if (c.exitStatus != 0) {
            QCOMPARE(s.source.requests().size(), 0);
            QVERIFY2(result.err.contains("certificate"), result.err.constData());
        }
    }
    // A whole migration over TLS, both ends from one authority file.
    PracticeServerOptions source = smallSource();
    source.certificateFile = trusted.certificateFile;
    source.privateKeyFile = trusted.keyFile;
    Setting s(source, destination);
    const CliResult result =
        s.home.run(s.migrate({QStringLiteral("--ca-file"), trusted.authorityFile}));
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
}

void CliMigrateTest::kindsOfAddresses_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<int>("exitStatus");
    QTest::newRow("no scheme") << QStringLiteral("127.0.0.1:%1") << 0;
    QTest::newRow("trailing slash") << QStringLiteral("http://127.0.0.1:%1/") << 0;
    QTest::newRow("pasted link") << QStringLiteral(
        "http://localhost:%1/northwind/channels/town-square")
                                 << 0;
    QTest::newRow("no address") << QStringLiteral("http://:%1//") << 2;
    QTest::newRow("another scheme") << QStringLiteral("ftp://127.0.0.1:%1") << 2;
}

void CliMigrateTest::kindsOfAddresses()
{
    QFETCH(QString, form);
    QFETCH(int, exitStatus);
    Setting s;
    QStringList arguments = s.exportOnly();
    arguments[arguments.indexOf(QStringLiteral("--source")) + 1] = form.arg(s.source.port());
    const CliResult result = s.home.run(arguments);
    QVERIFY2(result.exitStatus == exitStatus, result.inWords().constData());
}

void CliMigrateTest::plainHttpElsewhereIsRefused()
{
    // Refused before anything is sent; the name need not exist.
    Setting s;
    QStringList arguments = s.exportOnly();
    arguments[arguments.indexOf(QStringLiteral("--source")) + 1] =
        QStringLiteral("http://chat.invalid");
    const CliResult result = s.home.run(arguments);
    QVERIFY2(result.exitStatus == 3, result.inWords().constData());
    QVERIFY2(result.err.contains("--allow-http") || result.err.contains("http"),
             result.err.constData());
}

QTEST_GUILESS_MAIN(CliMigrateTest)
#include "tst_climigrate.moc"
