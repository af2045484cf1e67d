// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/signinpage.h"

#include "core/base/log.h"
#include "core/secrets/credentialstore.h"
#include "ui_signinpage.h"
#include "wizard/errorpanel.h"
#include "wizard/migrationsession.h"
#include "wizard/migrationwizard.h"

#include <QFileDialog>

namespace mmigrate {

SignInPage::SignInPage(ServerSide side, MigrationSession &session, CredentialStore &store)
    : RunPage(side == ServerSide::Source ? PageId::Source : PageId::Destination, session)
    , m_ui(std::make_unique<Ui::SignInPage>())
    , m_side(side)
    , m_store(store)
{
    m_ui->setupUi(this);
    const bool isSource = side == ServerSide::Source;
    setTitle(isSource ? tr("Sign in to the source") : tr("Sign in to the destination"));
    m_ui->leadLabel->setText(
        isSource ? tr("The source is the server on which your workspace is now. Nothing on it is "
                      "changed. You need the account of a system administrator.")
                 : tr("The destination is the server to which your workspace moves. You need the "
                      "account of a system administrator there, too."));
    setParts({m_ui->formWidget, m_ui->progressPanel, m_ui->errorPanel, nullptr});
    connectForm();
    showCode(false);
    showMethod();
    showMore();
    showKeychain();
}

SignInPage::~SignInPage() = default;

void SignInPage::connectForm()
{
    for (QLineEdit *field : {m_ui->addressLineEdit, m_ui->loginLineEdit, m_ui->passwordLineEdit,
                             m_ui->codeLineEdit, m_ui->tokenLineEdit, m_ui->caFileLineEdit})
        connect(field, &QLineEdit::textChanged, this, &SignInPage::edited);
    connect(m_ui->tokenRadioButton, &QRadioButton::toggled, this, [this] {
        showMethod();
        edited();
        lookUpLogin();
    });
    connect(m_ui->moreButton, &QToolButton::toggled, this, &SignInPage::showMore);
    connect(m_ui->connectionButton, &QToolButton::clicked, this,
            [this] { migrationWizard()->openConnectionSettings(); });
    connect(m_ui->caFileButton, &QPushButton::clicked, this, &SignInPage::browse);
    for (QLineEdit *field : {m_ui->addressLineEdit, m_ui->loginLineEdit})
        connect(field, &QLineEdit::editingFinished, this, &SignInPage::lookUpLogin);
    connect(m_ui->rememberCheckBox, &QCheckBox::clicked, this, [this] {
        m_mustForget = !m_ui->rememberCheckBox->isChecked();
        if (stage() == Stage::Done)
            keepLogin();
    });
    connect(&m_store, &CredentialStore::availabilityChanged, this, &SignInPage::showKeychain);
}

bool SignInPage::usesToken() const
{
    return m_ui->tokenRadioButton->isChecked();
}

void SignInPage::showState()
{
    m_ui->signedInLabel->hide(); // showResult() shows it where it is true
    // What was typed since then stays.
    const bool isNew = m_filledFor != session().generation();
    m_filledFor = session().generation();
    if (!isNew)
        return;
    m_isFilling = true;
    // All of it: the password of one server must not be offered to another.
    const ServerState &server = session().server(m_side);
    const Credentials known = session().credentials(m_side);
    m_ui->addressLineEdit->setText(server.typedAddress);
    m_ui->loginLineEdit->setText(known.loginId);
    m_ui->passwordLineEdit->setText(known.password);
    m_ui->tokenLineEdit->setText(known.accessToken);
    (known.accessToken.isEmpty() ? m_ui->passwordRadioButton : m_ui->tokenRadioButton)
        ->setChecked(true);
    m_ui->rememberCheckBox->setChecked(false);
    m_mustForget = false;
    const MigrationOptions &options = session().state().options;
    m_ui->caFileLineEdit->setText(m_side == ServerSide::Source ? options.sourceCaFile
                                                               : options.destinationCaFile);
    m_ui->moreButton->setChecked(!m_ui->caFileLineEdit->text().isEmpty());
    m_isFilling = false;
    lookUpLogin();
}

/// Something differs from what the server has accepted: Next signs in again.
void SignInPage::edited()
{
    if (m_isFilling)
        return;
    if (stage() == Stage::Done && !isAsSignedIn())
        setStage(Stage::Form);
    m_ui->signedInLabel->setVisible(stage() == Stage::Done);
    Q_EMIT completeChanged();
}

bool SignInPage::isAsSignedIn() const
{
    const Credentials known = session().credentials(m_side);
    const bool sameLogin = usesToken()
                               ? known.accessToken == m_ui->tokenLineEdit->text().trimmed()
                               : known.accessToken.isEmpty()
                                     && known.loginId == m_ui->loginLineEdit->text().trimmed()
                                     && known.password == m_ui->passwordLineEdit->text();
    const MigrationOptions &options = session().state().options;
    const QString &caFile =
        m_side == ServerSide::Source ? options.sourceCaFile : options.destinationCaFile;
    return sameLogin && caFile == m_ui->caFileLineEdit->text().trimmed()
           && session().server(m_side).typedAddress == m_ui->addressLineEdit->text().trimmed();
}

void SignInPage::applyForm()
{
    MigrationSession::Login login;
    login.typedAddress = m_ui->addressLineEdit->text();
    login.caFile = m_ui->caFileLineEdit->text().trimmed();
    if (usesToken()) {
        login.credentials.accessToken = m_ui->tokenLineEdit->text().trimmed();
    } else {
        login.credentials.loginId = m_ui->loginLineEdit->text().trimmed();
        login.credentials.password = m_ui->passwordLineEdit->text();
        if (m_ui->codeLineEdit->isVisibleTo(this))
            login.credentials.mfaCode = m_ui->codeLineEdit->text().trimmed();
    }
    session().setLogin(m_side, login);
}

bool SignInPage::isFormComplete() const
{
    if (m_ui->addressLineEdit->text().trimmed().isEmpty())
        return false;
    if (usesToken())
        return !m_ui->tokenLineEdit->text().trimmed().isEmpty();
    const bool codeMissing =
        m_ui->codeLineEdit->isVisibleTo(this) && m_ui->codeLineEdit->text().trimmed().isEmpty();
    return !m_ui->loginLineEdit->text().trimmed().isEmpty()
           && !m_ui->passwordLineEdit->text().isEmpty() && !codeMissing;
}

bool SignInPage::isDone() const
{
    return session().isSignedIn(m_side) && isAsSignedIn();
}

bool SignInPage::runsBeside() const
{
    return m_side == ServerSide::Destination
           && session().canSignInBeside(m_ui->addressLineEdit->text());
}

QString SignInPage::startText() const
{
    return tr("&Sign in");
}

void SignInPage::showResult()
{
    const ServerState &server = session().server(m_side);
    m_ui->formWidget->setEnabled(true); // another account may be chosen at any time
    m_ui->signedInLabel->setText(tr("Signed in as %1. The server runs Mattermost %2.")
                                     .arg(server.username, server.version.toString()));
    m_ui->signedInLabel->show();
    showCode(false);
    keepLogin();
}

bool SignInPage::handleError(const Error &error)
{
    m_ui->signedInLabel->hide();
    if (error.kind == ErrorKind::MfaRequired || error.kind == ErrorKind::MfaWrong)
        showCode(true);
    const bool isFirstCode = error.kind == ErrorKind::MfaRequired;
    errorPanel().showError(error);
    if (isFirstCode || error.kind == ErrorKind::MfaWrong)
        m_ui->codeLineEdit->setFocus();
    return true;
}

bool SignInPage::handleAction(NextAction action)
{
    switch (action) {
    case NextAction::SignInAgain:
    case NextAction::EnterCode:
    case NextAction::UseToken:
    case NextAction::ChangeAddress:
    case NextAction::ChooseCaFile:
        focusOn(action);
        return true;
    default:
        return false;
    }
}

void SignInPage::focusOn(NextAction action)
{
    QLineEdit *field = m_ui->addressLineEdit;
    if (action == NextAction::UseToken)
        m_ui->tokenRadioButton->setChecked(true);
    if (action == NextAction::SignInAgain || action == NextAction::UseToken)
        field = usesToken() ? m_ui->tokenLineEdit : m_ui->passwordLineEdit;
    else if (action == NextAction::EnterCode)
        field = m_ui->codeLineEdit;
    if (action == NextAction::ChooseCaFile) {
        m_ui->moreButton->setChecked(true);
        browse();
        return;
    }
    if (stage() == Stage::Done && !session().isSignedIn(m_side))
        setStage(Stage::Form);
    field->setFocus();
    field->selectAll();
}

void SignInPage::showMethod()
{
    const bool token = usesToken();
    for (QWidget *widget : std::initializer_list<QWidget *>{
             m_ui->loginLabel, m_ui->loginLineEdit, m_ui->passwordLabel, m_ui->passwordLineEdit})
        widget->setVisible(!token);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_ui->tokenLabel, m_ui->tokenLineEdit,
                                                            m_ui->tokenHintLabel})
        widget->setVisible(token);
    if (token)
        showCode(false);
}

