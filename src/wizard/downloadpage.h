// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "wizard/runpage.h"

namespace Ui {
class DownloadPage;
}

namespace mmigrate {

/// Where to, then the download and the first look at the archive.
class DownloadPage : public RunPage
{
    Q_OBJECT
public:
    explicit DownloadPage(MigrationSession &session);
    ~DownloadPage() override;

    void focusOn(NextAction action) override;

protected:
    void showState() override;
    void saveForm() override;
    void applyForm() override;
    bool isFormComplete() const override;
    void showResult() override;
    QString startText() const override;
    bool mayGoOnMeanwhile() const override;
    bool canPause() const override { return true; }
    bool handleAction(NextAction action) override;

private:
    QString chosenFolder() const;
    void showRoom();
    void browse();
    void downloadAgain();

    std::unique_ptr<Ui::DownloadPage> m_ui;
};

} // namespace mmigrate
