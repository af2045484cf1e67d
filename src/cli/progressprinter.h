// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/cliarguments.h"
#include "core/base/error.h"
#include "core/base/progress.h"

#include <QElapsedTimer>
#include <QString>

#include <optional>

namespace mmigrate::cli {

/// Shows what goes on: one line that renews itself on a terminal, plain lines elsewhere, JSON
/// events, or nothing. JSON goes to standard output, everything else to standard error.
class ProgressPrinter
{
public:
    explicit ProgressPrinter(ProgressFormat format);

    void stepStarted(StepId step);
    void stepFinished(StepId step);
    void stepFailed(StepId step);
    void progress(const Progress &progress);
    void finished(const std::optional<Error> &error);
    /// Ends the line that renews itself, so that other text can follow.
    void endLine();

private:
    enum class Style { Line, Plain, Json, Silent };

    void event(const QJsonObject &object) const;
    void stepEvent(StepId step, const char *state) const;
    QString rateText(const Progress &progress);

    Style m_style;
    bool m_lineOpen = false;
    StepId m_step = StepId::None;
    QElapsedTimer m_sincePlain;
    QElapsedTimer m_sinceSpeed;
    qint64 m_speedBase = -1;
    double m_bytesPerSecond = 0;
};

} // namespace mmigrate::cli
