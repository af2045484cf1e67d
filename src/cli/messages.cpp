// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/messages.h"

#include "text/errortext.h"
#include "text/steptext.h"

#include <QCoreApplication>
#include <QLocale>

namespace mmigrate::cli {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Messages)
};

/// How to do on the command line what the wizard has a button for.
QString optionFor(const Error &error, NextAction action)
{
    if (action == NextAction::AdjustLimits)
        return QStringLiteral(" (--adjust-limits)");
    if (action == NextAction::ShowCheck)
        return QStringLiteral(" (mmigrate-cli check, --mapping FILE)");
    if (action == NextAction::WrapList)
        return QStringLiteral(" (--wrap)");
    if (action == NextAction::AllowPlainHttp)
        return QStringLiteral(" (--allow-http)");
    if (action == NextAction::ChooseCaFile)
        return QStringLiteral(" (--ca-file FILE)");
    if (action == NextAction::ChooseFolder)
        return QStringLiteral(" (--folder DIR)");
    if (action == NextAction::ConnectionSettings)
        return error.isTransient() ? QStringLiteral(" (--proxy)")
                                   : QStringLiteral(" (--proxy-user, --proxy-password-file)");
    if (action == NextAction::ChooseExport)
        return QStringLiteral(" (--use-export NAME)");
    if (error.kind == ErrorKind::ImportsRefused)
        return QStringLiteral(" (mmigrate-cli export)");
    const bool isUnknown =
        error.kind == ErrorKind::Journal
        && error.facts.value(QStringLiteral("reason")) == QLatin1String("missing");
    return isUnknown ? QStringLiteral(" (mmigrate-cli resume --list)") : QString();
}

} // namespace

QString errorBlock(const Error &error)
{
    const ErrorText words = errorText(error);
    QString text = words.headline + QLatin1Char('\n');
    if (!words.explanation.isEmpty())
        text += words.explanation + QLatin1Char('\n');
    text += words.nextStep + optionFor(error, words.action) + QLatin1Char('\n');
    if (!error.requestId.isEmpty())
        text +=
            Words::tr("(The server's own log has more under the number %1.)").arg(error.requestId)
            + QLatin1Char('\n');
    return text;
}

QString listText(const QList<MigrationState> &states, const QMap<QString, QString> &unreadable)
{
    if (states.isEmpty() && unreadable.isEmpty())
        return Words::tr("There is no migration to continue.") + QLatin1Char('\n');
    QString text;
    for (const MigrationState &state : states) {
        StepId next = StepId::None;
        const QList<StepId> plan = stepsOf(state.options.kind);
        for (const StepId step : plan) {
            if (next == StepId::None && !state.isFinished(step))
                next = step;
        }
        const QString from =
            state.source.typedAddress.isEmpty() ? state.archive.path : state.source.typedAddress;
        const QString to = state.destination.typedAddress.isEmpty()
                               ? Words::tr("this computer")
                               : state.destination.typedAddress;
        text += Words::tr("%1  from %2 to %3, begun %4, next: %5")
                    .arg(state.id, from, to,
                         QLocale().toString(state.createdAt.toLocalTime(), QLocale::ShortFormat),
                         next == StepId::None ? Words::tr("put settings back") : stepTitle(next))
                + QLatin1Char('\n');
        if (state.hasUnrestoredSettings())
            text +=
                Words::tr(
                    "  Settings of the destination are still changed; continuing puts them back.")
                + QLatin1Char('\n');
    }
    for (auto it = unreadable.begin(); it != unreadable.end(); ++it) {
        text +=
            (it.value() == QLatin1String("newer")
                 ? Words::tr("%1  was saved by a newer version of mmigrate; continue it with that")
                 : Words::tr("%1  cannot be read; start a new migration instead, nothing that "
                             "was imported is doubled"))
                .arg(it.key())
            + QLatin1Char('\n');
    }
    return text;
}

} // namespace mmigrate::cli
