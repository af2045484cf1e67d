// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/corrections.h"

#include "core/archive/archiveerror.h"
#include "core/archive/archivetailwriter.h"
#include "core/archive/archivewriter.h"
#include "core/archive/changelog.h"
#include "core/archive/diskerror.h"
#include "core/archive/linecorrector.h"
#include "core/archive/linereader.h"
#include "core/archive/progressticker.h"
#include "core/base/stepcontrol.h"

#include <QFile>
#include <QFileInfo>

namespace mmigrate {

namespace {

const QLatin1String dataPrefix("data/");

/// Both passes: the planning one, and the writing one that differs only in having somewhere to
/// write to.
class CorrectionRun
{
public:
    CorrectionRun(const ArchiveReader &archive, const ArchiveScan &scan,
                  const CorrectionContext &context)
        : m_archive(archive)
        , m_traits(destinationTraits(context.destinationVersion))
        , m_corrector(archive, scan.facts, context, m_log)
    {
        m_report.sourcePath = archive.path();
    }

    ChangeLog &log() { return m_log; }
    /// \a lines null: only planned.
    Result<void> runLines(QFile *lines, StepControl &control, const ProgressSink &progress);
    /// \a sink null: only planned.
    void runEntries(ArchiveSink *sink);
    bool changedLines() const { return m_report.linesChanged + m_report.linesDropped > 0; }
    CorrectionReport report() const;

private:
    Result<void> put(QFile *lines, LineCorrector::Verdict verdict, const LineReader &reader);
    QString targetName(const ArchiveEntry &entry) const;

    const ArchiveReader &m_archive;
    DestinationTraits m_traits;
    ChangeLog m_log;
    LineCorrector m_corrector;
    CorrectionReport m_report;
};

Result<void> CorrectionRun::put(QFile *lines, LineCorrector::Verdict verdict,
                                const LineReader &reader)
{
    m_report.linesDropped += verdict == LineCorrector::Verdict::Drop;
    m_report.linesChanged += verdict == LineCorrector::Verdict::Rewrite;
    if (!lines || verdict == LineCorrector::Verdict::Drop)
        return {};
    const QByteArrayView text = verdict == LineCorrector::Verdict::Keep
                                    ? reader.line()
                                    : QByteArrayView(m_corrector.rewritten());
    const QByteArrayView end = reader.lineEnd();
    if (lines->write(text.data(), text.size()) != text.size()
        || lines->write(end.data(), end.size()) != end.size())
        return fileError(*lines);
    return {};
}

Result<void> CorrectionRun::runLines(QFile *lines, StepControl &control,
                                     const ProgressSink &progress)
{
    ProgressTicker ticker(progress, ProgressUnit::Bytes, m_archive.jsonl().size);
    const auto take = [&](const LineReader &reader, LineReader::Next next) {
        LineCorrector::Verdict verdict = LineCorrector::Verdict::Drop;
        if (next == LineReader::Next::Line)
            verdict = m_corrector.correct(reader.line(), reader.number());
        else
            m_corrector.dropTooLong(reader.number());
        m_report.left.lines = reader.number();
        ticker.advanceTo(reader.bytesRead());
        return put(lines, verdict, reader);
    };
    if (Result<void> read = forEachLine(m_archive, control, take); !read)
        return read;
    ticker.finish();
    return {};
}

// Only files that lines name are looked up by the server; others keep their names.
QString CorrectionRun::targetName(const ArchiveEntry &entry) const
{
    if (!m_corrector.fates().isNamed(entry.index))
        return entry.name;
    QString plain = m_corrector.fates().nameOf(entry.index);
    if (plain.isEmpty())
        plain = entry.name.startsWith(dataPrefix) ? entry.name.mid(dataPrefix.size()) : entry.name;
    return m_traits.wantsDataPrefix ? dataPrefix + plain : plain;
}

void CorrectionRun::runEntries(ArchiveSink *sink)
{
    for (qint64 index = 0; index < m_archive.entryCount(); ++index) {
        if (index == m_archive.jsonl().index)
            continue;
        const ArchiveEntry entry = m_archive.entry(index);
        const std::optional<ArchiveEntry> first = m_archive.find(entry.name);
        // 5.x writes the files of doubled lists several times under one name.
        const bool repeated = first && first->index != index;
        if (repeated || m_corrector.fates().isLeftOut(index)) {
            ++m_report.filesLeftOut;
            m_report.bytesLeftOut += entry.compressedSize;
            continue;
        }
        const QString name = targetName(entry);
        if (name != entry.name) {
            ++m_report.filesRenamed;
            m_log.add(CorrectionRule::FilePrefix, 0, entry.name + QStringLiteral(" -> ") + name);
        }
        if (sink)
            sink->copyEntry(m_archive, index, name);
    }
}

CorrectionReport CorrectionRun::report() const
{
    CorrectionReport report = m_report;
    report.corrections = m_log.corrections();
    report.operatorMemberships = m_corrector.operatorMemberships();
    report.keptMemberships = m_corrector.keptMemberships();
    report.left.groups = m_corrector.left();
    return report;
}

/// Files on the way to a corrected copy; whatever is left of them goes away with this.
class WorkFiles
{
public:
    explicit WorkFiles(const QString &targetPath)
        : m_lines(targetPath + QStringLiteral(".lines.part"))
    {
        m_changes =
            withoutSuffix(withoutSuffix(targetPath, QLatin1String(".tail")), QLatin1String(".zip"))
            + QStringLiteral(".changes.csv");
    }
    ~WorkFiles()
    {
        m_lines.close();
        m_lines.remove();
        QFile::remove(changesPart());
    }
    Q_DISABLE_COPY_MOVE(WorkFiles)

