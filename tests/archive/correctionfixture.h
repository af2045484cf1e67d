// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "archive/archivefixture.h"
#include "core/archive/corrections.h"
#include "core/base/stepcontrol.h"

#include <QMap>
#include <QTest>

namespace mmigrate {

/// What a corrected copy looks like.
struct Corrected
{
    QByteArrayList lines{}; ///< without the version line
    QStringList entries{};  ///< without import.jsonl
    CorrectionReport report{};

    /// "rule" -> times, of all rules that did something.
    QMap<QString, qint64> counts() const
    {
        QMap<QString, qint64> map;
        for (const AppliedCorrection &applied : report.corrections)
            map.insert(correctionRuleName(applied.rule), applied.count);
        return map;
    }
    qint64 losses() const
    {
        qint64 sum = 0;
        for (const AppliedCorrection &applied : report.corrections)
            sum += applied.losses;
        return sum;
    }
};

inline CorrectionContext contextFor(const char *version, const QString &operatorUsername = {})
{
    CorrectionContext context;
    context.destinationVersion = QVersionNumber::fromString(QLatin1String(version));
    context.operatorUsername = operatorUsername;
    return context;
}

/// Plans and writes; the two must agree. Fails the test (and returns nothing of use) when something
/// goes wrong.
inline Corrected correctArchive(const QTemporaryDir &dir, const QString &sourcePath,
                                const CorrectionContext &context)
{
    Corrected result;
    StepControl control;
    Result<ArchiveReader> archive = ArchiveReader::open(sourcePath);
    if (!archive)
        qFatal("%s", qPrintable(archive.error().toLogLine()));
    const Result<ArchiveScan> scan = scanArchive(*archive, {}, control);
    if (!scan)
        qFatal("%s", qPrintable(scan.error().toLogLine()));
    const Result<CorrectionReport> plan = planCorrections(*archive, scan.value(), context, control);
    const Result<CorrectionReport> report = writeCorrected(
        *archive, scan.value(), context, dir.filePath(QStringLiteral("corrected.zip")), control);
    if (!plan || !report)
        qFatal("%s", qPrintable((plan ? report : plan).error().toLogLine()));
    result.report = report.value();

    CorrectionReport asPlanned = result.report;
    asPlanned.targetPath.clear();
    asPlanned.changesPath.clear();
    asPlanned.targetSize = 0;
    if (asPlanned != plan.value())
        qFatal("the plan says something else than the report");

    Result<ArchiveReader> copy = ArchiveReader::open(result.report.targetPath);
    if (!copy)
        qFatal("%s", qPrintable(copy.error().toLogLine()));
    result.lines = readEntry(*copy, QStringLiteral("import.jsonl")).split('\n');
    result.lines.removeLast(); // nothing behind the last line end
    result.lines.removeFirst();
    for (qint64 index = 0; index < copy->entryCount(); ++index) {
        if (index != copy->jsonl().index)
            result.entries << copy->entry(index).name;
    }
    return result;
}

} // namespace mmigrate
