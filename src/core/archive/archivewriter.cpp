// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivewriter.h"

#include "core/archive/archiveerror.h"
#include "core/archive/archivereader_p.h"
#include "core/archive/diskerror.h"
#include "core/archive/progressticker.h"
#include "core/archive/zipoutput.h"
#include "core/base/stepcontrol.h"

#include <QFileInfo>

namespace mmigrate {

namespace {

// Local header, directory record and their ZIP64 fields.
constexpr qint64 bytesAroundEntry = 30 + 46 + 2 * 28;

QString zipErrorText(zip_error_t *error)
{
    return QString::fromUtf8(zip_error_strerror(error));
}

} // namespace

/// One write(): the archive under construction, thrown away unless it is finished.
class ArchiveWriter::Session
{
public:
    Session(const QString &partPath, qint64 estimate, StepControl &control,
            const ProgressSink &progress)
        : m_ticker(progress, ProgressUnit::Bytes, estimate)
        , m_estimate(estimate)
        , m_output(partPath, [this, &control](qint64 written) {
            m_ticker.advanceTo(qMin(written, m_estimate));
            return control.waitWhilePaused();
        })
    {
    }
    ~Session()
    {
        if (m_archive)
            zip_discard(m_archive);
    }
    Q_DISABLE_COPY_MOVE(Session)

    Result<void> open();
    Result<void> add(const Item &item);
    Result<void> finish();

private:
    Error zipFailure() const;
    Result<void> addSource(const Item &item, zip_source_t *source, bool stored);

    ProgressTicker m_ticker;
    qint64 m_estimate = 0;
    ZipOutput m_output;
    zip_t *m_archive = nullptr;
};

Result<void> ArchiveWriter::Session::open()
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = m_output.createSource(&error);
    if (source)
        m_archive = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
    const QString detail = zipErrorText(&error);
    zip_error_fini(&error);
    if (m_archive)
        return {};
    if (source)
        zip_source_free(source);
    return makeError(ErrorKind::Internal, detail);
}

Error ArchiveWriter::Session::zipFailure() const
{
    if (m_output.failure())
        return *m_output.failure();
    zip_error_t *error = zip_get_error(m_archive);
    const int code = zip_error_code_zip(error);
    // What is left comes from the sources: an entry of the other archive, or a local file.
    if (code == ZIP_ER_READ || code == ZIP_ER_EOF || code == ZIP_ER_SEEK || code == ZIP_ER_OPEN)
        return makeError(ErrorKind::Disk, zipErrorText(error));
    if (code == ZIP_ER_INCONS || code == ZIP_ER_NOZIP || code == ZIP_ER_ZLIB || code == ZIP_ER_CRC)
        return archiveError(ArchiveReason::DamagedEntry, {}, {}, zipErrorText(error));
    return makeError(ErrorKind::Internal, zipErrorText(error));
}

Result<void> ArchiveWriter::Session::add(const Item &item)
{
    if (!item.source) {
        zip_error_t error;
        zip_error_init(&error);
        zip_source_t *file =
            zip_source_file_create(zipFilePath(item.filePath).constData(), 0, -1, &error);
        const Error failure = diskError(item.filePath, 0, zipErrorText(&error));
        zip_error_fini(&error);
        return file ? addSource(item, file, false) : Result<void>(failure);
    }
    zip_t *other = item.source->d->handle.get();
    zip_source_t *entry = zip_source_zip(m_archive, other, static_cast<zip_uint64_t>(item.index),
                                         ZIP_FL_COMPRESSED, 0, -1);
    if (!entry) {
        return archiveError(ArchiveReason::DamagedEntry, item.source->path(), item.name,
                            zipErrorText(zip_get_error(m_archive)));
    }
    return addSource(item, entry, item.source->entry(item.index).isStored());
}

