// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/errorpanel.h"

#include "ui_errorpanel.h"

#include <QAccessible>
#include <QStyle>

#include <algorithm>

namespace mmigrate {

QString actionText(NextAction action)
{
    switch (action) {
    case NextAction::TryAgain:
        return ErrorPanel::tr("&Try again");
    case NextAction::SignInAgain:
        return ErrorPanel::tr("S&ign in again");
    case NextAction::EnterCode:
        return ErrorPanel::tr("Enter the &code");
    case NextAction::UseToken:
        return ErrorPanel::tr("Use a toke&n instead");
    case NextAction::ChangeAddress:
        return ErrorPanel::tr("Chan&ge the address");
    case NextAction::AllowPlainHttp:
        return ErrorPanel::tr("Connect without protectio&n");
    case NextAction::ChooseCaFile:
        return ErrorPanel::tr("Choose the &certificate file");
    case NextAction::ConnectionSettings:
        return ErrorPanel::tr("Connection settin&gs…");
    case NextAction::ChooseExport:
        return ErrorPanel::tr("Choose another expo&rt");
    case NextAction::ChooseFolder:
        return ErrorPanel::tr("Choose an&other folder");
    case NextAction::ChooseArchive:
        return ErrorPanel::tr("Choose the a&rchive again");
    case NextAction::AdjustLimits:
        return ErrorPanel::tr("&Raise them for the migration");
    case NextAction::ShowCheck:
        return ErrorPanel::tr("Sho&w the check");
    case NextAction::WrapList:
        return ErrorPanel::tr("&Make the ZIP file");
    case NextAction::AskSupport:
        return ErrorPanel::tr("Text for Mattermost's su&pport…");
    case NextAction::Continue:
        return ErrorPanel::tr("&Continue");
    case NextAction::SaveDetails:
        return ErrorPanel::tr("Sa&ve details…");
    }
    Q_UNREACHABLE();
}

ErrorPanel::ErrorPanel(QWidget *parent)
    : QFrame(parent)
    , m_ui(std::make_unique<Ui::ErrorPanel>())
{
    m_ui->setupUi(this);
    QFont bold = m_ui->headlineLabel->font();
    bold.setBold(true);
    m_ui->headlineLabel->setFont(bold);
    connect(m_ui->actionButton, &QPushButton::clicked, this,
            [this] { Q_EMIT actionRequested(m_action); });
    connect(m_ui->saveDetailsButton, &QPushButton::clicked, this,
            [this] { Q_EMIT actionRequested(NextAction::SaveDetails); });
    hide();
}

ErrorPanel::~ErrorPanel() = default;

void ErrorPanel::showError(const Error &error)
{
    const ErrorText text = errorText(error);
    const bool isStop = error.kind == ErrorKind::Cancelled;
    const QStyle::StandardPixmap icon =
        isStop ? QStyle::SP_MessageBoxInformation : QStyle::SP_MessageBoxWarning;
    const int size = std::max(style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, this),
                              2 * fontMetrics().height());
    m_ui->iconLabel->setPixmap(style()->standardIcon(icon, nullptr, this).pixmap(size, size));
    m_ui->headlineLabel->setText(text.headline);
    m_ui->explanationLabel->setText(text.explanation);
    m_ui->explanationLabel->setVisible(!text.explanation.isEmpty());
    m_ui->nextStepLabel->setText(text.nextStep);
    m_ui->savedLabel->hide();
    m_action = text.action;
    m_hasError = true;
    m_ui->actionButton->setText(actionText(m_action));
    m_ui->actionButton->setVisible(m_action != NextAction::SaveDetails);
    m_ui->saveDetailsButton->setVisible(!isStop);
    setAccessibleName(text.headline);
    setAccessibleDescription(text.explanation + QLatin1Char(' ') + text.nextStep);
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    // Return must not give up a protection by habit.
    const bool isDangerous = m_action == NextAction::AllowPlainHttp;
    (m_action == NextAction::SaveDetails || isDangerous ? m_ui->saveDetailsButton
                                                        : m_ui->actionButton)
        ->setFocus();
}

void ErrorPanel::clear()
{
    m_hasError = false;
    hide();
}

void ErrorPanel::showSaved(const QString &text)
{
    m_ui->savedLabel->setText(text);
    m_ui->savedLabel->show();
}

} // namespace mmigrate
