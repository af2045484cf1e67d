// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/apitypes.h"
#include "core/api/httperror.h"
#include "core/api/serverwords.h"
#include "core/steps/jobwatch.h"
#include "text/errortext.h"
#include "text/importerrortable.h"
#include "text/importerrortext.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace mmigrate;

namespace {

const QString dataFolder = QStringLiteral(MMIGRATE_TEST_DATA "/data/importerrors/");

/// Their message is a blank, so that no prose can tell them (servers 6.5 to 7.2).
const QStringList wordless{QStringLiteral("app.user.get_by_name_failure"),
                           QStringLiteral("app.user.group_name_conflict")};

QString q(const char *text)
{
    return QString::fromUtf8(text);
}

/// What stands before everything else that jobs say, in servers 6.0 to 7.3 and later ones.
const QStringList outer{QStringLiteral("app.user.get_total_users_count.app_error"),
                        QStringLiteral("app.job.error")};

/// The lines of a file of test data, cut at their tabs.
QList<QStringList> rowsOf(const QString &name)
{
    QFile file(dataFolder + name);
    QList<QStringList> rows;
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return rows;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
    for (const QString &line : lines) {
        if (!line.isEmpty() && !line.startsWith(QLatin1Char('#')))
            rows.append(line.split(QLatin1Char('\t')));
    }
    return rows;
}

/// The ids that servers can give; with \a where, those that show there ("job", "request").
QStringList listedIds(const QString &where = {})
{
    QStringList ids;
    const QList<QStringList> rows = rowsOf(q("ids.txt"));
    for (const QStringList &row : rows) {
        if (where.isEmpty() || row.value(1).split(QLatin1Char('+')).contains(where))
            ids.append(row.first());
    }
    return ids;
}

/// A piece of prose as a server would fill it in.
QString sampleOf(const QString &words)
{
    static const QRegularExpression placeholder(q("\\{(\\w+)\\}"));
    QString sample = words;
    return sample.replace(placeholder, q("zz-\\1"));
}

/// Whether the piece of \a words stands in \a text, with something in the place of its names.
bool stands(const QString &words, const QString &text)
{
    static const QRegularExpression placeholder(q("\\{\\w+\\}"));
    qsizetype from = 0;
    const QStringList literals = words.split(placeholder);
    for (const QString &literal : literals) {
        const qsizetype at = text.indexOf(literal, from);
        if (at < 0)
            return false;
        from = at + literal.size();
    }
    return true;
}

Job failedJob(const QString &prose, const QString &line = {})
{
    Job job;
    job.status = JobStatus::Error;
    job.data.insert(q("error"), prose);
    if (!line.isEmpty())
        job.data.insert(q("line_number"), line);
    return job;
}

Error importError(const QString &id, const QVariantMap &facts = {})
{
    Error error = makeError(ErrorKind::JobFailed);
    error.serverErrorId = id;
    error.facts = facts;
    error.facts.insert(q("job"), q("import"));
    return error;
}

/// What is wrong with these words; empty when nothing is.
QString flaw(const ErrorText &text)
{
    static const QRegularExpression jargon(
        q("\\b(HTTP|JSON|JSONL|API|URL|null|parse[rd]?|payload|object|property|enti?ty|props)\\b"));
    static const QRegularExpression leftover(q("[\\[\\]{}]|%[0-9nL]|\"\"|\\(\\)|  |\\.\\."));
    static const QRegularExpression mark(q("[a-z]+(\\.[a-z_]+){2,}|\\.error|app_error"));
    static const QRegularExpression sentence(q("^[A-Z].*\\.$"),
                                             QRegularExpression::DotMatchesEverythingOption);
    for (const QString &part : {text.headline, text.explanation, text.nextStep}) {
        if (!sentence.match(part).hasMatch())
            return q("no sentence: ") + part;
        if (leftover.match(part).hasMatch() || mark.match(part).hasMatch())
            return q("leftover: ") + part;
        if (jargon.match(part).hasMatch())
            return q("jargon: ") + part;
    }
    return text.headline.size() > 160 ? q("too long: ") + text.headline : QString();
}

/// The jobs that a recording holds.
QList<Job> jobsIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject recording = QJsonDocument::fromJson(file.readAll()).object();
    const QByteArray body = recording.value(QLatin1String("response"))
                                .toObject()
                                .value(QLatin1String("body"))
                                .toString()
                                .toUtf8();
    const QJsonDocument document = QJsonDocument::fromJson(body);
    QJsonArray items = document.array();
    if (document.isObject())
        items.append(document.object());
    QList<Job> jobs;
    for (const QJsonValue &item : std::as_const(items)) {
        const QJsonObject data = item.toObject().value(QLatin1String("data")).toObject();
        if (data.contains(QLatin1String("error")))
            jobs.append(failedJob(data.value(QLatin1String("error")).toString(),
                                  data.value(QLatin1String("line_number")).toString()));
    }
    return jobs;
}

} // namespace