Result<void> ArchiveWriter::Session::addSource(const Item &item, zip_source_t *source, bool stored)
{
    const zip_int64_t index =
        zip_file_add(m_archive, item.name.toUtf8().constData(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return makeError(ErrorKind::Internal,
                         item.name + QStringLiteral(": ") + zipErrorText(zip_get_error(m_archive)));
    }
    // Without this libzip would deflate what was stored.
    if (stored)
        zip_set_file_compression(m_archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    return {};
}

Result<void> ArchiveWriter::Session::finish()
{
    if (zip_close(m_archive) != 0)
        return zipFailure();
    m_archive = nullptr;
    m_ticker.finish();
    return {};
}

ArchiveWriter::ArchiveWriter(const QString &targetPath)
    : m_targetPath(targetPath)
{
}

void ArchiveWriter::addFile(const QString &name, const QString &filePath)
{
    m_items.push_back({name, filePath, nullptr, -1});
}

void ArchiveWriter::copyEntry(const ArchiveReader &source, qint64 index, const QString &name)
{
    m_items.push_back({name, {}, &source, index});
}

qint64 ArchiveWriter::estimatedSize() const
{
    qint64 bytes = 0;
    for (const Item &item : m_items) {
        bytes += bytesAroundEntry + 2 * item.name.size();
        // Lines of JSON shrink to a fifth or better.
        bytes += item.source ? item.source->entry(item.index).compressedSize
                             : QFileInfo(item.filePath).size() / 5;
    }
    return bytes;
}

Result<void> ArchiveWriter::write(StepControl &control, const ProgressSink &progress)
{
    const QString partPath = m_targetPath + QStringLiteral(".part");
    const qint64 estimate = estimatedSize();
    Result<void> done = requireFreeSpace(m_targetPath, estimate);
    if (!done)
        return done;
    {
        Session session(partPath, estimate, control, progress);
        done = session.open();
        for (size_t i = 0; done && i < m_items.size(); ++i) {
            if (control.isCancelled())
                return archiveCancelled();
            done = session.add(m_items[i]);
        }
        if (done)
            done = session.finish();
    }
    if (!done && done.error().kind == ErrorKind::ArchiveInvalid)
        done = findDamage(done.error(), control);
    if (done)
        done = checkCopies(partPath);
    if (done)
        done = replaceFile(partPath, m_targetPath);
    if (!done)
        QFile::remove(partPath);
    return done;
}

// libzip does not tell which entry broke the copy, and people should know; so they are read once
// more.
Error ArchiveWriter::findDamage(const Error &error, StepControl &control) const
{
    if (error.facts.contains(QStringLiteral("entry")))
        return error;
    for (const Item &item : m_items) {
        if (!item.source)
            continue;
        if (Result<void> read = item.source->verifyEntry(item.index, control); !read)
            return read.error();
    }
    return error;
}

// Raw copies are not unpacked on the way, so bytes that were damaged in the source would get a new
// and fitting CRC-32 when they are stored ones. The directories of both archives must say the same.
Result<void> ArchiveWriter::checkCopies(const QString &partPath) const
{
    int code = 0;
    zip_t *copy = zip_open(zipFilePath(partPath).constData(), ZIP_RDONLY, &code);
    if (!copy)
        return makeError(ErrorKind::Internal, QStringLiteral("the copy does not open"));
    Result<void> result;
    for (size_t i = 0; result && i < m_items.size(); ++i) {
        if (!m_items[i].source)
            continue;
        const ArchiveEntry expected = m_items[i].source->entry(m_items[i].index);
        zip_stat_t stat;
        const bool same = zip_stat_index(copy, i, 0, &stat) == 0 && stat.crc == expected.crc32
                          && stat.size == static_cast<zip_uint64_t>(expected.size)
                          && stat.comp_size == static_cast<zip_uint64_t>(expected.compressedSize);
        if (!same)
            result =
                archiveError(ArchiveReason::DamagedEntry, m_items[i].source->path(), expected.name);
    }
    zip_discard(copy);
    return result;
}

} // namespace mmigrate
