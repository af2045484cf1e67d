// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/proofmodel.h"

#include "text/archiveerrortext.h"

#include <QFont>
#include <QLocale>

namespace mmigrate {

void ProofModel::setRows(const QList<VerifyRow> &rows)
{
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

int ProofModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ProofModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QString ProofModel::text(const VerifyRow &row, int column) const
{
    const auto number = [](const std::optional<qint64> &value) {
        return value ? QLocale().toString(*value) : QStringLiteral("–");
    };
    switch (column) {
    case Thing: {
        QString name = countedThing(row.what);
        if (!name.isEmpty())
            name[0] = name.at(0).toUpper();
        return name;
    }
    case Archive:
        return number(row.archive);
    case Before:
        return number(row.before);
    case Now:
        return number(row.after);
    case Verdict:
        if (row.verdict == QLatin1String("arrived"))
            return tr("\u2002\u2713 all there");
        if (row.verdict == QLatin1String("missing"))
            return tr("\u2002\u2717 missing");
        return tr("\u2002not known");
    default:
        return {};
    }
}

QVariant ProofModel::data(const QModelIndex &index, int role) const
{
    const VerifyRow &row = m_rows.at(index.row());
    const bool isNumber =
        index.column() == Archive || index.column() == Before || index.column() == Now;
    if (role == Qt::DisplayRole)
        return text(row, index.column());
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::FontRole && row.verdict == QLatin1String("missing")) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    return {};
}

QVariant ProofModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(
            Qt::AlignVCenter
            | (section == Thing || section == Verdict ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Archive:
        return tr("In the archive");
    case Before:
        return tr("There before");
    case Now:
        return tr("There now");
    case Verdict:
        return tr("\u2002Result");
    default:
        return QString();
    }
}

} // namespace mmigrate
