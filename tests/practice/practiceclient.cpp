// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practiceclient.h"

#include "practice/streamingzip.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QThread>

namespace mmigrate::test {

namespace {

constexpr int limitMs = 30'000;

QByteArray toJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

PracticeClient::PracticeClient(const PracticeServer &server)
    : m_http(server.url())
{
    m_http.login(server.adminUsername(), server.adminPassword());
}

QJsonObject PracticeClient::getJson(const QByteArray &path)
{
    return m_http.get(path).json().object();
}

QJsonObject PracticeClient::createJob(const QString &type, const QJsonObject &data)
{
    const QJsonObject body{{QStringLiteral("type"), type}, {QStringLiteral("data"), data}};
    return m_http.post("/api/v4/jobs", toJson(body)).json().object();
}

QJsonObject PracticeClient::job(const QString &id)
{
    return getJson("/api/v4/jobs/" + id.toUtf8());
}

QJsonObject PracticeClient::waitForJob(const QString &id, const QString &status)
{
    QElapsedTimer timer;
    timer.start();
    while (!timer.hasExpired(limitMs)) {
        const QJsonObject now = job(id);
        const QString is = now.value(QLatin1String("status")).toString();
        const bool open = is == QLatin1String("pending") || is == QLatin1String("in_progress");
        if (status.isEmpty() ? !open : is == status)
            return now;
        QThread::msleep(5);
    }
    return {};
}

QString PracticeClient::createUpload(const QString &name, qint64 size)
{
    const QJsonObject body{{QStringLiteral("type"), QStringLiteral("import")},
                           {QStringLiteral("filename"), name},
                           {QStringLiteral("file_size"), size}};
    return m_http.post("/api/v4/uploads", toJson(body))
        .json()
        .object()
        .value(QLatin1String("id"))
        .toString();
}

QString PracticeClient::upload(const QByteArray &bytes, const QString &name)
{
    const QString id = createUpload(name, bytes.size());
    const RawAnswer answer = m_http.post("/api/v4/uploads/" + id.toUtf8(), bytes);
    return answer.status == 200 ? id + QLatin1Char('_') + name : QString();
}

QJsonObject PracticeClient::import(const QByteArray &archive)
{
    const QJsonObject data{{QStringLiteral("import_file"), upload(archive)}};
    return waitForJob(
        createJob(QStringLiteral("import_process"), data).value(QLatin1String("id")).toString());
}

QByteArray PracticeClient::exportArchive(const QJsonObject &data)
{
    const QJsonArray before = m_http.get("/api/v4/exports").json().array();
    waitForJob(
        createJob(QStringLiteral("export_process"), data).value(QLatin1String("id")).toString());
    const QJsonArray after = m_http.get("/api/v4/exports").json().array();
    for (const QJsonValue &name : after) {
        if (!before.contains(name))
            return m_http.get("/api/v4/exports/" + name.toString().toUtf8()).body;
    }
    return {};
}

QByteArray makeZip(const Members &members)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.zip"));
    {
        practice::StreamingZip zip(path);
        bool ok = zip.open();
        for (qsizetype i = 0; ok && i < members.size(); ++i)
            ok = zip.beginEntry(members.at(i).first, i == 0) && zip.write(members.at(i).second)
                 && zip.endEntry();
        if (!ok || !zip.finish())
            return {};
    }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray makeArchive(const QList<QByteArray> &lines, const Members &files)
{
    Members members{{QStringLiteral("import.jsonl"), lines.join('\n') + '\n'}};
    return makeZip(members + files);
}

} // namespace mmigrate::test