/// The errors of export, upload and import are complete, told apart, and told in words.
class ImportErrorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void everyListedIdHasWords();
    void wordsAreSentences();
    void everyIdOfAJobCanBeRecognised();
    void piecesAreDistinct();
    void piecesAreFoundInEveryShape();
    void recordedJobs_data();
    void recordedJobs();
    void wrappedErrors();
    void detailsAreNamed_data();
    void detailsAreNamed();
    void answersAreToldByTheirId_data();
    void answersAreToldByTheirId();
    void otherAnswersKeepTheirWords();
    void unknownProseIsShown();
    void namesInTheSentence();
    void lostFileOfAnOldServer();
    void lineIsTold();
    void messagesOfServerSources();
};

void ImportErrorsTest::everyListedIdHasWords()
{
    QStringList listed = listedIds();
    QVERIFY(listed.size() > 500);
    QStringList told = importErrorIds();
    listed.sort();
    told.sort();
    QVERIFY2(std::adjacent_find(told.begin(), told.end()) == told.end(), "an id has two entries");
    for (const QString &id : std::as_const(listed))
        QVERIFY2(told.contains(id), qPrintable(q("no entry for ") + id));
    for (const QString &id : std::as_const(told))
        QVERIFY2(listed.contains(id), qPrintable(q("not in the list: ") + id));
}

void ImportErrorsTest::wordsAreSentences()
{
    const QVariantMap names{{q("team"), q("sales")},        {q("channel"), q("lunch")},
                            {q("user"), q("anna")},         {q("email"), q("anna@example.com")},
                            {q("path"), q("data/1/a.txt")}, {q("emoji"), q("party")},
                            {q("type"), q("role")},         {q("service"), q("saml")}};
    const QStringList ids = listedIds();
    for (const QString &id : ids) {
        for (const QVariantMap &facts : {QVariantMap(), names}) {
            const std::optional<ErrorText> text = importErrorText(importError(id, facts));
            QVERIFY2(text, qPrintable(id));
            const QString problem = flaw(*text);
            QVERIFY2(problem.isEmpty(), qPrintable(id + q(": ") + problem));
        }
    }
}

void ImportErrorsTest::everyIdOfAJobCanBeRecognised()
{
    const QStringList ofJobs = listedIds(q("job"));
    QVERIFY(ofJobs.size() > 400);
    QStringList known;
    const QList<ServerWordsPattern> patterns = serverWordsPatterns();
    for (const ServerWordsPattern &pattern : patterns) {
        QVERIFY2(pattern.words.size() >= 8, qPrintable(pattern.words));
        for (const QString &id : pattern.ids) {
            QVERIFY2(importErrorEntry(id), qPrintable(q("recognised, but not told: ") + id));
            // Which one it is cannot be told, and need not be.
            QCOMPARE(importErrorEntry(id), importErrorEntry(pattern.ids.first()));
            known.append(id);
        }
    }
    for (const QString &id : ofJobs)
        QVERIFY2(known.contains(id) != wordless.contains(id), qPrintable(id));
}

