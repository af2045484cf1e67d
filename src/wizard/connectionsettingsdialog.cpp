// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/connectionsettingsdialog.h"

#include "core/secrets/credentialstore.h"
#include "ui_connectionsettingsdialog.h"
#include "wizard/connectionsettings.h"

#include <QPushButton>

namespace mmigrate {

namespace {

constexpr int socksIndex = 1; ///< of typeComboBox
constexpr quint16 usualPort = 8080;

} // namespace

ConnectionSettingsDialog::ConnectionSettingsDialog(ConnectionSettings &settings, QWidget *parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::ConnectionSettingsDialog>())
    , m_settings(settings)
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_DeleteOnClose);
    // In letters, so that it fits the person's text size.
    setMinimumWidth(fontMetrics().averageCharWidth() * 72);
    resize(minimumSize());
    for (QLabel *label : {m_ui->hostProblemLabel, m_ui->loginProblemLabel}) {
        QFont bold = label->font();
        bold.setBold(true);
        label->setFont(bold);
    }
    fill();
    connectForm();
    showChoice();
    showKeychain();
}

ConnectionSettingsDialog::~ConnectionSettingsDialog() = default;

void ConnectionSettingsDialog::connectForm()
{
    for (QRadioButton *button :
         {m_ui->systemRadioButton, m_ui->directRadioButton, m_ui->ownRadioButton})
        connect(button, &QRadioButton::toggled, this, &ConnectionSettingsDialog::showChoice);
    for (QLineEdit *field : {m_ui->hostLineEdit, m_ui->userLineEdit, m_ui->passwordLineEdit})
        connect(field, &QLineEdit::textChanged, this, &ConnectionSettingsDialog::judge);
    connect(m_ui->hostLineEdit, &QLineEdit::editingFinished, this,
            &ConnectionSettingsDialog::takeApart);
    connect(&m_settings.store(), &CredentialStore::availabilityChanged, this,
            &ConnectionSettingsDialog::showKeychain);
}

void ConnectionSettingsDialog::fill()
{
    const ProxySettings &proxy = m_settings.proxy();
    QRadioButton *button = proxy.isOwn()                                 ? m_ui->ownRadioButton
                           : proxy.choice == ProxySettings::Choice::None ? m_ui->directRadioButton
                                                                         : m_ui->systemRadioButton;
    button->setChecked(true);
    button->setFocus();
    m_ui->typeComboBox->setCurrentIndex(proxy.type == ProxySettings::Type::Socks5 ? socksIndex : 0);
    m_ui->hostLineEdit->setText(proxy.host);
    m_ui->portSpinBox->setValue(proxy.port > 0 ? proxy.port : usualPort);
    m_ui->userLineEdit->setText(proxy.user);
    m_ui->passwordLineEdit->setText(proxy.password);
    m_ui->keepCheckBox->setChecked(m_settings.isPasswordKept());
}

void ConnectionSettingsDialog::showChoice()
{
    const bool isOwn = m_ui->ownRadioButton->isChecked();
    m_ui->proxyWidget->setEnabled(isOwn);
    // The system's proxy may ask for a login, too.
    m_ui->loginWidget->setEnabled(!m_ui->directRadioButton->isChecked());
    judge();
}

void ConnectionSettingsDialog::showKeychain()
{
    using Availability = CredentialStore::Availability;
    const Availability availability = m_settings.store().availability();
    m_ui->keepCheckBox->setEnabled(availability == Availability::Available);
    if (availability != Availability::Available)
        m_ui->keepCheckBox->setChecked(false);
    m_ui->keepLabel->setVisible(availability == Availability::Unavailable);
    fitHeight();
}

QString ConnectionSettingsDialog::problemWithHost() const
{
    const QString text = m_ui->hostLineEdit->text().trimmed();
    if (!m_ui->ownRadioButton->isChecked() || text.isEmpty())
        return {};
    if (text.contains(QLatin1Char('@')))
        return tr("Enter the user name and the password below.");
    if (isProxyHost(text) || parseProxy(text).settings.isOwn())
        return {};
    return tr("This is no computer's name. Enter it as in proxy.example.com.");
}

QString ConnectionSettingsDialog::problemWithLogin() const
{
    const bool nameIsMissing =
        m_ui->userLineEdit->text().trimmed().isEmpty() && !m_ui->passwordLineEdit->text().isEmpty();
    return nameIsMissing && m_ui->loginWidget->isEnabled()
               ? tr("Enter the user name for this password, too.")
               : QString();
}

void ConnectionSettingsDialog::judge()
{
    const QString host = problemWithHost();
    const QString login = problemWithLogin();
    m_ui->hostProblemLabel->setText(host);
    m_ui->hostProblemLabel->setVisible(!host.isEmpty());
    m_ui->loginProblemLabel->setText(login);
    m_ui->loginProblemLabel->setVisible(!login.isEmpty());
    const bool hostIsMissing =
        m_ui->ownRadioButton->isChecked() && m_ui->hostLineEdit->text().trimmed().isEmpty();
    m_ui->buttonBox->button(QDialogButtonBox::Ok)
        ->setEnabled(host.isEmpty() && login.isEmpty() && !hostIsMissing);
    fitHeight();
}

/// A window does not grow by itself with labels that take more lines.
void ConnectionSettingsDialog::fitHeight()
{
    layout()->activate();
    setMinimumHeight(layout()->totalHeightForWidth(width()));
}

void ConnectionSettingsDialog::takeApart()
{
    const ProxySettings pasted = parseProxy(m_ui->hostLineEdit->text()).settings;
    if (!pasted.isOwn())
        return;
    m_ui->typeComboBox->setCurrentIndex(pasted.type == ProxySettings::Type::Socks5 ? socksIndex
                                                                                   : 0);
    m_ui->hostLineEdit->setText(pasted.host);
    m_ui->portSpinBox->setValue(pasted.port);
}

ProxySettings ConnectionSettingsDialog::chosen() const
{
    ProxySettings proxy;
    proxy.choice = m_ui->ownRadioButton->isChecked()      ? ProxySettings::Choice::Own
                   : m_ui->directRadioButton->isChecked() ? ProxySettings::Choice::None
                                                          : ProxySettings::Choice::System;
    proxy.type = m_ui->typeComboBox->currentIndex() == socksIndex ? ProxySettings::Type::Socks5
                                                                  : ProxySettings::Type::Http;
    // What is not used now is kept for the next time, if it can be used at all.
    const QString host = m_ui->hostLineEdit->text().trimmed();
    if (isProxyHost(host)) {
        proxy.host = host;
        proxy.port = static_cast<quint16>(m_ui->portSpinBox->value());
    }
    proxy.user = m_ui->userLineEdit->text().trimmed();
    proxy.password = m_ui->passwordLineEdit->text();
    return proxy;
}

void ConnectionSettingsDialog::accept()
{
    takeApart();
    m_settings.set(chosen(), m_ui->keepCheckBox->isChecked());
    QDialog::accept();
}

} // namespace mmigrate
