// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/foundmodel.h"

#include "core/archive/check/linechecker.h"
#include "core/archive/destinationtraits.h"
#include "text/destinationfindingtext.h"
#include "text/findingtext.h"

#include <QApplication>
#include <QIcon>
#include <QLocale>
#include <QStyle>

#include <algorithm>

namespace mmigrate {

namespace {

FoundModel::Row rowOf(const FindingGroup &group, const DestinationTraits &traits)
{
    FoundModel::Row row;
    row.severity = severityOf(group.rule, traits);
    row.isMended = checkRuleInfo(group.rule).repair != Repair::None;
    row.isFinal = row.severity == Severity::Stops && !row.isMended;
    row.what = findingSentence(group.rule);
    row.advice = repairText(group.rule);
    row.count = group.count;
    row.examples = group.examples;
    return row;
}

FoundModel::Row rowOf(const DestinationFinding &finding)
{
    FoundModel::Row row;
    row.severity = finding.severity;
    row.isMended = finding.rule == DestinationRule::MessageTooLong;
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
                          const ServerVersion &destinationVersion)
{
    beginResetModel();
    m_rows.clear();
    for (const DestinationFinding &finding : destination.findings)
        m_rows.append(rowOf(finding));
    const DestinationTraits traits = destinationTraits(destinationVersion.toNumber());
    for (const FindingGroup &group : archive.groups)
        m_rows.append(rowOf(group, traits));
    // What nobody sees to comes first.
    std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) {
        return std::pair(a.severity, a.isMended) < std::pair(b.severity, b.isMended);
    });
    endResetModel();
}

qint64 FoundModel::mendedCount() const
{
    return std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) {
        return row.isMended && row.severity != Severity::Note;
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
        return row.isMended && row.severity != Severity::Note ? tr("Is mended")
                                                              : severityText(row.severity);
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
