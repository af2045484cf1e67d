// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "wizard/proofmodel.h"
#include "wizard/runpage.h"

namespace Ui {
class FinishPage;
}

namespace mmigrate {

/// What arrived, what people have to do now, and what is to be cleaned up.
class FinishPage : public RunPage
{
    Q_OBJECT
public:
    explicit FinishPage(MigrationSession &session);
    ~FinishPage() override;

protected:
    void showState() override;
    void saveForm() override;
    bool isDone() const override { return false; } // "Finish" always cleans up once
    void showResult() override;
    bool handleAction(NextAction action) override;

private:
    bool isAnythingMissing() const;
    void showProof();
    void saveReport();

    std::unique_ptr<Ui::FinishPage> m_ui;
    ProofModel m_proof;
};

} // namespace mmigrate
