// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practicetesting.h"

#include <QFile>
#include <QTemporaryDir>

using namespace mmigrate;
using namespace mmigrate::test;

/// Jobs, exports, uploads and imports by MattermostClient, on both personalities.
class TestClientJobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jobsLive_data() { addPersonalities(); }
    void jobsLive();
    void jobsAreCancelled_data() { addPersonalities(); }
    void jobsAreCancelled();
    void exportsAreFiles_data() { addPersonalities(); }
    void exportsAreFiles();
    void linksToTheFileStore();
    void uploadsBegin_data() { addPersonalities(); }
    void uploadsBegin();
    void importsAreDeleted();
};

void TestClientJobs::jobsLive()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(smallServer(personality));
    QVERIFY(server.start());
    server.holdJobs(q("export_process"));
    const QMap<QString, QString> data{{q("include_attachments"), q("true")},
                                      {q("unknown"), q("kept")}};
    const auto job = withAdministrator(server, [&](MattermostClient &client) -> Result<Job> {
        Result<Job> made = client.createJob(JobType::Export, data);
        const Result<QList<Job>> listed = client.jobs(JobType::Export);
        if (made && (!listed || listed->size() != 1 || listed->first().id != made->id))
            return makeError(ErrorKind::Internal);
        if (made && !client.jobs(JobType::Import)->isEmpty())
            return makeError(ErrorKind::Internal);
        return made;
    });
    QVERIFY(job);
    QCOMPARE(job->type, q("export_process"));
    QVERIFY(job->createAt > 0);
    for (auto it = data.begin(); it != data.end(); ++it)
        QCOMPARE(job->data.value(it.key()), it.value());
    const auto statusNow = [&] {
        const auto now = withAdministrator(
            server, [&](MattermostClient &client) { return client.job(job->id); });
        return now ? now->status : JobStatus::Unknown;
    };
    QTRY_COMPARE(statusNow(), JobStatus::InProgress);
    server.releaseJobs(q("export_process"));
    QTRY_COMPARE(statusNow(), JobStatus::Success);
}

void TestClientJobs::jobsAreCancelled()
{
    QFETCH(PracticePersonality, personality);
    PracticeServerOptions options = smallServer(personality);
    options.jobWatchIntervalMs = 600'000; // stays pending
    PracticeServer server(options);
    QVERIFY(server.start());
    const QStringList outcomes =
        *withAdministrator(server, [](MattermostClient &client) -> Result<QStringList> {
            const Result<Job> job = client.createJob(JobType::Export, {});
            if (!job)
                return job.error();
            QStringList seen{outcome(client.cancelJob(job->id))};
            const Result<Job> now = client.job(job->id);
            seen << (now ? jobStatusName(now->status) : outcome(now));
            // A finished one cannot be cancelled: the server says 500, and it is not tried again.
            seen << outcome(client.cancelJob(job->id));
            return seen;
        });
    QCOMPARE(outcomes, (QStringList{q("ok"), q("canceled"), q("BadRequest")}));
    QCOMPARE(server.requests(q("POST"), q("/cancel$")).size(), 2);
}

void TestClientJobs::exportsAreFiles()
{
    QFETCH(PracticePersonality, personality);
    QTemporaryDir folder;
    PracticeServerOptions options = smallServer(personality);
    for (const auto &[name, size] : {std::pair("ready.zip", 1234), std::pair("empty.zip", 0)}) {
        QFile file(folder.filePath(q(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(size));
        options.readyExports.append(file.fileName());
    }
    PracticeServer server(options);
    QVERIFY(server.start());
    const QStringList outcomes =
        *withAdministrator(server, [](MattermostClient &client) -> Result<QStringList> {
            Result<QStringList> files = client.exports();
            if (!files)
                return files;
            files->sort();
            QStringList seen = *files;
            for (const char *name : {"ready.zip", "empty.zip", "missing.zip"}) {
                const Result<qint64> size = client.exportSize(q(name));
                seen << (size ? QString::number(*size) : outcome(size));
            }
            for (const char *name : {"ready.zip", "ready.zip"})
                seen << outcome(client.deleteExport(q(name)));
            seen << outcome(client.exportSize(q("ready.zip")));
            return seen;
        });
    QCOMPARE(outcomes, (QStringList{q("empty.zip"), q("ready.zip"), q("1234"), q("0"),
                                    q("NotFound"), q("ok"), q("ok"), q("NotFound")}));
}

void TestClientJobs::linksToTheFileStore()
{
    PracticeServer server(smallServer(PracticePersonality::V11));
    QVERIFY(server.start());
    const auto link = [&]() -> QString {
        const auto found = withAdministrator(server, [](MattermostClient &client) {
            return client.presignedExportUrl(q("ready.zip"));
        });
        if (!found)
            return q("error");
        return *found ? (*found)->toString() : q("none");
    };
    QCOMPARE(link(), q("none")); // the feature is off
    const QList<QPair<QString, QString>> answers = {
        {q(R"({"url":"https://store.example/b/a.zip?sig=1","expiration":"6h"})"),
         q("https://store.example/b/a.zip?sig=1")},
        {q(R"({"url":"file:///etc/passwd"})"), q("none")},
        {q(R"({"url":"https:///a.zip"})"), q("none")},
        {q(R"({"url":7})"), q("none")},
        {q("<html>"), q("none")},
    };
    for (const auto &[body, expected] : answers) {
        server.clearFaults();
        server.addFault({.pathPattern = q("/presign-url$"),
                         .action = PracticeFault::Action::Respond,
                         .status = 200,
                         .body = body.toUtf8()});
        QCOMPARE(link(), expected);
    }
}

void TestClientJobs::uploadsBegin()
{
    QFETCH(PracticePersonality, personality);
    PracticeServer server(smallServer(personality));
    QVERIFY(server.start());
    const QString name = q("große datei.zip");
    const auto session =
        withAdministrator(server, [&](MattermostClient &client) -> Result<UploadSession> {
            const Result<UploadSession> made = client.createImportUpload(name, 12'582'912);
            if (!made)
                return made;
            const Result<QList<UploadSession>> mine = client.myUploads();
            if (!mine || mine->size() != 1 || mine->first().id != made->id
                || !client.imports()->isEmpty())
                return makeError(ErrorKind::Internal);
            return client.upload(made->id);
        });
    QVERIFY(session);
    QCOMPARE(session->fileName, name);
    QCOMPARE(session->fileSize, 12'582'912);
    QCOMPARE(session->fileOffset, 0);
    QCOMPARE(MattermostClient::uploadPath(session->id), q("/api/v4/uploads/") + session->id);
}

void TestClientJobs::importsAreDeleted()
{
    // Old servers have no such route: they say so.
    for (const auto &[personality, expected] :
         {std::pair(PracticePersonality::V5_37, "NotSupported"),
          std::pair(PracticePersonality::V11, "ok")}) {
        PracticeServer server(smallServer(personality));
        QVERIFY(server.start());
        const auto deleted = withAdministrator(server, [](MattermostClient &client) {
            return client.deleteImport(q("x_missing.zip"));
        });
        QCOMPARE(outcome(deleted), q(expected));
    }
}

QTEST_GUILESS_MAIN(TestClientJobs)
#include "tst_clientjobs.moc"
