// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "wizard/runpage.h"

namespace Ui {
class ExportPage;
}

namespace mmigrate {

/// What to export, or which export to use; then the export job.
class ExportPage : public RunPage
{
    Q_OBJECT
public:
    explicit ExportPage(MigrationSession &session);
    ~ExportPage() override;

    void focusOn(NextAction action) override;

protected:
    void showState() override;
    void saveForm() override;
    void applyForm() override;
    bool isFormComplete() const override;
    void showResult() override;
    QString startText() const override;
    bool goesOn() const override;
    bool handleError(const Error &error) override;
    bool handleAction(NextAction action) override;

private:
    void showChoice();
    void showOptions();
    void listExports(const QStringList &names);
    void exportAgain();

    std::unique_ptr<Ui::ExportPage> m_ui;
};

} // namespace mmigrate
