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

// Rule name -> times, without a QStringLiteral around every name.
class Counts : public QMap<QString, qint64>
{
public:
    Counts() = default;
    Counts(std::initializer_list<std::pair<const char *, qint64>> list)
    {
        for (const auto &[name, count] : list)
            insert(QLatin1String(name), count);
    }
};

inline QMap<QString, qint64> rulesOf(const Counts &counts)
{
    return counts;
}

inline QStringList names(std::initializer_list<const char *> list)
{
    QStringList strings;
    for (const char *name : list)
        strings << QLatin1String(name);
    return strings;
}

inline const QByteArray team = R"({"type":"team","team":{"name":"t","display_name":"T"}})";
inline const QByteArray channel = R"({"type":"channel","channel":{"team":"t","name":"c"}})";

inline QByteArray postWith(const QByteArray &fields)
{
    return R"({"type":"post","post":{"team":"t","channel":"c","user":"u","message":"\u003cb\u003e 1.50","create_at":17)"
           + fields + "}}";
}

inline QByteArray attachments(const QByteArrayList &paths)
{
    QByteArrayList items;
    for (const QByteArray &path : paths)
        items << "{\"path\":\"" + path + "\"}";
    return "\"attachments\":[" + items.join(',') + ']';
}

inline QByteArray reply(const QByteArray &user, const QByteArrayList &paths)
{
    return R"({"user":")" + user + R"(","message":"r","create_at":18,)" + attachments(paths) + '}';
}

} // namespace mmigrate
