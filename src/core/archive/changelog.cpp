// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/changelog.h"

#include "core/archive/csvfield.h"
#include "core/archive/diskerror.h"

namespace mmigrate {

namespace {

constexpr qsizetype mostExamples = 20;

} // namespace

Result<void> ChangeLog::openList(const QString &path)
{
    m_list.setFileName(path);
    QFile::remove(path);
    if (!m_list.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                     QFile::ReadOwner | QFile::WriteOwner))
        return fileError(m_list);
    m_writing = true;
    m_failed = m_list.write("line,rule,what\n") < 0;
    return {};
}

Result<void> ChangeLog::closeList()
{
    if (!m_writing)
        return {};
    m_writing = false;
    const bool good = m_list.flush() && !m_failed;
    if (!good)
        return fileError(m_list);
    m_list.close();
    return {};
}

void ChangeLog::add(CorrectionRule rule, qint64 line, const QString &what, bool loses)
{
    AppliedCorrection &applied = m_byRule[static_cast<size_t>(rule)];
    ++applied.count;
    applied.losses += loses;
    if (applied.examples.size() < mostExamples)
        applied.examples.append({line, what});
    if (!m_writing)
        return;
    const QByteArray row = (line > 0 ? QByteArray::number(line) : QByteArray()) + ','
                           + correctionRuleName(rule).toLatin1() + ',' + csvField(what) + '\n';
    m_failed |= m_list.write(row) != row.size();
}

QList<AppliedCorrection> ChangeLog::corrections() const
{
    QList<AppliedCorrection> list;
    for (const CorrectionRule rule : allCorrectionRules) {
        AppliedCorrection applied = m_byRule[static_cast<size_t>(rule)];
        applied.rule = rule;
        if (applied.count > 0)
            list.append(applied);
    }
    return list;
}

} // namespace mmigrate
