// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/progresspanel.h"

#include "text/errortext.h"
#include "text/steptext.h"
#include "ui_progresspanel.h"
#include "wizard/speedlimitfield.h"

#include <QFont>

namespace mmigrate {

namespace {

constexpr int barSteps = 1000; // amounts are 64-bit, the bar's numbers are not

QString capitalized(QString text)
{
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text;
}

} // namespace

ProgressPanel::ProgressPanel(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::ProgressPanel>())
{
    m_ui->setupUi(this);
    m_speedLimit =
        std::make_unique<SpeedLimitField>(*m_ui->speedLimitCheckBox, *m_ui->speedLimitSpinBox);
    QFont bold = m_ui->stepLabel->font();
    bold.setBold(true);
    m_ui->stepLabel->setFont(bold);
    connect(m_ui->cancelButton, &QPushButton::clicked, this, &ProgressPanel::cancelRequested);
    connect(m_ui->tryNowButton, &QPushButton::clicked, this, &ProgressPanel::tryNowRequested);
    connect(m_ui->pauseButton, &QPushButton::clicked, this, [this] {
        if (m_runState == MigrationRunner::State::Paused)
            Q_EMIT resumeRequested();
        else
            Q_EMIT pauseRequested();
    });
    connect(m_speedLimit.get(), &SpeedLimitField::changed, this, &ProgressPanel::speedLimitChanged);
    setFocusPolicy(Qt::TabFocus);
    m_ticker.setInterval(1000);
    connect(&m_ticker, &QTimer::timeout, this, [this] {
        showElapsed();
        if (m_progress.activity == Activity::WaitingToRetry)
            showDetail();
    });
    hide();
}

ProgressPanel::~ProgressPanel() = default;

void ProgressPanel::begin()
{
    m_sinceBegin.start();
    setStep(StepId::None);
    m_ticker.start();
    showElapsed();
    show();
}

void ProgressPanel::end()
{
    m_ticker.stop();
    hide();
}

void ProgressPanel::takeFocus()
{
    setFocus();
}

void ProgressPanel::setStep(StepId step)
{
    m_progress = {};
    m_progress.step = step;
    m_progress.activity = Activity::Connecting;
    m_rate.reset();
    m_ui->speedGraph->reset();
    m_ui->stepLabel->setText(step == StepId::None ? tr("Starting …") : stepTitle(step));
    showBar();
    showDetail();
}

void ProgressPanel::setProgress(const Progress &progress)
{
    m_progress = progress;
    m_sinceProgress.start();
    if (progress.unit == ProgressUnit::Bytes && progress.done >= 0)
        m_ui->speedGraph->add(m_sinceBegin.elapsed(), progress.done);
    if (progress.activity == Activity::Working && progress.done >= 0)
        m_rate.add(m_sinceBegin.elapsed(), progress.done);
    else
        m_rate.reset(); // a wait would spoil the speed
    showBar();
    showDetail();
}

void ProgressPanel::setRunState(MigrationRunner::State state)
{
    m_runState = state;
    const bool isPaused = state == MigrationRunner::State::Paused;
    m_ui->pauseButton->setText(isPaused ? tr("&Resume") : tr("&Pause"));
    m_ui->pauseButton->setEnabled(state == MigrationRunner::State::Running || isPaused);
    m_ui->cancelButton->setEnabled(state == MigrationRunner::State::Running || isPaused);
    showBar();
    showDetail();
}

void ProgressPanel::setPausable(bool pausable)
{
    m_isPausable = pausable;
    m_ui->pauseButton->setVisible(pausable);
    m_ui->speedGraph->setVisible(pausable);
    m_ui->speedLimitWidget->setVisible(pausable);
}

void ProgressPanel::setSpeedLimit(qint64 bytesPerSecond)
{
    m_speedLimit->setBytesPerSecond(bytesPerSecond);
}

void ProgressPanel::showBar()
{
    const bool known = m_progress.total > 0 && m_progress.done >= 0;
    if (!known) {
        // The moving bar says: it works, nobody knows how long.
        m_ui->progressBar->setRange(0, m_runState == MigrationRunner::State::Paused ? 1 : 0);
        return;
    }
    const double share =
        static_cast<double>(m_progress.done) / static_cast<double>(m_progress.total);
    m_ui->progressBar->setRange(0, barSteps);
    m_ui->progressBar->setValue(static_cast<int>(share * barSteps));
}

void ProgressPanel::showDetail()
{
    const bool waits = m_progress.activity == Activity::WaitingToRetry;
    m_ui->tryNowButton->setVisible(waits);
    if (m_runState == MigrationRunner::State::Cancelling) {
        m_ui->detailLabel->setText(tr("Stopping …"));
        return;
    }
    if (m_runState == MigrationRunner::State::Paused) {
        m_ui->detailLabel->setText(tr("Paused. Resume goes on from here."));
        return;
    }
    Progress now = m_progress;
    if (waits)
        now.retryInMs = std::max<qint64>(0, now.retryInMs - m_sinceProgress.elapsed());
    QStringList parts{capitalized(progressText(now))};
    if (now.unit == ProgressUnit::Bytes) {
        if (const std::optional<double> rate = m_rate.perSecond())
            parts.append(tr("%1 a second").arg(sizeText(static_cast<qint64>(*rate))));
    }
    const std::optional<qint64> left =
        now.leftMs >= 0 ? std::optional(now.leftMs / 1000) : m_rate.secondsLeft(now.total);
    if (left)
        parts.append(tr("%1 left").arg(timeLeftText(*left)));
    parts.append(sentAheadText(now));
    parts.removeAll(QString());
    m_ui->detailLabel->setText(parts.join(QStringLiteral(" · ")));
}

void ProgressPanel::showElapsed()
{
    m_ui->elapsedLabel->setText(tr("Elapsed: %1").arg(elapsedText(m_sinceBegin.elapsed() / 1000)));
}

} // namespace mmigrate
