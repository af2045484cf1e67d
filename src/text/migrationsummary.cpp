// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/migrationsummary.h"

#include "core/archive/corrections.h"
#include "text/archiveerrortext.h"
#include "text/errortext.h"
#include "text/steptext.h"

#include <QCoreApplication>
#include <QLocale>

namespace mmigrate {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(MigrationSummary)
};

QString number(qint64 value)
{
    return QLocale().toString(value);
}

QString optionalNumber(const std::optional<qint64> &value)
{
    return value ? number(*value) : QStringLiteral("-");
}

QString row(const QString &name, const QString &value)
{
    constexpr int nameWidth = 28;
    return QStringLiteral("  ") + name.leftJustified(nameWidth) + value + QLatin1Char('\n');
}

QString proofTable(const QList<VerifyRow> &rows)
{
    if (rows.isEmpty())
        return {};
    constexpr int nameWidth = 20;
    constexpr int width = 12;
    const auto cells = [](const QString &name, const QStringList &values, const QString &verdict) {
        QString line = QStringLiteral("  ") + name.leftJustified(nameWidth);
        for (const QString &value : values)
            line += value.rightJustified(width);
        return QString(line + QStringLiteral("  ") + verdict + QLatin1Char('\n'));
    };
    QString text = Words::tr("What arrived:") + QLatin1Char('\n')
                   + cells({}, {Words::tr("archive"), Words::tr("before"), Words::tr("now")}, {});
    for (const VerifyRow &proof : rows) {
        const QString verdict = proof.verdict == QLatin1String("arrived")   ? Words::tr("all there")
                                : proof.verdict == QLatin1String("missing") ? Words::tr("MISSING")
                                                                            : QString();
        text += cells(countedThing(proof.what),
                      {optionalNumber(proof.archive), optionalNumber(proof.before),
                       optionalNumber(proof.after)},
                      verdict);
    }
    return text;
}

QString correctionsText(const MigrationState &state)
{
    const CorrectionReport report = CorrectionReport::fromJson(state.archive.corrections);
    if (report.isEmpty())
        return {};
    QString text = Words::tr("Changed on the way, so that the destination can read it; the archive "
                             "itself stays as it "
                             "is:")
                   + QLatin1Char('\n');
    for (const AppliedCorrection &correction : report.corrections) {
        text += QStringLiteral("  - ") + correctionText(correction.rule, correction.count)
                + QLatin1Char('\n');
    }
    if (!state.archive.changesPath.isEmpty())
        text += Words::tr("  Every single change: %1").arg(state.archive.changesPath)
                + QLatin1Char('\n');
    return text;
}

} // namespace

QList<SummaryRow> archiveSummaryRows(const ArchiveSummary &summary)
{
    QList<SummaryRow> rows;
    const auto add = [&rows](const QString &name, const QString &value) {
        rows.append({name, value});
    };
    if (!summary.generatorVersion.isEmpty())
        add(Words::tr("Made by"), summary.generator + QLatin1Char(' ') + summary.generatorVersion);
    add(Words::tr("Size"), sizeText(summary.fileSize));
    add(Words::tr("Teams"), number(summary.teams));
    add(Words::tr("Channels"), Words::tr("%1, of these %2 private")
                                   .arg(number(summary.channels), number(summary.privateChannels)));
    add(Words::tr("People"),
        summary.bots > 0
            ? Words::tr("%1, and bots: %2").arg(number(summary.users), number(summary.bots))
            : number(summary.users));
    add(Words::tr("Messages in channels"),
        Words::tr("%1, and %2 replies").arg(number(summary.posts), number(summary.replies)));
    add(Words::tr("Direct messages"), Words::tr("%1 in %2 conversations")
                                          .arg(number(summary.directPosts + summary.directReplies),
                                               number(summary.directChannels)));
    add(Words::tr("Attached files"), Words::tr("%1 (%2)").arg(number(summary.attachmentFiles),
                                                              sizeText(summary.attachmentBytes)));
    if (summary.attachmentsMissing > 0)
        add(Words::tr("Attached files missing"), number(summary.attachmentsMissing));
    add(Words::tr("Reactions"), number(summary.reactions));
    add(Words::tr("Custom emoji"), number(summary.emoji));
    return rows;
}

QString archiveSummaryText(const ArchiveSummary &summary)
{
    QString text;
    const QList<SummaryRow> rows = archiveSummaryRows(summary);
    for (const SummaryRow &line : rows)
        text += row(line.name, line.value);
    return text;
}

QString leftBehindText(const MigrationState &state)
{
    if (state.upload.abandoned.isEmpty())
        return {};
    return Words::tr("Left on the destination after broken uploads, until the server clears it "
                     "away by itself: %1")
        .arg(state.upload.abandoned.join(QStringLiteral(", ")));
}

QString migrationSummaryText(const MigrationState &state)
{
    QString text = QStringLiteral("\n");
    if (!state.archive.path.isEmpty() && !state.archive.summary.isEmpty())
        text += Words::tr("In the archive:") + QLatin1Char('\n')
                + archiveSummaryText(ArchiveSummary::fromJson(state.archive.summary));
    if (!state.exported.ignoredOptions.isEmpty()) {
        QStringList options;
        for (const QString &option : state.exported.ignoredOptions)
            options.append(exportOptionText(option));
        text += Words::tr("Not exported, because the source's version %1 cannot: %2")
                    .arg(state.source.version.toString(), options.join(QStringLiteral(", ")))
                + QLatin1Char('\n');
    }
    text += correctionsText(state);
    text += proofTable(state.proof);
    if (state.archive.deleted)
        text += Words::tr("The local archive was deleted.") + QLatin1Char('\n');
    else if (!state.archive.path.isEmpty())
        text +=
            Words::tr("The archive is kept at %1. It holds everybody's messages, private ones too.")
                .arg(state.archive.path)
            + QLatin1Char('\n');
    if (!state.archive.sha256.isEmpty())
        text += Words::tr("Its fingerprint (SHA-256): %1").arg(state.archive.sha256)
                + QLatin1Char('\n');
    if (const QString left = leftBehindText(state); !left.isEmpty())
        text += left + QLatin1Char('\n');
    if (state.import.succeeded)
        text += Words::tr("Passwords do not move: people whose sign-in is a password have to reset "
                          "it on the new "
                          "server. Keep the old server for some days.")
                + QLatin1Char('\n');
    return text;
}

QJsonObject migrationReport(const MigrationState &state, const std::optional<Error> &error)
{
    QJsonObject report = state.toJson();
    report.insert(QLatin1String("program"), QStringLiteral("mmigrate " MMIGRATE_VERSION));
    report.insert(QLatin1String("result"), !error ? QStringLiteral("success")
                                           : error->kind == ErrorKind::Cancelled
                                               ? QStringLiteral("cancelled")
                                               : QStringLiteral("failed"));
    if (error) {
        const ErrorText words = errorText(*error);
        report.insert(QLatin1String("error"),
                      QJsonObject{{QStringLiteral("kind"), errorKindName(error->kind)},
                                  {QStringLiteral("step"), stepName(error->step)},
                                  {QStringLiteral("message"), words.headline},
                                  {QStringLiteral("explanation"), words.explanation},
                                  {QStringLiteral("request_id"), error->requestId}});
    }
    return report;
}

} // namespace mmigrate
