// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/corrections.h"

#include <QJsonArray>

#include <array>

namespace mmigrate {

namespace {

struct NumberField
{
    const char *name;
    qint64 CorrectionReport::*member;
};

constexpr std::array numberFields{
    NumberField{"linesChanged", &CorrectionReport::linesChanged},
    NumberField{"linesDropped", &CorrectionReport::linesDropped},
    NumberField{"filesRenamed", &CorrectionReport::filesRenamed},
    NumberField{"filesLeftOut", &CorrectionReport::filesLeftOut},
    NumberField{"bytesLeftOut", &CorrectionReport::bytesLeftOut},
    NumberField{"targetSize", &CorrectionReport::targetSize},
};

struct TextField
{
    const char *name;
    QString CorrectionReport::*member;
};

constexpr std::array textFields{
    TextField{"sourcePath", &CorrectionReport::sourcePath},
    TextField{"targetPath", &CorrectionReport::targetPath},
    TextField{"changesPath", &CorrectionReport::changesPath},
};

QJsonObject toObject(const AppliedCorrection &applied)
{
    QJsonArray examples;
    for (const AppliedCorrection::Example &example : applied.examples) {
        examples.append(QJsonObject{{QStringLiteral("line"), example.line},
                                    {QStringLiteral("what"), example.what}});
    }
    return {{QStringLiteral("rule"), correctionRuleName(applied.rule)},
            {QStringLiteral("count"), applied.count},
            {QStringLiteral("losses"), applied.losses},
            {QStringLiteral("examples"), examples}};
}

std::optional<AppliedCorrection> toApplied(const QJsonObject &object)
{
    const std::optional<CorrectionRule> rule =
        correctionRuleFromName(object.value(QLatin1String("rule")).toString());
    if (!rule)
        return std::nullopt;
    AppliedCorrection applied;
    applied.rule = *rule;
    applied.count = object.value(QLatin1String("count")).toInteger();
    applied.losses = object.value(QLatin1String("losses")).toInteger();
    const QJsonArray examples = object.value(QLatin1String("examples")).toArray();
    for (const QJsonValue &value : examples) {
        const QJsonObject example = value.toObject();
        applied.examples.append({example.value(QLatin1String("line")).toInteger(),
                                 example.value(QLatin1String("what")).toString()});
    }
    return applied;
}

} // namespace

qint64 CorrectionReport::count(CorrectionRule rule) const
{
    for (const AppliedCorrection &applied : corrections) {
        if (applied.rule == rule)
            return applied.count;
    }
    return 0;
}

QJsonObject CorrectionReport::toJson() const
{
    QJsonObject object;
    for (const TextField &field : textFields)
        object.insert(QLatin1String(field.name), this->*field.member);
    for (const NumberField &field : numberFields)
        object.insert(QLatin1String(field.name), this->*field.member);
    QJsonArray list;
    for (const AppliedCorrection &applied : corrections)
        list.append(toObject(applied));
    object.insert(QStringLiteral("corrections"), list);
    object.insert(QStringLiteral("operatorMemberships"), operatorMemberships.toJson());
    if (!keptMemberships.isEmpty())
        object.insert(QStringLiteral("keptMemberships"),
                      OperatorMemberships::listToJson(keptMemberships));
    object.insert(QStringLiteral("left"), left.toJson());
    return object;
}

CorrectionReport CorrectionReport::fromJson(const QJsonObject &object)
{
    CorrectionReport report;
    for (const TextField &field : textFields)
        report.*field.member = object.value(QLatin1String(field.name)).toString();
    for (const NumberField &field : numberFields)
        report.*field.member = object.value(QLatin1String(field.name)).toInteger();
    const QJsonArray list = object.value(QLatin1String("corrections")).toArray();
    for (const QJsonValue &value : list) {
        if (const std::optional<AppliedCorrection> applied = toApplied(value.toObject()))
            report.corrections.append(*applied);
    }
    report.operatorMemberships = OperatorMemberships::fromJson(
        object.value(QLatin1String("operatorMemberships")).toObject());
    report.keptMemberships =
        OperatorMemberships::listFromJson(object.value(QLatin1String("keptMemberships")).toArray());
    report.left = CheckReport::fromJson(object.value(QLatin1String("left")).toObject());
    return report;
}

} // namespace mmigrate
