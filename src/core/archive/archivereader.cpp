// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivereader.h"

#include "core/archive/archiveerror.h"
#include "core/archive/archivereader_p.h"
#include "core/archive/listarchive.h"
#include "core/archive/progressticker.h"
#include "core/archive/splitsource.h"
#include "core/base/stepcontrol.h"

#include <QFile>

#include <array>
#include <limits>
#include <string_view>
namespace mmigrate {

namespace {

constexpr std::string_view jsonlSuffix = ".jsonl";

bool beginsAsZip(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(4) == QByteArrayLiteral("PK\x03\x04");
}

Error openError(int code, const QString &path)
{
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const QString detail = QString::fromUtf8(zip_error_strerror(&error));
    zip_error_fini(&error);
    if (code == ZIP_ER_OPEN || code == ZIP_ER_NOENT || code == ZIP_ER_READ || code == ZIP_ER_SEEK)
        return archiveError(ArchiveReason::Unreadable, path, {}, detail);
    // What begins as a ZIP and has no directory at its end was cut, or is still being written.
    if (isListAlone(path))
        return archiveError(ArchiveReason::ListAlone, path);
    return archiveError(beginsAsZip(path) ? ArchiveReason::Truncated : ArchiveReason::NotZip, path,
                        {}, detail);
}

/// Null: \a code tells why.
zip_t *openZip(const SplitFile &file, int &code)
{
    if (!file.isSplit())
        return zip_open(zipFilePath(file.path).constData(), ZIP_RDONLY, &code);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = createSplitSource(file, &error);
    zip_t *handle = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    if (source && !handle)
        zip_source_free(source);
    code = zip_error_code_zip(&error);
    zip_error_fini(&error);
    return handle;
}

// A backslash alone is let through: people on Linux give files such names, servers keep them, and
// nothing here unpacks to disk. What could leave a folder is refused with either separator.
bool isSaneName(std::string_view name)
{
    if (name.empty() || name.front() == '/' || name.front() == '\\')
        return false;
    const bool letter = (name[0] | 0x20) >= 'a' && (name[0] | 0x20) <= 'z';
    if (letter && name.size() > 1 && name[1] == ':')
        return false;
    size_t begin = 0;
    while (begin <= name.size()) {
        const size_t end = std::min(name.find_first_of("/\\", begin), name.size());
        if (name.substr(begin, end - begin) == "..")
            return false;
        begin = end + 1;
    }
    return true;
}

ArchiveEntry toEntry(const zip_stat_t &stat)
{
    ArchiveEntry entry;
    entry.index = static_cast<qint64>(stat.index);
    entry.name = QString::fromUtf8(stat.name);
    entry.size = static_cast<qint64>(stat.size);
    entry.compressedSize = static_cast<qint64>(stat.comp_size);
    entry.crc32 = stat.crc;
    entry.method = stat.comp_method;
    return entry;
}

// What the directory tells at a glance, collected while each entry is checked once.
struct DirectoryScan
{
    qint64 jsonlIndex = -1;
    int jsonlCount = 0;
    bool hasSlackUsers = false;
    bool hasSlackChannels = false;
    zip_uint64_t dataBytes = 0;