void ImportErrorsTest::piecesAreDistinct()
{
    const QList<ServerWordsPattern> patterns = serverWordsPatterns();
    for (const ServerWordsPattern &one : patterns) {
        const QString sample = sampleOf(one.words);
        for (const ServerWordsPattern &other : patterns) {
            if (other.words != one.words)
                QVERIFY2(!stands(other.words, sample),
                         qPrintable(one.words + q(" has ") + other.words));
        }
    }
}

void ImportErrorsTest::piecesAreFoundInEveryShape()
{
    const QList<ServerWordsPattern> patterns = serverWordsPatterns();
    for (const ServerWordsPattern &pattern : patterns) {
        const QString sample = sampleOf(pattern.words);
        QList<const char *> shapes{"%1", "%1. \u2014 some: detail 'of' the store"};
        if (!outer.contains(pattern.ids.first()))
            shapes << "We could not count the users. \u2014 BulkImport: %1, some: detail"
                   << "Error during job execution. \u2014 importUser: %1, invalid input: of it";
        for (const char *shape : std::as_const(shapes)) {
            const ServerWords found = recogniseServerWords(q(shape).arg(sample));
            QVERIFY2(found.id == pattern.ids.first(),
                     qPrintable(q(shape).arg(sample) + q(" is not ") + found.id));
        }
        const QVariantMap names = recogniseServerWords(sample).names;
        for (auto name = names.begin(); name != names.end(); ++name)
            QCOMPARE(name.value().toString(), q("zz-") + name.key());
        QCOMPARE(names.size(), pattern.words.count(QLatin1Char('{')));
    }
}

/// All that real servers were recorded to say of failed jobs; recorded.txt tells what it is.
void ImportErrorsTest::recordedJobs_data()
{
    QTest::addColumn<QString>("recording");
    const QString folder = QStringLiteral(MMIGRATE_TEST_DATA "/recordings/");
    for (const char *version : {"5.37.0", "6.6.1"}) {
        QDirIterator files(folder + q(version), {q("*.json")}, QDir::Files);
        while (files.hasNext()) {
            files.next();
            if (!jobsIn(files.filePath()).isEmpty()) {
                const QString name = q(version) + QLatin1Char('/') + files.fileInfo().baseName();
                QTest::newRow(qPrintable(name)) << name;
            }
        }
    }
}

void ImportErrorsTest::recordedJobs()
{
    QFETCH(QString, recording);
    static const QList<QStringList> expected = rowsOf(q("recorded.txt"));
    const QString path = QStringLiteral(MMIGRATE_TEST_DATA "/recordings/") + recording + q(".json");
    const QList<Job> jobs = jobsIn(path);
    for (const Job &job : jobs) {
        const Error error = jobFailedError(job, JobType::Import);
        QStringList found{recording, error.serverErrorId};
        for (auto it = error.facts.begin(); it != error.facts.end(); ++it) {
            if (it.key() != q("job") && it.key() != q("error"))
                found.append(it.key() + QLatin1Char('=') + it.value().toString());
        }
        QVERIFY2(expected.contains(found), qPrintable(found.join(QLatin1Char('\t'))));
        const QString problem = flaw(errorText(error));
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
}

void ImportErrorsTest::wrappedErrors()
{
    // What the server was about comes first, why it could not do that behind it.
    const ServerWords words = recogniseServerWords(
        q("Error during job execution. \u2014 BulkImport: Failed to create direct channel, "
          "createDirectChannel: Unable to save direct channel., limit"));
    QCOMPARE(words.id, q("app.import.import_direct_channel.create_direct_channel.error"));
    // Only the outer sentence: better than nothing.
    QCOMPARE(recogniseServerWords(q("Error during job execution. \u2014 zz")).id,
             q("app.job.error"));
    QVERIFY(recogniseServerWords(QString()).id.isEmpty());
}

void ImportErrorsTest::detailsAreNamed_data()
{
    QTest::addColumn<QString>("prose");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *prose, const char *name, const char *value) {
        QTest::newRow(name) << q(prose) << q(name) << q(value);
    };
    row("Some teams not found \u2014 resource: Team id: nameIn=[sales sales]", "team", "sales");
    row("Some teams not found, resource: Team id: nameIn=[sales support]", "team", "");
    row("An account with that email already exists., invalid input: entity: User field: email "
        "value: joe@example.com",
        "email", "joe@example.com");
    row("Unable to save the account. \u2014 failed to find User: resource: User id: username=joe",
        "user", "joe");
    row("JSON decode of line failed. \u2014 attachment 'a b, c.txt' not found in map", "path",
        "a b, c.txt");
    row("Unable to get a file reader., unable to open file 1/x.txt: open /srv/1/x.txt: no such "
        "file or directory",
        "path", "/srv/1/x.txt");
    row("Error reading the file at: \"att/open d.txt\", open att/open d.txt: no such file", "path",
        "att/open d.txt");
}

