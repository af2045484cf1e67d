// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/practiceserver.h"
#include "recording.h"

#include <QJsonObject>
#include <QStringList>

namespace mmigrate::test {

/// Sends the requests of one group of recordings to a stand-in, in order, and compares the answers.
class Replayer
{
public:
    Replayer(const QString &version, const QJsonObject &group);

    struct Step
    {
        QString name{};
        QStringList differences{};
    };
    /// Empty when the server cannot be started.
    QList<Step> run();

private:
    PracticeServerOptions options() const;
    bool signIn();
    void prepare(const QJsonObject &step, const Recording &recording);
    RawAnswer askFor(const QJsonObject &step, const Recording &recording);
    RawAnswer askOnce(const QJsonObject &step, const Recording &recording);
    RawHttp::Headers headersFor(const QJsonObject &step, const Recording &recording) const;
    QByteArray tokenFor(const QJsonObject &step, const Recording &recording) const;
    QByteArray bodyFor(const QJsonObject &step, const Recording &recording) const;
    QByteArray rangeFor(const QString &pattern) const;
    void remember(const QJsonObject &step, const Recording &recording, const RawAnswer &answer);

    QString m_version;
    QJsonObject m_group;
    PracticeServer m_server;
    QByteArray m_admin;
    QByteArray m_adminId;
    QByteArray m_joe;
    QByteArray m_spare; ///< a second session of the administrator
    QByteArray m_accessToken;
    QByteArray m_etag;
    qint64 m_exportSize = 0;
    IdMap m_ids;
};

} // namespace mmigrate::test
