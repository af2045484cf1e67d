// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/progressprinter.h"

#include "cli/terminal.h"
#include "text/errortext.h"
#include "text/steptext.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace mmigrate::cli {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ProgressPrinter)
};

constexpr qint64 plainIntervalMs = 5'000;
constexpr qint64 speedIntervalMs = 1'000;

/// "SignIn" with a "server" instead of two step names: scripts see the step names of the
/// documentation.
QJsonObject stepObject(StepId step)
{
    QJsonObject object;
    if (step == StepId::SignInSource || step == StepId::SignInDestination) {
        object.insert(QLatin1String("step"), QStringLiteral("SignIn"));
        object.insert(QLatin1String("server"), step == StepId::SignInSource
                                                   ? QStringLiteral("source")
                                                   : QStringLiteral("destination"));
    } else {
        object.insert(QLatin1String("step"), stepName(step));
    }
    return object;
}

QJsonObject progressObject(const Progress &progress)
{
    QJsonObject object = stepObject(progress.step);
    object.insert(QLatin1String("event"), QStringLiteral("progress"));
    object.insert(QLatin1String("activity"), activityName(progress.activity));
    object.insert(QLatin1String("unit"), progressUnitName(progress.unit));
    const auto optional = [&object](const char *name, qint64 value) {
        object.insert(QLatin1String(name), value >= 0 ? QJsonValue(value) : QJsonValue());
    };
    optional("done", progress.done);
    optional("total", progress.total);
    if (progress.elapsedMs >= 0)
        object.insert(QLatin1String("elapsed_ms"), progress.elapsedMs);
    if (progress.retryInMs >= 0)
        object.insert(QLatin1String("retry_in_ms"), progress.retryInMs);
    if (!progress.counts.isEmpty()) {
        QJsonObject counts;
        for (auto it = progress.counts.begin(); it != progress.counts.end(); ++it)
            counts.insert(it.key(), *it);
        object.insert(QLatin1String("counts"), counts);
    }
    return object;
}

} // namespace

ProgressPrinter::ProgressPrinter(ProgressFormat format)
{
    switch (format) {
    case ProgressFormat::Auto:
        m_style = canAsk() ? Style::Line : Style::Plain;
        break;
    case ProgressFormat::Plain:
        m_style = Style::Plain;
        break;
    case ProgressFormat::Json:
        m_style = Style::Json;
        break;
    case ProgressFormat::None:
        m_style = Style::Silent;
        break;
    }
}

void ProgressPrinter::event(const QJsonObject &object) const
{
    printOut(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact))
             + QLatin1Char('\n'));
}

void ProgressPrinter::stepEvent(StepId step, const char *state) const
{
    QJsonObject object = stepObject(step);
    object.insert(QLatin1String("event"), QStringLiteral("step"));
    object.insert(QLatin1String("state"), QLatin1String(state));
    event(object);
}

void ProgressPrinter::endLine()
{
    if (m_lineOpen)
        printErr(QStringLiteral("\n"));
    m_lineOpen = false;
}

void ProgressPrinter::stepStarted(StepId step)
{
    m_step = step;
    m_sincePlain.invalidate();
    m_sinceSpeed.invalidate();
    m_speedBase = -1;
    m_bytesPerSecond = 0;
    if (m_style == Style::Json) {
        stepEvent(step, "started");
    } else if (m_style == Style::Plain) {
        printErr(stepTitle(step) + QStringLiteral(" ...\n"));
    } else if (m_style == Style::Line) {
        printErr(QStringLiteral("\r\033[K  ") + stepTitle(step) + QStringLiteral(" ..."));
        m_lineOpen = true;
    }
}

void ProgressPrinter::stepFinished(StepId step)
{
    if (m_style == Style::Json) {
        stepEvent(step, "finished");
    } else if (m_style == Style::Plain) {
        printErr(Words::tr("%1: done").arg(stepTitle(step)) + QLatin1Char('\n'));
    } else if (m_style == Style::Line) {
        printErr(QStringLiteral("\r\033[K\u2713 ") + stepTitle(step) + QLatin1Char('\n'));
        m_lineOpen = false;
    }
}

void ProgressPrinter::stepFailed(StepId step)
{
    if (m_style == Style::Json)
        stepEvent(step, "failed");
    endLine();
}

QString ProgressPrinter::rateText(const Progress &progress)
{
    if (progress.unit != ProgressUnit::Bytes || progress.done < 0
        || progress.activity != Activity::Working)
        return {};
    if (!m_sinceSpeed.isValid() || progress.done < m_speedBase) {
        m_sinceSpeed.start();
        m_speedBase = progress.done;
        return {};
    }
    const qint64 elapsed = m_sinceSpeed.elapsed();
    if (elapsed >= speedIntervalMs) {
        const double now = static_cast<double>(progress.done - m_speedBase) * 1000.0
                           / static_cast<double>(elapsed);
        m_bytesPerSecond = m_bytesPerSecond > 0 ? 0.7 * m_bytesPerSecond + 0.3 * now : now;
        m_sinceSpeed.start();
        m_speedBase = progress.done;
    }
    if (m_bytesPerSecond <= 0)
        return {};
    return QStringLiteral(", ")
           + Words::tr("%1 a second").arg(sizeText(static_cast<qint64>(m_bytesPerSecond)));
}

void ProgressPrinter::progress(const Progress &progress)
{
    if (m_style == Style::Json)
        return event(progressObject(progress));
    if (m_style == Style::Silent)
        return;
    const QString words = progressText(progress);
    if (words.isEmpty())
        return;
    QString line = stepTitle(progress.step) + QStringLiteral(": ") + words + rateText(progress);
    if (const QString sent = sentAheadText(progress); !sent.isEmpty())
        line += QStringLiteral(", ") + sent;
    if (m_style == Style::Line) {
        printErr(QStringLiteral("\r\033[K  ") + line);
        m_lineOpen = true;
    } else if (!m_sincePlain.isValid() || m_sincePlain.elapsed() >= plainIntervalMs) {
        m_sincePlain.start();
        printErr(line + QLatin1Char('\n'));
    }
}

void ProgressPrinter::finished(const std::optional<Error> &error)
{
    endLine();
    if (m_style != Style::Json)
        return;
    QJsonObject object{{QStringLiteral("event"), QStringLiteral("finished")}};
    object.insert(QLatin1String("result"), !error ? QStringLiteral("success")
                                           : error->kind == ErrorKind::Cancelled
                                               ? QStringLiteral("cancelled")
                                               : QStringLiteral("failed"));
    object.insert(QLatin1String("error"), QJsonValue());
    if (error) {
        const ErrorText text = errorText(*error);
        QJsonObject details{{QStringLiteral("kind"), errorKindName(error->kind)},
                            {QStringLiteral("message"), text.headline},
                            {QStringLiteral("explanation"), text.explanation},
                            {QStringLiteral("next_step"), text.nextStep},
                            {QStringLiteral("server_error_id"), error->serverErrorId},
                            {QStringLiteral("request_id"), error->requestId}};
        if (error->step != StepId::None)
            details.insert(QLatin1String("step"),
                           stepObject(error->step).value(QLatin1String("step")));
        object.insert(QLatin1String("error"), details);
    }
    event(object);
}

} // namespace mmigrate::cli
