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

/// A setting can have been raised more than once, by runs that did not get to put it back: from
/// what the server has now, the way leads back step by step. Where it does not, the value is
/// somebody else's.
QJsonObject valuesToRestore(const QList<AdjustedSetting> &settings, const QJsonObject &config)
{
    QJsonObject patch;
    for (auto setting = settings.crbegin(); setting != settings.crend(); ++setting) {
        QJsonValue value = valueOf(patch, setting->section, setting->key);
        if (value.isUndefined())
            value = valueOf(config, setting->section, setting->key);
        if (!setting->restored && value == setting->newValue)
            insert(patch, setting->section, setting->key, setting->oldValue);
    }
    return patch;
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
            {limit.section, limit.key, limit.current, limit.needed, false, limit.isForGood});
    }
    if (Result<void> saved = context.save(); !saved)
        return saved;
    const Result<QJsonObject> now = context.destination.client().patchConfig(patch);
    if (!now)
        return now.error();
    QList<TooLowLimit> stayed;
    const Result<QJsonObject> environment = context.destination.client().environmentConfig();
    for (TooLowLimit limit : limits) {
        if (valueOf(*now, limit.section, limit.key) == limit.needed) {
            qCInfo(logSteps).noquote() << "raised" << limit.section << limit.key;
            continue;
        }
        // Servers drop without a word what the account or the licence may not change.
        limit.fixedByEnvironment =
            environment && valueOf(*environment, limit.section, limit.key).toBool();
        limit.isRefused = !limit.fixedByEnvironment;
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
    // What is switched on for good goes off again only where nothing came that needs it: servers
    // deactivate all guests with their setting.
    const bool importBegan = context.state.destinationCheck.importBegan;
    for (AdjustedSetting &setting : context.state.adjustedSettings)
        setting.restored = setting.restored || (setting.isForGood && importBegan);
    if (!context.state.hasUnrestoredSettings())
        return context.save();
    MattermostClient &client = context.destination.client();
    Result<QJsonObject> config = client.config();
    if (!config)
        return config.error();
    const QJsonObject patch = valuesToRestore(context.state.adjustedSettings, *config);
    if (!patch.isEmpty()) {
        config = client.patchConfig(patch);
        if (!config)
            return config.error();
    }
    for (AdjustedSetting &setting : context.state.adjustedSettings) {
        const QJsonValue wanted = valueOf(patch, setting.section, setting.key);
        if (wanted.isUndefined() || valueOf(*config, setting.section, setting.key) == wanted)
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
