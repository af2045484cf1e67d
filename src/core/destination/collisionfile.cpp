// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/collisionfile.h"

#include "core/archive/csvfield.h"
#include "core/archive/diskerror.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace mmigrate {

namespace {

constexpr std::array columns{"severity",    "kind",       "line",     "team",
                             "name",        "email",      "type",     "other_name",
                             "other_email", "other_type", "decision", "to"};

/// As the columns, in their order.
QStringList fieldsOf(const Collision &row, const CollisionDecisions &decisions)
{
    const CollisionDecisions::OfName decided = decisions.decisionFor(row);
    return {severityName(row.severity),
            collisionKindName(row.kind),
            QString::number(row.line),
            row.team,
            row.name,
            row.email,
            row.type,
            row.otherName,
            row.otherEmail,
            row.otherType,
            decisionName(decided.decision),
            decided.to};
}

QByteArray csvOf(const CollisionReport &report, const CollisionDecisions &decisions)
{
    QByteArrayList names;
    for (const char *column : columns)
        names.append(column);
    QByteArray text = names.join(',') + '\n';
    for (const Collision &row : report.rows) {
        QByteArrayList fields;
        const QStringList values = fieldsOf(row, decisions);
        for (const QString &value : values)
            fields.append(csvField(value));
        text += fields.join(',') + '\n';
    }
    return text;
}

QByteArray jsonOf(const CollisionReport &report, const CollisionDecisions &decisions)
{
    QJsonArray list;
    for (const Collision &row : report.rows) {
        const QStringList values = fieldsOf(row, decisions);
        QJsonObject object;
        for (size_t i = 0; i < columns.size(); ++i)
            object.insert(QLatin1String(columns.at(i)), values.at(qsizetype(i)));
        object.insert(QStringLiteral("line"), row.line);
        list.append(object);
    }
    return QJsonDocument(list).toJson();
}

} // namespace

Result<void> writeCollisions(const QString &path, const CollisionReport &report,
                             const CollisionDecisions &decisions)
{
    const bool isJson = path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    return savePrivately(path, isJson ? jsonOf(report, decisions) : csvOf(report, decisions));
}

} // namespace mmigrate
