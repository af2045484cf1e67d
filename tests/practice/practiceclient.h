// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/practiceserver.h"
#include "rawhttp.h"

#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QString>

namespace mmigrate::test {

/// What a migration does, in as few words as possible, as the administrator.
class PracticeClient
{
public:
    explicit PracticeClient(const PracticeServer &server);

    RawHttp &http() { return m_http; }
    QJsonObject getJson(const QByteArray &path);
    QJsonObject createJob(const QString &type, const QJsonObject &data = {});
    QJsonObject job(const QString &id);
    /// Waits until the job has left pending and in_progress, or has that status.
    QJsonObject waitForJob(const QString &id, const QString &status = {});
    /// The id of a new session.
    QString createUpload(const QString &name, qint64 size);
    /// In one part; the name in the import folder. Empty: refused.
    QString upload(const QByteArray &bytes, const QString &name = QStringLiteral("x.zip"));
    /// Uploads, imports and waits: the job at its end.
    QJsonObject import(const QByteArray &archive);
    QByteArray exportArchive(const QJsonObject &data);

private:
    RawHttp m_http;
};

using Members = QList<QPair<QString, QByteArray>>;
/// A ZIP with these members, the first one deflated.
QByteArray makeZip(const Members &members);
/// With the lines as import.jsonl and these files.
QByteArray makeArchive(const QList<QByteArray> &lines, const Members &files = {});

} // namespace mmigrate::test
