// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/personality.h"

#include <QJsonObject>
#include <QSet>
#include <QString>

namespace mmigrate::practice {

/// The server's configuration and what of it clients get to see. Not thread-safe.
class ConfigStore
{
public:
    ConfigStore() = default;
    ConfigStore(const Personality &personality, const PracticeServerOptions &options);

    const QJsonObject &all() const { return m_config; }
    QJsonValue value(const QString &dottedKey) const;
    qint64 number(const QString &dottedKey) const { return value(dottedKey).toInteger(); }
    bool flag(const QString &dottedKey) const { return value(dottedKey).toBool(); }
    void setValue(const QString &dottedKey, const QJsonValue &value);

    /// The id of what is wrong with the patch; empty: it was taken, as far as the environment lets
    /// it.
    QString patch(const QJsonObject &changes);
    /// {"FileSettings": {"Directory": true}}
    QJsonObject environment() const;
    QJsonObject clientConfig(bool signedIn, const QString &siteUrl) const;
    QJsonObject clientLicence(bool admin) const;
    bool isLicensed() const { return m_licence != PracticeLicence::None; }
    bool isCloud() const { return m_licence == PracticeLicence::Cloud; }
    /// As in X-Version-Id.
    QByteArray hash() const;

private:
    void merge(const QJsonObject &changes, bool honourEnvironment);

    const Personality *m_personality = nullptr;
    PracticeLicence m_licence = PracticeLicence::None;
    QString m_telemetryId;
    QJsonObject m_config;
    QJsonObject m_clientShape; ///< {"all": {...}, "public": [names]}
    QSet<QString> m_fixed;
};

} // namespace mmigrate::practice