    void note(std::string_view name, zip_uint64_t index)
    {
        if (name.size() > jsonlSuffix.size() && name.ends_with(jsonlSuffix)
            && name.find('/') == std::string_view::npos) {
            jsonlIndex = static_cast<qint64>(index);
            ++jsonlCount;
        }
        hasSlackUsers |= name == "users.json";
        hasSlackChannels |= name == "channels.json";
    }
};

Result<void> checkEntry(zip_t *handle, zip_uint64_t index, DirectoryScan &scan, const QString &path,
                        quint64 fileSize)
{
    zip_stat_t stat;
    if (zip_stat_index(handle, index, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_NAME))
        return archiveError(ArchiveReason::BadName, path);
    const std::string_view name(stat.name);
    if (!isSaneName(name))
        return archiveError(ArchiveReason::BadName, path, QString::fromUtf8(stat.name));
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
        return archiveError(ArchiveReason::Encrypted, path, QString::fromUtf8(stat.name));
    // More data than the file has bytes: part of it is missing, or the directory lies.
    if (stat.comp_size > fileSize || stat.size > quint64(std::numeric_limits<qint64>::max())
        || (scan.dataBytes += stat.comp_size) > fileSize)
        return archiveError(ArchiveReason::Truncated, path, QString::fromUtf8(stat.name));
    scan.note(name, index);
    return {};
}

Result<qint64> checkDirectory(zip_t *handle, qint64 entryCount, const QString &path,
                              qint64 fileSize)
{
    if (entryCount == 0)
        return archiveError(ArchiveReason::Empty, path);
    DirectoryScan scan;
    for (qint64 index = 0; index < entryCount; ++index) {
        Result<void> checked = checkEntry(handle, static_cast<zip_uint64_t>(index), scan, path,
                                          static_cast<quint64>(fileSize));
        if (!checked)
            return checked.error();
    }
    if (scan.jsonlCount > 1)
        return archiveError(ArchiveReason::SeveralJsonl, path);
    if (scan.jsonlCount == 0) {
        const bool slack = scan.hasSlackUsers && scan.hasSlackChannels;
        return archiveError(slack ? ArchiveReason::SlackExport : ArchiveReason::NoJsonl, path);
    }
    return scan.jsonlIndex;
}

} // namespace

QByteArray zipFilePath(const QString &path)
{
#ifdef Q_OS_WIN
    return path.toUtf8(); // libzip's own convention on Windows
#else
    return QFile::encodeName(path);
#endif
}

ArchiveReader::ArchiveReader(std::unique_ptr<Private> content)
    : d(std::move(content))
{
}

ArchiveReader::ArchiveReader(ArchiveReader &&other) noexcept = default;
ArchiveReader &ArchiveReader::operator=(ArchiveReader &&other) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

Result<ArchiveReader> ArchiveReader::open(const QString &path)
{
    return open(SplitFile{path});
}

Result<ArchiveReader> ArchiveReader::open(const SplitFile &file)
{
    auto content = std::make_unique<Private>();
    content->file = file;
    SplitFileDevice device(file);
    if (!device.open(QIODevice::ReadOnly))
        return archiveError(ArchiveReason::Unreadable, device.failedPath(), {},
                            device.errorString());
    content->fileSize = device.size();
    device.close();
    if (content->fileSize == 0)
        return archiveError(ArchiveReason::Empty, file.path);

    int code = 0;
    zip_t *handle = openZip(file, code);
    if (!handle)
        return openError(code, file.path);
    content->handle = std::shared_ptr<zip>(handle, zip_discard);
    content->entryCount = zip_get_num_entries(handle, 0);
    Result<qint64> jsonl =
        checkDirectory(handle, content->entryCount, file.path, content->fileSize);
    if (!jsonl)
        return jsonl.error();
    ArchiveReader reader(std::move(content));
    reader.d->jsonl = reader.entry(*jsonl);
    if (reader.d->jsonl.size == 0)
        return archiveError(ArchiveReason::Empty, file.path, reader.d->jsonl.name);
    return reader;
}

QString ArchiveReader::path() const
{
    return d->file.path;
}

SplitFile ArchiveReader::file() const
{
    return d->file;
}

qint64 ArchiveReader::fileSize() const
{
    return d->fileSize;
}

qint64 ArchiveReader::entryCount() const
{
    return d->entryCount;
}

ArchiveEntry ArchiveReader::entry(qint64 index) const
{
    Q_ASSERT(index >= 0 && index < d->entryCount);
    zip_stat_t stat;
    // Cannot fail: open() has asked every entry the same.
    zip_stat_index(d->handle.get(), static_cast<zip_uint64_t>(index), 0, &stat);
    return toEntry(stat);
}

std::optional<ArchiveEntry> ArchiveReader::find(const QString &name) const
{
    const zip_int64_t index = zip_name_locate(d->handle.get(), name.toUtf8().constData(), 0);
    if (index < 0)
        return std::nullopt;
    return entry(index);
}

qint64 ArchiveReader::findFile(const QString &linePath) const
{
    if (linePath.isEmpty() || linePath.contains(QChar::Null))
        return -1;
    const std::array forms{linePath, linePath.normalized(QString::NormalizationForm_C),
                           linePath.normalized(QString::NormalizationForm_D)};
    for (const QString &form : forms) {
        const QByteArray name = form.toUtf8();
        for (const QByteArray &candidate : {QByteArray("data/" + name), name}) {
            const zip_int64_t index = zip_name_locate(d->handle.get(), candidate.constData(), 0);
            if (index >= 0)
                return index;
        }
    }
    return -1;
}

const ArchiveEntry &ArchiveReader::jsonl() const
{
    return d->jsonl;
}

Result<std::unique_ptr<ArchiveEntryDevice>> ArchiveReader::openEntry(qint64 index) const
{
    const ArchiveEntry which = entry(index);
    zip_file_t *file = zip_fopen_index(d->handle.get(), static_cast<zip_uint64_t>(index), 0);
    if (!file) {
        return archiveError(ArchiveReason::DamagedEntry, d->file.path, which.name,
                            QString::fromUtf8(zip_strerror(d->handle.get())));
    }
    return std::make_unique<ArchiveEntryDevice>(d->handle, file, d->file.path, which.name,
                                                which.size);
}

Result<void> ArchiveReader::verifyEntry(qint64 index, StepControl &control,
                                        const std::function<void(qint64)> &onRead) const
{
    Result<std::unique_ptr<ArchiveEntryDevice>> device = openEntry(index);
    if (!device)
        return device.error();
    QByteArray buffer(256 * 1024, Qt::Uninitialized);
    while (!(*device)->atEnd()) {
        if (!control.waitWhilePaused())
            return archiveCancelled();
        const qint64 count = (*device)->read(buffer.data(), buffer.size());
        if (const std::optional<Error> &failure = (*device)->failure())
            return *failure;
        if (onRead)
            onRead(qMax<qint64>(count, 0));
    }
    return {};
}

Result<void> ArchiveReader::verifyCrc(StepControl &control, const ProgressSink &progress,
                                      const std::function<bool(qint64)> &isVerified) const
{
    const auto isLeft = [&](qint64 index) { return !isVerified || !isVerified(index); };
    qint64 total = 0;
    for (qint64 index = 0; index < d->entryCount; ++index)
        total += isLeft(index) ? entry(index).size : 0;
    ProgressTicker ticker(progress, ProgressUnit::Bytes, total);
    qint64 done = 0;
    const auto onRead = [&](qint64 count) {
        done += count;
        ticker.advanceTo(done);
    };
    for (qint64 index = 0; index < d->entryCount; ++index) {
        if (!isLeft(index))
            continue;
        if (Result<void> verified = verifyEntry(index, control, onRead); !verified)
            return verified;
    }
    ticker.finish();
    return {};
}

} // namespace mmigrate
