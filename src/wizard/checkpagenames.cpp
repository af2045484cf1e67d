// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

// The names that both sides have, and what becomes of them.

#include "core/steps/collisioncheck.h"
#include "text/collisiontext.h"
#include "text/errortext.h"
#include "ui_checkpage.h"
#include "wizard/checkpage.h"
#include "wizard/decisiondelegate.h"
#include "wizard/migrationsession.h"

#include <QHeaderView>
#include <QLocale>

namespace mmigrate {

void CheckPage::setUpNames()
{
    m_filter.setSourceModel(&m_names);
    QTableView *table = m_ui->namesTableView;
    table->setModel(&m_filter);
    table->setItemDelegateForColumn(CollisionModel::WhatBecomes, new DecisionDelegate(table));
    table->setEditTriggers(QAbstractItemView::AllEditTriggers);
    table->verticalHeader()->hide();
    QHeaderView *header = table->horizontalHeader();
    header->setSectionsClickable(false);
    header->setSectionResizeMode(CollisionModel::Here, QHeaderView::Stretch);
    header->setSectionResizeMode(CollisionModel::There, QHeaderView::Stretch);
    // Cut off rather than scrolled, as long as something can be read; the tool tips tell all.
    const int letter = fontMetrics().averageCharWidth();
    header->resizeSection(CollisionModel::Kind, letter * 16);
    header->resizeSection(CollisionModel::WhatBecomes, letter * 18);
    header->resizeSection(CollisionModel::NewName, letter * 12);
    header->setMinimumSectionSize(letter * 10);
    table->verticalHeader()->setMinimumSectionSize(1);
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_ui->namesLabel->hide();
    connect(m_ui->filterLineEdit, &QLineEdit::textChanged, &m_filter, &CollisionFilter::setText);
    connect(m_ui->kindComboBox, &QComboBox::currentIndexChanged, this, &CheckPage::showFilter);
    connect(m_ui->decideButton, &QPushButton::clicked, this, &CheckPage::decideShown);
    connect(&m_names, &CollisionModel::changed, this, &CheckPage::keepDecisions);
    connect(&m_names, &CollisionModel::refused, this, [this](const QString &name) {
        tellOfNames(tr("Servers take no name like \"%1\". Use small letters, digits, dots and "
                       "dashes, without blanks.")
                        .arg(name));
    });
}

bool CheckPage::areNamesTried() const
{
    const MigrationState &state = session().state();
    return !m_names.givesNames() || state.isFinished(StepId::UploadArchive)
           || state.destinationCheck.targetsFor == hashOf(m_names.decisions());
}

/// What mmigrate proposes, until somebody decides.
void CheckPage::showNames()
{
    const MigrationState &state = session().state();
    m_namesError.clear();
    const bool wasLooked = !state.destinationCheck.collisionsPath.isEmpty();
    const Result<CollisionReport> collisions =
        wasLooked ? savedCollisions(state) : Result<CollisionReport>(CollisionReport());
    const CollisionReport rows = collisions ? *collisions : CollisionReport();
    if (!collisions)
        m_namesError = tr("The list of names cannot be read. Check again.");
    CollisionDecisions kept;
    if (!state.options.mappingFile.isEmpty()) {
        const Result<CollisionDecisions> loaded =
            CollisionDecisions::load(state.options.mappingFile);
        if (loaded)
            kept = *loaded;
        else
            m_namesError = errorText(loaded.error()).headline;
    }
    // Names may have come since: what is proposed for them is shown, and not left to the importer.
    const CollisionDecisions decisions = withProposals(kept, rows);
    m_names.setReport(rows, decisions);
    if (m_namesError.isEmpty() && decisions != kept && mayDecide())
        keepDecisions();
    m_ui->tabWidget->setTabText(m_ui->tabWidget->indexOf(m_ui->namesTab),
                                tr("Names (%1)").arg(QLocale().toString(rows.rows.size())));
    m_ui->namesTab->setEnabled(mayDecide());
    m_ui->kindComboBox->clear();
    m_ui->kindComboBox->addItem(tr("All"), QVariant());
    const QMap<CollisionKind, qint64> counts = rows.counts();
    for (auto it = counts.begin(); it != counts.end(); ++it)
        m_ui->kindComboBox->addItem(
            tr("%1 (%2)").arg(collisionKindText(it.key()), QLocale().toString(*it)),
            static_cast<int>(it.key()));
    showFilter();
    const bool hasAny = !rows.rows.isEmpty();
    m_ui->noNamesLabel->setVisible(!hasAny);
    for (QWidget *widget : std::initializer_list<QWidget *>{
             m_ui->filterLineEdit, m_ui->kindComboBox, m_ui->namesTableView, m_ui->decideLabel,
             m_ui->decisionComboBox, m_ui->decideButton})
        widget->setVisible(hasAny);
}

void CheckPage::showFilter()
{
    const QVariant kind = m_ui->kindComboBox->currentData();
    std::optional<CollisionKind> wanted;
    if (kind.isValid())
        wanted = static_cast<CollisionKind>(kind.toInt());
    m_filter.setKind(wanted);
    // What is possible for every kind that may be shown.
    QList<Decision> possible;
    const QList<CollisionKind> kinds =
        wanted ? QList<CollisionKind>{*wanted} : m_names.report().counts().keys();
    for (const CollisionKind one : kinds) {
        for (const Decision decision : possibleDecisions(one)) {
            if (!possible.contains(decision))
                possible.append(decision);
        }
    }
    m_ui->decisionComboBox->clear();
    for (const Decision decision : std::as_const(possible))
        m_ui->decisionComboBox->addItem(decisionText(decision), static_cast<int>(decision));
    m_ui->decideButton->setEnabled(!possible.isEmpty());
}

void CheckPage::decideShown()
{
    QList<int> rows;
    for (int row = 0; row < m_filter.rowCount(); ++row)
        rows.append(m_filter.mapToSource(m_filter.index(row, 0)).row());
    m_names.decide(rows, static_cast<Decision>(m_ui->decisionComboBox->currentData().toInt()));
}

/// In a file beside the archive, where the steps find it.
void CheckPage::keepDecisions()
{
    const Result<void> kept = session().keepDecisions(m_names.decisions());
    m_namesError = kept ? QString() : errorText(kept.error()).headline;
    showSummary();
}

} // namespace mmigrate
