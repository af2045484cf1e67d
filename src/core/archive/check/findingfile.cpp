// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/findingfile.h"

#include "core/archive/csvfield.h"
#include "core/archive/diskerror.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace mmigrate {

FindingFile::FindingFile(const QString &path, const DestinationTraits &traits)
    : m_file(path)
    , m_traits(traits)
    , m_isJson(path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive))
{
}

Result<void> FindingFile::open()
{
    if (!m_file.open(QIODevice::WriteOnly))
        return fileError(m_file);
    m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return write(m_isJson ? "[" : "severity,rule,line,place,subject,server_error\n");
}

Result<void> FindingFile::add(const Finding &finding)
{
    const QByteArray bytes = m_isJson ? jsonOf(finding) : csvOf(finding);
    m_isFirst = false;
    return write(bytes);
}

Result<void> FindingFile::close()
{
    if (Result<void> written = write(m_isJson ? "\n]\n" : ""); !written)
        return written;
    return m_file.commit() ? Result<void>() : Result<void>(fileError(m_file));
}

QByteArray FindingFile::jsonOf(const Finding &finding) const
{
    const QJsonObject object{
        {QStringLiteral("severity"), severityName(severityOf(finding.rule, m_traits))},
        {QStringLiteral("rule"), checkRuleName(finding.rule)},
        {QStringLiteral("line"), finding.line},
        {QStringLiteral("place"), finding.place},
        {QStringLiteral("subject"), finding.subject},
        {QStringLiteral("server_error"), QLatin1String(checkRuleInfo(finding.rule).errorId)}};
    return (m_isFirst ? "\n" : ",\n") + QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray FindingFile::csvOf(const Finding &finding) const
{
    const QByteArray line = finding.line > 0 ? QByteArray::number(finding.line) : QByteArray();
    return severityName(severityOf(finding.rule, m_traits)).toLatin1() + ','
           + checkRuleName(finding.rule).toLatin1() + ',' + line + ',' + csvField(finding.place)
           + ',' + csvField(finding.subject) + ',' + checkRuleInfo(finding.rule).errorId + '\n';
}

Result<void> FindingFile::write(const QByteArray &bytes)
{
    return m_file.write(bytes) == bytes.size() ? Result<void>() : Result<void>(fileError(m_file));
}

Result<CheckReport> checkArchiveInto(const QString &path, const ArchiveReader &archive,
                                     const CheckContext &context, StepControl &control,
                                     const ProgressSink &progress)
{
    FindingFile file(path, destinationTraits(context.destinationVersion));
    if (const Result<void> opened = file.open(); !opened)
        return opened.error();
    const Result<CheckReport> report =
        checkArchive(archive, context, control, progress,
                     [&file](const Finding &finding) { return file.add(finding); });
    if (!report)
        return report;
    const Result<void> closed = file.close();
    return closed ? report : Result<CheckReport>(closed.error());
}

} // namespace mmigrate
