// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/proxysettings.h"

#include <QDialog>

#include <memory>

namespace Ui {
class ConnectionSettingsDialog;
}

namespace mmigrate {

class ConnectionSettings;

/// Which proxy leads to the servers, and its login. Accepted, the settings are changed.
class ConnectionSettingsDialog : public QDialog
{
    Q_OBJECT
public:
    ConnectionSettingsDialog(ConnectionSettings &settings, QWidget *parent);
    ~ConnectionSettingsDialog() override;

    void accept() override;

private:
    void connectForm();
    void fill();
    void showChoice();
    void showKeychain();
    void judge();
    void fitHeight();
    /// Somebody pasted "http://proxy.example.com:3128" into the field for the name.
    void takeApart();
    ProxySettings chosen() const;
    QString problemWithHost() const;
    QString problemWithLogin() const;

    std::unique_ptr<Ui::ConnectionSettingsDialog> m_ui;
    ConnectionSettings &m_settings;
};

} // namespace mmigrate
