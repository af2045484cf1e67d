// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/downloadpage.h"

#include "text/errortext.h"
#include "text/migrationsummary.h"
#include "ui_downloadpage.h"
#include "wizard/migrationsession.h"

#include <QDir>
#include <QFileDialog>
#include <QStorageInfo>

namespace mmigrate {

namespace {

/// The nearest folder that exists: a new one is made where it is.
QString existingParent(QString path)
{
    while (!path.isEmpty() && !QFileInfo(path).isDir()) {
        const QString parent = QFileInfo(path).absolutePath();
        if (parent == path)
            return {};
        path = parent;
    }
    return path;
}

QString summaryTable(const ArchiveSummary &summary)
{
    QString rows;
    const QList<SummaryRow> all = archiveSummaryRows(summary);
    for (const SummaryRow &row : all) {
        rows += QStringLiteral("<tr><td style='padding-right:24px'>%1</td><td>%2</td></tr>")
                    .arg(row.name.toHtmlEscaped(), row.value.toHtmlEscaped());
    }
    return QStringLiteral("<table>%1</table>").arg(rows);
}

} // namespace

DownloadPage::DownloadPage(MigrationSession &session)
    : RunPage(PageId::Download, session)
    , m_ui(std::make_unique<Ui::DownloadPage>())
{
    m_ui->setupUi(this);
    setParts({m_ui->formWidget, m_ui->progressPanel, m_ui->errorPanel, m_ui->resultWidget});
    connect(m_ui->folderLineEdit, &QLineEdit::textChanged, this, [this] {
        showRoom();
        Q_EMIT completeChanged();
    });
    connect(m_ui->browseButton, &QPushButton::clicked, this, &DownloadPage::browse);
    m_ui->meanwhileLabel->hide();
    connect(&this->session(), &MigrationSession::runStateChanged, this,
            [this] { m_ui->meanwhileLabel->setVisible(mayGoOnMeanwhile()); });
    connect(m_ui->againButton, &QPushButton::clicked, this, &DownloadPage::downloadAgain);
    m_ui->summaryLabel->setTextFormat(Qt::RichText);
}

DownloadPage::~DownloadPage() = default;

QString DownloadPage::startText() const
{
    return tr("&Download");
}

/// The sign-in to the destination need not wait.
bool DownloadPage::mayGoOnMeanwhile() const
{
    return session().isFetching() && session().state().options.kind == MigrationKind::Full;
}

void DownloadPage::showState()
{
    const MigrationState &state = session().state();
    const QString size = state.exported.fileSize >= 0
                             ? QStringLiteral(" (%1)").arg(sizeText(state.exported.fileSize))
                             : QString();
    m_ui->fileLabel->setText(QString(state.exported.fileName + size));
    m_ui->folderLineEdit->setText(QDir::toNativeSeparators(state.options.folder));
    showRoom();
}

/// What is no whole path is meant to be in the person's own folder.
QString DownloadPage::chosenFolder() const
{
    QString typed = QDir::fromNativeSeparators(m_ui->folderLineEdit->text().trimmed());
    if (typed == QLatin1String("~") || typed.startsWith(QLatin1String("~/")))
        typed.remove(0, 2);
    return QDir::cleanPath(QDir::home().absoluteFilePath(typed));
}

void DownloadPage::showRoom()
{
    const QString folder = existingParent(chosenFolder());
    const QStorageInfo storage(folder);
    if (folder.isEmpty() || !storage.isValid()) {
        m_ui->roomLabel->setText(tr("There is no such folder."));
        return;
    }
    const qint64 needed = session().state().exported.fileSize;
    const QString free = sizeText(storage.bytesAvailable());
    m_ui->roomLabel->setText(
        needed < 0 ? tr("Free there: %1.").arg(free)
        : storage.bytesAvailable() < needed
            ? tr("Not enough room: free there %1, needed %2.").arg(free, sizeText(needed))
            : tr("Free there: %1. Needed: %2.").arg(free, sizeText(needed)));
}

bool DownloadPage::isFormComplete() const
{
    return !m_ui->folderLineEdit->text().trimmed().isEmpty();
}

/// Into another folder it begins anew: what is in the first one stays there.
void DownloadPage::applyForm()
{
    saveForm();
    const MigrationState &state = session().state();
    const QString path = state.archive.path;
    if (!path.isEmpty() && QFileInfo(path).absolutePath() != QDir::cleanPath(state.options.folder))
        session().startAgainFrom(StepId::DownloadArchive);
}

void DownloadPage::saveForm()
{
    MigrationOptions options = session().state().options;
    options.folder = chosenFolder();
    session().setOptions(options);
}

void DownloadPage::showResult()
{
    const MigrationState &state = session().state();
    m_ui->resultLabel->setText(tr("The archive is complete and can be read: %1")
                                   .arg(QDir::toNativeSeparators(state.archive.path)));
    m_ui->summaryLabel->setText(summaryTable(ArchiveSummary::fromJson(state.archive.summary)));
}

void DownloadPage::browse()
{
    auto *dialog = new QFileDialog(this, tr("Choose a folder"));
    dialog->setObjectName(QStringLiteral("folderDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setDirectory(existingParent(m_ui->folderLineEdit->text()));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_ui->folderLineEdit->setText(QDir::toNativeSeparators(path));
    });
    dialog->open();
}

void DownloadPage::downloadAgain()
{
    session().startAgainFrom(StepId::DownloadArchive);
    startOver();
    m_ui->folderLineEdit->setFocus();
}

bool DownloadPage::handleAction(NextAction action)
{
    if (action != NextAction::ChooseFolder)
        return false;
    browse();
    return true;
}

void DownloadPage::focusOn(NextAction)
{
    // To forget the download is for the person to say.
    if (stage() == Stage::Done)
        m_ui->againButton->setFocus();
    else
        m_ui->folderLineEdit->setFocus();
}

} // namespace mmigrate
