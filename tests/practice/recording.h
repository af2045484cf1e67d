// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "rawhttp.h"

#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace mmigrate::test {

/// What a real server was asked and what it said.
struct Recording
{
    QString name{};
    QByteArray method{};
    QByteArray path{};
    RawHttp::Headers headers{}; ///< of the request
    QByteArray body{};          ///< may be a description such as "<12 MiB>"
    bool hasAnswer = false;
    RawAnswer answer{};
};

QString recordingsFolder(const QString &version);
/// nullopt when there is no such file.
std::optional<Recording> loadRecording(const QString &version, const QString &name);
/// Bodies that were only described ("<6291456 bytes>", "<3 of 12 MiB, ...>") are made up again.
QByteArray describedBody(const QByteArray &description);

/// Recorded ids and names, and what stands for them here.
using IdMap = QHash<QString, QString>;
QByteArray replaced(QByteArray text, const IdMap &ids);

/// How the answer differs from the recorded one in status, headers that matter, shape of the JSON
/// (members and types; errors also in id, message and status_code). Learns which id stands for
/// which.
QStringList compareAnswers(const RawAnswer &recorded, const RawAnswer &answer, IdMap *ids);

} // namespace mmigrate::test