void SignInPage::showCode(bool wanted)
{
    m_ui->codeLabel->setVisible(wanted);
    m_ui->codeLineEdit->setVisible(wanted);
    m_ui->codeLineEdit->clear();
    Q_EMIT completeChanged();
}

void SignInPage::showMore()
{
    const bool more = m_ui->moreButton->isChecked();
    m_ui->moreButton->setArrowType(more ? Qt::DownArrow : Qt::RightArrow);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_ui->caFileLabel, m_ui->caFileLineEdit,
                                                            m_ui->caFileButton})
        widget->setVisible(more);
}

void SignInPage::browse()
{
    auto *dialog = new QFileDialog(this, tr("Choose the certificate file"));
    dialog->setObjectName(QStringLiteral("caFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Certificates (*.pem *.crt *.cer)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, m_ui->caFileLineEdit, &QLineEdit::setText);
    dialog->open();
}

QString SignInPage::keychainKey() const
{
    // A token needs no name to sign in with.
    const QString login = usesToken() ? QStringLiteral("token") : m_ui->loginLineEdit->text();
    const QUrl found = session().server(m_side).address;
    const QString typed = m_ui->addressLineEdit->text().trimmed();
    const bool isFound = !found.isEmpty() && session().server(m_side).typedAddress == typed;
    return CredentialStore::keyFor(isFound ? found : QUrl::fromUserInput(typed), login);
}

void SignInPage::showKeychain()
{
    const CredentialStore::Availability availability = m_store.availability();
    const bool available = availability == CredentialStore::Availability::Available;
    // Practice logins are everybody's.
    const bool sensible = available && !session().isPractice();
    m_ui->rememberCheckBox->setEnabled(sensible);
    if (!sensible)
        m_ui->rememberCheckBox->setChecked(false);
    m_ui->rememberLabel->setVisible(availability == CredentialStore::Availability::Unavailable);
    m_ui->rememberLabel->setText(
        tr("This computer has no keychain that mmigrate can use, so the login is kept only until "
           "you close the window."));
    if (available)
        lookUpLogin();
}

void SignInPage::lookUpLogin()
{
    const bool nothingToFind =
        m_store.availability() != CredentialStore::Availability::Available || session().isPractice()
        || m_ui->addressLineEdit->text().trimmed().isEmpty()
        || (!usesToken() && m_ui->loginLineEdit->text().trimmed().isEmpty())
        || !m_ui->passwordLineEdit->text().isEmpty() || !m_ui->tokenLineEdit->text().isEmpty();
    if (nothingToFind)
        return;
    const QString key = keychainKey();
    m_store.read(key, this, [this, key](const Result<Credentials> &kept) {
        // The form may have changed meanwhile.
        const QLineEdit *field = usesToken() ? m_ui->tokenLineEdit : m_ui->passwordLineEdit;
        if (!kept || key != keychainKey() || !field->text().isEmpty())
            return;
        (usesToken() ? m_ui->tokenLineEdit : m_ui->passwordLineEdit)
            ->setText(usesToken() ? kept->accessToken : kept->password);
        m_ui->rememberCheckBox->setChecked(true);
        Q_EMIT completeChanged();
    });
}

void SignInPage::keepLogin()
{
    if (m_store.availability() != CredentialStore::Availability::Available
        || session().isPractice())
        return;
    const QString key = keychainKey();
    if (m_ui->rememberCheckBox->isChecked()) {
        Credentials credentials = session().credentials(m_side);
        credentials.mfaCode.clear(); // it works once
        m_store.write(key, credentials, this, [this](const Result<void> &written) {
            if (written)
                return;
            qCWarning(logSteps).noquote() << written.error().toLogLine();
            m_ui->rememberLabel->setText(tr("The keychain did not take the login."));
            m_ui->rememberLabel->show();
        });
        return;
    }
    // No longer wanted: what was kept before goes.
    if (m_mustForget)
        m_store.remove(key, this, [](const Result<void> &) {});
}

} // namespace mmigrate
