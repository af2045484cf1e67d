// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "wizard/runpage.h"

namespace Ui {
class ImportPage;
}

namespace mmigrate {

/// The import job and the count of what arrived.
class ImportPage : public RunPage
{
    Q_OBJECT
public:
    explicit ImportPage(MigrationSession &session);
    ~ImportPage() override;

protected:
    void showState() override;
    void saveForm() override;
    bool handleAction(NextAction action) override;
    bool isDone() const override;
    void showResult() override;
    QString startText() const override;
    bool goesOn() const override { return true; }
    bool handleError(const Error &error) override;

private:
    std::unique_ptr<Ui::ImportPage> m_ui;
};

} // namespace mmigrate
