// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/findingsaver.h"

#include "core/archive/archivereader.h"
#include "core/archive/check/findingfile.h"

#include <QPromise>
#include <QtConcurrentRun>

namespace mmigrate {

namespace {

Result<qint64> saveFindings(const QString &archivePath, const CheckContext &rules,
                            const QString &path, StepControl &control, const ProgressSink &progress)
{
    const Result<ArchiveReader> archive = ArchiveReader::open(archivePath);
    if (!archive)
        return archive.error();
    const Result<CheckReport> report = checkArchiveInto(path, *archive, rules, control, progress);
    if (!report)
        return report.error();
    qint64 findings = 0;
    for (const FindingGroup &group : report->groups)
        findings += group.count;
    return findings;
}

} // namespace

FindingSaver::FindingSaver(QObject *parent)
    : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcherBase::progressValueChanged, this, &FindingSaver::progressed);
    connect(&m_watcher, &QFutureWatcherBase::finished, this,
            [this] { Q_EMIT finished(m_watcher.result()); });
}

FindingSaver::~FindingSaver()
{
    cancel(); // the thread ends by itself, with the line under way
}

void FindingSaver::start(const QString &archivePath, const CheckContext &rules, const QString &path)
{
    Q_ASSERT(!isRunning());
    m_control = std::make_shared<StepControl>();
    m_watcher.setFuture(QtConcurrent::run([archivePath, rules, path,
                                           control = m_control](QPromise<Result<qint64>> &promise) {
        promise.setProgressRange(0, 100);
        promise.addResult(
            saveFindings(archivePath, rules, path, *control, [&promise](const Progress &progress) {
                if (progress.total > 0)
                    promise.setProgressValue(
                        static_cast<int>(progress.done * 100 / progress.total));
            }));
    }));
}

void FindingSaver::cancel()
{
    if (m_control)
        m_control->cancel();
}

} // namespace mmigrate
