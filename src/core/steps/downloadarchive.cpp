// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/downloadarchive.h"

#include "core/base/log.h"
#include "core/steps/aheadupload.h"
#include "core/steps/createexport.h"
#include "core/steps/downloadcheck.h"
#include "core/steps/uploadingahead.h"
#include "core/transfer/filenames.h"
#include "core/transfer/growingfile.h"
#include "core/transfer/rangeddownload.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace mmigrate {

namespace {

constexpr ServerVersion firstWithPresignedLinks{8, 1, 0};

QString numbered(const QString &path, int number)
{
    if (number == 1)
        return path;
    const QFileInfo info(path);
    return QStringLiteral("%1/%2 (%3).%4")
        .arg(info.path(), info.completeBaseName(), QString::number(number), info.suffix());
}

} // namespace

Result<void> DownloadArchive::choosePath(StepContext &context) const
{
    if (!context.state.archive.path.isEmpty())
        return {};
    QString folder = context.state.options.folder;
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    folder = QDir(folder).absolutePath();
    if (!QDir().mkpath(folder))
        return makeError(ErrorKind::Disk, QStringLiteral("cannot create the folder"))
            .with(QStringLiteral("path"), folder);
    const QString wanted =
        folder + QLatin1Char('/') + sanitizedFileName(context.state.exported.fileName);
    for (int number = 1;; ++number) {
        const QString path = numbered(wanted, number);
        const QFileInfo info(path);
        // Export names are unique: a file of that name and size is this export, fetched before.
        if (!info.exists() || info.size() == context.state.exported.fileSize) {
            context.state.archive.path = path;
            return context.save();
        }
    }
}

Result<void> DownloadArchive::run(StepContext &context)
{
    // Forgotten by the run before; without a name, the server would send its list of exports.
    if (context.state.exported.fileName.isEmpty())
        return forgetExport(context);
    if (Result<void> chosen = choosePath(context); !chosen)
        return chosen;
    return fetchArchive(context);
}

Result<void> fetchArchive(StepContext &context)
{
    ArchiveRecord &archive = context.state.archive;
    // Nothing is left that the server's file could be held against.
    if (!QFileInfo::exists(partFileName(archive.path)) && !QFileInfo::exists(archive.path)) {
        if (Result<void> forgotten = forgetUploadAhead(context); !forgotten)
            return forgotten;
    }
    // What lies here has to be held against the server's file first.
    if (context.ahead)
        context.ahead->archive()->forget();
    if (context.ahead && mayUploadAhead(context.state) && context.destination.isConnected()
        && context.destination.http().hasToken())
        context.ahead->begin(context);
    const QString folder = QFileInfo(archive.path).path();
    if (!QDir().mkpath(folder))
        return makeError(ErrorKind::Disk, QStringLiteral("cannot create the folder"))
            .with(QStringLiteral("path"), folder);
    DownloadOptions options;
    options.silenceTimeoutMs = context.timings.silenceTimeoutMs;
    options.knownSize = context.state.exported.fileSize;
    options.connections = context.state.options.connections;
    options.progress = context.progressSink();
    const MigrationOptions &wanted = context.state.options;
    if (context.ahead && wanted.overlap && wanted.kind == MigrationKind::Full)
        options.growing = context.ahead->archive();
    context.downloadCheck.reset();
    if (options.growing)
        context.downloadCheck = std::make_unique<DownloadCheck>(options.growing);
    options.startingOver = [&context] { return forgetUploadAhead(context); };
    if (context.state.source.version >= firstWithPresignedLinks)
        options.directLink = [&context]() -> std::optional<QUrl> {
            const Result<std::optional<QUrl>> link =
                context.source.client().presignedExportUrl(context.state.exported.fileName);
            return link ? *link : std::nullopt;
        };
    RangedDownload download(context.source.http(), options);
    const Result<DownloadReport> report = download.download(
        MattermostClient::exportPath(context.state.exported.fileName), archive.path);
    if (!report) {
        context.downloadCheck.reset();
        if (report.error().kind == ErrorKind::NotFound)
            return forgetExport(context);
        return report.error();
    }
    qCInfo(logSteps).noquote() << "downloaded" << report->bytes << "bytes, resumed from"
                               << report->resumedFrom << "connections lost"
                               << report->connectionsLost;
    archive.size = report->bytes;
    return context.save();
}

} // namespace mmigrate
