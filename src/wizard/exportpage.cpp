// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/exportpage.h"

#include "core/steps/createexport.h"
#include "text/errortext.h"
#include "text/steptext.h"
#include "ui_exportpage.h"
#include "wizard/errorpanel.h"
#include "wizard/migrationsession.h"

namespace mmigrate {

ExportPage::ExportPage(MigrationSession &session)
    : RunPage(PageId::Export, session)
    , m_ui(std::make_unique<Ui::ExportPage>())
{
    m_ui->setupUi(this);
    setParts({m_ui->formWidget, m_ui->progressPanel, m_ui->errorPanel, m_ui->resultWidget});
    connect(m_ui->existingRadioButton, &QRadioButton::toggled, this, &ExportPage::showChoice);
    connect(m_ui->exportsComboBox, &QComboBox::currentIndexChanged, this,
            &QWizardPage::completeChanged);
    connect(m_ui->againButton, &QPushButton::clicked, this, &ExportPage::exportAgain);
    showChoice();
}

ExportPage::~ExportPage() = default;

QString ExportPage::startText() const
{
    return m_ui->existingRadioButton->isChecked() ? tr("&Use this export") : tr("&Export");
}

bool ExportPage::goesOn() const
{
    return m_ui->goOnCheckBox->isChecked();
}

void ExportPage::showState()
{
    const MigrationState &state = session().state();
    listExports(state.source.exports);
    m_ui->attachmentsCheckBox->setChecked(state.options.includeAttachments);
    m_ui->archivedChannelsCheckBox->setChecked(state.options.includeArchivedChannels);
    m_ui->profilePicturesCheckBox->setChecked(state.options.includeProfilePictures);
    m_ui->rolesCheckBox->setChecked(state.options.includeRolesAndSchemes);
    showOptions();
    const QString wanted = state.options.useExport;
    m_ui->existingRadioButton->setChecked(!wanted.isEmpty());
    m_ui->exportsComboBox->setCurrentIndex(std::max(0, m_ui->exportsComboBox->findData(wanted)));
}

/// What the source's version does not know is switched off, and it is said.
void ExportPage::showOptions()
{
    MigrationOptions all;
    all.includeArchivedChannels = all.includeProfilePictures = all.includeRolesAndSchemes = true;
    const ServerVersion version = session().state().source.version;
    const QStringList unknown = exportJobOptions(all, version).ignored;
    const auto show = [&](QCheckBox *box, const char *option) {
        const bool known = !unknown.contains(QLatin1String(option));
        box->setEnabled(known);
        if (!known)
            box->setChecked(false);
    };
    show(m_ui->archivedChannelsCheckBox, "include_archived_channels");
    show(m_ui->profilePicturesCheckBox, "include_profile_pictures");
    show(m_ui->rolesCheckBox, "include_roles_and_schemes");
    QStringList names;
    for (const QString &option : unknown)
        names.append(exportOptionText(option));
    m_ui->ignoredLabel->setVisible(!names.isEmpty());
    m_ui->ignoredLabel->setText(tr("Mattermost %1 cannot export: %2.")
                                    .arg(version.toString(), names.join(QStringLiteral(", "))));
}

void ExportPage::listExports(const QStringList &names)
{
    m_ui->exportsComboBox->clear();
    if (!names.isEmpty())
        m_ui->exportsComboBox->addItem(tr("the newest one"), QStringLiteral("latest"));
    for (const QString &name : names)
        m_ui->exportsComboBox->addItem(name, name);
    m_ui->existingRadioButton->setEnabled(!names.isEmpty());
    m_ui->exportsComboBox->setVisible(!names.isEmpty());
    if (names.isEmpty())
        m_ui->newRadioButton->setChecked(true);
    m_ui->exportsLabel->setText(names.isEmpty() ? tr("There is none on the source.")
                                                : tr("It holds what it was made with; the choices "
                                                     "above do not change it."));
}

void ExportPage::showChoice()
{
    const bool existing = m_ui->existingRadioButton->isChecked();
    m_ui->optionsWidget->setEnabled(!existing);
    m_ui->exportsComboBox->setEnabled(existing);
    if (stage() != Stage::Done)
        setButtonText(QWizard::NextButton, startText());
    Q_EMIT completeChanged();
}

bool ExportPage::isFormComplete() const
{
    return !m_ui->existingRadioButton->isChecked() || m_ui->exportsComboBox->currentIndex() >= 0;
}

/// A job that was begun with other choices is not the one that is wanted now.
void ExportPage::applyForm()
{
    const MigrationOptions before = session().state().options;
    saveForm();
    const MigrationOptions &now = session().state().options;
    const bool isSame = before.includeAttachments == now.includeAttachments
                        && before.includeArchivedChannels == now.includeArchivedChannels
                        && before.includeProfilePictures == now.includeProfilePictures
                        && before.includeRolesAndSchemes == now.includeRolesAndSchemes
                        && before.useExport == now.useExport;
    if (!isSame && session().state().exported.intended)
        session().startAgainFrom(StepId::CreateExport);
}

void ExportPage::saveForm()
{
    MigrationOptions options = session().state().options;
    options.includeAttachments = m_ui->attachmentsCheckBox->isChecked();
    options.includeArchivedChannels = m_ui->archivedChannelsCheckBox->isChecked();
    options.includeProfilePictures = m_ui->profilePicturesCheckBox->isChecked();
    options.includeRolesAndSchemes = m_ui->rolesCheckBox->isChecked();
    options.useExport = m_ui->existingRadioButton->isChecked()
                            ? m_ui->exportsComboBox->currentData().toString()
                            : QString();
    session().setOptions(options);
}

void ExportPage::showResult()
{
    const ExportRecord &exported = session().state().exported;
    const QString size = exported.fileSize >= 0
                             ? QStringLiteral(" (%1)").arg(sizeText(exported.fileSize))
                             : QString();
    m_ui->resultLabel->setText(
        tr("The export is ready on the source: %1%2").arg(exported.fileName, size));
}

void ExportPage::exportAgain()
{
    session().startAgainFrom(StepId::CreateExport);
    startOver();
}

bool ExportPage::handleError(const Error &error)
{
    const QStringList names = error.facts.value(QStringLiteral("names")).toStringList();
    if (!names.isEmpty())
        listExports(names);
    return false;
}

bool ExportPage::handleAction(NextAction action)
{
    if (action != NextAction::ChooseExport)
        return false;
    focusOn(action);
    return true;
}

void ExportPage::focusOn(NextAction)
{
    if (stage() == Stage::Done) {
        m_ui->againButton->setFocus(); // to forget the export is for the person to say
        return;
    }
    if (m_ui->existingRadioButton->isEnabled()) {
        m_ui->existingRadioButton->setChecked(true);
        m_ui->exportsComboBox->setFocus();
    } else {
        m_ui->newRadioButton->setFocus();
    }
}

} // namespace mmigrate
