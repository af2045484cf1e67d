// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/adjustedsettings.h"

#include "core/base/log.h"

namespace mmigrate {

namespace {

void insert(QJsonObject &patch, const QString &section, const QString &key, const QJsonValue &value)
{
    QJsonObject settings = patch.value(section).toObject();
    settings.insert(key, value);
    patch.insert(section, settings);
}

QJsonValue valueOf(const QJsonObject &config, const QString &section, const QString &key)
{
    return config.value(section).toObject().value(key);
}

} // namespace

Error limitsError(const QList<TooLowLimit> &limits)
{
    QVariantList facts;
    for (const TooLowLimit &limit : limits)
        facts.append(limit.toFacts());
    return makeError(ErrorKind::LimitsTooLow).with(QStringLiteral("limits"), facts);
}

Result<void> raiseSettings(StepContext &context, const QList<TooLowLimit> &limits)
{
    QJsonObject patch;
    for (const TooLowLimit &limit : limits) {
        insert(patch, limit.section, limit.key, limit.needed);
        context.state.adjustedSettings.append(
            {limit.section, limit.key, limit.current, limit.needed, false});
    }
    if (Result<void> saved = context.save(); !saved)
        return saved;
    const Result<QJsonObject> now = context.destination.client().patchConfig(patch);
    if (!now)
        return now.error();
    QList<TooLowLimit> stayed;
    for (TooLowLimit limit : limits) {
        if (valueOf(*now, limit.section, limit.key) == limit.needed) {
            qCInfo(logSteps).noquote() << "raised" << limit.section << limit.key;
            continue;
        }
        limit.fixedByEnvironment = true;
        stayed.append(limit);
    }
    if (!stayed.isEmpty())
        return limitsError(stayed);
    return {};
}

Result<void> restoreSettings(StepContext &context)
{
    if (!context.state.hasUnrestoredSettings())
        return {};
    MattermostClient &client = context.destination.client();
    Result<QJsonObject> config = client.config();
    if (!config)
        return config.error();
    QJsonObject patch;
    for (const AdjustedSetting &setting : context.state.adjustedSettings) {
        const bool stillOurs = valueOf(*config, setting.section, setting.key) == setting.newValue;
        if (!setting.restored && stillOurs)
            insert(patch, setting.section, setting.key, setting.oldValue);
    }
    if (!patch.isEmpty()) {
        config = client.patchConfig(patch);
        if (!config)
            return config.error();
    }
    for (AdjustedSetting &setting : context.state.adjustedSettings) {
        const bool stillOurs = valueOf(*config, setting.section, setting.key) == setting.newValue
                               && setting.newValue != setting.oldValue;
        if (!stillOurs)
            setting.restored = true;
    }
    if (Result<void> saved = context.save(); !saved)
        return saved;
    if (context.state.hasUnrestoredSettings())
        return makeError(ErrorKind::ServerError, QStringLiteral("settings could not be put back"));
    qCInfo(logSteps) << "settings put back";
    return {};
}

} // namespace mmigrate
