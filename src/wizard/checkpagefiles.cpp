// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

// What the page saves, opens, and shows in windows of their own.

#include "core/destination/collisionfile.h"
#include "core/steps/importerrules.h"
#include "text/errortext.h"
#include "ui_checkpage.h"
#include "wizard/checkpage.h"
#include "wizard/linedialog.h"
#include "wizard/migrationsession.h"

#include <QDir>
#include <QFileDialog>
#include <QLocale>
#include <QStandardPaths>

namespace mmigrate {

namespace {

QString sentence(const Error &error)
{
    const ErrorText words = errorText(error);
    return words.headline + QLatin1Char(' ') + words.nextStep;
}

} // namespace

void CheckPage::askForFile(const char *name, const QString &title, const QString &proposal,
                           const QStringList &filters, bool opens,
                           const std::function<void(const QString &)> &chosen)
{
    auto *dialog = new QFileDialog(this, title);
    dialog->setObjectName(QLatin1String(name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(opens ? QFileDialog::AcceptOpen : QFileDialog::AcceptSave);
    dialog->setFileMode(opens ? QFileDialog::ExistingFile : QFileDialog::AnyFile);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(QFileInfo(proposal).suffix());
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    if (!opens)
        dialog->selectFile(proposal);
    connect(dialog, &QFileDialog::fileSelected, this, chosen);
    dialog->open();
}

void CheckPage::saveFindings()
{
    if (m_saver.isRunning())
        return m_saver.cancel();
    askForFile("saveFindingsDialog", tr("Save all findings"), QStringLiteral("mmigrate-check.csv"),
               {tr("Tables (*.csv)"), tr("JSON files (*.json)")}, false,
               [this](const QString &path) {
                   const MigrationState &state = session().state();
                   m_ui->savingLabel->setText(tr("Saving…"));
                   m_ui->savingLabel->show();
                   m_saver.start(state.archive.path, knownRules(state), path);
                   showFiles();
               });
}

void CheckPage::findingsSaved(const Result<qint64> &findings)
{
    showFiles();
    const bool isStopped = !findings && findings.error().kind == ErrorKind::Cancelled;
    m_ui->savingLabel->setVisible(!isStopped);
    if (!isStopped)
        m_ui->savingLabel->setText(
            findings ? tr("Saved. Findings: %1.").arg(QLocale().toString(*findings))
                     : sentence(findings.error()));
}

void CheckPage::tellOfNames(const QString &text)
{
    m_ui->namesLabel->setText(text);
    m_ui->namesLabel->show();
}

void CheckPage::saveNames()
{
    askForFile(
        "saveNamesDialog", tr("Save as a table"), QStringLiteral("mmigrate-names.csv"),
        {tr("Tables (*.csv)"), tr("JSON files (*.json)")}, false, [this](const QString &path) {
            const Result<void> saved = writeCollisions(path, m_names.report(), m_names.decisions());
            tellOfNames(saved ? tr("Saved as %1.").arg(QDir::toNativeSeparators(path))
                              : sentence(saved.error()));
        });
}

void CheckPage::saveDecisions()
{
    askForFile("saveDecisionsDialog", tr("Save decisions"),
               QStringLiteral("mmigrate-decisions.json"), {tr("Decisions (*.json)")}, false,
               [this](const QString &path) {
                   const Result<void> saved = m_names.decisions().save(path);
                   tellOfNames(saved ? tr("Saved as %1. The file can be used for another archive.")
                                           .arg(QDir::toNativeSeparators(path))
                                     : sentence(saved.error()));
               });
}

void CheckPage::loadDecisions()
{
    askForFile(
        "loadDecisionsDialog", tr("Open decisions"), QString(), {tr("Decisions (*.json)")}, true,
        [this](const QString &path) {
            const Result<CollisionDecisions> loaded = CollisionDecisions::load(path);
            if (!loaded)
                return tellOfNames(sentence(loaded.error()));
            m_names.setDecisions(withProposals(*loaded, m_names.report()));
            tellOfNames(
                m_namesError.isEmpty()
                    ? tr("The decisions of %1 are used now.").arg(QDir::toNativeSeparators(path))
                    : m_namesError);
        });
}

/// The links of the examples are their numbers.
void CheckPage::openLine(const QUrl &link)
{
    const QModelIndex current = m_ui->foundTableView->currentIndex();
    bool isNumber = false;
    const int index = link.toString().toInt(&isNumber);
    if (!current.isValid() || !isNumber)
        return;
    const QList<Finding> &examples = m_found.row(current.row()).examples;
    if (index < 0 || index >= examples.size())
        return;
    auto *dialog = new LineDialog(session().state().archive.path, examples.at(index), this);
    dialog->open();
}

} // namespace mmigrate
