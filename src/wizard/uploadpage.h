// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "wizard/runpage.h"

namespace Ui {
class UploadPage;
}

namespace mmigrate {

/// Makes the archive fit, checks the destination's limits, uploads.
class UploadPage : public RunPage
{
    Q_OBJECT
public:
    explicit UploadPage(MigrationSession &session);
    ~UploadPage() override;

protected:
    void showState() override;
    void showResult() override;
    QString startText() const override;
    void prepareMeanwhile() override;
    bool canPause() const override { return true; }
    bool goesOn() const override;

private:
    std::unique_ptr<Ui::UploadPage> m_ui;
};

} // namespace mmigrate
