// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/foundmodel.h"

#include "text/destinationfindingtext.h"
#include "text/findingtext.h"

#include <QApplication>
#include <QIcon>
#include <QLocale>
#include <QStyle>

#include <algorithm>

namespace mmigrate {

namespace {

FoundModel::Row rowOf(const FindingGroup &group, const CheckReport &report)
{
    FoundModel::Row row;
    row.isOfArchive = true;
    row.severity = group.severity;
    row.isMended = report.isMended(group);
    row.isFinal = report.isFinal(group);
    row.what = findingSentence(group.rule);
    row.advice = findingAdvice(group, report);
    row.count = group.count;
    row.examples = group.examples;
    return row;
}

FoundModel::Row rowOf(const DestinationFinding &finding, bool raisesLimits)
{
    FoundModel::Row row;
    row.severity = finding.severity;
    row.isMended = finding.rule == DestinationRule::MessageTooLong
                   || (finding.remedy == Remedy::Adjust && raisesLimits);
    row.what = destinationFindingSentence(finding);
    row.advice = destinationFindingAdvice(finding);
    return row;
}

QIcon iconOf(Severity severity)
{
    const QStyle *style = QApplication::style();
    switch (severity) {
    case Severity::Stops:
        return style->standardIcon(QStyle::SP_MessageBoxCritical);
    case Severity::Loses:
        return style->standardIcon(QStyle::SP_MessageBoxWarning);
    case Severity::Note:
        return style->standardIcon(QStyle::SP_MessageBoxInformation);
    }
    Q_UNREACHABLE();
}

} // namespace

void FoundModel::setFound(const CheckReport &archive, const DestinationReport &destination,
                          bool raisesLimits)
{
    beginResetModel();
    m_rows.clear();
    bool raisesFileSize = false;
    for (const DestinationFinding &finding : destination.findings) {
        m_rows.append(rowOf(finding, raisesLimits));
        const QString setting = finding.facts.value(QStringLiteral("setting")).toString();
        if (setting == QLatin1String("FileSettings.MaxFileSize") && m_rows.last().isMended)
            raisesFileSize = true;
    }
    for (const FindingGroup &group : archive.groups) {
        m_rows.append(rowOf(group, archive));
        // It is raised for the largest of them.
        if (group.rule == CheckRule::AttachmentTooLarge && raisesFileSize)
            m_rows.last().isMended = true;
    }
    // What nobody sees to comes first.
    std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) {
        return std::pair(a.severity, a.isMended) < std::pair(b.severity, b.isMended);
    });
    endResetModel();
}

qint64 FoundModel::mendedCount() const
{
    return std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) {
        return row.isOfArchive && row.isMended && row.severity == Severity::Stops;
    });
}

int FoundModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FoundModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant FoundModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows.at(index.row());
    if (role == Qt::DecorationRole && index.column() == Effect)
        return iconOf(row.isMended ? Severity::Note : row.severity);
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter
                        | (index.column() == Count ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case Effect:
        if (!row.isMended || row.severity == Severity::Note)
            return severityText(row.severity);
        return row.isOfArchive ? tr("Is mended") : tr("Is changed");
    case What:
        return row.what;
    case Count:
        return row.count > 0 ? QLocale().toString(row.count) : QString();
    default:
        return {};
    }
}

QVariant FoundModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (section == Count ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Effect:
        return tr("Effect");
    case What:
        return tr("What was found");
    case Count:
        return tr("How often");
    default:
        return {};
    }
}

} // namespace mmigrate
