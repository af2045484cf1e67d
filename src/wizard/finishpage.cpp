// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/finishpage.h"

#include "core/archive/diskerror.h"
#include "core/destination/destinationreport.h"
#include "core/steps/importerrules.h"
#include "text/migrationsummary.h"
#include "ui_finishpage.h"
#include "wizard/migrationsession.h"
#include "wizard/migrationwizard.h"

#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLocale>
#include <QStandardPaths>

#include <algorithm>

namespace mmigrate {

namespace {

/// After an import.
QString nextSteps(const MigrationState &state)
{
    const DestinationReport found = DestinationReport::fromJson(state.destinationCheck.report);
    QStringList steps{FinishPage::tr("What to do next:")};
    steps << (found.find(DestinationRule::MailNotSetUp)
                  ? FinishPage::tr("• Passwords did not move, and the new server seems to send no "
                                   "e-mail yet. Have its administrator set that up, then tell "
                                   "people to choose “Forgot your password?”; or have a new "
                                   "password given to each.")
                  : FinishPage::tr("• Passwords did not move. Tell people to open the new address "
                                   "and to choose “Forgot your password?”."));
    if (const qint64 emoji = archiveFindings(state).count(CheckRule::EmojiNotExported); emoji > 0)
        steps << FinishPage::tr("• Custom emoji that the old server did not export: %1. Add them "
                                "on the new server.")
                     .arg(QLocale().toString(emoji));
    steps << FinishPage::tr("• Set up integrations and plugins on the new server.")
          << FinishPage::tr("• Keep the old server for some days, until everybody has found what "
                            "they need.");
    return steps.join(QLatin1Char('\n'));
}

} // namespace

FinishPage::FinishPage(MigrationSession &session)
    : RunPage(PageId::Finish, session)
    , m_ui(std::make_unique<Ui::FinishPage>())
{
    m_ui->setupUi(this);
    setFinalPage(true);
    setParts({m_ui->formWidget, m_ui->progressPanel, m_ui->errorPanel, nullptr});
    QFont bold = m_ui->leadLabel->font();
    bold.setBold(true);
    m_ui->leadLabel->setFont(bold);
    m_ui->proofTableView->setModel(&m_proof);
    m_ui->proofTableView->verticalHeader()->hide();
    m_ui->proofTableView->verticalHeader()->setMinimumSectionSize(1);
    m_ui->proofTableView->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_ui->proofTableView->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_ui->proofTableView->horizontalHeader()->setStretchLastSection(true);
    m_ui->proofTableView->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_ui->proofTableView->horizontalHeader()->setSectionsClickable(false);
    m_ui->proofTableView->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_ui->reportButton, &QPushButton::clicked, this, &FinishPage::saveReport);
}

FinishPage::~FinishPage() = default;

void FinishPage::showState()
{
    const MigrationState &state = session().state();
    showProof();
    const bool imported = state.import.succeeded;
    m_ui->nextStepsLabel->setText(
        imported ? nextSteps(state)
                 : tr("You can import the archive later: start mmigrate and choose “Start from an "
                      "archive on this computer”."));
    const bool fromServer = state.options.kind != MigrationKind::ImportOnly;
    m_ui->deleteExportCheckBox->setVisible(fromServer);
    // While something is missing, nothing that could bring it back is deleted.
    const bool isProven = !isAnythingMissing();
    m_ui->deleteExportCheckBox->setEnabled(!state.exported.deleted && isProven);
    m_ui->deleteExportCheckBox->setChecked(state.options.deleteExport && isProven);
    const bool mayDeleteArchive = state.options.kind == MigrationKind::Full;
    m_ui->deleteArchiveCheckBox->setVisible(mayDeleteArchive);
    m_ui->deleteArchiveCheckBox->setEnabled(isProven);
    m_ui->deleteArchiveCheckBox->setChecked(state.options.deleteArchive && isProven);
    const QString left = leftBehindText(state);
    m_ui->leftBehindLabel->setText(left);
    m_ui->leftBehindLabel->setVisible(!left.isEmpty());
    QString archive = tr("It is %1 and holds everybody’s messages, private ones too.")
                          .arg(QDir::toNativeSeparators(state.archive.path));
    if (!state.formerArchives.isEmpty())
        archive +=
            QLatin1Char(' ')
            + tr("Earlier ones of this migration go with it: %1.")
                  .arg(QDir::toNativeSeparators(state.formerArchives.join(QStringLiteral(", "))));
    m_ui->archiveLabel->setText(archive);
    m_ui->deleteExportCheckBox->setToolTip(
        state.formerExports.isEmpty() ? QString()
                                      : tr("Earlier exports of this migration go with it: %1.")
                                            .arg(state.formerExports.join(QStringLiteral(", "))));
}

bool FinishPage::isAnythingMissing() const
{
    const QList<VerifyRow> &rows = session().state().proof;
    return std::any_of(rows.begin(), rows.end(), [](const VerifyRow &row) {
        return row.verdict == QLatin1String("missing");
    });
}

void FinishPage::showProof()
{
    const QList<VerifyRow> &rows = session().state().proof;
    m_proof.setRows(rows);
    m_ui->proofTableView->setVisible(!rows.isEmpty());
    if (rows.isEmpty())
        m_ui->leadLabel->setText(tr("The workspace is exported."));
    else if (isAnythingMissing())
        m_ui->leadLabel->setText(tr("The import is complete, but not everything arrived. Keep the "
                                    "old server until this is clear, and save the report."));
    else
        m_ui->leadLabel->setText(tr("\u2713 Everything in the archive has arrived on %1.")
                                     .arg(session().state().destination.address.host()));
    // The table shows all of its rows; the page has room for them.
    int height = m_ui->proofTableView->horizontalHeader()->sizeHint().height()
                 + 2 * m_ui->proofTableView->frameWidth();
    for (int row = 0; row < m_proof.rowCount(); ++row)
        height += m_ui->proofTableView->rowHeight(row);
    m_ui->proofTableView->setFixedHeight(height);
}

void FinishPage::saveForm()
{
    MigrationOptions options = session().state().options;
    options.deleteExport = m_ui->deleteExportCheckBox->isChecked();
    options.deleteArchive = m_ui->deleteArchiveCheckBox->isChecked();
    session().setOptions(options);
}

void FinishPage::showResult()
{
    migrationWizard()->accept();
}

bool FinishPage::handleAction(NextAction action)
{
    if (action != NextAction::SignInAgain)
        return false;
    migrationWizard()->goToMend(action, m_ui->deleteExportCheckBox->isChecked()
                                            ? StepId::SignInSource
                                            : StepId::SignInDestination);
    return true;
}

void FinishPage::saveReport()
{
    auto *dialog = new QFileDialog(this, tr("Save report"));
    dialog->setObjectName(QStringLiteral("reportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const QString text = tr("Text (*.txt)");
    dialog->setNameFilters({text, tr("Data for programs (*.json)")});
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, text](const QString &filter) {
        dialog->setDefaultSuffix(filter == text ? QStringLiteral("txt") : QStringLiteral("json"));
    });
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->selectFile(QStringLiteral("mmigrate-report"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const MigrationState &state = session().state();
        const bool asData = path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
        const QByteArray bytes = asData
                                     ? QJsonDocument(migrationReport(state, std::nullopt)).toJson()
                                     : migrationSummaryText(state).toUtf8();
        const Result<void> saved = savePrivately(path, bytes);
        m_ui->reportLabel->setText(saved ? tr("Saved as %1.").arg(QDir::toNativeSeparators(path))
                                         : errorText(saved.error()).headline);
    });
    dialog->open();
}

} // namespace mmigrate
