// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkreport.h"
#include "core/destination/destinationreport.h"

#include <QAbstractTableModel>

namespace mmigrate {

/// What the check found, in the archive and on the destination, as a table; the worst first.
class FoundModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Effect, What, Count, Columns };

    struct Row
    {
        Severity severity = Severity::Note;
        bool isFinal = false; ///< of the archive, and nothing can be done about it here
        bool isOfArchive = false;
        bool isMended = false; ///< in the archive that is sent, or by a setting
        QString what{};
        QString advice{};
        qint64 count = 0; ///< 0: on the destination, where nothing is counted
        QList<Finding> examples{};
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// \a raisesLimits: the person allows mmigrate to change settings of the destination.
    void setFound(const CheckReport &archive, const DestinationReport &destination,
                  bool raisesLimits);
    const Row &row(int index) const { return m_rows.at(index); }
    /// Kinds of findings that are mended in the archive that is sent.
    qint64 mendedCount() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QList<Row> m_rows;
};

} // namespace mmigrate
