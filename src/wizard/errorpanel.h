// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "text/errortext.h"

#include <QFrame>

#include <memory>

namespace Ui {
class ErrorPanel;
}

namespace mmigrate {

/// Says what happened, why, and what to do now, where it happened: no box that has to be closed.
class ErrorPanel : public QFrame
{
    Q_OBJECT
public:
    explicit ErrorPanel(QWidget *parent = nullptr);
    ~ErrorPanel() override;

    void showError(const Error &error);
    void clear();
    bool hasError() const { return m_hasError; }
    /// Where the details were saved, or why not.
    void showSaved(const QString &text);

Q_SIGNALS:
    void actionRequested(mmigrate::NextAction action);

private:
    std::unique_ptr<Ui::ErrorPanel> m_ui;
    NextAction m_action = NextAction::TryAgain;
    bool m_hasError = false;
};

/// What the button for it says.
QString actionText(NextAction action);

} // namespace mmigrate