void ImportErrorsTest::detailsAreNamed()
{
    QFETCH(QString, prose);
    QFETCH(QString, name);
    QFETCH(QString, value);
    QCOMPARE(recogniseServerWords(prose).names.value(name).toString(), value);
}

void ImportErrorsTest::answersAreToldByTheirId_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("action");
    const auto row = [](int status, const char *id, NextAction action) {
        QTest::newRow(id) << status << q(id) << int(action);
    };
    row(400, "app.upload.upload_data.first_part_too_small.app_error", NextAction::TryAgain);
    row(500, "app.upload.create.save.app_error", NextAction::TryAgain);
    row(501, "api.file.attachments.disabled.app_error", NextAction::AdjustLimits);
    row(403, "api.upload.get_upload.forbidden.app_error", NextAction::SignInAgain);
    row(403, "api.upload.create.directory_conflict.app_error", NextAction::TryAgain);
    row(404, "api.export.export_not_found.app_error", NextAction::ChooseExport);
    row(500, "api.file.write_file.app_error", NextAction::TryAgain);
    row(400, "api.job.unable_to_create_job.incorrect_job_type", NextAction::Continue);
}

void ImportErrorsTest::answersAreToldByTheirId()
{
    QFETCH(int, status);
    QFETCH(QString, id);
    QFETCH(int, action);
    const Error error = errorFromStatus(
        status, QJsonDocument(QJsonObject{{q("id"), id}, {q("message"), q("zz")}}).toJson());
    const ErrorText text = errorText(error);
    QCOMPARE(text.headline, importErrorText(error)->headline);
    QVERIFY(!text.explanation.contains(q("zz")));
    QCOMPARE(int(text.action), action);
}

void ImportErrorsTest::otherAnswersKeepTheirWords()
{
    const Error unknown = errorFromStatus(400, R"({"id":"api.from.the.future","message":"zz."})");
    QVERIFY(!importErrorText(unknown));
    QVERIFY(errorText(unknown).explanation.contains(q("zz.")));
    // These have words of their own, for all of mmigrate.
    const Error cloud = errorFromStatus(400, R"({"id":"api.file.cloud_upload.app_error"})");
    QCOMPARE(cloud.kind, ErrorKind::ImportsRefused);
    QCOMPARE(errorText(cloud).headline, importErrorText(cloud)->headline);
    const Error rights = errorFromStatus(403, R"({"id":"api.context.permissions.app_error"})");
    QCOMPARE(int(errorText(rights).action), int(NextAction::SignInAgain));
}

void ImportErrorsTest::unknownProseIsShown()
{
    const Error error = jobFailedError(failedJob(q("Something quite new.")), JobType::Import);
    QVERIFY(error.serverErrorId.isEmpty());
    const ErrorText text = errorText(error);
    QVERIFY(text.explanation.contains(q("Something quite new.")));
    QCOMPARE(int(text.action), int(NextAction::Continue));
}

