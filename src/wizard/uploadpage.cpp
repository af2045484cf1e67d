// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/uploadpage.h"

#include "core/archive/corrections.h"
#include "text/errortext.h"
#include "text/findingtext.h"
#include "text/steptext.h"
#include "ui_uploadpage.h"
#include "wizard/migrationsession.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>

namespace mmigrate {

UploadPage::UploadPage(MigrationSession &session)
    : RunPage(PageId::Upload, session)
    , m_ui(std::make_unique<Ui::UploadPage>())
{
    m_ui->setupUi(this);
    setParts({m_ui->formWidget, m_ui->progressPanel, m_ui->errorPanel, m_ui->resultWidget});
    connect(m_ui->againButton, &QPushButton::clicked, this, [this] {
        this->session().startAgainFrom(StepId::PrepareArchive);
        startOver();
    });
}

UploadPage::~UploadPage() = default;

QString UploadPage::startText() const
{
    return tr("&Upload");
}

bool UploadPage::goesOn() const
{
    return m_ui->goOnCheckBox->isChecked();
}

void UploadPage::showState()
{
    const MigrationState &state = session().state();
    const QString path = state.archive.path;
    m_ui->fileLabel->setText(
        session().isFetching()
            ? tr("It is still being downloaded. The upload can begin with what is here already.")
            : tr("%1 (%2)").arg(QDir::toNativeSeparators(path), sizeText(QFileInfo(path).size())));
}

void UploadPage::prepareMeanwhile()
{
    session().uploadAhead();
}

void UploadPage::showResult()
{
    const MigrationState &state = session().state();
    m_ui->resultLabel->setText(
        tr("The archive is on the destination. Nothing has been imported yet."));
    const CorrectionReport report = CorrectionReport::fromJson(state.archive.corrections);
    QStringList lines;
    for (const AppliedCorrection &correction : report.corrections) {
        lines.append(QStringLiteral("• ") + correctionText(correction.rule, correction.count));
    }
    if (!lines.isEmpty())
        lines.prepend(
            tr("Changed on the way, so that the destination can read it; the archive itself "
               "stays as it is:"));
    QStringList left;
    for (const FindingGroup &group : report.left.groups) {
        if (group.severity != Severity::Note)
            left.append(QStringLiteral("• ") + findingSentence(group.rule) + QLatin1Char(' ')
                        + tr("(%1)").arg(QLocale().toString(group.count)));
    }
    if (!left.isEmpty())
        lines += QStringList(tr("Left as it is, since nothing can be done about it here:")) + left;
    if (!lines.isEmpty() && !state.archive.changesPath.isEmpty())
        lines.append(
            tr("Every single change: %1").arg(QDir::toNativeSeparators(state.archive.changesPath)));
    m_ui->correctionsLabel->setText(lines.join(QLatin1Char('\n')));
    m_ui->correctionsLabel->setVisible(!lines.isEmpty());
    // Once the import has begun, there is nothing to upload again.
    m_ui->againButton->setEnabled(!state.import.intended);
}

} // namespace mmigrate
