// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "archive/archivefixture.h"
#include "core/archive/check/archivecheck.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace mmigrate {

/// "@{1025 x}" becomes 1025 times x.
inline QByteArray expanded(QString text)
{
    static const QRegularExpression pattern(QStringLiteral("@\\{(\\d+) ([^}]+)\\}"));
    while (true) {
        const QRegularExpressionMatch match = pattern.match(text);
        if (!match.hasMatch())
            return text.toUtf8();
        text.replace(match.capturedStart(), match.capturedLength(),
                     match.captured(2).repeated(match.captured(1).toInt()));
    }
}

/// An archive that breaks one rule, and what it is held against.
struct RuleCase
{
    QString rule{};
    QByteArray first{};     ///< in the place of the version line; empty: a good one
    QByteArrayList lines{}; ///< without the version line
    CheckContext context{};
};

/// tests/data/rulecases.json: good lines and files that all cases share, then one case a line. The
/// same cases can be given to a real server: see tests/README.md.
class RuleCases
{
public:
    RuleCases()
    {
        QFile file(QStringLiteral(MMIGRATE_TEST_DATA "/data/rulecases.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no cases");
        const QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
        m_base = linesOf(all.value(QLatin1String("base")));
        const QJsonObject files = all.value(QLatin1String("files")).toObject();
        for (auto it = files.begin(); it != files.end(); ++it)
            m_files.append({it.key().toUtf8(), expanded(it->toString())});
        for (const QByteArray &permission : linesOf(all.value(QLatin1String("permissions"))))
            m_permissions.insert(permission);
        const QJsonArray cases = all.value(QLatin1String("cases")).toArray();
        for (const QJsonValue &value : cases)
            m_cases.append(caseFrom(value.toObject()));
    }

    const QList<RuleCase> &all() const { return m_cases; }
    const QByteArrayList &base() const { return m_base; }
    CheckContext context() const
    {
        CheckContext context;
        context.permissions = m_permissions;
        return context;
    }

    QString write(const QString &path, const RuleCase &ruleCase) const
    {
        StreamingZip zip(path);
        const QByteArray first = ruleCase.first.isEmpty() ? versionLine : ruleCase.first;
        const QByteArray text = (QByteArrayList{first} + ruleCase.lines).join('\n') + '\n';
        zip.addDeflated("import.jsonl", text);
        for (const auto &[name, bytes] : m_files) {
            if (text.contains(name.mid(5))) // without "data/"
                zip.addStored(name, bytes);
        }
        zip.finish();
        return path;
    }

private:
    static QByteArrayList linesOf(const QJsonValue &value)
    {
        QByteArrayList lines;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &line : array)
            lines.append(expanded(line.toString()));
        return lines;
    }

    RuleCase caseFrom(const QJsonObject &object) const
    {
        RuleCase ruleCase;
        ruleCase.rule = object.value(QLatin1String("rule")).toString();
        ruleCase.first = expanded(object.value(QLatin1String("first")).toString());
        ruleCase.lines = m_base + linesOf(object.value(QLatin1String("lines")));
        ruleCase.context = context();
        ruleCase.context.destinationVersion =
            QVersionNumber::fromString(object.value(QLatin1String("version")).toString());
        ruleCase.context.largestFileBytes =
            object.value(QLatin1String("largestFileBytes")).toInteger(-1);
        return ruleCase;
    }

    QByteArrayList m_base;
    ArchiveFiles m_files;
    QSet<QByteArray> m_permissions;
    QList<RuleCase> m_cases;
};

} // namespace mmigrate
