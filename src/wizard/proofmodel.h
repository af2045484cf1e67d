// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/state/migrationstate.h"

#include <QAbstractTableModel>

namespace mmigrate {

/// What arrived, as a table: a row for each kind of thing; columns: thing, archive, before the
/// import, now, verdict.
class ProofModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QList<VerifyRow> &rows);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    enum Column { Thing, Archive, Before, Now, Verdict, Columns };
    QString text(const VerifyRow &row, int column) const;

    QList<VerifyRow> m_rows;
};

} // namespace mmigrate
