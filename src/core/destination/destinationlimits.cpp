// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/destinationlimits.h"

#include <algorithm>

namespace mmigrate {

namespace {

// Every team gets town-square and off-topic, and the server counts them, too.
constexpr qint64 channelsOfEveryTeam = 2;

qint64 largest(const QMap<QString, qint64> &counts)
{
    const auto found = std::max_element(counts.begin(), counts.end());
    return found == counts.end() ? 0 : *found;
}

class LimitCheck
{
public:
    LimitCheck(const QJsonObject &config, const QJsonObject &environment)
        : m_config(config)
        , m_environment(environment)
    {
    }

    void atLeast(const QString &section, const QString &key, qint64 needed)
    {
        const QJsonValue current = value(m_config, section, key);
        if (current.isDouble() && current.toInteger() < needed)
            add(section, key, current, needed);
    }

    void mustBeOn(const QString &section, const QString &key)
    {
        const QJsonValue current = value(m_config, section, key);
        if (current.isBool() && !current.toBool())
            add(section, key, current, true);
    }

    QList<TooLowLimit> limits() const { return m_limits; }

private:
    static QJsonValue value(const QJsonObject &object, const QString &section, const QString &key)
    {
        return object.value(section).toObject().value(key);
    }

    void add(const QString &section, const QString &key, const QJsonValue &current,
             const QJsonValue &needed)
    {
        m_limits.append(
            {section, key, current, needed, value(m_environment, section, key).toBool()});
    }

    const QJsonObject &m_config;
    const QJsonObject &m_environment;
    QList<TooLowLimit> m_limits;
};

} // namespace

QVariantMap TooLowLimit::toFacts() const
{
    QVariantMap facts{{QStringLiteral("setting"), name()},
                      {QStringLiteral("current"), current.toVariant()},
                      {QStringLiteral("needed"), needed.toVariant()},
                      {QStringLiteral("fixed"), fixedByEnvironment},
                      {QStringLiteral("refused"), isRefused}};
    if (fixedByEnvironment) {
        facts.insert(QStringLiteral("environment"), environmentName(section, key));
        facts.insert(QStringLiteral("write"), needed.toVariant().toString());
    }
    return facts;
}

QString environmentName(const QString &section, const QString &key)
{
    return QStringLiteral("MM_%1_%2").arg(section.toUpper(), key.toUpper());
}

QList<TooLowLimit> tooLowLimits(const ArchiveSummary &summary, qint64 uploadSize,
                                const ExistingPlaces &there, const QJsonObject &config,
                                const QJsonObject &environment)
{
    QMap<QString, qint64> members = summary.membersByTeam;
    for (auto it = members.begin(); it != members.end(); ++it)
        *it += there.members.value(it.key());
    QMap<QString, qint64> channels = summary.channelsByTeam;
    for (auto it = channels.begin(); it != channels.end(); ++it)
        *it += there.channels.value(it.key(), channelsOfEveryTeam);
    LimitCheck check(config, environment);
    check.mustBeOn(QStringLiteral("FileSettings"), QStringLiteral("EnableFileAttachments"));
    check.atLeast(QStringLiteral("FileSettings"), QStringLiteral("MaxFileSize"),
                  std::max(uploadSize, summary.largestAttachmentBytes));
    check.atLeast(QStringLiteral("TeamSettings"), QStringLiteral("MaxUsersPerTeam"),
                  largest(members));
    check.atLeast(QStringLiteral("TeamSettings"), QStringLiteral("MaxChannelsPerTeam"),
                  largest(channels));
    return check.limits();
}

Result<QList<TooLowLimit>> askTooLowLimits(MattermostClient &destination,
                                           const ArchiveSummary &summary, qint64 uploadSize,
                                           const ExistingPlaces &there)
{
    const Result<QJsonObject> config = destination.config();
    if (!config)
        return config.error();
    const Result<QJsonObject> environment = destination.environmentConfig();
    if (!environment)
        return environment.error();
    return tooLowLimits(summary, uploadSize, there, *config, *environment);
}

} // namespace mmigrate
