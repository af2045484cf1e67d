// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "wizard/runpage.h"

namespace Ui {
class SignInPage;
}

namespace mmigrate {

class CredentialStore;

/// The one sign-in form, used for the source and for the destination.
class SignInPage : public RunPage
{
    Q_OBJECT
public:
    SignInPage(ServerSide side, MigrationSession &session, CredentialStore &store);
    ~SignInPage() override;

    void focusOn(NextAction action) override;

protected:
    void showState() override;
    void applyForm() override;
    bool isFormComplete() const override;
    bool isDone() const override;
    void showResult() override;
    QString startText() const override;
    bool runsBeside() const override;
    bool goesOn() const override { return true; }
    bool handleError(const Error &error) override;
    bool handleAction(NextAction action) override;

private:
    void connectForm();
    void edited();
    void showMethod();
    void showMore();
    void showKeychain();
    void showCode(bool wanted);
    void lookUpLogin();
    void keepLogin();
    void browse();
    bool usesToken() const;
    QString keychainKey() const;
    bool isAsSignedIn() const;

    std::unique_ptr<Ui::SignInPage> m_ui;
    const ServerSide m_side;
    CredentialStore &m_store;
    bool m_isFilling = false;
    bool m_mustForget = false; ///< the person does not want the login kept any more
    int m_filledFor = -1;      ///< MigrationSession::generation()
};

} // namespace mmigrate