    QFile &lines() { return m_lines; }
    QString changes() const { return m_changes; }
    QString changesPart() const { return m_changes + QStringLiteral(".part"); }

    Result<void> openLines()
    {
        QFile::remove(m_lines.fileName());
        if (!m_lines.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                          QFile::ReadOwner | QFile::WriteOwner))
            return fileError(m_lines);
        return {};
    }
    Result<void> closeLines()
    {
        if (!m_lines.flush())
            return fileError(m_lines);
        m_lines.close();
        return {};
    }

    Result<void> keepChanges() const { return replaceFile(changesPart(), m_changes); }

private:
    static QString withoutSuffix(const QString &path, QLatin1String suffix)
    {
        const bool has = path.endsWith(suffix, Qt::CaseInsensitive)
                         && !path.chopped(suffix.size()).endsWith(QLatin1Char('/'));
        return has ? path.chopped(suffix.size()) : path;
    }

    QString m_changes;
    QFile m_lines;
};

Result<void> refuseOriginal(const ArchiveReader &archive, const QString &targetPath)
{
    if (QFileInfo(targetPath).canonicalFilePath() == QFileInfo(archive.path()).canonicalFilePath())
        return makeError(ErrorKind::Internal,
                         QStringLiteral("the copy must not replace the original"));
    return {};
}

/// Tells \a sink what the corrected archive consists of.
Result<void> correctInto(ArchiveSink &sink, CorrectionRun &run, WorkFiles &files,
                         const ArchiveReader &archive, StepControl &control,
                         const ProgressSink &progress)
{
    Result<void> done = files.openLines();
    if (done)
        done = run.log().openList(files.changesPart());
    if (done)
        done = run.runLines(&files.lines(), control, progress);
    if (done)
        done = files.closeLines();
    if (!done)
        return done;
    const ArchiveEntry &jsonl = archive.jsonl();
    // First in the archive, as servers before 11.x take the first *.jsonl of any folder.
    if (run.changedLines())
        sink.addFile(jsonl.name, files.lines().fileName());
    else
        sink.copyEntry(archive, jsonl.index, jsonl.name);
    run.runEntries(&sink);
    return run.log().closeList();
}

CorrectionReport reportOf(const CorrectionRun &run, const WorkFiles &files,
                          const QString &targetPath, qint64 targetSize)
{
    CorrectionReport report = run.report();
    report.targetPath = targetPath;
    report.changesPath = files.changes();
    report.targetSize = targetSize;
    return report;
}

} // namespace

Result<CorrectionReport> planCorrections(const ArchiveReader &archive, const ArchiveScan &scan,
                                         const CorrectionContext &context, StepControl &control,
                                         const ProgressSink &progress)
{
    CorrectionRun run(archive, scan, context);
    if (Result<void> done = run.runLines(nullptr, control, progress); !done)
        return done.error();
    run.runEntries(nullptr);
    return run.report();
}

Result<CorrectionReport> writeCorrected(const ArchiveReader &archive, const ArchiveScan &scan,
                                        const CorrectionContext &context, const QString &targetPath,
                                        StepControl &control, const ProgressSink &progress)
{
    CorrectionRun run(archive, scan, context);
    WorkFiles files(targetPath);
    ArchiveWriter writer(targetPath);
    Result<void> done = refuseOriginal(archive, targetPath);
    if (done)
        done = requireFreeSpace(targetPath, archive.jsonl().size + archive.fileSize());
    if (done)
        done = correctInto(writer, run, files, archive, control, progress);
    if (done)
        done = writer.write(control, progress);
    if (done)
        done = files.keepChanges();
    if (!done)
        return done.error();
    return reportOf(run, files, targetPath, QFileInfo(targetPath).size());
}

Result<std::optional<CorrectionReport>>
writeCorrectedTail(const ArchiveReader &archive, const ArchiveScan &scan,
                   const CorrectionContext &context, const QString &tailPath, qint64 wholeBytes,
                   StepControl &control, const ProgressSink &progress)
{
    CorrectionRun run(archive, scan, context);
    WorkFiles files(tailPath);
    ArchiveTailWriter writer(archive, tailPath, wholeBytes);
    Result<void> done = refuseOriginal(archive, tailPath);
    if (done)
        done = writer.open();
    if (done)
        done = correctInto(writer, run, files, archive, control, progress);
    if (!done)
        return done.error();
    const Result<bool> fits = writer.write(control, progress);
    if (!fits)
        return fits.error();
    if (!*fits)
        return std::optional<CorrectionReport>();
    done = files.keepChanges();
    if (!done)
        return done.error();
    return std::optional(reportOf(run, files, tailPath, wholeBytes));
}

} // namespace mmigrate
