// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/collisionmodel.h"

#include "text/collisiontext.h"

#include <QFont>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace mmigrate {

namespace {

bool needsName(Decision decision)
{
    return decision == Decision::Rename || decision == Decision::Map;
}

QString nameOf(const QString &name, const QString &email)
{
    return email.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, email);
}

} // namespace

void CollisionModel::setReport(const CollisionReport &report, const CollisionDecisions &decisions)
{
    beginResetModel();
    m_report = report;
    m_decisions = decisions;
    decisionsChanged();
    endResetModel();
}

void CollisionModel::setDecisions(const CollisionDecisions &decisions)
{
    beginResetModel();
    m_decisions = decisions;
    decisionsChanged();
    endResetModel();
    Q_EMIT changed();
}

void CollisionModel::keep(const QList<CollisionDecisions::OfName> &decisions)
{
    QHash<QString, qsizetype> places;
    for (qsizetype place = 0; place < m_decisions.names.size(); ++place)
        places.insert(decisionKey(m_decisions.names.at(place)), place);
    for (const CollisionDecisions::OfName &one : decisions) {
        const auto place = places.constFind(decisionKey(one));
        if (place == places.constEnd())
            m_decisions.names.append(one);
        else
            m_decisions.names[*place] = one;
    }
}

/// Once for all that was changed.
void CollisionModel::decisionsChanged()
{
    m_index = std::make_unique<DecisionIndex>(m_decisions);
    m_openCount = 0;
    m_givesNames = false;
    for (const Collision &row : std::as_const(m_report.rows)) {
        const Decision decision = m_index->decisionFor(row).decision;
        m_openCount += decision == Decision::Stop ? 1 : 0;
        m_givesNames = m_givesNames || decision == Decision::Rename || decision == Decision::Map;
    }
}

void CollisionModel::decide(const QList<int> &rows, Decision decision)
{
    QMap<CollisionKind, QList<int>> byKind;
    for (const int row : rows)
        byKind[m_report.rows.at(row).kind].append(row);
    const QMap<CollisionKind, qint64> all = m_report.counts();
    for (auto it = byKind.begin(); it != byKind.end(); ++it) {
        if (!possibleDecisions(it.key()).contains(decision))
            continue;
        CollisionDecisions ofKind;
        ofKind.kinds.insert(it.key(), {decision, {}});
        if (it->size() == all.value(it.key())) {
            decideAll(it.key(), decision);
            continue;
        }
        // What a name becomes where nobody has chosen one.
        const DecisionIndex index(ofKind);
        QList<CollisionDecisions::OfName> names;
        for (const int row : *it)
            names.append(index.decisionFor(m_report.rows.at(row)));
        keep(names);
    }
    decisionsChanged();
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
    Q_EMIT changed();
}

/// Said once, and not for each of perhaps thousands of names.
void CollisionModel::decideAll(CollisionKind kind, Decision decision)
{
    m_decisions.kinds.insert(kind, {decision, {}});
    QSet<QString> names;
    for (const Collision &row : std::as_const(m_report.rows)) {
        if (row.kind == kind)
            names.insert(decisionKey({aboutOf(kind), row.team, row.name, {}, {}}));
    }
    m_decisions.names.removeIf(
        [&](const CollisionDecisions::OfName &one) { return names.contains(decisionKey(one)); });
}

int CollisionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_report.rows.size());
}

int CollisionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QString CollisionModel::text(const Collision &row, int column) const
{
    const CollisionDecisions::OfName decided = m_index->decisionFor(row);
    switch (column) {
    case Kind:
        return collisionKindText(row.kind);
    case Here:
        return row.team.isEmpty() ? nameOf(row.name, row.email)
                                  : QStringLiteral("%1 / %2").arg(row.team, row.name);
    case There:
        return nameOf(row.otherName, row.otherEmail);
    case WhatBecomes:
        return decisionText(decided.decision);
    case NewName:
        return needsName(decided.decision) ? decided.to : QString();
    default:
        return {};
    }
}

QVariant CollisionModel::data(const QModelIndex &index, int role) const
{
    const Collision &row = m_report.rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        if (index.column() == NewName && needsName(m_index->decisionFor(row).decision))
            return tr("A name that servers take: small letters, digits, and few other signs.");
        if (index.column() == WhatBecomes)
            return decisionEffect(row.kind, m_index->decisionFor(row).decision);
        return collisionSentence(row);
    case Qt::FontRole:
        if (index.column() == WhatBecomes && m_index->decisionFor(row).decision == Decision::Stop) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        return {};
    case DecisionRole:
        return static_cast<int>(m_index->decisionFor(row).decision);
    case CollisionRole:
        return QVariant::fromValue(row);
    default:
        return {};
    }
}

bool CollisionModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const Collision &row = m_report.rows.at(index.row());
    if (index.column() == WhatBecomes && role == DecisionRole) {
        decide({index.row()}, static_cast<Decision>(value.toInt()));
        return true;
    }
    const QString name = value.toString().trimmed();
    if (index.column() != NewName || role != Qt::EditRole)
        return false;
    if (!isNewName(aboutOf(row.kind), name)) {
        Q_EMIT refused(name);
        return false;
    }
    CollisionDecisions::OfName decided = m_index->decisionFor(row);
    decided.to = name;
    keep({decided});
    decisionsChanged();
    Q_EMIT dataChanged(index, index);
    Q_EMIT changed();
    return true;
}

Qt::ItemFlags CollisionModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const Collision &row = m_report.rows.at(index.row());
    const bool isNamed = needsName(m_index->decisionFor(row).decision);
    if (index.column() == WhatBecomes || (index.column() == NewName && isNamed))
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant CollisionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Kind:
        return tr("Kind");
    case Here:
        return tr("In the archive");
    case There:
        return tr("There");
    case WhatBecomes:
        return tr("What happens");
    case NewName:
        return tr("As");
    default:
        return {};
    }
}

void CollisionFilter::setKind(std::optional<CollisionKind> kind)
{
    m_kind = kind;
    invalidateFilter();
}

void CollisionFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool CollisionFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QAbstractItemModel *model = sourceModel();
    const auto collision =
        model->index(row, 0, parent).data(CollisionModel::CollisionRole).value<Collision>();
    if (m_kind && collision.kind != *m_kind)
        return false;
    if (m_text.isEmpty())
        return true;
    const QStringList texts{collision.name, collision.team, collision.email, collision.otherName,
                            collision.otherEmail};
    return std::any_of(texts.begin(), texts.end(), [this](const QString &text) {
        return text.contains(m_text, Qt::CaseInsensitive);
    });
}

} // namespace mmigrate
