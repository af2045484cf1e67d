// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

// The transfers alone, without the steps around them, for measurements:
//   mmigrate_transferbench download URL PATH TARGET
//   mmigrate_transferbench upload URL SESSION FILE [CHUNK_MIB]
// Prints seconds of the transfer and, on Linux, its peak memory; exit status 1 when it failed.

#include "core/api/httpsession.h"
#include "core/transfer/chunkedupload.h"
#include "core/transfer/rangeddownload.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFutureWatcher>
#include <QLoggingCategory>
#include <QTextStream>
#include <QtConcurrentRun>

using namespace mmigrate;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;

bool reported(const Error &error)
{
    QTextStream(stderr) << error.toLogLine() << '\n';
    return false;
}

bool download(HttpSession &session, const QStringList &arguments)
{
    const Result<DownloadReport> report =
        RangedDownload(session).download(arguments.at(2), arguments.at(3));
    return report ? true : reported(report.error());
}

bool upload(HttpSession &session, const QStringList &arguments)
{
    UploadOptions options;
    options.sessionIsNew = true;
    if (arguments.size() > 4)
        options.chunkBytes = arguments.at(4).toLongLong() * mebibyte;
    const Result<UploadReport> report =
        ChunkedUpload(session, options).upload(arguments.at(2), arguments.at(3));
    if (!report)
        return reported(report.error());
    return report->outcome == UploadOutcome::Done;
}

void printPeak()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            QTextStream(stdout) << "peak_mb "
                                << line.simplified().split(' ').value(1).toDouble() / 1000 << '\n';
    }
}

bool run(const QStringList &arguments)
{
    StepControl control;
    HttpSession session(QUrl(arguments.at(1)), control);
    QElapsedTimer timer;
    timer.start();
    const bool isDownload = arguments.at(0) == QLatin1String("download");
    const bool done = isDownload ? download(session, arguments) : upload(session, arguments);
    QTextStream(stdout) << "seconds " << static_cast<double>(timer.nsecsElapsed()) / 1e9 << '\n';
    printPeak();
    return done;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("mmigrate.*.info=false"));
    const QStringList arguments = application.arguments().mid(1);
    if (arguments.size() < 4) {
        QTextStream(stderr) << "download URL PATH TARGET | upload URL SESSION FILE [CHUNK_MIB]\n";
        return 2;
    }
    QFutureWatcher<bool> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &application,
                     [&watcher] { QCoreApplication::exit(watcher.result() ? 0 : 1); });
    watcher.setFuture(QtConcurrent::run([&arguments] { return run(arguments); }));
    return application.exec();
}
