// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/importpage.h"

#include "ui_importpage.h"
#include "wizard/migrationsession.h"
#include "wizard/migrationwizard.h"

namespace mmigrate {

ImportPage::ImportPage(MigrationSession &session)
    : RunPage(PageId::Import, session)
    , m_ui(std::make_unique<Ui::ImportPage>())
{
    m_ui->setupUi(this);
    setParts({m_ui->formWidget, m_ui->progressPanel, m_ui->errorPanel, m_ui->resultLabel});
}

ImportPage::~ImportPage() = default;

QString ImportPage::startText() const
{
    return session().state().import.intended ? tr("Continu&e") : tr("&Import");
}

void ImportPage::showState()
{
    m_ui->leadLabel->setText(
        tr("Now %1 reads the archive into its database. People, teams and channels that are there "
           "already are merged, nothing is deleted. It can take hours; you may close this window "
           "meanwhile, the server goes on. An import cannot be undone.")
            .arg(session().state().destination.address.host()));
    m_ui->contentCheckBox->setChecked(session().state().options.extractContent.value_or(true));
}

void ImportPage::saveForm()
{
    MigrationOptions options = session().state().options;
    options.extractContent = m_ui->contentCheckBox->isChecked();
    session().setOptions(options);
}

/// A file that is no longer there, or that was damaged on its way, or mended since, has to be
/// uploaded again.
bool ImportPage::handleAction(NextAction action)
{
    const bool goesOn = action == NextAction::Continue || action == NextAction::TryAgain;
    if (!goesOn)
        return false;
    session().noticeMendedArchive();
    if (session().state().isFinished(StepId::UploadArchive))
        return false;
    migrationWizard()->goBackAndStart(PageId::Upload);
    return true;
}

/// Something that is missing is shown on the last page; the import itself is over.
bool ImportPage::isDone() const
{
    return session().state().import.succeeded && !session().state().proof.isEmpty();
}

bool ImportPage::handleError(const Error &error)
{
    if (error.kind != ErrorKind::VerifyMismatch)
        return false;
    setStage(Stage::Done);
    goOn();
    return true;
}

void ImportPage::showResult()
{
    m_ui->resultLabel->setText(tr("The import is complete."));
}

} // namespace mmigrate
