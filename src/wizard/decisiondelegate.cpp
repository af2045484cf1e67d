// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/decisiondelegate.h"

#include "text/collisiontext.h"
#include "wizard/collisionmodel.h"

#include <QComboBox>

namespace mmigrate {

QWidget *DecisionDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                        const QModelIndex &index) const
{
    const auto collision = index.data(CollisionModel::CollisionRole).value<Collision>();
    auto *box = new QComboBox(parent);
    box->setObjectName(QStringLiteral("decisionComboBox"));
    const QList<Decision> possible = possibleDecisions(collision.kind);
    for (const Decision decision : possible) {
        box->addItem(decisionText(decision), static_cast<int>(decision));
        box->setItemData(box->count() - 1, decisionEffect(collision.kind, decision),
                         Qt::ToolTipRole);
    }
    // Chosen is decided: nobody expects to have to press Return afterwards.
    connect(box, &QComboBox::activated, this, [this, box] {
        auto *self = const_cast<DecisionDelegate *>(this);
        Q_EMIT self->commitData(box);
        Q_EMIT self->closeEditor(box);
    });
    QMetaObject::invokeMethod(box, &QComboBox::showPopup, Qt::QueuedConnection);
    return box;
}

void DecisionDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *box = qobject_cast<QComboBox *>(editor);
    box->setCurrentIndex(box->findData(index.data(CollisionModel::DecisionRole)));
}

void DecisionDelegate::setModelData(QWidget *editor, QAbstractItemModel *model,
                                    const QModelIndex &index) const
{
    auto *box = qobject_cast<QComboBox *>(editor);
    model->setData(index, box->currentData(), CollisionModel::DecisionRole);
}

} // namespace mmigrate
