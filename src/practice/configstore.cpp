// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/configstore.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace mmigrate::practice {

namespace {

QJsonObject resource(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

QString clientText(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    return value.isDouble() ? QString::number(value.toInteger()) : value.toString();
}

/// Numbers that have to be whole and positive, with the end of the error's id.
struct Check
{
    const char *section;
    const char *key;
    const char *id;
};

constexpr Check checks[] = {
    {"FileSettings", "MaxFileSize", "max_file_size"},
    {"TeamSettings", "MaxUsersPerTeam", "max_users"},
    {"TeamSettings", "MaxChannelsPerTeam", "max_channels"},
    {"ServiceSettings", "MaximumLoginAttempts", "login_attempts"},
};

} // namespace

ConfigStore::ConfigStore(const Personality &personality, const PracticeServerOptions &options)
    : m_personality(&personality)
    , m_licence(options.licence)
    , m_telemetryId(options.telemetryId)
    , m_config(resource(personality.configFile))
    , m_clientShape(resource(personality.clientConfigFile))
    , m_fixed(options.fixedByEnvironment.cbegin(), options.fixedByEnvironment.cend())
{
    merge(options.config, false);
    if (!options.adminMfaCode.isEmpty() || !options.adminMfaSecret.isEmpty() || options.enforceMfa)
        setValue(QStringLiteral("ServiceSettings.EnableMultifactorAuthentication"), true);
    setValue(QStringLiteral("ServiceSettings.EnforceMultifactorAuthentication"),
             options.enforceMfa);
}

QJsonValue ConfigStore::value(const QString &dottedKey) const
{
    const QString section = dottedKey.section(QLatin1Char('.'), 0, 0);
    return m_config.value(section).toObject().value(dottedKey.section(QLatin1Char('.'), 1));
}

void ConfigStore::setValue(const QString &dottedKey, const QJsonValue &value)
{
    const QString sectionName = dottedKey.section(QLatin1Char('.'), 0, 0);
    QJsonObject section = m_config.value(sectionName).toObject();
    section.insert(dottedKey.section(QLatin1Char('.'), 1), value);
    m_config.insert(sectionName, section);
}

void ConfigStore::merge(const QJsonObject &changes, bool honourEnvironment)
{
    for (auto section = changes.begin(); section != changes.end(); ++section) {
        const QJsonObject known = m_config.value(section.key()).toObject();
        const QJsonObject wanted = section.value().toObject();
        for (auto entry = wanted.begin(); entry != wanted.end(); ++entry) {
            const QString key = section.key() + QLatin1Char('.') + entry.key();
            const bool fixed = honourEnvironment && m_fixed.contains(key);
            if (known.contains(entry.key()) && !fixed)
                setValue(key, entry.value());
        }
    }
}

QString ConfigStore::patch(const QJsonObject &changes)
{
    for (const Check &check : checks) {
        const QJsonObject section = changes.value(QLatin1String(check.section)).toObject();
        if (!section.contains(QLatin1String(check.key)))
            continue;
        const QJsonValue wanted = section.value(QLatin1String(check.key));
        if (!wanted.isDouble() || wanted.toInteger() <= 0)
            return QStringLiteral("model.config.is_valid.%1.app_error")
                .arg(QLatin1String(check.id));
    }
    merge(changes, true);
    return {};
}

QJsonObject ConfigStore::environment() const
{
    QJsonObject all;
    for (const QString &key : m_fixed) {
        const QString sectionName = key.section(QLatin1Char('.'), 0, 0);
        QJsonObject section = all.value(sectionName).toObject();
        section.insert(key.section(QLatin1Char('.'), 1), true);
        all.insert(sectionName, section);
    }
    return all;
}

QJsonObject ConfigStore::clientConfig(bool signedIn, const QString &siteUrl) const
{
    static const char *const live[][2] = {
        {"MaxFileSize", "FileSettings.MaxFileSize"},
        {"EnableFileAttachments", "FileSettings.EnableFileAttachments"},
        {"EnableMultifactorAuthentication", "ServiceSettings.EnableMultifactorAuthentication"},
        {"EnforceMultifactorAuthentication", "ServiceSettings.EnforceMultifactorAuthentication"},
        {"EnableUserAccessTokens", "ServiceSettings.EnableUserAccessTokens"},
        {"EnableDeveloper", "ServiceSettings.EnableDeveloper"},
        {"RunJobs", "JobSettings.RunJobs"},
    };
    QJsonObject config = m_clientShape.value(QLatin1String("all")).toObject();
    for (const auto &pair : live)
        config.insert(QLatin1String(pair[0]), clientText(value(QLatin1String(pair[1]))));
    config.insert(QLatin1String("SiteURL"), siteUrl);
    // One for each installation: it tells whether two addresses are one server.
    const QByteArray installation =
        QCryptographicHash::hash(siteUrl.toUtf8(), QCryptographicHash::Md5).toHex().left(26);
    config.insert(QLatin1String("TelemetryId"),
                  m_telemetryId.isEmpty() ? QString::fromLatin1(installation) : m_telemetryId);
    config.insert(QLatin1String("Version"), m_personality->version);
    config.insert(QLatin1String("BuildNumber"), m_personality->buildNumber);
    if (signedIn)
        return config;
    QJsonObject visible;
    const QJsonArray names = m_clientShape.value(QLatin1String("public")).toArray();
    for (const QJsonValue &name : names)
        visible.insert(name.toString(), config.value(name.toString()));
    return visible;
}

QJsonObject ConfigStore::clientLicence(bool admin) const
{
    if (!isLicensed())
        return {{QStringLiteral("IsLicensed"), QStringLiteral("false")}};
    QJsonObject licence = m_clientShape.value(QLatin1String("licence")).toObject();
    licence.insert(QLatin1String("Cloud"),
                   isCloud() ? QStringLiteral("true") : QStringLiteral("false"));
    if (!admin) {
        const QJsonArray hidden = m_clientShape.value(QLatin1String("licenceForAdmins")).toArray();
        for (const QJsonValue &name : hidden)
            licence.remove(name.toString());
    }
    return licence;
}

QByteArray ConfigStore::hash() const
{
    const QByteArray text = QJsonDocument(m_config).toJson(QJsonDocument::Compact);
    return QCryptographicHash::hash(text, QCryptographicHash::Md5).toHex();
}

} // namespace mmigrate::practice
