// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/destination/collisiondecisions.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <memory>
#include <optional>

namespace mmigrate {

/// The names that an archive and its destination have in common, and what becomes of each, as a
/// table in which a person decides.
class CollisionModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Kind, Here, There, WhatBecomes, NewName, Columns };
    /// Of WhatBecomes: the Decision as an int. Of any column: the row's Collision.
    enum Role { DecisionRole = Qt::UserRole, CollisionRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setReport(const CollisionReport &report, const CollisionDecisions &decisions);
    const CollisionReport &report() const { return m_report; }
    const CollisionDecisions &decisions() const { return m_decisions; }
    void setDecisions(const CollisionDecisions &decisions);
    /// For several rows; those whose kind does not know it stay as they are.
    void decide(const QList<int> &rows, Decision decision);
    /// Rows that the migration must not go on with.
    qint64 openCount() const { return m_openCount; }
    /// Whether a row gets another name, or goes to somebody of another name.
    bool givesNames() const { return m_givesNames; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void changed();
    /// Servers take no such name.
    void refused(const QString &name);

private:
    QString text(const Collision &row, int column) const;
    void decideAll(CollisionKind kind, Decision decision);
    void keep(const QList<CollisionDecisions::OfName> &decisions);
    void decisionsChanged();

    CollisionReport m_report;
    CollisionDecisions m_decisions;
    std::unique_ptr<DecisionIndex> m_index = std::make_unique<DecisionIndex>(m_decisions);
    qint64 m_openCount = 0;
    bool m_givesNames = false;
};

/// Those rows that hold a text, and are of one kind.
class CollisionFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setKind(std::optional<CollisionKind> kind);
    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    std::optional<CollisionKind> m_kind;
    QString m_text;
};

} // namespace mmigrate

Q_DECLARE_METATYPE(mmigrate::Collision)
