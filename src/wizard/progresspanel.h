// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/run/migrationrunner.h"
#include "wizard/transferrate.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <memory>

namespace Ui {
class ProgressPanel;
}

namespace mmigrate {

class SpeedLimitField;

/// Shows what a run does at this moment: step, bar, amounts, speed, time left and elapsed, and the
/// buttons to pause, cancel, or end a pause between two tries.
class ProgressPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ProgressPanel(QWidget *parent = nullptr);
    ~ProgressPanel() override;

    /// A run begins: the clock starts, what the last one showed is gone.
    void begin();
    void end();
    /// On the panel itself, not on a button: Return does nothing there.
    void takeFocus();
    void setStep(StepId step);
    void setProgress(const Progress &progress);
    void setRunState(MigrationRunner::State state);
    /// Only transfers can pause, and have a speed that can be limited.
    void setPausable(bool pausable);
    void setSpeedLimit(qint64 bytesPerSecond); ///< shows it; 0: no limit

Q_SIGNALS:
    void cancelRequested();
    void pauseRequested();
    void resumeRequested();
    void tryNowRequested();
    void speedLimitChanged(qint64 bytesPerSecond);

private:
    void showBar();
    void showDetail();
    void showElapsed();

    std::unique_ptr<Ui::ProgressPanel> m_ui;
    std::unique_ptr<SpeedLimitField> m_speedLimit;
    Progress m_progress;
    MigrationRunner::State m_runState = MigrationRunner::State::Idle;
    bool m_isPausable = false;
    TransferRate m_rate;
    QElapsedTimer m_sinceBegin;
    QElapsedTimer m_sinceProgress;
    QTimer m_ticker;
};

} // namespace mmigrate