void ImportErrorsTest::namesInTheSentence()
{
    const QString id = q("app.import.import_channel.team_not_found.error");
    QCOMPARE(importErrorText(importError(id))->headline,
             q("A channel belongs to a team that is not there."));
    QCOMPARE(importErrorText(importError(id, {{q("team"), q("100%1 [x] {team}")}}))->headline,
             q("A channel belongs to a team that is not there: \"100%1 [x] {team}\"."));
    // Of a file its own name, not the server's folders; of a long name its beginning.
    const QString file = q("app.import.attachment.bad_file.error");
    QVERIFY(importErrorText(importError(file, {{q("path"), q("data/1/users/2/plan.txt")}}))
                ->headline.endsWith(q(": plan.txt.")));
    const QString longName(300, QLatin1Char('x'));
    QVERIFY(importErrorText(importError(file, {{q("path"), longName}}))->headline.size() < 160);
}

void ImportErrorsTest::lostFileOfAnOldServer()
{
    const QString prose = q("JSON decode of line failed. \u2014 %1");
    const Error lost = jobFailedError(
        failedJob(prose.arg(q("attachment '1/x.txt' not found in map"))), JobType::Import);
    const Error broken = jobFailedError(failedJob(prose.arg(q("EOF"))), JobType::Import);
    QCOMPARE(lost.serverErrorId, broken.serverErrorId);
    QVERIFY(errorText(lost).headline.endsWith(q("lacks: x.txt.")));
    QVERIFY(errorText(broken).headline != errorText(lost).headline);
}

void ImportErrorsTest::lineIsTold()
{
    Error error = importError(q("app.post.save.app_error"), {{q("line"), 1234}});
    QVERIFY(errorText(error).explanation.contains(q("It was line 1,234 of the archive's list.")));
    error.facts.insert(q("lineIsNear"), true);
    QVERIFY(errorText(error).explanation.contains(q("near line 1,234 of the archive's list")));
    error.facts.insert(q("ofCopy"), true);
    QVERIFY(errorText(error).explanation.contains(q("near line 1,234 of the corrected list")));
    error.facts.insert(q("line"), 0);
    QVERIFY(!errorText(error).explanation.contains(q("line")));
    QVERIFY(isFoundInBatch(q("app.post.overwrite.app_error")));
    QVERIFY(!isFoundInBatch(q("app.import.validate_post_import_data.user_missing.error")));
    // Which file to mend.
    Error named = importError(q("app.import.validate_post_import_data.user_missing.error"),
                              {{q("archive"), q("/home/a/export.zip")}});
    QVERIFY(errorText(named).nextStep.contains(q("in export.zip, then continue")));
}

/// With MMIGRATE_SERVER_SOURCES=/src/server-5.37:/src/server-7.6:... every message of every listed
/// id, as those servers have it.
void ImportErrorsTest::messagesOfServerSources()
{
    const QString sources = qEnvironmentVariable("MMIGRATE_SERVER_SOURCES");
    if (sources.isEmpty())
        QSKIP("MMIGRATE_SERVER_SOURCES is not set");
    static const QRegularExpression placeholder(q("\\{\\{[^}]*\\}\\}"));
    const QStringList ofJobs = listedIds(q("job"));
    const QStringList folders = sources.split(QLatin1Char(':'));
    for (const QString &folder : folders) {
        QString path = folder + q("/i18n/en.json");
        if (!QFile::exists(path))
            path = folder + q("/server/i18n/en.json");
        QFile file(path);
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
        const QJsonArray messages = QJsonDocument::fromJson(file.readAll()).array();
        int looked = 0;
        for (const QJsonValue &item : messages) {
            const QString id = item[QLatin1String("id")].toString();
            if (!ofJobs.contains(id) || wordless.contains(id) || outer.contains(id))
                continue;
            QString message = item[QLatin1String("translation")].toString();
            message.replace(placeholder, q("zz"));
            const ServerWords found =
                recogniseServerWords(q("Error during job execution. \u2014 x: %1, y").arg(message));
            QVERIFY2(importErrorEntry(found.id) == importErrorEntry(id),
                     qPrintable(folder + q(": ") + id + q(" taken for ") + found.id));
            ++looked;
        }
        QVERIFY2(looked > 350, qPrintable(folder));
    }
}

QTEST_GUILESS_MAIN(ImportErrorsTest)
#include "tst_importerrors.moc"
