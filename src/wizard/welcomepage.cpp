// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/welcomepage.h"

#include "text/errortext.h"
#include "text/steptext.h"
#include "ui_welcomepage.h"
#include "wizard/migrationsession.h"
#include "wizard/pageplan.h"
#include "wizard/sidepanel.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QStandardPaths>
#include <QWizard>

namespace mmigrate {

namespace {

QString migrationName(const MigrationState &state)
{
    const QString from = state.options.kind == MigrationKind::ImportOnly
                             ? QFileInfo(state.archive.path).fileName()
                             : SidePanel::serverName(state.source);
    const QString to = SidePanel::serverName(state.destination);
    const QString begun = QLocale().toString(state.createdAt.toLocalTime(), QLocale::ShortFormat);
    return to.isEmpty() ? WelcomePage::tr("From %1, begun %2").arg(from, begun)
                        : WelcomePage::tr("From %1 to %2, begun %3").arg(from, to, begun);
}

QString doneSoFar(const MigrationState &state)
{
    QStringList done;
    const QList<StepId> plan = stepsOf(state.options.kind);
    for (const StepId step : plan) {
        if (state.isFinished(step) && step != StepId::SignInSource
            && step != StepId::SignInDestination)
            done.append(stepTitle(step));
    }
    const QString next = SidePanel::pageName(firstUnfinishedPage(state));
    return done.isEmpty()
               ? WelcomePage::tr("Next: %1.").arg(next)
               : WelcomePage::tr("Done: %1. Next: %2.").arg(done.join(QStringLiteral(", ")), next);
}

} // namespace

WelcomePage::WelcomePage(MigrationSession &session)
    : m_ui(std::make_unique<Ui::WelcomePage>())
    , m_session(session)
{
    m_ui->setupUi(this);
    for (QLabel *title : {m_ui->movesTitleLabel, m_ui->staysTitleLabel}) {
        QFont bold = title->font();
        bold.setBold(true);
        title->setFont(bold);
    }
    for (QRadioButton *button : {m_ui->newRadioButton, m_ui->continueRadioButton,
                                 m_ui->archiveRadioButton, m_ui->practiceRadioButton}) {
        connect(button, &QRadioButton::toggled, this, [this] {
            m_ui->archiveWidget->setVisible(choice() == Choice::Archive);
            m_ui->continueWidget->setVisible(choice() == Choice::Continue);
            showPracticeHint();
            Q_EMIT completeChanged();
        });
    }
    connect(m_ui->migrationsListWidget, &QListWidget::currentRowChanged, this, [this] {
        showChosenMigration();
        Q_EMIT completeChanged();
    });
    connect(m_ui->archiveLineEdit, &QLineEdit::textChanged, this, [this] {
        showArchiveHint();
        Q_EMIT completeChanged();
    });
    connect(m_ui->browseButton, &QPushButton::clicked, this, &WelcomePage::browse);
    connect(m_ui->removeButton, &QPushButton::clicked, this, &WelcomePage::askToRemove);
    connect(&m_session, &MigrationSession::practiceReady, this, &WelcomePage::practiceReady);
    m_ui->archiveWidget->hide();
    m_ui->continueWidget->hide();
    showPracticeHint();
    showArchiveHint();
    listInterrupted();
    if (!m_interrupted.isEmpty())
        choose(Choice::Continue);
}

WelcomePage::~WelcomePage() = default;

void WelcomePage::entered()
{
    listInterrupted();
    focusOnChoice();
}

WelcomePage::Choice WelcomePage::choice() const
{
    if (m_ui->continueRadioButton->isChecked())
        return Choice::Continue;
    if (m_ui->archiveRadioButton->isChecked())
        return Choice::Archive;
    return m_ui->practiceRadioButton->isChecked() ? Choice::Practice : Choice::New;
}

void WelcomePage::focusOnChoice()
{
    for (QRadioButton *button : {m_ui->newRadioButton, m_ui->continueRadioButton,
                                 m_ui->archiveRadioButton, m_ui->practiceRadioButton}) {
        button->setFocusPolicy(button->isChecked() ? Qt::StrongFocus : Qt::ClickFocus);
        if (button->isChecked())
            button->setFocus();
    }
}

void WelcomePage::choose(Choice choice)
{
    switch (choice) {
    case Choice::New:
        m_ui->newRadioButton->setChecked(true);
        break;
    case Choice::Continue:
        m_ui->continueRadioButton->setChecked(true);
        break;
    case Choice::Archive:
        m_ui->archiveRadioButton->setChecked(true);
        break;
    case Choice::Practice:
        m_ui->practiceRadioButton->setChecked(true);
        break;
    }
}

void WelcomePage::listInterrupted()
{
    m_interrupted = m_session.isPractice() ? QList<MigrationState>() : m_session.interrupted();
    m_ui->migrationsListWidget->clear();
    for (const MigrationState &state : m_interrupted)
        m_ui->migrationsListWidget->addItem(migrationName(state));
    const int unreadable = m_session.isPractice() ? 0 : m_session.unreadableCount();
    m_ui->unreadableLabel->setVisible(unreadable > 0);
    m_ui->unreadableLabel->setText(
        tr("Saved migrations that cannot be read: %1. They are damaged, or of a newer version of "
           "mmigrate. They lie in %2")
            .arg(QString::number(unreadable), QDir::toNativeSeparators(m_session.journalFolder())));
    const bool any = !m_interrupted.isEmpty();
    m_ui->continueRadioButton->setVisible(any);
    if (any)
        m_ui->migrationsListWidget->setCurrentRow(0);
    else if (choice() == Choice::Continue)
        choose(Choice::New);
    const int rows = std::min<int>(4, std::max<int>(2, int(m_interrupted.size())));
    const int rowHeight = fontMetrics().height() + 6;
    m_ui->migrationsListWidget->setFixedHeight(rows * rowHeight
                                               + 2 * m_ui->migrationsListWidget->frameWidth());
    showChosenMigration();
}

QString WelcomePage::chosenMigration() const
{
    const int row = m_ui->migrationsListWidget->currentRow();
    return row >= 0 && row < m_interrupted.size() ? m_interrupted.at(row).id : QString();
}

void WelcomePage::showChosenMigration()
{
    const int row = m_ui->migrationsListWidget->currentRow();
    if (row < 0 || row >= m_interrupted.size()) {
        m_ui->continueLabel->clear();
        m_ui->removeButton->setEnabled(false);
        return;
    }
    const MigrationState &state = m_interrupted.at(row);
    QString text = doneSoFar(state);
    // What was changed there would stay so for ever.
    const bool mustPutBack = state.hasUnrestoredSettings();
    if (mustPutBack)
        text += QLatin1Char('\n')
                + tr("Settings of the destination are still changed; continuing puts them back.");
    m_ui->continueLabel->setText(text);
    m_ui->removeButton->setEnabled(!mustPutBack);
}

void WelcomePage::showArchiveHint()
{
    const QString path = m_ui->archiveLineEdit->text().trimmed();
    const QFileInfo file(path);
    QString text = tr("A file that a Mattermost server has exported, or that mmigrate has "
                      "downloaded before.");
    if (!path.isEmpty() && !file.isFile())
        text = tr("There is no such file.");
    else if (file.isFile())
        text = sizeText(file.size());
    m_ui->archiveLabel->setText(text);
}

void WelcomePage::showPracticeHint(const QString &text)
{
    m_ui->practiceLabel->setText(
        text.isEmpty() ? tr("Nothing real is touched. It takes about a minute.") : text);
}

void WelcomePage::browse()
{
    auto *dialog = new QFileDialog(this, tr("Choose the archive"));
    dialog->setObjectName(QStringLiteral("archiveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Exports of Mattermost (*.zip *.jsonl)"));
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
    connect(dialog, &QFileDialog::fileSelected, m_ui->archiveLineEdit, &QLineEdit::setText);
    dialog->open();
}

void WelcomePage::askToRemove()
{
    auto *question =
        new QMessageBox(QMessageBox::Question, tr("Remove from this list"),
                        tr("mmigrate will forget this migration and cannot continue it any more. "
                           "Files and servers stay as they are."),
                        QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("removeQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *remove = question->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    remove->setObjectName(QStringLiteral("removeForGoodButton"));
    connect(remove, &QPushButton::clicked, this, &WelcomePage::removeChosen);
    question->open();
}

void WelcomePage::removeChosen()
{
    if (const Result<void> removed = m_session.removeMigration(chosenMigration()); !removed) {
        m_ui->continueLabel->setText(errorText(removed.error()).headline);
        return;
    }
    listInterrupted();
}

bool WelcomePage::isComplete() const
{
    if (m_isWaiting)
        return false;
    switch (choice()) {
    case Choice::Continue:
        return !chosenMigration().isEmpty();
    case Choice::Archive:
        return QFileInfo(m_ui->archiveLineEdit->text().trimmed()).isFile();
    case Choice::New:
    case Choice::Practice:
        return true;
    }
    Q_UNREACHABLE();
}

bool WelcomePage::validatePage()
{
    if (m_isWaiting)
        return false;
    const QString archive = QFileInfo(m_ui->archiveLineEdit->text().trimmed()).absoluteFilePath();
    const bool isSame = m_begun == choice() && choice() != Choice::Continue
                        && (choice() != Choice::Archive || m_begunArchive == archive);
    if (isSame)
        return true;
    m_begunArchive = archive;
    return beginChosen();
}

bool WelcomePage::beginChosen()
{
    switch (choice()) {
    case Choice::New:
        m_session.startNew(MigrationKind::Full);
        break;
    case Choice::Archive:
        m_session.startNew(MigrationKind::ImportOnly, m_begunArchive);
        break;
    case Choice::Continue:
        if (const Result<void> opened = m_session.continueMigration(chosenMigration()); !opened) {
            const ErrorText text = errorText(opened.error());
            m_ui->continueLabel->setText(text.headline + QLatin1Char(' ') + text.nextStep);
            m_begun.reset(); // what was begun before is left
            return false;
        }
        Q_EMIT continued();
        break;
    case Choice::Practice:
        if (m_session.isPractice())
            break;
        m_isWaiting = true;
        showPracticeHint(tr("Starting two servers …"));
        Q_EMIT completeChanged();
        m_session.startPractice();
        return false;
    }
    m_begun = choice();
    return true;
}

void WelcomePage::practiceReady(const std::optional<Error> &error)
{
    m_isWaiting = false;
    if (error) {
        showPracticeHint(
            tr("The practice servers could not be started. %1").arg(errorText(*error).headline));
        Q_EMIT completeChanged();
        return;
    }
    showPracticeHint(
        tr("The practice servers are running until you close this window. To do it for "
           "real, close it and start again."));
    for (QRadioButton *button :
         {m_ui->newRadioButton, m_ui->continueRadioButton, m_ui->archiveRadioButton})
        button->setEnabled(false);
    choose(Choice::Practice);
    m_begun = Choice::Practice;
    Q_EMIT completeChanged();
    if (wizard() && wizard()->currentPage() == this)
        wizard()->next();
}

} // namespace mmigrate
